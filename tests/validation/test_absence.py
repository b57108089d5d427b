"""A NOT EXISTS group matched outwards from what is known says what the store says."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pyoxigraph as ox
import pytest
from test_engines import EX, NODES, PREFIXES

from claimgraph.validation.absence import read_absence
from claimgraph.validation.patterns import (
    Edge,
    Move,
    UnreadableError,
    edges_of_path,
    read_group,
    read_select,
)
from claimgraph.validation.sparql import split_absences, with_terms
from claimgraph.validation.walk import Walk

P, Q, R = (ox.NamedNode(EX + name) for name in "pqr")
GROUPS = (
    "{ $this ex:p ?a . ?a ex:q ?b }",
    "{ ?a ex:q $this ; ex:p ?x }",
    "{ $this ex:q/ex:q ?x }",
    "{ $this ex:q* ?a . ?a ex:p ?x }",
    "{ $this ex:q+ ?x }",
    "{ $this ^ex:q/ex:p ?x }",
    "{ ?a ex:p ?x ; ex:q $this . FILTER(?x != ex:n1) }",
    '{ $this ex:p ?t . FILTER(?t IN ("a", "b") && ?t != "b") }',
    '{ $this ex:p ?t . FILTER(?t NOT IN ("a", "c") || ?t = "c") }',
    "{ $this ex:p ?a ; ex:q ?a }",
    "{ $this ex:p|ex:q ?x }",
)


def _store(generator: Random) -> ox.Store:
    store = ox.Store()
    for _ in range(generator.randrange(3, 14)):
        value = generator.choice((*NODES, ox.Literal("a"), ox.Literal("b"), ox.Literal("c")))
        subject, predicate = generator.choice(NODES), generator.choice((P, Q))
        store.add(ox.Quad(subject, predicate, value, ox.NamedNode(EX + "g")))
    return store


@pytest.mark.parametrize("group", GROUPS)
def test_agrees_with_the_store(group: str) -> None:
    generator = Random(group)
    absence = read_absence(group, PREFIXES)
    assert absence is not None
    told = []
    for _ in range(60):
        store = _store(generator)
        bound = {"this": generator.choice(NODES)}
        if generator.random() < 0.5:
            bound["x"] = generator.choice(NODES)
        text = with_terms(group, {name: str(term) for name, term in bound.items()})
        expected = bool(store.query(f"{PREFIXES}ASK {text}", use_default_graph_as_union=True))
        with suppress(UnreadableError):
            told.append(absence.holds(bound, Walk(store)))
            assert told[-1] == (not expected), (text, list(store))
    assert len(told) > 20
    assert set(told) == {True, False}


@pytest.mark.parametrize(
    "group",
    [
        "{ $this ex:p 2 }",
        "{ $this ex:p ?a . OPTIONAL { ?a ex:q ?b } }",
        "{ { $this ex:p ?a } UNION { $this ex:q ?a } }",
        "{ $this ex:p|(ex:q/ex:p) ?a }",
    ],
)
def test_what_only_a_store_can_answer(group: str) -> None:
    assert read_absence(group, PREFIXES) is None


def test_more_neighbours_than_are_looked_at_are_left_to_the_store() -> None:
    store = ox.Store()
    for at in range(2100):
        store.add(ox.Quad(ox.NamedNode(f"{EX}m{at}"), P, NODES[0]))
    absence = read_absence("{ ?a ex:p $this ; ex:q ?b }", PREFIXES)
    assert absence is not None
    with pytest.raises(UnreadableError):
        absence.holds({"this": NODES[0]}, Walk(store))


def test_a_constraint_is_taken_apart() -> None:
    split = split_absences(
        "SELECT DISTINCT $this ?value WHERE { $this ex:p ?value ; ex:q ?o ."
        " { FILTER NOT EXISTS { ?o ex:r ?z } } FILTER NOT EXISTS { ?o ex:p ?value }"
        " FILTER NOT EXISTS { $this ex:r ?own } FILTER(?value != ?o) }"
    )
    assert split is not None
    assert split.head == ("this", "value")
    assert split.groups == ("{ ?o ex:p ?value }", "{ $this ex:r ?own }")
    assert "?z" in split.select
    assert "?own" not in split.select
    # ``?o`` is shared with a group, so that it must be known where that is asked.
    assert split.select.split("WHERE")[0].split() == ["SELECT", "DISTINCT", "$this", "?value", "?o"]


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this WHERE { $this ex:p ?v }",
        "SELECT $this (COUNT(?v) AS ?n) WHERE { $this ex:p ?v FILTER NOT EXISTS { ?v ex:q ?o } }"
        " GROUP BY $this",
        "SELECT $this WHERE { $this ex:p ?v FILTER NOT EXISTS { ?v ex:q ?o } } LIMIT 1",
    ],
)
def test_constraints_that_stay_whole(select: str) -> None:
    assert split_absences(select) is None


def test_paths_as_edges() -> None:
    p, q = Move(EX + "p", True), Move(EX + "q", True)
    assert edges_of_path(f"<{EX}p>", "this", "value") == (Edge("this", (p,), "value", False),)
    first, second = edges_of_path(f"^<{EX}p>/<{EX}q>*", "this", "value")
    assert (first.start, first.moves, first.closure) == ("this", (Move(EX + "p", False),), False)
    assert (second.start, second.moves, second.end, second.closure) == (first.end, (q,), "value", True)
    assert edges_of_path(f"<{EX}p>|<{EX}q>", "this", "value") == (Edge("this", (p, q), "value", False),)
    with pytest.raises(UnreadableError):
        edges_of_path(f"<{EX}p>|(<{EX}q>/<{EX}p>)", "this", "value")
    with pytest.raises(UnreadableError):
        edges_of_path(f"!<{EX}p>", "this", "value")


def test_what_each_pattern_needs_around_it() -> None:
    read = read_select(
        PREFIXES
        + "SELECT $this WHERE { $this ex:p ?a . OPTIONAL { ?a ex:q ?b } FILTER NOT EXISTS { ?a ex:r ?c } }"
    )
    needed = {
        edge.moves[0].predicate[-1]: sorted(other.moves[0].predicate[-1] for other in context)
        for edge, context in read.patterns
    }
    assert needed == {"p": ["p"], "q": ["p", "q"], "r": ["p", "r"]}


def test_of_a_choice_of_ways_none_is_needed() -> None:
    read = read_select(PREFIXES + "SELECT $this WHERE { $this ex:p|(ex:q/ex:p) ?a . ?a ex:r ?b }")
    contexts = dict(read.patterns)
    r = next(edge for edge in contexts if edge.moves[0].predicate == EX + "r")
    assert contexts[r] == (r,)
    assert sorted(len(context) for context in contexts.values()) == [1, 2, 3, 3]


def test_a_group_of_patterns_and_filters() -> None:
    edges, filters = read_group(PREFIXES + "SELECT * WHERE { ?a ex:p ?b . FILTER(?a != ?b) }")
    assert [edge.moves for edge in edges] == [(Move(EX + "p", True),)]
    assert len(filters) == 1
    with pytest.raises(UnreadableError):
        read_group(PREFIXES + "SELECT * WHERE { ?a ex:p ?b . OPTIONAL { ?b ex:q ?c } }")
