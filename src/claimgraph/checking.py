"""A check from beginning to end: find, review, compare with a baseline or a revision, mend."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import msgspec

from claimgraph.build import Checked, check_vault, to_report
from claimgraph.chemistry import has_structures
from claimgraph.compilation import ProgressReport, silent
from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.report.findings import FindingsReport, FixedFinding
from claimgraph.review.baseline import Baseline, compare, read_baseline, to_baseline
from claimgraph.review.changes import Changes, read_changes, select_changed
from claimgraph.review.edits import FixedPage, to_fixed_pages, write_fixed_pages
from claimgraph.review.reviewing import ReviewOptions
from claimgraph.vault import read_config

# One pass mends what does not overlap; a mended page can show another fault below the first.
_PASSES = 8
_NAMED_RULES = 8
_STRUCTURES = "ID-42"
"""The rule that needs the ``chemistry`` extra."""


class CheckRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to check and how.

    Attributes:
        root: the vault.
        today: the day that rules about recency count from; without it they do not run.
        day: the day that waivers expire against.
        baseline: a file of known findings, or None; ``use_configured`` takes the vault's own, if any.
        changed_since: a git revision, or None.
        whole_pages: show all findings of changed pages; ``staged``: look at what git's index holds.
        cache: folder of the page cache, or None.
    """

    root: Path
    today: datetime.date | None = None
    day: datetime.date | None = None
    engine: str = "setwise"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    baseline: Path | None = None
    use_configured: bool = True
    changed_since: str | None = None
    whole_pages: bool = False
    staged: bool = False
    cache: Path | None = None


def check(request: CheckRequest, *, progress: ProgressReport = silent) -> FindingsReport:
    """The report that a request asks for.

    Raises:
        UsageError: an unknown rule, baseline or revision, or no git repository.
        InputError: the vault or the baseline cannot be read.
    """
    return _report(request, _run(request, progress), *_references(request))


def mend(
    request: CheckRequest, *, write: bool, progress: ProgressReport = silent
) -> tuple[FindingsReport, tuple[FixedPage, ...]]:
    """Applies the safe fixes of what a request reports; the report is about the pages as they are then.

    With ``write`` False nothing is written, and the report is about the pages as they are. Each page is
    given once, as it was before and as it is after all passes.

    Raises:
        InputError: a page changed on disk meanwhile, or cannot be written.
    """
    references = _references(request)
    before: dict[str, FixedPage] = {}
    for _ in range(_PASSES):
        checked = _run(request, progress)
        report = _report(request, checked, *references)
        texts = {page.path: page.text for page in checked.vault.pages}
        fixed = to_fixed_pages(report.findings, texts)
        if not write:
            return report, fixed
        if not fixed:
            break
        write_fixed_pages(request.root, fixed, checked.vault.pages)
        for page in fixed:
            earlier = before.get(page.path)
            if earlier is not None:
                mended = (*earlier.mended, *page.mended)
                page = FixedPage(page.path, earlier.before, page.after, mended)
            before[page.path] = page
    return report, tuple(before[path] for path in sorted(before))


def make_baseline(request: CheckRequest, *, progress: ProgressReport = silent) -> Baseline:
    """A baseline of all that is found now, whatever an older one or a revision would leave out."""
    checked = _run(request, progress)
    return to_baseline(checked.findings, checked.texts)


def _run(request: CheckRequest, progress: ProgressReport) -> Checked:
    options = ReviewOptions(request.select, request.ignore, request.day)
    return check_vault(
        request.root,
        today=request.today,
        engine=request.engine,
        options=options,
        cache=request.cache,
        progress=progress,
    )


def _references(request: CheckRequest) -> tuple[Baseline | None, Changes | None]:
    """What findings are compared with; read first, so that a slip is told at once."""
    changes = None
    if request.changed_since is not None:
        changes = read_changes(request.root, request.changed_since, staged=request.staged)
    file = request.baseline
    if file is None and request.use_configured:
        configured = read_config(request.root).baseline
        file = None if configured is None else request.root / configured
    return None if file is None else read_baseline(file), changes


def _report(
    request: CheckRequest, checked: Checked, baseline: Baseline | None, changes: Changes | None
) -> FindingsReport:
    report = to_report(checked, request.fail_on)
    findings: Sequence[Diagnostic] = checked.findings
    notes = _notes(request, checked)
    known = None
    fixed: tuple[FixedFinding, ...] = ()
    if baseline is not None:
        pages = {page.path for page in checked.vault.pages}
        comparison = compare(findings, baseline, checked.texts, pages, reports=checked.selection.reports)
        findings = comparison.new
        known = len(comparison.known)
        fixed = tuple(FixedFinding(one.path, one.rule, one.message, one.count) for one in comparison.fixed)
    if changes is not None:
        findings = select_changed(findings, changes, whole_pages=request.whole_pages, head=report.texts.head)
        files = len(changes.lines.keys() | changes.whole)
        notes = (
            f"only findings that changes since {changes.commit[:12]} can have caused"
            f" ({files} changed {'file' if files == 1 else 'files'})",
            *notes,
        )
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    runs = tuple(msgspec.structs.replace(run, findings=counts.get(run.id, 0)) for run in report.runs)
    return msgspec.structs.replace(
        report,
        findings=tuple(findings),
        runs=runs,
        known=known,
        fixed=fixed,
        commit=None if changes is None else changes.commit,
        notes=notes,
    )


def _notes(request: CheckRequest, checked: Checked) -> tuple[str, ...]:
    notes = []
    idle = [run.id for run in checked.rules if run.focus_nodes == 0]
    if idle:
        named = ", ".join(idle[:_NAMED_RULES])
        rest = len(idle) - _NAMED_RULES
        more = f" and {rest} more; --format json lists them" if rest > 0 else ""
        notes.append(f"rules that found nothing to look at: {named}{more}")
    if not has_structures() and any(run.id == _STRUCTURES for run in checked.rules):
        notes.append(
            f"{_STRUCTURES} did not look: InChIKeys are computed from sequences with claimgraph[chemistry]"
        )
    if request.today is None:
        notes.append("rules about recency did not run: give --today DATE")
    return tuple(notes)
