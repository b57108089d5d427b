"""Flat look-ups that both projections are made from: one query a property.

Joined in one query, properties with several values would multiply each other's rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from claimgraph.namespaces import CG, PREFIXES
from claimgraph.network.values import EntityNode
from claimgraph.store import GraphStore

PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))

# Classes that say that something is there, and not what it is.
_VAGUE = ("Entity", "UnlinkedEntity")


def local_name(iri: str) -> str:
    """The last part of an IRI: ``Compound``, ``increases_level``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are not empty, each once, sorted."""
    return tuple(sorted({value for value in values if value}))


def read_pairs(store: GraphStore, pattern: str) -> dict[str, tuple[str, ...]]:
    """All values of ``?v`` by ``?n`` in a graph pattern, each once, sorted; subjects sorted too."""
    grouped: dict[str, set[str]] = defaultdict(set)
    for node, value in store.select(f"{PREFIX}SELECT ?n ?v WHERE {{ {pattern} }}", trusted=True).texts():
        grouped[node].add(value)
    # An empty text is a value here: a label may be one.
    return {node: tuple(sorted(grouped[node])) for node in sorted(grouped)}


def read_notations(store: GraphStore) -> dict[str, str]:
    """The notation of every concept that has one."""
    return {concept: values[0] for concept, values in read_pairs(store, "?n skos:notation ?v").items()}


class Concepts:
    """Names of concepts: the notation, or the last part of the IRI where there is none."""

    __slots__ = ("_notations",)

    def __init__(self, store: GraphStore) -> None:
        self._notations = read_notations(store)

    def names(self, iris: Iterable[str]) -> tuple[str, ...]:
        """The names of concepts, sorted."""
        return unique(self._notations.get(iri) or local_name(iri) for iri in iris)


class Entities:
    """Labels, classes and pages of everything that has them."""

    __slots__ = ("_aliases", "_classes", "_dois", "_labels", "_pages", "_parents", "_pmids", "_same_as")

    def __init__(self, store: GraphStore) -> None:
        self._labels = read_pairs(store, "?n rdfs:label ?v")
        self._aliases = read_pairs(store, "?n skos:altLabel ?v")
        self._same_as = read_pairs(store, "?n skos:exactMatch ?v")
        self._dois = read_pairs(store, "?n a cg:Source ; cg:doi ?v")
        self._pmids = read_pairs(store, "?n a cg:Source ; cg:pmid ?v")
        self._classes = read_pairs(store, "?n a ?v FILTER(STRSTARTS(STR(?v), STR(cg:)))")
        self._pages = read_pairs(store, "?page a cg:Page ; cg:about ?n ; cg:path ?v")
        self._parents = read_pairs(store, "?n rdfs:subClassOf+ ?v FILTER(?n != ?v)")

    def with_page(self) -> frozenset[str]:
        """The IRIs of all things that pages are about."""
        return frozenset(self._pages)

    def label(self, iri: str) -> str:
        """The first label, or the last part of the IRI."""
        return self._labels[iri][0] if iri in self._labels else local_name(iri)

    def classes(self, iri: str) -> tuple[str, ...]:
        """The names of its classes of ours."""
        return unique(name.removeprefix(CG) for name in self._classes.get(iri, ()))

    def _kind(self, iri: str) -> str:
        """The most specific class: one that is no superclass of another one it has."""
        classes = set(self._classes.get(iri, ()))
        above = {parent for each in classes for parent in self._parents.get(each, ())}
        names = unique(name.removeprefix(CG) for name in classes - above)
        telling = [name for name in names if name not in _VAGUE]
        if telling:
            return telling[0]
        return names[-1] if names else "UnlinkedEntity"

    def nodes(self, iris: Collection[str]) -> tuple[EntityNode, ...]:
        """The entities of these IRIs, sorted."""
        return tuple(
            EntityNode(
                iri,
                self.label(iri),
                self._kind(iri),
                self._pages[iri][0] if iri in self._pages else None,
                self.classes(iri),
                tuple(alias for alias in self._aliases.get(iri, ()) if alias != self.label(iri)),
                self._same_as.get(iri, ()),
                self._dois.get(iri, ()),
                self._pmids.get(iri, ()),
            )
            for iri in sorted(iris)
        )
