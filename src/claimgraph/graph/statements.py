"""Sentences, list items and table rows that cite, tag or link, as quads."""

from __future__ import annotations

from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TYPE, cg, literal
from claimgraph.model import EvidenceScope, Statement, StatementKind

_STATEMENT = cg("Statement")
_TEXT = cg("text")
_KIND = cg("statementKind")
_SECTION = cg("section")
_CITES = cg("cites")
_INHERITS = cg("inheritsCitation")
_UNDEFINED_KEY = cg("undefinedKey")
_MENTIONS = cg("mentions")
_GAP = cg("gap")
_CELL = cg("cell")
_CELL_CLASS = cg("Cell")
_COLUMN = cg("column")
_VALUE = cg("value")

# The reference stands in the statement itself; every other scope reached it from somewhere else.
_OWN = frozenset({EvidenceScope.INLINE, EvidenceScope.ROW})
_KINDS = {kind: literal(kind.value) for kind in StatementKind}


def statement_content(statement: Statement) -> tuple[str, ...]:
    """What names a statement's node."""
    return (statement.kind.value, statement.text)


def add_statements(page: PageContext) -> None:
    """Every statement of the page."""
    for statement, node in zip(page.values.statements, page.statements, strict=True):
        page.add_place(node, _STATEMENT, statement.span)
        page.add_facts(
            node,
            (_TEXT, literal(statement.text)),
            (_KIND, _KINDS[statement.kind]),
            (_SECTION, literal(statement.section)),
        )
        if statement.citations:
            _add_citations(page, node, statement)
        if statement.links:
            entities = (page.linked(link) for link in statement.links)
            page.add_all(node, _MENTIONS, dict.fromkeys(entity for entity in entities if entity is not None))
        if statement.gaps:
            gaps = (page.gaps[gap] for gap in statement.gaps)
            page.add_all(node, _GAP, dict.fromkeys(gap for gap in gaps if gap is not None))
        if statement.cells:
            _add_cells(page, node, statement)


def _add_citations(page: PageContext, node: str, statement: Statement) -> None:
    facts: dict[tuple[str, str], None] = {}
    for use in statement.citations:
        citation = page.citation(use.key)
        if citation is None:
            facts[_UNDEFINED_KEY, literal(use.key)] = None
        else:
            facts[_CITES if use.scope in _OWN else _INHERITS, citation] = None
    page.add_facts(node, *facts)


def _add_cells(page: PageContext, node: str, statement: Statement) -> None:
    # A cell stands where its row stands; it gets no place of its own.
    for position, (column, text) in enumerate(statement.cells):
        if not text:
            continue
        cell = page.node("cell", node, str(position), column, text)
        page.add(node, _CELL, cell)
        page.add_facts(cell, (TYPE, _CELL_CLASS), (_COLUMN, literal(column)), (_VALUE, literal(text)))
