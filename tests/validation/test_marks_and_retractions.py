"""What scopes of verification and footnotes say in words: read or not, built on what was retracted."""

from __future__ import annotations

import pytest

from claimgraph.validation.retractions import builds_on_retracted, is_under_concern
from claimgraph.validation.scopes import says_nothing_read, says_read


@pytest.mark.parametrize(
    "scope",
    [
        "Identifiers checked. Numbers NOT cross-checked against primary PDFs; no local PDFs available.",
        "PubMed abstracts and Crossref metadata only",
        "Abstract-level verification only (closed access)",
        "None of the cited papers could be opened; titles were compared.",
        "PDF inaccessible. Claims cannot be verified against the full text.",
        "Key sources are closed-access; numbers remain abstract-sourced",
    ],
)
def test_scopes_of_nothing_read(scope: str) -> None:
    assert says_nothing_read(scope)
    assert not says_read(scope)


@pytest.mark.parametrize(
    "scope",
    [
        "Roe 2030 read end-to-end; Poe 2031 abstract only",
        "Six PDFs verified against the page. Doe 2032 was not verified against the full text.",
        "Roe 2030 (no rebound in follow-up) verified against the full-text PDF; others abstract only",
        "Confirmed from PMC123 full text; no local PDF available",
        "Numbers cross-checked against the verified study pages; two sources by metadata only",
        "Fully read and compared. Two others: metadata only",
    ],
)
def test_scopes_of_something_read(scope: str) -> None:
    assert says_read(scope)
    assert not says_nothing_read(scope)


def test_a_scope_that_says_neither() -> None:
    assert not says_nothing_read("All numbers compared with the study page.")
    assert not says_read("All numbers compared with the study page.")


@pytest.mark.parametrize(
    ("note", "built"),
    [
        ("review · its mechanism ultimately depends on the retracted Poe 2014 data", True),
        ("meta-analysis · pools the retracted trial of Poe", True),
        ("review · based on Poe 2014, **retracted** since", True),
        ("review · does not depend on the retracted data", False),
        ("meta-analysis excluding the retracted trial; rests on 12 others", False),
        ("in-vivo · n=12 · the PMID was that of a retracted paper", False),
    ],
)
def test_what_rests_on_retracted_data(note: str, built: bool) -> None:
    assert builds_on_retracted(note) is built


@pytest.mark.parametrize(
    ("note", "concern"),
    [
        ("in-vivo · n=12 · expression of concern issued 2031", True),
        ("in-vivo; the paper is under an expression of concern", True),
        ("⚠️ Editorial Expression of Concern, 2031 · in-vivo", True),
        ("published before the Poe 2014 expression of concern", False),
        ("in-vivo · no expression of concern", False),
        ("in-vivo · expression of concern lifted in 2032", False),
    ],
)
def test_expressions_of_concern(note: str, concern: bool) -> None:
    assert is_under_concern(note) is concern
