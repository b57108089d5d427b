"""Near names: one slip, never a digit, never short names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.spelling import NearNames, edits

NAMES = NearNames(["autophagy", "senescence", "apoptosis", "il-6-signalling", "mtor"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("autophagi", "autophagy"),
        ("autohpagy", "autophagy"),
        ("senescense", "senescence"),
        ("apoptosi", "apoptosis"),
        ("apoptossis", "apoptosis"),
        ("il-8-signalling", None),
        ("mtro", None),
        ("autophagy", None),
        ("mitophagy", None),
    ],
)
def test_slips(written: str, meant: str | None) -> None:
    assert NAMES.find(written) == meant


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_edits_are_a_distance(one: str, other: str) -> None:
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) is (one == other)
    assert edits(one, other) <= max(len(one), len(other))
