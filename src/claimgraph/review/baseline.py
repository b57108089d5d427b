"""A baseline: the findings that a wiki has today, so that only new ones fail.

An entry is a fingerprint without its number, with how many findings share it; it has no line number, so
that moved lines change nothing. A page that was renamed keeps its entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.errors import InputError, UsageError
from claimgraph.files import write_atomic
from claimgraph.report.fingerprints import FINGERPRINT, content_key
from claimgraph.report.places import SourceTexts
from claimgraph.report.tables import to_json

VERSION = 1


class KnownFinding(msgspec.Struct, frozen=True, order=True):
    """``count`` findings of a baseline that share page, rule and words (``key``)."""

    path: str
    rule: str
    key: str
    message: str
    count: int = 1


class Baseline(msgspec.Struct, frozen=True):
    """The file: its form's version, how the keys are made, and the findings, sorted."""

    version: int
    fingerprint: str
    findings: tuple[KnownFinding, ...]


class Comparison(msgspec.Struct, frozen=True):
    """Findings against a baseline: ``new`` ones, ``known`` ones, and entries that are ``fixed``."""

    new: tuple[Diagnostic, ...]
    known: tuple[Diagnostic, ...]
    fixed: tuple[KnownFinding, ...]


def to_baseline(findings: Sequence[Diagnostic], texts: SourceTexts) -> Baseline:
    """The baseline of findings that are sorted by place."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Diagnostic] = {}
    for finding in findings:
        place = (finding.path, content_key(finding, texts))
        counts[place] += 1
        first.setdefault(place, finding)
    entries = sorted(
        KnownFinding(path, first[path, key].rule, key, first[path, key].message, count)
        for (path, key), count in counts.items()
    )
    return Baseline(VERSION, FINGERPRINT, tuple(entries))


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Writes the file: JSON, one key a line, so that a change reads well in a diff."""
    write_atomic(file, to_json(baseline).encode("utf-8", "surrogatepass") + b"\n")


def read_baseline(file: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        UsageError: there is no such file.
        InputError: it is no baseline, or one of another version.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(
            "there is no such baseline", path=str(file), remedy="write one with --write-baseline FILE"
        ) from error
    try:
        baseline = msgspec.json.decode(raw, type=Baseline)
    except msgspec.MsgspecError as error:
        raise InputError(
            f"not a baseline: {error}", path=str(file), remedy="write it anew with --write-baseline FILE"
        ) from error
    if baseline.version != VERSION or baseline.fingerprint != FINGERPRINT:
        raise InputError(
            f"a baseline of another form: {baseline.version}, {baseline.fingerprint}",
            path=str(file),
            remedy="write it anew with --write-baseline FILE",
        )
    return baseline


def compare(
    findings: Sequence[Diagnostic],
    baseline: Baseline,
    texts: SourceTexts,
    pages: Collection[str],
    *,
    reports: Callable[[str], bool] = lambda _rule: True,
) -> Comparison:
    """Which findings are new. Of several equal ones the first are the known ones.

    Args:
        pages: the paths that exist now; entries of other pages are looked for under a new name.
        reports: which rules ran and report; entries of others are not called fixed.
    """
    left = Counter({(entry.path, entry.key): entry.count for entry in baseline.findings})
    homeless = Counter(
        entry.key for entry in baseline.findings for _ in range(entry.count) if entry.path not in pages
    )
    known: list[Diagnostic] = []
    new: list[Diagnostic] = []
    moved: Counter[str] = Counter()
    for finding in findings:
        key = content_key(finding, texts)
        if left[finding.path, key] > 0:
            left[finding.path, key] -= 1
            if finding.path not in pages:  # a file that is no page, not a page under a new name
                homeless[key] -= 1
            known.append(finding)
        elif homeless[key] > 0:
            homeless[key] -= 1
            moved[key] += 1
            known.append(finding)
        else:
            new.append(finding)
    fixed = []
    for entry in baseline.findings:
        count = left[entry.path, entry.key]
        if entry.path not in pages:
            gone = min(count, moved[entry.key])
            moved[entry.key] -= gone
            count -= gone
        if count > 0 and reports(entry.rule):
            fixed.append(msgspec.structs.replace(entry, count=count))
    return Comparison(tuple(new), tuple(known), tuple(fixed))
