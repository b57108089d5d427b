"""RDF files out of a built graph: N-Quads as they are, Turtle one file a page.

Both read ``graph.nq``, which is the truth; the store rewrites some literals.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.export.graphs import GraphLines
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import read_chunks, write_file, write_folder
from claimgraph.graph import to_turtle

MARK = "# Written by claimgraph from one page of the wiki; edits here are lost.\n"


def write_nquads_copy(built: Path, target: Path) -> ExportResult:
    """Copies the canonical N-Quads; same bytes."""
    quads = 0

    def chunks() -> Iterator[bytes]:
        nonlocal quads
        for chunk in read_chunks(built / "graph.nq"):
            quads += chunk.count(b"\n")
            yield chunk

    write_file(target, chunks())
    return ExportResult("nquads", str(target), {"quads": quads})


def _page_file(path: str) -> str:
    """``molecules/compounds/semax.ttl`` of ``molecules/compounds/semax.md``."""
    return f"{path[:-3] if path.lower().endswith('.md') else path}.ttl"


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
    graph_path = built / "graph.nq"
    triples = 0
    with graph_path.open("rb") as file:
        graphs = GraphLines(file, graph_path)
        by_name: dict[str, bytes] = {}
        for graph, path in sorted(graphs.pages.items()):
            name = _page_file(path)
            if name in by_name:
                raise InputError(f"two pages would be written to {name}", path=path)
            by_name[name] = graph

        def files() -> Iterator[tuple[str, bytes]]:
            nonlocal triples
            for name, graph in sorted(by_name.items()):
                triples += len(graphs.offsets[graph])
                yield name, (MARK + to_turtle(graphs.lines(graph))).encode()

        names = write_folder(target, files(), ours=_is_ours)
        others = {graph: len(found) for graph, found in graphs.offsets.items() if graph not in graphs.pages}
    not_held = (
        f"{sum(others.values())} quads in {len(others)} graphs that belong to no page "
        "(merged sources, ontology, profile, derived facts): see nquads",
    )
    return ExportResult(
        "turtle", str(target), {"pages": len(names), "triples": triples}, not_held if others else ()
    )
