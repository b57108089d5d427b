"""Which focus nodes of a shape a change of the store can touch.

A result for a focus node rests on solutions of the constraint's patterns with ``$this`` bound to it. A
quad that came or went can change these only if one of the patterns matches it, and then the patterns
that every such solution needs lead from there to the focus node. ``reach_of`` reads these ways once
from the shape; ``Reach.affected`` walks them, over a store that holds what was and what is, and gives
too many nodes rather than too few. On its way it leaves out what no solution can use: a node that lacks
what the patterns around its variable ask of it. Where a way cannot be read, the shape is ``whole``: any
change of a predicate that it mentions, or any at all, means every focus node.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.namespaces import RDF, XSD
from claimgraph.validation.patterns import Edge, Move, Read, UnreadableError, edges_of_path, read_select
from claimgraph.validation.shape import Constraint, Shape, Target
from claimgraph.validation.walk import Fitting, Need, Needs, Node, Step, Walk

Pairs: TypeAlias = Mapping[str, Sequence[tuple[Node, Node]]]
"""What came and went: predicate IRI → (subject, object)."""

_THIS = "this"
_PAIRED = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


_BOOLEAN = XSD + "boolean"


class Trigger(msgspec.Struct, frozen=True):
    """One pattern of a shape, and the way from what matches it to the focus node.

    ``subject`` and ``object`` are constants that the pattern asks for, or None; ``ends`` the variables in
    their places, empty where there is none. The way starts at the object where ``from_object`` holds, else
    at the subject; where ``steps`` is None there is no way, and a match means every focus node. ``needs``
    is what the solutions that use the pattern ask of each variable.
    """

    predicate: str
    subject: Node | None
    object: Node | None
    from_object: bool
    steps: tuple[Step, ...] | None
    ends: tuple[str, str]
    needs: Needs


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
        known: dict[int, Fitting] = {}
        for trigger in self.triggers:
            matching = pairs.get(trigger.predicate)
            if not matching:
                continue
            fitting = known.get(id(trigger.needs))
            if fitting is None:
                fitting = known[id(trigger.needs)] = Fitting(walk, trigger.needs)
            starts = {
                value if trigger.from_object else subject
                for subject, value in matching
                if (trigger.subject is None or trigger.subject == subject)
                and (trigger.object is None or trigger.object == value)
                and fitting.can_be(trigger.ends[0], subject)
                and fitting.can_be(trigger.ends[1], value)
            }
            if not starts:
                continue
            reached = None if trigger.steps is None else walk.along(trigger.steps, starts, fitting)
            if reached is None:
                return None
            found |= reached
        return frozenset(found)


def reach_of(shape: Shape, prefixes: str, members: Mapping[str, Sequence[str]]) -> Reach:
    """The reach of a shape. ``members`` gives for a class of a target its subclasses, itself among them."""
    try:
        targets = [edge for target in shape.targets for edge in _target_edges(target, members)]
        triggers = [trigger for edge in targets for trigger in _triggers(edge, (edge,), ())]
        triggers += _of_shape(shape, prefixes, _target_needs(shape.targets, members))
    except UnreadableError:
        return Reach((), True)
    # The patterns of one group ask the same; what is known of one is then known of all.
    same: dict[frozenset[tuple[str, frozenset[Need]]], Needs] = {}
    shared = []
    for trigger in triggers:
        key = frozenset((variable, frozenset(needs)) for variable, needs in trigger.needs.items())
        needs = same.setdefault(key, trigger.needs)
        shared.append(msgspec.structs.replace(trigger, needs=needs))
    return Reach(tuple(shared), False)


def _target_needs(
    targets: Sequence[Target], members: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, Need], ...]:
    """What a focus node must be, where the shape has one target and that a class."""
    if len(targets) != 1 or targets[0].kind != "targetClass":
        return ()
    kinds = members.get(targets[0].iri, (targets[0].iri,))
    constants = frozenset(ox.NamedNode(kind) for kind in kinds)
    return ((_THIS, Need((Move(RDF + "type", True),), constants, "")),)


def _target_edges(target: Target, members: Mapping[str, Sequence[str]]) -> list[Edge]:
    if target.kind == "targetNode":
        return []
    if target.kind == "targetClass":
        kinds = members.get(target.iri, (target.iri,))
        return [Edge(_THIS, (Move(RDF + "type", True),), ox.NamedNode(kind), False) for kind in kinds]
    return [Edge(_THIS, (Move(target.iri, target.kind == "targetSubjectsOf"),), "other", False)]


_Extra: TypeAlias = Sequence[tuple[str, Need]]


def _of_shape(shape: Shape, prefixes: str, extra: _Extra) -> list[Trigger]:
    found: list[Trigger] = []
    path = edges_of_path(shape.path, _THIS, "value") if shape.path is not None else []
    for edge in path:
        found += _triggers(edge, path, extra)
    for constraint in shape.constraints:
        found += _of_constraint(constraint, path, prefixes, extra)
    for member in shape.properties:
        found += _of_shape(member, prefixes, extra)
    return found


def _of_constraint(
    constraint: Constraint, path: Sequence[Edge], prefixes: str, extra: _Extra
) -> list[Trigger]:
    found: list[Trigger] = []
    if constraint.kind == "sparql":
        read = read_select(prefixes + constraint.value)
        return [trigger for edge, context in _contexts(read) for trigger in _triggers(edge, context, extra)]
    if constraint.kind in ("or", "and", "not"):
        for member in constraint.value:
            found += _of_shape(member, prefixes, extra)
    elif constraint.kind == "class":
        node = "value" if path else _THIS
        edge = Edge(node, (Move(RDF + "type", True),), "class", False)
        found += _triggers(edge, (*path, edge), extra)
    elif constraint.kind in _PAIRED:
        edge = Edge(_THIS, (Move(constraint.value.value, True),), "other", False)
        found += _triggers(edge, (edge,), extra)
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


def _triggers(edge: Edge, context: Sequence[Edge], extra: _Extra) -> list[Trigger]:
    """The triggers of one edge: one a move, by the shortest way from either end to ``$this``."""
    back = tuple(Move(move.predicate, not move.forward) for move in edge.moves)
    ways: list[tuple[int, bool, tuple[Step, ...] | None]] = []
    for end, own in ((edge.start, back), (edge.end, edge.moves)):
        steps = _way(end, context)
        if steps is not None:
            first = (Step(own, True, ""),) if edge.closure else ()
            ways.append((len(steps), end is edge.end, (*first, *steps)))
    if not ways:
        ways.append((0, False, None))
    _, at_end, steps = min(ways, key=lambda way: way[0])
    needs = _needs((*context, edge), extra)
    found = []
    for move in edge.moves:
        subject, value = (edge.start, edge.end) if move.forward else (edge.end, edge.start)
        # Along a path of any length the quad need not be at its ends.
        constant = (None, None) if edge.closure else (_constant(subject), _constant(value))
        ends = ("", "") if edge.closure else (_variable(subject), _variable(value))
        found.append(Trigger(move.predicate, *constant, at_end == move.forward, steps, ends, needs))
    return found


def _needs(edges: Sequence[Edge], extra: _Extra) -> Needs:
    """What edges that all hold ask of their variables. A path that may have length zero asks nothing."""
    found: dict[str, dict[Need, None]] = {}
    for edge in edges:
        if edge.closure:
            continue
        back = tuple(Move(move.predicate, not move.forward) for move in edge.moves)
        for here, moves, there in ((edge.start, edge.moves, edge.end), (edge.end, back, edge.start)):
            if isinstance(here, str):
                known = _constant(there)
                constants = frozenset(() if known is None else (known,))
                found.setdefault(here, {})[Need(moves, constants, _variable(there))] = None
    for variable, need in extra:
        found.setdefault(variable, {})[need] = None
    return {variable: tuple(sorted(needs, key=_effort)) for variable, needs in found.items()}


def _effort(need: Need) -> tuple[bool, bool]:
    """What rules most out by the fewest looks comes first: constants, then ways forward."""
    return not need.constants, not all(move.forward for move in need.moves)


def _variable(end: str | Node) -> str:
    return end if isinstance(end, str) else ""


def _constant(end: str | Node) -> Node | None:
    """What a quad must have at this end; None for a variable and for literals that compare by value."""
    if isinstance(end, ox.NamedNode):
        return end
    if not isinstance(end, ox.Literal) or end.language:
        return None
    plain = end.datatype.value.endswith("#string")
    return end if plain or (end.datatype.value == _BOOLEAN and end.value in ("true", "false")) else None


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
                known[stop] = (*known[here], Step(moves, edge.closure, stop))
                ahead.append(stop)
    return None
