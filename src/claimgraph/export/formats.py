"""The table of export formats. A writer takes a built folder and a target and says what it wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from claimgraph.errors import InputError, UsageError
from claimgraph.export.gexf import write_gexf
from claimgraph.export.jsonld import write_jsonld
from claimgraph.export.nanopubs import write_nanopubs
from claimgraph.export.neo4j import write_neo4j
from claimgraph.export.rdf import write_nquads_copy, write_turtle_pages
from claimgraph.export.result import ExportResult
from claimgraph.export.signing import write_signed_nanopubs
from claimgraph.export.table_files import write_csv, write_parquet, write_spreadsheet_csv
from claimgraph.export.targets import check_target
from claimgraph.export.trig import write_trig

Writer = Callable[[Path, Path], ExportResult]

FORMATS: dict[str, Writer] = {
    "nquads": write_nquads_copy,
    "trig": write_trig,
    "jsonld": write_jsonld,
    "turtle": write_turtle_pages,
    "nanopub": write_nanopubs,
    "parquet": write_parquet,
    "csv": write_csv,
    "spreadsheet": write_spreadsheet_csv,
    "gexf": write_gexf,
    "neo4j": write_neo4j,
}


def export_graph(name: str, built: Path, target: Path, *, key: Path | None = None) -> ExportResult:
    """Writes the graph in the folder ``built`` as format ``name`` to ``target``.

    With a ``key`` (an RSA private key, PEM) nanopublications are signed.

    Raises:
        UsageError: there is no such format, or ``target`` is the build itself.
        InputError: ``built`` holds no finished build, or ``target`` cannot be written.
    """
    writer = FORMATS.get(name)
    if writer is None:
        raise UsageError(f"there is no export format {name!r}", remedy=f"formats: {', '.join(FORMATS)}")
    if not (built / "graph.nq").is_file():
        raise InputError(
            "there is no built graph here",
            path=str(built),
            remedy="build it first: claimgraph build VAULT --out DIR",
        )
    check_target(built, target, allowed="graph.nq" if name == "nquads" else None)
    if key is not None:
        return write_signed_nanopubs(built, target, key)
    return writer(built, target)
