"""The two derived graphs, each from premises."""

from __future__ import annotations

from claimgraph.graph import QuadNode
from claimgraph.inference.closure import read_axioms
from claimgraph.inference.conflicts import infer_conflicts, write_conflicts
from claimgraph.inference.edges import (
    DirectEdge,
    infer_closure,
    infer_edges,
    infer_inferred_edges,
    write_closure,
    write_edges,
    write_inconsistencies,
)
from claimgraph.inference.evidence import EvidenceCounts, EvidenceFacts, write_source_facts
from claimgraph.inference.independence import AuthorIndex, write_clusters, write_independence
from claimgraph.inference.premises import Premises
from claimgraph.inference.quads import QuadWriter
from claimgraph.inference.steps import infer_steps, write_steps
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology


def infer_derived(
    premises: Premises, ontology: Ontology, minter: Minter, *, edges: tuple[DirectEdge, ...] | None = None
) -> list[QuadNode]:
    """The nodes of ``graph/-/derived``: direct edges, their nodes, the closure, contradictions.

    Args:
        edges: the direct edges, where they are known already.
    """
    writer = QuadWriter(minter.named_graph("derived"))
    edges = infer_edges(premises, ontology, minter) if edges is None else edges
    closure = infer_closure(edges, premises.types, read_axioms(ontology.triples))
    write_edges(writer, edges)
    inferred = infer_inferred_edges(closure, edges, ontology, minter)
    write_closure(writer, closure, inferred)
    write_steps(writer, infer_steps(edges, inferred, ontology), minter)
    write_inconsistencies(writer, closure, edges, premises.claims, minter)
    return writer.nodes


def infer_facts(
    premises: Premises, ontology: Ontology, minter: Minter, *, common: frozenset[str] | None = None
) -> list[QuadNode]:
    """The nodes of ``graph/-/facts``: independence, species, access, retraction, conflicts.

    Args:
        common: surnames that many people of the whole vault bear, where the premises are a part of it.
    """
    writer = QuadWriter(minter.named_graph("facts"))
    facts = EvidenceFacts(premises, ontology)
    index = AuthorIndex(premises.sources, common)
    clusters: dict[tuple[str, ...], None] = {}
    counts = EvidenceCounts()
    for claim in premises.claims:
        found_facts = facts.write(writer, claim)
        if found_facts is not None:
            counts.add(claim, found_facts)
        sources = facts.independent_sources(claim)
        if sources:
            found = index.independence(sources)
            clusters.update(dict.fromkeys(found.clusters))
            write_independence(writer, claim.iri, found, minter)
    counts.write(writer)
    for entity in premises.cited:
        for prefix, sources in (("", facts.own_sources(entity)), ("human", facts.human_sources(entity))):
            if sources:
                found = index.independence(sources)
                clusters.update(dict.fromkeys(found.clusters))
                write_independence(writer, entity, found, minter, prefix=prefix)
    write_source_facts(writer, premises)
    write_clusters(writer, clusters, index, premises.sources, minter)
    studied = {iri: citation.organisms for iri, citation in premises.citations.items()}
    write_conflicts(writer, infer_conflicts(premises.claims, ontology, studied), minter)
    return writer.nodes
