"""Which focus nodes of a shape a change of the store can touch.

A result for a focus node rests on solutions of the constraint's patterns with ``$this`` bound to it. A
quad that came or went can change these only if one of the patterns matches it, and then the patterns
that every such solution needs lead from there to the focus node. ``reach_of`` reads these ways once
from the shape; ``Reach.affected`` walks them, over a store that holds what was and what is, and gives
too many nodes rather than too few. Where a way cannot be read, the shape is ``whole``: any change of
a predicate that it mentions, or any at all, means every focus node.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.namespaces import RDF
from claimgraph.validation.patterns import Edge, Move, Read, UnreadableError, edges_of_path, read_select
from claimgraph.validation.shape import Constraint, Shape, Target

Node: TypeAlias = Any
"""A term of the store, of whichever class of pyoxigraph's."""
Pairs: TypeAlias = Mapping[str, Sequence[tuple[Node, Node]]]
"""What came and went: predicate IRI → (subject, object)."""

# Beyond so many nodes on a way it is cheaper to look at every focus node.
_MANY = 2000
_THIS = "this"
_PAIRED = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


class Step(msgspec.Struct, frozen=True):
    """From a node along any of ``moves`` to others; with ``closure`` any number of times."""

    moves: tuple[Move, ...]
    closure: bool


class Trigger(msgspec.Struct, frozen=True):
    """One pattern of a shape, and the way from what matches it to the focus node.

    ``subject`` and ``object`` are constants that the pattern asks for, or None. The way starts at the
    object where ``from_object`` holds, else at the subject; where ``steps`` is None there is no way, and
    a match means every focus node.
    """

    predicate: str
    subject: Node | None
    object: Node | None
    from_object: bool
    steps: tuple[Step, ...] | None


class Reach(msgspec.Struct, frozen=True):
    """All triggers of a shape; ``whole`` where something of it cannot be read."""

    triggers: tuple[Trigger, ...]
    whole: bool

    @property
    def predicates(self) -> frozenset[str]:
        """What the shape mentions."""
        return frozenset(trigger.predicate for trigger in self.triggers)

    def affected(self, walk: Walk, pairs: Pairs) -> frozenset[Node] | None:
        """The focus nodes that a change can touch; None for all of them."""
        if self.whole:
            return None
        found: set[Node] = set()
        for trigger in self.triggers:
            starts = {
                value if trigger.from_object else subject
                for subject, value in pairs.get(trigger.predicate, ())
                if (trigger.subject is None or trigger.subject == subject)
                and (trigger.object is None or trigger.object == value)
            }
            if not starts:
                continue
            reached = None if trigger.steps is None else walk.along(trigger.steps, starts)
            if reached is None:
                return None
            found |= reached
        return frozenset(found)


class Walk:
    """Walks a store that does not change meanwhile, each move from a node once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[tuple[Node, Move], tuple[Node, ...]] = {}

    def _moved(self, node: Node, move: Move) -> tuple[Node, ...]:
        known = self._known.get((node, move))
        if known is None:
            predicate = ox.NamedNode(move.predicate)
            if not move.forward:
                known = tuple(
                    quad.subject for quad in self._store.quads_for_pattern(None, predicate, node, None)
                )
            elif isinstance(node, ox.Literal):
                known = ()
            else:
                known = tuple(
                    quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None)
                )
            self._known[node, move] = known
        return known

    def along(self, steps: Sequence[Step], starts: Iterable[Node]) -> set[Node] | None:
        """The nodes at the end of a way; None where it leads through too many."""
        here = set(starts)
        for step in steps:
            there: set[Node] = set(here) if step.closure else set()
            ahead = list(here)
            while ahead:
                if len(there) > _MANY or len(ahead) > _MANY:
                    return None
                node = ahead.pop()
                for move in step.moves:
                    for other in self._moved(node, move):
                        if other not in there:
                            there.add(other)
                            if step.closure:
                                ahead.append(other)
            here = there
        return None if len(here) > _MANY else here


def reach_of(shape: Shape, prefixes: str, members: Mapping[str, Sequence[str]]) -> Reach:
    """The reach of a shape. ``members`` gives for a class of a target its subclasses, itself among them."""
    try:
        triggers = [
            trigger
            for target in shape.targets
            for edge in _target_edges(target, members)
            for trigger in _triggers(edge, (edge,))
        ]
        triggers += _of_shape(shape, prefixes)
    except UnreadableError:
        return Reach((), True)
    return Reach(tuple(dict.fromkeys(triggers)), False)


def _target_edges(target: Target, members: Mapping[str, Sequence[str]]) -> list[Edge]:
    if target.kind == "targetNode":
        return []
    if target.kind == "targetClass":
        kinds = members.get(target.iri, (target.iri,))
        return [Edge(_THIS, (Move(RDF + "type", True),), ox.NamedNode(kind), False) for kind in kinds]
    return [Edge(_THIS, (Move(target.iri, target.kind == "targetSubjectsOf"),), "other", False)]


def _of_shape(shape: Shape, prefixes: str) -> list[Trigger]:
    found: list[Trigger] = []
    path = edges_of_path(shape.path, _THIS, "value") if shape.path is not None else []
    for edge in path:
        found += _triggers(edge, path)
    for constraint in shape.constraints:
        found += _of_constraint(constraint, path, prefixes)
    for member in shape.properties:
        found += _of_shape(member, prefixes)
    return found


def _of_constraint(constraint: Constraint, path: Sequence[Edge], prefixes: str) -> list[Trigger]:
    found: list[Trigger] = []
    if constraint.kind == "sparql":
        read = read_select(prefixes + constraint.value)
        return [trigger for edge, context in _contexts(read) for trigger in _triggers(edge, context)]
    if constraint.kind in ("or", "and", "not"):
        for member in constraint.value:
            found += _of_shape(member, prefixes)
    elif constraint.kind == "class":
        node = "value" if path else _THIS
        edge = Edge(node, (Move(RDF + "type", True),), "class", False)
        found += _triggers(edge, (*path, edge))
    elif constraint.kind in _PAIRED:
        edge = Edge(_THIS, (Move(constraint.value.value, True),), "other", False)
        found += _triggers(edge, (edge,))
    return found


def _contexts(read: Read) -> Iterable[tuple[Edge, Sequence[Edge]]]:
    for edge, context in read.patterns:
        if edge.closure and not all(_is_bound(end, edge, context) for end in (edge.start, edge.end)):
            raise UnreadableError("a path of length zero between any two nodes")
        yield edge, context


def _is_bound(end: str | Node, edge: Edge, context: Sequence[Edge]) -> bool:
    """Whether the end of a path that may have length zero is known from elsewhere."""
    if not isinstance(end, str) or end == _THIS:
        return True
    others = [other for other in context if other is not edge]
    # One end that is known makes the other known, too.
    ends = {edge.start, edge.end}
    return any(known in (other.start, other.end) for other in others for known in ends) or bool(
        {known for known in ends if not isinstance(known, str) or known == _THIS}
    )


def _triggers(edge: Edge, context: Sequence[Edge]) -> list[Trigger]:
    """The triggers of one edge: one a move, by the shortest way from either end to ``$this``."""
    back = tuple(Move(move.predicate, not move.forward) for move in edge.moves)
    ways: list[tuple[int, bool, tuple[Step, ...] | None]] = []
    for end, own in ((edge.start, back), (edge.end, edge.moves)):
        steps = _way(end, context)
        if steps is not None:
            first = (Step(own, True),) if edge.closure else ()
            ways.append((len(steps), end is edge.end, (*first, *steps)))
    if not ways:
        ways.append((0, False, None))
    _, at_end, steps = min(ways, key=lambda way: way[0])
    found = []
    for move in edge.moves:
        subject, value = (edge.start, edge.end) if move.forward else (edge.end, edge.start)
        constant = (None, None) if edge.closure else (_constant(subject), _constant(value))
        found.append(Trigger(move.predicate, *constant, at_end == move.forward, steps))
    return found


def _constant(end: str | Node) -> Node | None:
    """What a quad must have at this end; None for a variable and for literals that compare by value."""
    if isinstance(end, ox.NamedNode):
        return end
    plain = isinstance(end, ox.Literal) and not end.language and end.datatype.value.endswith("#string")
    return end if plain and not isinstance(end, str) else None


def _way(end: str | Node, context: Sequence[Edge]) -> tuple[Step, ...] | None:
    """The shortest way over edges from a variable to ``$this``; None where there is none."""
    if not isinstance(end, str):
        return None
    known: dict[str, tuple[Step, ...]] = {end: ()}
    ahead = deque([end])
    while ahead:
        here = ahead.popleft()
        if here == _THIS:
            return known[here]
        for edge in context:
            for start, stop, forward in ((edge.start, edge.end, True), (edge.end, edge.start, False)):
                if start != here or not isinstance(stop, str) or stop in known:
                    continue
                moves = tuple(
                    move if forward else Move(move.predicate, not move.forward) for move in edge.moves
                )
                known[stop] = (*known[here], Step(moves, edge.closure))
                ahead.append(stop)
    return None
