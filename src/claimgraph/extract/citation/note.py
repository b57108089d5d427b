"""A footnote while it is read: its text, segments and labels, shared by the recognisers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

import msgspec

from claimgraph.diagnostics import LineIndex
from claimgraph.extract.citation.identifiers import Found
from claimgraph.extract.citation.lexicon import Hit
from claimgraph.extract.citation.segments import Brackets

# Led by one set of characters, so that ``re`` runs from one of them to the next.
_CLAUSE = re.compile(r"[;\n—–.](?:(?<=[;\n])|(?<=\s[—–])\s|(?<=[a-z)\]\d%]\.)\s+(?=[A-Z*\"(]))")


class Note(msgspec.Struct, frozen=True):
    """A footnote body, ``text[start:end]`` of a page.

    Attributes:
        pieces: offsets of the segments; ``kinds`` what each was recognised as, in parallel.
        hits: labels of the lexicon, by place.
        found: identifiers, by place.
        lower: the body in small letters, of the same length: cheap tests for words before costly ones.
        hit_starts: where the labels begin; ``piece_starts`` where the segments do.
        counts: whether a label of ``hits`` is a noun that can be counted.
        topics: where words stand that could be about access to the source.
        cut: the clauses of the segments that were asked for, because several readers ask for them.
    """

    text: str
    start: int
    end: int
    lines: LineIndex
    brackets: Brackets
    pieces: tuple[tuple[int, int], ...]
    hits: tuple[Hit, ...]
    found: tuple[Found, ...]
    lower: str
    hit_starts: tuple[int, ...]
    piece_starts: tuple[int, ...]
    counts: bool
    topics: tuple[int, ...]
    cut: dict[tuple[int, int], tuple[tuple[int, int], ...]]
    kinds: tuple[str, ...] = ()

    def piece(self, index: int) -> str:
        """The text of one segment."""
        start, end = self.pieces[index]
        return self.text[start:end]

    def mentions(self, *words: str) -> bool:
        """Whether the body holds one of these words or parts of words, given in small letters."""
        lower = self.lower
        for word in words:  # noqa: SIM110 - any() costs a generator, and this runs for every footnote
            if word in lower:
                return True
        return False

    def piece_at(self, offset: int) -> tuple[int, int]:
        """The segment that holds ``offset``; between segments an empty one, there."""
        at = bisect_right(self.piece_starts, offset) - 1
        if at >= 0 and offset < self.pieces[at][1]:
            return self.pieces[at]
        return offset, offset

    def kind_at(self, offset: int) -> str | None:
        """What the segment that holds ``offset`` was recognised as."""
        at = bisect_right(self.piece_starts, offset) - 1
        return self.kinds[at] if at >= 0 and self.kinds else None

    def piece_end(self, offset: int) -> int:
        """Where the segment that holds ``offset`` ends."""
        return self.piece_at(offset)[1]

    def hits_in(self, start: int, end: int) -> tuple[Hit, ...]:
        """The labels that stand wholly in ``text[start:end]``."""
        first = bisect_left(self.hit_starts, start)
        last = bisect_left(self.hit_starts, end, first)
        if first == last:
            return ()
        hits = self.hits[first:last]
        for hit in hits:
            if hit.end > end:
                return tuple([hit for hit in hits if hit.end <= end])
        return hits

    def clauses(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The clauses of ``text[start:end]``, not cut in brackets; see ``split_clauses``."""
        known = self.cut.get((start, end))
        if known is None:
            known = self.cut[start, end] = split_clauses(self.text, start, end, self.brackets)
        return known

    def find(self, pattern: re.Pattern[str], start: int, end: int) -> int:
        """Where a pattern in small letters first matches in ``text[start:end]``; -1 where it does not."""
        match = pattern.search(self.lower, start - self.start, end - self.start)
        return match.start() + self.start if match is not None else -1

    def has_topic(self, start: int, end: int) -> bool:
        """Whether a word that could be about access begins in ``text[start:end]``."""
        topics = self.topics
        if not topics or topics[-1] < start:
            return False
        return topics[bisect_left(topics, start)] < end

    def of_kind(self, *kinds: str) -> tuple[tuple[int, int], ...]:
        """The segments of these kinds, in order."""
        return tuple([piece for piece, kind in zip(self.pieces, self.kinds, strict=True) if kind in kinds])


def split_clauses(
    text: str, start: int, end: int, brackets: Brackets | None = None
) -> tuple[tuple[int, int], ...]:
    """The clauses of a segment: cut at semicolons, sentence ends, long dashes and line ends.

    With ``brackets``, what stands in brackets is not cut.
    """
    clauses: list[tuple[int, int]] = []
    left = start
    for match in _CLAUSE.finditer(text, start, end):
        if brackets is not None and brackets.around(match.start()) is not None:
            continue
        if match.start() > left:
            clauses.append((left, match.start()))
        left = match.end()
    if left < end:
        clauses.append((left, end))
    return tuple(clauses)
