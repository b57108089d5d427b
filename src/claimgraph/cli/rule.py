"""``claimgraph rule``: what, why, how to mend, examples."""

from __future__ import annotations

import difflib
import re

import click

from claimgraph.cli.terminal import SEVERITY_COLOURS, format_option
from claimgraph.errors import UsageError
from claimgraph.report.tables import to_json, to_table
from claimgraph.rules import Rule, read_rules


def _row(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "severity": rule.severity.value,
        "subject": rule.subject,
        "kind": rule.kind,
        "what": rule.what,
        "why": rule.why,
        "how": rule.how,
        "pass": rule.passing,
        "fail": rule.failing,
        "example": rule.example,
        "example_lines": list(rule.expected_lines),
        "file": rule.path,
    }


@click.command("rule", short_help="List the rules, or explain one: what, why, how to mend.")
@click.argument("rule_id", required=False)
@format_option("text", "json")
def command(rule_id: str | None, output_format: str) -> None:
    """List the rules, or explain RULE_ID: what it finds, why, how to mend it, examples.

    \b
    Examples:
      claimgraph rule
      claimgraph rule FN-05
      claimgraph rule --format json
    """
    rules = read_rules()
    if rule_id is None:
        if output_format == "json":
            click.echo(to_json([_row(rule) for rule in rules]))
            return
        rows = [(rule.id, rule.severity.value, rule.subject, rule.name) for rule in rules]
        click.echo(to_table(("id", "severity", "about", "rule"), rows, max_cell=100))
        return
    by_id = {rule.id.casefold(): rule for rule in rules}
    rule = by_id.get(rule_id.casefold())
    if rule is None:
        # A number without its zero is the slip that people make: FN-5 for FN-05.
        padded = re.sub(r"^([A-Z]+)[- ]?(\d)$", r"\1-0\2", rule_id.upper())
        near = difflib.get_close_matches(padded, [rule.id for rule in rules], n=3)
        raise UsageError(
            f"there is no rule {rule_id!r}",
            remedy=f"did you mean {', '.join(near)}?" if near else "`claimgraph rule` lists them",
        )
    if output_format == "json":
        click.echo(to_json(_row(rule)))
        return
    severity = click.style(rule.severity.value, fg=SEVERITY_COLOURS[rule.severity], bold=True)
    click.echo(f"{click.style(rule.id, bold=True)} {severity}: {rule.name}")
    for heading, text in (("what", rule.what), ("why", rule.why), ("how to mend it", rule.how)):
        click.echo(f"\n{click.style(heading, bold=True)}\n  {text}")
    examples = [("this passes", rule.passing), ("this fails", rule.failing)]
    if rule.example and rule.implemented_by is None:
        lines = " and ".join(map(str, rule.expected_lines))
        examples = [(f"on a page (the finding is on line {lines} of the first one)", rule.example)]
    for heading, text in examples:
        if text:
            indented = "\n".join(f"  {line}" for line in text.rstrip().splitlines())
            click.echo(f"\n{click.style(heading, bold=True)}\n{indented}")
    click.echo(f"\n{rule.path}")
