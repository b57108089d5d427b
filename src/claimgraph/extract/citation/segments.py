"""Cuts a footnote into segments, and knows where its brackets are.

Most footnotes are fields between middots; a labelled population behind a semicolon is a field too. One
without middots is read as a bibliography entry: its
segments end at full stops, semicolons, long dashes and line ends. A separator inside a closed pair of
brackets is part of the text there.
"""

from __future__ import annotations

import re
from bisect import bisect_right

MIDDOTS = "·•∙"
_SENTENCE = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][*_\"”])|(?<=[.!?]\*\*))\s+(?=[*_#(\[\"“⚠]*(?:[^\W\d_a-z]|\d|(?i:doi|pmid|https?:)))"
    r"|;\s+|(?<!\S)[—–]\s+|\n\s*",
)
# A population that is declared behind a semicolon is a field of its own: "…; model: aged hamsters".
_FIELD = re.compile(
    r";\s+(?=(?:[*_]{2})?(?:(?:animal|study) )?(?:model|population|organisms?|species)(?:[*_]{2})?:\s)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:al|vs|cf|ca|c|e\.g|i\.e|fig|figs|vol|no|nos|pp|p|ed|eds|st|dr|approx|sp|spp|subsp|var|suppl"
    r"|incl|resp"
    r"|etc|ref|refs|jr|sr|med|sci|biol|res|proc|natl|acad|nat|j|am|int|clin|exp)|(?<![\w])[^\W\d_])\.[*_]*$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()\[\]]")
_LONGEST_PAIR = 600
_EDGE = " \t\r\n\u00a0"
_EDGES = frozenset((*_EDGE, ""))
_CLOSERS = {")": "(", "]": "["}


class Brackets:
    """The outermost closed pairs of round and square brackets in a stretch of text."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str, start: int, end: int) -> None:
        pairs: list[tuple[int, int]] = []
        stack: list[int] = []
        for match in _BRACKETS.finditer(text, start, end):
            at = match.start()
            opener = _CLOSERS.get(text[at])
            if opener is None:
                stack.append(at)
                continue
            if stack and text[stack[-1]] == opener:
                opened = stack.pop()
                if at - opened <= _LONGEST_PAIR:
                    while pairs and pairs[-1][0] > opened:
                        pairs.pop()
                    pairs.append((opened, at))
        self._starts = [pair[0] for pair in pairs]
        self._ends = [pair[1] for pair in pairs]

    def around(self, offset: int) -> tuple[int, int] | None:
        """The outermost pair (offset of opener, offset of closer) that holds ``offset``, or None."""
        at = bisect_right(self._starts, offset) - 1
        if at >= 0 and self._ends[at] > offset > self._starts[at]:
            return self._starts[at], self._ends[at]
        return None


_PARAGRAPH_END = re.compile(r"\n[ \t]*\r?\n")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` without blanks at the edges of ``text[start:end]``."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def split_segments(text: str, start: int, end: int, brackets: Brackets) -> tuple[tuple[int, int], ...]:
    """The segments of a footnote body as offsets, without the separators and blanks between them."""
    # a dot without a blank on either side is a product (µg·kg) or a name, no separator
    cuts = []
    for dot in MIDDOTS:
        at = text.find(dot, start, end)
        while at >= 0:
            if (text[at - 1] in _EDGE or text[at + 1 : at + 2] in _EDGES) and brackets.around(at) is None:
                cuts.append((at, at + 1))
            at = text.find(dot, at + 1, end)
    if cuts:
        fields = [
            (m.start(), m.end())
            for m in (_FIELD.finditer(text, start, end) if text.find(";", start, end) >= 0 else ())
            if brackets.around(m.start()) is None
        ]
        cuts = sorted((*cuts, *fields))
    else:
        cuts = [
            (m.start(), m.end())
            for m in _SENTENCE.finditer(text, start, end)
            if brackets.around(m.start()) is None and not _is_abbreviated(text, start, m.start())
        ]
    if text.find("\n", start, end) >= 0:  # a paragraph ends what it says, wherever its lines were broken
        cuts = sorted((*cuts, *((m.start(), m.end()) for m in _PARAGRAPH_END.finditer(text, start, end))))
    pieces: list[tuple[int, int]] = []
    left = start
    cuts.append((end, end))
    for cut_start, cut_end in cuts:
        right = cut_start if cut_start > left else left
        while left < right and text[left] in _EDGE:
            left += 1
        while right > left and text[right - 1] in _EDGE:
            right -= 1
        if left < right:
            pieces.append((left, right))
        left = cut_end
    return tuple(pieces)


def _is_abbreviated(text: str, start: int, at: int) -> bool:
    lead = text[max(start, at - 14) : at].rstrip('*_"”')
    return lead.endswith(".") and _ABBREVIATION.search(lead) is not None
