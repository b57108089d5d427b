"""``claimgraph suggest``: what the sentences of a page claim, as a claims table to accept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from claimgraph.build import read_values
from claimgraph.cli.terminal import Progress, cache_option, format_option
from claimgraph.errors import InputError, UsageError
from claimgraph.model import PageValues
from claimgraph.ontology import read_ontology
from claimgraph.report.rows import claim_row
from claimgraph.report.suggestions import suggested_claims, suggestion_cells, to_claims_table
from claimgraph.report.tables import plain, to_json
from claimgraph.vault import CONFIG_NAME


@click.command("suggest", short_help="Claims that sentences make, as a claims table to paste.")
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--vault",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The wiki that the pages belong to. Otherwise the nearest folder above the first page that has "
    "a claimgraph.toml, else the folder that it stands in.",
)
@cache_option
@format_option("markdown", "json")
def command(pages: tuple[Path, ...], vault: Path | None, cache: Path | None, output_format: str) -> None:
    """Print the claims that the sentences of PAGE... make, as a claims table to paste.

    Read every row against its sentence before you accept it: a row is a suggestion, found by pattern.
    A page that has a claims table already gets none; what is declared there counts. The format is that
    of docs/claims-tables.md. --format json also gives line and text of each sentence.

    \b
    Examples:
      claimgraph suggest wiki/molecules/compounds/metformin.md --vault wiki
      claimgraph suggest wiki/pathways/*.md --vault wiki --format json | jq '.[].claims[].text'
    """
    for path in pages:
        if not path.is_file():
            what = "a folder, not a page" if path.is_dir() else "there is no such page"
            raise InputError(what, path=str(path), remedy="give the file of a page, or several")
    root = (vault or _vault_of(pages[0])).resolve()
    wanted: list[str] = []
    for path in pages:
        full = path.resolve()
        if not full.is_relative_to(root):
            raise UsageError(
                f"{plain(str(path))} is not in {plain(str(root))}", remedy="give the wiki with --vault"
            )
        wanted.append(full.relative_to(root).as_posix())
    progress = Progress()
    reading = read_values(root, cache=cache, progress=progress)
    progress.close()
    known = {page.path: page for page in reading.values.pages}
    ontology = read_ontology()
    answers: list[dict[str, Any]] = []
    for name in wanted:
        page = known.get(name)
        if page is None:
            raise InputError(
                "the wiki does not read this page", path=name, remedy="see ignore in claimgraph.toml"
            )
        links = reading.values.links[name]
        claims = suggested_claims(page)
        rows = [suggestion_cells(page, claim, links, ontology) for claim in claims]
        answers.append(
            {
                "path": name,
                "declared": _declares(page),
                "table": to_claims_table(rows) if rows else None,
                "claims": [
                    {**claim_row(page, claim, links), "pattern": claim.pattern, "cells": cells}
                    for claim, cells in zip(claims, rows, strict=True)
                ],
            }
        )
    if output_format == "json":
        click.echo(to_json(answers))
        return
    _print(answers)


def _print(answers: list[dict[str, Any]]) -> None:
    printed = False
    for answer in answers:
        if answer["table"] is None:
            why = "no sentence states a claim that can be read"
            if answer["declared"]:
                why = "it has a claims table"
            click.echo(f"{plain(answer['path'])}: no suggestions, {why}", err=True)
            continue
        if printed:
            click.echo()
        if len(answers) > 1:
            click.echo(f"<!-- {plain(answer['path'])} -->\n")
        # plain() line by line: the table is text of the page and may go to a terminal.
        click.echo("\n".join(plain(line) for line in answer["table"].split("\n")))
        printed = True


def _declares(page: PageValues) -> bool:
    return any(claim.asserted_by.value == "claims-table" for claim in page.claims)


def _vault_of(page: Path) -> Path:
    folders = page.resolve().parents
    return next((folder for folder in folders if (folder / CONFIG_NAME).is_file()), folders[0])
