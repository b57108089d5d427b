"""The one projection of a built graph to nodes and links, in the shape and the part that is asked for.

*Browse* has entities and one edge for each subject, relation and object, with counts of its evidence.
*Evidence* has claims, evidence lines, citations and sources as nodes of their own. Both are written to
a temporary folder as they are read, sorted by IRI: memory does not grow with the graph.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from claimgraph.errors import InputError
from claimgraph.namespaces import CG
from claimgraph.network.claims import ClaimRecord
from claimgraph.network.lookup import Lookup
from claimgraph.network.neighbourhood import Neighbourhood
from claimgraph.network.omissions import count_omissions
from claimgraph.network.reading import read_edge, read_entity, read_node, read_short_way
from claimgraph.network.records import Records
from claimgraph.network.remote import to_local
from claimgraph.network.scratch import Scratch
from claimgraph.network.spool import SortedTexts, Spool
from claimgraph.network.tables import CLAIM_EDGE, EDGE, ENTITY_FIELDS, NODE_FIELDS, TOLD
from claimgraph.network.typed import TypedValues
from claimgraph.network.values import Field, Link, Node, Omission, Shape
from claimgraph.network.where import Filter, parse_where
from claimgraph.store import EmbeddedStore, GraphStore

if TYPE_CHECKING:
    import networkx

T = TypeVar("T")

# Shapes whose nodes are entities only.
_ENTITIES = (Shape.BROWSE, Shape.CLAIMS)

_END, _ALONE = "\tend", "\talone"


class Selection(msgspec.Struct, frozen=True):
    """What of a graph is wanted.

    Attributes:
        where: conditions as written, ``key=value`` or ``key!=value``.
        around: names of entities; only what is at most ``depth`` steps from one of them is taken.
    """

    shape: Shape = Shape.BROWSE
    where: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    depth: int = 1


class Network(Scratch):
    """A projected graph in a temporary folder, which goes when it is closed.

    Attributes:
        nodes: sorted by IRI; read as often as needed.
        links: sorted by IRI, derived edges before parts of claims.
        node_fields: the attributes that nodes can have, in order; of ``link_fields`` those of links.
        omissions: what the graph has and this projection has not.
        centres: the IRIs of the entities that a neighbourhood was asked of.
    """

    def __init__(self, store: EmbeddedStore, selection: Selection) -> None:
        self.selection = selection
        self._lookups: list[Lookup[Any]] = []
        self.shape = selection.shape
        self.node_fields: tuple[Field, ...] = ENTITY_FIELDS if self.shape in _ENTITIES else NODE_FIELDS
        self.link_fields: tuple[Field, ...] = () if self.shape is Shape.EVIDENCE else EDGE
        if self.shape is Shape.CLAIMS:
            self.link_fields = CLAIM_EDGE
        try:
            super().__init__()
        except OSError as error:
            raise _no_room(error) from error
        try:
            records = Records(store)
            builder = _Builder(store, records, selection, self.folder)
            self.centres = builder.area.centres if builder.area else ()
            self.nodes, self.links = builder.build()
            self.omissions: tuple[Omission, ...] = count_omissions(
                records, self.shape, builder.edge_claims, builder.incomplete, partial=builder.partial,
                entities=builder.entities,
            )  # fmt: skip
        except OSError as error:
            self.close()
            raise _no_room(error) from error
        except BaseException:
            self.close()
            raise

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """A networkx multigraph: nodes by IRI, edge keys are relations (of parts of claims: the IRI).

        Attributes are those of the fields: lists are tuples, empty where nothing is known; a number or a
        single text that is not known is left out, but for ``path``, which is None.
        """
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        typed = TypedValues()
        lists = {field.name: () for field in self.node_fields if field.many}
        for node in self.nodes:
            known = {field.name: value for field, value in typed.values(self.node_fields, node.values)}
            own = {"label": node.label, "kind": node.kind, "classes": node.classes, "degree": node.degree}
            graph.add_node(node.iri, **{"path": None, **lists, **known, **own})
        lists = {field.name: () for field in self.link_fields if field.many}
        for link in self.links:
            known = {field.name: value for field, value in typed.values(self.link_fields, link.values)}
            key = link.relation if link.derived else link.iri
            own = {"iri": link.iri, "relation": link.relation}
            graph.add_edge(link.source, link.target, key=key, **{**lists, **known, **own})
        return graph

    def lookup(self, name: str, kind: type[T]) -> Lookup[T]:
        """A table in the temporary folder, for what a writer must find again; it goes with the network."""
        found = Lookup(self.folder / f"{name}-{len(self._lookups)}", kind)
        self._lookups.append(found)
        return found

    def close(self) -> None:
        """Removes the temporary folder."""
        for lookup in self._lookups:
            lookup.close()
        super().close()


def _no_room(error: OSError) -> InputError:
    return InputError(
        f"temporary files cannot be written: {error.strerror or error}",
        path=tempfile.gettempdir(),
        remedy="make room on the disk, or name another folder in TMPDIR",
    )


def to_network(store: GraphStore, selection: Selection | None = None) -> Network:
    """Projects a built graph; a remote one is copied into memory as far as that needs.

    Close the result, or use it in a ``with``.

    Raises:
        UsageError: a condition or the name of an entity is unknown.
        InputError: the disk of temporary files is full or cannot be written.
    """
    return Network(to_local(store), selection or Selection())


class _Builder:
    """Reads the store once and writes nodes and links."""

    def __init__(self, store: EmbeddedStore, records: Records, selection: Selection, folder: Path) -> None:
        self.records = records
        self.shape = selection.shape
        self.filter = Filter(parse_where(selection.where), store, records)
        self.area = None
        if selection.around:
            self.area = Neighbourhood(store, records, selection.around, selection.depth, self.filter)
        self.partial = not self.filter.is_open or self.area is not None
        self.folder = folder
        self.links: Spool[Link] = Spool(folder / "links", Link)
        self.ends = SortedTexts(folder, "ends")
        self.edge_claims = self.incomplete = self.entities = 0

    def build(self) -> tuple[Spool[Node], Spool[Link]]:
        if self.shape is not Shape.EVIDENCE:
            for link in self._edges():
                self._add(link)
        if self.shape not in _ENTITIES:
            for link in self._parts():
                self._add(link)
            if not self.partial:
                self._add_all()
        self.links.close()
        nodes: Spool[Node] = Spool(self.folder / "nodes", Node)
        read = read_entity if self.shape in _ENTITIES else read_node
        for iri, group in groupby(self.ends, key=lambda found: found[0].rpartition("\t")[0]):
            degree = sum(number for text, number in group if text.endswith(_END))
            node = read(self.records, iri, degree)
            self.entities += self.shape in _ENTITIES
            nodes.add(node)
        nodes.close()
        return nodes, self.links

    def _add(self, link: Link) -> None:
        self.links.add(link)
        self.ends.add(link.source + _END)
        self.ends.add(link.target + _END)

    def _sorted(self, kind: str) -> Iterator[str]:
        texts = SortedTexts(self.folder, kind)
        for iri in self.records.instances(kind):
            texts.add(iri)
        return (iri for iri, _ in texts)

    def _wanted(self, claim: ClaimRecord) -> bool:
        if self.area is not None and not {claim.subject, claim.object} <= self.area.members:
            return False
        return self.filter.is_open or self.filter.fits(claim)

    def _edges(self) -> Iterator[Link]:
        area = self.area
        for iri in self._sorted("Edge"):
            record = self.records.record(iri)
            ends = [record.get(CG + role, ()) for role in ("subject", "predicate", "object")]
            if not all(ends):
                self.incomplete += 1
                continue
            subject, relation, target = (values[0] for values in ends)
            if area is not None and not {subject, target} <= area.members:
                continue
            named = record.get(CG + "fromClaim", ())
            self.edge_claims += len(named)
            claims = [ClaimRecord(claim, self.records) for claim in named]
            if self.partial:
                claims = [claim for claim in claims if self._wanted(claim)]
                if not claims:
                    continue
            if self.shape is Shape.CLAIMS:
                for claim in claims:
                    told = {**self.records.select(claim.record, TOLD), "edge": (iri,)}
                    told["sign"] = record.get(CG + "sign", ())
                    yield read_edge(self.records, claim.iri, (subject, relation, target), [claim], told)
                continue
            own = {
                "basis": record.get(CG + "edgeBasis", ()),
                "sign": record.get(CG + "sign", ()),
                "best_access": self.records.concepts(record.get(CG + "bestAccess", ())),
            }
            if len(claims) != len(named):
                # What the graph says of the edge holds for all its claims, and some are not here.
                own = {}
            yield read_edge(self.records, iri, (subject, relation, target), claims, own)

    def _parts(self) -> Iterator[Link]:
        cited = SortedTexts(self.folder, "cited")
        for iri in self._sorted("Claim"):
            claim = ClaimRecord(iri, self.records)
            if self.partial and not self._wanted(claim):
                continue
            self.incomplete += not claim.is_whole
            self.ends.add(iri + _ALONE)
            yield from self._links(iri, "subject", claim.of("subject"))
            yield from self._links(iri, "object", claim.of("object"))
            yield from self._links(iri, "has_evidence_line", claim.of("hasEvidenceLine"))
            for line in claim.evidence:
                self.incomplete += line.source is None
                yield from self._links(line.iri, "citation", (line.citation,) if line.citation else ())
                yield from self._links(line.iri, "source", (line.source,) if line.source else ())
                if line.citation:
                    cited.add(line.citation)
                if self.shape is Shape.BOTH and line.source:
                    yield read_short_way(self.records, claim, line, line.source)
        found = (iri for iri, _ in cited) if self.partial else self._sorted("Citation")
        for iri in found:
            self.ends.add(iri + _ALONE)
            yield from self._links(iri, "cites", self.records.kept(iri).get(CG + "source", ()))

    @staticmethod
    def _links(source: str, relation: str, targets: Iterable[str]) -> Iterator[Link]:
        several = tuple(targets)
        for number, target in enumerate(several):
            tail = f"#{relation}" if len(several) == 1 else f"#{relation}-{number + 1}"
            yield Link(source + tail, source, target, relation, False, {})

    def _add_all(self) -> None:
        """What has no link: entities with a page, sources that no citation leads to, loose evidence lines."""
        for iri in self.records.about():
            self.ends.add(iri + _ALONE)
        for kind in ("Source", "EvidenceLine"):
            for iri in self.records.instances(kind):
                self.ends.add(iri + _ALONE)
