"""The quick look for words of ageing says what the one pattern says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.validation.ageing import AGEING, speaks_of_ageing

# Pieces of what the pattern looks for, and what may stand before, between and after them.
PIECES = (
    "aged", "Aging", "ageing", "photo", "anti", "-", " ", "OLD ", "old", "older", "age", "over ", "≥", ">",
    "60", "72", "18", "19", "24", "7", "mo", "month", "months ", "week ", "y", "years", "yrs", "+", "mice",
    "men", "life", "span", "health", "menopaus", "post", "elderly", "geriatric", "x", "É", "ſ", "İ", "ı", "K",
    "\t", "\u00a0",
    "٣", "_", "wee", "s", "progeri", "long", "evity", "(", ".", "sene", "scen",
)  # fmt: skip


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_the_parts_find_what_the_pattern_finds(text: str) -> None:
    assert speaks_of_ageing(text) == (AGEING.search(text) is not None)


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("in 24-month-old rats", True),
        ("people over 65", True),
        ("photoaging of skin", True),
        ("8-week-old mice", False),
        ("packaging, managed, bolder", False),
        ("n = 24 moths", False),
        ("ſeneſcence of cells", True),
    ],
)
def test_words_of_ageing(text: str, speaks: bool) -> None:
    assert speaks_of_ageing(text) is speaks
