"""Keys that name nobody whom the other footnotes of their source name."""

from __future__ import annotations

import pytest

from claimgraph.inference.quads import Node, QuadWriter, cg
from claimgraph.validation.key_names import write_key_names


def note(key: str, author: str | None, source: str = "1") -> Node:
    told = {
        cg("key"): [f'"{key}"'],
        cg("text"): [f'"doi · {author or ""} · 2010"'],
        cg("source"): [f"<s/{source}>"],
    }
    return told if author is None else {**told, cg("firstAuthor"): [f'"{author}"']}


def found(*notes: Node) -> list[str]:
    writer = QuadWriter("g")
    write_key_names(writer, {f"<c/{at}>": one for at, one in enumerate(notes)})
    return [subject for subject, _, _ in writer.nodes]


SMITHS = (note("smith2010", "Smith A"), note("smith2010b", "Smith A"))


@pytest.mark.parametrize("key", ["jones2010", "jones2010review", "jones-2010"])
def test_another_name(key: str) -> None:
    assert found(note(key, None), *SMITHS) == ["<c/0>"]


@pytest.mark.parametrize("key", ["smith2010", "smyth2010", "Smith-2011", "lee2010", "trial", "a2010"])
def test_the_same_name_a_slip_of_it_a_short_one_or_none(key: str) -> None:
    assert found(note(key, None), *SMITHS) == []


def test_one_other_footnote_is_not_enough() -> None:
    assert found(note("jones2010", None), SMITHS[0]) == []
    assert found(note("jones2010", None), SMITHS[0], note("smith2010", "Smith A", "2")) == []


def test_a_later_author_or_another_key_may_have_the_name() -> None:
    assert found(note("jones2010", None), SMITHS[0], note("smith2010", "Smith A, Jones B")) == []
    assert found(note("jones2010", None), SMITHS[0], note("jones2010", "Smith A")) == []


def test_a_footnote_with_authors_is_for_another_rule() -> None:
    assert found(note("jones2010", "Smith A"), *SMITHS) == []
