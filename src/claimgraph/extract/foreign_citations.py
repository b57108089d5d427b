"""Citations that are no footnotes: Pandoc's ``[@smith2019]`` and the numbers of a reference list, ``[1, 2]``.

They are not followed to a source. But a sentence that has one names its own source, so it inherits no
footnote of its neighbours, and the page says once that it is not read (RD-09).
"""

from __future__ import annotations

import re

from claimgraph.diagnostics import Span
from claimgraph.extract.layout import PROSE, Layout

_PANDOC = re.compile(r"(?<!\[)\[(?:[^\[\]@\n]{0,60}[\s;])?-?@\w[^\[\]\n]{0,200}\]")
_NUMBERS = re.compile(r"(?<=[^\s\[\]`(] )\[(\d{1,3})(?:\s?[,;–-]\s?\d{1,3})*\](?=[\s.,;:)\[]|$)")
# "reference [70] of that paper", "residues [16-109]": numbers of something else.
_OF_OTHERS = re.compile(r"(?i)\b(?:refs?\.?|references?|residues?|aa|positions?|table|eq\.?|range|CI) \Z")
_LONGEST_WORD = 12


def find_foreign_citations(layout: Layout) -> tuple[tuple[int, Span], ...]:
    """The citations of other styles in running text: the index of the sentence, and the place.

    Bracketed numbers count where the page has at least two of them and one is ``[1]``, with which every
    numbered list begins; else they are intervals, residues or numbers in another paper's list.
    """
    text, start = layout.document.text, layout.document.body_start
    found: list[tuple[int, Span]] = []
    if text.find("@", start) >= 0:
        found += [place for match in _PANDOC.finditer(text, start) if (place := _place(layout, match))]
    if text.find(" [1", start) >= 0:
        numbered = [
            (match[1], place)
            for match in _NUMBERS.finditer(text, start)
            if not _OF_OTHERS.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
            and (place := _place(layout, match))
        ]
        numbers = {number for number, _ in numbered}
        if len(numbers) > 1 and "1" in numbers:
            found += [place for _, place in numbered]
    return tuple(sorted(found, key=lambda item: item[1].start))


def _place(layout: Layout, match: re.Match[str]) -> tuple[int, Span] | None:
    sentence = layout.sentence_at(match.start())
    if sentence < 0:
        return None
    block = layout.document.blocks[layout.document.sentences[sentence].block]
    if block.kind not in PROSE:
        return None
    return sentence, layout.span(match.start(), match.end())
