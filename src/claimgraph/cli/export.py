"""``claimgraph export``: the graph in other programs' formats."""

from __future__ import annotations

from pathlib import Path

import click

from claimgraph.build import open_graph
from claimgraph.cli.terminal import Progress, format_option
from claimgraph.errors import UsageError
from claimgraph.export import FORMATS, export_graph, find_format, load_graph, to_selection
from claimgraph.network import KEYS
from claimgraph.report.tables import to_json

_EXAMPLES = """\
Examples:
  claimgraph export nquads --graph out --out wiki.nq
  claimgraph export gexf --graph out --out wiki.gexf
  claimgraph export graphml --graph out --out trials.graphml --shape evidence --where species=human
  claimgraph export gexf --graph out --out semax.gexf --entity Semax --depth 2
  claimgraph export neo4j --graph out --out neo4j
  claimgraph export neo4j --graph out --bolt bolt://localhost:7687
  claimgraph export parquet --graph out --out tables
  claimgraph export crate --graph out --out crate --date 2026-01-31"""


def _list(rows: dict[str, str]) -> str:
    width = max(map(len, rows))
    return "\n".join(f"  {name:<{width}}  {words}" for name, words in rows.items())


_HELP = "\n\n\b\n".join(
    (
        "Write the graph in --graph as FORMAT, and say what the format cannot hold.",
        "FORMAT is one of\n"
        + _list({name: f"{form.summary} (a {form.target})" for name, form in FORMATS.items()}),
        _EXAMPLES,
        "--where takes key=value or key!=value. Several values of one key: any of them;\n"
        "several keys: all of them. It chooses claims, and what rests on them. Keys:\n"
        + _list({key.name: key.about for key in KEYS.values()}),
    )
)


@click.command("export", help=_HELP, short_help="Write a graph as RDF, tables, networks, packages.")
@click.argument("export_format", metavar="FORMAT")
@click.option(
    "--graph", required=True, type=click.Path(path_type=Path), help="Folder that `claimgraph build` wrote."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File or folder to write; replaced if it is there. Needed unless --bolt is given.",
)
@click.option(
    "--shape",
    help="browse: entities and edges; evidence: claims, evidence lines, citations and sources as nodes.",
)
@click.option("--where", multiple=True, metavar="KEY=VALUE", help="Only claims that fit; repeatable.")
@click.option("--entity", multiple=True, metavar="NAME", help="Only what is near this entity; repeatable.")
@click.option("--depth", type=int, help="How many steps from --entity; 1 unless told.")
@click.option(
    "--bolt",
    metavar="URL",
    help="Load a running Neo4j instead of writing files; takes NEO4J_PASSWORD (and NEO4J_USERNAME) from the "
    "environment.",
)
@click.option("--database", metavar="NAME", help="Database of --bolt; the server's own choice unless told.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="RSA private key (PEM) that signs nanopublications; needs claimgraph[nanopub].",
)
@click.option("--date", metavar="YYYY-MM-DD", help="Day on which a crate is published.")
@format_option("text", "json")
def command(
    export_format: str,
    graph: Path,
    out: Path | None,
    shape: str | None,
    where: tuple[str, ...],
    entity: tuple[str, ...],
    depth: int | None,
    bolt: str | None,
    database: str | None,
    key: Path | None,
    date: str | None,
    output_format: str,
) -> None:
    """Write the graph as a format; the help text is made from the tables of formats and keys."""
    form = find_format(export_format)
    if key is not None and export_format != "nanopub":
        raise UsageError("--key signs nanopublications", remedy="claimgraph export nanopub --key FILE")
    if date is not None and export_format != "crate":
        raise UsageError("--date is that of a crate", remedy="claimgraph export crate --date YYYY-MM-DD")
    if (bolt is not None or database is not None) and export_format != "neo4j":
        raise UsageError("--bolt loads Neo4j", remedy="claimgraph export neo4j --bolt bolt://localhost:7687")
    if (out is None) == (bolt is None):
        raise UsageError(
            "say where to", remedy="name a file or folder with --out" + (", or --bolt URL" if bolt else "")
        )
    selection = to_selection(export_format, shape, where, entity, depth)
    if form.project is not None and (graph / "graph.nq").is_file():
        # Such a format is made by asking the store, which may have to be made first.
        progress = Progress()
        open_graph(graph, progress)
        progress.close()
    if bolt is not None:
        progress = Progress()
        result = load_graph(graph, bolt, selection, database=database, progress=progress)
        progress.close()
    elif out is not None:
        result = export_graph(export_format, graph, out, selection, key=key, date=date)
    if output_format == "json":
        click.echo(to_json(result))
        return
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in result.counts.items())
    click.echo(f"{result.path}: {counts}")
    for loss in result.not_held:
        click.echo(f"  left out: {loss}", err=True)
