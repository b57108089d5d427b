"""Findings as values for the writers of reports, and their JSON form."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity, compare_severity
from claimgraph.report.fingerprints import to_fingerprints
from claimgraph.report.places import SourceTexts
from claimgraph.report.tables import plain
from claimgraph.rules import Rule


class RuleRun(msgspec.Struct, frozen=True):
    """How one rule went: how many nodes it looked at (None: not a rule over nodes) and what it found."""

    id: str
    focus_nodes: int | None
    findings: int
    note: str | None = None


class WaivedFinding(msgspec.Struct, frozen=True):
    """A finding that somebody accepted: why, until which day, and where that is written."""

    finding: Diagnostic
    reason: str
    until: datetime.date
    path: str
    line: int


class FixedFinding(msgspec.Struct, frozen=True):
    """``count`` findings of a baseline that are not there any more."""

    path: str
    rule: str
    message: str
    count: int


class FindingsReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a report of findings can show.

    Attributes:
        findings: to report, sorted by place.
        waived: accepted ones, in the same order.
        runs: how each rule went; ``rules`` what each says.
        pages: how many pages were read.
        texts: what the findings stand in.
        fail_on: a finding that is at least this bad fails.
        known: how many findings a baseline holds already; None without a baseline.
        fixed: entries of the baseline that are gone.
        commit: the full id of the revision that findings are shown since, or None.
        notes: remarks about the run, whole sentences.
        prefix: what stands before a page's path in places that others read: ``wiki/`` or empty.
    """

    findings: tuple[Diagnostic, ...]
    waived: tuple[WaivedFinding, ...] = ()
    runs: tuple[RuleRun, ...] = ()
    rules: tuple[Rule, ...] = ()
    pages: int = 0
    texts: SourceTexts
    fail_on: Severity = Severity.ERROR
    known: int | None = None
    fixed: tuple[FixedFinding, ...] = ()
    commit: str | None = None
    notes: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def conforms(self) -> bool:
        """Whether no finding is as bad as ``fail_on``."""
        return not any(self.fails(finding) for finding in self.findings)

    def fails(self, finding: Diagnostic) -> bool:
        """Whether a finding is bad enough to fail."""
        return compare_severity(finding.severity, self.fail_on)


def finding_row(finding: Diagnostic) -> dict[str, Any]:
    """The JSON form of a finding (contract: ``docs/check.md``)."""
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


def _located_row(finding: Diagnostic, texts: SourceTexts, fingerprint: str) -> dict[str, Any]:
    """``finding_row`` with the columns (in characters, from 1), the fingerprint and the fix."""
    region = texts.locate(finding)
    fix = finding.fix
    return {
        **finding_row(finding),
        "column": region.column,
        "end_column": region.end_column if region.end_line == finding.end_line else None,
        "exact": region.exact,
        "fingerprint": fingerprint,
        "fix": None
        if fix is None
        else {
            "title": fix.title,
            "edits": [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits],
        },
    }


def check_report(report: FindingsReport) -> dict[str, Any]:
    """What ``check --format json`` prints; ``conforms`` where no finding is as bad as ``fail_on``."""
    fingerprints = to_fingerprints(report.findings, report.texts)
    rows = [
        _located_row(finding, report.texts, fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints, strict=True)
    ]
    result: dict[str, Any] = {
        "conforms": report.conforms,
        "findings": rows,
        "rules": [
            {"id": rule.id, "focus_nodes": rule.focus_nodes, "findings": rule.findings, "note": rule.note}
            for rule in report.runs
        ],
        "waived": [
            {
                **finding_row(waived.finding),
                "reason": waived.reason,
                "until": waived.until.isoformat(),
                "waiver": {"path": waived.path, "line": waived.line},
            }
            for waived in report.waived
        ],
    }
    if report.known is not None:
        result["baseline"] = {
            "known": report.known,
            "fixed": [
                {"path": one.path, "rule": one.rule, "message": one.message, "count": one.count}
                for one in report.fixed
            ],
        }
    if report.commit is not None:
        result["changed_since"] = report.commit
    return result


def count_severities(findings: Sequence[Diagnostic]) -> dict[str, int]:
    """How many findings of each severity, worst first, zeros included."""
    counted = Counter(finding.severity for finding in findings)
    return {severity.value: counted[severity] for severity in Severity}


def to_text(findings: Sequence[Diagnostic], *, with_help: bool = True) -> list[str]:
    """``path:line: severity RULE message`` with the help below, without the source."""
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
