"""The projections: what an edge rests on, which class an entity has, what is counted as missing."""

from __future__ import annotations

from pyoxigraph import NamedNode

from claimgraph.namespaces import CG, RDF, RDFS, SKOS, Minter
from claimgraph.network import to_evidence_graph, to_network
from claimgraph.store import EmbeddedStore

MINT = Minter()
GRAPH = MINT.graph("p.md")
ONE, TWO = MINT.entity("one.md"), MINT.entity("two.md")


def store(*triples: tuple[str, str, str | int]) -> EmbeddedStore:
    """A store of one graph; texts that are IRIs of ours or of the data stand for nodes."""
    lines = []
    for subject, predicate, value in triples:
        if isinstance(value, int):
            term = f'"{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'
        else:
            term = str(NamedNode(value)) if value.startswith("http") else f'"{value}"'
        lines.append(f"<{subject}> <{predicate}> {term} <{GRAPH}> .")
    return EmbeddedStore.in_memory(lines)


def claim(name: str, line: int) -> list[tuple[str, str, str | int]]:
    iri = MINT.hashed("claim", name)
    return [
        (iri, RDF + "type", CG + "Claim"),
        (iri, CG + "subject", ONE),
        (iri, CG + "predicate", CG + "targets"),
        (iri, CG + "object", TWO),
        (iri, CG + "path", "p.md"),
        (iri, CG + "line", line),
        (iri, CG + "assertedBy", "extracted"),
    ]


def edge(*claims: str) -> list[tuple[str, str, str | int]]:
    iri = MINT.hashed("edge", "e")
    return [
        (iri, RDF + "type", CG + "Edge"),
        (iri, CG + "subject", ONE),
        (iri, CG + "predicate", CG + "targets"),
        (iri, CG + "object", TWO),
        *((iri, CG + "fromClaim", MINT.hashed("claim", name)) for name in claims),
    ]


def evidence(claim_name: str, name: str, source: str, stance: str) -> list[tuple[str, str, str | int]]:
    line, citation = MINT.hashed("evidence", name), MINT.citation("p.md", name)
    return [
        (MINT.hashed("claim", claim_name), CG + "hasEvidenceLine", line),
        (line, RDF + "type", CG + "EvidenceLine"),
        (line, CG + "stance", CG + stance),
        (line, CG + "source", source),
        (line, CG + "citation", citation),
        (citation, RDF + "type", CG + "Citation"),
        (citation, CG + "access", CG + "access-abstract-only"),
        (citation, CG + "organism", CG + "organism-rat"),
        (source, RDF + "type", CG + "Source"),
        (source, RDFS + "label", f"Study {name}"),
    ]


def test_lines_are_in_the_order_of_numbers() -> None:
    network = to_network(store(*edge("a", "b"), *claim("a", 100), *claim("b", 20)))
    (found,) = network.edges
    assert found.places == ("p.md:20", "p.md:100")
    assert found.asserted_by == ("extracted",)
    assert found.sources == ()


def test_support_and_dispute_are_told_apart() -> None:
    first, second = MINT.source("doi:10.1/b"), MINT.source("doi:10.1/a")
    network = to_network(
        store(
            *edge("a"),
            *claim("a", 1),
            *evidence("a", "x", first, "Supports"),
            *evidence("a", "y", second, "Disputes"),
            *evidence("a", "z", MINT.source("doi:10.1/c"), "Inconclusive"),
            (first, CG + "doi", "10.1/b"),
            (CG + "access-abstract-only", SKOS + "notation", "abstract-only"),
        )
    )
    (found,) = network.edges
    assert found.sources == (first,)
    assert found.studies == ("Study x",)
    assert found.dois == ("10.1/b",)
    assert found.disputing == (second,)
    assert found.access == ("abstract-only",)
    # Without a notation a concept goes by its name.
    assert found.organisms == ("organism-rat",)


def test_the_most_specific_class_is_the_kind() -> None:
    network = to_network(
        store(
            *edge("a"),
            *claim("a", 1),
            (CG + "Study", RDFS + "subClassOf", CG + "Source"),
            (CG + "Source", RDFS + "subClassOf", CG + "Entity"),
            *((ONE, RDF + "type", CG + name) for name in ("Entity", "Source", "Study")),
            (TWO, RDF + "type", CG + "UnlinkedEntity"),
        )
    )
    kinds = {node.iri: node.kind for node in network.nodes}
    assert kinds == {ONE: "Study", TWO: "UnlinkedEntity"}


def test_an_edge_without_claims_is_not_lost() -> None:
    (found,) = to_network(store(*edge())).edges
    assert found.claims == found.places == ()


def test_networkx_has_the_same_nodes_and_edges() -> None:
    graph = to_network(store(*edge("a"), *claim("a", 5))).to_networkx()
    assert list(graph.nodes) == [ONE, TWO]
    assert graph.get_edge_data(ONE, TWO, "targets")["places"] == ("p.md:5",)


def test_claims_with_a_missing_or_second_end_are_counted() -> None:
    whole = claim("a", 1)
    assert to_evidence_graph(store(*whole)).incomplete == 0
    missing = to_evidence_graph(store(*(t for t in whole if t[1] != CG + "object")))
    assert (missing.claims, missing.incomplete) == ((), 1)
    second = to_evidence_graph(store(*whole, (whole[0][0], CG + "object", ONE)))
    assert (len(second.claims), second.incomplete) == (1, 1)


def test_evidence_without_a_known_claim_is_counted() -> None:
    graph = to_evidence_graph(store(*evidence("gone", "x", MINT.source("doi:10.1/a"), "Supports")))
    assert (graph.evidence, graph.incomplete) == ((), 1)
    assert len(graph.sources) == 1


def test_several_values_stay_several() -> None:
    whole = claim("a", 1)
    iri = whole[0][0]
    graph = to_evidence_graph(store(*whole, (iri, CG + "tissue", "liver"), (iri, CG + "tissue", "brain")))
    (found,) = graph.claims
    assert found.properties["tissue"] == ("brain", "liver")
    assert "dose" not in found.properties
