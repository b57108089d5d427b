"""``claimgraph ask``: a saved question or a query of your own, answered on a built graph or an endpoint."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click
import msgspec

from claimgraph.build import open_graph
from claimgraph.cli.place import place_options, require_one_place
from claimgraph.cli.terminal import Progress, format_option
from claimgraph.errors import InputError, UsageError
from claimgraph.queries import find_query, run_query
from claimgraph.report.answers import answer_rows
from claimgraph.report.tables import to_csv, to_json, to_table
from claimgraph.store import (
    EmbeddedStore,
    EndpointStore,
    GraphStore,
    IsolatedStore,
    Limits,
    Table,
    answer_any,
    answer_table,
)


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


def _read_query(sparql: str | None, file: str | None) -> str | None:
    if file is None:
        return sparql
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise InputError(f"the query cannot be read: {error.strerror or error}", path=file) from error
    except UnicodeDecodeError as error:
        raise InputError("the query is not UTF-8 text", path=file) from error


def _print(answer: Table, name: str, output_format: str, wide: bool) -> None:
    if output_format == "json":
        rows = answer_rows(answer)
        click.echo(to_json({"query": name, "columns": list(answer.columns), "rows": rows}))
    elif output_format == "csv":
        click.echo(to_csv(answer.columns, answer.texts()), nl=False)
    else:
        click.echo(to_table(answer.columns, answer.texts(), max_cell=10_000 if wide else 48))
        count = len(answer.rows)
        click.echo(f"\n{count} row{'' if count == 1 else 's'}")


@click.command("ask", short_help="Answer a saved question, or a SPARQL query of your own.")
@click.argument("query_id", required=False)
@click.option("--param", "-p", "pairs", multiple=True, metavar="NAME=VALUE", help="A parameter; repeatable.")
@click.option(
    "--sparql", metavar="TEXT", help="A read-only SPARQL 1.1 query of your own, instead of QUERY_ID."
)
@click.option(
    "--file",
    metavar="PATH",
    help="The same from a file; `-` reads it from standard input.",
    type=click.Path(),
)
@place_options
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="How long an answer may take. Queries of your own and endpoints have 60 seconds.",
)
@click.option(
    "--max-rows", type=click.IntRange(min=1), help="How many rows your own query may give [200000]."
)
@click.option("--max-memory", type=click.IntRange(min=256), metavar="MIB", help="Memory it may use [2048].")
@format_option("table", "csv", "json")
@click.option("--wide", is_flag=True, help="Do not cut long cells of the table.")
def command(
    query_id: str | None,
    pairs: tuple[str, ...],
    sparql: str | None,
    file: str | None,
    graph: Path | None,
    endpoint: str | None,
    timeout: float | None,
    max_rows: int | None,
    max_memory: int | None,
    output_format: str,
    wide: bool,
) -> None:
    """Answer the saved question QUERY_ID, or a SPARQL query of your own, on a graph.

    `claimgraph queries` lists the questions, `claimgraph queries QUERY_ID` shows one with its
    parameters. Names of things are page names, titles or aliases.

    Your own query is read-only and stays in the graph: SERVICE, FROM and updates are refused. It runs in a
    process of its own, which is ended at --timeout or --max-memory. The default graph is the union of all
    pages.

    An endpoint's user and password are taken from $CLAIMGRAPH_ENDPOINT_USER and
    $CLAIMGRAPH_ENDPOINT_PASSWORD, or a token from $CLAIMGRAPH_ENDPOINT_TOKEN.

    \b
    Examples:
      claimgraph ask effects --param compound=semax --graph out
      claimgraph ask page-gaps --param page=semax --graph out --format csv
      claimgraph ask --sparql 'SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p' --graph out
      claimgraph ask --file mine.rq --graph out --timeout 10
      claimgraph ask effects -p compound=semax --endpoint http://127.0.0.1:7878/query
    """
    if sum(given is not None for given in (query_id, sparql, file)) != 1:
        raise UsageError(
            "ask takes one of QUERY_ID, --sparql or --file", remedy="`claimgraph queries` lists the questions"
        )
    require_one_place("ask", graph, endpoint)
    limits = Limits()
    given = {"seconds": timeout, "rows": max_rows, "memory": max_memory and max_memory * 1024**2}
    limits = msgspec.structs.replace(limits, **{key: value for key, value in given.items() if value})
    text = _read_query(sparql, file)
    if text is not None and pairs:
        raise UsageError("--param is for saved questions", remedy="write the value into your query")
    query = find_query(query_id) if query_id is not None else None
    if graph is not None:
        progress = Progress()
        EmbeddedStore.prepare(graph / "store", progress)
        progress.close()
    store: GraphStore
    if endpoint is not None:
        store = EndpointStore(endpoint, limits=limits)
    elif query is not None and timeout is None:
        assert graph is not None
        # Nothing is written here, and the engine does not look at signals while it works: let Ctrl-C end it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        store = open_graph(graph)
    else:
        assert graph is not None
        store = IsolatedStore(graph / "store", limits)
    if query is not None:
        _print(run_query(store, query, parse_parameters(pairs)), query.id, output_format, wide)
        return
    assert text is not None
    _print(answer_table(answer_any(store, text)), "sparql", output_format, wide)
