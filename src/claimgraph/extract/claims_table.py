"""Claims tables: claims that a curator declares, one row a claim. Syntax: ``docs/claims-tables.md``.

The syntax is strict. A table or a row with an error yields diagnostics and no claim, because a claim
that lost a condition or a negation would say something that nobody wrote; its rows stay statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document.values import Cell, Table, TableRow
from claimgraph.extract.claim_cells import (
    CellError,
    ClaimVocabulary,
    bare,
    fold_name,
    own_direction,
    parse_certainty,
    parse_direction,
    parse_evidence,
    parse_mention,
    parse_organism,
    parse_predicate,
    plain_text,
)
from claimgraph.extract.gaps import PlacedGap
from claimgraph.extract.layout import Layout
from claimgraph.extract.quantity import parse_quantity
from claimgraph.model import AssertedBy, Claim, EvidenceScope, GapScope

KEY_COLUMNS = ("subject", "predicate", "object")
EVIDENCE = "evidence"
CONTEXT_COLUMNS = (
    "direction",
    "organism",
    "tissue",
    "dose",
    "route",
    "timing",
    "population",
    "comparator",
    "effect",
    "certainty",
    "note",
)
MALFORMED = "CL-20"

_COLUMNS = frozenset((*KEY_COLUMNS, *CONTEXT_COLUMNS, EVIDENCE))
_T = TypeVar("_T")


def is_claims_table(table: Table) -> bool:
    """Whether a table starts with the columns Subject, Predicate and Object."""
    return tuple(_name(cell) for cell in table.header[:3]) == KEY_COLUMNS


def extract_claims_table(
    layout: Layout,
    placed: Sequence[PlacedGap],
    statement_of: Mapping[int, int],
    names: Sequence[str],
    ontology: ClaimVocabulary,
) -> tuple[tuple[Claim, ...], tuple[Diagnostic, ...]]:
    """The claims of all claims tables of a page, in order, and what is wrong with the others.

    Args:
        layout: the page.
        placed: its gap tags; ``Claim.gaps`` indexes them.
        statement_of: the statement that each sentence became.
        names: title and aliases of the page: in a cell they mean the page's own entity.
        ontology: names of relations and organisms.
    """
    tables = [table for table in layout.document.tables if is_claims_table(table)]
    if not tables:
        return (), ()
    return _Reading(layout, placed, statement_of, names, ontology).read(tables)


def _name(cell: Cell) -> str:
    return bare(cell).casefold()


class _Reading:
    def __init__(
        self,
        layout: Layout,
        placed: Sequence[PlacedGap],
        statement_of: Mapping[int, int],
        names: Sequence[str],
        ontology: ClaimVocabulary,
    ) -> None:
        self.layout = layout
        self.document = layout.document
        self.statement_of = statement_of
        self.own_names = frozenset(fold_name(name) for name in names if name)
        self.ontology = ontology
        self.defined = frozenset(definition.key for definition in self.document.definitions)
        self.gaps_of: dict[int, list[int]] = {}
        for number, gap in enumerate(placed):
            if gap.scope is GapScope.STATEMENT:
                for sentence in gap.sentences:
                    self.gaps_of.setdefault(sentence, []).append(number)

    def read(self, tables: Sequence[Table]) -> tuple[tuple[Claim, ...], tuple[Diagnostic, ...]]:
        claims: list[Claim] = []
        diagnostics: list[Diagnostic] = []
        for table in tables:
            faults = self._header_faults(table)
            if faults:
                diagnostics.extend(self._diagnostic(fault) for fault in faults)
                continue
            columns = [_name(cell) for cell in table.header]
            for row in table.rows:
                faults = []
                claim = self._claim(row, columns, faults)
                if claim is not None:
                    claims.append(claim)
                diagnostics.extend(self._diagnostic(fault) for fault in faults)
        return tuple(claims), tuple(diagnostics)

    def _diagnostic(self, fault: CellError) -> Diagnostic:
        return Diagnostic(
            rule=fault.rule,
            severity=Severity.ERROR,
            message=fault.message,
            path=self.document.path,
            line=fault.span.line,
            end_line=fault.span.end_line,
            value=fault.value,
            help=fault.remedy,
            span=fault.span,
        )

    def _header_faults(self, table: Table) -> list[CellError]:
        names = [_name(cell) for cell in table.header]
        faults: list[CellError] = []
        for position, (name, cell) in enumerate(zip(names, table.header, strict=True)):
            if name not in _COLUMNS:
                message = f"a claims table has no column '{cell.text}'"
            elif name in names[:position]:
                message = f"the claims table has the column '{cell.text}' twice"
            else:
                continue
            allowed = ", ".join(column.title() for column in (*CONTEXT_COLUMNS, EVIDENCE))
            remedy = f"the columns after Object are, each at most once: {allowed}"
            faults.append(CellError(MALFORMED, message, cell.span, cell.text, remedy))
        if EVIDENCE not in names:
            span = self.layout.span(table.header[0].span.start, table.header[-1].span.end)
            faults.append(
                CellError(
                    MALFORMED,
                    "a claims table needs an Evidence column",
                    span,
                    self.document.quote(span),
                    "add the column; a claim without a study gets #gap/unsourced there",
                )
            )
        return faults

    def _claim(self, row: TableRow, columns: Sequence[str], faults: list[CellError]) -> Claim | None:
        """The claim of a row, or None and what is wrong with it among ``faults``."""
        text = self.document.quote(row.span).strip()
        if len(row.cells) != len(columns):
            message = f"the row has {len(row.cells)} cells, the claims table {len(columns)} columns"
            remedy = "give every column a cell (an empty one is fine) and write a pipe inside a link as \\|"
            faults.append(CellError(MALFORMED, message, row.span, text, remedy))
            return None
        cells = dict(zip(columns, row.cells, strict=True))
        predicate = _attempt(faults, partial(parse_predicate, cells["predicate"], self.ontology))
        subject = _attempt(faults, partial(parse_mention, cells["subject"], self.layout, self.own_names))
        object_ = _attempt(faults, partial(parse_mention, cells["object"], self.layout, self.own_names))
        direction = _attempt(faults, partial(parse_direction, cells.get("direction")))
        certainty = _attempt(faults, partial(parse_certainty, cells.get("certainty")))
        evidence = _attempt(faults, partial(parse_evidence, cells[EVIDENCE], self.layout, self.defined))
        if predicate is None or subject is None or object_ is None or certainty is None or faults:
            return None
        relation, negated = predicate
        context = {
            column: plain_text(cells.get(column), self.layout)
            for column in ("tissue", "dose", "route", "timing", "population", "comparator", "effect", "note")
        }
        dose = context["dose"]
        sentence = self.layout.sentence_at(row.cells[0].span.start)
        return Claim(
            subject=subject,
            predicate=relation.id,
            object=object_,
            direction=direction or own_direction(relation, negated=negated),
            negated=negated,
            certainty=certainty,
            asserted_by=AssertedBy.CLAIMS_TABLE,
            organism=parse_organism(cells.get("organism"), self.layout, self.ontology),
            tissue=context["tissue"],
            dose=dose,
            dose_quantity=parse_quantity(dose) if dose else None,
            route=context["route"],
            timing=context["timing"],
            population=context["population"],
            comparator=context["comparator"],
            effect=context["effect"],
            note=context["note"],
            evidence=evidence or (),
            evidence_scope=EvidenceScope.ROW if evidence else EvidenceScope.NONE,
            gaps=tuple(self.gaps_of.get(sentence, ())),
            statement=self.statement_of.get(sentence, -1),
            text=text,
            span=row.span,
        )


def _attempt(faults: list[CellError], read: Callable[[], _T]) -> _T | None:
    """What ``read`` makes of a cell, or None with its error among ``faults``."""
    try:
        return read()
    except CellError as fault:
        faults.append(fault)
        return None
