"""Blocks, sections and tables: what introduces what, and how wide a row is."""

from __future__ import annotations

import pytest
from document_view import broken_invariants

from claimgraph.document import parse_document
from claimgraph.document.values import BlockKind, Document


def parse(text: str) -> Document:
    document = parse_document("page.md", text)
    assert broken_invariants(document) == []
    return document


def shape(text: str) -> list[tuple[str, int, int]]:
    return [(block.kind.value, block.parent, block.depth) for block in parse(text).blocks]


def test_items_know_their_lead_in_and_the_item_above() -> None:
    assert shape("Lead:\n\n- a\n  - b\n\n    more of b\n- c\n") == [
        ("paragraph", -1, 0), ("item", 0, 1), ("item", 1, 2), ("paragraph", 2, 2), ("item", 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "led"),
    [
        ("Straight above\n", True), ("With a colon:\n\n", True), ("**Bold colon:** [^a] #gap/x\n\n", True),
        ("No colon.\n\n", False), ("# Heading\n\n", False), ("| h |\n|---|\n\n", False),
    ],
)  # fmt: skip
def test_what_leads_in_a_list(before: str, led: bool) -> None:
    *_, item = parse(f"{before}- a\n").blocks
    assert item.kind is BlockKind.ITEM
    assert (item.parent >= 0) == led


def test_sections_nest_by_level_and_know_their_extent() -> None:
    text = "intro\n\n# A\n\n## B\n\ntext\n\n### C\n\n## D ##\n\n# E\n"
    document = parse(text)
    assert [(section.title, section.level, section.parent) for section in document.sections] == [
        ("", 0, -1), ("A", 1, 0), ("B", 2, 1), ("C", 3, 2), ("D", 2, 1), ("E", 1, 0),
    ]  # fmt: skip
    extents = {section.title: document.quote(section.span) for section in document.sections}
    assert extents[""] == text
    assert extents["A"].startswith("# A")
    assert extents["A"].endswith("## D ##\n\n")
    assert extents["C"] == "### C\n\n"
    assert [block.section for block in document.blocks if block.kind is BlockKind.PARAGRAPH] == [0, 2]


def test_headings_in_quotes_and_underlined_ones() -> None:
    document = parse("Title\n=====\n\n> # Quoted\n\nSub\n---\n")
    assert [(section.title, section.level) for section in document.sections[1:]] == [("Title", 1), ("Sub", 2)]
    assert [block.quoted for block in document.blocks] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "count"), [("# A\n", 0), ("text\n", 1), ("# A\n\n# B\n", 1), ("> # A\n", 1)]
)
def test_one_top_heading_is_expected(text: str, count: int) -> None:
    assert [found.rule for found in parse(text).diagnostics] == ["FM-10"] * count


def rows(text: str) -> list[list[str]]:
    (table,) = parse(text).tables
    return [[cell.text for cell in table.header], *([cell.text for cell in row.cells] for row in table.rows)]


def test_rows_keep_every_cell() -> None:
    text = "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n| | |\n1 | 2\n"
    assert rows(text) == [["a", "b"], ["1"], ["1", "2", "3"], ["", ""], ["1", "2"]]
    assert [found.line for found in parse(text).diagnostics if found.rule == "RD-04"] == [3, 4]


def test_pipes_that_do_not_split() -> None:
    text = "| a | b |\n|---|---|\n| x \\| y | [[p\\|q]] |\n| [[p|q]] | `m|n` |\n| `m|n` |\n"
    assert rows(text) == [["a", "b"], ["x \\| y", "[[p\\|q]]"], ["[[p|q]]", "`m|n`"], ["`m", "n`"]]
    assert [found.line for found in parse(text).diagnostics if found.rule == "RD-06"] == [4]


def test_a_link_with_a_bare_pipe_in_the_header_is_still_a_table() -> None:
    assert rows("| [[p|q]] | b |\n|---|---|\n| 1 | 2 |\n") == [["[[p|q]]", "b"], ["1", "2"]]


def test_rows_know_their_header_and_tables_their_caption() -> None:
    document = parse("Caption.\n\n| a |\n|---|\n| 1 |\n\n# H\n\n| b |\n|---|\n")
    first, second = document.tables
    assert document.blocks[first.caption].kind is BlockKind.PARAGRAPH
    assert second.caption == -1
    assert second.rows == ()
    assert document.blocks[first.rows[0].block].parent == first.header_block


def test_code_and_comments_are_blocks_without_sentences() -> None:
    document = parse("```\nA. B.\n```\n\n<!-- C. D. -->\n\n    E. F.\n\n<div>G. H.</div>\n")
    assert [block.kind.value for block in document.blocks] == ["code", "html", "code", "html"]
    assert document.sentences == ()


def test_text_after_a_comment_is_read() -> None:
    document = parse("<!-- note --> Words here. More.\n")
    assert [document.quote(sentence.span) for sentence in document.sentences] == ["Words here.", "More."]


def test_task_marks_and_list_marks_are_no_text() -> None:
    document = parse("- [ ] Do it. Now.\n1) Then\n* [x] Done\n")
    assert [document.quote(sentence.span) for sentence in document.sentences] == [
        "Do it.",
        "Now.",
        "Then",
        "Done",
    ]


def test_a_line_like_a_reference_definition_is_prose() -> None:
    document = parse("[Note]: this is said in passing.\n")
    assert [document.quote(sentence.span) for sentence in document.sentences] == [
        "[Note]: this is said in passing."
    ]
