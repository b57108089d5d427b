"""``claimgraph show``: what was read, one object a line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from claimgraph.build import read_values
from claimgraph.cli.terminal import VAULT, Progress, cache_option
from claimgraph.errors import UsageError
from claimgraph.report.rows import COLUMNS, ROWS
from claimgraph.report.tables import to_json, to_jsonl, to_table


@click.command("show", short_help="What was read from the pages, each with its path and line.")
@click.argument("what", type=click.Choice(list(ROWS)))
@click.argument("vault", type=VAULT)
@click.option("--page", metavar="PATH", help="Only this page, relative to the vault.")
@cache_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("jsonl", "table", "json")),
    help="How to print the answer: one JSON object a line (the default), or a table (the default on a "
    "terminal), or one JSON list.",
)
def command(what: str, vault: Path, page: str | None, cache: Path | None, output_format: str | None) -> None:
    """Print what was read from the pages of VAULT, each with its path and line.

    \b
    WHAT is one of
      citations   what every footnote says of its source
      links       every wikilink and the page it leads to
      gaps        every gap tag and what it is about
      statements  every sentence, item or row that cites, tags or links
      claims      every claim: of front matter, claims tables and running text
      sources     the sources, merged across pages by identifier

    \b
    Examples:
      claimgraph show claims vault --page molecules/compounds/semax.md
      claimgraph show citations vault --format jsonl | jq 'select(.access == "abstract-only")'
      claimgraph show links vault --format jsonl | grep '"dangling"'
    """
    progress = Progress()
    values = read_values(vault, cache=cache, progress=progress).values
    progress.close()
    rows = ROWS[what](values)
    if page is not None:
        wanted = page.removeprefix("./")
        known = {item.path for item in values.pages}
        if wanted not in known and f"{wanted}.md" in known:
            wanted = f"{wanted}.md"
        if wanted not in known:
            raise UsageError(
                f"no page {page!r} in this vault",
                path=str(vault),
                remedy="give the path relative to the vault, such as molecules/compounds/semax.md",
            )
        # A source stands on every page that cites it, not only where it is cited first.
        rows = (
            row
            for row in rows
            if row["path"] == wanted or any(use["path"] == wanted for use in row.get("cited_by", ()))
        )
    if output_format is None:
        output_format = "table" if sys.stdout.isatty() else "jsonl"
    if output_format == "jsonl":
        for line in to_jsonl(rows):
            click.echo(line)
    elif output_format == "json":
        click.echo(to_json(list(rows)))
    else:
        columns = COLUMNS[what]
        click.echo(to_table(columns, [[row[column] for column in columns] for row in rows]))
