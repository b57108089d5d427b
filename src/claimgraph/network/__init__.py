"""The projections of the graph that exports write: *browse* (entities and the edges that claims give)
and *evidence* (claims and sources as nodes of their own).
"""

from claimgraph.network.browse import to_network
from claimgraph.network.evidence import to_evidence_graph
from claimgraph.network.lookup import local_name
from claimgraph.network.values import (
    ClaimNode,
    EntityNode,
    EvidenceEdge,
    EvidenceGraph,
    EvidenceLink,
    EvidenceNetwork,
    SourceNode,
)

__all__ = [
    "ClaimNode",
    "EntityNode",
    "EvidenceEdge",
    "EvidenceGraph",
    "EvidenceLink",
    "EvidenceNetwork",
    "SourceNode",
    "local_name",
    "to_evidence_graph",
    "to_network",
]
