from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from claimgraph.build import read_values
from claimgraph.compilation import to_graph
from claimgraph.inference import to_closure
from claimgraph.inference.closure import TYPE, Closure, Edge, read_axioms
from claimgraph.namespaces import CG, Minter
from claimgraph.ontology import read_ontology
from claimgraph.resources import sample_vault

PREFIXES = """
@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SMALL = (
    PREFIXES
    + """
:up rdfs:subPropertyOf :touches . :touches rdfs:subPropertyOf :near . :near a owl:SymmetricProperty .
:part a owl:TransitiveProperty ; owl:inverseOf :whole .
:found owl:propertyChainAxiom ( :found :part ) .
:reach owl:propertyChainAxiom ( :up :part :up ) .
:up rdfs:domain :Drug ; rdfs:range :Gene . :Drug rdfs:subClassOf :Thing .
"""
)
PREDICATES = ["up", "touches", "near", "part", "whole", "found", "reach"]


def axioms_of(turtle: str):
    return read_axioms(quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))


def reference(turtle: str, edges: set[Edge], things: set[str], predicates: set[str]) -> set[Edge]:
    """owlrl's closure, without its axiomatic triples: relations between things, and their named types."""
    graph = Graph()
    graph.parse(data=turtle, format="turtle")
    for edge in edges:
        graph.add(tuple(URIRef(part) for part in edge))
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    found = set()
    for subject, predicate, value in graph:
        s, p, o = str(subject), str(predicate), str(value)
        between = p in predicates and s in things and o in things
        typed = predicate == RDF.type and s in things and not o.startswith((str(OWL), str(RDFS), str(RDF)))
        if between or typed:
            found.add((s, p, o))
    return found


edge_sets = st.sets(
    st.tuples(
        st.sampled_from("abcde").map("http://e/{}".format),
        st.sampled_from(PREDICATES).map("http://e/{}".format),
        st.sampled_from("abcde").map("http://e/{}".format),
    ),
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(edge_sets)
def test_agrees_with_owlrl_on_any_small_graph(edges: set[Edge]) -> None:
    closure = Closure(edges, axioms_of(SMALL))
    things = {f"http://e/{letter}" for letter in "abcde"}
    predicates = {f"http://e/{name}" for name in PREDICATES}
    assert {*closure.asserted, *closure.derived} == reference(SMALL, edges, things, predicates)


def test_agrees_with_owlrl_on_our_ontology() -> None:
    ontology = read_ontology()
    axioms = read_axioms(ontology.triples)
    # Every relation once between its own two things, and a few joined up, so that every axiom fires.
    names = sorted(relation.iri for relation in ontology.relations.values())
    edges = {(f"http://e/s{at}", iri, f"http://e/o{at}") for at, iri in enumerate(names)}
    edges |= {("http://e/x", iri, "http://e/y") for iri in names[::3]}
    edges |= {("http://e/y", iri, "http://e/z") for iri in names[1::3]}
    for at in range(4):
        edges.add((f"http://e/p{at}", CG + "part_of", f"http://e/p{at + 1}"))
    edges.add(("http://e/gene", CG + "expressed_in", "http://e/p0"))
    things = {end for edge in edges for end in (edge[0], edge[2])}
    # owlrl takes minutes over literals and writes them as subjects; they have no part in this.
    turtle = "\n".join(f"{item} ." for item in ontology.triples if not isinstance(item.object, ox.Literal))
    closure = Closure(edges, axioms)
    expected = reference(turtle, edges, things, set(names))
    assert {*closure.asserted, *closure.derived} == expected
    assert ("http://e/gene", CG + "expressed_in", "http://e/p4") in closure


def owlrl_agrees(closure: Closure) -> None:
    ontology = read_ontology()
    turtle = "\n".join(f"{item} ." for item in ontology.triples if not isinstance(item.object, ox.Literal))
    things = {edge[0] for edge in closure.asserted} | {
        edge[2] for edge in closure.asserted if edge[1] != TYPE
    }
    predicates = {relation.iri for relation in ontology.relations.values()}
    assert {*closure.asserted, *closure.derived} == reference(
        turtle, set(closure.asserted), things, predicates
    )


def graph_closure(vault: Path) -> Closure:
    graph = b"".join(to_graph(read_values(vault), today=None).chunks())
    return to_closure(graph.decode("utf-8").removesuffix("\n").split("\n"), read_ontology(), Minter())


def test_agrees_with_owlrl_on_the_sample_vault() -> None:
    closure = graph_closure(sample_vault())
    assert len(closure.derived) > 500
    owlrl_agrees(closure)


@pytest.mark.shared
@pytest.mark.slow
def test_agrees_with_owlrl_on_the_large_vault(shared_vault: Path) -> None:
    closure = graph_closure(shared_vault)
    assert len(closure.derived) > 500
    owlrl_agrees(closure)


def test_every_derived_edge_has_a_proof_that_ends_in_asserted_edges() -> None:
    edges = {("http://e/a", "http://e/part", "http://e/b"), ("http://e/b", "http://e/part", "http://e/c"),
             ("http://e/g", "http://e/found", "http://e/a")}  # fmt: skip
    closure = Closure(edges, axioms_of(SMALL))
    goal = ("http://e/g", "http://e/found", "http://e/c")
    steps = dict(closure.proof(goal))
    inference = steps[goal]
    assert inference is not None
    assert inference.rule == "prp-spo2"
    assert {edge for edge, why in steps.items() if why is None} == edges
    for edge in closure.derived:
        leaves = [step for step, why in closure.proof(edge) if why is None]
        assert leaves
        assert all(leaf in closure.asserted for leaf in leaves)


@pytest.mark.parametrize(
    ("axiom", "edges", "rule"),
    [
        (":A owl:disjointWith :B .", [("x", TYPE, "A"), ("x", TYPE, "B")], "cax-dw"),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .",
            [("x", TYPE, "A"), ("x", TYPE, "B")],
            "cax-dw",
        ),
        (":p a owl:IrreflexiveProperty .", [("x", "p", "x")], "prp-irp"),
        (":p a owl:AsymmetricProperty .", [("x", "p", "y"), ("y", "p", "x")], "prp-asyp"),
        (":p owl:propertyDisjointWith :q .", [("x", "p", "y"), ("x", "q", "y")], "prp-pdw"),
    ],
)  # fmt: skip
def test_contradictions_are_found_with_their_premises(axiom: str, edges: list[Edge], rule: str) -> None:
    full = [tuple(part if "//" in part else f"http://e/{part}" for part in edge) for edge in edges]
    axioms = axioms_of(PREFIXES + axiom)
    (found,) = Closure(full, axioms).inconsistencies()
    assert found.rule == rule
    assert set(found.premises) == set(full)
    assert not Closure(full[:1] if len(full) > 1 else [], axioms).inconsistencies()
