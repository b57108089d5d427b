"""Which mutants of the shapes the examples beside them do not notice.

A mutant is killed where it is no shape that the engine takes, or where the examples give other results
than they state: anything on the passing one, or on the failing one another set of (focus, path,
component, severity), or another value, message or related place of a result that says them. Mutants
that no example could tell apart stand in ``equivalent.tsv``, each with a reason.

    python tests/rules/survival.py [RULE …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pyoxigraph as ox
from examples import PREFIXES, SHAPE_RULES, as_stated, shape_of, to_store
from mutation import mutants

from claimgraph.errors import ConfigError, EngineError
from claimgraph.rules import Expected, Rule
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.validation.shape import Shape

EQUIVALENT_FILE = Path(__file__).with_name("equivalent.tsv")


class Verdict(msgspec.Struct, frozen=True):
    """``killed`` by results, or since it is ``refused`` before any result."""

    rule: str
    label: str
    killed: bool
    refused: bool


@cache
def _stores(rule: Rule) -> tuple[tuple[ox.Store, tuple[Expected, ...]], ...]:
    return tuple(to_store(text, rule.path) for text in (rule.passing, rule.failing))


def holds(shape: Shape, rule: Rule) -> bool:
    """Whether both examples of the rule give what they state."""
    return all(
        as_stated(SetwiseEngine().validate(store, [shape], PREFIXES), expected) == expected
        for store, expected in _stores(rule)
    )


def verdicts(rule: Rule) -> Iterator[Verdict]:
    """Every mutant of a rule's shape."""
    for label, mutant in mutants(shape_of(rule.id)):
        try:
            yield Verdict(rule.id, label, killed=not holds(mutant, rule), refused=False)
        except (ConfigError, EngineError):
            yield Verdict(rule.id, label, killed=True, refused=True)


@cache
def equivalents() -> dict[tuple[str, str], str]:
    """(rule, label) → why no example can tell the mutant from the shape."""
    rows = [line.split("\t") for line in EQUIVALENT_FILE.read_text(encoding="utf-8").splitlines()]
    return {(rule, label): reason for rule, label, reason in (row for row in rows if row[0][:1] != "#")}


def main(arguments: list[str]) -> int:
    """Writes the survivors; 1 where there are any that are not said to be equivalent."""
    total = refused = 0
    survivors = []
    for rule in SHAPE_RULES:
        if arguments and rule.id not in arguments:
            continue
        for verdict in verdicts(rule):
            total += 1
            refused += verdict.refused
            if not verdict.killed and (verdict.rule, verdict.label) not in equivalents():
                survivors.append(verdict)
    for verdict in survivors:
        print(f"{verdict.rule}\t{verdict.label}")
    print(f"{total} mutants, {refused} refused, {len(survivors)} survive", file=sys.stderr)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
