"""Which sources come from independent groups: clusters of sources linked by shared authors.

Two sources are linked where an author of one can be an author of the other (``authors``). A cluster
is a connected component of these links within the set that is asked about. A truncated author list
("et al.") can hide a link, so the number of groups is known only where one cluster is left or every
list is complete; otherwise the number of clusters is only the most there can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from claimgraph.inference.authors import Author, common_surnames, parse_author, shared_authors
from claimgraph.inference.premises import SourceRecord
from claimgraph.inference.quads import DERIVED_FROM, TYPE, QuadWriter, cg, to_integer, to_literal
from claimgraph.namespaces import RDFS, Minter, content_id


class Independence(msgspec.Struct, frozen=True):
    """The clusters of a set of sources, largest first. ``groups`` is None where it is unknown."""

    clusters: tuple[tuple[str, ...], ...]
    groups: int | None


class AuthorIndex:
    """The author links between the sources of a vault, computed where they are asked for.

    Attributes:
        links: the links met so far: the two sources and the names that link them.
    """

    __slots__ = ("_authors", "_cache", "_common", "_doubts", "_sources", "links")

    def __init__(self, sources: Mapping[str, SourceRecord], common: frozenset[str] | None = None) -> None:
        """``common`` are surnames that say little; found among the sources where it is not given."""
        self._sources = sources
        if common is None:
            common = common_surnames(author for source in sources.values() for author in source.authors)
        self._common = common
        self._authors: dict[str, dict[str, list[Author]]] = {}
        self._cache: dict[tuple[str, ...], Independence] = {}
        self._doubts: set[tuple[str, str]] = set()
        self.links: dict[tuple[str, str], tuple[tuple[str, str], ...] | None] = {}

    def _by_surname(self, source: str) -> dict[str, list[Author]]:
        found = self._authors.get(source)
        if found is None:
            found = self._authors[source] = {}
            for author in self._sources[source].authors:
                found.setdefault(author.surname, []).append(author)
        return found

    def linked(self, one: str, other: str) -> bool | None:
        """Whether two sources share an author; None where they may."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self.links:
            shared, doubtful = shared_authors(
                self._by_surname(pair[0]), self._by_surname(pair[1]), self._common
            )
            self.links[pair] = tuple((a.written, b.written) for a, b in shared) or None
            if doubtful:
                self._doubts.add(pair)
        if self.links[pair]:
            return True
        return None if pair in self._doubts else False

    def links_within(self, cluster: tuple[str, ...]) -> list[tuple[str, str]]:
        """The pairs of sources of a cluster that share an author, sorted."""
        return [pair for pair in sorted(self._candidates(cluster)) if self.linked(*pair)]

    def independence(self, sources: Iterable[str]) -> Independence:
        """The clusters of some sources, which must be known ones."""
        named = tuple(sorted(set(sources)))
        found = self._cache.get(named)
        if found is None:
            found = self._cache[named] = self._cluster(named)
        return found

    def _candidates(self, named: tuple[str, ...]) -> set[tuple[str, str]]:
        """The pairs of sources that have a surname in common; all others share nobody."""
        bearers: dict[str, list[str]] = {}
        for source in named:
            for surname in self._by_surname(source):
                bearers.setdefault(surname, []).append(source)
        return {pair for found in bearers.values() for pair in combinations(found, 2)}

    def _cluster(self, named: tuple[str, ...]) -> Independence:
        if len(named) < 2:
            return Independence((named,) if named else (), len(named))
        linked: list[tuple[str, str]] = []
        doubtful = False
        for one, other in sorted(self._candidates(named)):
            verdict = self.linked(one, other)
            if verdict:
                linked.append((one, other))
            doubtful = doubtful or verdict is None
        components = _components(named, linked)
        clusters = tuple(sorted(components, key=lambda cluster: (-len(cluster), cluster)))
        hidden = doubtful or any(self._sources[source].truncated for source in named)
        return Independence(clusters, len(clusters) if len(clusters) == 1 or not hidden else None)


def _components(named: Iterable[str], linked: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The connected components of sources, each sorted."""
    if not linked:
        return [(source,) for source in named]
    # A warm build often meets no linked pair, and loading networkx costs more than such a build concludes.
    import networkx

    graph: networkx.Graph[str] = networkx.Graph(linked)
    graph.add_nodes_from(named)
    return [tuple(sorted(found)) for found in networkx.connected_components(graph)]


def cluster_iri(minter: Minter, cluster: tuple[str, ...]) -> str:
    """The token of a cluster: one IRI a set of sources."""
    return f"<{minter.hashed('cluster', content_id(*cluster))}>"


def write_independence(
    writer: QuadWriter, subject: str, found: Independence, minter: Minter, *, prefix: str = ""
) -> None:
    """What is known of the independence of the sources behind ``subject`` (a claim, an entity)."""

    def term(name: str) -> str:
        return cg(prefix + name[0].upper() + name[1:] if prefix else name)

    if found.groups is not None:
        writer.add(subject, term("independentGroups"), to_integer(found.groups))
    else:
        writer.add(subject, term("independenceUnknown"), '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')
    writer.add(subject, term("independentGroupsAtMost"), to_integer(len(found.clusters)))
    for cluster in found.clusters:
        writer.add(subject, term("sourceCluster"), cluster_iri(minter, cluster))


def write_clusters(
    writer: QuadWriter,
    clusters: Iterable[tuple[str, ...]],
    index: AuthorIndex,
    sources: Mapping[str, SourceRecord],
    minter: Minter,
) -> None:
    """A ``cg:SourceCluster`` node a cluster, and a ``cg:ClusterLink`` node a pair of linked sources."""
    pairs: set[tuple[str, str]] = set()
    for cluster in sorted(set(clusters)):
        node = cluster_iri(minter, cluster)
        writer.add(node, TYPE, cg("SourceCluster"))
        writer.add(node, cg("memberCount"), to_integer(len(cluster)))
        writer.add(node, f"<{RDFS}label>", to_literal(_label(cluster, index, sources)))
        for member in cluster:
            writer.add(node, cg("member"), member)
        if any(sources[member].truncated for member in cluster):
            writer.add(node, cg("authorsTruncated"), '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')
        for one, other in index.links_within(cluster):
            pairs.add((one, other))
            writer.add(node, DERIVED_FROM, _link_iri(minter, one, other))
    for one, other in sorted(pairs):
        node = _link_iri(minter, one, other)
        writer.add(node, TYPE, cg("ClusterLink"))
        writer.add(node, cg("member"), one)
        writer.add(node, cg("member"), other)
        writer.add(node, DERIVED_FROM, one)
        writer.add(node, DERIVED_FROM, other)
        for left, right in index.links[(one, other)] or ():
            names = left if left == right else f"{left} = {right}"
            writer.add(node, cg("linkingAuthor"), to_literal(names))


def _label(cluster: tuple[str, ...], index: AuthorIndex, sources: Mapping[str, SourceRecord]) -> str:
    """The two names that link most of the sources; of a single source its first author, or its name."""
    bearers: dict[str, set[str]] = {}
    for pair in index.links_within(cluster):
        for names in index.links[pair] or ():
            bearers.setdefault(names[0], set()).update(pair)
    if not bearers:
        return sources[cluster[0]].label
    ranked = sorted(bearers, key=lambda name: (-len(bearers[name]), name))
    people: dict[str, str] = {}
    for name in ranked:
        author = parse_author(name)
        people.setdefault(author.surname if author else name, name)
    return ", ".join(list(people.values())[:2])


def _link_iri(minter: Minter, one: str, other: str) -> str:
    return f"<{minter.hashed('clusterlink', content_id(one, other))}>"
