"""Terms, rows, and what queries need of any store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias

import msgspec
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.namespaces import XSD

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Table(msgspec.Struct, frozen=True):
    """Rows of a SELECT. ``None`` is an unbound cell; terms are pyoxigraph's."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain text: an IRI or the lexical form of a literal, empty where unbound."""
        for row in self.rows:
            yield tuple(to_text(term) for term in row)

    def records(self) -> Iterator[dict[str, str]]:
        """The rows as mappings from column to plain text."""
        for row in self.texts():
            yield dict(zip(self.columns, row, strict=True))

    def column(self, name: str) -> tuple[Term | None, ...]:
        """All cells of one column."""
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)


def to_text(term: Term | None) -> str:
    """The IRI, label or lexical form of a term, without datatype; empty for an unbound cell."""
    if term is None:
        return ""
    if isinstance(term, Triple):
        return str(term)
    return term.value


def canonical(term: Term | None) -> Term | None:
    """The term with the one lexical form that stands for its value: whole numbers, decimals, truth values.

    Servers keep or rewrite these as they like (``12``, ``12.0``; ``1``, ``true``); Oxigraph writes them so.
    A literal whose text is no such value stays as it is.
    """
    if not isinstance(term, Literal) or term.language:
        return term
    kind, text = term.datatype.value, term.value.strip()
    if kind == XSD + "boolean" and text in ("0", "1"):
        return Literal("true" if text == "1" else "false", datatype=term.datatype)
    if kind == XSD + "integer" and re.fullmatch(r"[+-]?\d{1,400}", text):
        return Literal(str(int(text)), datatype=term.datatype)
    if kind == XSD + "decimal" and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
        sign = "-" if text.startswith("-") else ""
        whole, _, rest = text.lstrip("+-").partition(".")
        whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
        value = whole + (f".{rest}" if rest else "")
        return Literal(value if value == "0" else sign + value, datatype=term.datatype)
    return term


class GraphStore(Protocol):
    """What queries and inference need of a store. Errors: ``UsageError`` for a refused or malformed
    query, ``EngineError`` where the engine fails.
    """

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT, with ``bindings`` (variable name to term) joined in.

        ``trusted`` text is our own (a saved query): it is tokenised and not parsed a second time,
        which takes rdflib up to a second.
        """

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False) -> bool:
        """The answer of an ASK."""

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT, in the engine's order."""
