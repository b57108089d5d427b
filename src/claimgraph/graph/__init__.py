"""Values as RDF: canonical N-Quads, one named graph a page, and Turtle for people."""

from claimgraph.graph.context import VaultContext, entity_iris
from claimgraph.graph.nquads import (
    Block,
    QuadNode,
    Quads,
    lines_of,
    to_blocks,
    to_canonical,
    to_nodes,
    write_nquads,
)
from claimgraph.graph.page import Circumstances, Names, VaultWriter, page_nodes, term_nodes, to_vault_nodes
from claimgraph.graph.patch import Patch, SortedLines
from claimgraph.graph.record import (
    GraphRecord,
    PageRecord,
    file_state,
    pack_premises,
    pack_subjects,
    read_record,
    state_of,
    unpack_premises,
    unpack_subjects,
    write_record,
)
from claimgraph.graph.sources import source_nodes
from claimgraph.graph.turtle import TurtleNames, cut_quad, to_trig_graph, to_turtle, trig_head
from claimgraph.graph.vocabulary import ontology_nodes

__all__ = [
    "Block",
    "Circumstances",
    "GraphRecord",
    "Names",
    "PageRecord",
    "Patch",
    "QuadNode",
    "Quads",
    "SortedLines",
    "TurtleNames",
    "VaultContext",
    "VaultWriter",
    "cut_quad",
    "entity_iris",
    "file_state",
    "lines_of",
    "ontology_nodes",
    "pack_premises",
    "pack_subjects",
    "page_nodes",
    "read_record",
    "source_nodes",
    "state_of",
    "term_nodes",
    "to_blocks",
    "to_canonical",
    "to_nodes",
    "to_trig_graph",
    "to_turtle",
    "to_vault_nodes",
    "trig_head",
    "unpack_premises",
    "unpack_subjects",
    "write_nquads",
    "write_record",
]
