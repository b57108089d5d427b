"""Why an edge holds: from the edge over rules and premises down to claims, sentences and studies."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec
from pyoxigraph import NamedNode

from claimgraph.card.claims import ABOUT_TWO, Claims
from claimgraph.card.nodes import read_rows
from claimgraph.card.reading import find_thing
from claimgraph.card.strength import rank_claim
from claimgraph.card.studies import Clusters, Concepts, read_relations
from claimgraph.card.values import ClaimLine
from claimgraph.errors import UsageError
from claimgraph.inference.closure import Closure, Edge, Inconsistency, Inference, read_axioms
from claimgraph.namespaces import CG, PREFIXES, RDF
from claimgraph.ontology import Ontology, fold
from claimgraph.store import GraphStore

TYPE = RDF + "type"

_EDGES = "SELECT ?s ?p ?o WHERE { ?edge a cg:Edge ; cg:subject ?s ; cg:predicate ?p ; cg:object ?o }"
# Only what pages state: the derived graphs hold what follows from it.
_TYPES = (
    "SELECT DISTINCT ?thing ?kind WHERE { ?edge a cg:Edge ; cg:subject|cg:object ?thing . "
    "GRAPH ?graph { ?thing a ?kind } "
    'FILTER(!CONTAINS(STR(?graph), "/graph/-/") || CONTAINS(STR(?graph), "/graph/-/terms") '
    '|| CONTAINS(STR(?graph), "/graph/-/sources")) }'
)
_EDGE_CLAIMS = (
    "?edge a cg:Edge ; cg:subject ?s ; cg:predicate ?p ; cg:object ?o ; cg:fromClaim ?claim . "
    "?claim a cg:Claim ."
)


class Triple(msgspec.Struct, frozen=True):
    """An edge in words, with its IRIs."""

    subject: str
    relation: str
    object: str
    iris: tuple[str, str, str]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One node of a proof.

    Attributes:
        rule: the OWL 2 RL name of the rule that gave the edge; None for an edge that pages assert.
        because: the rule and the axiom in words; empty for an asserted edge.
        premises: the proofs of what the rule was applied to, in the rule's order.
        claims: of an asserted edge, the claims that assert it, strongest first.
        told: true where the same edge is proved earlier in the tree and its premises are left out here.
    """

    edge: Triple
    rule: str | None
    because: str
    premises: tuple[Proof, ...]
    claims: tuple[ClaimLine, ...]
    told: bool = False


class Broken(msgspec.Struct, frozen=True):
    """A contradiction that an edge of the proof takes part in."""

    rule: str
    message: str
    premises: tuple[Triple, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to *why*.

    Attributes:
        follows: whether the edge is asserted or derived.
        proof: its proof; None where it does not follow.
        claims: where it does not follow, the claims that join the two things, however they stand.
        edges: where it does not follow, the edges between the two things that do, in both directions.
    """

    edge: Triple
    follows: bool
    proof: Proof | None
    claims: tuple[ClaimLine, ...]
    edges: tuple[Triple, ...]
    contradictions: tuple[Broken, ...]


def read_explanation(
    store: GraphStore, ontology: Ontology, subject: str, predicate: str, value: str
) -> Explanation:
    """Why ``subject predicate value`` holds, or what is known where it does not.

    The closure is made anew from the graph's direct edges, so that every premise has its own proof.

    Raises:
        UsageError: a name means nothing or several things.
    """
    relation = find_relation(ontology, predicate)
    start = find_thing(store, subject, "SUBJECT")
    end = find_class(ontology, value) if relation == TYPE else find_thing(store, value, "OBJECT")
    wanted: Edge = (start.value, relation, end.value)
    direct = {(row[0], row[1], row[2]) for row in read_rows(store, _EDGES)}
    types = [(thing, TYPE, kind) for thing, kind in read_rows(store, _TYPES)]
    closure = Closure([*direct, *types], read_axioms(ontology.triples))
    words = _Words(store, ontology)
    between = () if wanted in closure else _between(closure, start.value, end.value)
    broken = _broken(closure, wanted) if wanted in closure else ()
    leaves = [edge for edge, why in closure.proof(wanted) if why is None and edge in direct]
    backing = _Backing(store, leaves, None if wanted in closure else (start, end))
    return Explanation(
        edge=words.triple(wanted),
        follows=wanted in closure,
        proof=_prove(closure, wanted, words, backing, set()) if wanted in closure else None,
        claims=backing.between,
        edges=tuple(words.triple(edge) for edge in between),
        contradictions=tuple(
            Broken(item.rule, item.message, tuple(words.triple(edge) for edge in item.premises))
            for item in broken
        ),
    )


def find_relation(ontology: Ontology, text: str) -> str:
    """The IRI of a relation, by id, label, other wording, prefixed name or IRI; ``a`` is rdf:type.

    Raises:
        UsageError: the ontology has no such relation.
    """
    if text in ("a", "type", "rdf:type", TYPE):
        return TYPE
    prefix, colon, local = text.partition(":")
    name = text.removeprefix(CG) if text.startswith(CG) else local if colon and prefix == "cg" else text
    found = ontology.relations.get(name) or ontology.relation_named(name)
    if found is not None:
        return found.iri
    wordings = {fold(word): word for item in ontology.relations.values() for word in (item.id, item.label)}
    close = get_close_matches(fold(name), wordings, n=3, cutoff=0.6)
    remedy = (
        f"did you mean {' or '.join(wordings[item] for item in close)}?"
        if close
        else ("name it by id or label, such as increases_level; docs/ontology.md lists them")
    )
    raise UsageError(f"PREDICATE: the ontology has no relation {text!r}", remedy=remedy)


def find_class(ontology: Ontology, text: str) -> NamedNode:
    """A class of the ontology by id, label, prefixed name or IRI.

    Raises:
        UsageError: there is none.
    """
    prefix, colon, local = text.partition(":")
    iri = PREFIXES[prefix] + local if colon and prefix in PREFIXES else text
    by_name = {name: item for item in ontology.classes.values() for name in (fold(item.id), fold(item.label))}
    for item in ontology.classes.values():
        if item.iri == iri:
            return NamedNode(iri)
    found = by_name.get(fold(text))
    if found is None:
        close = get_close_matches(fold(text), by_name, n=3, cutoff=0.6)
        raise UsageError(
            f"OBJECT: the ontology has no class {text!r}",
            remedy=f"did you mean {' or '.join(by_name[name].id for name in close)}?" if close else None,
        )
    return NamedNode(found.iri)


class _Words:
    """Names of things and relations."""

    __slots__ = ("_known", "_ontology", "_store")

    def __init__(self, store: GraphStore, ontology: Ontology) -> None:
        self._store = store
        self._ontology = ontology
        self._known: dict[str, str] = {}

    def thing(self, iri: str) -> str:
        if iri not in self._known:
            query = "SELECT ?label WHERE { ?thing rdfs:label ?label }"
            labels = [label for (label,) in read_rows(self._store, query, {"thing": NamedNode(iri)})]
            self._known[iri] = min(labels, default=iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1])
        return self._known[iri]

    def relation(self, iri: str) -> str:
        if iri == TYPE:
            return "is a"
        found = self._ontology.relations.get(iri.removeprefix(CG))
        return found.label if found else self.thing(iri)

    def triple(self, edge: Edge) -> Triple:
        subject, predicate, value = edge
        return Triple(self.thing(subject), self.relation(predicate), self.thing(value), edge)


class _Backing:
    """Claims behind direct edges, and between two things."""

    __slots__ = ("_claims", "between")

    def __init__(
        self, store: GraphStore, edges: list[Edge], ends: tuple[NamedNode, NamedNode] | None
    ) -> None:
        concepts, relations = Concepts(store), read_relations(store)
        bound = {
            edge: {name: NamedNode(iri) for name, iri in zip("spo", edge, strict=True)} for edge in edges
        }
        found = {
            edge: Claims(store, _EDGE_CLAIMS, bindings, concepts, relations)
            for edge, bindings in bound.items()
        }
        subjects = sorted({edge[0] for edge in edges})
        clusters = Clusters.read(store, _EDGE_CLAIMS, bound.values(), map(NamedNode, subjects))
        clusters.number(study for claims in found.values() for study in claims.studies.values())
        self._claims = {edge: _lines(claims, clusters) for edge, claims in found.items()}
        self.between: tuple[ClaimLine, ...] = ()
        if ends is not None:
            bindings = {"entity": ends[0], "second": ends[1]}
            joining = Claims(store, ABOUT_TWO, bindings, concepts, relations)
            clusters = Clusters.read(store, ABOUT_TWO, [bindings], ends)
            clusters.number(joining.studies.values())
            self.between = _lines(joining, clusters)

    def of(self, edge: Edge) -> tuple[ClaimLine, ...]:
        return self._claims.get(edge, ())


def _lines(claims: Claims, clusters: Clusters) -> tuple[ClaimLine, ...]:
    return tuple(sorted((claims.line(node, clusters) for node in claims.nodes.values()), key=rank_claim))


def _prove(closure: Closure, edge: Edge, words: _Words, backing: _Backing, seen: set[Edge]) -> Proof:
    why = closure.why(edge)
    told = edge in seen
    seen.add(edge)
    if why is None:
        claims = () if told else backing.of(edge)
        because = "" if edge[1] != TYPE else "stated by the page's type"
        return Proof(
            edge=words.triple(edge), rule=None, because=because, premises=(), claims=claims, told=told
        )
    premises = () if told else tuple(_prove(closure, item, words, backing, seen) for item in why.premises)
    because = _because(edge, why, words)
    return Proof(
        edge=words.triple(edge), rule=why.rule, because=because, premises=premises, claims=(), told=told
    )


def _because(edge: Edge, why: Inference, words: _Words) -> str:
    """The rule in words, with the relations or classes of its axiom."""
    relation = words.relation(edge[1])
    first = words.relation(why.premises[0][1])
    chain = " then ".join(f"“{words.relation(item[1])}”" for item in why.premises)
    kind = words.thing(edge[2]) if edge[1] == TYPE else ""
    return {
        "prp-spo1": f"“{first}” is a kind of “{relation}”",
        "prp-inv": f"“{relation}” is the inverse of “{first}”",
        "prp-symp": f"“{relation}” holds both ways",
        "prp-trp": f"“{relation}” is transitive",
        "prp-spo2": f"{chain} make “{relation}”",
        "prp-dom": f"whatever “{first}” starts from is a {kind}",
        "prp-rng": f"whatever “{first}” leads to is a {kind}",
        "cax-sco": f"every {words.thing(why.premises[0][2])} is a {kind}",
    }.get(why.rule, why.rule)


def _between(closure: Closure, one: str, other: str) -> tuple[Edge, ...]:
    ends = {(one, other), (other, one)}
    # Wider relations say nothing that the narrow one does not.
    derived = (edge for edge, why in closure.derived.items() if why.rule != "prp-spo1")
    every: Iterable[Edge] = (*closure.asserted, *derived)
    return tuple(sorted(edge for edge in every if (edge[0], edge[2]) in ends and edge[1] != TYPE))


def _broken(closure: Closure, wanted: Edge) -> tuple[Inconsistency, ...]:
    used = {edge for edge, _ in closure.proof(wanted)}
    return tuple(item for item in closure.inconsistencies() if used & set(item.premises))
