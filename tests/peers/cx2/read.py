"""Reads a CX2 file with the ndex2 client and prints what it found, as JSON. Argument: the file."""

import json
import sys

from ndex2.cx2 import RawCX2NetworkFactory

network = RawCX2NetworkFactory().get_cx2network(sys.argv[1])
nodes, edges = network.get_nodes().values(), network.get_edges().values()
print(
    json.dumps(
        {
            "nodes": len(nodes),
            "edges": len(edges),
            "claims": sum(edge["v"]["claim_count"] for edge in edges),
            "sources": sum(edge["v"]["source_count"] for edge in edges),
            "labels": [node["v"].get("name") for node in nodes],
            "lists": [node["v"].get("aliases", []) for node in nodes],
        }
    )
)
