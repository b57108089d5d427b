"""Pipe tables: cells by their pipes, cut to no width."""

from __future__ import annotations

import re
from bisect import bisect_left

from claimgraph.diagnostics import Severity
from claimgraph.document.draft import Draft, Leaf
from claimgraph.document.values import Cell, Table, TableRow

_PIPE = re.compile(r"(?<!\\)\|")
_BACKTICKS = re.compile(r"`+")

_COUNT_HELP = (
    "Give the row as many cells as the header; write \\| for a pipe inside a cell. Other readers drop surplus"
    " cells."
)
_LINK_HELP = (
    "Write \\| between target and label of a link in a table; Obsidian and GitHub split the cell at a bare"
    " pipe."
)


def code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Code spans of one line or cell, in linear time: a run of backticks closes at the next run as long."""
    runs = [(match.start(), match.end()) for match in _BACKTICKS.finditer(text, start, end)]
    following: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        following.setdefault(runs[index][1] - runs[index][0], []).append(index)
    spans = []
    index = 0
    while index < len(runs):
        begin, stop = runs[index]
        if begin > start and text[begin - 1] == "\\":
            begin += 1
        candidates = following.get(stop - begin, [])
        while candidates and candidates[-1] <= index:
            candidates.pop()
        if begin < stop and candidates:
            index = candidates[-1]
            spans.append((begin, runs[index][1]))
        index += 1
    return spans


def read_tables(draft: Draft) -> None:
    """Build tables from their row blocks; rows keep every cell that they have."""
    for table in draft.raw_tables:
        header = table.header
        if header is None:
            continue
        header_cells = _cells(draft, header, 0)
        rows = []
        for leaf in table.rows:
            cells = _cells(draft, leaf, len(header_cells))
            rows.append(TableRow(cells, draft.lines.span(leaf.start, leaf.end), leaf.index))
            if len(cells) != len(header_cells):
                draft.report(
                    "RD-04",
                    Severity.INFO,
                    leaf.start,
                    leaf.end,
                    f"table row with {len(cells)} cells below a header with {len(header_cells)}",
                    remedy=_COUNT_HELP,
                )
        last = table.rows[-1] if table.rows else header
        if draft.link_pipes:
            for leaf in (header, *table.rows):
                _report_link_pipes(draft, leaf)
        caption = table.caption
        draft.tables.append(
            Table(
                header_cells,
                header.index,
                tuple(rows),
                draft.blocks[header.index].section,
                draft.lines.span(header.start, last.end),
                caption.index if caption is not None else -1,
            )
        )


def _report_link_pipes(draft: Draft, leaf: Leaf) -> None:
    index = bisect_left(draft.link_pipes, leaf.start)
    if index < len(draft.link_pipes) and draft.link_pipes[index] < leaf.end:
        draft.report(
            "RD-06",
            Severity.INFO,
            leaf.start,
            leaf.end,
            "wikilink with an unescaped pipe in a table row, read as a link all the same",
            remedy=_LINK_HELP,
        )


def _cells(draft: Draft, leaf: Leaf, width: int) -> tuple[Cell, ...]:
    """The cells of a row. Pipes in wikilinks never split; pipes in code split, as on GitHub, unless only
    keeping them gives the row its header's width.
    """
    text = draft.text
    row = draft.shadow[leaf.start : leaf.end]
    cuts = _cuts(row)
    if width and len(cuts) != width and "`" in row:
        kept = bytearray(row, "ascii")
        spans = [(begin, stop) for begin, stop in code_spans(row, 0, len(row)) if "|" in row[begin:stop]]
        for begin, stop in spans:
            kept[begin:stop] = kept[begin:stop].replace(b"|", b"x")
        protected = _cuts(kept.decode("ascii"))
        if len(protected) == width:
            cuts = protected
            draft.hidden.extend((leaf.start + begin, leaf.start + stop, True) for begin, stop in spans)
    cells = []
    for begin, stop in cuts:
        raw = text[leaf.start + begin : leaf.start + stop]
        value = raw.strip()
        at = leaf.start + begin + (len(raw) - len(raw.lstrip()) if value else 0)
        cells.append(Cell(value, draft.lines.span(at, at + len(value))))
    return tuple(cells)


def _cuts(row: str) -> list[tuple[int, int]]:
    start = 1 if row.startswith("|") else 0
    bounds = []
    for match in _PIPE.finditer(row, start):
        bounds.append((start, match.start()))
        start = match.end()
    if start < len(row) and row[start:].strip():
        bounds.append((start, len(row)))
    return bounds
