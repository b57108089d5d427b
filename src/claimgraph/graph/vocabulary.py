"""The ontology itself as quads: the graph explains its own terms."""

from __future__ import annotations

import pyoxigraph as ox

from claimgraph.graph.nquads import QuadNode, to_nodes
from claimgraph.graph.terms import iri, language_literal, typed_literal
from claimgraph.namespaces import Minter, content_id
from claimgraph.ontology import Ontology


def ontology_nodes(ontology: Ontology, minter: Minter) -> list[QuadNode]:
    """The nodes of the ontology.

    Cells of lists (property chains) get IRIs from their content, because nothing that we write has
    blank nodes.
    """
    cells = _cells(ontology.triples, minter)
    nodes: dict[str, list[str]] = {}
    for triple in ontology.triples:
        facts = nodes.setdefault(_term(triple.subject, cells), [])
        facts.append(f"{_term(triple.predicate, cells)} {_term(triple.object, cells)}")
    return to_nodes(nodes, minter.named_graph("ontology"))


def _term(node: object, cells: dict[str, str]) -> str:
    if isinstance(node, ox.NamedNode):
        return iri(node.value)
    if isinstance(node, ox.BlankNode):
        return cells[node.value]
    if isinstance(node, ox.Literal):
        if node.language:
            return language_literal(node.value, node.language)
        return typed_literal(node.value, node.datatype.value)
    raise TypeError(f"the ontology holds a {type(node).__name__}, which no RDF 1.1 triple has")


def _cells(triples: tuple[ox.Triple, ...], minter: Minter) -> dict[str, str]:
    """An IRI for every blank node, from the values below it. Blank nodes are trees, as lists are."""
    outgoing: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode):
            outgoing.setdefault(triple.subject.value, []).append(triple)
    named: dict[str, str] = {}

    def name(node: str, above: tuple[str, ...]) -> str:
        if node not in named:
            if node in above:
                raise ValueError("the ontology has blank nodes in a circle")
            content: list[str] = []
            for triple in outgoing.get(node, ()):
                if isinstance(triple.object, ox.BlankNode):
                    value = name(triple.object.value, (*above, node))
                else:
                    value = str(triple.object)
                content.append(f"{triple.predicate} {value}")
            named[node] = f"<{minter.hashed('list', content_id(*sorted(content)))}>"
        return named[node]

    for node in outgoing:
        name(node, ())
    return named
