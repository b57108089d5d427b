"""What reading could not understand, as quads, so that rules and queries can count it."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.diagnostics import Diagnostic, Span
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import cg, literal

_DIAGNOSTIC = cg("Diagnostic")
_RULE = cg("rule")
_SEVERITY = cg("severity")
_MESSAGE = cg("message")
_HELP = cg("help")
_VALUE = cg("value")


def add_diagnostics(page: PageContext, diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics of one page, those of resolving it included."""
    for found in diagnostics:
        node = page.node("diagnostic", found.rule, found.focus or "", found.value or "", found.message)
        page.add_place(node, _DIAGNOSTIC, Span(0, 0, found.line, found.end_line))
        page.add_facts(
            node,
            (_RULE, literal(found.rule)),
            (_SEVERITY, literal(found.severity.value)),
            (_MESSAGE, literal(found.message)),
        )
        page.add_text(node, _HELP, found.help)
        page.add_text(node, _VALUE, found.value)
