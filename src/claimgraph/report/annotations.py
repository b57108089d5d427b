"""GitHub annotations: workflow commands on standard output (docs.github.com, "Workflow commands").

GitHub shows ten of each kind a step and drops the rest, so the worst stand first, and what it would
drop is printed as plain lines of the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.report.findings import FindingsReport
from claimgraph.report.listing import sort_worst_first, to_summary
from claimgraph.report.tables import plain

MOST_OF_A_KIND = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def to_annotations(report: FindingsReport) -> Iterator[str]:
    """The lines to print."""
    shown: Counter[Severity] = Counter()
    rest: list[Diagnostic] = []
    for finding in sort_worst_first(report.findings):
        if shown[finding.severity] < MOST_OF_A_KIND:
            shown[finding.severity] += 1
            yield _command(finding, report)
        else:
            rest.append(finding)
    if rest:
        yield (
            f"{len(rest)} more findings follow without an annotation: GitHub shows "
            f"{MOST_OF_A_KIND} errors, {MOST_OF_A_KIND} warnings and {MOST_OF_A_KIND} notices a step. "
            "Upload --format sarif to see all of them."
        )
        for finding in rest:
            # No line of the log may begin with "::", or it would be a command.
            yield (
                f"{plain(report.prefix + finding.path).lstrip(':')}:{finding.line}: "
                f"{finding.severity.value} {finding.rule}: {plain(finding.message)}"
            )
    yield from to_summary(report)


def _command(finding: Diagnostic, report: FindingsReport) -> str:
    region = report.texts.locate(finding)
    properties = {"file": report.prefix + finding.path, "line": str(finding.line)}
    if finding.end_line != finding.line:
        properties["endLine"] = str(finding.end_line)
    elif region.exact and region.end_line == finding.line:  # columns count only within one line
        properties |= {"endLine": str(finding.line), "col": str(region.column)}
        properties["endColumn"] = str(region.end_column)
    properties["title"] = finding.rule
    words = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    return f"::{_COMMANDS[finding.severity]} {words}::{_data(message)}"


def _data(text: str) -> str:
    """Escaped as the runner unescapes it; other control characters are made visible."""
    lines = (plain(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C")
