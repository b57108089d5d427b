"""Waivers: findings that a curator accepts, each with a reason and a day on which that ends.

A waiver that is malformed (WV-01), out of date (WV-02) or matches nothing (WV-03) is a finding at its own
line, so that waivers cannot pile up unseen. How they are written: ``docs/check.md``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity, Span
from claimgraph.report.findings import WaivedFinding
from claimgraph.report.places import SourceTexts

# Findings about waivers cannot be waived.
FAMILY = "WV-"


class Waiver(msgspec.Struct, frozen=True):
    """One acceptance.

    Attributes:
        rules: ids of the rules that it is about.
        page: a page's path, or a glob over paths (``studies/*``).
        lines: 1-based lines (first, last) that a finding must begin on; None for the whole page.
        text: words that must stand on the finding's lines or in its value.
        reason: why the finding is accepted.
        until: the last day that the waiver holds.
        path, span: where it is written.
    """

    rules: tuple[str, ...]
    page: str
    lines: tuple[int, int] | None
    text: str | None
    reason: str
    until: datetime.date
    path: str
    span: Span

    def fits(self, finding: Diagnostic, texts: SourceTexts) -> bool:
        """Whether a finding is of this waiver's rules and place."""
        if finding.rule not in self.rules or finding.rule.startswith(FAMILY):
            return False
        if finding.path != self.page and not fnmatchcase(finding.path, self.page):
            return False
        if self.lines is not None and not self.lines[0] <= finding.line <= self.lines[1]:
            return False
        if self.text is None:
            return True
        if finding.value and self.text in finding.value:
            return True
        numbers = range(finding.line, finding.end_line + 1)
        return any(self.text in texts.line(finding.path, number) for number in numbers)


def waiver_finding(
    rule: str, severity: Severity, message: str, path: str, span: Span, how: str
) -> Diagnostic:
    """A finding about a waiver itself."""
    return Diagnostic(
        rule=rule,
        severity=severity,
        message=message,
        path=path,
        line=span.line,
        end_line=span.end_line,
        help=how,
        span=span,
    )


def apply_waivers(
    findings: Sequence[Diagnostic],
    waivers: Sequence[Waiver],
    texts: SourceTexts,
    *,
    day: datetime.date | None,
    idle: Collection[str] = (),
    pages: Iterable[str] = (),
) -> tuple[tuple[Diagnostic, ...], tuple[WaivedFinding, ...], tuple[Diagnostic, ...]]:
    """What stays, what is waived, and what is to say about the waivers themselves.

    Args:
        day: the day that waivers expire against; without one none does.
        idle: rules that did not run or do not report: a waiver for them may well match nothing.
        pages: the paths of the vault's pages.
    """
    by_rule: dict[str, list[int]] = {}
    for number, waiver in enumerate(waivers):
        for rule in waiver.rules:
            by_rule.setdefault(rule, []).append(number)
    used: set[tuple[int, str]] = set()
    kept: list[Diagnostic] = []
    waived: list[WaivedFinding] = []
    for finding in findings:
        fitting = [number for number in by_rule.get(finding.rule, ()) if waivers[number].fits(finding, texts)]
        used.update((number, finding.rule) for number in fitting)
        valid = [number for number in fitting if not _expired(waivers[number], day)]
        if valid:
            by = waivers[valid[0]]
            waived.append(WaivedFinding(finding, by.reason, by.until, by.path, by.span.line))
        else:
            kept.append(finding)
    known_pages = frozenset(pages)
    about: list[Diagnostic] = []
    for number, waiver in enumerate(waivers):
        unused = [rule for rule in waiver.rules if (number, rule) not in used and rule not in idle]
        if unused:
            about.append(_stale(waiver, unused, known_pages))
        elif _expired(waiver, day):
            about.append(_out_of_date(waiver))
    return tuple(kept), tuple(waived), tuple(about)


def _expired(waiver: Waiver, day: datetime.date | None) -> bool:
    return day is not None and day > waiver.until


def _out_of_date(waiver: Waiver) -> Diagnostic:
    rules = ", ".join(waiver.rules)
    return waiver_finding(
        "WV-02",
        Severity.WARNING,
        f"The waiver of {rules} ended on {waiver.until.isoformat()}; its findings count again.",
        waiver.path,
        waiver.span,
        f"Mend what was waived, or look at the reason again ({waiver.reason}) and give a new date.",
    )


def _stale(waiver: Waiver, unused: Sequence[str], pages: Collection[str]) -> Diagnostic:
    where = f"on {waiver.page}" if waiver.lines is None else f"on line {waiver.lines[0]} of {waiver.page}"
    message = f"The waiver of {', '.join(unused)} matches no finding {where}."
    is_glob = any(character in waiver.page for character in "*?[")
    if not is_glob and pages and waiver.page not in pages:
        message = f"The waiver of {', '.join(unused)} names {waiver.page}, and there is no such page."
    return waiver_finding(
        "WV-03",
        Severity.WARNING,
        message,
        waiver.path,
        waiver.span,
        "Take the waiver out if the fault is gone; if it only moved, mend the place that the waiver names.",
    )
