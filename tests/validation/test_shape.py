"""Never a vacuous pass: whatever the engine would skip or misread is refused, with the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG
from claimgraph.rules import Rule, read_rule
from claimgraph.validation.shape import Shape, parse_shape

TERMS = frozenset(CG + name for name in ("Page", "path", "line", "link", "value"))

HEAD = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rule: <https://w3id.org/claimgraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
rule:XX-01 a cg:Rule, sh:NodeShape ;
    dcterms:identifier "XX-01" ; sh:name "n" ; sh:description "d" ; cg:rationale "r" ; cg:help "h" ;
    sh:severity sh:Info ;
"""
TARGET = "    sh:targetClass cg:Page ;\n"
PROPERTY = """    sh:property rule:XX-01-a .
rule:XX-01-a a sh:PropertyShape ; sh:path %s ; %s ; sh:severity sh:Info ; sh:message "m" .
"""

Make = Callable[[str], Rule]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(text: str) -> Rule:
        folder = tmp_path / "subject"
        folder.mkdir(exist_ok=True)
        file = folder / "XX-01_fault.ttl"
        file.write_text(text, encoding="utf-8")
        for part in ("pass", "fail"):
            file.with_name(f"{file.stem}.{part}.ttl").write_text("# empty\n", encoding="utf-8")
        return read_rule(file, tmp_path)

    return build


def _parse(make: Make, text: str) -> Shape:
    return parse_shape(make(text), TERMS)


def test_shape_is_read(make: Make) -> None:
    shape = _parse(make, HEAD + TARGET + PROPERTY % ("cg:path", "sh:minCount 1"))
    assert shape.targets[0].iri == CG + "Page"
    (member,) = shape.properties
    assert member.path == f"<{CG}path>"
    assert [(constraint.kind, constraint.value) for constraint in member.constraints] == [("minCount", 1)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("( cg:link cg:value )", f"<{CG}link>/<{CG}value>"),
        ("[ sh:inversePath cg:link ]", f"^<{CG}link>"),
        ("[ sh:alternativePath ( cg:link cg:value ) ]", f"(<{CG}link>|<{CG}value>)"),
        ("[ sh:zeroOrMorePath cg:link ]", f"<{CG}link>*"),
        ("[ sh:oneOrMorePath ( cg:link cg:value ) ]", f"(<{CG}link>/<{CG}value>)+"),
        ("[ sh:zeroOrOnePath cg:link ]", f"<{CG}link>?"),
    ],
)
def test_paths(make: Make, path: str, text: str) -> None:
    shape = _parse(make, HEAD + TARGET + PROPERTY % (path, "sh:minCount 1"))
    assert shape.properties[0].path == text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:minCuont 1"), "sh:minCuont is not supported"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:uniqueLang true"), "sh:uniqueLang is not supported"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:minCount 1 ; sh:deactivated true"), "sh:deactivated"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:nodeKind sh:BlankNode"), "sh:BlankNode is not supported"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:minCount -1"), "whole number"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:minCount 1, 2"), "given 2 times"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:datatype <x:y>"), "sh:datatype x:y"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:in ()"), "a list is empty"),
        (HEAD + TARGET + PROPERTY % ("cg:pathh", "sh:minCount 1"), "cg:pathh is declared nowhere"),
        (HEAD + TARGET + PROPERTY % ("[ sh:path cg:path ]", "sh:minCount 1"), "path cannot be read"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:class cg:Pge"), "cg:Pge is declared nowhere"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "sh:lessThan cg:lien"), "cg:lien is declared nowhere"),
        (HEAD + TARGET + PROPERTY % ("cg:path", "cg:note 1"), "has no constraint"),
        (
            HEAD + TARGET.replace("Page", "Pge") + PROPERTY % ("cg:path", "sh:minCount 1"),
            "cg:Pge is declared",
        ),
        (HEAD + PROPERTY % ("cg:path", "sh:minCount 1"), "has no target"),
        (HEAD + TARGET + '    sh:message "m" .\n', "has no constraint"),
        (HEAD + TARGET + '    sh:minCount 1 ; sh:message "m" .\n', "needs a path"),
        (
            HEAD
            + TARGET
            + '    sh:property [ sh:path cg:path ; sh:minCount 1 ; sh:severity sh:Info ] ; sh:message "m" .',
            "has no IRI",
        ),
        (HEAD + TARGET + '    sh:sparql [ sh:message "m" ; sh:select "x" ] .', "has no IRI"),
        (HEAD + TARGET + '    sh:sparql rule:s . rule:s sh:message "m" .', "lacks sh:select"),
        (
            HEAD
            + TARGET
            + PROPERTY % ("cg:path", "sh:minCount 1")
            + 'rule:lost a sh:NodeShape ; sh:message "m" .',
            "reached from nowhere",
        ),
        (
            HEAD
            + TARGET
            + PROPERTY.replace("sh:severity sh:Info", "sh:severity sh:Warning")
            % ("cg:path", "sh:minCount 1"),
            "differs in severity",
        ),
        (
            HEAD + TARGET + PROPERTY.replace(" ; sh:severity sh:Info", "") % ("cg:path", "sh:minCount 1"),
            "no severity",
        ),
        (
            HEAD + TARGET + '    sh:property rule:XX-01 ; sh:message "m" .',
            "contains itself",
        ),
    ],
)
def test_refused(make: Make, text: str, part: str) -> None:
    rule = make(text)
    with pytest.raises(ConfigError, match=re.escape(part)) as raised:
        parse_shape(rule, TERMS)
    assert raised.value.path == "subject/XX-01_fault.ttl"
