"""GraphML for igraph, networkx, yEd, Gephi and graphology: nodes and links with typed attributes.

Format: http://graphml.graphdrawing.org/specification.html. A key is declared once for nodes and once for
edges; an attribute without a value is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from claimgraph.export.result import ExportResult, to_result
from claimgraph.export.targets import write_file
from claimgraph.export.xml import XmlTexts
from claimgraph.network import Field, Network
from claimgraph.network.typed import TypedValues

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

_TYPES = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean"}

_NODE_FIELDS = (Field("label"), Field("kind"), Field("classes", many=True), Field("iri"))
_LINK_FIELDS = (Field("relation"), Field("iri"), Field("weight", "double"))


class _GraphMl:
    def __init__(self, network: Network) -> None:
        self.network = network
        # A text stands in an element, which has no limit; an id in an attribute.
        self.xml = XmlTexts(longest=None)
        self.typed = TypedValues()
        self.node_fields = (*_NODE_FIELDS, *network.node_fields)
        self.link_fields = (*_LINK_FIELDS, *network.link_fields)

    def lines(self) -> Iterator[str]:
        """The file, line by line."""
        yield "<?xml version='1.0' encoding='utf-8'?>"
        yield f'<graphml xmlns="{NAMESPACE}">'
        yield from self._declared("node", "n", self.node_fields)
        yield from self._declared("edge", "e", self.link_fields)
        yield '<graph id="claimgraph" edgedefault="directed">'
        for node in self.network.nodes:
            own = {"label": (node.label,), "kind": (node.kind,), "classes": node.classes, "iri": (node.iri,)}
            yield f"<node id={self.xml.attribute(node.iri)}>"
            yield from self._values("n", self.node_fields, own | node.values)
            yield "</node>"
        for link in self.network.links:
            weight = str(max(1, len(link.values.get("sources", ()))))
            own = {"relation": (link.relation,), "iri": (link.iri,), "weight": (weight,)}
            yield (
                f"<edge id={self.xml.attribute(link.iri)} source={self.xml.attribute(link.source)} "
                f"target={self.xml.attribute(link.target)}>"
            )
            yield from self._values("e", self.link_fields, own | link.values)
            yield "</edge>"
        yield "</graph>\n</graphml>"

    def _declared(self, kind: str, letter: str, fields: Iterable[Field]) -> Iterator[str]:
        for field in fields:
            type_ = "string" if field.many else _TYPES[field.kind]
            yield (
                f'<key id="{letter}_{field.name}" for="{kind}" attr.name="{field.name}" attr.type="{type_}"/>'
            )

    def _values(
        self, letter: str, fields: Iterable[Field], values: dict[str, tuple[str, ...]]
    ) -> Iterator[str]:
        for field, value in self.typed.values(fields, values):
            yield f'<data key="{letter}_{field.name}">{self.xml.text(self.xml.plain(value))}</data>'


def write_graphml(network: Network, target: Path) -> ExportResult:
    """Writes a network as one GraphML file."""
    graphml = _GraphMl(network)
    write_file(target, (f"{line}\n".encode() for line in graphml.lines()))
    return to_result("graphml", target, network, (*graphml.xml.losses(), *graphml.typed.losses()))
