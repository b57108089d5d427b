"""GEXF 1.3 for Gephi: entities and the edges between them, with their evidence as attributes.

Written with the standard library, because networkx stamps today's date and its own version into
the file. Format: https://gexf.net/schema.html (version 1.3).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_file
from claimgraph.network import EntityNode, EvidenceNetwork, to_network
from claimgraph.store import EmbeddedStore

NAMESPACE = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"

# Between the values of a list. GEXF has list types, but their readers do not agree on how to quote.
SEPARATOR = " | "

# Gephi's XML reader refuses a file with a longer attribute.
LONGEST = 524_288

# XML 1.0 allows no other control characters, and no surrogates.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Okabe and Ito's palette (2008): tells classes apart for colour-blind readers too.
_COLOURS = {
    "Hallmark": (213, 94, 0),
    "Pathway": (0, 158, 115),
    "Process": (240, 228, 66),
    "Target": (86, 180, 233),
    "Compound": (230, 159, 0),
    "Phenotype": (204, 121, 167),
    "Study": (0, 114, 178),
}
_OTHER = (153, 153, 153)

_NODE_ATTRIBUTES = (
    ("kind", "string"),
    ("classes", "string"),
    ("path", "string"),
    ("iri", "string"),
    ("same_as", "string"),
    ("dois", "string"),
    ("pmids", "string"),
)
_EDGE_ATTRIBUTES = (
    ("relation", "string"),
    ("claims", "integer"),
    ("sources", "integer"),
    ("disputing_sources", "integer"),
    ("places", "string"),
    ("studies", "string"),
    ("dois", "string"),
    ("pmids", "string"),
    ("source_iris", "string"),
    ("disputing_iris", "string"),
    ("asserted_by", "string"),
    ("directions", "string"),
    ("access", "string"),
    ("designs", "string"),
    ("organisms", "string"),
)


class _Cleaner:
    """Makes texts fit for XML, and counts what it had to change."""

    def __init__(self) -> None:
        self.changed = 0
        self.ambiguous = 0
        self.cut = 0

    def text(self, text: str) -> str:
        clean = _NOT_XML.sub("\ufffd", text)
        self.changed += clean != text
        if len(clean) > LONGEST:
            self.cut += 1
            clean = clean[: LONGEST - 1] + "…"
        return clean

    def joined(self, values: tuple[str, ...]) -> str:
        self.ambiguous += any(SEPARATOR in value for value in values)
        return self.text(SEPARATOR.join(values))


def _declare(parent: ElementTree.Element, kind: str, attributes: tuple[tuple[str, str], ...]) -> None:
    holder = ElementTree.SubElement(parent, "attributes", {"class": kind})
    for name, type_ in attributes:
        ElementTree.SubElement(holder, "attribute", {"id": name, "title": name, "type": type_})


def _values(parent: ElementTree.Element, values: dict[str, str]) -> None:
    """The values that are there; an attribute without a value is unknown, not empty."""
    holder = ElementTree.SubElement(parent, "attvalues")
    for name, value in values.items():
        if value:
            ElementTree.SubElement(holder, "attvalue", {"for": name, "value": value})


def _radius(edges: int) -> float:
    """Area, not radius, grows with the number of edges, so that hubs do not cover the view."""
    return 4 + 2 * math.sqrt(edges)


def _towards(points: list[tuple[float, float]]) -> float:
    """The direction in which points lie on average, in turns from 0 to 1."""
    x, y = sum(x for x, _ in points), sum(y for _, y in points)
    return round(math.atan2(y, x) / (2 * math.pi), 6) % 1


def _positions(network: EvidenceNetwork, degree: Counter[str]) -> dict[str, tuple[float, float]]:
    """A first view: a ring a class, hallmarks innermost, nodes near those further in that they go with."""
    rings: dict[str, list[EntityNode]] = {kind: [] for kind in _COLOURS}
    for node in sorted(network.nodes, key=lambda node: (node.kind, node.label, node.iri)):
        rings.setdefault(node.kind, []).append(node)
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in network.edges:
        neighbours[edge.subject].append(edge.object)
        neighbours[edge.object].append(edge.subject)
    places: dict[str, tuple[float, float]] = {}
    outer = 0.0
    for ring in rings.values():
        if not ring:
            continue
        wanted = {
            node.iri: _towards([places[other] for other in neighbours[node.iri] if other in places])
            for node in ring
        }
        ring.sort(key=lambda node: wanted[node.iri])
        widest = max(_radius(degree[node.iri]) for node in ring)
        length = sum(2.5 * _radius(degree[node.iri]) for node in ring)
        radius = max(length / (2 * math.pi), outer + 3 * widest)
        # The ring is packed evenly; turned so that its first node looks where it wants to.
        along = wanted[ring[0].iri] * length
        for node in ring:
            width = 2.5 * _radius(degree[node.iri])
            angle = 2 * math.pi * (along + width / 2) / length
            along += width
            places[node.iri] = (radius * math.cos(angle), radius * math.sin(angle))
        outer = radius + widest
    return places


def to_gexf(network: EvidenceNetwork) -> tuple[bytes, tuple[str, ...]]:
    """The network as GEXF, and what had to be changed for it, as sentences."""
    clean = _Cleaner()
    ElementTree.register_namespace("viz", VIZ)
    root = ElementTree.Element("gexf", {"xmlns": NAMESPACE, "version": "1.3"})
    meta = ElementTree.SubElement(root, "meta")
    ElementTree.SubElement(meta, "creator").text = "claimgraph"
    description = "Entities of an evidence wiki and the edges that its claims give"
    ElementTree.SubElement(meta, "description").text = description
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    _declare(graph, "node", _NODE_ATTRIBUTES)
    _declare(graph, "edge", _EDGE_ATTRIBUTES)
    degree = Counter(end for edge in network.edges for end in (edge.subject, edge.object))
    positions = _positions(network, degree)
    nodes = ElementTree.SubElement(graph, "nodes", {"count": str(len(network.nodes))})
    for node in network.nodes:
        attributes = {"id": clean.text(node.iri), "label": clean.text(node.label)}
        element = ElementTree.SubElement(nodes, "node", attributes)
        _values(
            element,
            {
                "kind": node.kind,
                "classes": clean.joined(node.classes),
                "path": clean.text(node.path or ""),
                "iri": clean.text(node.iri),
                "same_as": clean.joined(node.same_as),
                "dois": clean.joined(node.dois),
                "pmids": clean.joined(node.pmids),
            },
        )
        red, green, blue = _COLOURS.get(node.kind, _OTHER)
        ElementTree.SubElement(element, f"{{{VIZ}}}color", {"r": str(red), "g": str(green), "b": str(blue)})
        x, y = positions[node.iri]
        ElementTree.SubElement(element, f"{{{VIZ}}}position", {"x": f"{x:.2f}", "y": f"{y:.2f}", "z": "0.0"})
        ElementTree.SubElement(element, f"{{{VIZ}}}size", {"value": f"{_radius(degree[node.iri]):.3f}"})
    edges = ElementTree.SubElement(graph, "edges", {"count": str(len(network.edges))})
    for edge in network.edges:
        element = ElementTree.SubElement(
            edges,
            "edge",
            {
                "id": clean.text(edge.iri),
                "source": clean.text(edge.subject),
                "target": clean.text(edge.object),
                # Tells parallel edges apart: Gephi merges those of one kind.
                "kind": clean.text(edge.relation),
                "label": clean.text(edge.relation.replace("_", " ")),
                "weight": str(max(1, len(edge.sources))),
            },
        )
        _values(
            element,
            {
                "relation": clean.text(edge.relation),
                "claims": str(len(edge.claims)),
                "sources": str(len(edge.sources)),
                "disputing_sources": str(len(edge.disputing)),
                "places": clean.joined(edge.places),
                "studies": clean.joined(edge.studies),
                "dois": clean.joined(edge.dois),
                "pmids": clean.joined(edge.pmids),
                "source_iris": clean.joined(edge.sources),
                "disputing_iris": clean.joined(edge.disputing),
                "asserted_by": clean.joined(edge.asserted_by),
                "directions": clean.joined(edge.directions),
                "access": clean.joined(edge.access),
                "designs": clean.joined(edge.designs),
                "organisms": clean.joined(edge.organisms),
            },
        )
    ElementTree.indent(root, space=" ")
    changes = []
    if clean.changed:
        changes.append(f"characters that XML cannot hold, in {clean.changed} texts: they are U+FFFD")
    if clean.cut:
        changes.append(
            f"the ends of {clean.cut} texts of more than {LONGEST} characters, which Gephi refuses"
        )
    if clean.ambiguous:
        changes.append(f"where values end in {clean.ambiguous} lists, because one holds {SEPARATOR!r}")
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return content, tuple(changes)


def write_gexf(built: Path, target: Path) -> ExportResult:
    """Writes the browse network of a built graph as one GEXF file."""
    network = to_network(EmbeddedStore.open(built / "store"))
    content, changes = to_gexf(network)
    write_file(target, content)
    not_held = [
        "claims that give no edge (negated, speculative, disputed, gap-only), their context and quotations: "
        "see neo4j or nquads",
        *changes,
    ]
    if network.alone:
        not_held.append(f"{network.alone} entities without an edge: see neo4j or nquads")
    if network.inferred:
        not_held.append(f"{network.inferred} edges that no claim states and inference adds: see nquads")
    return ExportResult(
        "gexf", str(target), {"nodes": len(network.nodes), "edges": len(network.edges)}, tuple(not_held)
    )
