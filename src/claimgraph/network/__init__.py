"""The projections of the graph that exports write: *browse* (entities and the edges that claims give)
and *evidence* (claims, evidence lines, citations and sources as nodes of their own).
"""

from claimgraph.network.projection import Network, Selection, to_network
from claimgraph.network.records import local_name
from claimgraph.network.tables import EDGE, ENTITY_FIELDS, EVIDENCE, EVIDENCE_NODES
from claimgraph.network.values import Field, Link, Node, Omission, Shape
from claimgraph.network.where import KEYS, parse_where

__all__ = [
    "EDGE",
    "ENTITY_FIELDS",
    "EVIDENCE",
    "EVIDENCE_NODES",
    "KEYS",
    "Field",
    "Link",
    "Network",
    "Node",
    "Omission",
    "Selection",
    "Shape",
    "local_name",
    "parse_where",
    "to_network",
]
