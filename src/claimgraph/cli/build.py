"""``claimgraph build``: a wiki goes in, a checked, queryable graph comes out."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from claimgraph.build import Summary, build_vault
from claimgraph.cli.terminal import VAULT, Progress, cache_option, format_option, say_warning, today_option
from claimgraph.report.findings import count_severities
from claimgraph.report.tables import to_json
from claimgraph.review.reviewing import ReviewOptions


def summary_lines(summary: Summary) -> list[str]:
    """The summary of a build as text."""
    links, findings = summary.links, summary.findings
    return [
        f"pages       {summary.pages}"
        + (f" ({summary.pages_failed} failed)" if summary.pages_failed else ""),
        f"entities    {summary.entities} with a page, {summary.unlinked_entities} without",
        f"claims      {summary.claims}",
        f"statements  {summary.statements}",
        f"citations   {summary.citations} of {summary.sources} sources",
        f"gaps        {summary.gaps}",
        f"links       {links['resolved']} resolved, {links['dangling']} dangling, "
        f"{links['ambiguous']} ambiguous",
        f"quads       {summary.quads}",
        f"findings    {findings['error']} errors, {findings['warning']} warnings, {findings['info']} infos",
    ]


def path_inside(out: Path, vault: Path) -> str | None:
    """Where ``out`` stands in the wiki, from its top; None outside it and below a hidden folder."""
    try:
        parts = out.resolve().relative_to(vault.resolve()).parts
    except ValueError:
        return None
    return None if any(part.startswith(".") for part in parts) else "/".join(parts) or "."


@click.command("build")
@click.argument("vault", type=VAULT)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the results."
)
@today_option
@cache_option
@format_option("text", "json")
def command(
    vault: Path, out: Path, today: datetime.date | None, cache: Path | None, output_format: str
) -> None:
    """Compile VAULT into a graph.

    \b
    Writes to --out:
      graph.nq       canonical N-Quads: sorted, the same bytes for the same input
      findings.json  what `claimgraph check` prints
      summary.json   the counts
    `claimgraph ask` and exports make store/ beside them when they first need it.

    Findings do not fail a build; use `claimgraph check` for that.

    \b
    Examples:
      claimgraph build vault --out out
      claimgraph build vault --out out --today 2026-11-22 --format json
    """
    inside = path_inside(out, vault)
    if inside is not None:
        say_warning(
            f"the results go into the wiki itself, as {inside}",
            path=str(out),
            remedy="name a folder outside it with --out, or one whose name starts with a full stop: "
            "results are large, and other programs take them for files of the wiki",
        )
    progress = Progress()
    # Whether a waiver has expired depends on the day; only here the clock may be asked.
    options = ReviewOptions(day=today or datetime.date.today())
    result = build_vault(vault, out, today=today, options=options, cache=cache, progress=progress)
    progress.close()
    if output_format == "json":
        click.echo(to_json(result.summary))
        return
    for line in summary_lines(result.summary):
        click.echo(line)
    worst = count_severities(result.findings)
    if worst["error"]:
        click.echo(f"\nerrors stand in {out / 'findings.json'}; `claimgraph check {vault}` prints them")
