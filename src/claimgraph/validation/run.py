"""The one entry to validation: rules and a store in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyoxigraph as ox

from claimgraph.diagnostics import Diagnostic
from claimgraph.errors import UsageError
from claimgraph.namespaces import SH
from claimgraph.ontology import read_ontology
from claimgraph.resources import shapes_dir
from claimgraph.rules import VOCABULARY_FILE, Rule, RuleKind, read_vocabulary
from claimgraph.store import EmbeddedStore, GraphStore
from claimgraph.validation.descriptions import check_description, check_vocabulary
from claimgraph.validation.engine import Engine, Result
from claimgraph.validation.findings import to_diagnostics
from claimgraph.validation.reference import ReferenceEngine
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.validation.shape import Shape, Target, declared_terms, parse_shape
from claimgraph.validation.sparql import check_select, read_prefixes

ENGINES = ("setwise", "pyshacl")


class ValidationReport(msgspec.Struct, frozen=True):
    """What a run found.

    Attributes:
        findings: sorted by path, line, rule.
        results: the engine's results, sorted.
        focus_nodes: for each rule id how many nodes it looked at; code rules only where they say
            what they are about.
        engine: its name.
    """

    findings: tuple[Diagnostic, ...]
    results: tuple[Result, ...]
    focus_nodes: dict[str, int]
    engine: str


def validate(
    store: GraphStore | ox.Store, rules: Sequence[Rule], engine: str = "setwise", root: Path | None = None
) -> ValidationReport:
    """Run every rule that is not a code rule over the store.

    ``root`` is the shapes folder that the rules were read from (our own by default); its vocabulary
    gives the prefixes.

    Raises:
        UsageError: an unknown engine, or a store that is not embedded.
        ConfigError: a shape that cannot be trusted, with its file.
        EngineError: the engine failed.
    """
    inner = _embedded(store)
    shapes, prefixes = prepare(rules, root)
    runner: Engine
    setwise = SetwiseEngine()
    if engine == "setwise":
        runner = setwise
    elif engine == "pyshacl":
        texts = [rule.text for rule in rules if rule.kind is not RuleKind.CODE]
        runner = ReferenceEngine([_vocabulary_text(root), *texts])
    else:
        raise UsageError(f"there is no engine {engine!r}", remedy=f"use one of {', '.join(ENGINES)}")
    results = runner.validate(inner, shapes, prefixes)
    findings = to_diagnostics(inner, results, {rule.id: rule for rule in rules})
    return ValidationReport(findings, results, _focus_nodes(inner, setwise, rules, shapes), runner.name)


def prepare(rules: Sequence[Rule], root: Path | None = None) -> tuple[tuple[Shape, ...], str]:
    """The shapes of all rules that are not code rules, checked, and the prefixes of their queries.

    Raises:
        ConfigError: a shape that cannot be trusted, with its file.
    """
    vocabulary = read_vocabulary(root)
    check_vocabulary(vocabulary, _vocabulary_text(root))
    prefixes = read_prefixes(vocabulary)
    terms = declared_terms((*read_ontology().triples, *vocabulary))
    for rule in rules:
        if rule.kind is RuleKind.CODE:
            check_description(rule, terms)
    shapes = tuple(parse_shape(rule, terms) for rule in rules if rule.kind is not RuleKind.CODE)
    for shape in shapes:
        for constraint in shape.constraints:
            if constraint.kind == "sparql":
                check_select(constraint.value, prefixes, shape.rule, shape.file)
    return shapes, prefixes


def _embedded(store: GraphStore | ox.Store) -> ox.Store:
    if isinstance(store, ox.Store):
        return store
    if isinstance(store, EmbeddedStore):
        return store.engine
    raise UsageError("validation needs an embedded store", remedy="build the graph and check that")


def _vocabulary_text(root: Path | None) -> str:
    return ((root or shapes_dir()) / VOCABULARY_FILE).read_text(encoding="utf-8")


def _focus_nodes(
    store: ox.Store, engine: SetwiseEngine, rules: Sequence[Rule], shapes: Sequence[Shape]
) -> dict[str, int]:
    targets = {shape.rule: shape.targets for shape in shapes}
    for rule in rules:
        if rule.kind is RuleKind.CODE:
            targets[rule.id] = _code_targets(rule)
    counted = engine.count_all(store, {target for target in targets.values() if target})
    return {rule: counted[target] for rule, target in sorted(targets.items()) if target}


def _code_targets(rule: Rule) -> tuple[Target, ...]:
    return tuple(
        Target("targetClass", triple.object.value)
        for triple in rule.triples
        if triple.predicate.value == SH + "targetClass"
    )
