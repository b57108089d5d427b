"""Rows as text tables, CSV or JSON. Control characters from pages never reach a terminal raw."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

_MAX_CELL = 60


def to_json(value: object, *, indent: int | None = 2) -> str:
    """JSON with keys in their given order, non-ASCII as it is, no trailing newline."""
    raw = msgspec.json.encode(value)
    if indent is not None:
        raw = msgspec.json.format(raw, indent=indent)
    return raw.decode("utf-8")


def to_jsonl(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    """One compact JSON object a line."""
    encoder = msgspec.json.Encoder()
    for row in rows:
        yield encoder.encode(row).decode("utf-8")


def plain(text: str) -> str:
    """Text safe for a terminal: control and bidirectional-override characters become ``\\uXXXX``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else " "
        if character in "\n\t\r"
        else f"\\u{ord(character):04x}"
        for character in text
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, dict):
        return _cell(value.get("key") or value.get("value") or " ".join(_cell(v) for v in value.values()))
    return plain(str(value))


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _fit(text: str, width: int) -> str:
    if _width(text) <= width:
        return text + " " * (width - _width(text))
    kept = ""
    for character in text:
        if _width(kept + character) > width - 1:
            break
        kept += character
    return kept + "…" + " " * (width - 1 - _width(kept))


def to_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, max_cell: int = _MAX_CELL) -> str:
    """An aligned text table; cells longer than ``max_cell`` are cut with an ellipsis."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        min(max_cell, max([_width(column), *(_width(row[index]) for row in cells)]))
        for index, column in enumerate(columns)
    ]
    lines = [
        "  ".join(_fit(column, width) for column, width in zip(columns, widths, strict=True)).rstrip(),
        "  ".join("─" * width for width in widths),
    ]
    lines.extend(
        "  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 CSV with ``\\n`` line ends; lists are joined by ``; ``, absent values are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            "" if value is None else "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
            for value in row
        )
    return buffer.getvalue()
