"""Habits of other wikis: callouts, formulas, inline notes, Markdown links, foreign citations."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract.citation import find_identifiers
from claimgraph.extract.fieldvalues import unquoted
from claimgraph.extract.foreign_citations import find_foreign_citations
from claimgraph.extract.layout import Layout
from claimgraph.extract.statements import extract_statements


def sentences(text: str) -> list[str]:
    document = parse_document("a/page.md", text)
    return [document.quote(sentence.span) for sentence in document.sentences]


def test_the_title_of_a_callout_is_a_line_of_its_own() -> None:
    assert sentences("> [!warning]- Mind this\n> Fits occur.[^a] Rarely.\n") == [
        "[!warning]- Mind this",
        "Fits occur.[^a]",
        "Rarely.",
    ]
    assert sentences("> [!note]\n> Fits occur.\n") == ["[!note]", "Fits occur."]


@pytest.mark.parametrize("formula", ["$$ x_{[[a]]} = [^h] $$", r"$\alpha [[a]] [^h]$", "$y_{[[b]]} #gap/x$"])
def test_nothing_is_read_in_a_formula(formula: str) -> None:
    document = parse_document("a/page.md", f"So {formula} holds.\n")
    assert (document.links, document.references, document.tags) == ((), (), ())


def test_two_prices_are_no_formula() -> None:
    document = parse_document("a/page.md", "It cost $5 [[a]] and $6.[^h] Later $7/[[b]]$.\n")
    assert [link.target for link in document.links] == ["a", "b"]
    assert [reference.key for reference in document.references] == ["h"]


def test_a_stop_inside_an_inline_note_ends_no_sentence() -> None:
    text = "Rats lived longer^[Doe J. Title. Safe 2020. n=30 mice]. Mice too.\n"
    assert sentences(text) == ["Rats lived longer^[Doe J. Title. Safe 2020. n=30 mice].", "Mice too."]


@pytest.mark.parametrize(
    ("written", "target", "anchor"),
    [
        ("[x](b.md)", "a/b", None),
        ("[x](../c/b.md#part)", "c/b", "part"),
        ("[x](/c/b.md)", "c/b", None),
        ("[x](<with space.md>)", "a/with space", None),
        ("[x](with%20space.md 'title')", "a/with space", None),
    ],
)
def test_markdown_links_to_pages_are_links(written: str, target: str, anchor: str | None) -> None:
    document = parse_document("a/page.md", f"See {written} now.\n")
    (link,) = document.links
    assert (link.target, link.anchor, link.label) == (target, anchor, "x")
    assert document.quote(link.span) == written


@pytest.mark.parametrize(
    "written", ["[x](https://b.org/a.md)", "[x](b.pdf)", "[x](#part)", "`[x](b.md)`", "![x](b.png)"]
)
def test_other_markdown_links_are_none(written: str) -> None:
    assert parse_document("a/page.md", f"See {written} now.\n").links == ()


def test_a_zero_width_character_does_not_cut_a_doi() -> None:
    text = "doi:10.5555/nfd\u200b.1 \u200bmore"
    (found,) = find_identifiers(text, 0, len(text), text)
    assert found.value == "10.5555/nfd.1"
    assert text[found.start : found.end] == "10.5555/nfd\u200b.1"
    text = "doi:10.5555/nfd\u200b"
    (found,) = find_identifiers(text, 0, len(text), text)
    assert found.value == "10.5555/nfd"


@pytest.mark.parametrize("mark", ["|", ">-", "|+", "|2-"])
def test_the_mark_of_a_block_scalar_is_no_part_of_its_value(mark: str) -> None:
    text = f"{mark}\n  words"
    start, end = unquoted(text)
    assert text[start:end].strip() == "words"


@pytest.mark.parametrize("text", ["| a", "> a", "|x\n a"])
def test_a_bar_alone_opens_no_block(text: str) -> None:
    assert unquoted(text) == (0, len(text))


def foreign(text: str) -> list[str]:
    layout = Layout(parse_document("a/page.md", text))
    return [layout.document.quote(place) for _, place in find_foreign_citations(layout)]


def test_citations_of_other_styles_are_seen() -> None:
    assert foreign("Rats [@smith2019, p. 4] and mice [see @doe2020; @roe].\n") == [
        "[@smith2019, p. 4]",
        "[see @doe2020; @roe]",
    ]
    assert foreign("Rats lived longer [1, 2]. Mice too [3–5].\n") == ["[1, 2]", "[3–5]"]


@pytest.mark.parametrize(
    "text",
    [
        "Residues [16-109] and [1-9] bind.\n",
        "Their reference [1] and ref [2] say so.\n",
        "The nadir [20,25] is wide; [30,40] too.\n",
        "See [[@dermis]] and write to a@b.org.\n",
        "```\n[@key] [1] and [2]\n```\n",
        "Only one [1] stands here.\n",
    ],
)
def test_intervals_residues_and_links_are_no_citations(text: str) -> None:
    assert foreign(text) == []


def test_a_sentence_with_a_foreign_citation_inherits_no_footnote() -> None:
    text = "Rats lived longer.[^a] Mice too [@key]. Flies as well.\n\n[^a]: Smith 2019 · rats\n"
    layout = Layout(parse_document("a/page.md", text))
    statements, _ = extract_statements(layout, ())
    assert [(item.text, [use.key for use in item.citations]) for item in statements] == [
        ("Rats lived longer.[^a]", ["a"])
    ]
