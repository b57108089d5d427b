"""Front matter: nothing converted, nothing dropped, and broken blocks read key by key."""

from __future__ import annotations

import pytest
from document_view import broken_invariants

from claimgraph.document import parse_document
from claimgraph.document.values import Document, FrontMatter, Mapping, Node, Scalar, Sequence


def parse(text: str) -> Document:
    document = parse_document("page.md", text)
    assert broken_invariants(document) == []
    return document


def front(text: str) -> FrontMatter:
    found = parse(text).front_matter
    assert found is not None
    return found


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.node) for entry in node.entries}


def values(text: str) -> dict[str, object]:
    return {field.key: plain(field.node) for field in front(text).fields}


def rules(text: str, rule: str) -> list[int]:
    return [found.line for found in parse(text).diagnostics if found.rule == rule]


def test_nothing_is_converted() -> None:
    text = "---\na: NO\nb: yes\nc: 12:30:45\nd: 2024-01-02\ne: 0o17\nf: 1_000\ng: 1e3\nh: .inf\ni: 007\n---\n"
    assert values(text) == {
        "a": "NO", "b": "yes", "c": "12:30:45", "d": "2024-01-02", "e": "0o17", "f": "1_000", "g": "1e3",
        "h": ".inf", "i": "007",
    }  # fmt: skip


@pytest.mark.parametrize("null", ["", "~", "null", "Null", "NULL"])
def test_nulls_are_kept_apart_from_text(null: str) -> None:
    (field,) = front(f"---\na: {null}\n---\n").fields
    assert isinstance(field.node, Scalar)
    assert field.node.is_null
    (quoted,) = front(f'---\na: "{null}"\n---\n').fields
    assert isinstance(quoted.node, Scalar)
    assert not quoted.node.is_null
    assert quoted.node.quoted


def test_spans_count_characters_beyond_the_basic_plane() -> None:
    document = parse("---\nα𝒳: [é𝒳, \"β\"] # ü\nb: 'x'\n---\n")
    assert document.front_matter is not None
    first, second = document.front_matter.fields
    assert document.quote(first.key_span) == "α𝒳"
    assert isinstance(first.node, Sequence)
    assert [document.quote(item.span) for item in first.node.items] == ["é𝒳", '"β"']
    assert [document.quote(comment.span) for comment in first.comments] == ["# ü"]
    assert document.quote(second.node.span) == "'x'"
    assert second.node.span.line == 3


def test_comments_are_kept_with_their_field() -> None:
    text = (
        "---\n# before all\na: 1 # one\n# below a\nb:\n  - x # in b\n  - 'y # no comment'\n"
        "c: http://x.org/#frag\nd: |\n  # text\n# last\n---\n"
    )
    matter = front(text)
    assert [comment.text for comment in matter.comments] == ["before all"]
    assert {field.key: [comment.text for comment in field.comments] for field in matter.fields} == {
        "a": ["one", "below a"], "b": ["in b"], "c": [], "d": ["last"],
    }  # fmt: skip


def test_nested_values_and_block_scalars_are_kept() -> None:
    text = "---\na:\n  - x: 1\n    y: [2, 3]\n  - [[z]]\nb: {c: d}\ne: >-\n  two\n  lines\n---\n"
    assert values(text) == {
        "a": [{"x": "1", "y": ["2", "3"]}, [["z"]]], "b": {"c": "d"}, "e": "two lines",
    }  # fmt: skip
    (nested,) = [field for field in front(text).fields if field.key == "b"]
    assert isinstance(nested.node, Mapping)


def test_duplicate_keys_are_kept_and_reported() -> None:
    text = "---\na: 1\nb: 2\na: 3\n---\n"
    assert [(field.key, plain(field.node)) for field in front(text).fields] == [
        ("a", "1"),
        ("b", "2"),
        ("a", "3"),
    ]
    assert rules(text, "FM-08") == [4]


def test_aliases_are_text_and_cannot_explode() -> None:
    bomb = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = f"---\nk0: &k0 [x]\n{bomb}---\n"
    matter = front(text)
    assert len(matter.fields) == 30
    assert plain(matter.fields[29].node) == ["*k28"] * 9
    assert len(rules(text, "FM-02")) == 30 + 29 * 9


@pytest.mark.parametrize(
    ("line", "value", "unparsed"),
    [
        ("a: one: two", "one: two", []),
        ("a: one: two # why", "one: two", []),
        ('a: "x" and more', "x", ["and more"]),
        ("a: [x, y] (and z)", ["x", "y"], ["(and z)"]),
        ('a: [x, "y"', ["x", "y"], []),
        ('a: "x", "y, z"', ["x", "y, z"], []),
        ("a: [[x]], [[y]]", ["[[x]]", "[[y]]"], []),
        ('a: "unclosed', "unclosed", []),
        ('a: "x\\|y"', "x\\|y", []),
        ("a: *emphasis* here", "*emphasis* here", []),
        ("a: @mention", "@mention", []),
        ("a: `code`", "`code`", []),
        ("a: %", "%", []),
        ('a:\n  - "x" stray\n  - y: z: w\n  - fine', ["x", "y: z: w", "fine"], ["stray"]),
        ("a:\n\t- x\n\t- y", ["x", "y"], []),
        ("a: |\n\tone\n\ttwo", "one\ntwo", []),
        ("a: 1\nstray words", "1", ["stray words"]),
        ("a: one # note\n  two", "one two", []),
    ],
)
def test_only_what_is_broken_is_lost(line: str, value: object, unparsed: list[str]) -> None:
    text = f"---\nbefore: [1]\n{line}\nafter: '2'\n---\n# T\n"
    document = parse(text)
    matter = document.front_matter
    assert matter is not None
    assert {field.key: plain(field.node) for field in matter.fields} == {
        "before": ["1"], "a": value, "after": "2",
    }  # fmt: skip
    assert [document.quote(span) for span in matter.unparsed] == unparsed
    lines = rules(text, "FM-02")
    assert lines
    assert all(3 <= at <= 2 + 1 + line.count("\n") for at in lines)


def test_prose_with_a_colon_is_no_field() -> None:
    text = "---\na: 1\nThis is a whole sentence of prose that has one colon: yes it has\nb: 2\n---\n"
    document = parse(text)
    assert values(text) == {"a": "1", "b": "2"}
    assert rules(text, "FM-02") == [3]
    assert document.front_matter is not None
    assert [document.quote(span)[:4] for span in document.front_matter.unparsed] == ["This"]


def test_text_that_spills_to_the_margin_is_reported_at_its_line() -> None:
    text = '---\na: "one\n  two\nthree"\nb: 2\n---\n'
    assert values(text) == {"a": "one two three", "b": "2"}
    assert rules(text, "FM-02") == [4]


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("\n# Title\n\nText: here.\n", "# Title"),
        ("# Title\nText\n", "# Title"),
        ("\n# Title\n\nnote: prose.\n\n---\n\nMore\n", None),
        ("\n# Title\n\nWords.\n\n---\n\nMore\n", "# Title"),
        ("\nSome prose goes on.\n\n---\n\nMore\n", "Some prose"),
        ("\nSome prose here.\n", "Some prose"),
        ("Some prose here.\n", "Some prose"),
        ("\n#stub\n\n> A banner.\n\n# Title\n", "#stub"),
        ("\n> A banner.\n\n# Title\n", "> A banner"),
    ],
)
def test_a_missing_closing_line_is_inferred(rest: str, body: str | None) -> None:
    text = f"---\ntype: x\nlist:\n  - y\n{rest}"
    document = parse(text)
    matter = document.front_matter
    assert matter is not None
    assert [field.key for field in matter.fields][:2] == ["type", "list"]
    if body is None:  # a comment above a key, closed by the rule of the body: nobody could tell
        assert matter.closed
        return
    assert not matter.closed
    assert matter.span.end_line == 4
    assert text[document.body_start :].startswith(body)
    assert [(found.line, found.rule) for found in document.diagnostics if found.rule.startswith("FM-0")] == [
        (4, "FM-01")
    ]


@pytest.mark.parametrize(
    "text", ["\n---\na: 1\n---\n", "<!-- note -->\n---\na: 1\n---\n", "\n\n---\r\na: 1\r\n---\r\n"]
)
def test_front_matter_must_stand_on_the_first_line(text: str) -> None:
    document = parse(text)
    assert document.front_matter is None
    assert document.body_start == 0
    assert [found.rule for found in document.diagnostics if found.rule == "FM-01"] == ["FM-01"]


def test_a_page_may_open_with_a_thematic_break() -> None:
    document = parse("---\n\nJust words.\n\n---\n\nMore words.\n")
    assert document.front_matter is None
    assert [document.quote(sentence.span) for sentence in document.sentences] == [
        "Just words.",
        "More words.",
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_page_is_an_answer(text: str) -> None:
    document = parse(text)
    assert document.front_matter is None
    assert [found.rule for found in document.diagnostics] == ["RD-05"]


@pytest.mark.parametrize(
    "text", ["---\na: 1\n---", "---\na: 1\n---\n", "\ufeff---\na: 1\n---\n", "---\na: 1"]
)
def test_front_matter_only(text: str) -> None:
    document = parse(text)
    assert values(text) == {"a": "1"}
    assert document.blocks == ()
    assert document.body_start == len(text)


def test_empty_block_and_comments_only() -> None:
    assert front("---\n---\n# T\n").fields == ()
    assert [comment.text for comment in front("---\n# just this\n---\n# T\n").comments] == ["just this"]


def test_control_characters_do_not_stop_the_reader() -> None:
    text = "---\na: x\0y\nb: ok\n---\n\nA\u202eB\n"
    assert values(text) == {"a": "x\0y", "b": "ok"}
    assert rules(text, "RD-01") == [2, 6]


def test_deep_nesting_is_kept_as_text() -> None:
    deep = "[" * 4000 + "]" * 4000
    text = f"---\na: {deep}\nb: 1\n---\n"
    matter = front(text)
    assert [field.key for field in matter.fields] == ["a", "b"]
    assert rules(text, "FM-02") == [2]


def test_an_explicit_key_at_the_end_of_the_text_stays_within_it() -> None:
    text = "---\ny:\n ? C"
    matter = parse_document("a.md", text).front_matter
    assert matter is not None
    (field,) = matter.fields
    assert field.span.end <= len(text)
    assert field.node.span.end <= len(text)
