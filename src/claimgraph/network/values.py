"""Frozen values of the two projections. All tuples are sorted.

Concepts (an organism, a study design, an access level) are given by their notation
(``mus-musculus``), classes and relations by their name without prefix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import networkx


class EntityNode(msgspec.Struct, frozen=True):
    """Something that claims are about, or that has a page.

    ``kind`` is its most specific class (``Compound``; ``UnlinkedEntity`` where nothing more is known),
    ``classes`` all of ours; ``path`` its page, if it has one; ``same_as`` the IRIs that others know it by;
    ``dois`` and ``pmids`` are there where the entity is a study.
    """

    iri: str
    label: str
    kind: str
    path: str | None
    classes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()


class EvidenceEdge(msgspec.Struct, frozen=True):
    """A derived edge with what it rests on.

    ``places`` are ``path:line`` of each claim. ``sources`` are the IRIs of the supporting sources,
    ``studies`` their labels in the same order; ``disputing`` are sources that dispute one of the claims.
    An edge that only front matter states has places and no sources.
    """

    iri: str
    subject: str
    relation: str
    object: str
    claims: tuple[str, ...]
    places: tuple[str, ...]
    asserted_by: tuple[str, ...]
    directions: tuple[str, ...]
    sources: tuple[str, ...]
    studies: tuple[str, ...]
    dois: tuple[str, ...]
    pmids: tuple[str, ...]
    disputing: tuple[str, ...]
    access: tuple[str, ...]
    designs: tuple[str, ...]
    organisms: tuple[str, ...]


class EvidenceNetwork(msgspec.Struct, frozen=True):
    """Browse: the entities that have an edge, and the edges; sorted by IRI.

    ``alone`` counts the entities without an edge, ``inferred`` the edges that only inference gives.
    """

    nodes: tuple[EntityNode, ...]
    edges: tuple[EvidenceEdge, ...]
    alone: int = 0
    inferred: int = 0

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """A networkx multigraph: nodes by IRI, edge keys are relation ids, attributes as in the values."""
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        for node in self.nodes:
            attributes = msgspec.structs.asdict(node)
            del attributes["iri"]
            graph.add_node(node.iri, **attributes)
        for edge in self.edges:
            attributes = msgspec.structs.asdict(edge)
            del attributes["subject"], attributes["object"]
            graph.add_edge(edge.subject, edge.object, key=edge.relation, **attributes)
        return graph


class ClaimNode(msgspec.Struct, frozen=True):
    """A claim, whatever its certainty. ``properties`` maps a name to its values (``dose``: ("5 mg",))."""

    iri: str
    subject: str
    predicate: str
    object: str
    properties: dict[str, tuple[str, ...]]


class SourceNode(msgspec.Struct, frozen=True):
    """A source. ``entity`` says that it is also a subject or object of claims, or has a page of its own."""

    iri: str
    entity: bool
    classes: tuple[str, ...]
    properties: dict[str, tuple[str, ...]]


class EvidenceLink(msgspec.Struct, frozen=True):
    """An evidence line: what a source says on a claim, by which citation on which line."""

    iri: str
    claim: str
    source: str
    properties: dict[str, tuple[str, ...]]


class EvidenceGraph(msgspec.Struct, frozen=True):
    """Evidence: entities (with a page or in a claim), claims, sources and evidence lines; sorted by IRI.

    ``incomplete`` counts claims and evidence lines left out because an end of theirs is unknown.
    """

    entities: tuple[EntityNode, ...]
    claims: tuple[ClaimNode, ...]
    sources: tuple[SourceNode, ...]
    evidence: tuple[EvidenceLink, ...]
    incomplete: int = 0
