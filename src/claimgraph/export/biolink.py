"""Our terms in the Biolink Model, as ``ontology/biolink.toml`` says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote

import msgspec

from claimgraph.errors import ConfigError
from claimgraph.namespaces import DEFAULT_BASE
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.resources import ontology_dir

LOCAL_PREFIX = "claimgraph"

# What stands below the base of a graph; see claimgraph.namespaces.Minter.
_OURS = re.compile(
    r"(?P<base>.+?[/#])(?P<rest>(?:entity|term|source|claim|edge|citation|concept)/.+)", re.DOTALL
)


class Namespace(msgspec.Struct, frozen=True):
    """A namespace of identifiers: what its IRIs begin with, and its prefix in Biolink."""

    name: str
    iri: str
    prefix: str


class Association(msgspec.Struct, frozen=True):
    """A class of associations and what it joins."""

    category: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    predicates: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True, omit_defaults=True):
    """A relation as Biolink says it."""

    predicate: str
    qualified_predicate: str = ""
    object_aspect_qualifier: str = ""
    object_direction_qualifier: str = ""
    causal_mechanism_qualifier: str = ""


class Mapping(msgspec.Struct, frozen=True):
    """The whole file."""

    model: str
    categories: dict[str, str]
    identifiers: dict[str, tuple[str, ...]]
    namespaces: tuple[Namespace, ...]
    associations: tuple[Association, ...]
    relations: dict[str, Statement]


def read_mapping() -> Mapping:
    """The mapping that is shipped.

    Raises:
        ConfigError: the file is not what it should be.
    """
    path = ontology_dir() / "biolink.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Mapping)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"the mapping to Biolink cannot be read: {error}", path=str(path)) from error


_DIRECTIONS = {"increase": "increased", "decrease": "decreased"}


class Biolink:
    """Says classes, relations and identifiers in Biolink's words.

    Attributes:
        base: what the local prefix stands for; the base of the first IRI of ours that was met.
    """

    def __init__(self, mapping: Mapping | None = None, ontology: Ontology | None = None) -> None:
        self.mapping = mapping or read_mapping()
        self.ontology = ontology or read_ontology()
        self.base = DEFAULT_BASE
        self._by_name = {item.name: item for item in self.mapping.namespaces}

    def category(self, kind: str) -> str:
        """The category of a class of ours, without its prefix."""
        return self.mapping.categories.get(kind, "NamedThing")

    def statement(self, relation: str, directions: Iterable[str] = ()) -> Statement:
        """A relation with its qualifiers. A direction that a claim gives fills in where the relation has
        none and is an effect."""
        found = self._mapped(relation)
        told = [_DIRECTIONS[item] for item in directions if item in _DIRECTIONS]
        known = self.ontology.relations.get(relation)
        is_open = known is not None and known.sign == 0 and not found.object_direction_qualifier
        if is_open and len(told) == 1 and found.predicate == "affects":
            return msgspec.structs.replace(
                found, qualified_predicate="causes", object_direction_qualifier=told[0]
            )
        return found

    def _mapped(self, relation: str) -> Statement:
        seen: set[str] = set()
        pending = [relation]
        while pending:
            name = pending.pop(0)
            if name in self.mapping.relations:
                return self.mapping.relations[name]
            known = self.ontology.relations.get(name)
            if known is not None and name not in seen:
                seen.add(name)
                pending.extend(known.broader)
        return Statement("related_to")

    def association(self, subject: str, predicate: str, target: str) -> str:
        """The class of an association between two categories."""
        for item in self.mapping.associations:
            if predicate in item.predicates and subject in item.subjects and target in item.objects:
                return item.category
        return "Association"

    def curie(self, iri: str) -> str | None:
        """An identifier of a known namespace as a CURIE, None where the namespace is unknown."""
        for item in self.mapping.namespaces:
            if iri.startswith(item.iri) and len(iri) > len(item.iri):
                return f"{item.prefix}:{iri.removeprefix(item.iri)}"
        return None

    def local(self, iri: str) -> str:
        """One of our IRIs as a CURIE. The tail is percent-encoded once more: CURIEs hold no slash."""
        match = _OURS.fullmatch(iri)
        if match is None:
            return f"{LOCAL_PREFIX}:{quote(iri, safe='-._~')}"
        self.base = match["base"]
        return f"{LOCAL_PREFIX}:{quote(match['rest'], safe='-._~')}"

    def preferred(self, category: str, iris: Iterable[str]) -> str | None:
        """The one identifier that may be the id of a node of a category; None of several of one kind."""
        known = sorted(iris)
        for name in self.mapping.identifiers.get(category, ()):
            namespace = self._by_name[name]
            found = [iri for iri in known if iri.startswith(namespace.iri) and len(iri) > len(namespace.iri)]
            if len(found) == 1:
                curie = f"{namespace.prefix}:{found[0].removeprefix(namespace.iri)}"
                return curie if _CURIE.fullmatch(curie) else None
        return None

    @cached_property
    def designs(self) -> dict[str, str]:
        """Study designs by notation, as types of evidence in ECO."""
        return self._matches("designs", "ECO_")

    @cached_property
    def organisms(self) -> dict[str, str]:
        """Organisms by notation, as taxa of NCBI."""
        return self._matches("organisms", "NCBITaxon_")

    def _matches(self, scheme: str, part: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for concept in self.ontology.concepts(scheme):
            for _, iri in concept.matches:
                curie = self.curie(iri) if part in iri else None
                if curie is not None:
                    found.setdefault(concept.id, curie)
        return found


# No blank, slash or further colon: what KGX takes for a CURIE.
_CURIE = re.compile(r"[^ <()>:]+:[^/ :]+")
