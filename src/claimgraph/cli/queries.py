"""``claimgraph queries``: the saved questions."""

from __future__ import annotations

import click

from claimgraph.cli.terminal import format_option
from claimgraph.queries import SavedQuery, find_query, read_queries
from claimgraph.report.tables import to_json, to_table


def _row(query: SavedQuery) -> dict[str, object]:
    return {
        "id": query.id,
        "group": query.group,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "params": [
            {
                "name": p.name,
                "type": p.type,
                "example": p.example,
                "default": p.default,
                "optional": p.optional or p.default is not None,
                "description": p.description,
            }
            for p in query.params
        ],
        "columns": [{"name": c.name, "meaning": c.meaning} for c in query.columns],
        "sparql": query.text,
    }


@click.command("queries")
@click.argument("query_id", required=False)
@format_option("text", "json")
def command(query_id: str | None, output_format: str) -> None:
    """List the saved questions, or show QUERY_ID in full.

    \b
    Examples:
      claimgraph queries
      claimgraph queries effects
      claimgraph queries --format json
    """
    if query_id is None:
        queries = read_queries()
        if output_format == "json":
            click.echo(to_json([_row(query) for query in queries]))
            return
        rows = [(q.group, q.id, ", ".join(p.name for p in q.params), q.summary) for q in queries]
        click.echo(to_table(("group", "id", "parameters", "question"), rows, max_cell=90))
        return
    query = find_query(query_id)
    if output_format == "json":
        click.echo(to_json(_row(query)))
        return
    click.echo(click.style(query.id, bold=True) + f": {query.summary}\n")
    click.echo(query.description.strip() + "\n")
    if query.params:
        click.echo("parameters")
        for p in query.params:
            default = (
                f", default {p.default}" if p.default is not None else ", optional" if p.optional else ""
            )
            click.echo(f"  {p.name} ({p.type}{default}): {p.description}  e.g. {p.name}={p.example}")
    click.echo("columns")
    for c in query.columns:
        click.echo(f"  {c.name}: {c.meaning}")
    example = " ".join(
        f'--param "{p.name}={p.example}"' if " " in str(p.example) else f"--param {p.name}={p.example}"
        for p in query.params
    )
    click.echo(f"\nexample\n  claimgraph ask {query.id} {example + ' ' if example else ''}--graph out\n")
    click.echo(query.text.rstrip())
