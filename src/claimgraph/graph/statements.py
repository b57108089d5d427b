"""Sentences, list items and table rows that cite, tag or link, as quads."""

from __future__ import annotations

from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TYPE, cg, literal
from claimgraph.model import Assessment, EvidenceScope, Statement, StatementKind

_IS_STATEMENT = f"{TYPE} {cg('Statement')}"
_TEXT = cg("text")
_SECTION = cg("section")
_LEAD = cg("lead")
_CITES = cg("cites")
_INHERITS = cg("inheritsCitation")
_UNDEFINED_KEY = cg("undefinedKey")
_MENTIONS = cg("mentions")
_GAP = cg("gap")
_NAMES_IDENTIFIER = cg("namesIdentifier")
_NAMES_SOURCE = cg("namesSource")
_CELL = cg("cell")
_IS_CELL = f"{TYPE} {cg('Cell')}"
_COLUMN = cg("column")
_QUESTION = cg("question")
_ANSWER = cg("answer")
_QUESTION_ORGANISM = cg("questionOrganism")
_VALUE = cg("value")

# The reference stands in the statement itself; every other scope reached it from somewhere else.
_OWN = frozenset({EvidenceScope.INLINE, EvidenceScope.ROW})
_KINDS = {kind: f"{cg('statementKind')} {literal(kind.value)}" for kind in StatementKind}


def statement_content(statement: Statement) -> tuple[str, ...]:
    """What names a statement's node."""
    return (statement.kind.value, statement.text)


def add_statements(page: PageContext) -> None:
    """Every statement of the page."""
    # Sentences of a section follow each other.
    section, section_fact = None, ""
    for statement, node in zip(page.values.statements, page.statements, strict=True):
        if statement.section != section:
            section, section_fact = statement.section, f"{_SECTION} {literal(statement.section)}"
        facts = page.add_place(node, _IS_STATEMENT, statement.span)
        facts += (f"{_TEXT} {literal(statement.text)}", _KINDS[statement.kind], section_fact)
        if statement.citations:
            _add_citations(page, facts, statement)
        if statement.links:
            entities = dict.fromkeys([page.linked(link) for link in statement.links])
            facts += [f"{_MENTIONS} {entity}" for entity in entities if entity is not None]
        if statement.gaps:
            gaps = dict.fromkeys([page.gaps[gap] for gap in statement.gaps])
            facts += [f"{_GAP} {gap}" for gap in gaps if gap is not None]
        if statement.lead:
            facts.append(f"{_LEAD} {literal(statement.lead)}")
        if statement.cells:
            _add_cells(page, node, facts, statement)
    add_identifiers(page)
    for assessment in page.values.assessments:
        if 0 <= assessment.statement < len(page.statements):
            _add_assessment(page, page.statements[assessment.statement], assessment)


def add_identifiers(page: PageContext) -> None:
    """Identifiers outside footnotes, on the statement or the field that names them, else on the page."""
    for mention in page.values.identifiers:
        node = page.page
        if 0 <= mention.statement < len(page.statements):
            node = page.statements[mention.statement]
        elif 0 <= mention.field < len(page.fields):
            node = page.fields[mention.field]
        said = [f"{_NAMES_IDENTIFIER} {literal(f'{mention.scheme.value}:{mention.value}')}"]
        source = page.vault.named_source(mention.scheme, mention.value)
        if source is not None:
            said.append(f"{_NAMES_SOURCE} <{page.minter.source(source)}>")
        facts = page.facts(node)
        facts += [fact for fact in said if fact not in facts]


def _add_assessment(page: PageContext, node: str, assessment: Assessment) -> None:
    # The words stand in the cells; here is what they mean.
    page.add(node, _QUESTION, literal(assessment.question.value))
    if assessment.answer is not None:
        page.add(node, _ANSWER, literal(assessment.answer.value))
    if assessment.organism is not None:
        page.add(node, _QUESTION_ORGANISM, page.concept("organisms", assessment.organism))


def _add_citations(page: PageContext, facts: list[str], statement: Statement) -> None:
    found: dict[str, None] = {}
    for use in statement.citations:
        citation = page.citation(use.key)
        if citation is None:
            found[f"{_UNDEFINED_KEY} {literal(use.key)}"] = None
        else:
            found[f"{_CITES if use.scope in _OWN else _INHERITS} {citation}"] = None
    facts += found


def _add_cells(page: PageContext, node: str, facts: list[str], statement: Statement) -> None:
    # A cell stands where its row stands; it gets no place of its own.
    for position, (column, text) in enumerate(statement.cells):
        if not text:
            continue
        cell = page.node("cell", node, str(position), column, text)
        facts.append(f"{_CELL} {cell}")
        page.nodes[cell] = [_IS_CELL, f"{_COLUMN} {literal(column)}", f"{_VALUE} {literal(text)}"]
