"""The values of an element by the types that a format declares, with a count of what did not fit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from claimgraph.network.values import Field

Typed = str | int | float | bool | tuple[str, ...]

# Between the values of something that a format holds as one text.
SEPARATOR = " | "

_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")
_DOUBLE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse_number(kind: str, text: str) -> int | float | bool | None:
    """The value of a text of this kind, None where it is none.

    Integers have 32 bits, because that is what ``integer`` means in GEXF, GraphML and Neo4j's CSV; doubles
    are finite. Booleans are ``true`` and ``false`` only.
    """
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    if kind == "integer":
        if not _INTEGER.fullmatch(text):
            return None
        number = int(text)
        return number if -(2**31) <= number < 2**31 else None
    if not _DOUBLE.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


class TypedValues:
    """Gives values the types of their fields.

    Attributes:
        several: texts that are one by their field and had several values; they were joined.
        untyped: values that are no number or truth value, or a second one; they were left out.
    """

    __slots__ = ("several", "untyped")

    def __init__(self) -> None:
        self.several = 0
        self.untyped = 0

    def value(self, field: Field, values: tuple[str, ...]) -> Typed | None:
        """One value by its field, None where there is none that fits."""
        if not values:
            return None
        if field.many:
            return values
        if field.kind == "string":
            self.several += len(values) > 1
            return SEPARATOR.join(values)
        fitting = [
            number for number in (parse_number(field.kind, text) for text in values) if number is not None
        ]
        self.untyped += len(values) - min(1, len(fitting))
        return fitting[0] if fitting else None

    def values(
        self, fields: Iterable[Field], found: dict[str, tuple[str, ...]]
    ) -> Iterator[tuple[Field, Typed]]:
        """All that is there, in the order of the fields."""
        for field in fields:
            value = self.value(field, found.get(field.name, ()))
            if value is not None:
                yield field, value

    def losses(self) -> tuple[str, ...]:
        """What was changed, as sentences."""
        found = []
        if self.several:
            found.append(f"several values of a single text, {self.several} times: joined by {SEPARATOR!r}")
        if self.untyped:
            found.append(f"{self.untyped} values that are no number, or a second one, left out: see nquads")
        return tuple(found)
