"""The triple patterns of a constraint, each with those that must hold wherever it matters.

Read from the algebra of the SELECT (rdflib's), so that what is optional, one branch of several, or
ruled out is told from what every solution needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeAlias

import msgspec
import pyoxigraph as ox

End: TypeAlias = str | ox.NamedNode | ox.Literal | ox.BlankNode
"""A variable's name, or a constant."""

_STEP = re.compile(r"(?P<inverse>\^?)<(?P<iri>[^>]*)>(?P<times>[*+]?)")
_PLAIN = re.compile(r"\^?<[^>]*>[*+]?(?:/\^?<[^>]*>[*+]?)*")


class UnreadableError(Exception):
    """Something of which it is not known what it depends on; never leaves this package."""


class Move(msgspec.Struct, frozen=True):
    """Along a predicate, from subject to object or back."""

    predicate: str
    forward: bool


class Edge(msgspec.Struct, frozen=True):
    """A pattern: from ``start`` by one of ``moves`` to ``end``; with ``closure`` by any number, none too."""

    start: End
    moves: tuple[Move, ...]
    end: End
    closure: bool


class Read(msgspec.Struct, frozen=True):
    """Every pattern of a query with those that each solution that uses it needs, itself among them."""

    patterns: tuple[tuple[Edge, tuple[Edge, ...]], ...]


@lru_cache(maxsize=512)
def edges_of_path(path: str, start: str, end: str) -> tuple[Edge, ...]:
    """A property path with full IRIs as edges, with variables of its own between the steps.

    Raises:
        UnreadableError: a path in which something may be missing, or that excludes predicates.
    """
    if _PLAIN.fullmatch(path):
        steps = list(_STEP.finditer(path))
        names = [start, *(f"{start}/{at}/{end}" for at in range(1, len(steps))), end]
        found = []
        for at, step in enumerate(steps):
            moves = (Move(step["iri"], not step["inverse"]),)
            found += _repeated(names[at], moves, names[at + 1], step["times"])
        return tuple(found)
    return read_group(f"SELECT * WHERE {{ ?{start} {path} ?{end} }}")[0]


def _repeated(start: End, moves: tuple[Move, ...], end: End, times: str) -> list[Edge]:
    """One step, or any number: ``+`` is one step and then any number."""
    if times == "+":
        between = f"{start}+{end}"
        return [Edge(start, moves, between, False), Edge(between, moves, end, True)]
    return [Edge(start, moves, end, times == "*")]


@lru_cache(maxsize=512)
def read_select(query: str) -> Read:
    """The patterns of a SELECT.

    Raises:
        UnreadableError: a form of which it is not known what it depends on.
    """
    from rdflib.plugins.sparql import prepareQuery

    algebra = prepareQuery(query).algebra
    reader = _Reader()
    top = algebra.p
    while top.name in ("Distinct", "Reduced", "OrderBy"):
        top = top.p
    if top.name != "Project":
        raise UnreadableError(top.name)
    keys = _group_keys(top.p)
    if keys is not None and "this" not in keys:
        raise UnreadableError("groups that are not by $this")
    reader.visit(top.p, (), "", None)
    return Read(tuple(reader.found))


@lru_cache(maxsize=512)
def read_group(query: str) -> tuple[tuple[Edge, ...], tuple[Any, ...]]:
    """The patterns of a SELECT that must all match, and its filters (rdflib's expressions).

    Raises:
        UnreadableError: it has more than these.
    """
    from rdflib.plugins.sparql import prepareQuery

    node = prepareQuery(query).algebra.p
    filters: list[Any] = []
    while node.name in ("Project", "Filter"):
        if node.name == "Filter":
            filters.append(node.expr)
        node = node.p
    if node.name != "BGP":
        raise UnreadableError(node.name)
    reader = _Reader()
    edges = reader.needed(node, "", None)
    if reader.has_branches:
        raise UnreadableError("a path with a choice of ways")
    return edges, tuple(filters)


def _group_keys(node: Any) -> set[str] | None:
    """The variables that a query groups by; None where it does not group."""
    while getattr(node, "name", "") in (
        "Extend",
        "Filter",
        "AggregateJoin",
        "OrderBy",
        "Project",
        "Distinct",
    ):
        node = node.p
    if getattr(node, "name", "") != "Group":
        return None
    return {str(key) for key in node.expr or ()}


class _Reader:
    """Walks the algebra; a scope renames the variables that a subquery keeps to itself."""

    def __init__(self) -> None:
        self.found: list[tuple[Edge, tuple[Edge, ...]]] = []
        self._fresh = count()
        self._edges: dict[tuple[int, str], tuple[Edge, ...]] = {}
        # Ways that a path may take, of which a solution needs no more than one.
        self._branches: dict[tuple[int, str], list[tuple[Edge, ...]]] = {}
        self._kept: list[Any] = []

    @property
    def has_branches(self) -> bool:
        """Whether a path with a choice of ways has been met."""
        return any(self._branches.values())

    # A scope is a suffix; ``shown`` are the variables that keep their names, None for all.

    def needed(self, node: Any, scope: str, shown: frozenset[str] | None) -> tuple[Edge, ...]:
        """The edges that every solution of a node needs."""
        name = node.name
        if name == "BGP":
            return self._own(node, scope, shown)
        if name == "Join":
            return (*self.needed(node.p1, scope, shown), *self.needed(node.p2, scope, shown))
        if name in ("LeftJoin", "Minus"):
            return self.needed(node.p1, scope, shown)
        if name in ("Filter", "Extend", "AggregateJoin", "Group", "Distinct", "Reduced", "OrderBy"):
            return self.needed(node.p, scope, shown)
        if name == "Project":
            return self.needed(node.p, *self._inner(node, scope, shown))
        if name == "ToMultiSet":
            return self.needed(node.p, scope, shown) if node.p.name == "Project" else ()
        if name in ("Union", "values"):
            return ()
        raise UnreadableError(name)

    def visit(self, node: Any, context: tuple[Edge, ...], scope: str, shown: frozenset[str] | None) -> None:
        """Note every pattern below a node; ``context`` are edges that hold around it."""
        name = node.name
        if name == "BGP":
            own = self._own(node, scope, shown)
            self.found += [(edge, (*own, *context)) for edge in own]
            for branch in self._branches[id(node), scope]:
                self.found += [(edge, (*branch, *own, *context)) for edge in branch]
        elif name in ("Join", "Union", "LeftJoin", "Minus"):
            left, right = self.needed(node.p1, scope, shown), self.needed(node.p2, scope, shown)
            self.visit(node.p1, (*context, *right) if name == "Join" else context, scope, shown)
            self.visit(node.p2, context if name == "Union" else (*context, *left), scope, shown)
            if name == "LeftJoin":
                self._visit_expression(node.expr, (*context, *left, *right), scope, shown)
        elif name in ("Filter", "Extend"):
            self.visit(node.p, context, scope, shown)
            around = (*context, *self.needed(node.p, scope, shown))
            self._visit_expression(node.expr, around, scope, shown)
        elif name in ("AggregateJoin", "Group", "Distinct", "Reduced", "OrderBy"):
            self.visit(node.p, context, scope, shown)
        elif name == "Project":
            self.visit(node.p, context, *self._inner(node, scope, shown))
        elif name == "ToMultiSet" and node.p.name == "Project":
            self.visit(node.p, context, scope, shown)
        elif name not in ("ToMultiSet", "values"):
            raise UnreadableError(name)

    def _inner(self, node: Any, scope: str, shown: frozenset[str] | None) -> tuple[str, frozenset[str]]:
        """The scope of a subquery: only what it selects, and groups by, is what it is outside."""
        names = {str(variable) for variable in node.PV}
        keys = _group_keys(node.p)
        if keys is not None:
            names &= keys
        # A name that is not shown outside is not shown further in either.
        key = (id(node), scope)
        self._kept.append(node)
        if key not in self._edges:
            self._edges[key] = (Edge(f"{scope}.{next(self._fresh)}", (), "", False),)
        inner = str(self._edges[key][0].start)
        return inner, frozenset(names if shown is None else names & shown)

    def _visit_expression(
        self, expression: Any, context: tuple[Edge, ...], scope: str, shown: frozenset[str] | None
    ) -> None:
        if isinstance(expression, (list, tuple)):
            for item in expression:
                self._visit_expression(item, context, scope, shown)
            return
        if not isinstance(expression, dict):
            return
        if getattr(expression, "name", "") in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            self.visit(_translated(expression["graph"]), context, scope, shown)
            return
        for item in expression.values():
            self._visit_expression(item, context, scope, shown)

    def _own(self, node: Any, scope: str, shown: frozenset[str] | None) -> tuple[Edge, ...]:
        key = (id(node), scope)
        if key not in self._edges:
            self._kept.append(node)  # so that its id stays its own
            branches = self._branches[key] = []
            self._edges[key] = tuple(
                edge
                for subject, predicate, value in node.triples
                for edge in self._pattern(
                    _end(subject, scope, shown), predicate, _end(value, scope, shown), branches
                )
            )
        return self._edges[key]

    def _pattern(
        self, start: End, predicate: Any, end: End, branches: list[tuple[Edge, ...]]
    ) -> Iterable[Edge]:
        """The edges that a pattern needs; where it has a choice of ways, these go to ``branches``."""
        from rdflib.paths import AlternativePath, MulPath, SequencePath

        if isinstance(predicate, SequencePath):
            names: list[End] = [start, *(f"/{next(self._fresh)}" for _ in predicate.args[1:]), end]
            found: list[Edge] = []
            for at, part in enumerate(predicate.args):
                found += self._pattern(names[at], part, names[at + 1], branches)
            return found
        if isinstance(predicate, MulPath) and predicate.mod in ("*", "+"):
            return _repeated(start, tuple(_moves(predicate.path)), end, predicate.mod)
        if isinstance(predicate, AlternativePath) and any(
            isinstance(part, SequencePath | MulPath) for part in predicate.args
        ):
            for part in predicate.args:
                inner: list[tuple[Edge, ...]] = []
                branch = tuple(self._pattern(start, part, end, inner))
                branches.append(branch)
                branches += [(*branch, *deeper) for deeper in inner]
            return ()
        return [Edge(start, tuple(_moves(predicate)), end, False)]


def _moves(predicate: Any) -> Sequence[Move]:
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, SequencePath

    if isinstance(predicate, URIRef):
        return [Move(str(predicate), True)]
    if isinstance(predicate, InvPath):
        return [Move(move.predicate, not move.forward) for move in _moves(predicate.arg)]
    if isinstance(predicate, AlternativePath):
        return [move for part in predicate.args for move in _moves(part)]
    if isinstance(predicate, SequencePath) and len(predicate.args) == 1:
        return _moves(predicate.args[0])
    raise UnreadableError("a path of another form")


def _translated(graph: Any) -> Any:
    """The algebra of a group in an EXISTS, which rdflib translates only when it runs it."""
    from rdflib.plugins.sparql.algebra import translateGroupGraphPattern

    return translateGroupGraphPattern(graph) if "part" in graph or "where" in graph else graph


def _end(term: Any, scope: str, shown: frozenset[str] | None) -> End:
    from rdflib import BNode, Literal, URIRef, Variable

    if isinstance(term, Variable):
        name = str(term)
        return name if shown is None or name in shown else f"{name}{scope}"
    if isinstance(term, BNode):
        return f"_{term}{scope}"
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
            if term.datatype
            else ox.Literal(str(term))
        )
    raise UnreadableError(type(term).__name__)
