"""Claims that say opposite things of one subject and object, with the conditions that may explain it.

Opposite are an increase and a decrease, and a claim and its denial, within one family of relations
(levels, activity, risk …): a protein's level can rise while its activity falls. A conflict is a
question to a reader, not a verdict; what differs between the two sides is written beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from claimgraph.inference.edges import claim_sign
from claimgraph.inference.premises import ClaimRecord
from claimgraph.inference.quads import DERIVED_FROM, TYPE, QuadWriter, cg, text_of, to_literal
from claimgraph.namespaces import CG, Minter, content_id
from claimgraph.ontology import Ontology

CONDITIONS = ("organism", "tissue", "dose", "route", "timing", "population", "comparator")


class Conflict(msgspec.Struct, frozen=True):
    """Two claims that cannot both hold under the same conditions.

    Attributes:
        kind: ``direction`` (up against down) or ``denial`` (a claim against its negation).
        side, other: the claim that goes up, and that goes down; of a denial the claim and the denial.
        differs: conditions that both state and in which they differ.
        unknown: conditions that only one of them, or neither, states.
    """

    kind: str
    family: str
    side: ClaimRecord
    other: ClaimRecord
    differs: tuple[str, ...]
    unknown: tuple[str, ...]


def relation_family(predicate: str, ontology: Ontology) -> str:
    """The id of the family of a relation: its nearest ancestor (or itself) that leaves the direction
    open, short of the relation for any effect at all; the relation itself where there is none.
    """
    relations = ontology.relations
    roots = {
        item.id
        for item in relations.values()
        if item.sign == 0 and not _effect_parents(item.broader, ontology)
    }
    pending = [predicate]
    while pending:
        current = relations.get(pending.pop(0))
        if current is None:
            continue
        if current.sign == 0 and current.id not in roots:
            return current.id
        pending.extend(current.broader)
    return predicate


def _effect_parents(broader: tuple[str, ...], ontology: Ontology) -> list[str]:
    return [
        name for name in broader if name in ontology.relations and ontology.relations[name].sign is not None
    ]


def infer_conflicts(
    claims: Iterable[ClaimRecord], ontology: Ontology, studied: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Conflict, ...]:
    """All conflicts, sorted by subject, object and family. Claims that a page itself disputes are left
    out: their page has already said that they may be wrong.

    Args:
        studied: the organisms of each footnote: those of a claim that names none itself.
    """
    species = studied or {}
    families: dict[str, str] = {}
    grouped: dict[tuple[str, str, str], list[ClaimRecord]] = {}
    for claim in claims:
        if claim.certainty == "Disputed":
            continue
        family = families.get(claim.predicate)
        if family is None:
            name = text_of(claim.predicate).removeprefix(CG)
            family = families[claim.predicate] = relation_family(name, ontology)
        grouped.setdefault((claim.subject, claim.object, family), []).append(claim)
    found: list[Conflict] = []
    for (_, _, family), group in sorted(grouped.items()):
        if len(group) < 2:
            continue
        signed = [(claim, claim_sign(claim, ontology)) for claim in group]
        up = tuple(claim for claim, sign in signed if sign == 1 and not claim.negated)
        down = tuple(claim for claim, sign in signed if sign == -1 and not claim.negated)
        found.extend(
            Conflict("direction", family, *_compared(one, two, species)) for one in up for two in down
        )
        for side, wanted in ((up, 1), (down, -1)):
            denied = tuple(claim for claim, sign in signed if claim.negated and sign == wanted)
            found.extend(
                Conflict("denial", family, *_compared(one, two, species)) for one in side for two in denied
            )
    return tuple(found)


def _compared(
    one: ClaimRecord, two: ClaimRecord, studied: Mapping[str, tuple[str, ...]]
) -> tuple[ClaimRecord, ClaimRecord, tuple[str, ...], tuple[str, ...]]:
    differs, unknown = [], []
    for condition in CONDITIONS:
        left, right = (_values(claim, condition, studied) for claim in (one, two))
        if not left or not right:
            unknown.append(condition)
        elif not left & right:
            differs.append(condition)
    return one, two, tuple(differs), tuple(unknown)


def _values(claim: ClaimRecord, condition: str, studied: Mapping[str, tuple[str, ...]]) -> set[str]:
    said = dict(claim.context).get(condition, ())
    if not said and condition == "organism":
        said = tuple(name for line in claim.lines for name in studied.get(line.citation or "", ()))
    return {value.casefold() for value in said}


def write_conflicts(writer: QuadWriter, conflicts: Iterable[Conflict], minter: Minter) -> None:
    """A ``cg:Conflict`` node a conflict."""
    add = writer.add
    for item in conflicts:
        identifier = content_id(item.kind, item.family, item.side.iri, item.other.iri)
        node = f"<{minter.hashed('conflict', identifier)}>"
        add(node, TYPE, cg("Conflict"))
        add(node, cg("conflictKind"), to_literal(item.kind))
        add(node, cg("subject"), item.side.subject)
        add(node, cg("object"), item.side.object)
        add(node, cg("relationFamily"), cg(item.family))
        add(node, cg("side"), item.side.iri)
        add(node, cg("otherSide"), item.other.iri)
        for condition in item.differs:
            add(node, cg("differsIn"), to_literal(condition))
        if item.differs:
            add(node, cg("conditionsDiffer"), to_literal(", ".join(item.differs)))
        for condition in item.unknown:
            add(node, cg("unknownIn"), to_literal(condition))
        for claim in (item.side, item.other):
            add(node, DERIVED_FROM, claim.iri)
