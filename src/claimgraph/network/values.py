"""Frozen values of a projected graph: nodes, links and the types of what they carry.

Concepts (an organism, a study design, an access level) are given by their notation
(``mus-musculus``), classes and relations by their name without prefix.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

Values = dict[str, tuple[str, ...]]
"""The values of an element by name, each as its lexical form; a name without a value is not there."""


class Shape(StrEnum):
    """The shapes of a projected graph.

    ``CLAIMS`` is browse with an edge for each claim behind an edge, for formats whose edges are assertions.
    ``BOTH`` holds browse and evidence in one, for programs that filter by type.
    """

    BROWSE = "browse"
    CLAIMS = "claims"
    EVIDENCE = "evidence"
    BOTH = "both"


class Field(msgspec.Struct, frozen=True):
    """A named attribute: ``kind`` is ``string``, ``integer``, ``double`` or ``boolean``; ``many`` a list."""

    name: str
    kind: str = "string"
    many: bool = False


class Node(msgspec.Struct, frozen=True):
    """A node.

    Attributes:
        kind: its most specific class (``Compound``; ``UnlinkedEntity`` where nothing more is known).
        classes: all its classes of ours, sorted.
        degree: the number of links that start or end here (a loop counts twice).
    """

    iri: str
    label: str
    kind: str
    classes: tuple[str, ...]
    values: Values
    degree: int = 0


class Link(msgspec.Struct, frozen=True):
    """A directed link. ``derived`` tells an edge between entities from a part of a claim's evidence.

    ``iri`` is unique among the links of a graph and stable; that of a part is made from its ends.
    """

    iri: str
    source: str
    target: str
    relation: str
    derived: bool
    values: Values


class Omission(msgspec.Struct, frozen=True):
    """Something that a projection does not hold: how many of what, and where they are to be found."""

    count: int
    what: str
    where: str = "nquads"

    def __str__(self) -> str:
        return f"{self.count} {self.what}: see {self.where}"
