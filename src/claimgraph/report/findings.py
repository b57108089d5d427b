"""Findings for people and for scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity, compare_severity
from claimgraph.report.tables import plain


class RuleRun(msgspec.Struct, frozen=True):
    """How one rule went: how many nodes it looked at (None: not a rule over nodes) and what it found."""

    id: str
    focus_nodes: int | None
    findings: int
    note: str | None = None


def finding_row(finding: Diagnostic) -> dict[str, Any]:
    """The JSON form of a finding (contract: ``docs/cli.md``)."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "focus": finding.focus,
        "value": finding.value,
        "help": finding.help,
        "related": [
            {"message": place.message, "path": place.path, "line": place.line, "end_line": place.end_line}
            for place in finding.related
        ],
    }


def check_report(
    findings: Sequence[Diagnostic], rules: Sequence[RuleRun], fail_on: Severity = Severity.ERROR
) -> dict[str, Any]:
    """What ``check --format json`` prints; ``conforms`` where no finding is as bad as ``fail_on``."""
    return {
        "conforms": not any(compare_severity(finding.severity, fail_on) for finding in findings),
        "findings": [finding_row(finding) for finding in findings],
        "rules": [
            {"id": rule.id, "focus_nodes": rule.focus_nodes, "findings": rule.findings, "note": rule.note}
            for rule in rules
        ],
    }


def count_severities(findings: Sequence[Diagnostic]) -> dict[str, int]:
    """How many findings of each severity, worst first, zeros included."""
    counted = Counter(finding.severity for finding in findings)
    return {severity.value: counted[severity] for severity in Severity}


def to_text(findings: Sequence[Diagnostic], *, with_help: bool = True) -> list[str]:
    """``path:line: severity RULE message`` with the help below, as compilers print it."""
    lines: list[str] = []
    for finding in findings:
        place = f"{plain(finding.path)}:{finding.line}"
        lines.append(f"{place}: {finding.severity.value} {finding.rule}: {plain(finding.message)}")
        lines.extend(
            f"    see {plain(related.path)}:{related.line}: {plain(related.message)}"
            for related in finding.related
        )
        if with_help and finding.help:
            lines.append(f"    help: {plain(finding.help)}")
    return lines
