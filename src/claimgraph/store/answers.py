"""Queries whose form is not known beforehand: rows, a truth value or triples."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import UsageError
from claimgraph.namespaces import XSD
from claimgraph.store.lexing import parse_outline
from claimgraph.store.tables import GraphStore, Table


def answer_any(store: GraphStore, query: str) -> Table | bool | tuple[Triple, ...]:
    """The answer of any read-only query that somebody wrote: rows, a truth value, or triples in order.

    Raises:
        UsageError: the query is refused or malformed.
        EngineError: the store failed, or stopped it.
    """
    form = parse_outline(query).form
    if form == "select":
        return store.select(query)
    if form == "ask":
        return store.ask(query)
    if form in ("construct", "describe"):
        return tuple(sorted(set(store.construct(query)), key=str))
    raise UsageError("the query has no SELECT, ASK, CONSTRUCT or DESCRIBE")


def answer_table(answer: Table | bool | tuple[Triple, ...]) -> Table:
    """Any answer as rows: a truth value is one cell, a triple a row of three."""
    if isinstance(answer, Table):
        return answer
    if isinstance(answer, bool):
        truth = Literal(str(answer).lower(), datatype=NamedNode(XSD + "boolean"))
        return Table(("answer",), ((truth,),))
    rows = tuple((triple.subject, triple.predicate, triple.object) for triple in answer)
    return Table(("subject", "predicate", "object"), rows)
