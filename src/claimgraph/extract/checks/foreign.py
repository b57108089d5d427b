"""RD-09: citations in a form that is not followed to a source."""

from __future__ import annotations

from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage
from claimgraph.extract.foreign_citations import find_foreign_citations


def check_foreign_citations(page: CheckedPage) -> Iterator[Diagnostic]:
    """RD-09, once a page, at the first of them."""
    found = find_foreign_citations(page.layout)
    if not found:
        return
    _, first = found[0]
    written = page.document.quote(first)
    count = f", {len(found)} times on this page" if len(found) > 1 else ""
    yield page.finding(
        "RD-09",
        Severity.WARNING,
        first,
        f"a citation in a form that is not read: {written[:60]}{count}",
        "cite with a footnote, [^key], whose definition names the study",
        value=written,
    )
