"""Rows of study tables: one study a row, with its design, size, subjects, dose and result."""

from __future__ import annotations

import msgspec

from claimgraph.diagnostics import Span
from claimgraph.model.citations import SampleSize
from claimgraph.model.claims import Quantity


class StudyCell(msgspec.Struct, frozen=True, gc=False):
    """A cell of a study table. ``role`` is the profile's word for its column (``design``, ``size``)."""

    role: str
    column: str
    text: str
    span: Span


class StudyRow(msgspec.Struct, frozen=True, gc=False):
    """One row of a table with a study a row.

    What it cites are the footnotes of its statement. Whatever a cell says that is not understood is in
    its text; an empty set means unknown, never none.

    Attributes:
        name: the text of the cell that names the study, without footnotes, tags and emphasis.
        human_cells: human cells only, no people.
        dose_quantity: the dose as a number or range with its unit.
        statement: index into ``PageValues.statements``, -1 where the row is none.
        cells: the cells under headings that the profile knows, in order.
    """

    name: str
    designs: tuple[str, ...]
    organisms: tuple[str, ...]
    human_cells: bool
    samples: tuple[SampleSize, ...]
    population: str | None
    dose: str | None
    dose_quantity: Quantity | None
    route: str | None
    timing: str | None
    outcome: str | None
    effects: tuple[str, ...]
    p_values: tuple[str, ...]
    year: int | None
    statement: int
    cells: tuple[StudyCell, ...]
    span: Span
