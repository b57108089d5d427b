"""GEXF 1.3 for Gephi: nodes and links with their attributes, colours, sizes and a first layout.

Written as a stream, without networkx, which stamps today's date and its own version into the file.
Format: https://gexf.net/schema.html (version 1.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from claimgraph.export.layout import grid_position, to_positions
from claimgraph.export.look import colour, radius
from claimgraph.export.result import ExportResult, to_result
from claimgraph.export.targets import write_file
from claimgraph.export.xml import XmlTexts
from claimgraph.network import Field, Network
from claimgraph.network.typed import TypedValues

NAMESPACE = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"

# Lists are one text: GEXF has list types, but their readers do not agree on how to quote.
_TYPES = {"string": "string", "integer": "integer", "double": "double", "boolean": "boolean"}

_NODE_FIELDS = (Field("kind"), Field("classes", many=True), Field("iri"))
_LINK_FIELDS = (Field("relation"),)


class _Gexf:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.xml = XmlTexts()
        self.typed = TypedValues()
        self.node_fields = (*_NODE_FIELDS, *network.node_fields)
        self.link_fields = (*_LINK_FIELDS, *network.link_fields)

    def lines(self) -> Iterator[str]:
        """The file, line by line."""
        network = self.network
        yield "<?xml version='1.0' encoding='utf-8'?>"
        yield f'<gexf xmlns="{NAMESPACE}" xmlns:viz="{VIZ}" version="1.3">'
        yield "<meta><creator>claimgraph</creator>"
        yield "<description>Entities of an evidence wiki and what its claims say of them</description></meta>"
        yield '<graph defaultedgetype="directed" mode="static">'
        yield from self._declared("node", self.node_fields)
        yield from self._declared("edge", self.link_fields)
        positions = to_positions(network)
        yield f'<nodes count="{len(network.nodes)}">'
        for number, node in enumerate(network.nodes):
            yield f"<node id={self.xml.attribute(node.iri)} label={self.xml.attribute(node.label)}>"
            own = {"kind": (node.kind,), "classes": node.classes, "iri": (node.iri,)}
            yield from self._values(self.node_fields, own | node.values)
            red, green, blue = colour(node.kind)
            x, y = positions[node.iri] if positions else grid_position(number, len(network.nodes))
            yield (
                f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
                f'<viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>'
                f'<viz:size value="{radius(node.degree):.3f}"/></node>'
            )
        yield "</nodes>"
        yield f'<edges count="{len(network.links)}">'
        for link in network.links:
            sources = len(link.values.get("sources", ()))
            relation = self.xml.attribute(link.relation)
            # The kind tells parallel edges apart: Gephi merges those of one kind.
            yield (
                f"<edge id={self.xml.attribute(link.iri)} source={self.xml.attribute(link.source)} "
                f"target={self.xml.attribute(link.target)} kind={relation} "
                f'label={self.xml.attribute(link.relation.replace("_", " "))} weight="{max(1, sources)}">'
            )
            yield from self._values(self.link_fields, {"relation": (link.relation,)} | link.values)
            yield "</edge>"
        yield "</edges>\n</graph>\n</gexf>"

    def _declared(self, kind: str, fields: Iterable[Field]) -> Iterator[str]:
        yield f'<attributes class="{kind}">'
        for field in fields:
            type_ = "string" if field.many else _TYPES[field.kind]
            yield f'<attribute id="{field.name}" title="{field.name}" type="{type_}"/>'
        yield "</attributes>"

    def _values(self, fields: Iterable[Field], values: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """The values that are there; an attribute without a value is unknown, not empty."""
        yield "<attvalues>"
        for field, value in self.typed.values(fields, values):
            yield f'<attvalue for="{field.name}" value={self.xml.attribute(self.xml.plain(value))}/>'
        yield "</attvalues>"


def write_gexf(network: Network, target: Path) -> ExportResult:
    """Writes a network as one GEXF file."""
    gexf = _Gexf(network)
    write_file(target, (f"{line}\n".encode() for line in gexf.lines()))
    return to_result("gexf", target, network, (*gexf.xml.losses(), *gexf.typed.losses()))
