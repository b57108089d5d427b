"""Text that is safe to show, cut to a length and wrapped to a width in terminal columns."""

from __future__ import annotations

import re
import unicodedata

from claimgraph.report.tables import plain

_LINKS = re.compile(r"\[\[(?:[^\[\]|\\]*\\?\|)?([^\[\]|]+)\]\]")
_NOISE = re.compile(
    r"\[\^[^\]\s]+\]|(?<!\S)#gaps?/\S+|\*\*|__|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)|<br */?>", re.IGNORECASE
)


def clean(text: str, limit: int = 240) -> str:
    """One line without control or bidirectional-override characters, cut at ``limit`` characters."""
    # Cut twice: a label of a megabyte must not cost a megabyte of work, and escapes make text longer.
    shown = plain(" ".join(text[: limit * 4].split()))
    return shown if len(shown) <= limit and len(text) <= limit * 4 else shown[: limit - 1].rstrip() + "…"


def readable(text: str, limit: int = 240) -> str:
    """A piece of Markdown as words: no footnote marks, tags or emphasis; a table row as cells with dots."""
    words = _NOISE.sub(" ", _LINKS.sub(r"\1", text[: limit * 8]))
    if words.lstrip().startswith("|"):
        cells = (" ".join(cell.split()) for cell in re.split(r"(?<!\\)\|", words))
        words = " · ".join(cell for cell in cells if cell)
    words = re.sub(r"\s+([.,;:)])", r"\1", " ".join(words.split()))
    return clean(words + ("…" if len(text) > limit * 8 else ""), limit)


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrap(text: str, columns: int, first: int | None = None) -> list[str]:
    """Lines of at most ``columns`` columns, the first of at most ``first``; long words are broken."""
    lines: list[str] = []
    room = first if first is not None else columns
    current = ""
    for word in text.split():
        while True:
            joined = f"{current} {word}" if current else word
            if width(joined) <= room:
                current = joined
                break
            if current:
                lines.append(current)
                current, room = "", columns
                continue
            if room < columns and width(word) <= columns:
                lines.append("")
                room = columns
                continue
            head = _head(word, max(room, 1))
            lines.append(head)
            word, room = word[len(head) :], columns
            if not word:
                break
    if current:
        lines.append(current)
    return lines or [""]


def _head(word: str, columns: int) -> str:
    taken = at = 0
    for at, character in enumerate(word):
        taken += width(character)
        if taken > columns:
            return word[: max(at, 1)]
    return word
