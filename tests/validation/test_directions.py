"""Which way sentences say things went, against their footnotes and each other."""

from __future__ import annotations

import pytest

from claimgraph.validation.directions import contrary_ratio, find_contrary_directions

FOOTNOTE = "doi:10.1/x · in-vivo · rapamycin extended lifespan of old mice by 14%; lowered body weight"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Rapamycin shortened lifespan of old mice.", "lifespan"),
        ("Rapamycin increased body weight of old mice.", "body"),
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


def test_sentences_of_one_footnote_against_each_other() -> None:
    one = ("one", "MK-677 increased fat-free mass over two years.")
    other = ("other", "Over two years MK-677 reduced fat-free mass.")
    assert list(find_contrary_directions([one, other], "a trial")) == [
        ("one", "fat-free", "other"), ("other", "fat-free", "one"),
    ]  # fmt: skip
    third = ("third", "MK-677 increased fat-free mass in two years.")
    assert list(find_contrary_directions([one, other, third], "a trial")) == [("other", "fat-free", "one")]


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
