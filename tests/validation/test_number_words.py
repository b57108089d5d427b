"""Numbers in words, and how many subjects a sentence says that its study had."""

from __future__ import annotations

import pytest

from claimgraph.validation.amounts import contrary_sample, to_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5,734", 5734),
        ("0.4", 0.4),
        ("twelve", 12),
        ("Sixty-three", 63),
        ("two hundred", 200),
        ("nine hundred and seventy", 970),
        ("a thousand two hundred and one", 1201),
        ("one thousand and twelve", 1012),
    ],
)
def test_figures_and_words(text: str, number: float) -> None:
    assert to_number(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It enrolled nine hundred and seventy men.", "enrolled nine hundred and seventy men"),
        (
            "Two hundred and five older adults were enrolled.",
            "Two hundred and five older adults were enrolled",
        ),
        ("It enrolled seven hundred and ninety men.", None),
        ("It enrolled two cohorts of men.", None),
    ],
)
def test_the_size_of_a_study_in_words(text: str, said: str | None) -> None:
    assert contrary_sample(text, "n=790 · rct", (790,)) == said
