"""Runs saved queries: what a user wrote becomes terms of the declared types, which are bound.

An optional parameter that is not given stays free: its variable then matches anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from claimgraph.errors import ConfigError, UsageError
from claimgraph.namespaces import PREFIXES, XSD
from claimgraph.queries.lookup import find_entity, find_page, find_source
from claimgraph.queries.saved import LIST_SEPARATOR, Parameter, SavedQuery
from claimgraph.store import GraphStore, Table, Term


def run_query(store: GraphStore, query: SavedQuery, params: Mapping[str, str]) -> Table:
    """The answer of a saved query, columns as declared, cells as terms, lists sorted.

    Raises:
        UsageError: a parameter is unknown, missing, of the wrong type, or names nothing or several
            things in this graph.
    """
    table = store.select(query.text, bind_parameters(store, query, params), trusted=True)
    declared = tuple(column.name for column in query.columns)
    if table.columns != declared:
        raise ConfigError(
            f"the query gives the columns {', '.join(table.columns)}; its header says {', '.join(declared)}",
            path=query.path,
        )
    lists = [at for at, column in enumerate(query.columns) if column.list]
    if not lists:
        return table
    return Table(table.columns, tuple(_sorted_lists(row, lists) for row in table.rows))


def _sorted_lists(row: tuple[Term | None, ...], lists: list[int]) -> tuple[Term | None, ...]:
    cells = list(row)
    for at in lists:
        cell = cells[at]
        if isinstance(cell, Literal):
            parts = sorted({part for part in cell.value.split(LIST_SEPARATOR) if part})
            cells[at] = Literal(LIST_SEPARATOR.join(parts)) if parts else None
    return tuple(cells)


def bind_parameters(store: GraphStore, query: SavedQuery, params: Mapping[str, str]) -> dict[str, Term]:
    """The terms of a query's parameters; see ``run_query`` for what can be wrong with them."""
    known = {parameter.name: parameter for parameter in query.params}
    for name in params:
        if name not in known:
            takes = ", ".join(known) or "none"
            raise UsageError(f"{query.id} has no parameter {name!r}", remedy=f"its parameters: {takes}")
    bound: dict[str, Term] = {}
    for parameter in query.params:
        value = params.get(parameter.name, parameter.default)
        if value is None or (value == "" and parameter.optional):
            if parameter.optional:
                continue
            raise UsageError(
                f"{query.id} needs the parameter {parameter.name!r}",
                remedy=f"for example --param {parameter.name}={parameter.example}",
            )
        bound[parameter.name] = to_term(store, parameter, value)
    return bound


def to_term(store: GraphStore, parameter: Parameter, value: str) -> Term:
    """What a user wrote for a parameter, as a term of the parameter's type."""
    value = value.strip()
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(f"{parameter.name} is not UTF-8 text", remedy="type it as UTF-8") from None
    if parameter.type == "text":
        return Literal(value)
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise UsageError(f"{parameter.name} must be a whole number, not {value!r}")
        return Literal(str(int(value)), datatype=NamedNode(XSD + "integer"))
    if parameter.type == "iri":
        return _iri(parameter.name, value)
    find = {"entity": find_entity, "page": find_page, "source": find_source}[parameter.type]
    return find(store, value, parameter.name)


def _iri(name: str, value: str) -> NamedNode:
    prefix, colon, local = value.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        value = PREFIXES[prefix] + local
    try:
        iri = NamedNode(value)
    except ValueError as error:
        raise UsageError(f"{name} must be an IRI, not {value!r}: {error}") from error
    return iri
