"""Cytoscape: CX2, which Cytoscape, Cytoscape Web and NDEx read, and the JSON of Cytoscape.js.

Formats: https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)/ and
https://js.cytoscape.org/#notation/elements-json. CX2 numbers its nodes; what number a node has waits in
a file, and everything else is written as it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from claimgraph.export.layout import grid_position, to_positions
from claimgraph.export.look import COLOURS, PARTS, hex_colour, radius
from claimgraph.export.result import ExportResult, to_result
from claimgraph.export.targets import write_file
from claimgraph.network import Field, Link, Network, Node
from claimgraph.network.typed import TypedValues

_NAME = "Evidence network"

_NODE_FIELDS = (Field("name"), Field("kind"), Field("classes", many=True), Field("iri"))
_LINK_FIELDS = (Field("interaction"), Field("iri"))


class _Elements:
    """Nodes and links with typed attributes and places."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.typed = TypedValues()
        self.node_fields = (*_NODE_FIELDS, *network.node_fields)
        self.link_fields = (*_LINK_FIELDS, *network.link_fields)
        self._positions = to_positions(network)

    def node(self, node: Node) -> dict[str, Any]:
        own = {"name": (node.label,), "kind": (node.kind,), "classes": node.classes, "iri": (node.iri,)}
        return self._plain(self.node_fields, own | node.values)

    def link(self, link: Link) -> dict[str, Any]:
        own = {"interaction": (link.relation,), "iri": (link.iri,)}
        return self._plain(self.link_fields, own | link.values)

    def _plain(self, fields: Iterable[Field], values: dict[str, tuple[str, ...]]) -> dict[str, Any]:
        return {field.name: value for field, value in self.typed.values(fields, values)}

    def position(self, node: Node, number: int) -> tuple[float, float]:
        x, y = (
            self._positions[node.iri] if self._positions else grid_position(number, len(self.network.nodes))
        )
        # On the screen y grows downwards.
        return round(x, 2), round(-y, 2)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _listed(records: Iterable[object]) -> Iterator[str]:
    """The elements of a JSON array, one a line."""
    first = True
    for record in records:
        yield ("" if first else ",\n") + _json(record)
        first = False


_CX_TYPES = {"string": "string", "integer": "integer", "double": "double", "boolean": "boolean"}


def _declared(fields: Iterable[Field]) -> dict[str, dict[str, str]]:
    return {field.name: {"d": "list_of_string" if field.many else _CX_TYPES[field.kind]} for field in fields}


def _style() -> dict[str, Any]:
    """Colours by class, as everywhere; arrows; the names of nodes."""
    colours = [{"v": kind, "vp": hex_colour(kind)} for kind in (*COLOURS, *PARTS)]
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FBFAF7"},
            "edge": {
                "EDGE_LINE_COLOR": "#8D9097",
                "EDGE_TARGET_ARROW_SHAPE": "triangle",
                "EDGE_TARGET_ARROW_COLOR": "#8D9097",
                "EDGE_OPACITY": 0.6,
            },
            "node": {
                "NODE_BACKGROUND_COLOR": hex_colour(""),
                "NODE_SHAPE": "ellipse",
                "NODE_BORDER_WIDTH": 0,
            },
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": {
                "type": "DISCRETE",
                "definition": {"attribute": "kind", "map": colours, "type": "string"},
            },
        },
        "edgeMapping": {},
    }


def _cx2(elements: _Elements) -> Iterator[str]:
    network = elements.network
    counts = {
        "attributeDeclarations": 1,
        "networkAttributes": 1,
        "nodes": len(network.nodes),
        "edges": len(network.links),
        "nodeBypasses": len(network.nodes),
        "visualProperties": 1,
    }
    yield "[" + _json({"CXVersion": "2.0", "hasFragments": False})
    yield ",\n" + _json({"metaData": [{"name": name, "elementCount": n} for name, n in counts.items() if n]})
    declared = {
        "networkAttributes": {"name": {"d": "string"}, "shape": {"d": "string"}},
        "nodes": _declared(elements.node_fields),
        "edges": _declared(elements.link_fields),
    }
    yield ",\n" + _json({"attributeDeclarations": [declared]})
    yield ",\n" + _json({"networkAttributes": [{"name": _NAME, "shape": network.shape.value}]})
    numbers = network.lookup("numbers", int)

    def nodes() -> Iterator[dict[str, Any]]:
        for number, node in enumerate(network.nodes):
            numbers.put(node.iri, number)
            x, y = elements.position(node, number)
            yield {"id": number, "x": x, "y": y, "v": elements.node(node)}

    def links() -> Iterator[dict[str, Any]]:
        for number, link in enumerate(network.links):
            yield {
                "id": number,
                "s": numbers.get(link.source),
                "t": numbers.get(link.target),
                "v": elements.link(link),
            }

    def sizes() -> Iterator[dict[str, Any]]:
        for number, node in enumerate(network.nodes):
            size = round(2 * radius(node.degree), 2)
            yield {"id": number, "v": {"NODE_WIDTH": size, "NODE_HEIGHT": size}}

    for name, records in (("nodes", nodes()), ("edges", links()), ("nodeBypasses", sizes())):
        if counts[name]:
            yield f',\n{{"{name}":[\n'
            yield from _listed(records)
            yield "\n]}"
    yield ",\n" + _json({"visualProperties": [_style()]})
    yield ",\n" + _json({"status": [{"error": "", "success": True}]}) + "]\n"


def _cyjs(elements: _Elements) -> Iterator[str]:
    network = elements.network

    def nodes() -> Iterator[dict[str, Any]]:
        for number, node in enumerate(network.nodes):
            x, y = elements.position(node, number)
            look = {"colour": hex_colour(node.kind), "size": round(2 * radius(node.degree), 2)}
            yield {"data": {"id": node.iri, **elements.node(node), **look}, "position": {"x": x, "y": y}}

    def links() -> Iterator[dict[str, Any]]:
        for link in network.links:
            ends = {"id": link.iri, "source": link.source, "target": link.target}
            # An id and two ends are all that Cytoscape.js reserves.
            yield {"data": {**elements.link(link), **ends}}

    data = {"name": _NAME, "shared_name": _NAME, "shape": network.shape.value}
    yield f'{{"format_version":"1.0","generated_by":"claimgraph","data":{_json(data)},'
    yield '\n"elements":{"nodes":[\n'
    yield from _listed(nodes())
    yield '\n],\n"edges":[\n'
    yield from _listed(links())
    yield "\n]}}\n"


def write_cx2(network: Network, target: Path) -> ExportResult:
    """Writes a network as one CX2 file."""
    elements = _Elements(network)
    write_file(target, (part.encode() for part in _cx2(elements)))
    return to_result("cx2", target, network, elements.typed.losses())


def write_cyjs(network: Network, target: Path) -> ExportResult:
    """Writes a network as one file of Cytoscape.js JSON."""
    elements = _Elements(network)
    write_file(target, (part.encode() for part in _cyjs(elements)))
    return to_result("cyjs", target, network, elements.typed.losses())
