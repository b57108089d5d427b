"""Findings and places: ``Severity``, ``Span``, ``Diagnostic``, ``Fix``.

A ``Span`` is a half-open range of *characters* of a page's text as read from disk, together with
the 1-based lines of its first and last character, so that ``text[span.start:span.end]`` is exactly
the text that a value was read from.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

import msgspec


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, so that sorting by rank puts errors first."""
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Span(msgspec.Struct, frozen=True, gc=False, order=True):
    """Characters ``start`` to ``end`` (exclusive), on the 1-based lines ``line`` to ``end_line``."""

    start: int
    end: int
    line: int
    end_line: int


_WITH_BREAK = (1).__add__


class LineIndex:
    """Line numbers of one text: maps character offsets to 1-based lines and makes spans.

    Lines end at ``\\n`` only, as editors, git and GitHub count them; a ``\\r`` before it belongs to
    its line.
    """

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = list(accumulate(map(_WITH_BREAK, map(len, text.split("\n"))), initial=0))
        starts.pop()  # behind the last line nothing starts
        self._starts = starts

    def line(self, offset: int) -> int:
        """The 1-based line that the character at ``offset`` stands on."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """The 1-based column, in characters, of the character at ``offset``."""
        return offset - self._starts[bisect_right(self._starts, offset) - 1] + 1

    def line_start(self, line: int) -> int:
        """The offset of the first character of the 1-based ``line``."""
        return self._starts[line - 1]

    @property
    def count(self) -> int:
        """How many lines the text has (a text that ends in a newline has an empty last one)."""
        return len(self._starts)

    def span(self, start: int, end: int) -> Span:
        """The span of the characters ``start`` to ``end`` (exclusive)."""
        starts = self._starts
        line = bisect_right(starts, start)
        if end <= start or line == len(starts) or end <= starts[line]:
            return Span(start, end, line, line)
        return Span(start, end, line, bisect_right(starts, end - 1, line))


@lru_cache(maxsize=2)
def line_index(text: str) -> LineIndex:
    """The line index of a text; readers of one page, who come one after the other, share it."""
    return LineIndex(text)


class Related(msgspec.Struct, frozen=True, gc=False):
    """Another place that explains a finding: the footnote behind a sentence, the twin on another page."""

    message: str
    path: str
    line: int
    end_line: int


class Edit(msgspec.Struct, frozen=True, gc=False, order=True):
    """Replace the characters ``start`` to ``end`` (exclusive) of a page's text by ``text``."""

    start: int
    end: int
    text: str


class Fix(msgspec.Struct, frozen=True, gc=False):
    """A mechanical remedy of one finding, on its own page: applied, the finding is gone.

    Attributes:
        title: what it does, in the imperative ("Write the DOI without https://doi.org/").
        edits: sorted by place; they do not overlap.
    """

    title: str
    edits: tuple[Edit, ...]


class Diagnostic(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One finding about one place.

    Attributes:
        rule: identifier of the rule, e.g. ``FN-01``; ``claimgraph rule FN-01`` explains it.
        message: what is wrong, here.
        path: page, relative to the vault, with ``/`` separators.
        line: 1-based first line, ``end_line`` the last one.
        focus: the thing that it is about (an IRI, a footnote key, a field), as text.
        value: the offending value as written, where there is one.
        help: what to do about it.
        span: the offending characters of the page, where the finder knows them.
        quote: else the words of the page that the focus is about (a statement, a tag), where it has any.
        fix: a safe mechanical remedy, where there is one.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    line: int
    end_line: int
    focus: str | None = None
    value: str | None = None
    help: str | None = None
    related: tuple[Related, ...] = ()
    span: Span | None = None
    quote: str | None = None
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, str, int, str, str, str]:
        """Findings are listed by path, line, rule; the rest makes the order total."""
        return (
            self.path,
            self.line,
            self.rule,
            self.end_line,
            self.focus or "",
            self.value or "",
            self.message,
        )


def compare_severity(severity: Severity, threshold: Severity) -> bool:
    """Whether ``severity`` is at least as bad as ``threshold``."""
    return severity.rank <= threshold.rank
