"""What a scope of verification says of reading."""

from __future__ import annotations

import pytest

from claimgraph.validation.scopes import says_nothing_read


@pytest.mark.parametrize(
    "scope",
    [
        "Numbers not checked against primary PDFs; no local PDFs available.",
        "DOIs resolved (Smith 2010, Oda 2014); titles match. Numbers NOT cross-checked against full texts.",
        "PubMed abstracts only.",
        "None of the cited papers could be opened; only titles were checked.",
    ],
)
def test_nothing_was_read(scope: str) -> None:
    assert says_nothing_read(scope)


@pytest.mark.parametrize(
    "scope",
    [
        "All claims read against the full PDF of Smith 2010; Oda 2014 from the abstract only.",
        "Full texts not re-read for Smith 2010 or Oda 2014; numbers agree.",
        "Titles match. Oda 2014 closed access, its effect not verified against the PDF.",
        "Smith 2010 has a local PDF; others confirmed by metadata only.",
        "Names and identifiers.",
    ],
)
def test_some_was_read_or_the_scope_does_not_tell(scope: str) -> None:
    assert not says_nothing_read(scope)
