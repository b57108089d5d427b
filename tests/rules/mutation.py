"""Mutants of shapes: every constraint dropped, bound moved, path changed, severity changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from claimgraph.diagnostics import Severity
from claimgraph.validation.shape import Constraint, Shape, Target
from claimgraph.validation.sparql import Token, tokenise

Mutant = tuple[str, Shape]

_SWAPPED = {"<": ("<=",), ">": (">=",), "=": ("!=",), "!=": ("=",), "<=": ("<",), ">=": (">",)}


def mutants(shape: Shape) -> Iterator[Mutant]:
    """Mutants of a whole shape, each with a label that is stable as long as the shape is."""
    if shape.constraints:
        yield "severity", replace(shape, severity=_other(shape.severity))
    for target in shape.targets:
        nowhere = Target(target.kind, target.iri + "Mutated")
        yield (
            f"target {target.iri}",
            replace(shape, targets=tuple(nowhere if item == target else item for item in shape.targets)),
        )
    yield from _inside(shape)


def _other(severity: Severity) -> Severity:
    return Severity.INFO if severity is not Severity.INFO else Severity.ERROR


def _inside(shape: Shape, *, nested: bool = False) -> Iterator[Mutant]:
    if shape.path is not None:
        yield f"{shape.iri}: path", replace(shape, path=f"{shape.path}/<x:mutated>")
    for at, constraint in enumerate(shape.constraints):
        name = f"{shape.iri}: {constraint.kind}"
        rest = shape.constraints[:at] + shape.constraints[at + 1 :]
        yield f"{name} dropped", replace(shape, constraints=rest)
        for label, changed in _changed(constraint):
            both = (*shape.constraints[:at], changed, *shape.constraints[at + 1 :])
            yield f"{name} {label}", replace(shape, constraints=both)
    for at, member in enumerate(shape.properties):
        rest = shape.properties[:at] + shape.properties[at + 1 :]
        yield f"{shape.iri}: property {member.iri} dropped", replace(shape, properties=rest)
        severe = (f"{member.iri}: severity", replace(member, severity=_other(member.severity)))
        for label, changed_member in (*(() if nested else (severe,)), *_inside(member)):
            both_members = (*shape.properties[:at], changed_member, *shape.properties[at + 1 :])
            yield label, replace(shape, properties=both_members)


def _changed(constraint: Constraint) -> Iterator[tuple[str, Constraint]]:
    kind, value = constraint.kind, constraint.value
    if kind in ("minCount", "maxCount", "minLength", "maxLength"):
        for moved in (value - 1, value + 1):
            if moved >= 0:
                yield f"= {moved}", replace(constraint, value=moved)
    elif kind == "in":
        for at, member in enumerate(value):
            if len(value) > 1:
                yield f"without {member}", replace(constraint, value=value[:at] + value[at + 1 :])
    elif kind in ("or", "and"):
        for at, member in enumerate(value):
            if len(value) > 1:
                yield f"without {member.iri}", replace(constraint, value=value[:at] + value[at + 1 :])
            for label, changed in _inside(member, nested=True):
                yield label, replace(constraint, value=(*value[:at], changed, *value[at + 1 :]))
    elif kind == "sparql":
        for label, text in _queries(value):
            yield label, replace(constraint, value=text)


def _queries(select: str) -> Iterator[tuple[str, str]]:
    tokens = tokenise(select)
    yield from _dropped_filters(tokens)
    yield from _dropped_having(tokens)
    yield from _emptied_branches(tokens)
    where = next(at for at, token in enumerate(tokens) if token.text == "{")
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        for changed in _replacements(tokens, at, where):
            count = seen.get(token.text, 0)
            seen[token.text] = count + 1
            text = "".join(piece.text for piece in (*tokens[:at], Token("other", changed), *tokens[at + 1 :]))
            yield f"{token.text} #{count} -> {changed}", text


def _replacements(tokens: tuple[Token, ...], at: int, where: int) -> tuple[str, ...]:
    token = tokens[at]
    if token.kind == "name" and token.text.startswith("cg:") and at > where:
        return (token.text + "Mutated",)
    if token.kind == "string":
        return ('"zzz"',)
    if token.keyword in ("true", "false"):
        return ("false" if token.keyword == "true" else "true",)
    if token.kind == "other" and token.text.isdigit():
        return _moved_number(tokens, at)
    if token.kind == "other" and token.text in "<>=":
        before = tokens[at - 1].text if at else ""
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.text == "=" and before in "!<>" and before:
            return ()
        if token.text in "<>" and after == "=":
            return ()
        return _SWAPPED[token.text]
    if token.kind == "other" and token.text == "!":
        return (" ",)
    return ()


def _moved_number(tokens: tuple[Token, ...], at: int) -> tuple[str, ...]:
    neighbours = (tokens[at - 1].text if at else "", tokens[at + 1].text if at + 1 < len(tokens) else "")
    if any(piece.isdigit() or piece == "." for piece in neighbours):
        return ()
    number = int(tokens[at].text)
    return (str(number + 1), *((str(number - 1),) if number else ()))


def _dropped_filters(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    count = 0
    for at, token in enumerate(tokens):
        if token.keyword != "filter":
            continue
        end = _end_of(tokens, at)
        text = "".join(piece.text for piece in (*tokens[:at], *tokens[end + 1 :]))
        yield f"filter #{count} dropped", text
        count += 1


def _dropped_having(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    for at, token in enumerate(tokens):
        if token.keyword == "having":
            end = _end_of(tokens, at)
            yield "having dropped", "".join(piece.text for piece in (*tokens[:at], *tokens[end + 1 :]))


def _emptied_branches(tokens: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    count = 0
    for at, token in enumerate(tokens):
        if token.keyword != "union":
            continue
        after = next(i for i in range(at, len(tokens)) if tokens[i].text == "{")
        text = [piece.text for piece in tokens]
        text[after] = "{ FILTER(false) "
        yield f"union branch #{count} emptied", "".join(text)
        if count == 0:
            first = _opening_before(tokens, at)
            text = [piece.text for piece in tokens]
            text[first] = "{ FILTER(false) "
            yield "first union branch emptied", "".join(text)
        count += 1


def _opening_before(tokens: tuple[Token, ...], at: int) -> int:
    depth = 0
    for i in range(at, -1, -1):
        if tokens[i].text == "}":
            depth += 1
        elif tokens[i].text == "{":
            depth -= 1
            if depth == 0:
                return i
    raise AssertionError("UNION without a first branch")


def _end_of(tokens: tuple[Token, ...], at: int) -> int:
    """Index of the token that closes the bracket or group after ``at``."""
    depth = 0
    for i in range(at, len(tokens)):
        if re.fullmatch(r"[({]", tokens[i].text):
            depth += 1
        elif re.fullmatch(r"[)}]", tokens[i].text):
            depth -= 1
            if depth == 0:
                return i
    raise AssertionError("an unclosed FILTER")
