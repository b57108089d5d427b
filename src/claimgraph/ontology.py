"""Reads ``ontology/**/*.ttl``: relations, classes, concept schemes, and all triples for the graph.

What the Turtle files state is data: a relation's words, sign and inverse, a concept's labels and
matches. Nothing of it is repeated in code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec
import pyoxigraph as ox

from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG, OWL, RDF, RDFS, SKOS
from claimgraph.resources import ontology_dir

_TYPE = RDF + "type"
_OBJECT_PROPERTY = OWL + "ObjectProperty"
_CLASS = OWL + "Class"
_CONCEPT = SKOS + "Concept"
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A relation between entities that a claim or a front-matter field can state.

    ``id`` is the local name (``increases_level``); ``inverse``, ``domain``, ``range`` and ``broader``
    are local names too (full IRIs where they are not ours).

    Attributes:
        sign: 1, -1 or 0 (an effect, direction not said) from ``cg:sign``; None where the relation is
            no effect.
        broader: the direct super-properties, sorted.
    """

    id: str
    iri: str
    label: str
    alt_labels: tuple[str, ...]
    definition: str
    sign: int | None
    inverse: str | None
    symmetric: bool
    domain: str | None
    range: str | None
    broader: tuple[str, ...]


class Concept(msgspec.Struct, frozen=True, kw_only=True):
    """A concept of a scheme: a study design, an organism, a kind of gap.

    Attributes:
        id: ``skos:notation`` where there is one, else the local name.
        scheme: local name of the scheme.
        broader: ids of the direct broader concepts, sorted.
        matches: (``exactMatch`` …, IRI) pairs, sorted.
        flags: local names of the ``cg:`` properties whose value is ``true``, sorted.
        links: (local name of the ``cg:`` property, local name of the value) for values that are ours.
        words: (local name of the ``cg:`` property, text) for its other labels and its patterns, in order of
            the file.
    """

    id: str
    iri: str
    scheme: str
    label: str
    alt_labels: tuple[str, ...]
    hidden_labels: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    example: str = ""


class OntologyClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class: ``id`` is its local name (``Compound``), ``broader`` the direct super-classes."""

    id: str
    iri: str
    label: str
    definition: str
    broader: tuple[str, ...]


def fold(text: str) -> str:
    """The form in which names are compared: case, blanks, underscores and hyphens make no difference."""
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


class Ontology:
    """The ontology as read; immutable after construction.

    Attributes:
        relations: by id, sorted by id.
        classes: by id, sorted by id.
        schemes: local names of the concept schemes, sorted.
        triples: everything that the files state, in file order, sorted by file path.
    """

    __slots__ = ("_by_iri", "_concepts", "_lookup", "_names", "classes", "relations", "schemes", "triples")

    def __init__(
        self,
        relations: Mapping[str, Relation],
        concepts: Mapping[str, tuple[Concept, ...]],
        classes: Mapping[str, OntologyClass],
        triples: tuple[ox.Triple, ...],
    ) -> None:
        self.relations: Mapping[str, Relation] = MappingProxyType(dict(relations))
        self.classes: Mapping[str, OntologyClass] = MappingProxyType(dict(classes))
        self.triples = triples
        self.schemes = tuple(sorted(concepts))
        self._concepts = dict(concepts)
        self._names = _relation_names(relations.values())
        self._lookup = {scheme: _concept_names(members) for scheme, members in concepts.items()}
        self._by_iri = {concept.iri: concept for members in concepts.values() for concept in members}

    def relation_named(self, text: str) -> Relation | None:
        """The relation with this id, label or alternative label, compared as ``fold`` does, or None.

        An id beats a label and a label an alternative label; a wording that two relations share
        belongs to the one whose id sorts first (a test keeps wordings unique).
        """
        return self._names.get(fold(text))

    def concepts(self, scheme: str) -> tuple[Concept, ...]:
        """The concepts of a scheme (local name or IRI), sorted by id.

        Raises:
            ConfigError: there is no such scheme, so a module of the ontology is missing or misnamed.
        """
        try:
            return self._concepts[local_name(scheme)]
        except KeyError:
            raise ConfigError(
                f"the ontology has no concept scheme {local_name(scheme)!r}",
                remedy=f"it has: {', '.join(self.schemes) or 'none'}",
            ) from None

    def concept(self, scheme: str, text: str) -> Concept | None:
        """The concept of a scheme with this id, local name or label, compared as ``fold`` does, or None."""
        return self._lookup.get(local_name(scheme), {}).get(fold(text))

    def concept_at(self, iri: str) -> Concept | None:
        """The concept with this IRI, or None."""
        return self._by_iri.get(iri)

    def quads(self, graph_iri: str) -> Iterator[ox.Quad]:
        """All triples as quads of one named graph, for a store. Lists keep their blank nodes."""
        graph = ox.NamedNode(graph_iri)
        for triple in self.triples:
            yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def read_ontology(root: Path | None = None) -> Ontology:
    """Read all Turtle files below ``root`` (our own ontology by default); cached in the process.

    A relation is an ``owl:ObjectProperty`` of ours that a file in a folder ``relations`` declares.

    Raises:
        ConfigError: a file is not UTF-8 or not Turtle; with its path and line.
    """
    return _read((root or ontology_dir()).resolve())


@lru_cache(maxsize=8)
def _read(root: Path) -> Ontology:
    triples: list[ox.Triple] = []
    relation_iris: set[str] = set()
    for path in sorted(root.rglob("*.ttl"), key=lambda found: found.relative_to(root).as_posix()):
        read = _parse(path)
        triples.extend(read)
        if path.parent.name == "relations":
            relation_iris.update(_declared(read))
    return _assemble(triples, relation_iris)


def _parse(path: Path) -> list[ox.Triple]:
    try:
        # Files are parsed one by one, so blank nodes of two files could share a label: renamed here.
        return [
            quad.triple
            for quad in ox.parse(
                path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=CG, rename_blank_nodes=True
            )
        ]
    except SyntaxError as error:
        raise ConfigError(
            f"the ontology file is not valid Turtle: {error.msg}", path=str(path), line=error.lineno
        ) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"the ontology file cannot be read: {error}", path=str(path)) from error


def _declared(triples: list[ox.Triple]) -> Iterator[str]:
    for triple in triples:
        subject, value = triple.subject, triple.object
        if (
            triple.predicate.value == _TYPE
            and isinstance(subject, ox.NamedNode)
            and isinstance(value, ox.NamedNode)
            and value.value == _OBJECT_PROPERTY
            and subject.value.startswith(CG)
        ):
            yield subject.value


class _Node:
    """The outgoing values of one subject, by predicate IRI."""

    __slots__ = ("literals", "nodes")

    def __init__(self) -> None:
        self.nodes: dict[str, list[str]] = {}
        self.literals: dict[str, list[ox.Literal]] = {}

    def texts(self, predicate: str) -> tuple[str, ...]:
        """Literal values without duplicates, in order of the file; English or untagged ones only."""
        found = self.literals.get(predicate, ())
        return tuple(
            dict.fromkeys(value.value for value in found if (value.language or "en").startswith("en"))
        )

    def all_texts(self, predicate: str) -> tuple[str, ...]:
        """Literal values of every language, without duplicates, in order of the file."""
        return tuple(dict.fromkeys(value.value for value in self.literals.get(predicate, ())))

    def text(self, predicate: str) -> str:
        return next(iter(self.texts(predicate)), "")

    def iris(self, predicate: str) -> list[str]:
        return self.nodes.get(predicate, [])

    def is_a(self, class_iri: str) -> bool:
        return class_iri in self.nodes.get(_TYPE, ())


def _assemble(triples: list[ox.Triple], relation_iris: set[str]) -> Ontology:
    nodes: dict[str, _Node] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        node = nodes.setdefault(triple.subject.value, _Node())
        value = triple.object
        if isinstance(value, ox.NamedNode):
            node.nodes.setdefault(triple.predicate.value, []).append(value.value)
        elif isinstance(value, ox.Literal):
            node.literals.setdefault(triple.predicate.value, []).append(value)
    inverses = _inverses(nodes)
    relations = [_relation(iri, nodes[iri], inverses.get(iri)) for iri in sorted(relation_iris)]
    classes = [
        _class(iri, node) for iri, node in sorted(nodes.items()) if node.is_a(_CLASS) and iri.startswith(CG)
    ]
    concepts: dict[str, list[Concept]] = {}
    for iri, node in nodes.items():
        if node.is_a(_CONCEPT):
            for scheme in sorted(set(node.iris(SKOS + "inScheme"))):
                concepts.setdefault(local_name(scheme), []).append(_concept(iri, node, scheme, nodes))
    return Ontology(
        {relation.id: relation for relation in relations},
        {
            scheme: tuple(sorted(members, key=lambda concept: (concept.id, concept.iri)))
            for scheme, members in sorted(concepts.items())
        },
        {found.id: found for found in classes},
        tuple(triples),
    )


def local_name(iri: str) -> str:
    """The part after ``cg:``; an IRI that is not ours stays whole."""
    return iri.removeprefix(CG)


def _locals(iris: list[str]) -> tuple[str, ...]:
    return tuple(sorted({local_name(iri) for iri in iris}))


def _first(iris: list[str]) -> str | None:
    return local_name(sorted(iris)[0]) if iris else None


def _inverses(nodes: Mapping[str, _Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for iri, node in sorted(nodes.items()):
        for other in sorted(node.iris(OWL + "inverseOf")):
            found.setdefault(iri, other)
            found.setdefault(other, iri)
    return found


def _relation(iri: str, node: _Node, inverse: str | None) -> Relation:
    symmetric = node.is_a(OWL + "SymmetricProperty")
    return Relation(
        id=local_name(iri),
        iri=iri,
        label=node.text(RDFS + "label") or local_name(iri).replace("_", " "),
        alt_labels=node.texts(SKOS + "altLabel"),
        definition=node.text(SKOS + "definition"),
        sign=_sign(iri, node),
        inverse=local_name(inverse) if inverse else (local_name(iri) if symmetric else None),
        symmetric=symmetric,
        domain=_first(node.iris(RDFS + "domain")),
        range=_first(node.iris(RDFS + "range")),
        broader=_locals(node.iris(RDFS + "subPropertyOf")),
    )


def _sign(iri: str, node: _Node) -> int | None:
    values = node.all_texts(CG + "sign")
    if not values:
        return None
    if len(values) > 1 or values[0] not in {"1", "-1", "0", "+1"}:
        raise ConfigError(
            f"cg:sign of {local_name(iri)} is {', '.join(values)}", remedy="give one value: 1, 0 or -1"
        )
    return int(values[0])


def _class(iri: str, node: _Node) -> OntologyClass:
    return OntologyClass(
        id=local_name(iri),
        iri=iri,
        label=node.text(RDFS + "label") or local_name(iri),
        definition=node.text(SKOS + "definition"),
        broader=_locals(node.iris(RDFS + "subClassOf")),
    )


def _identifier(iri: str, node: _Node | None) -> str:
    notation = node.all_texts(SKOS + "notation") if node else ()
    return notation[0] if notation else local_name(iri)


def _concept(iri: str, node: _Node, scheme: str, nodes: Mapping[str, _Node]) -> Concept:
    broader = {_identifier(other, nodes.get(other)) for other in node.iris(SKOS + "broader")}
    matches = {(kind, other) for kind in _MATCHES for other in node.iris(SKOS + kind)}
    flags = {
        local_name(predicate)
        for predicate, values in node.literals.items()
        if predicate.startswith(CG) and any(value.value == "true" for value in values)
    }
    links = {
        (local_name(predicate), local_name(other))
        for predicate, values in node.nodes.items()
        if predicate.startswith(CG)
        for other in values
        if other.startswith(CG)
    }
    return Concept(
        id=_identifier(iri, node),
        iri=iri,
        scheme=local_name(scheme),
        label=node.text(SKOS + "prefLabel") or node.text(RDFS + "label") or local_name(iri),
        alt_labels=node.all_texts(SKOS + "altLabel"),
        hidden_labels=node.all_texts(SKOS + "hiddenLabel"),
        definition=node.text(SKOS + "definition"),
        broader=tuple(sorted(broader)),
        matches=tuple(sorted(matches)),
        flags=tuple(sorted(flags)),
        links=tuple(sorted(links)),
        words=tuple(
            (local_name(predicate), text)
            for predicate in sorted(node.literals)
            if predicate.startswith(CG) and predicate.endswith(("Label", "Pattern", "Digit"))
            for text in node.all_texts(predicate)
        ),
        example=node.text(SKOS + "example"),
    )


def _relation_names(relations: Iterable[Relation]) -> dict[str, Relation]:
    ordered = sorted(relations, key=lambda relation: relation.id)
    names: dict[str, Relation] = {}
    for relation in ordered:
        names.setdefault(fold(relation.id), relation)
    for relation in ordered:
        names.setdefault(fold(relation.label), relation)
    for relation in ordered:
        for wording in relation.alt_labels:
            names.setdefault(fold(wording), relation)
    return names


def _concept_names(concepts: tuple[Concept, ...]) -> dict[str, Concept]:
    names: dict[str, Concept] = {}
    for concept in concepts:
        names.setdefault(fold(concept.id), concept)
    for concept in concepts:
        names.setdefault(fold(local_name(concept.iri)), concept)
        names.setdefault(fold(concept.label), concept)
    return names
