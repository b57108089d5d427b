"""Where on its lines a finding stands: the characters to underline.

Reading knows the span of what it reports. A rule over the graph knows a node and its lines only; there
the offending value is looked for on these lines, and where it does not stand literally the whole first
line is the place. Columns count from 1, in characters unless a function says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from claimgraph.diagnostics import Diagnostic, LineIndex

_DEFINITION = re.compile(r" {0,3}\[\^[^\]\n]+\]:")


class Region(msgspec.Struct, frozen=True, gc=False):
    """Characters ``start`` to ``end`` (exclusive) of a text, and their lines and columns.

    ``end_column`` is the column after the last character. ``exact`` is False where only the line is
    known and the region is the line's text.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    exact: bool


class SourceTexts:
    """The texts that findings stand in, by path: the pages as read, other files of the vault from disk."""

    def __init__(self, pages: Mapping[str, str], root: Path | None = None) -> None:
        self._texts = dict(pages)
        self._root = root
        self._lines: dict[str, LineIndex] = {}

    def text(self, path: str) -> str:
        """The text of a file; empty where there is no such file or it cannot be read."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str:
        if self._root is None:
            return ""
        try:
            return (self._root / path).read_bytes().decode("utf-8", "replace")
        except (OSError, ValueError):  # an unreadable file is a finding already, or a name with a NUL
            return ""

    def lines(self, path: str) -> LineIndex:
        """The line numbers of a file."""
        if path not in self._lines:
            self._lines[path] = LineIndex(self.text(path))
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """The text of a 1-based line without its end; empty where the file has no such line."""
        lines = self.lines(path)
        if not 1 <= number <= lines.count:
            return ""
        text = self.text(path)
        start = lines.line_start(number)
        end = text.find("\n", start)
        return text[start : len(text) if end < 0 else end].rstrip("\r")

    def head(self, path: str) -> int:
        """The last line of a page's front matter; 1 where it has none."""
        if not self.line(path, 1).lstrip("\ufeff").startswith("---"):
            return 1
        numbers = range(2, self.lines(path).count + 1)
        return next((number for number in numbers if self.line(path, number).rstrip() == "---"), 1)

    def locate(self, finding: Diagnostic) -> Region:
        """The region of a finding. A file without that line gives the first column of the line."""
        text, lines = self.text(finding.path), self.lines(finding.path)
        span = finding.span
        whole = span is not None and 0 <= span.start < span.end <= len(text)
        if span is not None and whole and lines.line(span.start) == finding.line:
            marker = _DEFINITION.match(text, span.start, span.end)
            # A fault of a whole footnote is shown at its key, not below a hundred words.
            end = marker.end() - 1 if marker is not None else span.end
            return _region(lines, span.start, end, exact=True)
        if not 1 <= finding.line <= lines.count:
            return Region(0, 0, finding.line, 1, finding.line, 1, False)
        start = lines.line_start(finding.line)
        last = min(finding.end_line, lines.count)
        end = len(text) if last == lines.count else lines.line_start(last + 1) - 1
        found = _find(text[start:end], finding)
        if found is not None:
            return _region(lines, start + found[0], start + found[1], exact=True)
        first = self.line(finding.path, finding.line)
        marker = _DEFINITION.match(first)
        if marker is not None:
            return _region(lines, start, start + marker.end() - 1, exact=True)
        lead = len(first) - len(first.lstrip())
        return _region(lines, start + lead, start + max(lead, len(first.rstrip())), exact=False)


def _region(lines: LineIndex, start: int, end: int, *, exact: bool) -> Region:
    line = lines.line(start)
    end_line = lines.line(max(start, end - 1))
    return Region(
        start=start,
        end=end,
        line=line,
        column=lines.column(start),
        end_line=end_line,
        end_column=end - lines.line_start(end_line) + 1,
        exact=exact,
    )


def _find(block: str, finding: Diagnostic) -> tuple[int, int] | None:
    """The offending words within the finding's lines."""
    for word in _words(finding):
        if word == finding.quote:
            at = block.find(word)
            if at >= 0:
                return at, at + len(word)
            continue
        pattern = re.escape(word)
        # A name in its brackets first, then between word boundaries: "il-6" is not in "il-60".
        for form in (
            rf"\[\[{pattern}[^\[\]]*\]\]",
            rf"\[\^{pattern}\]",
            rf"#gap/{pattern}(?![\w-])",
            rf"(?<![\w-]){pattern}(?![\w-])",
        ):
            match = re.search(form, block)
            if match is not None:
                return match.span()
        at = block.find(word)
        if at >= 0:
            return at, at + len(word)
    return None


def _words(finding: Diagnostic) -> Iterator[str]:
    """What may stand on the lines: the value, a footnote's key, a field's name; most telling first."""
    value, focus = finding.value, finding.focus
    if value and "://" not in value and "\n" not in value and not value.endswith("…"):
        yield value
    for iri in (value, focus):
        if iri and "/citation/" in iri:
            yield iri.rpartition("/")[2]
    for place in finding.related:  # the reference to the footnote that a statement's fault is about
        if place.path == finding.path and re.fullmatch(r"[\w.:+-]+", place.message):
            yield f"[^{place.message}]"
    if finding.quote:
        yield finding.quote
    if focus and "://" not in focus:
        yield focus


def utf16_column(line: str, column: int) -> int:
    """A 1-based column in characters of ``line`` as one in UTF-16 code units, as SARIF counts them."""
    before = line[: max(0, column - 1)]
    return column + sum(character > "\uffff" for character in before)
