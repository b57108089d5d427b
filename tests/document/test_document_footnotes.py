"""Footnote definitions: where they start and end, and what is wrong with them."""

from __future__ import annotations

import pytest
from document_view import broken_invariants

from claimgraph.document import parse_document
from claimgraph.document.values import Document


def parse(text: str) -> Document:
    document = parse_document("page.md", text)
    assert broken_invariants(document) == []
    return document


def notes(text: str) -> list[tuple[str, str]]:
    document = parse(text)
    return [(note.key, document.quote(note.body)) for note in document.definitions]


def found(text: str, rule: str) -> list[tuple[int, str | None]]:
    return [(item.line, item.focus) for item in parse(text).diagnostics if item.rule == rule]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[^a]: x\n", [("a", "x")]),
        ("[^a]: x\n[^b]: y\n", [("a", "x"), ("b", "y")]),
        ("Words.\n[^a]: x\n", [("a", "x")]),
        ("- item\n[^a]: x\n", [("a", "x")]),
        ("- item\n\n  [^a]: x\n", [("a", "x")]),
        ("- [^a]: x\n", [("a", "x")]),
        ("> words\n> [^a]: x\n", [("a", "x")]),
        ("| h |\n|---|\n| c |\n[^a]: x\n", [("a", "x")]),
        ("# H\n[^a]: x\n# I\n", [("a", "x")]),
        ("[^a]: x\nlazy\n\nnot a note\n", [("a", "x\nlazy")]),
        ("[^a]: x\n    more\n\n    and more\n\nout\n", [("a", "x\n    more\n\n    and more")]),
        ("[^a]:\nbelow\n", [("a", "below")]),
        ("[^a]: x\n\n    [^b]: y\n", [("a", "x"), ("b", "y")]),
        ("[^a]: x\n   [^b]: y\n", [("a", "x"), ("b", "y")]),
        ("text\n\n    [^a]: x\n    more\n", [("a", "x\n    more")]),
        ("<div>\n[^a]: x\n</div>\n", [("a", "x\n</div>")]),
        ("[^a]: ```\n[^b]: y\n", [("a", "```"), ("b", "y")]),
        ("```\n[^a]: x\n```\n", []),
        ("`[^a]: x`\n", []),
        ("<!--\n[^a]: x\n-->\n", []),
        ("text [^a]: x\n", []),
        ("| h |\n|---|\n| [^a]: x |\n", []),
        ("[^a] : x\n", []),
        ("[a]: x\n", []),
    ],
)
def test_definitions(text: str, expected: list[tuple[str, str]]) -> None:
    assert notes(text) == expected


def test_a_definition_is_no_reference_but_may_hold_some() -> None:
    document = parse("A [^a].\n\n[^a]: x [^b]\n[^b]: y\n")
    assert [reference.key for reference in document.references] == ["a", "b"]
    assert document.diagnostics[0].rule == "FM-10"
    assert len(document.diagnostics) == 1


def test_undefined_unused_duplicate_empty() -> None:
    text = "A [^x] [^x] [^a].\n\n[^a]: 1\n[^a]: 2\n[^b]: 3\n[^c]:\n\n`[^c]`\n"
    assert found(text, "FN-01") == [(1, "x")]
    assert found(text, "FN-02") == [(5, "b"), (6, "c")]
    assert found(text, "FN-03") == [(4, "a")]
    assert found(text, "FN-04") == [(6, "c")]


def test_a_note_that_only_cites_itself_is_unused() -> None:
    assert found("[^a]: see [^a]\n", "FN-02") == [(1, "a")]


def test_keys_match_without_case_and_across_unicode_forms() -> None:
    document = parse("A [^Lee] [^GARCI\u0301A].\n\n[^lee]: 1\n[^garc\u00eda]: 2\n")
    assert [reference.key for reference in document.references] == ["lee", "garc\u00eda"]
    assert [item.rule for item in document.diagnostics if item.rule.startswith("FN")] == []


def test_references_in_front_matter_neither_use_nor_need_a_definition() -> None:
    text = '---\nscope: "see [^a] and [^z]"\n---\n# T\n\n[^a]: x\n'
    assert [reference.key for reference in parse(text).references] == ["a", "z"]
    assert found(text, "FN-01") == []
    assert found(text, "FN-02") == [(6, "a")]


@pytest.mark.parametrize(
    ("text", "indent"), [("[^a]: x\n", 0), ("  [^a]: x\n", 2), ("- i\n\n   [^a]: x\n", 3)]
)
def test_indentation_is_counted_and_reported(text: str, indent: int) -> None:
    (note,) = parse(text).definitions
    assert note.indented == indent
    assert len(found(text, "RD-03")) == (indent > 0)


def test_a_definition_beside_an_empty_one_is_not_said_to_be_the_second() -> None:
    document = parse_document("a.md", "# T\n\nSaid.[^a]\n\n[^a]:\n\nText.\n\n[^a]: Smith 2019\n")
    assert [found.rule for found in document.diagnostics] == ["FN-04"]


def test_a_key_that_a_note_speaks_of_is_no_reference() -> None:
    note = "Smith 2019; the footnote key was [^old] before, see [^new]; also cited in [[other]] [^theirs]"
    text = f"# T\n\nSaid.[^a]\n\n[^a]: {note}\n"
    document = parse_document("a.md", text)
    assert [(found.rule, found.focus) for found in document.diagnostics] == [("FN-01", "new")]
