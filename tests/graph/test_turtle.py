"""Turtle for people holds exactly the triples of its lines, in stable bytes."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_graph_pages import BASE, LINES, PAGE_GRAPH

from claimgraph.graph import to_turtle
from claimgraph.graph.terms import iri, literal, typed_literal
from claimgraph.namespaces import XSD

PAGE_LINES = [line for line in LINES if line.endswith(f"<{PAGE_GRAPH}> .")]


def _triples(lines: list[str]) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse("\n".join(lines) + "\n", format=ox.RdfFormat.N_QUADS)}


def _turtle_triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


def test_it_holds_the_triples_of_its_lines() -> None:
    assert _turtle_triples(to_turtle(PAGE_LINES)) == _triples(PAGE_LINES)


def test_order_of_lines_makes_no_difference() -> None:
    shuffled = PAGE_LINES * 2
    random.Random(3).shuffle(shuffled)
    assert to_turtle(shuffled) == to_turtle(PAGE_LINES)


def test_it_reads_in_the_order_of_the_page() -> None:
    text = to_turtle(PAGE_LINES)
    places = [
        text.index(f"\n<{name}")
        for name in (
            "page/compounds/testolin> ",
            "entity/compounds/testolin> ",
            "verification/compounds/testolin> ",
            "citation/compounds/testolin/smith2015> ",
            "citation/compounds/testolin/smith2015/1> ",
            "concept/",
        )
    ]
    assert places == sorted(places)
    assert text.startswith(f"@base <{BASE}> .\n@prefix cg: ")
    assert text.endswith(" .\n")
    assert not text.endswith("\n\n")


def test_numbers_and_booleans_are_bare_only_where_that_means_the_same() -> None:
    values = ['"5"', '"-5"', '"05"', '"5.0"', '"5."', '"true"', '"TRUE"', '"1"', '"x"', '"1e3"', '""']
    lines = [
        f"<x:s> <x:p> {value}^^<{XSD}{kind}> <{PAGE_GRAPH}> ."
        for value in values
        for kind in ("integer", "decimal", "boolean", "gYear", "double")
    ]
    assert _turtle_triples(to_turtle(lines)) == _triples(lines)


_CHARACTERS = st.characters(codec="utf-8")


@given(
    st.lists(
        st.tuples(
            st.text(_CHARACTERS),
            st.text(_CHARACTERS),
            st.text(_CHARACTERS) | st.integers(),
            st.sampled_from(["string", "integer", "boolean", "anyURI"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_survives(rows: list[tuple[str, str, object, str]]) -> None:
    lines = []
    for subject, predicate, value, kind in rows:
        term = typed_literal(str(value), XSD + kind) if isinstance(value, int) else literal(str(value))
        lines.append(f"{iri(BASE + subject)} {iri('http://x/' + predicate)} {term} <{PAGE_GRAPH}> .")
        lines.append(
            f"{iri(BASE + subject)} {iri('http://x/' + predicate)} {iri(BASE + str(value))} <{PAGE_GRAPH}> ."
        )
    assert _turtle_triples(to_turtle(lines)) == _triples(lines)


@pytest.mark.parametrize(
    "name",
    ["graph/x/graph/y", "page/../x", "page/./x", "page/x/..", "page//x", "page/", "page/a:b", "../x", "x"],
)
def test_relative_names_that_would_resolve_to_something_else_are_written_in_full(name: str) -> None:
    lines = [f"<{BASE}{name}> <x:p> <{BASE}{name}> <{PAGE_GRAPH}> ."]
    (quad,) = ox.parse(to_turtle(lines), format=ox.RdfFormat.TURTLE)
    assert str(quad.subject) == f"<{BASE}{name}>"


def test_a_base_with_a_hash_is_no_base_in_turtle() -> None:
    lines = ["<http://x/kb#page/a> <x:p> <http://x/kb#page/b> <http://x/kb#graph/a> ."]
    assert to_turtle(lines) == "<http://x/kb#page/a> <x:p> <http://x/kb#page/b> .\n"


@pytest.mark.parametrize(
    "line", ["<x:s> <x:p> .", "_:b <x:p> <x:o> .", "<x:s> <x:p> <x:o>", "<x:s> <x:p> o <x:g> .", ""]
)
def test_a_line_that_is_no_quad_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a canonical N-Quads line"):
        to_turtle([line])


@pytest.mark.parametrize(
    "value", ['"a <b>"', '"a <x:b"^^<x:d>', '"a"@en', "<x:o>", '" <x:g>"', '"\\" <x:g>"']
)
def test_lines_without_a_graph_are_read_too(value: str) -> None:
    line = f"<x:s> <x:p> {value} ."
    assert _turtle_triples(to_turtle([line])) == _triples([line])
