"""The one projection of the graph to networkx: entities and the edges that claims give.

An edge is one (subject, relation, object); it counts the claims and sources that it rests on, and
names them, so that every edge in every export can show its study.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from claimgraph.namespaces import CG, PREFIXES
from claimgraph.store import GraphStore, Table

if TYPE_CHECKING:
    import networkx

_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))

# One flat query a fact family: joined in one query, the counts would multiply each other.
_EDGES = (
    _PREFIX
    + """
SELECT ?edge ?subject ?relation ?object ?claim WHERE {
  ?edge a cg:Edge ; cg:subject ?subject ; cg:predicate ?relation ; cg:object ?object ; cg:fromClaim ?claim .
} ORDER BY ?edge ?claim"""
)

_LABELS = (
    _PREFIX
    + """
SELECT ?node ?label WHERE {
  { SELECT DISTINCT ?node WHERE {
    { ?edge a cg:Edge ; cg:subject ?node } UNION { ?edge a cg:Edge ; cg:object ?node } } }
  ?node rdfs:label ?label .
} ORDER BY ?node ?label"""
)

_CLASSES = (
    _PREFIX
    + """
SELECT ?node ?class WHERE {
  { SELECT DISTINCT ?node WHERE {
    { ?edge a cg:Edge ; cg:subject ?node } UNION { ?edge a cg:Edge ; cg:object ?node } } }
  ?node a ?class .
} ORDER BY ?node ?class"""
)

_PAGES = (
    _PREFIX
    + """
SELECT ?node ?path WHERE { ?page a cg:Page ; cg:about ?node ; cg:path ?path } ORDER BY ?node ?path"""
)

_PLACES = (
    _PREFIX
    + """
SELECT ?claim ?path ?line ?assertedBy ?direction WHERE {
  ?claim a cg:Claim ; cg:path ?path ; cg:line ?line ; cg:assertedBy ?assertedBy .
  OPTIONAL { ?claim cg:direction ?direction }
} ORDER BY ?claim"""
)

_EVIDENCE = (
    _PREFIX
    + """
SELECT ?claim ?source ?access ?organism WHERE {
  ?claim cg:hasEvidenceLine ?evidence .
  ?evidence cg:stance cg:Supports ; cg:source ?source ; cg:citation ?citation .
  OPTIONAL { ?citation cg:access ?access }
  OPTIONAL { ?citation cg:organism ?organism }
} ORDER BY ?claim ?source ?access ?organism"""
)


class EntityNode(msgspec.Struct, frozen=True):
    """An entity. ``kind`` is its class without prefix (``Compound``); ``path`` its page, if it has one."""

    iri: str
    label: str
    kind: str
    path: str | None


class EvidenceEdge(msgspec.Struct, frozen=True):
    """A derived edge with what it rests on; everything sorted.

    ``sources`` are source IRIs, ``access`` and ``organisms`` concept names without prefix, ``places``
    ``path:line`` of each claim.
    """

    iri: str
    subject: str
    relation: str
    object: str
    claims: tuple[str, ...]
    places: tuple[str, ...]
    asserted_by: tuple[str, ...]
    directions: tuple[str, ...]
    sources: tuple[str, ...]
    access: tuple[str, ...]
    organisms: tuple[str, ...]


class EvidenceNetwork(msgspec.Struct, frozen=True):
    """Entities and edges, sorted by IRI."""

    nodes: tuple[EntityNode, ...]
    edges: tuple[EvidenceEdge, ...]

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """A networkx multigraph: nodes by IRI, edge keys are relation ids, attributes as in the values."""
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        for node in self.nodes:
            graph.add_node(node.iri, label=node.label, kind=node.kind, path=node.path)
        for edge in self.edges:
            attributes = msgspec.structs.asdict(edge)
            del attributes["subject"], attributes["object"]
            graph.add_edge(edge.subject, edge.object, key=edge.relation, **attributes)
        return graph


def local_name(iri: str) -> str:
    """The last part of an IRI: ``Compound``, ``increases_level``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _groups(table: Table) -> dict[str, list[tuple[str, ...]]]:
    grouped: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for first, *rest in table.texts():
        grouped[first].append(tuple(rest))
    return grouped


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _pick_class(classes: Iterable[str]) -> str:
    """The most telling class: any of ours rather than UnlinkedEntity or the umbrella Entity."""
    names = _unique(local_name(iri) for iri in classes if iri.startswith(CG))
    telling = [name for name in names if name not in {"Entity", "UnlinkedEntity"}]
    return telling[0] if telling else "UnlinkedEntity" if "UnlinkedEntity" in names else "Entity"


def to_network(store: GraphStore) -> EvidenceNetwork:
    """Projects a built graph to entities and evidence-bearing edges."""
    rows: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for edge, subject, relation, target, claim in store.select(_EDGES).texts():
        rows[(edge, subject, relation, target)].append(claim)
    labels = _groups(store.select(_LABELS))
    classes = _groups(store.select(_CLASSES))
    pages = _groups(store.select(_PAGES))
    places = _groups(store.select(_PLACES))
    evidence = _groups(store.select(_EVIDENCE))
    iris = sorted({iri for _, subject, _, target in rows for iri in (subject, target)})
    nodes = tuple(
        EntityNode(
            iri,
            labels[iri][0][0] if iri in labels else local_name(iri),
            _pick_class(name for (name,) in classes.get(iri, ())),
            pages[iri][0][0] if iri in pages else None,
        )
        for iri in iris
    )
    edges = []
    for (iri, subject, relation, target), claims in sorted(rows.items()):
        stated = [place for claim in claims for place in places.get(claim, ())]
        lines = [line for claim in claims for line in evidence.get(claim, ())]
        edges.append(
            EvidenceEdge(
                iri,
                subject,
                local_name(relation),
                target,
                claims=_unique(claims),
                places=_unique(f"{path}:{line}" for path, line, _, _ in stated),
                asserted_by=_unique(by for _, _, by, _ in stated),
                directions=_unique(direction for _, _, _, direction in stated),
                sources=_unique(source for source, _, _ in lines),
                access=_unique(local_name(access) for _, access, _ in lines),
                organisms=_unique(local_name(organism) for _, _, organism in lines),
            )
        )
    return EvidenceNetwork(nodes, tuple(edges))
