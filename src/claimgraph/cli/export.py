"""``claimgraph export``: the graph in other programs' formats."""

from __future__ import annotations

from pathlib import Path

import click

from claimgraph.cli.terminal import format_option
from claimgraph.errors import UsageError
from claimgraph.export import FORMATS, export_graph
from claimgraph.report.tables import to_json


@click.command("export")
@click.argument("export_format", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option(
    "--graph", required=True, type=click.Path(path_type=Path), help="Folder that `claimgraph build` wrote."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File or folder to write; replaced if it is there.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="RSA private key (PEM) that signs nanopublications; needs claimgraph[nanopub].",
)
@format_option("text", "json")
def command(export_format: str, graph: Path, out: Path, key: Path | None, output_format: str) -> None:
    """Write the graph in --graph as FORMAT, and say what the format cannot hold.

    \b
    FORMAT is one of
      nquads   the whole graph, canonical (a file)
      trig     the whole graph, readable (a file)
      jsonld   the whole graph, its context inside (a file)
      turtle   one readable Turtle file a page (a folder of its own)
      nanopub  one nanopublication a sourced claim (a file); with --key they are signed
      parquet  entities, claims, evidence, citations, sources, gaps, edges, quads (a folder)
      csv      the same tables, without quads (a folder)
      spreadsheet  the same, safe to open in a spreadsheet (a folder)
      gexf     entities and edges with their evidence, for Gephi (a file)
      neo4j    CSV and a script for `neo4j-admin database import full` (a folder)

    \b
    Examples:
      claimgraph export nquads --graph out --out wiki.nq
      claimgraph export turtle --graph out --out ttl
      claimgraph export gexf --graph out --out out/wiki.gexf
      claimgraph export neo4j --graph out --out out/neo4j
    """
    if key is not None and export_format != "nanopub":
        raise UsageError("--key signs nanopublications", remedy="claimgraph export nanopub --key FILE")
    result = export_graph(export_format, graph, out, key=key)
    if output_format == "json":
        click.echo(to_json(result))
        return
    counts = ", ".join(f"{count} {name}" for name, count in result.counts.items())
    click.echo(f"{out}: {counts}")
    for loss in result.not_held:
        click.echo(f"  left out: {loss}", err=True)
