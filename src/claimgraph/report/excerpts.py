"""A line of a page with the offending characters underlined, as compilers print it."""

from __future__ import annotations

import unicodedata

import msgspec

from claimgraph.report.places import Region, SourceTexts
from claimgraph.report.tables import plain

# How much of the line stands before the underlined part where the line is longer than the terminal.
_LEAD = 32


class Excerpt(msgspec.Struct, frozen=True):
    """A piece of a line made safe for a terminal, and the marks below it (blanks, then carets)."""

    line: int
    text: str
    marks: str


def to_excerpt(texts: SourceTexts, path: str, region: Region, width: int = 100) -> Excerpt | None:
    """The line that a region begins on, cut to ``width`` columns around it; None where it is blank.

    A region that goes on below is underlined to the end of its first line.
    """
    line = texts.line(path, region.line)
    if not line.strip():
        return None
    first = min(region.column - 1, len(line))
    last = region.end_column - 1 if region.end_line == region.line else len(line)
    last = max(first + 1, min(last, len(line)))
    shown = [_printable(character) for character in line]
    widths = [_columns(text) for text in shown]
    start, end = _window(widths, first, width)
    before = "…" if start > 0 else ""
    after = "…" if end < len(line) else ""
    text = f"{before}{''.join(shown[start:end])}{after}".rstrip()
    lead = len(before) + sum(widths[start:first])
    marked = max(1, sum(widths[first : min(last, end)]))
    return Excerpt(region.line, text, " " * lead + "^" * marked)


def _printable(character: str) -> str:
    return " " if character == "\t" else plain(character)


def _columns(text: str) -> int:
    if len(text) == 1 and ord(text) < 0x300:
        return 1
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _window(widths: list[int], first: int, width: int) -> tuple[int, int]:
    """Which characters to show, so that the one at ``first`` is among them and some before it."""
    if sum(widths) <= width:
        return 0, len(widths)
    start, room = first, _LEAD
    while start > 0 and widths[start - 1] <= room:
        start -= 1
        room -= widths[start]
    end, room = start, width - 2
    while end < len(widths) and widths[end] <= room:
        room -= widths[end]
        end += 1
    # At the end of a line there is room for more of its beginning.
    while end == len(widths) and start > 0 and widths[start - 1] <= room:
        start -= 1
        room -= widths[start]
    return start, end
