"""The set-based engine against pySHACL: every component that we support, on random graphs."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_grammar import random_select

from claimgraph.errors import ConfigError, UsageError
from claimgraph.resources import shapes_dir
from claimgraph.rules import VOCABULARY_FILE, Rule, RuleKind, read_rule, read_vocabulary
from claimgraph.store import EmbeddedStore
from claimgraph.validation import validate
from claimgraph.validation.reference import ReferenceEngine
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.validation.shape import Shape, parse_shape
from claimgraph.validation.sparql import read_prefixes

HEAD = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <http://example.org/> .
@prefix rule: <https://w3id.org/claimgraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
rule:XX-01 a cg:Rule, sh:NodeShape ;
    dcterms:identifier "XX-01" ; sh:name "n" ; sh:description "d" ; cg:rationale "r" ; cg:help "h" ;
    sh:severity sh:Warning ;
"""
VOCABULARY = (shapes_dir() / VOCABULARY_FILE).read_text(encoding="utf-8")
PREFIXES = read_prefixes(read_vocabulary()) + "PREFIX ex: <http://example.org/>\n"
EX = "http://example.org/"
TERMS = frozenset(EX + name for name in ("A", "Sub", "p", "q", "r"))

TARGETS = (
    "sh:targetClass ex:A",
    "sh:targetClass ex:Sub",
    "sh:targetSubjectsOf ex:p",
    "sh:targetObjectsOf ex:q",
    "sh:targetNode ex:n0",
    "sh:targetClass ex:A ; sh:targetSubjectsOf ex:q",
)
PATHS = (
    "ex:p",
    "( ex:q ex:p )",
    "[ sh:inversePath ex:q ]",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:q ]",
    "( [ sh:inversePath ex:q ] [ sh:oneOrMorePath ex:q ] )",
)
CONSTRAINTS = (
    "sh:minCount 1",
    "sh:minCount 2",
    "sh:maxCount 0",
    "sh:maxCount 1",
    'sh:in ( ex:n1 "a" 2 true )',
    'sh:pattern "^[ab]"',
    'sh:pattern "N0$" ; sh:flags "i"',
    "sh:datatype xsd:string",
    "sh:datatype xsd:integer",
    "sh:datatype xsd:boolean",
    "sh:datatype xsd:date",
    "sh:class ex:A",
    "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:Literal",
    "sh:hasValue ex:n1",
    'sh:hasValue "a"',
    "sh:minInclusive 2",
    "sh:maxInclusive 2",
    "sh:minExclusive 2",
    "sh:maxExclusive 2",
    "sh:minLength 2",
    "sh:maxLength 1",
    "sh:equals ex:q",
    "sh:disjoint ex:q",
    "sh:lessThan ex:r",
    "sh:lessThanOrEquals ex:r",
)
NODE_SHAPES = (
    "sh:or ( rule:XX-01-a rule:XX-01-b )",
    "sh:and ( rule:XX-01-a rule:XX-01-b )",
    "sh:not rule:XX-01-a",
    "sh:class ex:A",
    "sh:nodeKind sh:IRI",
    "sh:in ( ex:n0 ex:n1 )",
    'sh:pattern "n[01]$"',
)
MEMBERS = """
rule:XX-01-a a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning .
rule:XX-01-b a sh:PropertyShape ; sh:path ex:q ; sh:maxCount 1 ; sh:severity sh:Warning .
"""
QUERIES = (
    ("SELECT $this ?value WHERE { $this ex:p ?value . FILTER(isLiteral(?value)) }", "of {?value}"),
    ("SELECT $this WHERE { $this ex:q ?o . FILTER NOT EXISTS { ?o ex:q $this } }", "no way back"),
    (
        "SELECT $this (COUNT(DISTINCT ?v) AS ?n) WHERE { $this ex:p|ex:q ?v } GROUP BY $this"
        " HAVING (COUNT(DISTINCT ?v) > 1)",
        "{?n} values",
    ),
    ("SELECT $this ?path WHERE { $this ?path ex:n1 . FILTER(?path != ex:q) }", "points at one"),
    ("SELECT $this WHERE { OPTIONAL { $this ex:p ?v } FILTER(!BOUND(?v)) }", "has none"),
)

NODES = tuple(ox.NamedNode(f"{EX}n{i}") for i in range(4))
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
NUMBERS = (ox.Literal("2", datatype=INTEGER), ox.Literal("3", datatype=INTEGER))
LITERALS = (
    ox.Literal("a"),
    ox.Literal("bb"),
    *NUMBERS,
    ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
    ox.Literal("2026-05-09", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
)
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def _edges() -> st.SearchStrategy[list[tuple[ox.NamedNode, ox.NamedNode, object]]]:
    node = st.sampled_from(NODES)
    types = st.tuples(
        node, st.just(TYPE), st.sampled_from([ox.NamedNode(EX + "A"), ox.NamedNode(EX + "Sub")])
    )
    links = st.tuples(node, st.sampled_from([ox.NamedNode(EX + "p"), ox.NamedNode(EX + "q")]), node)
    values = st.tuples(
        node, st.sampled_from([ox.NamedNode(EX + "p"), ox.NamedNode(EX + "r")]), st.sampled_from(LITERALS)
    )
    return st.lists(st.one_of(types, links, values), max_size=14)


def _store(edges: list[tuple[ox.NamedNode, ox.NamedNode, object]]) -> ox.Store:
    store = ox.Store()
    first, second = (ox.NamedNode(f"{EX}graph/{i}") for i in range(2))
    store.add(ox.Quad(ox.NamedNode(EX + "Sub"), SUBCLASS, ox.NamedNode(EX + "A"), first))
    # A path of length zero from a target node that no triple names starts nowhere in SPARQL.
    store.add(ox.Quad(NODES[0], TYPE, ox.NamedNode(EX + "Thing"), first))
    for at, (subject, predicate, value) in enumerate(edges):
        # Some triples stand in two graphs: the union must not count them twice.
        store.add(ox.Quad(subject, predicate, value, first if at % 3 else second))  # type: ignore[arg-type]
        if at % 4 == 0:
            store.add(ox.Quad(subject, predicate, value, second))  # type: ignore[arg-type]
    return store


def _rule(folder: Path, text: str) -> Rule:
    file = folder / "subject" / "XX-01_fault.ttl"
    file.parent.mkdir(exist_ok=True)
    file.write_text(HEAD + text, encoding="utf-8")
    for part in ("pass", "fail"):
        file.with_name(f"{file.stem}.{part}.ttl").write_text("# empty\n", encoding="utf-8")
    return read_rule(file, folder)


def _agree(rule: Rule, shape: Shape, store: ox.Store) -> None:
    fast = {(*r.comparable, r.value) for r in SetwiseEngine().validate(store, [shape], PREFIXES)}
    vocabulary = VOCABULARY.replace("rule:prefix-cg,", "rule:prefix-cg, rule:prefix-ex,")
    vocabulary += '\nrule:prefix-ex sh:prefix "ex" ; sh:namespace "http://example.org/" .\n'
    reference = ReferenceEngine([vocabulary, rule.text])
    slow = {(*r.comparable, r.value) for r in reference.validate(store, [shape], PREFIXES)}
    assert fast == slow, rule.text


@cache
def _shapes() -> list[tuple[Rule, Shape]]:
    texts = [
        f"    {TARGETS[i % len(TARGETS)]} ; sh:property rule:XX-01-p .\n"
        f"rule:XX-01-p a sh:PropertyShape ; sh:path {path} ; {constraint} ; sh:severity sh:Warning ;"
        f' sh:message "m" .\n'
        for i, (path, constraint) in enumerate(
            (path, constraint) for constraint in CONSTRAINTS for path in PATHS[:: 1 + len(constraint) % 3]
        )
    ]
    texts += [
        f'    {target} ; {constraint} ; sh:message "m" .\n{MEMBERS if "rule:" in constraint else ""}'.replace(
            "rule:XX-01-b a", "rule:XX-01-b a" if "XX-01-b" in constraint else "# rule:XX-01-b a"
        )
        for target in TARGETS
        for constraint in NODE_SHAPES
    ]
    texts += [
        f"    {target} ; sh:sparql rule:XX-01-s .\nrule:XX-01-s a sh:SPARQLConstraint ;"
        f' sh:message "{message}" ; sh:prefixes rule:prefixes ; sh:select """{select}""" .\n'
        for target in TARGETS
        for select, message in QUERIES
    ]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for text in texts:
            rule = _rule(Path(folder), text)
            found.append((rule, parse_shape(rule, TERMS)))
    return found


@settings(max_examples=60, deadline=None)
@given(edges=_edges(), seeds=st.lists(st.integers(0, 9999), min_size=5, max_size=5, unique=True))
def test_engines_agree_on_random_graphs(
    edges: list[tuple[ox.NamedNode, ox.NamedNode, object]], seeds: list[int]
) -> None:
    shapes = _shapes()
    store = _store(edges)
    # By the standard, values that cannot be compared are a result; pySHACL passes true < 2 and a date
    # before a number. So comparisons meet numbers only.
    numbers = _store([edge for edge in edges if not isinstance(edge[2], ox.Literal) or edge[2] in NUMBERS])
    for seed in seeds:
        rule, shape = shapes[seed % len(shapes)]
        compares = "clusive" in rule.text or "lessThan" in rule.text
        _agree(rule, shape, numbers if compares else store)


def test_every_kind_of_shape_is_among_them() -> None:
    shapes = _shapes()
    assert {rule.kind for rule, _ in shapes} == {RuleKind.CORE, RuleKind.SPARQL}
    assert len(shapes) > 100


def test_pattern_that_the_store_cannot_match_is_refused(tmp_path: Path) -> None:
    rule = _rule(
        tmp_path,
        "    sh:targetClass ex:A ; sh:property rule:XX-01-p .\n"
        'rule:XX-01-p a sh:PropertyShape ; sh:path ex:p ; sh:pattern "(?!a)b" ; sh:severity sh:Warning ;'
        ' sh:message "m" .\n',
    )
    with pytest.raises(ConfigError, match="cannot be matched"):
        SetwiseEngine().validate(ox.Store(), [parse_shape(rule, TERMS)], PREFIXES)


def test_query_that_does_not_parse_is_refused(tmp_path: Path) -> None:
    rule = _rule(
        tmp_path,
        "    sh:targetClass ex:A ; sh:sparql rule:XX-01-s .\n"
        'rule:XX-01-s sh:message "m" ; sh:select "SELECT $this WHERE { $this ex:p }" .\n',
    )
    with pytest.raises(ConfigError, match="does not parse") as raised:
        SetwiseEngine().validate(ox.Store(), [parse_shape(rule, TERMS)], PREFIXES)
    assert raised.value.path == "subject/XX-01_fault.ttl"


def test_entry_refuses_other_engines_and_remote_stores() -> None:
    store = EmbeddedStore.in_memory()
    with pytest.raises(UsageError, match="no engine"):
        validate(store, (), engine="magic")
    with pytest.raises(UsageError, match="embedded store"):
        validate(object(), ())  # type: ignore[arg-type]


def test_focus_nodes_of_a_rule_that_looks_at_nothing_are_zero() -> None:
    from claimgraph.rules import read_rules

    report = validate(EmbeddedStore.in_memory(), read_rules())
    assert report.findings == ()
    assert set(report.focus_nodes.values()) == {0}
    assert report.engine == "setwise"


def _random_rule(random: Random, folder: Path) -> tuple[Rule, Shape] | None:
    """A rule with a random constraint; None where it is refused, for then no engine sees it."""
    text = (
        f"    {random.choice(TARGETS)} ; sh:sparql rule:XX-01-s .\n"
        'rule:XX-01-s a sh:SPARQLConstraint ; sh:message "m" ; sh:prefixes rule:prefixes ;\n'
        f"    sh:select '''{random_select(random)}''' .\n"
    )
    rule = _rule(folder, text)
    try:
        shape = parse_shape(rule, TERMS)
        SetwiseEngine().validate(ox.Store(), [shape], PREFIXES)
    except ConfigError:
        return None
    return rule, shape


def _random_edges(random: Random) -> list[tuple[ox.NamedNode, ox.NamedNode, object]]:
    edges: list[tuple[ox.NamedNode, ox.NamedNode, object]] = []
    for _ in range(random.randint(4, 16)):
        kind = random.random()
        subject, verb = random.choice(NODES), ox.NamedNode(EX + random.choice("pqr"))
        if kind < 0.25:
            edges.append((subject, TYPE, ox.NamedNode(EX + random.choice(("A", "Sub")))))
        else:
            edges.append((subject, verb, random.choice(NODES if kind < 0.7 else LITERALS)))
    return edges


def test_engines_agree_on_random_queries(tmp_path: Path) -> None:
    """Constraints that nobody wrote: where making a query set-based changes its meaning, it is refused."""
    ran = 0
    for seed in range(90):
        random = Random(seed)
        made = _random_rule(random, tmp_path)
        if made is None:
            continue
        ran += 1
        _agree(*made, _store(_random_edges(random)))
    assert ran > 60
