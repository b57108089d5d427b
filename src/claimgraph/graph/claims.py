"""Claims and their lines of evidence, as quads."""

from __future__ import annotations

from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TYPE, boolean, cg, decimal, literal
from claimgraph.model import Certainty, Claim, EvidenceLine, Stance

_IS_CLAIM = f"{TYPE} {cg('Claim')}"
_SUBJECT = cg("subject")
_PREDICATE = cg("predicate")
_OBJECT = cg("object")
_SUBJECT_TEXT = cg("subjectText")
_OBJECT_TEXT = cg("objectText")
_DIRECTION = cg("direction")
_NEGATED = cg("negated")
_CERTAINTY = cg("certainty")
_ASSERTED_BY = cg("assertedBy")
_ORGANISM = cg("claimOrganism")
_TISSUE = cg("tissue")
_DOSE = cg("dose")
_DOSE_LOW = cg("doseLow")
_DOSE_HIGH = cg("doseHigh")
_DOSE_UNIT = cg("doseUnit")
_ROUTE = cg("route")
_TIMING = cg("timing")
_POPULATION = cg("population")
_COMPARATOR = cg("comparator")
_EFFECT_TEXT = cg("effectText")
_NOTE = cg("note")
_EVIDENCE_SCOPE = cg("evidenceScope")
_HAS_EVIDENCE_LINE = cg("hasEvidenceLine")
_GAP = cg("gap")
_STATEMENT = cg("statement")
_TEXT = cg("text")
_PATTERN = cg("pattern")

_IS_EVIDENCE_LINE = f"{TYPE} {cg('EvidenceLine')}"
_STANCE = cg("stance")
_CITATION = cg("citation")
_SOURCE = cg("source")
_SCOPE = cg("scope")
_UNDEFINED_KEY = cg("undefinedKey")

_CERTAINTIES = {
    Certainty.ASSERTED: cg("Asserted"),
    Certainty.SPECULATIVE: cg("Speculative"),
    Certainty.DISPUTED: cg("Disputed"),
}
_STANCES = {
    Stance.SUPPORTS: cg("Supports"),
    Stance.DISPUTES: cg("Disputes"),
    Stance.INCONCLUSIVE: cg("Inconclusive"),
}


def claim_content(claim: Claim) -> tuple[str, ...]:
    """What names a claim's node: all that it says, but not where it stands."""
    return (
        claim.subject.text,
        claim.predicate,
        claim.object.text,
        claim.direction or "",
        str(claim.negated),
        claim.certainty.value,
        claim.asserted_by.value,
        claim.organism or "",
        claim.tissue or "",
        claim.dose or "",
        claim.route or "",
        claim.timing or "",
        claim.population or "",
        claim.comparator or "",
        claim.effect or "",
        claim.text,
    )


def add_claims(page: PageContext) -> None:
    """Every claim of the page with its evidence."""
    for claim, node in zip(page.values.claims, page.claims, strict=True):
        facts = page.add_place(node, _IS_CLAIM, claim.span)
        facts += (
            f"{_SUBJECT} {page.mention(claim.subject)}",
            f"{_PREDICATE} {page.relation(claim.predicate)}",
            f"{_OBJECT} {page.mention(claim.object)}",
            f"{_SUBJECT_TEXT} {literal(claim.subject.text)}",
            f"{_OBJECT_TEXT} {literal(claim.object.text)}",
            f"{_NEGATED} {boolean(claim.negated)}",
            f"{_CERTAINTY} {_CERTAINTIES[claim.certainty]}",
            f"{_ASSERTED_BY} {literal(claim.asserted_by.value)}",
            f"{_EVIDENCE_SCOPE} {literal(claim.evidence_scope.value)}",
        )
        page.add_text(node, _DIRECTION, claim.direction)
        if claim.pattern:
            page.add(node, _PATTERN, literal(claim.pattern))
        if claim.text:
            page.add(node, _TEXT, literal(claim.text))
        if 0 <= claim.statement < len(page.statements):
            page.add(node, _STATEMENT, page.statements[claim.statement])
        _add_context(page, node, claim)
        gaps = (page.gaps[gap] for gap in claim.gaps)
        page.add_all(node, _GAP, dict.fromkeys(gap for gap in gaps if gap is not None))
        for line in claim.evidence:
            _add_evidence(page, node, line)


def _add_context(page: PageContext, node: str, claim: Claim) -> None:
    if claim.organism is not None:
        page.add(node, _ORGANISM, page.concept("organisms", claim.organism))
    for predicate, text in (
        (_TISSUE, claim.tissue),
        (_DOSE, claim.dose),
        (_ROUTE, claim.route),
        (_TIMING, claim.timing),
        (_POPULATION, claim.population),
        (_COMPARATOR, claim.comparator),
        (_EFFECT_TEXT, claim.effect),
        (_NOTE, claim.note),
    ):
        page.add_text(node, predicate, text)
    quantity = claim.dose_quantity
    if quantity is None:
        return
    for predicate, number in ((_DOSE_LOW, quantity.low), (_DOSE_HIGH, quantity.high)):
        term = decimal(number) if number is not None else None
        if term is not None:
            page.add(node, predicate, term)
    page.add_text(node, _DOSE_UNIT, quantity.unit)


def _add_evidence(page: PageContext, claim_node: str, line: EvidenceLine) -> None:
    node = page.node("evidence", claim_node, line.key, line.stance.value, line.scope.value)
    page.add(claim_node, _HAS_EVIDENCE_LINE, node)
    page.add_place(node, _IS_EVIDENCE_LINE, line.span)
    page.add(node, _STANCE, _STANCES[line.stance])
    page.add(node, _SCOPE, literal(line.scope.value))
    citation = page.citation(line.key)
    if citation is None:
        page.add(node, _UNDEFINED_KEY, literal(line.key))
        return
    page.add(node, _CITATION, citation)
    source = page.source(line.key)
    if source is not None:
        page.add(node, _SOURCE, source)
