"""What a sentence says against its only footnote: reported only where both are explicit."""

from __future__ import annotations

import pytest

from claimgraph.validation.agreement import Disagreement, find_disagreements


def _find(
    text: str, footnote: str, sizes: tuple[int, ...] = (), designs: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    return [(found.kind, found.said) for found in find_disagreements(text, footnote, sizes, designs)]


@pytest.mark.parametrize(
    ("text", "footnote", "sizes", "expected"),
    [
        ("It fell (n=40).", "n=44 · cohort", (44,), [("sample", "n=40")]),
        ("It fell (n = 1,961).", "n=17,604", (17604,), [("sample", "n=1,961")]),
        ("It fell (n=40).", "n=40 · cohort", (40,), []),
        ("It fell (n=20 and n=20).", "n=40", (40,), []),
        ("It fell (n=20 of them).", "n=40 (20 a group)", (40,), []),
        ("It fell (n=40).", "cohort", (), []),
        ("It fell in 40 people.", "n=44", (44,), []),
    ],
)
def test_samples(text: str, footnote: str, sizes: tuple[int, ...], expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote, sizes) == expected


@pytest.mark.parametrize(
    ("text", "designs", "expected"),
    [
        ("An RCT showed it.", ("cohort",), [("design", "RCT")]),
        ("A randomised, double-blind trial showed it.", ("in-vitro",), None),
        ("A meta-analysis showed it.", ("case-report",), [("design", "meta-analysis")]),
        ("Mendelian randomization showed it.", ("cohort",), [("design", "Mendelian randomization")]),
        ("An RCT showed it.", ("randomized-controlled-trial",), []),
        ("An RCT showed it.", ("meta-analysis",), []),
        ("No RCT has shown it.", ("cohort",), []),
        ("An RCT is needed.", ("cohort",), []),
        ("An RCT showed it.", (), []),
        ("It showed it.", ("cohort",), []),
    ],
)
def test_designs(text: str, designs: tuple[str, ...], expected: list[tuple[str, str]] | None) -> None:
    found = _find(text, "", (), designs)
    if expected is None:
        assert [kind for kind, _ in found] == ["design"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "footnote", "expected"),
    [
        ("At 50 mg/kg it fell.", "rats · 5 mg/kg i.p.", [("dose", "50 mg/kg")]),
        ("At 5 mg/kg it fell.", "rats · 5 mg/kg i.p.", []),
        ("At 10 mg/kg it fell.", "rats · 5–10 mg/kg", []),
        ("At 50 mg/kg it fell.", "rats · 50 µg/kg", []),
        ("At 50 mg/kg it fell.", "rats", []),
        ("At 50 mg it fell.", "5 mg/kg", []),
    ],
)
def test_doses(text: str, footnote: str, expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote) == expected


def test_all_kinds_at_once() -> None:
    found = find_disagreements("An RCT (n=9) at 5 mg/kg.", "n=8 · 50 mg/kg", (8,), ("cohort",))
    assert found == (
        Disagreement("sample", "n=9"), Disagreement("design", "RCT"), Disagreement("dose", "5 mg/kg"),
    )  # fmt: skip
