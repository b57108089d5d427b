"""``claimgraph load``: the graph into a SPARQL server."""

from __future__ import annotations

from pathlib import Path

import click

from claimgraph.cli.terminal import Progress, format_option
from claimgraph.report.tables import to_json
from claimgraph.store import Limits, Loader, find_services, read_parts

_SHOWN = 10


@click.command("load", short_help="Bring a SPARQL 1.1 server to what a graph holds.")
@click.option("--endpoint", required=True, metavar="URL", help="Address at which the server is asked.")
@click.option(
    "--graph", required=True, type=click.Path(path_type=Path), help="Folder that `claimgraph build` wrote."
)
@click.option("--update-url", metavar="URL", help="Address for updates, where it is not the usual one.")
@click.option("--store-url", metavar="URL", help="Address of the Graph Store protocol, likewise.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long one request may take.",
)
@format_option("text", "json")
def command(
    endpoint: str,
    graph: Path,
    update_url: str | None,
    store_url: str | None,
    dry_run: bool,
    timeout: float,
    output_format: str,
) -> None:
    """Bring a SPARQL 1.1 server to what the graph in --graph holds.

    Graphs that have not changed are not sent again. A graph is loaded under another name and moved to its
    own in one step; interrupt it as you like, and run it again. Graphs that this command loaded and that
    are gone from the wiki are deleted; no other graph is touched.

    The addresses for updates and graphs are known for Oxigraph, Fuseki, Virtuoso, RDF4J and GraphDB. User
    and password are taken from $CLAIMGRAPH_ENDPOINT_USER and $CLAIMGRAPH_ENDPOINT_PASSWORD, or a token from
    $CLAIMGRAPH_ENDPOINT_TOKEN.

    \b
    Examples:
      claimgraph load --endpoint http://127.0.0.1:7878/query --graph out
      claimgraph load --endpoint http://127.0.0.1:3030/wiki/query --graph out --dry-run
    """
    services = find_services(endpoint, update_url, store_url)
    progress = Progress()
    with read_parts(graph / "graph.nq") as parts:
        loader = Loader(services, parts, limits=Limits(seconds=timeout))
        plan = loader.plan() if dry_run else loader.run(progress)
    progress.close()
    if output_format == "json":
        click.echo(to_json({"dry_run": dry_run, "endpoint": services.query, "graphs": plan}))
        return
    named = (("added", plan.added), ("replaced", plan.replaced), ("deleted", plan.deleted))
    for what, graphs in named:
        click.echo(f"{what:<10} {len(graphs)}")
        for name in graphs[:_SHOWN] if dry_run else ():
            click.echo(f"  {name}")
        if dry_run and len(graphs) > _SHOWN:
            click.echo(f"  and {len(graphs) - _SHOWN} more")
    click.echo(f"{'unchanged':<10} {len(plan.unchanged)}")
    if dry_run:
        click.echo("\nnothing was changed: this was a dry run")
