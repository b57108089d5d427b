"""Every mutant of every shape breaks what the examples beside it state, or does not run."""

from __future__ import annotations

import pytest
from examples import SHAPE_RULES, shape_of
from query_mutation import query_mutants
from regex_mutation import regex_mutants
from survival import equivalents, holds, verdicts

from claimgraph.rules import Rule


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_all_mutants_are_killed(rule: Rule) -> None:
    """Survivors are told apart by better examples, or stand in ``equivalent.tsv`` with the reason."""
    assert holds(shape_of(rule.id), rule)
    found = list(verdicts(rule))
    survivors = {verdict.label for verdict in found if not verdict.killed}
    ran = [verdict for verdict in found if not verdict.refused]
    assert len(ran) >= 5, "there is too little to mutate"
    assert len({verdict.label for verdict in found}) == len(found)
    explained = {label for known, label in equivalents() if known == rule.id}
    assert survivors - explained == set(), "python tests/rules/survival.py names them"
    assert explained - survivors == set(), "no longer needed: strike them from equivalent.tsv"


def test_reasons_are_given() -> None:
    known = {rule.id for rule in SHAPE_RULES}
    for (rule, _), reason in equivalents().items():
        assert rule in known
        assert len(reason) > 30


SELECT = """SELECT $this ?value (COUNT(DISTINCT ?x) AS ?n)
WHERE {
  $this a cg:Page ; cg:cites|cg:inheritsCitation ?value . # a comment { that is no group
  ?value ^cg:about/cg:tag "a" .
  OPTIONAL { ?value cg:year ?x . FILTER(?x > 1999 && ?x <= 2010 || !BOUND(?x)) }
  { $this cg:path ?p } UNION { $this cg:text ?p }
  FILTER(REGEX(?p, "^(ab|c)[de]+$", "i"))
  FILTER(?value NOT IN (cg:a, cg:b))
  FILTER NOT EXISTS { $this cg:gap ?gap . ?gap cg:tag "t" }
}
GROUP BY $this ?value
HAVING (COUNT(DISTINCT ?x) > 1)
"""


@pytest.mark.parametrize(
    "expected",
    [
        "?value not selected",
        "HAVING dropped",
        "$this a cg:Page dropped",
        "$this cg:cites | cg:inheritsCitation ?value: cg:cites dropped",
        '?value ^ cg:about / cg:tag "a": ^ dropped',
        '?value ^ cg:about / cg:tag "a": cg:tag dropped',
        "OPTIONAL { ?value cg:year ?x . FILTER ( ?x > 1999 && ?x <= 2010 || ! BOUND ( ?x ) ) } required",
        "?x > 1999 dropped",
        "! BOUND ( ?x ) dropped",
        "&& before ?x is ||",
        "|| before ! is &&",
        "branch 0 of { $this cg:path ?p } UNION dropped",
        "cg:a not among them",
        'FILTER NOT EXISTS { $this cg:gap ?gap . ?gap cg:tag "t" } dropped',
        'FILTER NOT EXISTS { $this cg:gap ?gap . ?gap cg:tag "t" } must exist',
        '?gap is ?mutated in: ?gap . ?gap cg:tag "t"',
        "1999 is 2000 in: ?x > 1999 && ?x",
        "> is >= in: ( ?x > 1999 &&",
        '"^(ab|c)[de]+$": branch ab at 2 dropped',
        'flags "i" dropped',
        "DISTINCT dropped in: COUNT ( DISTINCT ?x )",
    ],
)
def test_queries_are_mutated_in_every_way(expected: str) -> None:
    labels = dict(query_mutants(SELECT))
    assert expected in labels
    assert all(text != SELECT for text in labels.values())


def test_patterns_are_mutated_in_every_way() -> None:
    mutated = {text for _, text in regex_mutants("^(?:ab|c)[^de]{2,}x?$")}
    assert {
        "(?:ab|c)[^de]{2,}x?$",
        "^(?:ab|c)[^de]{2,}x?",
        "^(?:c)[^de]{2,}x?$",
        "^(?:ab)[^de]{2,}x?$",
        "^(?:ab|c)[de]{2,}x?$",
        "^(?:ab|c)[^e]{2,}x?$",
        "^(?:ab|c)[^de]{3,}x?$",
        "^(?:ab|c)[^de]{1,}x?$",
        "^(?:ab|c)[^de]x?$",
        "^(?:ab|c)[^de]{2,}x$",
    } <= mutated
