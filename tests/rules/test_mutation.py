"""Every mutant of every shape gives other results on the rule's own examples, or does not run."""

from __future__ import annotations

import pytest
from examples import PREFIXES, SHAPE_RULES, shape_of, to_store
from mutation import mutants

from claimgraph.errors import ConfigError
from claimgraph.rules import Rule
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.validation.shape import Shape


def _results(shape: Shape, rule: Rule) -> list[set[tuple[object, ...]]]:
    found = []
    for text in (rule.passing, rule.failing):
        store, _ = to_store(text, rule.path)
        results = SetwiseEngine().validate(store, [shape], PREFIXES)
        found.append({(*result.comparable, result.value, result.related) for result in results})
    return found


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_all_mutants_are_killed(rule: Rule) -> None:
    shape = shape_of(rule.id)
    original = _results(shape, rule)
    survivors, ran = [], 0
    for label, mutant in mutants(shape):
        try:
            mutated = _results(mutant, rule)
        except ConfigError:
            continue  # it is no shape any more
        ran += 1
        if mutated == original:
            survivors.append(label)
    assert ran >= 3, "there is too little to mutate"
    assert survivors == []
