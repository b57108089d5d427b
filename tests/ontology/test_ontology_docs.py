"""docs/ontology.md lists what the ontology holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.ontology import OntologyClass, Relation, read_ontology

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "ontology.md").read_text(encoding="utf-8")
ROWS = set(DOCUMENT.splitlines())


def _relation_row(relation: Relation) -> str:
    sign = {1: "+", -1: "−", 0: "0", None: ""}[relation.sign]
    inverse = "itself" if relation.symmetric else f"`{relation.inverse}`" if relation.inverse else ""
    broader = ", ".join(f"`{name}`" for name in relation.broader)
    return f"| `{relation.id}` | {relation.label} | {sign} | {inverse} | {broader} |"


def _class_row(found: OntologyClass) -> str:
    broader = ", ".join(f"<{name}>" if "://" in name else f"`cg:{name}`" for name in found.broader)
    return f"| `cg:{found.id}` | {found.definition} | {broader} |"


@pytest.mark.parametrize("relation", read_ontology().relations.values(), ids=lambda relation: relation.id)
def test_relations_are_listed_as_they_are(relation: Relation) -> None:
    assert _relation_row(relation) in ROWS


@pytest.mark.parametrize("found", read_ontology().classes.values(), ids=lambda found: found.id)
def test_classes_are_listed_as_they_are(found: OntologyClass) -> None:
    assert _class_row(found) in ROWS


def test_no_relation_is_listed_that_is_not_there() -> None:
    # Relations are the only rows of five cells.
    listed = {row for row in ROWS if row.startswith("| `") and row.count("|") == 6}
    assert listed == {_relation_row(relation) for relation in read_ontology().relations.values()}


def test_schemes_are_listed() -> None:
    assert [scheme for scheme in read_ontology().schemes if f"| `cg:{scheme}` |" not in DOCUMENT] == []
