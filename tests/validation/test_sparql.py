"""SPARQL constraints: what is refused, and when NOT EXISTS may become MINUS."""

from __future__ import annotations

import re

import pytest

from claimgraph.errors import ConfigError
from claimgraph.validation.sparql import check_select, set_based, tokenise

PREFIXES = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\n"


def _check(select: str) -> None:
    check_select(select, PREFIXES, "XX-01", "subject/XX-01_fault.ttl")


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this WHERE { SERVICE <x:s> { $this ?p ?o } }",
        "SELECT $this WHERE { { SERVICE SILENT <x:s> { $this ?p ?o } } UNION { $this ?p ?o } }",
        "SELECT $this WHERE { $this ?p ?o . FILTER NOT EXISTS { SERVICE <x:s> { $this ?p ?o } } }",
        "SELECT $this WHERE { SeRvIcE ?where { $this ?p ?o } }",
        "SELECT $this WHERE { service#comment\n<x:s> { $this ?p ?o } }",
        "SELECT $this WHERE { { SELECT $this WHERE { SERVICE <x:s> { $this ?p ?o } } } }",
        "SELECT $this FROM <x:s> WHERE { $this ?p ?o }",
        "SELECT $this FROM NAMED <x:s> WHERE { $this ?p ?o }",
        "SELECT $this WHERE { \\u0053ERVICE <x:s> { $this ?p ?o } }",
        "LOAD <x:s>",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CONSTRUCT { $this ?p ?o } WHERE { $this ?p ?o }",
        "ASK { $this ?p ?o }",
        "SELECT $this WHERE { GRAPH ?g { $this ?p ?o } }",
        "SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }",
        "SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }",
        "SELECT ?that WHERE { ?that ?p ?o }",
        "SELECT (COUNT(?o) AS ?n) WHERE { $this ?p ?o }",
        "SELECT * WHERE { $this ?p ?o }",
        "",
    ],
)
def test_refused(select: str) -> None:
    with pytest.raises(ConfigError) as raised:
        _check(select)
    assert raised.value.path == "subject/XX-01_fault.ttl"


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this WHERE { $this cg:fromClaim ?service . FILTER(?service != 'SERVICE <x:y> {}') }",
        "SELECT ?this ?value WHERE { ?this cg:graph ?value } # GRAPH is only spoken of",
        "SELECT DISTINCT $this (COUNT(?x) AS ?n) WHERE { $this cg:values ?x } GROUP BY $this",
    ],
)
def test_accepted(select: str) -> None:
    _check(select)


def test_tokens_join_to_the_text() -> None:
    text = "SELECT $this # { \n WHERE { ?a <x:b> \"}\" . FILTER(?a<?b && '''{''' != ?c) }"
    assert "".join(token.text for token in tokenise(text)) == text
    assert [token.text for token in tokenise(text) if token.text in "{}"] == ["{", "}"]


def _set_based(select: str) -> str:
    return set_based(select, "?this a <x:T> .", "XX-01", "f.ttl")


def test_target_is_joined_in_and_not_exists_becomes_minus() -> None:
    text = _set_based("SELECT $this WHERE { $this <x:p> ?o . FILTER NOT EXISTS { $this <x:q> ?o } }")
    assert text == "SELECT $this WHERE { ?this a <x:T> .  $this <x:p> ?o . MINUS { $this <x:q> ?o } }"


@pytest.mark.parametrize(
    "patterns",
    [
        "{ $this <x:p> ?o } UNION { $this <x:q> ?o }",
        "{ $this <x:p> ?o }",
        "{ { $this <x:p> ?o } UNION { $this <x:q> ?o } }",
        "$this <x:p> 1 . OPTIONAL { $this <x:q> ?x } ?o <x:q> $this",
    ],
)
def test_variable_that_every_branch_binds_is_shared(patterns: str) -> None:
    assert "MINUS" in _set_based(f"SELECT $this WHERE {{ {patterns} FILTER NOT EXISTS {{ ?o <x:r> 1 }} }}")


def test_a_positive_exists_stays() -> None:
    assert "FILTER EXISTS" in _set_based(
        "SELECT $this WHERE { $this <x:p> ?o . FILTER EXISTS { ?o <x:q> 1 } }"
    )


@pytest.mark.parametrize(
    ("select", "part"),
    [
        ("SELECT $this WHERE { FILTER NOT EXISTS { $this <x:q> 1 } $this <x:p> ?o }", "something follows"),
        ("SELECT $this WHERE { $this <x:p> ?o FILTER NOT EXISTS { <x:a> <x:q> ?z } }", "shares no variable"),
        (
            "SELECT $this WHERE { $this <x:p> ?o FILTER NOT EXISTS { $this <x:q> ?z . FILTER(?z > ?o) } }",
            "filters on ?o",
        ),
        (
            "SELECT $this WHERE { $this <x:p> ?o FILTER NOT EXISTS { ?o <x:q> ?z"
            " FILTER NOT EXISTS { ?z <x:r> 1 } } }",
            "holds EXISTS",
        ),
        (
            "SELECT $this WHERE { $this <x:p> ?o FILTER NOT EXISTS { ?o <x:q> ?z OPTIONAL { ?z ?p ?o } } }",
            "holds EXISTS or OPTIONAL",
        ),
        ("SELECT $this WHERE { $this <x:p> ?o FILTER NOT EXISTS { $this <x:q> 1", "unclosed"),
        (
            "SELECT $this { $this <x:p> 1 OPTIONAL { $this <x:q> ?o } FILTER NOT EXISTS { ?o <x:r> 1 } }",
            "may be unbound",
        ),
        (
            "SELECT $this { { $this <x:p> ?o } UNION { $this <x:q> 1 } FILTER NOT EXISTS { ?o <x:r> 1 } }",
            "may be unbound",
        ),
        (
            "SELECT $this WHERE { $this <x:p> ?v BIND(?v AS ?o) FILTER NOT EXISTS { ?o <x:r> 1 } }",
            "may be unbound",
        ),
    ],
)
def test_not_exists_that_minus_would_change_is_refused(select: str, part: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(part)):
        _set_based(select)
