"""Claims that say opposite things of one subject and object, with the conditions that may explain it.

Opposite are an increase and a decrease, and a claim and its denial, within one family of relations
(levels, activity, risk …): a protein's level can rise while its activity falls. A conflict is a
question to a reader, not a verdict; what differs between the two sides is written beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from claimgraph.inference.edges import claim_sign
from claimgraph.inference.premises import ClaimRecord
from claimgraph.inference.quads import DERIVED_FROM, TYPE, QuadWriter, cg, text_of, to_literal
from claimgraph.namespaces import CG, Minter, content_id
from claimgraph.ontology import Ontology

CONDITIONS = ("organism", "tissue", "dose", "route", "timing", "population", "comparator")


class Conflict(msgspec.Struct, frozen=True):
    """Two sides of one question.

    Attributes:
        kind: ``direction`` (up against down) or ``denial`` (a claim against its negation).
        up, down: the claims of both sides; of a denial the claims and the denials.
        differs: conditions that are known on both sides and have no value in common.
        unknown: conditions that only one side, or neither, states.
    """

    kind: str
    subject: str
    object: str
    family: str
    up: tuple[ClaimRecord, ...]
    down: tuple[ClaimRecord, ...]
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


def infer_conflicts(claims: Iterable[ClaimRecord], ontology: Ontology) -> tuple[Conflict, ...]:
    """All conflicts, sorted by subject, object and family. Claims that a page itself disputes are left
    out: their page has already said that they may be wrong.
    """
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
    for (subject, value, family), group in sorted(grouped.items()):
        if len(group) < 2:
            continue
        signed = [(claim, claim_sign(claim, ontology)) for claim in group]
        up = tuple(claim for claim, sign in signed if sign == 1 and not claim.negated)
        down = tuple(claim for claim, sign in signed if sign == -1 and not claim.negated)
        if up and down:
            found.append(_conflict("direction", subject, value, family, up, down))
        for side, wanted in ((up, 1), (down, -1)):
            denied = tuple(claim for claim, sign in signed if claim.negated and sign == wanted)
            if side and denied:
                found.append(_conflict("denial", subject, value, family, side, denied))
    return tuple(found)


def _conflict(
    kind: str,
    subject: str,
    value: str,
    family: str,
    up: tuple[ClaimRecord, ...],
    down: tuple[ClaimRecord, ...],
) -> Conflict:
    differs, unknown = [], []
    for condition in CONDITIONS:
        left, right = (_values(side, condition) for side in (up, down))
        if not left or not right:
            unknown.append(condition)
        elif not left & right:
            differs.append(condition)
    return Conflict(kind, subject, value, family, up, down, tuple(differs), tuple(unknown))


def _values(claims: tuple[ClaimRecord, ...], condition: str) -> set[str]:
    return {value.casefold() for claim in claims for value in dict(claim.context).get(condition, ())}


def write_conflicts(writer: QuadWriter, conflicts: Iterable[Conflict], minter: Minter) -> None:
    """A ``cg:Conflict`` node a conflict."""
    for item in conflicts:
        node = f"<{minter.hashed('conflict', content_id(item.kind, item.subject, item.object, item.family))}>"
        if item.kind == "denial":
            node = f"{node[:-1]}-{content_id(*(claim.iri for claim in item.down))[:4]}>"
        writer.add(node, TYPE, cg("Conflict"))
        writer.add(node, cg("conflictKind"), to_literal(item.kind))
        writer.add(node, cg("subject"), item.subject)
        writer.add(node, cg("object"), item.object)
        writer.add(node, cg("relationFamily"), cg(item.family))
        for condition in item.differs:
            writer.add(node, cg("differsIn"), to_literal(condition))
        for condition in item.unknown:
            writer.add(node, cg("unknownIn"), to_literal(condition))
        for claim in item.up:
            writer.add(node, cg("side"), claim.iri)
            writer.add(node, DERIVED_FROM, claim.iri)
        for claim in item.down:
            writer.add(node, cg("otherSide"), claim.iri)
            writer.add(node, DERIVED_FROM, claim.iri)
