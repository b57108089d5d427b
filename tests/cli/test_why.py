"""``claimgraph why`` as a user calls it: proofs down to sentences and studies, and what is known else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimgraph.build import open_graph
from claimgraph.card.nodes import read_rows
from claimgraph.card.proof import Proof, find_class, find_relation, read_explanation
from claimgraph.errors import UsageError
from claimgraph.ontology import read_ontology

Call = Callable[..., Any]


def test_an_asserted_edge_leads_to_claims_sentences_and_studies(call: Call, built: Path) -> None:
    outcome = call("why", "semax", "increases level of", "bdnf", "--graph", built)
    assert outcome.code == 0
    assert "Stated by 4 claims on 4 studies." in outcome.out
    assert "molecules/compounds/semax.md:266" in outcome.out
    assert "1.4-fold at most" in outcome.out
    assert "https://doi.org/10.1016/j.brainres.2006.07.108" in outcome.out
    assert "read in full" in outcome.out
    assert "group A" in outcome.out


def test_the_quoted_sentence_stands_on_the_line_that_is_named(call: Call, built: Path, vault: Path) -> None:
    found = json.loads(
        call("why", "semax", "cg:increases_level", "bdnf", "--graph", built, "--format", "json").out
    )
    claims = found["proof"]["claims"]
    assert claims
    for claim in claims:
        lines = (vault / claim["where"]["path"]).read_text(encoding="utf-8").split("\n")
        assert claim["quote"].split("\n")[0] in lines[claim["where"]["line"] - 1]


def test_a_wider_relation_is_proved_from_the_narrow_one(call: Call, built: Path) -> None:
    outcome = call("why", "semax", "affects", "bdnf", "--graph", built)
    assert outcome.code == 0
    assert "⊢ prp-spo1" in outcome.out
    assert "is a kind of" in outcome.out
    assert "semax.md:" in outcome.out


def test_a_class_is_proved_from_the_page(call: Call, built: Path) -> None:
    outcome = call("why", "semax", "a", "Entity", "--graph", built)
    assert outcome.code == 0
    assert "cax-sco" in outcome.out
    assert "Semax is a compound" in outcome.out


def test_what_is_disputed_does_not_follow_and_is_shown(call: Call, built: Path) -> None:
    outcome = call("why", "semax", "decreases_level", "infarct volume", "--graph", built)
    assert outcome.code == 1
    assert "does not follow" in outcome.out
    assert "disputed: semax decreases level of infarct volume" in outcome.out
    assert "no study is given" in outcome.out


def test_nothing_known_is_said_to_be_unknown(call: Call, built: Path) -> None:
    outcome = call("why", "fisetin", "targets", "trkc", "--graph", built)
    assert outcome.code == 1
    assert "Absent is unknown" in outcome.out


def test_markdown_and_json(call: Call, built: Path) -> None:
    text = call("why", "semax", "affects", "bdnf", "--graph", built, "--format", "markdown").out
    assert text.startswith("# Why: Semax affects BDNF\n")
    assert "](<https://doi.org/" in text
    none = json.loads(call("why", "semax", "targets", "trkb", "--graph", built, "--format", "json").out)
    assert none["follows"] is False
    assert none["proof"] is None
    assert {"increases level of", "activates"} <= {edge["relation"] for edge in none["edges"]}


def test_names_are_resolved_or_refused(call: Call, built: Path) -> None:
    unknown = call("why", "semax", "increases_levl", "bdnf", "--graph", built)
    assert unknown.code == 2
    assert "increases_level" in unknown.err
    assert call("why", "nobody", "targets", "bdnf", "--graph", built).code == 2
    assert call("why", "semax", "a", "Compund", "--graph", built).code == 2
    ontology = read_ontology()
    assert find_relation(ontology, "increases level of") == find_relation(ontology, "cg:increases_level")
    assert find_class(ontology, "cg:Compound") == find_class(ontology, "compound")
    with pytest.raises(UsageError):
        find_class(ontology, "cg:Nothing")


def _leaves(proof: Proof) -> list[Proof]:
    if not proof.premises:
        return [proof]
    return [leaf for premise in proof.premises for leaf in _leaves(premise)]


def test_every_inferred_edge_has_a_proof_that_ends_in_claims(built: Path) -> None:
    store, ontology = open_graph(built), read_ontology()
    rows = read_rows(
        store,
        "SELECT ?s ?p ?o ?rule WHERE { ?e a cg:InferredEdge ; cg:subject ?s ; cg:predicate ?p ; "
        "cg:object ?o ; cg:inferenceRule ?rule } ORDER BY ?rule ?s ?p ?o",
    )
    by_rule: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        by_rule.setdefault(row[3], []).append(row)
    assert by_rule
    for rule, found in by_rule.items():
        for subject, predicate, value, _ in found[:3]:
            explanation = read_explanation(store, ontology, subject, predicate, value)
            assert explanation.proof is not None
            assert explanation.proof.rule == rule
            for leaf in _leaves(explanation.proof):
                assert leaf.rule is None
                assert leaf.told or leaf.claims


def test_a_contradiction_is_a_finding_with_its_premises(call: Call, tmp_path: Path) -> None:
    wiki, out = tmp_path / "wiki", tmp_path / "out"
    wiki.mkdir()
    (wiki / "a.md").write_text(
        "---\ntype: compound\n---\n# A\n\n## Claims\n\n| Subject | Predicate | Object | Evidence |\n"
        "|---|---|---|---|\n| [[a]] | derived from | [[a]] | [^kay1999] |\n\n"
        "[^kay1999]: doi:10.1000/1 · Kay A · 1999 · in-vitro\n",
        encoding="utf-8",
    )
    found = json.loads(call("check", wiki, "--format", "json").out)["findings"]
    (contradiction,) = (item for item in found if item["rule"] == "CF-02")
    assert (contradiction["path"], contradiction["line"]) == ("a.md", 10)
    assert call("build", wiki, "--out", out).code == 0
    outcome = call("why", "a", "derived_from", "a", "--graph", out)
    assert outcome.code == 0
    assert "contradiction (prp-irp): the relation cannot hold of a thing and itself" in outcome.out
