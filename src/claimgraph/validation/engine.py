"""What every engine gives: results, comparable between engines term by term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec
import pyoxigraph as ox

from claimgraph.diagnostics import Severity
from claimgraph.validation.shape import Shape


class Result(msgspec.Struct, frozen=True, order=True):
    """One SHACL result.

    Attributes:
        rule: rule id; ``shape`` IRI of the shape that failed.
        focus: IRI of the focus node.
        path: SPARQL property path with full IRIs, empty where the result has none.
        component: IRI of the constraint component.
        severity: worst first in ``Severity``.
        message: with its variables filled in.
        value: IRI or lexical form of the value node, empty where there is none.
        related: IRIs that the constraint's ``?related`` named; only the set-based engine knows them.
    """

    rule: str
    shape: str
    focus: str
    path: str
    component: str
    severity: Severity
    message: str
    value: str
    related: tuple[str, ...] = ()

    @property
    def comparable(self) -> tuple[str, str, str, str, str]:
        """Focus, path, component, severity and message: what two engines must agree on."""
        return (self.focus, self.path, self.component, self.severity.value, self.message)


class Engine(Protocol):
    """Runs shapes over a store whose default graph is the union of its graphs."""

    name: str

    def validate(self, store: ox.Store, shapes: Iterable[Shape], prefixes: str) -> tuple[Result, ...]:
        """Every result of every shape, without duplicates, sorted."""


def fill_message(template: str, bindings: Mapping[str, str]) -> str:
    """The message with ``{?name}`` and ``{$name}`` replaced; what is not bound stays as it stands."""
    if "{" not in template:
        return template
    for name, value in bindings.items():
        template = template.replace("{?" + name + "}", value).replace("{$" + name + "}", value)
    return template
