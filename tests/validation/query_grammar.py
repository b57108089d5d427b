"""Random SPARQL constraints: patterns, paths, OPTIONAL, UNION, conditions, EXISTS, NOT EXISTS, counts."""

from __future__ import annotations

from random import Random

_PREDICATES = ("ex:p", "ex:q", "ex:r", "a", "ex:p|ex:q", "^ex:q", "ex:q/ex:p", "ex:q*", "ex:q+", "ex:p?")
_OBJECTS = ("?x", "?y", "?z", "ex:n1", "ex:A", '"a"', "2", "true")
_TESTS = ("a", "n1", "^b", "[0-9]$")


def random_select(random: Random) -> str:
    """A SELECT that a shape may have; some are refused when they are made set-based."""
    names = ["$this"]
    body = _triples(random, names, random.randint(1, 2))
    if random.random() < 0.3:
        left, right = list(names), list(names)
        body += f" {{ {_triples(random, left, 1)}{_filter(random, left, 0.4)} }}"
        body += f" UNION {{ {_triples(random, right, 1)} }}"
        names = list(dict.fromkeys((*left, *right)))
    if random.random() < 0.35:
        inner = list(names)
        body += f" OPTIONAL {{ {_triples(random, inner, 1)}{_filter(random, inner, 0.3)} }}"
        names = inner
    if random.random() < 0.15:
        body += f" BIND(STR({random.choice(names)}) AS ?bound)"
        names.append("?bound")
    body += _filter(random, names, 0.5)
    if random.random() < 0.2:
        body += f" FILTER EXISTS {{ {_triples(random, list(names), 1)} }}"
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        inner = list(names)
        absent = _triples(random, inner, random.randint(1, 2))
        own = [name for name in inner if name in absent] or ["$this"]
        body += f" FILTER NOT EXISTS {{ {absent}{_filter(random, own, 0.4)} }}"
    others = [name for name in names if name != "$this"]
    if others and random.random() < 0.2:
        count = f"COUNT(DISTINCT {random.choice(others)})"
        having = f"HAVING ({count} > {random.randint(0, 2)})"
        return f"SELECT $this ({count} AS ?n) WHERE {{ {body} }} GROUP BY $this {having}"
    shown = f" {random.choice(others)}" if others and random.random() < 0.6 else ""
    return f"SELECT $this{shown} WHERE {{ {body} }}"


def _triples(random: Random, names: list[str], count: int) -> str:
    found = []
    for _ in range(count):
        subject, verb = random.choice(names), random.choice(_PREDICATES)
        value = random.choice((*names, *_OBJECTS))
        if verb == "a" and value[0] not in "?$":
            value = "ex:A"
        if value[0] == "?" and value not in names:
            names.append(value)
        found.append(f"{subject} {verb} {value} .")
    return " ".join(found)


def _filter(random: Random, names: list[str], share: float) -> str:
    return f" FILTER({_condition(random, names)})" if random.random() < share else ""


def _condition(random: Random, names: list[str]) -> str:
    one, two = random.choice(names), random.choice((*names, "ex:n1", "ex:n2", '"a"', "2"))
    return random.choice(
        (
            lambda: f"{one} = {two}",
            lambda: f"{one} != {two}",
            lambda: f"isLiteral({one})",
            lambda: f"isIRI({one})",
            lambda: f"!BOUND({one})",
            lambda: f'REGEX(STR({one}), "{random.choice(_TESTS)}")',
            lambda: f"({_condition(random, names)} || {_condition(random, names)})",
            lambda: f"({_condition(random, names)} && !({_condition(random, names)}))",
        )
    )()
