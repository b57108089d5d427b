"""From what the rules found to what is reported: severities, fixes, waivers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import msgspec

from claimgraph.compilation import Reading
from claimgraph.diagnostics import Diagnostic
from claimgraph.namespaces import CG
from claimgraph.report.findings import WaivedFinding
from claimgraph.report.places import SourceTexts
from claimgraph.review.fixes import attach_fixes
from claimgraph.review.fixes.context import FixContext
from claimgraph.review.selection import Selection, to_selection
from claimgraph.review.waiver_comments import parse_comments
from claimgraph.review.waiver_files import read_waiver_files
from claimgraph.review.waivers import Waiver, apply_waivers
from claimgraph.rules import Rule


class ReviewOptions(msgspec.Struct, frozen=True):
    """What the caller wants beyond the vault's own configuration.

    Attributes:
        select, ignore: rule ids or prefixes; see ``to_selection``.
        day: the day that waivers expire against; without one none does.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    day: datetime.date | None = None


DEFAULTS = ReviewOptions()


class Reviewed(msgspec.Struct, frozen=True):
    """Findings to report, sorted by place; those that are waived; and which rules report."""

    findings: tuple[Diagnostic, ...]
    waived: tuple[WaivedFinding, ...]
    selection: Selection


def to_texts(reading: Reading) -> SourceTexts:
    """The texts that findings of a reading stand in."""
    return SourceTexts({page.path: page.text for page in reading.vault.pages}, reading.vault.root)


def read_waivers(
    reading: Reading, rules: Sequence[Rule]
) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """Every waiver of the vault, on its pages and in files, and a finding for each malformed one."""
    known = [rule.id for rule in rules]
    waivers, faults = read_waiver_files(reading.vault, known)
    for page in reading.vault.pages:
        if reading.profile.is_manual(page.path):  # a manual shows how waivers are written
            continue
        found, wrong = parse_comments(page.path, page.text, known)
        waivers += found
        faults += wrong
    return waivers, faults


def review(
    reading: Reading,
    rules: Sequence[Rule],
    findings: Iterable[Diagnostic],
    options: ReviewOptions,
    *,
    today: datetime.date | None,
) -> Reviewed:
    """Applies waivers, then severities and selection, and attaches fixes.

    Waivers come first: one for a rule that is left out of this run is not stale for that.

    Raises:
        UsageError: a rule that there is none of is selected, ignored or given a severity.
    """
    known = [rule.id for rule in rules]
    selection = to_selection(
        reading.vault.config,
        known,
        root=str(reading.vault.root),
        select=options.select,
        ignore=options.ignore,
    )
    texts = to_texts(reading)
    waivers, faults = read_waivers(reading, rules)
    unique = {finding.sort_key: finding for finding in reversed(tuple(findings))}
    ordered = [unique[key] for key in sorted(unique)]
    idle = {rule.id for rule in rules if today is None and _needs_date(rule)}
    pages = [page.path for page in reading.vault.pages]
    kept, waived, about = apply_waivers(ordered, waivers, texts, day=options.day, idle=idle, pages=pages)
    adjusted = selection.adjust_all((*kept, *about, *faults))
    if about or faults or selection.severity:  # else they are in order as they were
        adjusted.sort(key=lambda finding: finding.sort_key)
    context = FixContext(texts, reading.profile, _editable(reading))
    reported = tuple(one for one in waived if selection.reports(one.finding.rule))
    return Reviewed(attach_fixes(adjusted, context), reported, selection)


def _needs_date(rule: Rule) -> bool:
    """Whether a rule's shape asks for today's date; without one it finds nothing."""
    return "cg:today" in rule.text or f"{CG}today" in rule.text


def _editable(reading: Reading) -> frozenset[str]:
    """Pages that are UTF-8 throughout: others would lose bytes if they were written back."""
    return frozenset(page.path for page in reading.vault.pages if not page.diagnostics)
