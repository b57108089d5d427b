"""Answers of queries as JSON rows: numbers and booleans as such, everything else as text."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal

from claimgraph.namespaces import XSD
from claimgraph.store import Table, Term, to_text

Value = str | int | float | bool | None


def to_value(term: Term | None) -> Value:
    """A term as a JSON value; ``None`` where the cell is unbound.

    A number whose lexical form is not one (``"many"^^xsd:integer`` is legal RDF) stays text.
    """
    if isinstance(term, Literal):
        kind = term.datatype.value
        try:
            if kind == XSD + "integer":
                return int(term.value)
            if kind in (XSD + "decimal", XSD + "double"):
                return float(term.value)
        except ValueError:
            return term.value
        if kind == XSD + "boolean":
            return term.value in ("true", "1")
    return to_text(term) if term is not None else None


def answer_rows(answer: Table) -> list[dict[str, Any]]:
    """The rows of an answer, one dictionary a row, keys in the order of the columns."""
    return [
        {column: to_value(term) for column, term in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]
