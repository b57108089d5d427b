"""Evidence: claims of every certainty, the sources they rest on, and the evidence lines between them."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.network.lookup import Concepts, Entities, local_name, read_pairs
from claimgraph.network.values import ClaimNode, EvidenceGraph, EvidenceLink, SourceNode
from claimgraph.store import GraphStore

# Name in the projection → (property, whether its values are concepts or classes, not text).
_CLAIM = {
    "direction": ("cg:direction", False),
    "negated": ("cg:negated", False),
    "certainty": ("cg:certainty", True),
    "asserted_by": ("cg:assertedBy", False),
    "organism": ("cg:claimOrganism", True),
    "tissue": ("cg:tissue", False),
    "dose": ("cg:dose", False),
    "dose_low": ("cg:doseLow", False),
    "dose_high": ("cg:doseHigh", False),
    "dose_unit": ("cg:doseUnit", False),
    "route": ("cg:route", False),
    "timing": ("cg:timing", False),
    "population": ("cg:population", False),
    "comparator": ("cg:comparator", False),
    "effect": ("cg:effectText", False),
    "note": ("cg:note", False),
    "text": ("cg:text", False),
    "gaps": ("cg:gap/cg:gapKind", True),
    "path": ("cg:path", False),
    "line": ("cg:line", False),
}

_SOURCE = {
    "label": ("rdfs:label", False),
    "title": ("dcterms:title", False),
    "same_as": ("skos:exactMatch", False),
    "doi": ("cg:doi", False),
    "pmid": ("cg:pmid", False),
    "pmcid": ("cg:pmcid", False),
    "nct": ("cg:nct", False),
    "year": ("cg:year", False),
    "authors": ("cg:author", False),
    "authors_truncated": ("cg:authorsTruncated", False),
    "primary": ("cg:primary", False),
    "design": ("cg:design", True),
    "organism": ("cg:organism", True),
    "access": ("cg:access", True),
    "retracted": ("cg:retracted", False),
    "path": ("cg:path", False),
}

# Of an evidence line, and of the citation that it is read from.
_LINE = {
    "stance": ("cg:stance", True),
    "scope": ("cg:scope", False),
    "key": ("cg:citation/cg:key", False),
    "access": ("cg:citation/cg:access", True),
    "path": ("cg:citation/cg:path", False),
    "line": ("cg:citation/cg:line", False),
}


class _Properties:
    """The values of a table of properties, for all nodes of a class."""

    __slots__ = ("_values",)

    def __init__(
        self, store: GraphStore, kind: str, table: dict[str, tuple[str, bool]], concepts: Concepts
    ) -> None:
        self._values: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, (path, is_concept) in table.items():
            found = read_pairs(store, f"?n a {kind} . ?n {path} ?v")
            if is_concept:
                found = {node: concepts.names(values) for node, values in found.items()}
            self._values[name] = found

    def of(self, node: str) -> dict[str, tuple[str, ...]]:
        return {name: values[node] for name, values in self._values.items() if node in values}


def _all_of(groups: dict[str, tuple[str, ...]]) -> Iterable[str]:
    return (value for values in groups.values() for value in values)


def to_evidence_graph(store: GraphStore) -> EvidenceGraph:
    """Projects a built graph to entities, claims, sources and evidence lines.

    A claim has one subject, predicate and object; an evidence line one claim and one source. What has
    none is counted as incomplete, and of several the first is taken and the rest counted too.
    """
    concepts = Concepts(store)
    entities = Entities(store)
    ends = {
        role: read_pairs(store, f"?n a cg:Claim ; cg:{role} ?v")
        for role in ("subject", "predicate", "object")
    }
    incomplete = 0
    claims = []
    properties = _Properties(store, "cg:Claim", _CLAIM, concepts)
    for iri in read_pairs(store, "?n a cg:Claim . BIND(?n AS ?v)"):
        found = [values[iri] for values in ends.values() if iri in values]
        incomplete += any(len(values) != 1 for values in found) or len(found) != len(ends)
        if len(found) == len(ends):
            subject, predicate, target = (values[0] for values in found)
            claims.append(ClaimNode(iri, subject, local_name(predicate), target, properties.of(iri)))

    known = {claim.iri for claim in claims}
    mentioned = {iri for claim in claims for iri in (claim.subject, claim.object)} | entities.with_page()
    properties = _Properties(store, "cg:Source", _SOURCE, concepts)
    sources = tuple(
        SourceNode(iri, iri in mentioned, entities.classes(iri), properties.of(iri))
        for iri in read_pairs(store, "?n a cg:Source . BIND(?n AS ?v)")
    )
    source_iris = {source.iri for source in sources}

    evidence = []
    properties = _Properties(store, "cg:EvidenceLine", _LINE, concepts)
    claim_of = read_pairs(store, "?v cg:hasEvidenceLine ?n")
    source_of = read_pairs(store, "?n a cg:EvidenceLine ; cg:source ?v")
    for iri in read_pairs(store, "?n a cg:EvidenceLine . BIND(?n AS ?v)"):
        claims_of = [claim for claim in claim_of.get(iri, ()) if claim in known]
        sources_of = [source for source in source_of.get(iri, ()) if source in source_iris]
        incomplete += len(claims_of) != 1 or len(sources_of) != 1
        if claims_of and sources_of:
            evidence.append(EvidenceLink(iri, claims_of[0], sources_of[0], properties.of(iri)))

    return EvidenceGraph(
        entities.nodes(mentioned - source_iris), tuple(claims), sources, tuple(evidence), incomplete
    )
