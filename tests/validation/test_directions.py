"""Which way sentences say things went, against their footnotes and each other."""

from __future__ import annotations

import pytest

from claimgraph.validation.directions import contrary_ratio, find_contrary_directions

FOOTNOTE = "doi:10.1/x · in-vivo · rapamycin extended lifespan of old mice by 14%; lowered body weight"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Rapamycin shortened lifespan of old mice.", "shortened lifespan"),
        ("Rapamycin increased body weight of old mice.", "increased body weight"),
        ("Rapamycin extended lifespan of old mice.", None),
        # Denied, of something else, with too little in common, or shown by taking something away.
        ("Rapamycin has not shortened lifespan of old mice.", None),
        ("Rapamycin shortened telomeres of old mice.", None),
        ("Shortened lifespan was seen.", None),
        ("Rapamycin knockout shortened lifespan of old mice.", None),
        ("Rapamycin changed lifespan of old mice.", None),
    ],
)
def test_a_sentence_against_its_footnote(text: str, word: str | None) -> None:
    found = list(find_contrary_directions([("s", text)], FOOTNOTE))
    assert found == ([] if word is None else [("s", word, None)])


@pytest.mark.parametrize(
    ("text", "footnote", "said"),
    [
        # A noun of direction stands behind its outcome, and parts of joined words name who did it.
        (
            "Overexpressing ABC6 shortened median lifespan.",
            "Abc6-overexpressing mice · 10% median lifespan extension",
            "shortened median lifespan",
        ),
        (
            "ABC6 mice showed a median lifespan extension.",
            "ABC6 mice · shortened median lifespan",
            "median lifespan extension",
        ),
        # No extension is not the opposite, nor is another outcome, another doer, or a footnote that has both.
        ("ABC6 shortened median lifespan.", "ABC6 mice · no median lifespan extension", None),
        ("ABC6 shortened median lifespan.", "ABC6 mice · maximum lifespan extension", None),
        ("Butter shortened median lifespan.", "ABC6 mice · median lifespan extension", None),
        (
            "ABC6 shortened median lifespan.",
            "ABC6 mice · median lifespan extension; females had shortened median lifespan",
            None,
        ),
        ("ABC6 shortened median lifespan.", "ABC6 knockout mice · median lifespan extension", None),
        ("ABC6 raised levels.", "ABC6 mice · lowered levels", None),
    ],
)
def test_an_outcome_word_for_word(text: str, footnote: str, said: str | None) -> None:
    found = list(find_contrary_directions([("s", text)], footnote))
    assert found == ([] if said is None else [("s", said, None)])


def test_sentences_of_one_footnote_against_each_other() -> None:
    one = ("one", "MK-677 increased fat-free mass over two years.")
    other = ("other", "Over two years MK-677 reduced fat-free mass.")
    assert list(find_contrary_directions([one, other], "a trial")) == [
        ("one", "increased fat-free mass", "other"), ("other", "reduced fat-free mass", "one"),
    ]  # fmt: skip
    third = ("third", "MK-677 increased fat-free mass in two years.")
    assert list(find_contrary_directions([one, other, third], "a trial")) == [
        ("other", "reduced fat-free mass", "one")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It was tied to reduced MI risk (OR 1.35).", "reduced MI risk (OR 1.35"),
        ("Higher all-cause mortality, HR 0.71.", "Higher all-cause mortality, HR 0.71"),
        ("It was tied to reduced MI risk (OR 0.65).", None),
        ("Higher all-cause mortality, HR 1.71.", None),
        ("Lower levels increased MI risk (OR 1.35).", None),
        ("Reduced risk; elsewhere OR 1.35.", None),
        ("Reduced MI risk (OR 1.01).", None),
    ],
)
def test_ratios_on_the_wrong_side_of_one(text: str, said: str | None) -> None:
    assert contrary_ratio(text) == said
    found = list(find_contrary_directions([("s", text)], ""))
    assert found == ([] if said is None else [("s", said, None)])
