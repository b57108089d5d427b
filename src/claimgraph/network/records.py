"""What the store says of one node, read by its IRI: no query, so no intermediate table of the whole graph.

Every read goes over the union of all named graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from claimgraph.hierarchy import ahead_of
from claimgraph.namespaces import CG, DCTERMS, RDF, RDFS, SKOS
from claimgraph.network.values import Field, Values
from claimgraph.store import EmbeddedStore

LABEL = RDFS + "label"
ALIAS = SKOS + "altLabel"
MATCH = SKOS + "exactMatch"
TITLE = DCTERMS + "title"
TYPE = RDF + "type"

# Classes that say that something is there, and not what it is.
_VAGUE = ("Entity", "UnlinkedEntity")

# Records of shared things (sources, citations, entities) that are kept while their neighbours are read.
_KEPT = 4096

Record = dict[str, tuple[str, ...]]


class Property(Field, frozen=True):
    """A field that is read from one property; ``concept`` where its values are concepts or classes."""

    iri: str = ""
    concept: bool = False


def local_name(iri: str) -> str:
    """The last part of an IRI: ``Compound``, ``increases_level``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are not empty, each once, sorted."""
    return tuple(sorted({value for value in values if value}))


class Records:
    """Reads nodes of a built graph."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._engine = store.engine
        self._parents: dict[str, frozenset[str]] = {}
        self.notation = lru_cache(maxsize=None)(self._notation)  # as many as the ontology has concepts
        self.kept = lru_cache(maxsize=_KEPT)(self.record)
        self.label = lru_cache(maxsize=_KEPT)(self._label)
        self.names = lru_cache(maxsize=_KEPT)(self._names)

    def record(self, iri: str) -> Record:
        """All properties of a node, values sorted, each once."""
        found: dict[str, set[str]] = {}
        for quad in self._engine.quads_for_pattern(NamedNode(iri), None, None, None):
            found.setdefault(quad.predicate.value, set()).add(_text(quad.object))
        return {name: tuple(sorted(values)) for name, values in found.items()}

    def values(self, iri: str, predicate: str) -> tuple[str, ...]:
        """The values of one property of a node, sorted."""
        pattern = self._engine.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
        return tuple(sorted({_text(quad.object) for quad in pattern}))

    def subjects(self, predicate: str, value: str) -> tuple[str, ...]:
        """The nodes that have a value (an IRI), sorted."""
        pattern = self._engine.quads_for_pattern(None, NamedNode(predicate), NamedNode(value), None)
        return tuple(sorted({_text(quad.subject) for quad in pattern}))

    def objects(self, predicate: str) -> set[str]:
        """All values of a property in the graph; for properties with few of them."""
        pattern = self._engine.quads_for_pattern(None, NamedNode(predicate), None, None)
        return {_text(quad.object) for quad in pattern}

    def instances(self, kind: str) -> Iterator[str]:
        """The nodes of a class of ours, in no order of meaning; one in several graphs comes as often."""
        pattern = self._engine.quads_for_pattern(None, NamedNode(TYPE), NamedNode(CG + kind), None)
        return (_text(quad.subject) for quad in pattern)

    def is_a(self, iri: str, kind: str) -> bool:
        """Whether a node has a class of ours."""
        pattern = self._engine.quads_for_pattern(NamedNode(iri), NamedNode(TYPE), NamedNode(CG + kind), None)
        return next(iter(pattern), None) is not None

    def about(self) -> Iterator[str]:
        """The things that pages are about."""
        for page in self.instances("Page"):
            yield from self.values(page, CG + "about")

    def page_path(self, entity: str) -> str | None:
        """The path of the page that is about an entity; the first of several."""
        paths = [
            path
            for page in self.subjects(CG + "about", entity)
            if self.is_a(page, "Page")
            for path in self.values(page, CG + "path")
        ]
        return min(paths, default=None)

    def _notation(self, concept: str) -> str:
        found = self.values(concept, SKOS + "notation")
        return found[0] if found else local_name(concept)

    def _label(self, iri: str) -> str:
        found = self.values(iri, LABEL)
        return found[0] if found else local_name(iri)

    def _names(self, iri: str) -> tuple[str, ...]:
        """Everything a thing is called: label, aliases, the last part of its IRI."""
        return (*self.values(iri, LABEL), *self.values(iri, ALIAS), local_name(iri))

    def concepts(self, iris: Iterable[str]) -> tuple[str, ...]:
        """The names of concepts, sorted."""
        return unique(self.notation(iri) for iri in iris)

    def select(self, record: Record, properties: Iterable[Property]) -> Values:
        """Those values of a record that a table of properties names."""
        found: Values = {}
        for item in properties:
            values = record.get(item.iri, ())
            if item.concept:
                values = self.concepts(values)
            if values:
                found[item.name] = values
        return found

    def _above(self, kind: str) -> frozenset[str]:
        known = self._parents.get(kind)
        if known is None:
            above = ahead_of(kind, lambda one: self.values(one, RDFS + "subClassOf"))
            known = self._parents[kind] = above - {kind}
        return known

    def classes(self, iri: str) -> tuple[tuple[str, ...], str]:
        """The names of a node's classes of ours, and the most specific one of them."""
        all_ = {name for name in self.values(iri, TYPE) if name.startswith(CG)}
        lowest = all_ - {parent for name in all_ for parent in self._above(name)}
        names = unique(name.removeprefix(CG) for name in lowest)
        telling = [name for name in names if name not in _VAGUE]
        kind = telling[0] if telling else names[-1] if names else "UnlinkedEntity"
        return unique(name.removeprefix(CG) for name in all_), kind


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
