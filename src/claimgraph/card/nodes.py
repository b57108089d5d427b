"""Property tables: what a pattern's nodes say, from one flat query a pattern.

Joined into one query, properties with several values would multiply each other's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from claimgraph.namespaces import CG, PREFIXES, RDFS
from claimgraph.store import GraphStore, Term, to_text

_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))


class Node(msgspec.Struct, frozen=True):
    """A node and its properties; names of our own are local (``effectText``), others by full IRI."""

    iri: str
    values: Mapping[str, tuple[str, ...]]

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a property, sorted."""
        return self.values.get(name, ())

    def text(self, name: str) -> str | None:
        """The first value, or None."""
        found = self.values.get(name)
        return found[0] if found else None

    def number(self, name: str) -> int | None:
        """The first value as a whole number; None where it is none."""
        found = self.text(name)
        try:
            return int(found) if found is not None else None
        except ValueError:
            return None

    def flag(self, name: str) -> bool | None:
        """The first value as a boolean; None where unknown."""
        found = self.text(name)
        return None if found is None else found in ("true", "1")

    @property
    def label(self) -> str | None:
        """``rdfs:label``."""
        return self.text(RDFS + "label")


def read_nodes(
    store: GraphStore, pattern: str, bindings: Mapping[str, Term] | None = None
) -> dict[str, Node]:
    """The nodes that are ``?node`` in a graph pattern, with all that they say, sorted by IRI."""
    query = f"{_PREFIX}SELECT DISTINCT ?node ?property ?value WHERE {{ {pattern} ?node ?property ?value }}"
    found: dict[str, dict[str, set[str]]] = {}
    for node, name, value in store.select(query, bindings, trusted=True).rows:
        properties = found.setdefault(to_text(node), {})
        properties.setdefault(to_text(name).removeprefix(CG), set()).add(to_text(value))
    return {
        iri: Node(iri, {name: tuple(sorted(values)) for name, values in sorted(found[iri].items())})
        for iri in sorted(found)
    }


def read_rows(
    store: GraphStore, query: str, bindings: Mapping[str, Term] | None = None
) -> Iterable[tuple[str, ...]]:
    """The rows of a SELECT as texts, all prefixes declared."""
    return store.select(_PREFIX + query, bindings, trusted=True).texts()
