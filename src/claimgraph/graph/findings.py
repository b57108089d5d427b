"""What reading could not understand, as quads, so that rules and queries can count it."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.diagnostics import Diagnostic, Span
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TYPE, cg, literal

_IS_DIAGNOSTIC = f"{TYPE} {cg('Diagnostic')}"
_RULE = cg("rule")
_SEVERITY = cg("severity")
_MESSAGE = cg("message")
_HELP = cg("help")
_VALUE = cg("value")


def add_diagnostics(page: PageContext, diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics of one page, those of resolving it included."""
    for found in diagnostics:
        node = page.node("diagnostic", found.rule, found.focus or "", found.value or "", found.message)
        facts = page.add_place(node, _IS_DIAGNOSTIC, Span(0, 0, found.line, found.end_line))
        facts += (
            f"{_RULE} {literal(found.rule)}",
            f"{_SEVERITY} {literal(found.severity.value)}",
            f"{_MESSAGE} {literal(found.message)}",
        )
        if found.help is not None:
            facts.append(f"{_HELP} {literal(found.help)}")
        if found.value is not None:
            facts.append(f"{_VALUE} {literal(found.value)}")
