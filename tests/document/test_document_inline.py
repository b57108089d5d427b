"""Links, footnote references and tags: what counts as one, and what only looks like one."""

from __future__ import annotations

import pytest
from document_view import broken_invariants

from claimgraph.document import parse_document
from claimgraph.document.values import Document, Link, Region


def parse(text: str) -> Document:
    document = parse_document("page.md", text)
    assert broken_invariants(document) == []
    return document


def link(text: str) -> Link:
    (found,) = parse(text).links
    return found


def tags(text: str) -> list[str]:
    return [tag.name for tag in parse(text).tags]


def keys(text: str) -> list[str]:
    return [reference.key for reference in parse(text).references]


@pytest.mark.parametrize(
    ("raw", "target", "anchor", "label"),
    [
        ("[[a]]", "a", None, None),
        ("[[a/b.md|the b]]", "a/b.md", None, "the b"),
        ("[[a#Part one|x]]", "a", "Part one", "x"),
        ("[[#Part]]", "", "Part", None),
        ("[[a#^block]]", "a", "^block", None),
        ("[[ a | b ]]", "a", None, "b"),
        ("[[a|]]", "a", None, ""),
        ("[[lpa|Lp(a) [small]]]", "lpa", None, "Lp(a) [small]"),
        ("[[a|`code` name]]", "a", None, "`code` name"),
        ("[[name with (brackets)]]", "name with (brackets)", None, None),
    ],
)
def test_parts_of_a_link(raw: str, target: str, anchor: str | None, label: str | None) -> None:
    found = link(f"See {raw} there.")
    assert (found.target, found.anchor, found.label) == (target, anchor, label)
    assert not found.embedded
    assert not found.escaped


def test_embedded_and_escaped() -> None:
    document = parse("![[a.png|200]]\n\n| x |\n|---|\n| [[b\\|B]] |\n")
    first, second = document.links
    assert first.embedded
    assert document.quote(first.span) == "![[a.png|200]]"
    assert second.escaped
    assert (second.target, second.label, second.region) == ("b", "B", Region.TABLE)


@pytest.mark.parametrize(
    "text",
    [
        "`[[a]]`", "``x [[a]] ` y``", "```\n[[a]]\n```", "~~~~\n[[a]]\n~~~\n~~~~", "<!-- [[a]] -->",
        "x <!-- [[a]] --> y",
        "\\[[a]]", "[[]]", "[[ ]]", "[[|x]]", "[[a\nb]]", "[[a] ]", "[a](b)", "      [[a]]",
        "2-[[4-(methylamino)phenyl]amino]-5-chloropyrimidine", "(2S)-1-[2-[[(2S)-2-amino]acetyl]amino]butane",
        "x-[[(2R)-oxan-2-yl]]y", "2-[[4-chlorophenyl]]methanol",
    ],
)  # fmt: skip
def test_no_link(text: str) -> None:
    assert parse(text).links == ()


@pytest.mark.parametrize(
    "text", ["anti-[[il-6]]", "[[a]]s", "([[a]])", "[[[a]]]", "**[[a]]**", "\\\\[[a]]", "IL-6-[[a]]"]
)
def test_a_link_next_to_other_characters(text: str) -> None:
    assert len(parse(text).links) == 1


def test_regions() -> None:
    text = (
        '---\na: "[[1]]" # [[2]]\nb: [[3]]\n---\n# [[4]]\n\n[[5]] [^k]\n\n- [[6]]\n\n> [[7]]\n\n'
        "| [[8]] |\n|---|\n| [[9]] |\n\n[^k]: [[10]]\n"
    )
    assert [(found.target, found.region) for found in parse(text).links] == [
        ("1", Region.FRONT_MATTER), ("2", Region.COMMENT), ("3", Region.FRONT_MATTER), ("4", Region.HEADING),
        ("5", Region.BODY), ("6", Region.BODY), ("7", Region.QUOTE), ("8", Region.TABLE), ("9", Region.TABLE),
        ("10", Region.FOOTNOTE),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x #gap/no-data.", ["gap/no-data"]),
        ('(#stub) **#unsourced** "#gap/a" x—#gap/b', ["stub", "unsourced", "gap/a", "gap/b"]),
        ("text.#gap/a [^k]#gap/b", ["gap/a", "gap/b"]),
        ("#gap/* and #gap/", ["gap", "gap"]),
        ("#über/größe", ["über/größe"]),
        ("# Heading #gap/x", ["gap/x"]),
        ("#1 #2024 #3-4 #ff0000 #a1b #12345678", []),
        ("C#minor a#b page.md#part /x#y", []),
        ("&#39;x&#x27; [go](#part) [go](p#part) https://x.org/#frag https://x.org/?a=#b", []),
        ("[[page#anchor]] \\#no ##no", []),
        ("```\n#gap/x\n```", []),
        ("<!-- #gap/x -->", []),
    ],
)
def test_tags(text: str, expected: list[str]) -> None:
    assert tags(text) == expected


def test_tags_in_code_spans_are_marked() -> None:
    document = parse("A `#gap/x` and `grep '#stub'` and `[[#no]]` and #gap/y.")
    assert [(tag.name, tag.in_code) for tag in document.tags] == [
        ("gap/x", True),
        ("stub", True),
        ("gap/y", False),
    ]


def test_tags_in_front_matter_and_comments() -> None:
    text = (
        '---\na: null # #gap/one — why\nb: null #gap/two\nc: "see #gap/three"\n'
        "d: x #note to self\ne: 1 # `#gap/four`\n---\n"
    )
    assert [(tag.name, tag.region, tag.in_code) for tag in parse(text).tags] == [
        ("gap/one", Region.COMMENT, False), ("gap/two", Region.COMMENT, False),
        ("gap/three", Region.FRONT_MATTER, False), ("gap/four", Region.COMMENT, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("[^a]", ["a"]),
        ("[^a][^b]", ["a", "b"]),
        ("[^a, ^b]", ["a", "b"]),
        ("[^a; ^b;^c]", ["a", "b", "c"]),
        ("[^a — see [[x]] for more]", ["a"]),
        ("[^a, ^b — see [[x]]]", ["a", "b"]),
        ("[^a; #gap/x — why]", ["a"]),
        ("[^a: yes]", ["a"]),
        ("[^two words]", ["two words"]),
        ("[^garcía-2022]", ["garcía-2022"]),
        ("`[^a]`", []),
        ("\\[^a]", []),
        ("[^a\nb]", []),
    ],
)
def test_references(raw: str, expected: list[str]) -> None:
    assert keys(f"Text {raw} more.") == expected


def test_what_stands_in_a_malformed_reference_is_not_lost() -> None:
    document = parse("Text [^a, ^b — see [[x]]; #gap/y].\n\n[^a]: 1\n[^b]: 2\n")
    assert [found.target for found in document.links] == ["x"]
    assert [tag.name for tag in document.tags] == ["gap/y"]
    assert all(reference.multiple for reference in document.references)
    assert [found.rule for found in document.diagnostics if found.rule[:2] in ("RD", "FN")] == ["RD-02"]


def test_a_defined_key_with_blanks_and_commas_is_one_key() -> None:
    assert keys("Text [^a, b].\n\n[^a, b]: one note\n") == ["a, b"]


def test_inline_notes() -> None:
    document = parse("Said^[By a friend, see [[friend]].] and 10^[3] is a number.")
    (definition,) = document.definitions
    assert definition.inline
    assert document.quote(definition.body) == "By a friend, see [[friend]]."
    assert [reference.key for reference in document.references] == [definition.key]
    assert [found.target for found in document.links] == ["friend"]
