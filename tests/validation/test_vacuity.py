"""Shapes that would pass without looking, or reach out, are refused with their file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG, RDFS
from claimgraph.resources import shapes_dir
from claimgraph.rules import VOCABULARY_FILE, parse_turtle, read_rule, read_rules
from claimgraph.validation import validate
from claimgraph.validation.descriptions import check_vocabulary
from claimgraph.validation.run import prepare
from claimgraph.validation.sparql import read_prefixes

RULE = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rule: <https://w3id.org/claimgraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

rule:XX-01 a cg:Rule, sh:NodeShape ;
    dcterms:identifier "XX-01" ; sh:name "n" ; sh:description "d" ; cg:rationale "r" ; cg:help "h" ;
    sh:severity sh:Info ;
    sh:targetClass cg:Page ;
    sh:sparql rule:XX-01-select .

rule:XX-01-select a sh:SPARQLConstraint ;
    sh:message "m {?value}" ;
    sh:prefixes rule:prefixes ;
    sh:select '''
        SELECT $this ?value
        WHERE { $this cg:path ?value . FILTER(?value = "a") }
    ''' .
"""
BODY = '{ $this cg:path ?value . FILTER(?value = "a") }'
CORE = RULE.replace("sh:sparql rule:XX-01-select", "sh:property rule:XX-01-p")
CORE = CORE[: CORE.index("rule:XX-01-select a")] + (
    'rule:XX-01-p a sh:PropertyShape ; sh:severity sh:Info ; sh:message "m" ;\n'
    "    sh:path cg:path ; sh:pattern 'a' .\n"
)
CODE = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rule: <https://w3id.org/claimgraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
rule:XX-01 a cg:CodeRule ;
    dcterms:identifier "XX-01" ; sh:name "n" ; sh:description "d" ; cg:rationale "r" ; cg:help "h" ;
    sh:severity sh:Info ; sh:message "m" ; cg:implementedBy "claimgraph.extract" .
"""


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """A shapes folder with our vocabulary and no rule yet."""
    vocabulary = (shapes_dir() / VOCABULARY_FILE).read_text(encoding="utf-8")
    (tmp_path / VOCABULARY_FILE).write_text(vocabulary, encoding="utf-8")
    (tmp_path / "subject").mkdir()
    return tmp_path


def _check(shapes: Path, text: str, suffix: str = ".ttl") -> None:
    """As ``check`` meets a shapes folder: read, prepare, run."""
    file = shapes / "subject" / "XX-01_fault.ttl"
    file.write_text(text, encoding="utf-8")
    for part in ("pass", "fail"):
        file.with_name(f"{file.stem}.{part}{suffix}").write_text("# empty\n", encoding="utf-8")
    validate(ox.Store(), [read_rule(file, shapes)], root=shapes)


@pytest.mark.parametrize(("text", "suffix"), [(RULE, ".ttl"), (CORE, ".ttl"), (CODE, ".md")])
def test_sound_rules_are_taken(shapes: Path, text: str, suffix: str) -> None:
    _check(shapes, text, suffix)


def _refused(shapes: Path, text: str, part: str, suffix: str = ".ttl") -> None:
    with pytest.raises(ConfigError, match=re.escape(part)) as raised:
        _check(shapes, text, suffix)
    assert raised.value.path == "subject/XX-01_fault.ttl"
    assert raised.value.line
    assert raised.value.remedy


QUERIES = {
    "misspelt property": ("cg:path ?value", "cg:paht ?value", "cg:paht is declared nowhere"),
    "misspelt property in full": ("cg:path ?", f"<{CG}paht> ?", "paht> is declared nowhere"),
    "misspelt term of another vocabulary": ("cg:path ?", "rdfs:labell ?", "rdfs:labell is declared"),
    "misspelt concept": ('?value = "a"', "?value = cg:organism-homo-sapeins", "sapeins is declared nowhere"),
    "misspelt in a comment's shadow": ("cg:path ?", "cg:path#\n        |cg:paht ?", "cg:paht is declared"),
    "$this nowhere in the pattern": (BODY, "{ ?page cg:path ?value }", "does not look at $this"),
    "$this only in a comment": (BODY, "{ ?page cg:path ?value } # $this", "does not look at $this"),
    "$this not selected": ("SELECT $this ?value", "SELECT ?value", "does not project $this"),
    "$this as an alias": ("SELECT $this ?value", "SELECT (STR(?value) AS ?this)", "another value"),
    "$this bound anew": ("FILTER(?value", "?x cg:page ?y . BIND(?y AS ?this) FILTER(?value", "another value"),
    "a limit": ('?value = "a") }', '?value = "a") } LIMIT 1', "LIMIT cuts results short"),
    "an offset": ('?value = "a") }', '?value = "a") } OFFSET 1', "OFFSET cuts results short"),
    "a limit inside": (BODY, "{ { SELECT ?this ?value { ?this cg:path ?value } LIMIT 1 } }", "LIMIT cuts"),
    "a placeholder that is not selected": ("m {?value}", "m {?other}", "?other, which the SELECT does not"),
    "a filter on $this in a group of its own": (
        BODY,
        "{ { ?x cg:path ?value . FILTER(?x != $this) } UNION { $this cg:path ?value } }",
        "a group uses $this",
    ),
    "$this only inside EXISTS of a group of its own": (
        BODY,
        "{ { ?x cg:path ?value . FILTER EXISTS { $this cg:path ?value } } }",
        "a group uses $this",
    ),
    "a sub-SELECT that hides $this": (
        BODY,
        "{ { SELECT (MAX(?p) AS ?value) WHERE { $this cg:path ?p } } }",
        "a sub-SELECT uses $this",
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_query_that_would_pass_without_looking_is_refused(shapes: Path, name: str) -> None:
    old, new, part = QUERIES[name]
    assert old in RULE
    with pytest.raises(ConfigError, match=re.escape(part)) as raised:
        _check(shapes, RULE.replace(old, new))
    assert raised.value.path == "subject/XX-01_fault.ttl"


def test_the_line_is_that_of_the_word(shapes: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        _check(shapes, RULE.replace("cg:path ?value", "cg:paht ?value"))
    assert raised.value.line == 1 + RULE[: RULE.index("cg:path ?value")].count("\n")
    with pytest.raises(ConfigError) as raised:
        _check(shapes, RULE.replace("sh:targetClass cg:Page", "sh:targetClass cg:Paeg"))
    assert raised.value.line == 1 + RULE[: RULE.index("sh:targetClass")].count("\n")


SHAPES = {
    "an unknown term": (CORE, "sh:pattern 'a'", "sh:patern 'a'", "sh:patern is not supported"),
    "an unknown term beside the shape": (CORE, "sh:pattern 'a' .", "sh:pattern 'a' . cg:x sh:y 1 .", "sh:y"),
    "a rule of SHACL-AF": (CORE, "sh:property", "sh:rule", "sh:rule is not supported"),
    "a target with a query": (CORE, "sh:targetClass cg:Page", "sh:target rule:t", "sh:target is not"),
    "a target type": (
        CORE,
        "cg:Page ;",
        "cg:Page . rule:t a sh:SPARQLTarget . rule:XX-01",
        "sh:SPARQLTarget",
    ),
    "an own component": (CORE, "sh:path cg:path", "sh:validator rule:v ; sh:path cg:path", "sh:validator"),
    "an asking constraint": (RULE, "sh:select", "sh:ask", "sh:ask is not supported"),
    "a script": (CORE, "sh:pattern", "sh:js", "sh:js is not supported"),
    "a misspelt class": (CORE, "cg:Page", "cg:Paeg", "cg:Paeg is declared nowhere"),
    "a class of another namespace": (CORE, "cg:Page", "dcterms:Page", "declared nowhere"),
    "a target that is text": (CORE, "cg:Page", '"Page"', "is no IRI"),
    "a misspelt path": (CORE, "sh:path cg:path", "sh:path cg:paht", "cg:paht is declared nowhere"),
    "a path of two minds": (
        CORE,
        "sh:path cg:path",
        "sh:path [ sh:inversePath cg:page ; sh:zeroOrMorePath cg:path ]",
        "says two things",
    ),
    "a misspelt concept in a list": (CORE, "sh:pattern 'a'", "sh:in ( cg:organism-mus )", "cg:organism-mus"),
    "a misspelt value": (CORE, "sh:pattern 'a'", "sh:hasValue cg:organism-mus", "cg:organism-mus"),
    "a pattern that fits all": (CORE, "sh:pattern 'a'", "sh:pattern ''", "holds for everything"),
    "a count that fits all": (CORE, "sh:pattern 'a'", "sh:minCount 0", "holds for everything"),
    "a length that fits all": (CORE, "sh:pattern 'a'", "sh:minLength 0", "holds for everything"),
    "flags without a pattern": (CORE, "sh:pattern 'a'", "sh:minCount 1 ; sh:flags 'i'", "does nothing"),
    "unknown flags": (CORE, "sh:pattern 'a'", "sh:pattern 'a' ; sh:flags 'g'", "does nothing"),
    "no constraint": (CORE, " ; sh:pattern 'a'", "", "has no constraint"),
    "a message that nothing fills in": (CORE, '"m"', '"m {?value}"', "only a SPARQL constraint"),
    "shapes from elsewhere": (
        CORE,
        "sh:targetClass",
        "<http://www.w3.org/2002/07/owl#imports> <http://x.example/> ; sh:targetClass",
        "owl:imports",
    ),
    "broken Turtle": (CORE, "sh:pattern 'a' .", "sh:pattern 'a .", "not valid Turtle"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape_that_would_pass_without_looking_is_refused(shapes: Path, name: str) -> None:
    text, old, new, part = SHAPES[name]
    assert old in text
    _refused(shapes, text.replace(old, new, 1), part)


@pytest.mark.parametrize(
    "more", ["sh:sparql rule:s", "sh:property rule:p", "a sh:NodeShape", "sh:targetClass cg:Paeg"]
)
def test_code_rule_that_holds_a_shape_is_refused(shapes: Path, more: str) -> None:
    _refused(shapes, CODE.replace("sh:severity", f"{more} ;\n    sh:severity"), "XX-01", ".md")


OUTWARD = {
    "plain": "SERVICE <http://x.example/> { $this cg:path ?value }",
    "silent": "SERVICE SILENT <http://x.example/> { $this cg:path ?value }",
    "mixed case": "sErViCe <http://x.example/> { $this cg:path ?value }",
    "a comment between": "SERVICE # to\n<http://x.example/> { $this cg:path ?value }",
    "after a comment": "# SERVICE is evil\n SERVICE <http://x.example/> { $this cg:path ?value }",
    "no blank": "SERVICE<http://x.example/>{ $this cg:path ?value }",
    "after a number": "$this cg:line 1SERVICE <http://x.example/> { $this cg:path ?value }",
    "variable": "$this cg:path ?value . SERVICE ?value { $this cg:page ?page }",
    "in EXISTS": "$this cg:path ?value . FILTER EXISTS { SERVICE <http://x.example/> { $this cg:page ?p } }",
    "in OPTIONAL": "$this cg:path ?value . OPTIONAL { SERVICE <http://x.example/> { $this cg:page ?p } }",
    "in a sub-SELECT": "{ SELECT ?this ?value { SERVICE <http://x.example/> { ?this cg:path ?value } } }",
    "in a UNION": "{ $this cg:path ?value } UNION { SERVICE <http://x.example/> { $this cg:path ?value } }",
    "escaped in SPARQL": "\\\\u0053ERVICE <http://x.example/> { $this cg:path ?value }",
    "escaped in Turtle": "\\u0053ERVICE <http://x.example/> { $this cg:path ?value }",
    "escaped at length": "\\\\U00000053ERVICE <http://x.example/> { $this cg:path ?value }",
    "behind a quote in an IRI": "$this cg:path ?value . FILTER(?value != <x:'>) SERVICE <x:y> { ?s ?p '' }",
    "behind a hash in an IRI": "$this cg:path ?value . FILTER(?value != <x:#>) SERVICE <x:y> { ?s ?p ?o }",
    "another graph": "GRAPH <http://x.example/> { $this cg:path ?value }",
}


@pytest.mark.parametrize("name", OUTWARD)
def test_query_that_reaches_out_is_refused(shapes: Path, name: str) -> None:
    with pytest.raises(ConfigError) as raised:
        _check(shapes, RULE.replace(BODY, f"{{ {OUTWARD[name]} }}"))
    assert raised.value.path == "subject/XX-01_fault.ttl"


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this ?value FROM <http://x.example/> WHERE",
        "SELECT $this ?value FROM NAMED <http://x.example/> WHERE",
        "PREFIX cg: <http://x.example/> SELECT $this ?value WHERE",
        "BASE <http://x.example/> SELECT $this ?value WHERE",
        "LOAD <http://x.example/> ; SELECT $this ?value WHERE",
    ],
)
def test_query_with_another_head_is_refused(shapes: Path, select: str) -> None:
    text = RULE.replace("SELECT $this ?value\n        WHERE", select)
    assert text != RULE
    with pytest.raises(ConfigError):
        _check(shapes, text)


@pytest.mark.parametrize(
    "text",
    [
        "cg:x a sh:NodeShape ; sh:targetClass cg:Page .",
        'cg:x sh:rule [ sh:construct "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <x:y> { ?s ?p ?o } }" ] .',
        "cg:x <http://www.w3.org/2002/07/owl#imports> <http://x.example/> .",
    ],
)
def test_vocabulary_that_holds_more_than_words_is_refused(text: str) -> None:
    text = f"@prefix cg: <{CG}> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n{text}\n"
    with pytest.raises(ConfigError, match="vocabulary holds") as raised:
        check_vocabulary(parse_turtle(text, VOCABULARY_FILE), text)
    assert (raised.value.path, raised.value.line) == (VOCABULARY_FILE, 3)


@pytest.mark.parametrize(
    ("name", "namespace"),
    [
        ("x", "x:y> SELECT * { SERVICE <x:y> { ?s ?p ?o } } #"),
        ("x: <x:y> SELECT", "x:y"),
        ("x", ""),
        ("", "x:y"),
    ],
)
def test_prefix_that_smuggles_a_query_in_is_refused(name: str, namespace: str) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    node = ox.NamedNode("x:prefix")
    triples = [
        ox.Triple(node, ox.NamedNode(sh + "prefix"), ox.Literal(name)),
        ox.Triple(node, ox.NamedNode(sh + "namespace"), ox.Literal(namespace)),
    ]
    with pytest.raises(ConfigError, match="prefix"):
        read_prefixes(triples)


def test_unknown_function_is_the_fault_of_the_rule(shapes: Path) -> None:
    with pytest.raises(ConfigError, match="custom function") as raised:
        _check(shapes, RULE.replace('?value = "a"', "xsd:intger(?value) = 1"))
    assert raised.value.path == "subject/XX-01_fault.ttl"


@pytest.mark.parametrize("place", ["XX-02_stray.ttl", "subject/deeper/XX-02_stray.ttl"])
def test_shapes_file_that_nothing_reads_is_refused(shapes: Path, place: str) -> None:
    _check(shapes, RULE)
    stray = shapes / place
    stray.parent.mkdir(exist_ok=True)
    stray.write_text(RULE.replace("XX-01", "XX-02"), encoding="utf-8")
    with pytest.raises(ConfigError, match="is not read") as raised:
        read_rules(shapes)
    assert raised.value.path == place


def test_rules_of_ours_are_prepared() -> None:
    shapes, prefixes = prepare(read_rules())
    assert len(shapes) > 90
    assert "cg:" in prefixes
    assert RDFS in prefixes
