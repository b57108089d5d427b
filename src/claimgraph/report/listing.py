"""Findings for people: grouped by page, each with its line underlined, its help and its other places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic, Related, Severity, compare_severity
from claimgraph.report.excerpts import to_excerpt
from claimgraph.report.findings import FindingsReport, count_severities
from claimgraph.report.places import SourceTexts
from claimgraph.report.tables import plain, to_table

# Gives text the looks of its role: "error", "warning", "info", "page", "gutter", "mark", "help", "dim".
Style = Callable[[str, str], str]
_MOST_RELATED = 4


class ListingOptions(msgspec.Struct, frozen=True):
    """What a listing shows.

    Attributes:
        least: findings that are less bad are counted and not listed.
        with_help, with_source, with_summary: the parts that can be left out.
        width: columns of the terminal.
    """

    least: Severity = Severity.INFO
    with_help: bool = True
    with_source: bool = True
    with_summary: bool = True
    width: int = 100


WHOLE = ListingOptions()


def no_style(text: str, _role: str) -> str:
    """The text as it is: for files and pipes."""
    return text


def to_listing(
    report: FindingsReport, options: ListingOptions = WHOLE, style: Style = no_style
) -> Iterator[str]:
    """The listing, line by line."""
    shown = [one for one in report.findings if compare_severity(one.severity, options.least)]
    page = None
    for finding in shown:
        if finding.path != page and options.with_source:
            if page is not None:
                yield ""
            yield style(plain(report.prefix + finding.path), "page")
        page = finding.path
        yield from _finding_lines(finding, report, options, style)
    if options.with_summary:
        if shown:
            yield ""
            yield from to_statistics(report)
            yield ""
        yield from to_summary(report, options.least)


def _finding_lines(
    finding: Diagnostic, report: FindingsReport, options: ListingOptions, style: Style
) -> Iterator[str]:
    texts = report.texts
    region = texts.locate(finding)
    place = f"{plain(report.prefix + finding.path)}:{finding.line}:{region.column}"
    word = style(finding.severity.value, finding.severity.value)
    yield f"{place}: {word} {finding.rule}: {plain(finding.message)}"
    if options.with_source:
        excerpt = to_excerpt(texts, finding.path, region, max(40, options.width - 10))
        if excerpt is not None:
            role = finding.severity.value
            yield f"{style(f'{excerpt.line:>7} |', 'gutter')} {excerpt.text}"
            yield f"{style('        |', 'gutter')} {style(excerpt.marks, role)}"
    places = _places(finding.related)
    for related in places[:_MOST_RELATED]:
        yield from _related_lines(related, report, options, style)
    if len(places) > _MOST_RELATED:
        yield f"    see {len(places) - _MOST_RELATED} more in --format json"
    if options.with_help:
        if finding.help:
            yield f"    {style('help', 'help')}: {plain(finding.help)}"
        if finding.fix is not None:
            yield f"    {style('fix', 'help')}: {plain(finding.fix.title)} (--fix)"


def _places(related: Sequence[Related]) -> list[Related]:
    """Each line once, with the first of its names."""
    first: dict[tuple[str, int], Related] = {}
    for place in related:
        first.setdefault((place.path, place.line), place)
    return list(first.values())


def _related_lines(
    related: Related, report: FindingsReport, options: ListingOptions, style: Style
) -> Iterator[str]:
    yield f"    see {plain(report.prefix + related.path)}:{related.line}: {plain(related.message)}"
    if options.with_source and related.line > 1:
        text = _first_line(report.texts, related, max(40, options.width - 10))
        if text:
            yield f"{style(f'{related.line:>7} |', 'gutter')} {style(text, 'dim')}"


def _first_line(texts: SourceTexts, related: Related, width: int) -> str:
    line = plain(texts.line(related.path, related.line).strip())
    return line if len(line) <= width else line[: width - 1] + "…"


class RuleCount(msgspec.Struct, frozen=True):
    """How many findings a rule has at a severity, and how many of the rule's ``--fix`` would mend."""

    rule: str
    severity: str
    findings: int
    fixable: int
    name: str


def count_rules(report: FindingsReport) -> tuple[RuleCount, ...]:
    """The findings by rule and severity, the worst and most frequent first."""
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    fixable = Counter(finding.rule for finding in report.findings if finding.fix is not None)
    names = {rule.id: rule.name for rule in report.rules}
    ordered = sorted(counts.items(), key=lambda item: (item[0][1].rank, -item[1], item[0][0]))
    return tuple(
        RuleCount(rule, severity.value, count, fixable[rule], names.get(rule, ""))
        for (rule, severity), count in ordered
    )


def to_statistics(report: FindingsReport) -> Iterator[str]:
    """The counts of ``count_rules`` as a table."""
    rows = [
        (str(one.findings), one.rule, one.severity, str(one.fixable) if one.fixable else "", one.name)
        for one in count_rules(report)
    ]
    table = to_table(("findings", "rule", "severity", "--fix", "the rule says"), rows, max_cell=80)
    yield from table.splitlines()


# From here on infos hide what is to be mended.
_MANY_INFOS = 50


def to_summary(report: FindingsReport, least: Severity = Severity.WARNING) -> Iterator[str]:
    """The counts, and what is to say about the run as a whole; ``least`` is the mildest severity listed."""
    counts = count_severities(report.findings)
    yield (
        f"{_many(counts['error'], 'error')}, {_many(counts['warning'], 'warning')}, "
        f"{_many(counts['info'], 'info')} in {_many(report.pages, 'page')}, {len(report.runs)} rules"
    )
    if counts["info"] >= _MANY_INFOS and least is Severity.INFO:
        yield f"{counts['info']} of them are remarks: --min-severity warning leaves them out"
    fixable = sum(finding.fix is not None for finding in report.findings)
    if fixable:
        yield f"{_many(fixable, 'finding')} can be mended with --fix (--diff shows how)"
    if report.waived:
        yield f"{_many(len(report.waived), 'finding')} waived"
    if report.known is not None:
        yield f"{_many(report.known, 'finding')} known from the baseline"
        yield from _fixed_lines(report)
    yield from report.notes


def _fixed_lines(report: FindingsReport) -> Iterator[str]:
    total = sum(one.count for one in report.fixed)
    if not total:
        return
    yield f"{_many(total, 'finding')} of the baseline gone; --write-baseline takes them out:"
    for one in report.fixed[:10]:
        times = f" ({one.count} times)" if one.count > 1 else ""
        yield f"    {plain(report.prefix + one.path)}: {one.rule}: {plain(one.message)}{times}"
    if len(report.fixed) > 10:
        yield f"    … and {len(report.fixed) - 10} more"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def sort_worst_first(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Errors first, then by place."""
    return sorted(findings, key=lambda finding: (finding.severity.rank, finding.sort_key))
