"""Whatever the page: no exception, every span is its text, every character is in a sentence, linear time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from document_view import broken_invariants
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.document import parse_document
from claimgraph.document.tables import code_spans

PIECES = [
    "[^a]", "[^a]: note", "[[", "]]", "[[p#a|l]]", "|", "`", "``", "```\n", "\n", "\n\n", "    ", "\t",
    "> ", "- ", "1. ", "# ", "---\n", "[^", "#gap/x", "`#gap/y`", "<!--", "-->", '"', "'", "key: v\n",
    'key: "x" y\n', "key:\n", "a: [b", '- "[[c]]"', "*", "**", ".", ". ", "? ", "\r\n", "\0", "\ufeff",
    "é", "𝒳", "e\u0301", "\u202e", "\ud800", "| a | b |\n|---|---|\n| c | d |\n", "![[e]]",
    "^[a note here]", "\\", "{", "}", "&a", "*a", "!x", "%", ": ", "# c", "(", ")", "===\n", "<div>\n",
    "[^a, ^b]", "[^c]:\n", "word. Next", "et al. ", "\x1a", "\x1b", "  \n", " #stub", "Label",
    "**Label:** ", "p53", "0.5 ", "C. ", "\u00a0", "\u2028", "\x85", "2-[[(2S)-",
]  # fmt: skip
pages = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(lambda pieces: "---\n" + "".join(pieces)),
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages)
def test_every_promise_holds_on_any_text(text: str) -> None:
    document = parse_document("page.md", text)
    assert document.text is text
    assert broken_invariants(document) == []
    assert parse_document("page.md", text) == document


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="`a\\ |", max_size=60))
def test_code_spans_are_delimited_by_equal_runs(text: str) -> None:
    done = 0
    for start, end in code_spans(text, 0, len(text)):
        assert done <= start < end
        run = len(text[start:end]) - len(text[start:end].lstrip("`"))
        assert text[end - run : end] == "`" * run
        assert not text[end:].startswith("`")
        done = end


def lines_run(action: Callable[[], Any]) -> int:
    """How many lines of our own code run: a measure of work that no machine load disturbs."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        if "claimgraph" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


UNITS = [
    "[", "[[", "[[a|", "[^", "[^a] ", "^[", "`", "` ``", "> ", "- ", "(", "a. A ", "Aa. (Bb ", "#a ",
    "\\", "|", "\n", "[^a]: x\n", "- a\n", "k: v\n", "k: v: w\n", "| a [[b|c]] | `d` |\n", "<!--", '"',
    "'", "x. #gap/a ", "# h\n", "> a\n", "A. ", "e.g. ",
]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "---\n", "---\na: [", "| a | b |\n|---|---|\n"], ids=repr)
@pytest.mark.parametrize(
    "unit",
    UNITS,
    ids=repr,
)
def test_work_grows_no_faster_than_the_page(unit: str, prefix: str) -> None:
    small = lines_run(lambda: parse_document("page.md", prefix + unit * 200))
    large = lines_run(lambda: parse_document("page.md", prefix + unit * 1600))
    assert large <= 10 * small + 2000  # quadratic work would be 64 times as much


@pytest.mark.parametrize(
    "unit", ["[", "[[", "![", "[^", "`", "`` ` ", "<", "<!--", "*a ", "> ", "- ", "(", "[[a|[b]", "{"]
)
def test_twenty_thousand_openings_are_an_answer(unit: str) -> None:
    for prefix in ("", "---\na: ", "| a |\n|---|\n"):
        assert broken_invariants(parse_document("page.md", prefix + unit * 20_000)) == []


def test_a_line_of_five_megabytes() -> None:
    words = "Some words [[a|b]] here [^k] and there #gap/x in 5 mg. "
    text = words * (5_000_000 // len(words))
    document = parse_document("page.md", text)
    assert len(document.links) == len(document.tags) == len(document.references) == 5_000_000 // len(words)
    assert document.sentences[0].span.end == text.index(".") + 1


def test_a_file_that_is_no_text_is_told_once() -> None:
    text = "# T\n\n" + "".join(map(chr, range(32))) + "\ud800\ufffd"
    found = [one for one in parse_document("a.md", text).diagnostics if one.rule == "RD-01"]
    assert [one.message for one in found] == [
        "31 characters that belong into no text, of 31 kinds (NUL character, bytes that are not UTF-8,"
        " control character)"
    ]
