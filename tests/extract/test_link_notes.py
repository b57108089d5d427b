"""What stands beside a link about the state of the page behind it."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract.link_notes import note_of


def notes(text: str) -> list[str | None]:
    document = parse_document("page.md", f"# Page\n\n{text}\n")
    return [note_of(document, link) for link in document.links]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("It binds [[x]] (implicit stub) in mice.", "implicit stub"),
        ("It binds **[[x|the X]]** (planned R20).", "planned R20"),
        ("See [[x]] page (batch 3; planned).", "batch 3; planned"),
        ("See [[x]] page not yet seeded.", "page not yet seeded"),
        ("See [[x]] [stub].", "stub"),
        ("| [[x]] (stub) | needed |\n|---|---|\n| [[y]] (verified 2026-01-02) | a |", "stub"),
        ("- [[x]] — binds y; implicit stub", "implicit stub"),
        ("- **[[x]]** — the pigment (stub; to be written) of skin", "stub; to be written"),
        ("- [[x]] — not yet seeded", "not yet seeded"),
        ("> See [[x]] (verified, full).", "verified, full"),
    ],
)
def test_a_note_is_kept_as_written(text: str, note: str) -> None:
    assert notes(text)[0] == note


@pytest.mark.parametrize(
    "text",
    [
        "It binds [[x]] (in aged mice).",
        "It is tested with [[x]] (planned trial, not written up).",
        "It binds [[x]] and [[y]].",
        "It binds [[x]], a stub of a protein.",
        "- [[x]] is as in [[y]]",
        "- Some stub-like [[x]] — binds y",
        "[[x]](stub.md)",
        "## [[x]] (stub)",
    ],
)
def test_other_words_are_no_note(text: str) -> None:
    assert not any(notes(text))


def test_words_behind_a_second_link_are_not_of_the_first() -> None:
    assert notes("- [[x]] — partner of [[y]] (stub)") == [None, "stub"]
