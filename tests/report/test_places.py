"""The underlined characters: from spans, from values, and as UTF-16 columns."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import FINDINGS, ODD, TEXTS, finding

from claimgraph.diagnostics import Related, Severity, Span
from claimgraph.report.excerpts import to_excerpt
from claimgraph.report.places import Region, SourceTexts, utf16_column

SOURCE = SourceTexts(TEXTS)


def _words(path: str, line: int, texts: SourceTexts = SOURCE, **more: object) -> str:
    region = texts.locate(finding("XX-01", Severity.INFO, path, line, **more))
    return texts.text(path)[region.start : region.end]


def test_spans_and_values() -> None:
    assert _words("a.md", 2, span=FINDINGS[1].span) == "[[missing|gone]]"
    assert _words("a.md", 2, value="missing") == "[[missing|gone]]"
    assert _words(ODD, 3, value="key") == "[^key]"
    assert _words(ODD, 3, focus="https://x.org/id/citation/a/key") == "[^key]"
    assert _words(ODD, 3) == "[^key]", "a footnote is shown at its key"
    assert _words(ODD, 2, related=(Related("key", ODD, 3, 3),)) == "[^key]"
    assert _words(ODD, 2, quote="two [^key] two") == "two [^key] two"
    assert _words("a.md", 2, value="not there") == "The 🧬🧬 effect is [[missing|gone]] here."
    assert _words("a.md", 1, span=FINDINGS[1].span) == "# Title", "a span of another line is stale"


@pytest.mark.parametrize("line", [0, 1, 2, 99])
def test_a_line_that_is_not_there(line: int) -> None:
    region = SOURCE.locate(finding("XX-01", Severity.INFO, "empty.md", line))
    assert (region.column, region.exact) == (1, False)
    assert _words("nowhere.md", line) == ""


def test_a_name_is_not_found_inside_another() -> None:
    texts = SourceTexts({"p.md": "il-60, xil-6, il-6\n#gap/needs-x-y #gap/needs-x\n"})
    region = texts.locate(finding("XX-01", Severity.INFO, "p.md", 1, value="il-6"))
    assert region.column == 15
    assert texts.locate(finding("XX-01", Severity.INFO, "p.md", 2, value="needs-x")).column == 16


def test_columns() -> None:
    region = SOURCE.locate(FINDINGS[1])
    assert (region.line, region.column, region.end_line, region.end_column) == (2, 19, 2, 35)
    assert utf16_column(SOURCE.line("a.md", 2), region.column) == 21


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


@given(
    st.text(alphabet="ab \té漢🧬́", min_size=1, max_size=120).map(str.rstrip).filter(bool),
    st.integers(0, 119),
    st.integers(1, 40),
)
def test_the_marks_stand_below_the_words(line: str, start: int, size: int) -> None:
    start = min(start, len(line) - 1)
    end = min(len(line), start + size)
    texts = SourceTexts({"p.md": line})
    excerpt = to_excerpt(texts, "p.md", Region(start, end, 1, start + 1, 1, end + 1, True), 60)
    assert excerpt is not None
    assert _columns(excerpt.text) <= 62
    lead = len(excerpt.marks) - len(excerpt.marks.lstrip(" "))
    assert set(excerpt.marks.lstrip(" ")) == {"^"}
    shown = line.replace("\t", " ")
    # The text before the first caret ends where the region's words begin.
    width, prefix = 0, ""
    for character in excerpt.text:
        if width >= lead and not (unicodedata.combining(character) and width == lead):
            break
        width += _columns(character)
        prefix += character
    if not any(unicodedata.combining(one) for one in shown):
        assert shown[:start].endswith(prefix.removeprefix("…"))


def test_a_long_line_is_cut_around_the_words() -> None:
    region = SOURCE.locate(FINDINGS[5])
    excerpt = to_excerpt(SOURCE, ODD, region, 80)
    assert excerpt is not None
    at = len(excerpt.marks) - len(excerpt.marks.lstrip())
    assert excerpt.text[at : at + 7] == "[[far]]"
    assert excerpt.text.startswith("…")
    assert excerpt.text.endswith("…")


def test_an_unreadable_file_is_empty(tmp_path: object) -> None:
    assert SourceTexts({}, None).text("x.md") == ""
    assert SOURCE.locate(finding("XX-01", Severity.INFO, "a.md", 2, span=Span(0, 9999, 1, 9))).line == 2
