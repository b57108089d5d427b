"""NOT EXISTS groups asked of single solutions, from the nodes that are known outwards.

A store plans a group for any solution there could be: with a few at hand it still goes through all that
the group could match. Here a group is matched starting at what the solution binds, always along the
pattern with the fewest nodes; what one solution has looked up, the next finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.namespaces import XSD
from claimgraph.validation.patterns import Edge, End, Move, UnreadableError, read_group
from claimgraph.validation.walk import Node, Walk

Bindings: TypeAlias = Mapping[str, Node]
_TEXT = XSD + "string"


class Absence(msgspec.Struct, frozen=True):
    """One group: patterns that must all match, and the conditions on what they match."""

    edges: tuple[Edge, ...]
    filters: tuple[Any, ...]

    def holds(self, bindings: Bindings, walk: Walk) -> bool:
        """Whether nothing matches the group where the variables stand for ``bindings``.

        Raises:
            UnreadableError: that cannot be told from here; ask the store.
        """
        return not self._matches(dict(bindings), tuple(self.edges), walk)

    def _matches(self, bound: dict[str, Node], left: tuple[Edge, ...], walk: Walk) -> bool:
        if not left:
            return all(_is_true(condition, bound) for condition in self.filters)
        edge, nodes, variable = _next(bound, left, walk)
        rest = tuple(other for other in left if other is not edge)
        if not variable:
            return bool(nodes) and self._matches(bound, rest, walk)
        return any(self._matches({**bound, variable: node}, rest, walk) for node in nodes)


@lru_cache(maxsize=512)
def read_absence(group: str, prefixes: str) -> Absence | None:
    """The group ``{ … }`` of a NOT EXISTS; None where only a store can answer it."""
    try:
        edges, filters = read_group(f"{prefixes}SELECT * WHERE {group}")
    except UnreadableError:
        return None
    for edge in edges:
        if not (_is_comparable(edge.start) and _is_comparable(edge.end)):
            return None
    return Absence(edges, filters)


def _is_comparable(end: End) -> bool:
    """Whether a constant equals what it matches term by term; numbers and dates do so by value."""
    if isinstance(end, ox.Literal):
        return not end.language and end.datatype.value == _TEXT
    return not isinstance(end, ox.BlankNode)


def _next(bound: Mapping[str, Node], left: Sequence[Edge], walk: Walk) -> tuple[Edge, Sequence[Node], str]:
    """The pattern to match next: its nodes at the end that is not known yet, and the variable there.

    Where both ends are known there is no variable, and no node where they are not connected.
    """
    best: tuple[Edge, Sequence[Node], str] | None = None
    for edge in left:
        start, end = _known(edge.start, bound), _known(edge.end, bound)
        if start is not None and end is not None:
            return edge, (end,) if _are_connected(edge, start, end, walk) else (), ""
    for edge in left:
        for here, there, back in ((edge.start, edge.end, False), (edge.end, edge.start, True)):
            node = _known(here, bound)
            if node is None or not isinstance(there, str):
                continue
            found = _reached(edge, node, back, walk)
            if found is not None and (best is None or len(found) < len(best[1])):
                best = (edge, found, there)
    if best is None:
        raise UnreadableError("no pattern starts from what is known")
    return best


def _known(end: End, bound: Mapping[str, Node]) -> Node | None:
    return bound.get(end) if isinstance(end, str) else end


def _are_connected(edge: Edge, start: Node, end: Node, walk: Walk) -> bool:
    found = _reached(edge, start, False, walk)
    if found is None:
        raise UnreadableError("too many nodes")
    return end in found


def _reached(edge: Edge, node: Node, back: bool, walk: Walk) -> Sequence[Node] | None:
    """The nodes at the other end of a pattern; None where they are too many to look at."""
    moves = tuple(Move(move.predicate, move.forward != back) for move in edge.moves)
    found: dict[Node, None] = {node: None} if edge.closure else {}
    ahead = [node]
    while ahead:
        here = ahead.pop()
        for move in moves:
            others = walk.some(here, move)
            if others is None:
                return None
            for other in others:
                if other not in found:
                    found[other] = None
                    if edge.closure:
                        ahead.append(other)
    return tuple(found)


def _is_true(expression: Any, bound: Mapping[str, Node]) -> bool:
    """A condition on IRIs and plain texts; what it needs of SPARQL and no more."""
    name = getattr(expression, "name", "")
    if name == "ConditionalAndExpression":
        return all(_is_true(part, bound) for part in (expression.expr, *expression.other))
    if name == "ConditionalOrExpression":
        return any(_is_true(part, bound) for part in (expression.expr, *expression.other))
    if name == "RelationalExpression" and expression.op in ("=", "!=", "IN", "NOT IN"):
        many = expression.op in ("IN", "NOT IN")
        left = _term(expression.expr, bound)
        listed = expression.other if many else [expression.other]
        among = left in [_term(item, bound) for item in listed]
        return among == (expression.op in ("=", "IN"))
    raise UnreadableError(f"a condition of another form: {name}")


def _term(expression: Any, bound: Mapping[str, Node]) -> Node:
    from rdflib import Literal, URIRef, Variable

    node: Any = None
    if isinstance(expression, Variable):
        node = bound.get(str(expression))
    elif isinstance(expression, Literal) and expression.datatype is None and not expression.language:
        node = ox.Literal(str(expression))
    elif isinstance(expression, URIRef):
        node = ox.NamedNode(str(expression))
    if isinstance(node, ox.NamedNode) or (isinstance(node, ox.Literal) and node.datatype.value == _TEXT):
        return node
    raise UnreadableError("a comparison of another kind")
