"""Study tables → rows: ``Study | Design | n | Dose | Result``, with each cell read for what its column says.

Which headings mean what is data of the vault profile (``study_tables``). A table is one of studies where
its first column names them and two further columns say how they were made or what they found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from claimgraph.document.values import Cell, Link, Table, TableRow
from claimgraph.extract.citation import find_effects, find_p_values, parse_citation
from claimgraph.extract.citation.numbers import APPROXIMATE, NUMBER, parse_count
from claimgraph.extract.layout import Layout
from claimgraph.extract.quantity import parse_quantity
from claimgraph.model import CitationFacts, Quantity, SampleKind, SampleSize, StudyCell, StudyRow
from claimgraph.profile import Profile

NAMING = frozenset({"study", "source"})
TELLING = frozenset({"design", "size", "per-group", "organism", "population", "dose", "outcome"})
_MADE = frozenset({"design", "size", "per-group", "organism"})
_LEAST_TELLING = 2
_MARKUP = re.compile(r"\[\^[^\]\n]*\]|`?#[A-Za-z][\w/-]*`?|\*\*|(?<!\w)[*_]|[*_](?!\w)|\[\[|\]\]")
_EDGES = " *_`\t—–-;,"
_BRACKETS = re.compile(r"\([^()]*\)")
_SIZE = re.compile(rf"[\s*_]*(?P<approx>{APPROXIMATE})(?P<value>{NUMBER})(?!\s?%|[.,]\d)")
_NEXT_SIZE = re.compile(
    rf"\s?(?:/|\+|vs\.?|versus|,)\s?(?P<approx>{APPROXIMATE})(?P<value>{NUMBER})(?!\s?%|[.,]\d)"
)
_RANGE = re.compile(rf"\s?[–-]\s?(?P<high>{NUMBER})(?!\s?%|[.,]\d)")
_PER_GROUP = re.compile(r"(?i)\s?/\s?(?:group|arm|condition|genotype)|\s(?:per|each)\b")
_DOSES = re.compile(r"\d\s?(?:[µμumkn]?g|IU|mL|ml|[µμn]?M|ppm|%)(?![A-Za-z])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NOTHING = frozenset({"", "n/a", "na", "nr", "not reported", "not stated", "unknown", "?"})


def extract_study_rows(
    layout: Layout, statement_of: Mapping[int, int], profile: Profile
) -> tuple[StudyRow, ...]:
    """The rows of all study tables of a page, in order.

    Args:
        layout: the page.
        statement_of: the statement that each sentence became.
        profile: which heading of a column means what.
    """
    found: list[StudyRow] = []
    for table in layout.document.tables:
        roles = column_roles(table, profile.study_columns)
        if roles:
            found += [_row(layout, row, table, roles, statement_of) for row in table.rows if row.cells]
    return tuple(found)


def column_roles(table: Table, known: Mapping[str, str]) -> tuple[str | None, ...]:
    """What each column of a study table holds; empty for other tables. ``known``: heading → role."""
    if not known or not table.header or _role(table.header[0].text, known) not in NAMING:
        return ()
    roles = tuple(_role(cell.text, known) for cell in table.header)
    told = {role for role in roles if role in TELLING}
    if len(told) < _LEAST_TELLING or told.isdisjoint(_MADE):
        return ()
    return roles


def _role(heading: str, known: Mapping[str, str]) -> str | None:
    """The role of a heading: by all its words, by what stands before a bracket or slash, by its last word."""
    plain = " ".join(_MARKUP.sub(" ", heading).casefold().split())
    bare = " ".join(_BRACKETS.sub(" ", plain).split())
    first = bare.partition("/")[0].strip()
    for words in (plain, bare, first, bare.rpartition(" ")[2]):
        role = known.get(words)
        if role is not None:
            return role
    return None


def _row(
    layout: Layout,
    row: TableRow,
    table: Table,
    roles: Sequence[str | None],
    statement_of: Mapping[int, int],
) -> StudyRow:
    cells: dict[str, Cell] = {}
    kept: list[StudyCell] = []
    for cell, head, role in zip(row.cells, table.header, roles, strict=False):
        if role is not None:
            cells.setdefault(role, cell)
            kept.append(StudyCell(role, head.text, cell.text, cell.span))
    facts = {role: _facts(layout, cell) for role, cell in cells.items() if role in _READ}
    organisms = _first(facts, "organisms", ("organism", "population", "design", "size", "study"))
    text = {role: _plain(cell) for role, cell in cells.items()}
    dose = text.get("dose")
    outcome = cells.get("outcome")
    year = _YEAR.search(cells["year"].text if "year" in cells else row.cells[0].text)
    return StudyRow(
        name=text.get("study") or text.get("source") or "",
        designs=_first(facts, "designs", ("design", "study", "organism")),
        organisms=organisms,
        human_cells=any(one.human_cells for one in facts.values() if one.organisms == organisms),
        samples=_samples(layout, cells, facts),
        population=text.get("population"),
        dose=dose,
        dose_quantity=_one_dose(dose) if dose else None,
        route=text.get("route"),
        timing=text.get("timing"),
        outcome=text.get("outcome"),
        effects=find_effects(layout.document.text, outcome.span.start, outcome.span.end) if outcome else (),
        p_values=find_p_values(layout.document.text, outcome.span.start, outcome.span.end) if outcome else (),
        year=int(year.group()) if year is not None else None,
        statement=statement_of.get(layout.sentence_at(row.cells[0].span.start), -1),
        cells=tuple(kept),
        span=row.span,
    )


_READ = frozenset({"study", "design", "organism", "population", "size", "per-group"})


def _facts(layout: Layout, cell: Cell) -> CitationFacts:
    """What the footnote grammar reads in a cell; its references and links are no part of it."""
    links: tuple[Link, ...] = ()
    return parse_citation(layout.document.text, cell.span.start, cell.span.end, layout.lines, links)


def _first(facts: Mapping[str, CitationFacts], field: str, roles: Sequence[str]) -> tuple[str, ...]:
    """What the first of these cells says that says anything."""
    for role in roles:
        said: tuple[str, ...] = getattr(facts[role], field) if role in facts else ()
        if said:
            return said
    return ()


def _samples(
    layout: Layout, cells: Mapping[str, Cell], facts: Mapping[str, CitationFacts]
) -> tuple[SampleSize, ...]:
    for role in ("size", "per-group"):
        if role in cells:
            kind = SampleKind.TOTAL if role == "size" else SampleKind.PER_GROUP
            return _whole(facts[role].samples) or _numbers(layout, cells[role], kind)
    for role in ("population", "design", "organism", "study"):
        if role in facts and facts[role].samples:
            return _whole(facts[role].samples)
    return ()


def _whole(samples: tuple[SampleSize, ...]) -> tuple[SampleSize, ...]:
    """The only size of a cell is no arm of another."""
    if len(samples) == 1 and samples[0].kind is SampleKind.ARM:
        return (msgspec.structs.replace(samples[0], kind=SampleKind.TOTAL),)
    return samples


def _one_dose(dose: str) -> Quantity | None:
    """The dose as a quantity, where the cell gives one and not several."""
    return parse_quantity(dose) if len(_DOSES.findall(_BRACKETS.sub(" ", dose))) <= 1 else None


def _numbers(layout: Layout, cell: Cell, kind: SampleKind) -> tuple[SampleSize, ...]:
    """A cell that opens with numbers alone: ``48``, ``~150``, ``20/20``."""
    found: list[re.Match[str]] = []
    match = _SIZE.match(layout.document.text, cell.span.start, cell.span.end)
    while match is not None:
        found.append(match)
        match = _NEXT_SIZE.match(layout.document.text, match.end(), cell.span.end)
    if len(found) > 1 and kind is SampleKind.TOTAL:
        kind = SampleKind.ARM
    sizes = []
    for one in found:
        value = parse_count(one["value"])
        start, end = one.start("approx"), one.end("value")
        spread = _RANGE.match(layout.document.text, end, cell.span.end)
        high = parse_count(spread["high"]) if spread is not None else value
        if value is not None and high is not None and high >= value:
            end = spread.end() if spread is not None else end
            per_group = _PER_GROUP.match(layout.document.text, end, cell.span.end) is not None
            sizes.append(
                SampleSize(
                    value,
                    high,
                    SampleKind.PER_GROUP if per_group else kind,
                    bool(one["approx"].strip()),
                    layout.document.text[start:end],
                    layout.span(start, end),
                )
            )
    return tuple(sizes)


def _plain(cell: Cell) -> str | None:
    """A cell without footnotes, tags and emphasis; None where it says nothing."""
    text = " ".join(_MARKUP.sub(" ", cell.text).split()).strip(_EDGES)
    return None if text.casefold() in _NOTHING else text
