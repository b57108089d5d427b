"""``claimgraph ask``: a saved question, answered on a built graph."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from claimgraph.build import open_graph
from claimgraph.cli.terminal import format_option
from claimgraph.errors import UsageError
from claimgraph.queries import find_query, run_query
from claimgraph.report.answers import answer_rows
from claimgraph.report.tables import to_csv, to_json, to_table


def parse_parameters(pairs: tuple[str, ...]) -> dict[str, str]:
    """``NAME=VALUE`` pairs as a dictionary.

    Raises:
        UsageError: a pair has no ``=``, or a name is given twice.
    """
    parameters: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"{pair!r} is not NAME=VALUE", remedy="for example --param compound=semax")
        if name in parameters:
            raise UsageError(f"parameter {name!r} is given twice", remedy="give each parameter once")
        parameters[name] = value
    return parameters


@click.command("ask")
@click.argument("query_id")
@click.option("--param", "-p", "pairs", multiple=True, metavar="NAME=VALUE", help="A parameter; repeatable.")
@click.option(
    "--graph", required=True, type=click.Path(path_type=Path), help="Folder that `claimgraph build` wrote."
)
@format_option("table", "csv", "json")
@click.option("--wide", is_flag=True, help="Do not cut long cells of the table.")
def command(query_id: str, pairs: tuple[str, ...], graph: Path, output_format: str, wide: bool) -> None:
    """Answer the saved question QUERY_ID on the graph in --graph.

    `claimgraph queries` lists the questions, `claimgraph queries QUERY_ID` shows one with its
    parameters. Names of things are page names, titles or aliases.

    \b
    Examples:
      claimgraph ask effects --param compound=semax --graph out
      claimgraph ask page-gaps --param page=semax --graph out --format csv
    """
    query = find_query(query_id)
    # Nothing is written here, and the engine does not look at signals while it works: let Ctrl-C end it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    store = open_graph(graph)
    answer = run_query(store, query, parse_parameters(pairs))
    if output_format == "json":
        rows = answer_rows(answer)
        click.echo(to_json({"query": query.id, "columns": list(answer.columns), "rows": rows}))
    elif output_format == "csv":
        click.echo(to_csv(answer.columns, answer.texts()), nl=False)
    else:
        click.echo(to_table(answer.columns, answer.texts(), max_cell=10_000 if wide else 48))
        count = len(answer.rows)
        click.echo(f"\n{count} row{'' if count == 1 else 's'}")
