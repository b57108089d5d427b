"""RDF files out of a built graph: N-Quads as they are, Turtle one file a page.

Both read ``graph.nq``, which is the truth; the store rewrites some literals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.export.graphs import GraphLines, find_path
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import BUILD_AGAIN, read_chunks, write_file, write_folder
from claimgraph.graph import to_turtle
from claimgraph.inference.quads import text_of

# Bytes of a file's name; systems allow 255, and a file has a longer name while it is written.
_LONGEST = 200

MARK = "# Written by claimgraph from one page of the wiki; edits here are lost.\n"


def write_nquads_copy(built: Path, target: Path) -> ExportResult:
    """Copies the canonical N-Quads; same bytes.

    Raises:
        InputError: the file ends in the middle of a line.
    """
    quads = 0

    def chunks() -> Iterator[bytes]:
        nonlocal quads
        chunk = b" .\n"
        for chunk in read_chunks(built / "graph.nq"):
            quads += chunk.count(b"\n")
            yield chunk
        if not chunk.endswith(b" .\n"):
            raise InputError("ends in the middle of a line", path=str(built / "graph.nq"), remedy=BUILD_AGAIN)

    write_file(target, chunks())
    return ExportResult("nquads", str(target), {"quads": quads})


def _page_file(path: str) -> str:
    """``molecules/compounds/semax.ttl`` of ``molecules/compounds/semax.md``.

    A name that leaves no room for ours is cut, and tells itself apart by its hash.
    """
    folder, slash, name = (path[:-3] if path.lower().endswith(".md") else path).rpartition("/")
    if len(name.encode()) > _LONGEST:
        short = name.encode()[: _LONGEST - 17].decode(errors="ignore")
        name = f"{short}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    return f"{folder}{slash}{name}.ttl"


def _is_ours(file: Path) -> bool:
    if file.suffix != ".ttl":
        return False
    with file.open("rb") as content:
        return content.read(len(MARK.encode())) == MARK.encode()


def write_turtle_pages(built: Path, target: Path) -> ExportResult:
    """Writes one Turtle file a page below ``target``, and removes those of pages that are gone.

    Raises:
        InputError: ``target`` holds files that this export did not write, a page's path leads out of
            it, or two pages would have one file.
    """
    triples = others = foreign = 0
    written: set[str] = set()
    with GraphLines(built / "graph.nq") as graphs:

        def files() -> Iterator[tuple[str, bytes]]:
            nonlocal triples, others, foreign
            for graph, lines in graphs:
                # What was computed of all pages can be most of the graph, and is none of them.
                own = list(lines) if graph in graphs.pages else []
                term = find_path(own)
                if term is None:
                    foreign += 1
                    others += len(own) or sum(1 for _ in lines)
                    continue
                path = text_of(term)
                name = _page_file(path)
                if name in written:
                    raise InputError(f"two pages would be written to {name}", path=path)
                written.add(name)
                triples += len(own)
                yield name, (MARK + to_turtle(own)).encode()

        names = write_folder(target, files(), ours=_is_ours)
    not_held = (
        f"{others} quads in {foreign} graphs that belong to no page "
        "(merged sources, ontology, profile, derived facts): see nquads",
    )
    return ExportResult(
        "turtle", str(target), {"pages": len(names), "triples": triples}, not_held if foreign else ()
    )
