"""Footnotes of one source that link study pages of different names."""

from __future__ import annotations

from claimgraph.inference.quads import Node, QuadWriter, cg
from claimgraph.validation.study_links import study_link, write_study_links


def note(link: str, source: str = "1") -> Node:
    return {cg("text"): [f'"doi · [[studies/{link}]] · 2010"'], cg("source"): [f"<s/{source}>"]}


def found(*notes: Node) -> dict[str, list[str]]:
    writer = QuadWriter("g")
    write_study_links(writer, {f"<c/{at}>": one for at, one in enumerate(notes)})
    return {subject: [fact.partition(" ")[2] for fact in facts] for subject, _, facts in writer.nodes}


def test_the_rarer_name_is_told() -> None:
    assert found(note("a-2010-x"), note("a-2010-y"), note("a-2010-y")) == {"<c/0>": ["<c/1>"]}


def test_where_no_name_leads_both_are() -> None:
    assert found(note("a-2010-x"), note("a-2010-y")) == {"<c/0>": ["<c/1>"], "<c/1>": ["<c/0>"]}


def test_one_name_in_any_case_or_two_sources_are_no_difference() -> None:
    assert found(note("a-2010-x"), note("A-2010-x")) == {}
    assert found(note("a-2010-x"), note("a-2010-y", "2")) == {}


def test_what_is_a_study_link() -> None:
    assert study_link("see [[studies/smith-2010-mice|the study]]") == "smith-2010-mice"
    assert study_link("see [[skin-clock-2026]]") is None
    assert study_link("see [[studies/smith-2010#Results]]") == "smith-2010"
    assert study_link("see [[sirt1]] and [[processes/aging]]") is None
