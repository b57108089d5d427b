"""The quick look for words of ageing says what the one pattern says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.validation.ageing import AGEING, speaks_of_ageing, tells_of_ageing

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


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("doi:10.1000/1 · n=12 · in-vivo · model: 24-month-old mice", True),
        ("Lifespan rose by 12 %. It was not tested in old mice.", True),
        ("It was never tested in old mice", False),
        ("doi:10.1000/1 · *Aging Cell* 2014 · in-vivo · model: young mice", False),
        ("J Gerontol Res 2014 · young mice", False),
        ("Old people await a trial #gap/no-human-data", False),
        ("75% of young mice at >75 mg/L and ≥60 % of cells", False),
        ("people aged 70", True),
    ],
)
def test_what_is_denied_or_a_journal_tells_nothing(text: str, tells: bool) -> None:
    assert tells_of_ageing(text) is tells
