"""Values as RDF: canonical N-Quads, one named graph a page, and Turtle for people."""

from claimgraph.graph.context import VaultContext, entity_iris
from claimgraph.graph.nquads import to_canonical, write_nquads
from claimgraph.graph.page import Names, page_quads, term_quads, to_quads
from claimgraph.graph.sources import sources_quads
from claimgraph.graph.turtle import to_turtle
from claimgraph.graph.vocabulary import ontology_quads

__all__ = [
    "Names",
    "VaultContext",
    "entity_iris",
    "ontology_quads",
    "page_quads",
    "sources_quads",
    "term_quads",
    "to_canonical",
    "to_quads",
    "to_turtle",
    "write_nquads",
]
