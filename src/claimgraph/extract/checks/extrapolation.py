"""CL-03, CL-04: the table that says how far animal evidence carries over to people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document.values import Table, TableRow
from claimgraph.extract.checks.page import CheckedPage

_ABOUT = frozenset({"Compound", "Intervention", "Target", "Pathway", "Process", "Phenotype"})
_HUMAN = "homo-sapiens"
_HEADER = re.compile(r"\W*(?:extrapolation )?dimension", re.IGNORECASE)
_WORDS = re.compile(
    r"\W*(yes|partial(?:ly)?|no|unknown|in[- ]progress|contradicted|n/?a\b|not applicable)\b", re.IGNORECASE
)
_CANONICAL = re.compile(r"\b(?:pathway|phenotype)\b.*\bconserved|\breplicated in humans", re.IGNORECASE)
_PEOPLE = re.compile(r"human|conserved|clinical|replicat", re.IGNORECASE)
_ANSWERED = 2
"""A question and its answer; what stands to the right of them is a remark."""
_DIMENSIONS = (
    ("pathway", re.compile(r"conserved", re.IGNORECASE)),
    ("replication", re.compile(r"replicat|human|clinical|tested in", re.IGNORECASE)),
)


def _tables(page: CheckedPage) -> list[Table]:
    """Tables of two columns or more (answer, then notes) whose questions speak of people."""
    return [
        table
        for table in page.document.tables
        if len(table.header) >= _ANSWERED
        and (
            _HEADER.match(table.header[0].text)
            or any(_CANONICAL.search(_question(row)) for row in table.rows)
        )
        and any(_PEOPLE.search(_question(row)) for row in table.rows)
    ]


def _question(row: TableRow) -> str:
    return row.cells[0].text if row.cells else ""


def check_extrapolation(page: CheckedPage) -> Iterator[Diagnostic]:
    """CL-03: a page with evidence from animals has the table. CL-04: its answers are of the vocabulary."""
    known = page.profile.page_type(page.page_type)
    if known is None or not page.atomic or known.entity_class not in _ABOUT:
        return
    tables = _tables(page)
    animal = next(
        (
            citation
            for citation in page.citations
            if citation.referenced
            and citation.facts.organisms
            and _HUMAN not in citation.facts.organisms
            and not citation.facts.human_cells
            and "in-vivo" in citation.facts.designs
        ),
        None,
    )
    if animal is not None and not tables and not page.has_gap("stub"):
        yield page.finding(
            "CL-03",
            Severity.WARNING,
            animal.span,
            "the page cites evidence from animals and has no extrapolation table",
            "add the table: pathway conserved, phenotype conserved, replicated in humans",
            focus=animal.key,
        )
    for table in tables:
        for row in table.rows:
            if len(row.cells) < 2 or not _CANONICAL.search(row.cells[0].text):
                continue
            if row.cells[1].text and not _WORDS.match(row.cells[1].text):
                yield page.finding(
                    "CL-04",
                    Severity.INFO,
                    row.span,
                    f"{row.cells[0].text!r} is answered with {row.cells[1].text[:60]!r}",
                    "open the answer with yes, partial, no, unknown, in-progress or contradicted",
                    value=row.cells[1].text,
                )
        questions = " | ".join(row.cells[0].text for row in table.rows if row.cells)
        missing = [name for name, pattern in _DIMENSIONS if not pattern.search(questions)]
        if missing:
            yield page.finding(
                "CL-04",
                Severity.INFO,
                table.span,
                f"the extrapolation table does not ask about {' and '.join(missing)}",
                "the three dimensions are: pathway conserved, phenotype conserved, replicated in humans",
            )
