"""Walking a store from node to node, and whether a node can stand for a variable.

A walk looks each move up once; nodes with more neighbours than are worth looking at end it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.validation.patterns import Move

Node: TypeAlias = Any
"""A term of the store, of whichever class of pyoxigraph's."""

# Beyond so many nodes on a way it is cheaper to look at every focus node.
_MANY = 2000
# How far from a node it is asked what the patterns need; what is further off is taken to be there.
_DEPTH = 2
# Of more neighbours than these it is not asked whether one fits.
_ASKED = 24


class Need(msgspec.Struct, frozen=True):
    """What a node must have to stand for a variable: along one of ``moves`` one of ``constants``, or any
    node that can stand for the variable ``to``.
    """

    moves: tuple[Move, ...]
    constants: frozenset[Node]
    to: str


Needs: TypeAlias = Mapping[str, tuple[Need, ...]]
"""Variable → what every solution asks of it."""


class Step(msgspec.Struct, frozen=True):
    """From a node along any of ``moves`` to others, which stand for the variable ``to``; with ``closure``
    any number of times.
    """

    moves: tuple[Move, ...]
    closure: bool
    to: str


class Fitting:
    """Whether a node can stand for a variable, as far as it is looked into."""

    __slots__ = ("_known", "_needs", "_walk")

    def __init__(self, walk: Walk, needs: Needs) -> None:
        self._walk = walk
        self._needs = needs
        self._known: dict[tuple[str, Node, int], bool] = {}

    def can_be(self, variable: str, node: Node, depth: int = _DEPTH) -> bool:
        """Whether a node has what is asked of a variable; True where that is not known."""
        needs = self._needs.get(variable)
        if not needs:
            return True
        key = (variable, node, depth)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = all(self._has(node, need, depth) for need in needs)
        return known

    def _has(self, node: Node, need: Need, depth: int) -> bool:
        for move in need.moves:
            others = self._walk.few(node, move)
            if need.constants:
                if self._has_constant(node, need, move, others):
                    return True
            elif (
                others is None
                or (others and (depth == 0 or not need.to))
                or any(self.can_be(need.to, other, depth - 1) for other in others)
            ):
                return True
        return False

    def _has_constant(self, node: Node, need: Need, move: Move, others: tuple[Node, ...] | None) -> bool:
        if others is not None:
            return not need.constants.isdisjoint(others)
        return any(self._walk.leads(node, move, constant) for constant in need.constants)


class Walk:
    """Walks a store that does not change meanwhile, each move from a node once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[tuple[Node, Move], tuple[Node, ...]] = {}
        self._hubs: set[tuple[Node, Move]] = set()
        self._crowded: set[tuple[Node, Move]] = set()

    def few(self, node: Node, move: Move) -> tuple[Node, ...] | None:
        """The nodes that a move leads to, or None where it is not worth asking each of them."""
        key = (node, move)
        known = self._known.get(key)
        if known is None:
            if key in self._crowded:
                return None
            known = tuple(islice(self._moves(node, move), _ASKED + 1))
            if len(known) <= _ASKED:
                self._known[key] = known
        if len(known) > _ASKED:
            self._crowded.add(key)
            return None
        return known

    def leads(self, node: Node, move: Move, other: Node) -> bool:
        """Whether a move leads to a node."""
        start, end = (node, other) if move.forward else (other, node)
        if isinstance(start, ox.Literal):
            return False
        found = self._store.quads_for_pattern(start, ox.NamedNode(move.predicate), end, None)
        return next(iter(found), None) is not None

    def some(self, node: Node, move: Move) -> tuple[Node, ...] | None:
        """The nodes that a move leads to, or None where they are too many to be looked at."""
        key = (node, move)
        known = self._known.get(key)
        if known is None and key not in self._hubs:
            found = tuple(islice(self._moves(node, move), _MANY + 1))
            if len(found) > _MANY:
                self._hubs.add(key)
            else:
                known = self._known[key] = found
        return known

    def _moves(self, node: Node, move: Move) -> Iterable[Node]:
        predicate = ox.NamedNode(move.predicate)
        if not move.forward:
            return (quad.subject for quad in self._store.quads_for_pattern(None, predicate, node, None))
        if isinstance(node, ox.Literal):
            return ()
        return (quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None))

    def along(
        self, steps: Sequence[Step], starts: Iterable[Node], fitting: Fitting | None = None
    ) -> set[Node] | None:
        """The nodes at the end of a way; None where it leads through too many."""
        here = set(starts)
        for step in steps:
            there: set[Node] = set(here) if step.closure else set()
            ahead = list(here)
            while ahead:
                node = ahead.pop()
                for move in step.moves:
                    found = self.some(node, move)
                    if found is None:
                        return None
                    for other in found:
                        if other not in there:
                            there.add(other)
                            if step.closure:
                                ahead.append(other)
            if fitting is not None:
                there = {node for node in there if fitting.can_be(step.to, node)}
            if len(there) > _MANY:
                return None
            here = there
        return here
