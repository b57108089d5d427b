"""Browse: entities and the edges that claims give.

An edge is one (subject, relation, object); it names the claims and sources that it rests on, so that
every edge in every export can show its study and its line.
"""

from __future__ import annotations

from collections import defaultdict

from claimgraph.network.lookup import PREFIX, Concepts, Entities, local_name, read_pairs, unique
from claimgraph.network.values import EvidenceEdge, EvidenceNetwork
from claimgraph.store import GraphStore

_EDGES = (
    PREFIX
    + """
SELECT ?edge ?subject ?relation ?object ?claim WHERE {
  ?edge a cg:Edge ; cg:subject ?subject ; cg:predicate ?relation ; cg:object ?object .
  OPTIONAL { ?edge cg:fromClaim ?claim }
}"""
)

_PLACES = PREFIX + "SELECT ?claim ?path ?line WHERE { ?claim a cg:Claim ; cg:path ?path ; cg:line ?line }"

_MENTIONED = (
    PREFIX
    + """
SELECT DISTINCT ?end WHERE {
  ?claim a cg:Claim . { ?claim cg:subject ?end } UNION { ?claim cg:object ?end }
}"""
)

_INFERRED = PREFIX + "SELECT (COUNT(DISTINCT ?edge) AS ?n) WHERE { ?edge a cg:InferredEdge }"


class _Claims:
    """What the claims of an edge rest on."""

    __slots__ = (
        "access",
        "asserted_by",
        "citations",
        "designs",
        "directions",
        "disputing",
        "dois",
        "organisms",
        "places",
        "pmids",
        "sources",
    )

    def __init__(self, store: GraphStore) -> None:
        places: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for claim, path, line in store.select(_PLACES, trusted=True).texts():
            places[claim].add((path, int(line)))
        self.places = places
        supports = "?n cg:hasEvidenceLine ?e . ?e cg:stance cg:Supports"
        self.asserted_by = read_pairs(store, "?n a cg:Claim ; cg:assertedBy ?v")
        self.directions = read_pairs(store, "?n a cg:Claim ; cg:direction ?v")
        self.sources = read_pairs(store, f"{supports} ; cg:source ?v")
        self.citations = read_pairs(store, f"{supports} ; cg:citation ?v")
        self.disputing = read_pairs(
            store, "?n cg:hasEvidenceLine ?e . ?e cg:stance cg:Disputes ; cg:source ?v"
        )
        self.access = read_pairs(store, "?n a cg:Citation ; cg:access ?v")
        self.designs = read_pairs(store, "?n a cg:Citation ; cg:design ?v")
        self.organisms = read_pairs(store, "?n a cg:Citation ; cg:organism ?v")
        self.dois = read_pairs(store, "?n a cg:Source ; cg:doi ?v")
        self.pmids = read_pairs(store, "?n a cg:Source ; cg:pmid ?v")


def _all(groups: dict[str, tuple[str, ...]], keys: tuple[str, ...]) -> tuple[str, ...]:
    return unique(value for key in keys for value in groups.get(key, ()))


def to_network(store: GraphStore) -> EvidenceNetwork:
    """Projects a built graph to entities and evidence-bearing edges."""
    rows: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for edge, subject, relation, target, claim in store.select(_EDGES, trusted=True).texts():
        rows[(edge, subject, relation, target)].add(claim)
    of = _Claims(store)
    concepts = Concepts(store)
    entities = Entities(store)
    edges = []
    for (iri, subject, relation, target), found in sorted(rows.items()):
        claims = unique(found)
        sources = _all(of.sources, claims)
        citations = _all(of.citations, claims)
        places = sorted({place for claim in claims for place in of.places.get(claim, ())})
        edges.append(
            EvidenceEdge(
                iri,
                subject,
                local_name(relation),
                target,
                claims=claims,
                places=tuple(f"{path}:{line}" for path, line in places),
                asserted_by=_all(of.asserted_by, claims),
                directions=_all(of.directions, claims),
                sources=sources,
                studies=tuple(entities.label(source) for source in sources),
                dois=_all(of.dois, sources),
                pmids=_all(of.pmids, sources),
                disputing=_all(of.disputing, claims),
                access=concepts.names(_all(of.access, citations)),
                designs=concepts.names(_all(of.designs, citations)),
                organisms=concepts.names(_all(of.organisms, citations)),
            )
        )
    ends = {iri for edge in edges for iri in (edge.subject, edge.object)}
    mentioned = {iri for (iri,) in store.select(_MENTIONED, trusted=True).texts()}
    ((inferred,),) = store.select(_INFERRED, trusted=True).texts()
    return EvidenceNetwork(
        entities.nodes(ends),
        tuple(edges),
        alone=len((mentioned | entities.with_page()) - ends),
        inferred=int(inferred),
    )
