"""The table of export formats: a format is one entry.

A *plain* format takes a built folder and a target. A *network* format takes the projection of the graph
that the user asked for (shape, conditions, neighbourhood) and a target. Both say what they wrote and what
the format could not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

import msgspec

from claimgraph.errors import InputError, UsageError
from claimgraph.export.bolt import load_neo4j
from claimgraph.export.crate import write_crate
from claimgraph.export.cytoscape import write_cx2, write_cyjs
from claimgraph.export.gexf import write_gexf
from claimgraph.export.graphml import write_graphml
from claimgraph.export.html import write_html
from claimgraph.export.jsonld import write_jsonld
from claimgraph.export.kgx import SHAPES as KGX_SHAPES
from claimgraph.export.kgx import write_kgx, write_kgx_jsonl
from claimgraph.export.nanopubs import write_nanopubs
from claimgraph.export.neo4j import write_neo4j
from claimgraph.export.rdf import write_nquads_copy, write_turtle_pages
from claimgraph.export.result import ExportResult
from claimgraph.export.signing import write_signed_nanopubs
from claimgraph.export.table_files import write_csv, write_parquet, write_spreadsheet_csv
from claimgraph.export.targets import check_target
from claimgraph.export.trig import write_trig
from claimgraph.export.void import write_void
from claimgraph.network import Network, Selection, Shape, to_network
from claimgraph.store import EmbeddedStore

Writer = Callable[[Path, Path], ExportResult]
NetworkWriter = Callable[[Network, Path], ExportResult]

_TWO = (Shape.BROWSE, Shape.EVIDENCE)


class Format(msgspec.Struct, frozen=True):
    """A format that the graph can leave in.

    Attributes:
        summary: what it holds and for whom, in a few words.
        target: ``file`` or ``folder``.
        write: the writer of a plain format; ``project`` that of a network format.
        shapes: the shapes of a network format, the usual one first; none of a plain one.
    """

    summary: str
    target: str
    write: Writer | None = None
    project: NetworkWriter | None = None
    shapes: tuple[Shape, ...] = ()


FORMATS: dict[str, Format] = {
    "nquads": Format("the whole graph, canonical", "file", write_nquads_copy),
    "trig": Format("the whole graph, readable", "file", write_trig),
    "jsonld": Format("the whole graph, its context inside", "file", write_jsonld),
    "turtle": Format("one readable Turtle file a page", "folder", write_turtle_pages),
    "nanopub": Format("one nanopublication a sourced claim; signed with --key", "file", write_nanopubs),
    "parquet": Format(
        "entities, claims, evidence, citations, sources, gaps, edges, quads", "folder", write_parquet
    ),
    "csv": Format("the same tables, without quads", "folder", write_csv),
    "spreadsheet": Format("the same, safe to open in a spreadsheet", "folder", write_spreadsheet_csv),
    "void": Format("counts of the graph by class and property, as VoID", "file", write_void),
    "crate": Format(
        "graph, tables and findings as an RO-Crate with Croissant metadata", "folder", write_crate
    ),
    "gexf": Format("a network with a layout, for Gephi", "file", project=write_gexf, shapes=_TWO),
    "graphml": Format(
        "a network for igraph, networkx, yEd, Gephi", "file", project=write_graphml, shapes=_TWO
    ),
    "cx2": Format("a network for Cytoscape and NDEx", "file", project=write_cx2, shapes=_TWO),
    "cyjs": Format("a network for Cytoscape.js", "file", project=write_cyjs, shapes=_TWO),
    "html": Format(
        "one page to look at, best of a neighbourhood (--entity)",
        "file",
        project=write_html,
        shapes=(Shape.CLAIMS,),
    ),
    "kgx": Format("Biolink associations as TSV (KGX)", "folder", project=write_kgx, shapes=KGX_SHAPES),
    "kgx-jsonl": Format(
        "Biolink associations as JSON lines (KGX)", "folder", project=write_kgx_jsonl, shapes=KGX_SHAPES
    ),
    "neo4j": Format(
        "CSV and scripts for `neo4j-admin database import full`",
        "folder",
        project=write_neo4j,
        shapes=(Shape.BOTH, *_TWO),
    ),
}


def to_selection(
    name: str,
    shape: str | None = None,
    where: tuple[str, ...] = (),
    around: tuple[str, ...] = (),
    depth: int | None = None,
) -> Selection | None:
    """What of the graph a format is to hold; None where it holds all there is.

    Raises:
        UsageError: there is no such format or shape, or the format cannot be narrowed.
    """
    form = find_format(name)
    if not form.shapes:
        if shape is not None or where or around:
            raise UsageError(
                f"{name} holds the whole graph and takes no --shape, --where or --entity",
                remedy=f"formats that do: {', '.join(n for n, f in FORMATS.items() if f.shapes)}",
            )
        return None
    if shape is not None and shape not in form.shapes:
        raise UsageError(f"{name} has no shape {shape!r}", remedy=f"shapes: {', '.join(form.shapes)}")
    if depth is not None and not around:
        raise UsageError("--depth is counted from an entity", remedy="name one with --entity")
    return Selection(
        Shape(shape) if shape else form.shapes[0], tuple(where), tuple(around), 1 if depth is None else depth
    )


def find_format(name: str) -> Format:
    """The format of this name.

    Raises:
        UsageError: there is none.
    """
    form = FORMATS.get(name)
    if form is None:
        close = get_close_matches(name, FORMATS, 3, 0.5)
        raise UsageError(
            f"there is no export format {name!r}",
            remedy=f"did you mean {' or '.join(close)}?" if close else f"formats: {', '.join(FORMATS)}",
        )
    return form


def check_build(built: Path) -> None:
    """Refuses a folder that holds no finished build.

    Raises:
        InputError: it holds none.
    """
    if not (built / "graph.nq").is_file():
        raise InputError(
            "there is no built graph here",
            path=str(built),
            remedy="build it first: claimgraph build VAULT --out DIR",
        )


def export_graph(
    name: str,
    built: Path,
    target: Path,
    selection: Selection | None = None,
    *,
    key: Path | None = None,
    date: str | None = None,
) -> ExportResult:
    """Writes the graph in the folder ``built`` as format ``name`` to ``target``.

    With a ``key`` (an RSA private key, PEM) nanopublications are signed. ``date`` is the day on which a
    crate is published.

    Raises:
        UsageError: there is no such format, ``target`` is the build itself, or a condition is unknown.
        InputError: ``built`` holds no finished build, or ``target`` cannot be written.
    """
    form = find_format(name)
    check_build(built)
    check_target(built, target, allowed="graph.nq" if name == "nquads" else None)
    try:
        if key is not None:
            return write_signed_nanopubs(built, target, key)
        if date is not None:
            return write_crate(built, target, date=date)
        if form.write is not None:
            return form.write(built, target)
        chosen = selection or to_selection(name)
        with to_network(EmbeddedStore.open(built / "store"), chosen) as network:
            assert form.project is not None
            return form.project(network, target)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}",
            path=str(error.filename or target),
            remedy="make room on the disk, or name a folder that can be written",
        ) from error


def load_graph(
    built: Path,
    url: str,
    selection: Selection | None = None,
    *,
    database: str | None = None,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
) -> ExportResult:
    """Loads the graph in the folder ``built`` into the Neo4j at ``url``; see claimgraph.export.bolt.

    Raises:
        UsageError: the driver or the password is missing, or a condition is unknown.
        InputError: ``built`` holds no finished build, or Neo4j cannot be reached.
        EngineError: the database refuses the load.
    """
    check_build(built)
    chosen = selection or to_selection("neo4j")
    with to_network(EmbeddedStore.open(built / "store"), chosen) as network:
        return load_neo4j(network, url, database=database, progress=progress)
