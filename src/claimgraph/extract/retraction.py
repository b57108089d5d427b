"""Where a page says that the work it is about was retracted: its title, or its text before any section."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Span
from claimgraph.document.values import BlockKind, Document

_PAST = r"(?:has (?:now |since |later )?been|was|is) (?:now |since |later |subsequently |fully )?"
_WORK = r"(?:paper|article|study|work|publication|report|trial|preprint)"
_OPENS = re.compile(
    r"[\W_]*(?:(?:note|warning|caution|danger)\W+)?"
    r"(?:RETRACTED\b|WITHDRAWN\b|RETRACTION\b"
    r"|Retract(?:ed|ion)(?:[:\].*\n]|\Z| article| paper| notice| \(| by\b| in \d)"
    rf"|(?:This|The) {_WORK} {_PAST}(?:retracted|withdrawn)\b)"
)
_SAYS = re.compile(rf"\b[Tt]his {_WORK} {_PAST}(?:retracted|withdrawn)\b")
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HTML})


def says_retracted(title: str) -> bool:
    """Whether a title begins with the word, as publishers mark it."""
    return _OPENS.match(title) is not None


def find_retraction(document: Document, title: str, title_span: Span) -> Span | None:
    """The title or the block that says it; None if none does. A work that is only named is not meant."""
    if "retract" not in (lowered := document.text.casefold()) and "withdrawn" not in lowered:
        return None
    if says_retracted(title):
        return title_span
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if document.sections[block.section].level > 1:
                break
        elif block.kind in _TEXT:
            text = document.text[block.span.start : block.span.end]
            if _OPENS.match(text) is not None or _SAYS.search(text) is not None:
                return block.span
    return None
