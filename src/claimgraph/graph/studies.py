"""Rows of study tables as quads."""

from __future__ import annotations

from claimgraph.graph.citations import add_sample
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TRUE, TYPE, cg, decimal, literal, year
from claimgraph.model import EvidenceScope, StudyRow

_IS_STUDY_ROW = f"{TYPE} {cg('StudyRow')}"
_STATEMENT = cg("statement")
_SOURCE = cg("source")
_STUDY_NAME = cg("studyName")
_DESIGN = cg("design")
_ORGANISM = cg("organism")
_HUMAN_CELLS = cg("humanCells")
_POPULATION = cg("population")
_DOSE = cg("dose")
_ROUTE = cg("route")
_TIMING = cg("timing")
_RESULT_TEXT = cg("resultText")
_EFFECT_TEXT = cg("effectText")
_P_VALUE = cg("pValue")
_YEAR = cg("year")
_QUANTITY = (cg("doseLow"), cg("doseHigh"), cg("doseUnit"))
_OWN = frozenset({EvidenceScope.INLINE, EvidenceScope.ROW})


def add_study_rows(page: PageContext) -> None:
    """Every row of a study table: a node with what its cells say, and the statement that it is."""
    for row in page.values.study_rows:
        content = tuple(f"{cell.column}={cell.text}" for cell in row.cells)
        node = page.node("study-row", row.name, *content)
        page.add_place(node, _IS_STUDY_ROW, row.span)
        page.add_text(node, _STUDY_NAME, row.name or None)
        if 0 <= row.statement < len(page.statements):
            page.add(node, _STATEMENT, page.statements[row.statement])
            _add_sources(page, node, row)
        page.add_all(node, _DESIGN, [page.concept("designs", design) for design in row.designs])
        page.add_all(node, _ORGANISM, [page.concept("organisms", organism) for organism in row.organisms])
        if row.human_cells:
            page.add(node, _HUMAN_CELLS, TRUE)
        for number, sample in enumerate(row.samples):
            add_sample(page, node, ("study-row", row.name, *content, str(number)), sample)
        for predicate, text in (
            (_POPULATION, row.population),
            (_DOSE, row.dose),
            (_ROUTE, row.route),
            (_TIMING, row.timing),
            (_RESULT_TEXT, row.outcome),
        ):
            page.add_text(node, predicate, text)
        page.add_all(node, _EFFECT_TEXT, [literal(text) for text in dict.fromkeys(row.effects)])
        page.add_all(node, _P_VALUE, [literal(text) for text in dict.fromkeys(row.p_values)])
        if row.year is not None:
            page.add(node, _YEAR, year(row.year))
        _add_quantity(page, node, row)


def _add_sources(page: PageContext, node: str, row: StudyRow) -> None:
    uses = page.values.statements[row.statement].citations
    sources = dict.fromkeys(page.source(use.key) for use in uses if use.scope in _OWN)
    page.add_all(node, _SOURCE, [source for source in sources if source is not None])


def _add_quantity(page: PageContext, node: str, row: StudyRow) -> None:
    quantity = row.dose_quantity
    if quantity is None:
        return
    for predicate, number in zip(_QUANTITY, (quantity.low, quantity.high), strict=False):
        term = decimal(number) if number is not None else None
        if term is not None:
            page.add(node, predicate, term)
    page.add_text(node, _QUANTITY[2], quantity.unit)
