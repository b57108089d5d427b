"""RDF files out of a built graph: N-Quads as they are, Turtle one file a page.

Both read ``graph.nq``, which is the truth; the store rewrites some literals.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

from claimgraph.errors import InputError
from claimgraph.export.result import ExportResult
from claimgraph.files import write_atomic
from claimgraph.graph import to_turtle


def write_nquads_copy(built: Path, target: Path) -> ExportResult:
    """Copies the canonical N-Quads; same bytes."""
    content = (built / "graph.nq").read_bytes()
    write_atomic(target, content)
    return ExportResult("nquads", str(target), {"quads": content.count(b"\n")})


def _graphs(path: Path) -> dict[str, list[str]]:
    """The lines of an N-Quads file by graph IRI. Canonical lines end in ``<graph> .``."""
    grouped: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            start = line.rfind(" <")
            grouped[line[start + 2 : line.rfind("> .")]].append(line.rstrip("\n"))
    return grouped


def _page_file(graph: str) -> str | None:
    """``molecules/compounds/semax.ttl`` of a page's graph, ``-/sources.ttl`` of a computed one."""
    _, found, slug = graph.partition("graph/")
    return f"{unquote(slug)}.ttl" if found else None


def write_turtle_pages(built: Path, target: Path) -> ExportResult:
    """Writes one Turtle file a page below ``target``, and removes those of pages that are gone.

    Raises:
        InputError: ``target`` holds files that are not Turtle, so it is not ours to tidy.
    """
    if target.exists() and not target.is_dir():
        raise InputError(
            "not a folder", path=str(target), remedy="turtle writes one file a page: name a folder"
        )
    old = {file for file in target.rglob("*") if file.is_file()} if target.exists() else set()
    foreign = sorted(str(file) for file in old if file.suffix != ".ttl")
    if foreign:
        raise InputError(
            "holds files that are not Turtle", path=foreign[0], remedy="name an empty folder with --out"
        )
    written: set[Path] = set()
    triples = 0
    for graph, lines in sorted(_graphs(built / "graph.nq").items()):
        name = _page_file(graph)
        if name is None or name.startswith("-/"):
            continue
        file = target / name
        if ".." in file.relative_to(target).parts or file.is_absolute() != target.is_absolute():
            raise InputError("a graph name leads out of the folder", path=str(built / "graph.nq"))
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, to_turtle(lines).encode("utf-8"))
        written.add(file)
        triples += len(lines)
    for file in sorted(old - written):
        file.unlink()
    return ExportResult(
        "turtle",
        str(target),
        {"pages": len(written), "triples": triples},
        ("merged sources, the ontology and derived facts: they belong to no page; see nquads",),
    )
