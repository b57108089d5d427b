"""Mutants of shapes: every constraint dropped, bound moved, path changed, severity changed."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from msgspec.structs import replace
from query_mutation import query_mutants
from regex_mutation import regex_mutants

from claimgraph.diagnostics import Severity
from claimgraph.namespaces import SH
from claimgraph.validation.shape import Constraint, Shape, Target, component_iri

Mutant = tuple[str, Shape]

_NEIGHBOURS = {
    "minInclusive": "minExclusive",
    "minExclusive": "minInclusive",
    "maxInclusive": "maxExclusive",
    "maxExclusive": "maxInclusive",
    "lessThan": "lessThanOrEquals",
    "lessThanOrEquals": "lessThan",
    "equals": "disjoint",
    "disjoint": "equals",
    "minCount": "maxCount",
    "maxCount": "minCount",
    "or": "and",
    "and": "or",
}


def mutants(shape: Shape) -> Iterator[Mutant]:
    """Mutants of a whole shape, each with a label that is unique and stable as long as the shape is."""
    seen: dict[str, int] = {}
    for label, mutant in _whole(shape):
        count = seen[label] = seen.get(label, 0) + 1
        yield (label if count == 1 else f"{label} ({count})"), mutant


def _whole(shape: Shape) -> Iterator[Mutant]:
    if shape.constraints:
        for other in Severity:
            if other is not shape.severity:
                yield f"severity {other.value}", replace(shape, severity=other)
    for target in shape.targets:
        rest = tuple(item for item in shape.targets if item != target)
        if rest:
            yield f"target {_short(target.iri)} dropped", replace(shape, targets=rest)
        for other in (Target(target.kind, target.iri + "Mutated"), Target(_turned(target.kind), target.iri)):
            yield (
                f"target {_short(target.iri)} is {other.kind} {_short(other.iri)}",
                replace(shape, targets=(*rest, other)),
            )
    yield from _inside(shape)


def _turned(kind: str) -> str:
    return "targetObjectsOf" if kind == "targetSubjectsOf" else "targetSubjectsOf"


def _short(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _inside(shape: Shape, *, nested: bool = False) -> Iterator[Mutant]:
    name = _short(shape.iri)
    if shape.path is not None:
        yield f"{name}: path longer", replace(shape, path=f"{shape.path}/<x:mutated>")
        yield f"{name}: path turned", replace(shape, path=f"^({shape.path})")
        steps = shape.path.split(">/<")
        for at in range(len(steps) if len(steps) > 1 else 0):
            rest = "><".join((*steps[:at], *steps[at + 1 :])).strip("<>").replace("><", ">/<")
            yield f"{name}: step {at} of the path dropped", replace(shape, path=f"<{rest}>")
    for at, constraint in enumerate(shape.constraints):
        label = f"{name}: {constraint.kind}"
        rest_of = shape.constraints[:at] + shape.constraints[at + 1 :]
        yield f"{label} dropped", replace(shape, constraints=rest_of)
        for what, changed in _changed(constraint):
            both = (*shape.constraints[:at], changed, *shape.constraints[at + 1 :])
            yield f"{label} {what}", replace(shape, constraints=both)
    for at, member in enumerate(shape.properties):
        others = shape.properties[:at] + shape.properties[at + 1 :]
        yield f"{name}: property {_short(member.iri)} dropped", replace(shape, properties=others)
        severe = [
            (f"{_short(member.iri)}: severity {other.value}", replace(member, severity=other))
            for other in Severity
            if other is not member.severity
        ]
        for what, changed_member in (*([] if nested else severe), *_inside(member, nested=nested)):
            members = (*shape.properties[:at], changed_member, *shape.properties[at + 1 :])
            yield what, replace(shape, properties=members)


def _changed(constraint: Constraint) -> Iterator[tuple[str, Constraint]]:
    kind, value = constraint.kind, constraint.value
    if kind in _NEIGHBOURS:
        other = _NEIGHBOURS[kind]
        yield f"is {other}", replace(constraint, kind=other, component=component_iri(other))
    if kind in ("minCount", "maxCount", "minLength", "maxLength"):
        for moved in (value - 1, value + 1):
            if moved >= 0:
                yield f"= {moved}", replace(constraint, value=moved)
    elif kind in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"):
        for moved in (float(value.value) - 1, float(value.value) + 1):
            yield f"= {moved}", replace(constraint, value=ox.Literal(moved))
    elif kind == "in":
        yield "with another", replace(constraint, value=(*value, ox.Literal("other")))
        for at, member in enumerate(value if len(value) > 1 else ()):
            yield f"without {member}", replace(constraint, value=value[:at] + value[at + 1 :])
    elif kind == "pattern":
        for label, pattern in regex_mutants(value.value):
            yield f"{value.value}: {label}", replace(constraint, value=ox.Literal(pattern))
        if constraint.flags:
            yield f"flags {constraint.flags} dropped", replace(constraint, flags="")
    elif kind in ("class", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"):
        yield "of another", replace(constraint, value=ox.NamedNode("x:mutated"))
    elif kind == "nodeKind":
        other = "Literal" if value.value == SH + "IRI" else "IRI"
        yield f"is {other}", replace(constraint, value=ox.NamedNode(SH + other))
    elif kind in ("or", "and", "not"):
        for at, member in enumerate(value):
            if len(value) > 1:
                rest = value[:at] + value[at + 1 :]
                yield f"without {_short(member.iri)}", replace(constraint, value=rest)
            for what, changed in _inside(member, nested=True):
                members = (*value[:at], changed, *value[at + 1 :])
                yield what, replace(constraint, value=members)
    elif kind == "sparql":
        for what, text in query_mutants(value):
            yield what, replace(constraint, value=text)
