"""The golden table: one invented footnote a case, in cases.yaml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from claimgraph.diagnostics import LineIndex
from claimgraph.document.values import Link, Region
from claimgraph.extract.citation import parse_citation
from claimgraph.model import CitationFacts, IdentifierRole

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)
_LINK = re.compile(r"\[\[([^\]|#\n]+)(?:#([^\]|\n]*))?(?:\|([^\]\n]*))?\]\]")


def parse(note: str, before: str = "A page.\n\n[^key]: ") -> CitationFacts:
    """The facts of a footnote that stands behind other text, with the links that it holds."""
    text = before + note + "\n\nMore text with doi:10.5555/outside and n=99.\n"
    lines = LineIndex(text)
    start, end = len(before), len(before) + len(note)
    links = [
        Link(
            target=match[1],
            label=match[3],
            anchor=match[2],
            embedded=False,
            escaped=False,
            region=Region.FOOTNOTE,
            block=0,
            span=lines.span(match.start(), match.end()),
        )
        for match in _LINK.finditer(text, start, end)
    ]
    return parse_citation(text, start, end, lines, links)


def _identifiers(facts: CitationFacts) -> list[str]:
    return [
        f"{one.scheme}:{one.value}" + ("" if one.role is IdentifierRole.SUBJECT else f"[{one.role}]")
        for one in facts.identifiers
    ]


def _samples(facts: CitationFacts) -> list[str]:
    found = []
    for one in facts.samples:
        value = "-" if one.value is None else str(one.value)
        if one.high is not None and one.high != one.value:
            value += f"-{one.high}"
        found.append(f"{value} {one.kind}" + (" ~" if one.approximate else ""))
    return found


def read(facts: CitationFacts, field: str) -> object:
    """A field in the form that the table writes it in."""
    if field == "ids":
        return _identifiers(facts)
    if field == "n":
        return _samples(facts)
    if field == "truncated":
        return facts.authors_truncated
    value = getattr(facts, field)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=[str(case["note"])[:60] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    facts = parse(case["note"])
    expected = {field: value for field, value in case.items() if field != "note"}
    assert expected, "a case must expect something"
    assert {field: read(facts, field) for field in expected} == expected


def test_the_table_names_only_known_fields() -> None:
    known = {*CitationFacts.__struct_fields__, "ids", "n", "truncated"}
    for case in CASES:
        assert set(case) - {"note"} <= known, case


def test_an_empty_body_gives_empty_facts() -> None:
    assert parse("") == CitationFacts()
    assert parse("  \t ") == CitationFacts()
