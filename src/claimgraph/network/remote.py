"""A graph that lives elsewhere, copied as far as a projection needs it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from claimgraph.namespaces import CG, DEFAULT_BASE, RDF, RDFS, SKOS
from claimgraph.store import EmbeddedStore, GraphStore

# One query a class: all at once would be one answer of hundreds of megabytes.
_CLASSES = ("Page", "Edge", "InferredEdge", "Claim", "EvidenceLine", "Citation", "Source", "Gap")

_OF_CLASS = f"SELECT DISTINCT ?s ?p ?o WHERE {{ ?s a <{CG}%s> ; ?p ?o }}"

_OF_PROPERTIES = f"""SELECT DISTINCT ?s ?p ?o WHERE {{
  VALUES ?p {{ <{RDF}type> <{RDFS}label> <{RDFS}subClassOf> <{SKOS}altLabel> <{SKOS}exactMatch>
    <{SKOS}notation> <{SKOS}broader> <{SKOS}inScheme> <{SKOS}prefLabel>
    <{CG}sourcedClaims> <{CG}humanClaims> <{CG}animalClaims> <{CG}inVitroClaims> <{CG}agedClaims>
    <{CG}independentGroups> <{CG}independentGroupsAtMost> }} ?s ?p ?o }}"""


def to_local(store: GraphStore) -> EmbeddedStore:
    """The store itself where it is in this process, else a copy in memory of what a projection reads."""
    if isinstance(store, EmbeddedStore):
        return store
    return EmbeddedStore.in_memory(_lines(store))


def _lines(store: GraphStore) -> Iterator[str]:
    graph = NamedNode(f"{DEFAULT_BASE}graph/-/copy")
    for query in (*(_OF_CLASS % name for name in _CLASSES), _OF_PROPERTIES):
        for subject, predicate, value in store.select(query, trusted=True).rows:
            yield f"{subject} {predicate} {value} {graph} ."
