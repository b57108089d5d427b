"""Direct edges between entities, for browsing and for paths, each with the claims that it rests on.

An edge says: some page asserts this. Claims that are negated, speculative or disputed give none; nor
does a claim whose only backing is a gap, or whose evidence only speaks against it. Curated
front-matter links have no evidence lines and give edges marked as such. A claim that was read from
prose gives one only where it cites, both ends have pages, and its pattern is one that is right often
enough; the edge says that it was extracted unless a declared claim backs it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from claimgraph.inference.closure import TYPE, Axioms, Closure, Edge
from claimgraph.inference.evidence import best_citation
from claimgraph.inference.premises import CitationRecord, ClaimRecord, Premises
from claimgraph.inference.quads import (
    DERIVED_FROM,
    QuadWriter,
    cg,
    text_of,
    to_integer,
    to_literal,
)
from claimgraph.inference.quads import TYPE as TYPE_TOKEN
from claimgraph.model import AssertedBy
from claimgraph.namespaces import CG, Minter, content_id
from claimgraph.ontology import Ontology

_SIGNS = {"increase": 1, "decrease": -1}


BASES = ("evidence", "front-matter", "extracted", "page")
"""What an edge can rest on, strongest first."""
SURE_PATTERNS = frozenset(
    {"active", "passive", "shared-subject", "participle", "relative", "agent-noun", "led-to"}
)
"""Patterns of extraction that were right in at least nine of ten claims read; see ``docs/reading.md``."""
_SHOWN = 6
"""How many claims an edge's backing names; an edge with more says how many."""


class DirectEdge(msgspec.Struct, frozen=True):
    """One edge. ``basis`` is the best backing of its claims: ``evidence``, ``front-matter``,
    ``extracted``, ``page``.

    ``backing`` says it in words: ``path:line`` of each claim with the names of its sources.

    ``sign`` is 1 or -1 where all claims agree, 0 where they differ, where an effect's direction is open
    and where the relation is no effect (the relation itself then has no ``cg:sign``).
    """

    iri: str
    subject: str
    predicate: str
    object: str
    sign: int
    basis: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    supports: int
    backing: str
    best_access: str | None


def claim_sign(claim: ClaimRecord, ontology: Ontology) -> int | None:
    """What the claim says of the object: 1 up, -1 down, 0 an effect without direction, None no effect."""
    relation = ontology.relations.get(text_of(claim.predicate).removeprefix(CG))
    if relation is None or relation.sign is None:
        return None
    return relation.sign or _SIGNS.get(claim.direction or "", 0)


def is_asserted(claim: ClaimRecord) -> bool:
    """Whether a claim gives an edge; see the module's text."""
    if claim.negated or claim.certainty != "Asserted":
        return False
    if claim.asserted_by == AssertedBy.EXTRACTED.value and not _is_sure(claim):
        return False
    if any(line.stance == "Supports" for line in claim.lines):
        return True
    if claim.lines:
        return False
    return claim.asserted_by == AssertedBy.FRONT_MATTER.value or not claim.gaps


def _basis(claims: Iterable[ClaimRecord]) -> str:
    return min({_basis_of(claim) for claim in claims}, key=BASES.index)


def _basis_of(claim: ClaimRecord) -> str:
    if claim.asserted_by == AssertedBy.EXTRACTED.value:
        return "extracted"
    if claim.lines:
        return "evidence"
    return "front-matter" if claim.asserted_by == AssertedBy.FRONT_MATTER.value else "page"


def _is_sure(claim: ClaimRecord) -> bool:
    """Whether an extracted claim may become an edge."""
    if claim.pattern not in SURE_PATTERNS or not claim.lines:
        return False
    return not any("/term/" in text_of(end) for end in (claim.subject, claim.object))


def infer_edges(premises: Premises, ontology: Ontology, minter: Minter) -> tuple[DirectEdge, ...]:
    """The direct edges of all claims, sorted by subject, predicate and object."""
    grouped: dict[tuple[str, str, str], list[ClaimRecord]] = {}
    for claim in premises.claims:
        if is_asserted(claim):
            grouped.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
    edges = []
    for (subject, predicate, value), group in sorted(grouped.items()):
        signs = {claim_sign(claim, ontology) for claim in group}
        supporting = [line for claim in group for line in claim.lines if line.stance == "Supports"]
        edges.append(
            DirectEdge(
                iri=edge_iri(minter, subject, predicate, value),
                subject=subject,
                predicate=predicate,
                object=value,
                sign=(signs.pop() or 0) if len(signs) == 1 else 0,
                basis=_basis(group),
                claims=tuple(claim.iri for claim in group),
                sources=tuple(sorted({line.source for line in supporting if line.source})),
                supports=len(supporting),
                backing=_backing(group, premises),
                best_access=_access(
                    premises.citations[line.citation]
                    for line in supporting
                    if line.citation in premises.citations
                ),
            )
        )
    return tuple(edges)


def _access(citations: Iterable[CitationRecord]) -> str | None:
    best = best_citation(citations)
    return best.access_term if best else None


def _backing(claims: list[ClaimRecord], premises: Premises) -> str:
    places = []
    for claim in sorted(claims, key=lambda claim: (not claim.lines, claim.path, claim.line, claim.iri)):
        names = dict.fromkeys(
            premises.sources[line.source].name
            for line in claim.lines
            if line.stance == "Supports" and line.source in premises.sources
        )
        backed = " ".join(names) or ("front matter" if claim.asserted_by == "front-matter" else "no study")
        read = "extracted: " if claim.asserted_by == AssertedBy.EXTRACTED.value else ""
        places.append(f"{claim.path}:{claim.line} ({read}{backed})")
    shown = list(dict.fromkeys(places))
    more = f"; and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return "; ".join(shown[:_SHOWN]) + more


def edge_iri(minter: Minter, subject: str, predicate: str, value: str) -> str:
    """The token of the node that describes an edge."""
    return f"<{minter.hashed('edge', content_id(subject, predicate, value))}>"


def infer_closure(
    edges: Iterable[DirectEdge], types: Mapping[str, tuple[str, ...]], axioms: Axioms
) -> Closure:
    """The closure over the edges and the classes of the entities."""
    premises: list[Edge] = [
        (text_of(edge.subject), text_of(edge.predicate), text_of(edge.object)) for edge in edges
    ]
    for entity, classes in types.items():
        premises.extend((text_of(entity), TYPE, text_of(kind)) for kind in classes)
    return Closure(premises, axioms)


def write_edges(writer: QuadWriter, edges: Iterable[DirectEdge]) -> None:
    """The edges themselves, and a ``cg:Edge`` node for each."""
    add = writer.add
    for edge in edges:
        add(edge.subject, edge.predicate, edge.object)
        add(edge.iri, TYPE_TOKEN, cg("Edge"))
        add(edge.iri, cg("subject"), edge.subject)
        add(edge.iri, cg("predicate"), edge.predicate)
        add(edge.iri, cg("object"), edge.object)
        add(edge.iri, cg("edgeBasis"), to_literal(edge.basis))
        add(edge.iri, cg("backing"), to_literal(edge.backing))
        add(edge.iri, cg("claimCount"), to_integer(len(edge.claims)))
        add(edge.iri, cg("sourceCount"), to_integer(len(edge.sources)))
        add(edge.iri, cg("sign"), to_integer(edge.sign))
        if edge.best_access is not None:
            add(edge.iri, cg("bestAccess"), edge.best_access)
        for claim in edge.claims:
            add(edge.iri, cg("fromClaim"), claim)


class InferredEdge(msgspec.Struct, frozen=True):
    """An edge that the closure derived by more than reading up the hierarchy of relations.

    It is backed by what backs its premises, and by no more than the weakest of them.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    sign: int
    rule: str
    premises: tuple[str, ...]
    basis: str | None
    backing: str


def infer_inferred_edges(
    closure: Closure, edges: Iterable[DirectEdge], ontology: Ontology, minter: Minter
) -> tuple[InferredEdge, ...]:
    """The edges that need a proof, in derivation order. Types and super-relations are left out: they
    follow from one look at the ontology.
    """
    direct = {(text_of(edge.subject), text_of(edge.predicate), text_of(edge.object)): edge for edge in edges}
    found = []
    for edge, inference in closure.derived.items():
        if inference.rule in ("prp-spo1", "cax-sco"):
            continue
        leaves = [leaf for leaf, why in closure.proof(edge) if why is None]
        backed = [direct[leaf] for leaf in leaves if leaf in direct]
        relation = ontology.relations.get(edge[1].removeprefix(CG))
        subject, predicate, value = (f"<{part}>" for part in edge)
        found.append(
            InferredEdge(
                iri=edge_iri(minter, subject, predicate, value),
                subject=subject,
                predicate=predicate,
                object=value,
                sign=(relation.sign if relation else None) or 0,
                rule=inference.rule,
                premises=tuple(
                    edge_iri(minter, *(f"<{part}>" for part in premise)) for premise in inference.premises
                ),
                basis=max((item.basis for item in backed), key=BASES.index) if backed else None,
                backing="; ".join(dict.fromkeys(item.backing for item in backed)),
            )
        )
    return tuple(found)


def write_closure(writer: QuadWriter, closure: Closure, inferred: Iterable[InferredEdge]) -> None:
    """All that the closure derived, and a ``cg:InferredEdge`` node for each edge that needs a proof."""
    for subject, predicate, value in closure.derived:
        writer.add(f"<{subject}>", f"<{predicate}>", f"<{value}>")
    write_inferred(writer, inferred)


def write_inferred(writer: QuadWriter, inferred: Iterable[InferredEdge]) -> None:
    """A ``cg:InferredEdge`` node for each edge."""
    add = writer.add
    for edge in inferred:
        add(edge.iri, TYPE_TOKEN, cg("InferredEdge"))
        add(edge.iri, cg("subject"), edge.subject)
        add(edge.iri, cg("predicate"), edge.predicate)
        add(edge.iri, cg("object"), edge.object)
        add(edge.iri, cg("inferenceRule"), to_literal(edge.rule))
        for premise in edge.premises:
            add(edge.iri, DERIVED_FROM, premise)
        if edge.basis is not None:
            add(edge.iri, cg("edgeBasis"), to_literal(edge.basis))
            add(edge.iri, cg("backing"), to_literal(edge.backing))
            add(edge.iri, cg("sign"), to_integer(edge.sign))


def write_inconsistencies(
    writer: QuadWriter,
    closure: Closure,
    edges: Iterable[DirectEdge],
    claims: Iterable[ClaimRecord],
    minter: Minter,
) -> None:
    """A ``cg:Inconsistency`` node for every contradiction, placed at the first claim that it rests on."""
    found = closure.inconsistencies()
    if not found:
        return
    by_edge = {(text_of(e.subject), text_of(e.predicate), text_of(e.object)): e for e in edges}
    by_claim = {claim.iri: claim for claim in claims}
    for item in found:
        parts = [part for premise in item.premises for part in premise]
        node = f"<{minter.hashed('inconsistency', content_id(item.rule, *parts))}>"
        writer.add(node, TYPE_TOKEN, cg("Inconsistency"))
        writer.add(node, cg("inferenceRule"), to_literal(item.rule))
        writer.add(node, cg("message"), to_literal(item.message))
        places: set[tuple[str, int]] = set()
        for premise in item.premises:
            writer.add(node, DERIVED_FROM, edge_iri(minter, *(f"<{part}>" for part in premise)))
            writer.add(node, cg("about"), f"<{premise[0]}>")
            leaves = [leaf for leaf, why in closure.proof(premise) if why is None]
            for leaf in leaves:
                for claim in by_edge[leaf].claims if leaf in by_edge else ():
                    writer.add(node, cg("fromClaim"), claim)
                    places.add((by_claim[claim].path, by_claim[claim].line))
        if places:
            path, line = min(places)
            writer.add(node, cg("path"), to_literal(path))
            writer.add(node, cg("line"), to_integer(line))
