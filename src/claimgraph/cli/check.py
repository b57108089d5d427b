"""``claimgraph check``: findings with file and line."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from claimgraph.build import check_vault
from claimgraph.cli.terminal import (
    SEVERITY_COLOURS,
    VAULT,
    Progress,
    cache_option,
    format_option,
    today_option,
)
from claimgraph.diagnostics import Severity, compare_severity
from claimgraph.report.findings import check_report, count_severities, to_text
from claimgraph.report.tables import to_json


@click.command("check")
@click.argument("vault", type=VAULT)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 if a finding is at least this bad.",
)
@click.option(
    "--min-severity",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.INFO.value,
    show_default=True,
    help="Print only findings that are at least this bad (text only; JSON holds all).",
)
@click.option(
    "--engine",
    type=click.Choice(["setwise", "pyshacl"]),
    default="setwise",
    show_default=True,
    help="Which SHACL engine runs the shapes; both give the same findings.",
)
@click.option("--no-help", "without_help", is_flag=True, help="Leave out the line that says how to mend it.")
@today_option
@cache_option
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    vault: Path,
    fail_on: str,
    min_severity: str,
    engine: str,
    without_help: bool,
    today: datetime.date | None,
    cache: Path | None,
    output_format: str,
) -> None:
    """Check VAULT against the evidence rules and say which line and how to mend it.

    \b
    Examples:
      claimgraph check vault
      claimgraph check vault --fail-on warning --today now
      claimgraph check vault --format json | jq '.findings[] | select(.severity == "error")'

    `claimgraph rule RULE_ID` explains a rule.
    """
    progress = Progress()
    result = check_vault(vault, today=today, engine=engine, cache=cache, progress=progress)
    progress.close()
    threshold = Severity(fail_on)
    failed = any(compare_severity(finding.severity, threshold) for finding in result.findings)
    if output_format == "json":
        click.echo(to_json(check_report(result.findings, result.rules, threshold)))
    else:
        shown = [f for f in result.findings if compare_severity(f.severity, Severity(min_severity))]
        for finding in shown:
            first, *rest = to_text([finding], with_help=not without_help)
            place, _, text = first.partition(f": {finding.severity.value} ")
            word = click.style(finding.severity.value, fg=SEVERITY_COLOURS[finding.severity], bold=True)
            click.echo(f"{place}: {word} {text}")
            for line in rest:
                click.echo(line)
        counts = count_severities(result.findings)
        if shown:
            click.echo()
        click.echo(
            f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} infos"
            f" in {result.pages} pages, {len(result.rules)} rules"
        )
        idle = [rule.id for rule in result.rules if rule.focus_nodes == 0]
        if idle:
            click.echo(f"rules that found nothing to look at: {', '.join(idle)}")
        if today is None:
            click.echo("rules about recency did not run: give --today DATE")
    context.exit(1 if failed else 0)
