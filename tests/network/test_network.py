"""The projections: what an edge rests on, which class an entity has, what is counted as missing."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from claimgraph.namespaces import CG, RDF, RDFS, SKOS, Minter
from claimgraph.network import Link, Node, Omission, Selection, Shape, to_network
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


def project(
    store: EmbeddedStore, shape: Shape = Shape.BROWSE
) -> tuple[list[Node], list[Link], tuple[Omission, ...]]:
    """All nodes and links of a projection, and what it leaves out."""
    with to_network(store, Selection(shape)) as network:
        return list(network.nodes), list(network.links), network.omissions


def test_lines_are_in_the_order_of_numbers() -> None:
    _, (found,), _ = project(store(*edge("a", "b"), *claim("a", 100), *claim("b", 20)))
    assert found.values["places"] == ("p.md:20", "p.md:100")
    assert found.values["asserted_by"] == ("extracted",)
    assert found.values["claim_count"] == found.values["extracted_claims"] == ("2",)
    assert "sources" not in found.values


def test_support_and_dispute_are_told_apart() -> None:
    first, second = MINT.source("doi:10.1/b"), MINT.source("doi:10.1/a")
    _, (found,), _ = project(
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
    values = found.values
    assert values["sources"] == (first,)
    assert values["studies"] == ("Study x",)
    assert values["dois"] == ("10.1/b",)
    assert values["disputing"] == (second,)
    assert values["access"] == ("abstract-only",)
    # Without a notation a concept goes by its name.
    assert values["organisms"] == ("organism-rat",)


def test_evidence_is_counted_axis_by_axis() -> None:
    one, two = MINT.hashed("claim", "a"), MINT.hashed("claim", "b")
    _, (found,), _ = project(
        store(
            *edge("a", "b"),
            *claim("a", 1),
            *claim("b", 2),
            (one, CG + "hasHumanEvidence", "true"),
            (two, CG + "hasHumanEvidence", "false"),
            (one, CG + "hasAgedEvidence", "true"),
            (two, CG + "hasAgedEvidence", "true"),
            (two, CG + "bestAccess", CG + "full-text-read"),
        )
    )
    counts = {name: value for name, (value, *_) in found.values.items() if name.endswith("_claims")}
    assert counts == {
        "human_claims": "1",
        "animal_claims": "0",
        "in_vitro_claims": "0",
        "aged_claims": "2",
        "full_text_claims": "1",
        "abstract_only_claims": "0",
        "extracted_claims": "2",
        "retracted_claims": "0",
    }


def test_the_most_specific_class_is_the_kind() -> None:
    nodes, _, _ = project(
        store(
            *edge("a"),
            *claim("a", 1),
            (CG + "Study", RDFS + "subClassOf", CG + "Source"),
            (CG + "Source", RDFS + "subClassOf", CG + "Entity"),
            *((ONE, RDF + "type", CG + name) for name in ("Entity", "Source", "Study")),
            (TWO, RDF + "type", CG + "UnlinkedEntity"),
        )
    )
    assert {node.iri: node.kind for node in nodes} == {ONE: "Study", TWO: "UnlinkedEntity"}


def test_an_edge_without_claims_is_not_lost() -> None:
    _, (found,), _ = project(store(*edge()))
    assert "claims" not in found.values
    assert found.values["claim_count"] == ("0",)


def test_degrees_count_a_loop_twice() -> None:
    loop = [(s, p, ONE if p == CG + "object" else o) for s, p, o in (*edge("a"), *claim("a", 1))]
    ((node,), _, _) = project(store(*loop))
    assert node.degree == 2


def test_parts_of_the_evidence_are_nodes() -> None:
    source = MINT.source("doi:10.1/a")
    graph = store(*edge("a"), *claim("a", 1), *evidence("a", "x", source, "Supports"))
    nodes, links, left_out = project(graph, Shape.EVIDENCE)
    iri, line, citation = MINT.hashed("claim", "a"), MINT.hashed("evidence", "x"), MINT.citation("p.md", "x")
    assert {node.kind for node in nodes} == {"UnlinkedEntity", "Claim", "EvidenceLine", "Citation", "Source"}
    assert {(link.source, link.relation, link.target) for link in links} == {
        (iri, "subject", ONE),
        (iri, "object", TWO),
        (iri, "has_evidence_line", line),
        (line, "citation", citation),
        (line, "source", source),
    }
    assert len({link.iri for link in links}) == len(links)
    assert "1 direct edges derived from claims: see --shape browse" in map(str, left_out)
    (label,) = [node.label for node in nodes if node.kind == "Claim"]
    assert label == "one targets two"


def test_both_shapes_hold_the_edge_and_the_short_way() -> None:
    source = MINT.source("doi:10.1/a")
    graph = store(*edge("a"), *claim("a", 1), *evidence("a", "x", source, "Disputes"))
    _, links, _ = project(graph, Shape.BOTH)
    assert [link.relation for link in links if link.derived] == ["targets"]
    (short,) = [link for link in links if link.relation == "evidence"]
    assert (short.source, short.target) == (MINT.hashed("claim", "a"), source)
    assert short.values["stance"] == ("disputes",)
    assert short.values["access"] == ("access-abstract-only",)


def test_a_missing_end_is_kept_and_said() -> None:
    whole = claim("a", 1)
    without = store(*(triple for triple in whole if triple[1] != CG + "object"))
    nodes, links, left_out = project(without, Shape.EVIDENCE)
    assert [node.label for node in nodes if node.kind == "Claim"] == ["one targets ?"]
    assert [link.relation for link in links] == ["subject"]
    assert any(item.what.endswith("missing or second end") and item.count == 1 for item in left_out)


def test_two_objects_are_two_links() -> None:
    _, links, left_out = project(
        store(*claim("a", 1), (MINT.hashed("claim", "a"), CG + "object", ONE)), Shape.EVIDENCE
    )
    assert [link.target for link in links if link.relation == "object"] == [ONE, TWO]
    assert len({link.iri for link in links}) == 3
    assert any(item.what.endswith("missing or second end") for item in left_out)


def test_several_values_stay_several() -> None:
    iri = MINT.hashed("claim", "a")
    nodes, _, _ = project(
        store(*claim("a", 1), (iri, CG + "tissue", "liver"), (iri, CG + "tissue", "brain")), Shape.EVIDENCE
    )
    (found,) = [node for node in nodes if node.iri == iri]
    assert found.values["tissue"] == ("brain", "liver")
    assert "dose" not in found.values


def test_what_no_claim_names_is_in_the_evidence_shape() -> None:
    page = MINT.page("alone.md")
    graph = store(
        (page, RDF + "type", CG + "Page"),
        (page, CG + "path", "alone.md"),
        (page, CG + "about", ONE),
        (MINT.source("doi:10.1/a"), RDF + "type", CG + "Source"),
    )
    nodes, _, _ = project(graph, Shape.EVIDENCE)
    assert [(node.iri, node.degree) for node in nodes] == [(ONE, 0), (MINT.source("doi:10.1/a"), 0)]
    assert nodes[0].values["path"] == ("alone.md",)
    nodes, _, left_out = project(graph)
    assert not nodes
    assert "1 entities without an edge: see --shape evidence" in map(str, left_out)


@pytest.mark.parametrize("shape", list(Shape))
def test_an_empty_graph_is_an_empty_network(shape: Shape) -> None:
    assert project(store(), shape) == ([], [], ())


def test_networkx_has_the_same_nodes_and_edges() -> None:
    with to_network(store(*edge("a"), *claim("a", 5))) as network:
        graph = network.to_networkx()
    assert list(graph.nodes) == [ONE, TWO]
    found = graph.get_edge_data(ONE, TWO, "targets")
    assert found["places"] == ("p.md:5",)
    assert found["claim_count"] == 1
    assert found["dois"] == ()
    assert graph.nodes[ONE]["path"] is None


class Elsewhere:
    """A store that is not in this process."""

    def __init__(self, real: EmbeddedStore) -> None:
        self.select, self.ask, self.construct = real.select, real.ask, real.construct


@pytest.mark.parametrize("shape", list(Shape))
def test_a_remote_graph_gives_the_same(shape: Shape) -> None:
    local = store(*edge("a"), *claim("a", 5), *evidence("a", "x", MINT.source("doi:10.1/a"), "Supports"))
    with to_network(Elsewhere(local), Selection(shape)) as network:
        assert (list(network.nodes), list(network.links)) == project(local, shape)[:2]
