"""Checks that look for cheap clues first find what their patterns find in the whole text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.extract.checks import approval, unsourced
from claimgraph.extract.checks.arithmetic import _INTERVAL, _TOTAL, _intervals, _totals
from claimgraph.extract.checks.leaks import _PATH, may_hold_path
from claimgraph.extract.checks.sequences import _has_clue

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
        assert may_hold_path(text)


EFFECTS = (
    "p", "P", "<", "≤", "=", "0", ".05", "HR", "SMD", "WMD", " ", "n", "12", "fold ", "-fold increase",
    "2.5", "%", " increase", "reduced", " by ", "about ", " mmHg", "doubles", "twice as", " weeks",
    "CE-marked", "approved", "licensed",
    "authorised", " for x", " in ", "by ", "the ", "EMA", "EU", "Japan", "-", "Gly", "Ala-D-", "His",
    "L-", "A", "sequence", ": ", "ACDEF", "x",
)  # fmt: skip
SAID = st.lists(st.sampled_from(EFFECTS), max_size=10).map("".join)
SEQUENCES = re.compile(r"[A-Z][a-z]{2}-(?:[DL]-)?[A-Z][a-z]{2}|\bsequence\W{1,5}(?:[A-Z]-?){5}")


@given(SAID)
def test_effects_have_a_clue(text: str) -> None:
    if unsourced._CHANGE.search(text) or unsourced._STATISTIC.search(text):
        assert any(clue in text for clue in unsourced._CLUES)


@given(SAID)
def test_approvals_have_a_clue(text: str) -> None:
    if approval._APPROVED.search(text):
        assert any(clue in text for clue in approval._CLUES)


@given(SAID)
def test_sequences_are_where_the_plain_pattern_finds_them(text: str) -> None:
    assert _has_clue(text) == (SEQUENCES.search(text) is not None)
