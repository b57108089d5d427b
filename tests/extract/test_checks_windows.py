"""Checks that look for cheap clues first find what their patterns find in the whole text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.extract.checks.arithmetic import _INTERVAL, _TOTAL, _intervals, _totals
from claimgraph.extract.checks.leaks import _CLUES, _PATH

PARTS = (
    "HR 0.8 (95% CI 0.9-1.2)",
    "OR = 2\n(95 % CI: 1, 3)",
    "n = 12 (6/6)",
    "N=10 (5 men, 4 women)",
    "confidence interval",
    "/home/a/b",
    "file:///x",
    "C:\\Users\\a\\b",
    "n",
    "=",
    "CI",
    "x",
    "1",
    ".",
    " ",
    "\n",
)
PIECES = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@given(PIECES)
def test_totals(text: str) -> None:
    assert [m.span() for m in _totals(text, 0)] == [m.span() for m in _TOTAL.finditer(text)]


@given(PIECES)
def test_intervals_on_one_line_and_wrapped(text: str) -> None:
    wrapped = [m.span() for m in _INTERVAL.finditer(text) if text.count("\n", *m.span()) <= 1]
    found = [m.span() for m in _intervals(text, 0)]
    assert set(wrapped) <= set(found)


@given(PIECES)
def test_paths_have_a_clue(text: str) -> None:
    if _PATH.search(text):
        assert any(clue in text for clue in _CLUES)
