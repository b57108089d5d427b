"""GEXF 1.3 for Gephi: entities and the edges between them, with their evidence as attributes.

Written with the standard library, because networkx stamps today's date and its own version into
the file. Format: https://gexf.net/1.3/gexf.xsd.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from claimgraph.export.result import ExportResult
from claimgraph.files import write_atomic
from claimgraph.network import EvidenceNetwork, to_network
from claimgraph.store import EmbeddedStore

_NAMESPACE = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"

# XML 1.0 allows no other control characters, and no surrogates.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Okabe and Ito's palette (2008): tells classes apart for colour-blind readers too.
_COLOURS = {
    "Compound": (230, 159, 0),
    "Target": (86, 180, 233),
    "Pathway": (0, 158, 115),
    "Hallmark": (213, 94, 0),
    "Phenotype": (204, 121, 167),
    "Process": (240, 228, 66),
    "Study": (0, 114, 178),
}
_OTHER = (153, 153, 153)

_NODE_ATTRIBUTES = (("kind", "string"), ("path", "string"), ("iri", "anyURI"))
_EDGE_ATTRIBUTES = (
    ("claims", "integer"),
    ("sources", "integer"),
    ("source_iris", "string"),
    ("places", "string"),
    ("asserted_by", "string"),
    ("directions", "string"),
    ("access", "string"),
    ("organisms", "string"),
)


class _Cleaner:
    """Replaces characters that XML cannot hold by U+FFFD, and counts the texts it had to change."""

    def __init__(self) -> None:
        self.changed = 0

    def __call__(self, text: str) -> str:
        clean = _NOT_XML.sub("\ufffd", text)
        self.changed += clean != text
        return clean


def _declare(parent: ElementTree.Element, kind: str, attributes: tuple[tuple[str, str], ...]) -> None:
    holder = ElementTree.SubElement(parent, "attributes", {"class": kind, "mode": "static"})
    for name, type_ in attributes:
        ElementTree.SubElement(holder, "attribute", {"id": name, "title": name, "type": type_})


def _values(parent: ElementTree.Element, values: dict[str, str]) -> None:
    holder = ElementTree.SubElement(parent, "attvalues")
    for name, value in values.items():
        ElementTree.SubElement(holder, "attvalue", {"for": name, "value": value})


def to_gexf(network: EvidenceNetwork) -> tuple[bytes, int]:
    """The network as GEXF, and how many texts held characters that XML cannot."""
    clean = _Cleaner()
    ElementTree.register_namespace("viz", _VIZ)
    root = ElementTree.Element("gexf", {"xmlns": _NAMESPACE, "version": "1.3"})
    meta = ElementTree.SubElement(root, "meta")
    ElementTree.SubElement(meta, "creator").text = "claimgraph"
    ElementTree.SubElement(
        meta, "description"
    ).text = "Entities of an evidence wiki and the edges that its claims give"
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    _declare(graph, "node", _NODE_ATTRIBUTES)
    _declare(graph, "edge", _EDGE_ATTRIBUTES)
    degree = Counter(end for edge in network.edges for end in (edge.subject, edge.object))
    nodes = ElementTree.SubElement(graph, "nodes")
    for node in network.nodes:
        element = ElementTree.SubElement(nodes, "node", {"id": node.iri, "label": clean(node.label)})
        attributes = {"kind": node.kind, "iri": node.iri}
        if node.path is not None:
            attributes["path"] = clean(node.path)
        _values(element, attributes)
        red, green, blue = _COLOURS.get(node.kind, _OTHER)
        ElementTree.SubElement(element, f"{{{_VIZ}}}color", {"r": str(red), "g": str(green), "b": str(blue)})
        # Area, not radius, grows with the number of edges, so that hubs do not cover the view.
        ElementTree.SubElement(
            element, f"{{{_VIZ}}}size", {"value": f"{4 + 2 * degree[node.iri] ** 0.5:.3f}"}
        )
    edges = ElementTree.SubElement(graph, "edges")
    for edge in network.edges:
        element = ElementTree.SubElement(
            edges,
            "edge",
            {
                "id": edge.iri,
                "source": edge.subject,
                "target": edge.object,
                "kind": edge.relation,
                "label": edge.relation.replace("_", " "),
                "weight": str(max(1, len(edge.sources))),
            },
        )
        _values(
            element,
            {
                "claims": str(len(edge.claims)),
                "sources": str(len(edge.sources)),
                "source_iris": " ".join(edge.sources),
                "places": clean(" ".join(edge.places)),
                "asserted_by": " ".join(edge.asserted_by),
                "directions": " ".join(edge.directions),
                "access": " ".join(edge.access),
                "organisms": " ".join(edge.organisms),
            },
        )
    ElementTree.indent(root, space=" ")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", clean.changed


def write_gexf(built: Path, target: Path) -> ExportResult:
    """Writes the browse network of a built graph as one GEXF file."""
    network = to_network(EmbeddedStore.open(built / "store"))
    content, changed = to_gexf(network)
    write_atomic(target, content)
    losses = ["claims that give no edge (negated, speculative, disputed, gap-only): see nquads or neo4j"]
    if changed:
        losses.append(f"control characters in {changed} texts, replaced by U+FFFD")
    return ExportResult(
        "gexf", str(target), {"nodes": len(network.nodes), "edges": len(network.edges)}, tuple(losses)
    )
