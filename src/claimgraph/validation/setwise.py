"""The default engine: every constraint as one set-based query over the whole embedded store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pyoxigraph as ox

from claimgraph.errors import ConfigError, EngineError
from claimgraph.namespaces import RDF, RDFS, SH, XSD
from claimgraph.validation.absence import read_absence
from claimgraph.validation.engine import Result, fill_message
from claimgraph.validation.patterns import UnreadableError
from claimgraph.validation.shape import Constraint, Shape, Target
from claimgraph.validation.sparql import set_based, split_absences, with_terms
from claimgraph.validation.walk import Walk

_FEW = 500
_TYPE = f"<{RDF}type>"
_SUBCLASS = f"<{RDFS}subClassOf>"
_BOUNDS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
_PAIRS = {"lessThan": "<", "lessThanOrEquals": "<="}
# Well-formedness is part of sh:datatype; Oxigraph keeps ill-formed literals with their datatype.
_WELL_FORMED = {
    XSD + "string": "true",
    XSD + "integer": 'REGEX(STR(?value), "^[+-]?[0-9]+$")',
    XSD + "decimal": 'REGEX(STR(?value), "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$")',
    XSD + "boolean": 'REGEX(STR(?value), "^(true|false|0|1)$")',
    XSD + "date": 'REGEX(STR(?value), "^[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")',
}


class SetwiseEngine:
    """Compiles shapes to SPARQL and runs each constraint once.

    Needs no more than the store; keeps the subclass closure of the store it saw last.
    """

    name = "setwise"

    def validate(self, store: ox.Store, shapes: Iterable[Shape], prefixes: str) -> tuple[Result, ...]:
        """Every result of every shape, without duplicates, sorted.

        Raises:
            ConfigError: a query or pattern that Oxigraph cannot run, with its file.
            EngineError: the store failed.
        """
        run = Run(store, prefixes)
        found: set[Result] = set()
        for shape in shapes:
            found.update(run.results(shape, run.target(shape)))
        return tuple(sorted(found))

    def count_all(
        self, store: ox.Store, targets: Iterable[tuple[Target, ...]]
    ) -> dict[tuple[Target, ...], int]:
        """For each set of targets, how many distinct nodes it selects."""
        run = Run(store, "")
        return {target: run.count(target) for target in targets}


class Run:
    """Shapes on one store. With ``few`` the targets given bind few nodes, so that what is ruled out is
    asked of each of these rather than found for the whole store; after a change of that, ``look_anew``.
    """

    def __init__(self, store: ox.Store, prefixes: str, *, few: bool = False) -> None:
        self.store = store
        self.prefixes = prefixes
        self.few = few
        self._without = "FILTER NOT EXISTS" if few else "MINUS"
        self._closures: dict[str, tuple[str, ...]] = {}
        self._walk = Walk(store)

    def look_anew(self) -> None:
        """Forgets what was looked up in the store, because that has changed."""
        self._walk = Walk(self.store)

    # ---------------------------------------------------------------- targets

    def rows(self, query: str, shape: Shape | None = None) -> Any:
        """The solutions of a query over all graphs at once; ``shape`` is named where it fails."""
        try:
            return self.store.query(query, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise ConfigError(
                f"rule {shape.rule if shape else '?'}: the query does not parse: {error}",
                path=shape.file if shape else None,
                remedy="mend the query",
            ) from error
        except (OSError, RuntimeError, ValueError) as error:
            if shape is not None and "custom function" in str(error):
                raise ConfigError(
                    f"rule {shape.rule}: {error}", path=shape.file, remedy="use a function of SPARQL 1.1"
                ) from error
            raise EngineError(f"validation failed in the store: {error}") from error

    def closure(self, iri: str) -> tuple[str, ...]:
        """A class and all its subclasses in the store, sorted."""
        if iri not in self._closures:
            query = f"SELECT DISTINCT ?class WHERE {{ ?class {_SUBCLASS}* <{iri}> }}"
            found = {row["class"].value for row in self.rows(query) if isinstance(row["class"], ox.NamedNode)}
            self._closures[iri] = tuple(sorted(found | {iri}))
        return self._closures[iri]

    def _one_target(self, target: Target) -> str:
        if target.kind == "targetNode":
            return f"VALUES ?this {{ <{target.iri}> }}"
        if target.kind == "targetSubjectsOf":
            return f"{{ SELECT DISTINCT ?this WHERE {{ ?this <{target.iri}> ?targetObject }} }}"
        if target.kind == "targetObjectsOf":
            return f"{{ SELECT DISTINCT ?this WHERE {{ ?targetSubject <{target.iri}> ?this }} }}"
        classes = self.closure(target.iri)
        if len(classes) == 1:
            return f"?this {_TYPE} <{classes[0]}> ."
        members = " ".join(f"<{member}>" for member in classes)
        return (
            f"{{ SELECT DISTINCT ?this WHERE {{ VALUES ?targetClass {{ {members} }} "
            f"?this {_TYPE} ?targetClass }} }}"
        )

    def target_pattern(self, targets: tuple[Target, ...]) -> str:
        """A pattern that binds ``?this`` to each focus node."""
        patterns = [self._one_target(target) for target in targets]
        if len(patterns) == 1:
            return patterns[0]
        return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)

    def target(self, shape: Shape) -> str:
        """The target pattern of a shape."""
        return self.target_pattern(shape.targets)

    def count(self, targets: tuple[Target, ...]) -> int:
        """How many distinct nodes the targets select."""
        query = f"SELECT (COUNT(DISTINCT ?this) AS ?n) WHERE {{ {self.target_pattern(targets)} }}"
        return int(next(iter(self.rows(query)))["n"].value)

    # ------------------------------------------------------------ constraints

    def results(self, shape: Shape, target: str) -> Iterator[Result]:
        """All results of a shape for the focus nodes that ``target`` binds."""
        for constraint in shape.constraints:
            if constraint.kind == "sparql":
                yield from self._sparql(shape, constraint, target)
            elif constraint.kind in ("or", "and", "not"):
                yield from self._logical(shape, constraint, target)
            else:
                yield from self._core(shape, constraint, target)
        for member in shape.properties:
            yield from self.results(member, target)

    def violators(self, shape: Shape, target: str) -> set[str]:
        """The focus nodes that do not conform to a shape."""
        return {result.focus for result in self.results(shape, target)}

    def _logical(self, shape: Shape, constraint: Constraint, target: str) -> Iterator[Result]:
        if constraint.kind == "or":
            bad = self._fails_all(constraint.value, target)
        elif constraint.kind == "and":
            bad = set().union(*(self.violators(member, target) for member in constraint.value))
        else:
            query = f"SELECT DISTINCT ?this WHERE {{ {target} }}"
            bad = {_text(row["this"]) for row in self.rows(query, shape)}
            bad -= self.violators(constraint.value[0], target)
        for focus in bad:
            yield self._result(shape, constraint, focus, "", focus)

    def _fails_all(self, members: tuple[Shape, ...], target: str) -> set[str]:
        """The focus nodes that fail every member; once few are left, only these are looked at."""
        bad: set[str] | None = None
        for member in members:
            if bad is not None and len(bad) <= _FEW:
                target = f"VALUES ?this {{ {' '.join(f'<{focus}>' for focus in sorted(bad))} }}"
            failing = self.violators(member, target)
            bad = failing if bad is None else bad & failing
            if not bad:
                break
        return bad or set()

    def _core(self, shape: Shape, constraint: Constraint, target: str) -> Iterator[Result]:
        query = self._core_query(shape, constraint, target)
        has_value = constraint.kind not in ("minCount", "maxCount", "hasValue")
        for row in self.rows(query, shape):
            value = _text(row["value"]) if has_value else ""
            yield self._result(shape, constraint, _text(row["this"]), shape.path or "", value)

    def _core_query(self, shape: Shape, constraint: Constraint, target: str) -> str:
        kind, value, without = constraint.kind, constraint.value, self._without
        values = f"?this {shape.path} ?value ." if shape.path else "BIND(?this AS ?value)"
        if kind == "minCount" and value == 1:
            return f"SELECT DISTINCT ?this WHERE {{ {target} {without} {{ {values} }} }}"
        if kind in ("minCount", "maxCount"):
            test = f"COUNT(DISTINCT ?value) {'<' if kind == 'minCount' else '>'} {value}"
            return f"SELECT ?this WHERE {{ {target} OPTIONAL {{ {values} }} }} GROUP BY ?this HAVING ({test})"
        if kind == "hasValue":
            if shape.path:
                return (
                    f"SELECT DISTINCT ?this WHERE {{ {target} {without} {{ ?this {shape.path} {value} }} }}"
                )
            return f"SELECT DISTINCT ?this WHERE {{ {target} {without} {{ VALUES ?this {{ {value} }} }} }}"
        head = f"SELECT DISTINCT ?this ?value WHERE {{ {target} {values}"
        if kind == "in":
            return f"{head} {without} {{ VALUES ?value {{ {' '.join(str(item) for item in value)} }} }} }}"
        if kind == "class":
            members = " ".join(f"<{member}>" for member in self.closure(value.value))
            return f"{head} {without} {{ VALUES ?class {{ {members} }} ?value {_TYPE} ?class }} }}"
        if kind == "disjoint":
            return f"{head} ?this {value} ?value . }}"
        if kind == "equals":
            return (
                f"SELECT DISTINCT ?this ?value WHERE {{ "
                f"{{ {target} {values} {without} {{ ?this {value} ?value }} }} UNION "
                f"{{ {target} ?this {value} ?value . {without} {{ {values} }} }} }}"
            )
        if kind in _PAIRS:
            return f"{head} ?this {value} ?other . FILTER(!COALESCE(?value {_PAIRS[kind]} ?other, false)) }}"
        return f"{head} FILTER({self._filter(shape, constraint)}) }}"

    def _filter(self, shape: Shape, constraint: Constraint) -> str:
        kind, value = constraint.kind, constraint.value
        if kind in _BOUNDS:
            return f"!COALESCE(?value {_BOUNDS[kind]} {value}, false)"
        if kind in ("minLength", "maxLength"):
            sign = "<" if kind == "minLength" else ">"
            return f"COALESCE(STRLEN(STR(?value)) {sign} {value}, true)"
        if kind == "pattern":
            flags = ox.Literal(constraint.flags)
            self._check_pattern(shape, value, flags)
            return f"!COALESCE(REGEX(STR(?value), {value}, {flags}), false)"
        if kind == "nodeKind":
            return "!isIRI(?value)" if value.value == SH + "IRI" else "!isLiteral(?value)"
        if kind == "datatype":
            well_formed = _WELL_FORMED[value.value]
            return f"!COALESCE(DATATYPE(?value) = {value} && {well_formed}, false)"
        raise ConfigError(f"rule {shape.rule}: sh:{kind} is not supported", path=shape.file)

    def _check_pattern(self, shape: Shape, pattern: Any, flags: Any) -> None:
        """Oxigraph answers an unsupported pattern (look-around) with "unbound": refuse it instead."""
        query = f'SELECT ?known WHERE {{ BIND(REGEX("", {pattern}, {flags}) AS ?known) }}'
        if next(iter(self.rows(query, shape)))["known"] is None:
            raise ConfigError(
                f"rule {shape.rule}: the pattern {pattern} cannot be matched by the store",
                path=shape.file,
                remedy="write it without look-around and back-references",
            )

    def _sparql(self, shape: Shape, constraint: Constraint, target: str) -> Iterator[Result]:
        related: dict[Result, set[str]] = {}
        for bound in self._solutions(shape, constraint, target):
            focus = bound["this"]
            result = Result(
                shape.rule,
                shape.iri,
                focus,
                f"<{bound['path']}>" if "path" in bound else "",
                constraint.component,
                shape.severity,
                fill_message(constraint.message, bound),
                bound.get("value", focus),
            )
            places = related.setdefault(result, set())
            if "related" in bound:
                places.add(bound["related"])
        for result, places in related.items():
            yield Result(
                result.rule, result.shape, result.focus, result.path, result.component, result.severity,
                result.message, result.value, tuple(sorted(places)),
            )  # fmt: skip

    def _solutions(self, shape: Shape, constraint: Constraint, target: str) -> Iterator[dict[str, str]]:
        """What each solution of a SELECT binds, as texts."""
        split = split_absences(constraint.value) if self.few else None
        select = constraint.value if split is None else split.select
        query = self.prefixes + set_based(select, target, shape.rule, shape.file, few=self.few)
        solutions = self.rows(query, shape)
        names = [variable.value for variable in solutions.variables]
        if "this" not in names:
            raise ConfigError(f"rule {shape.rule}: the SELECT does not project $this", path=shape.file)
        for row in solutions:
            if split is None:
                yield {name: _text(row[name]) for name in names if row[name] is not None}
                continue
            bound = {name: row[name] for name in names if row[name] is not None}
            if all(self._is_absent(group, bound, shape) for group in split.groups):
                yield {name: _text(bound[name]) for name in split.head if name in bound}

    def _is_absent(self, group: str, bound: dict[str, Any], shape: Shape) -> bool:
        """Whether nothing matches a NOT EXISTS group of a solution."""
        absence = read_absence(group, self.prefixes)
        if absence is not None:
            with suppress(UnreadableError):
                return absence.holds(bound, self._walk)
        terms = {name: str(term) for name, term in bound.items()}
        return not bool(self.rows(f"{self.prefixes}ASK {with_terms(group, terms)}", shape))

    def _result(self, shape: Shape, constraint: Constraint, focus: str, path: str, value: str) -> Result:
        return Result(
            shape.rule,
            shape.iri,
            focus,
            path,
            constraint.component,
            shape.severity,
            constraint.message,
            value,
        )


def _text(term: Any) -> str:
    return term.value if term is not None else ""
