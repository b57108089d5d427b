"""Symbols whose level a sentence says went the other way than its footnote."""

from __future__ import annotations

import pytest

from claimgraph.validation.levels import contrary_level, levels_of

FOOTNOTE = "n=15 young vs 15 old patients; IRF7 and SPHK1 downregulated in old tissue; CCL11 protein rose"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Meniscal IRF7 rose sharply in patients above 45.", "IRF7 rose"),
        ("IRF7 mRNA was significantly upregulated.", "IRF7 mRNA was significantly upregulated"),
        ("CCL11 levels fell with age.", "CCL11 levels fell"),
        ("IRF7 fell in patients above 45.", None),
        ("IRF7 rose and then IRF7 fell.", None),
        ("IRF7 increased apoptosis.", None),
        ("IRF7 rose in none, and not in old age.", None),
        ("IRF7 rose after knockout of the gene.", None),
        ("IL-6 rose with age.", None),
        ("Apoptosis rose with age.", None),
    ],
)
def test_a_level_against_its_footnote(text: str, said: str | None) -> None:
    assert contrary_level(text, FOOTNOTE) == said


def test_levels() -> None:
    assert levels_of(FOOTNOTE) == {"irf7": -1, "ccl11": 1}
    assert levels_of("Nothing is said.") == {}
