from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from claimgraph.errors import ConfigError
from claimgraph.ontology import read_ontology
from claimgraph.profile import FIELD_KINDS, parse_profile, read_profile

TINY = Path(__file__).with_name("tiny.yaml")


def parse(body: str) -> object:
    return parse_profile(f"name: x\ntype_field: type\n{body}", "x.yaml")


def test_the_default_profile_says_what_types_fields_and_gaps_are() -> None:
    profile = read_profile("evidence-wiki")
    assert profile.entity_class("compound") == "Compound"
    assert profile.entity_class("protein") == "Target"
    assert profile.class_iri("hallmark") == "https://w3id.org/claimgraph/ontology#Hallmark"
    assert profile.entity_class("sop") is None
    assert profile.entity_class(None) is None
    targets = profile.field("compound", "targets")
    assert targets is not None
    assert (targets.kind, targets.many, targets.relation, targets.inverse) == ("link", True, "targets", False)
    upstream = profile.field("pathway", "upstream")
    assert upstream is not None
    assert (upstream.relation, upstream.inverse) == ("upstream_of", True)
    assert profile.field("compound", "no-such-field") is None
    assert profile.field("no-such-type", "aliases") is not None


def test_every_field_of_the_default_profile_is_consistent() -> None:
    profile = read_profile("evidence-wiki")
    relations = read_ontology().relations
    for page_type in profile.types.values():
        for name, rule in page_type.fields.items():
            where = f"{page_type.name}.{name}"
            assert rule.name == name, where
            assert rule.kind in FIELD_KINDS, where
            assert rule.relation is None or rule.relation in relations, where
            assert (rule.kind == "enum") == bool(rule.values), where
            assert (rule.kind == "identifier") == (rule.registry is not None), where


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("needs-human-replication", "evidence"),
        ("no-fulltext-access", "access"),
        ("stub", "catalogue"),
        # Not in the vocabulary: by the default rules.
        ("needs-full-pdf-verification", "access"),
        ("needs-icd11-recheck", "catalogue"),
        ("needs-larger-cohort", "evidence"),
        ("No-Mechanism", "evidence"),
    ],
)
def test_gap_classes(kind: str, expected: str) -> None:
    assert read_profile("evidence-wiki").gap_class(kind) == expected


def test_gap_classes_agree_with_the_scheme_of_the_ontology() -> None:
    profile = read_profile("evidence-wiki")
    concepts = {concept.id: concept for concept in read_ontology().concepts("gaps")}
    checked = 0
    for concept in concepts.values():
        top = concept
        while top.broader:
            top = concepts[top.broader[0]]
        if top is not concept:
            assert profile.gap_class(concept.id.removeprefix("gap-")) == top.id.removesuffix("Gap").lower()
            checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("registry", "written", "bare", "valid"),
    [
        ("uniprot", "P04637", "P04637", True),
        ("uniprot", "A0A024R1R8", "A0A024R1R8", True),
        ("uniprot", "TP53", "TP53", False),
        ("hgnc", "HGNC:11998", "11998", True),
        ("cl", "CL:0000037", "0000037", True),
        ("doi", "https://doi.org/10.1002/(SICI)1097-0258(19990415)18:7%3C", None, True),
        ("doi", "DOI:10.1038/NATURE10600", "10.1038/nature10600", True),
        ("icd10", "M62.84", "M62.84", True),
        ("icd11", "FB32.Y", "FB32.Y", True),
        ("cas", "528-48-3", "528-48-3", True),
        ("inchikey", "XHEFDIBZLJXQHF-UHFFFAOYSA-N", "XHEFDIBZLJXQHF-UHFFFAOYSA-N", True),
        ("kegg", "hsa4150", "hsa4150", False),
    ],
)
def test_registries_know_their_identifiers(
    registry: str, written: str, bare: str | None, valid: bool
) -> None:
    known = read_profile("evidence-wiki").registries[registry]
    normal = known.normalise(written)
    assert bare is None or normal == bare
    assert known.accepts(normal) is valid


def test_only_identifiers_of_the_thing_itself_are_matches() -> None:
    profile = read_profile("evidence-wiki")
    uniprot = profile.field("protein", "uniprot")
    subunits = profile.field("protein", "complex-subunits")
    genage = profile.field("protein", "genage-id")
    assert uniprot is not None
    assert subunits is not None
    assert genage is not None
    assert uniprot.match_iri("P04637") == "http://purl.uniprot.org/uniprot/P04637"
    assert uniprot.match_iri("no id") is None
    assert subunits.match_iri("P04637") is None
    assert genage.match_iri("1") is None


def test_paths() -> None:
    profile = read_profile("evidence-wiki")
    assert profile.types_in("interventions/dietary/fasting.md") == ("intervention",)
    assert profile.types_in("molecules/compounds/a.md") == ("compound",)
    assert profile.types_in("elsewhere/a.md") == ()
    assert profile.types_in("top.md") == ("index",)
    assert not profile.is_entity_page("deep/er/README.md")
    assert not profile.is_entity_page("sops/a/b.md")
    assert not profile.is_entity_page("model-organisms/_guide.md")
    assert profile.is_entity_page("hallmarks/readme-notes.md")
    assert profile.is_private("protocols/x")
    assert profile.is_private("Experiments/x")
    assert not profile.is_private("protocols-of-the-lab")


def test_literature_cadence_and_required_fields() -> None:
    profile = read_profile("evidence-wiki")
    compound = profile.page_type("compound")
    hallmark = profile.page_type("hallmark")
    assert compound is not None
    assert hallmark is not None
    assert (compound.literature_months, compound.literature_required) == (12, True)
    assert (hallmark.literature_months, hallmark.literature_required) == (24, False)
    assert "clinical-stage" in compound.required


def test_a_second_wiki_needs_a_profile_and_no_code() -> None:
    profile = read_profile(TINY)
    assert profile.entity_class("flour") == "Compound"
    assert profile.gap_class("untested") == "evidence"
    assert profile.gap_class("needs-page") == "catalogue"
    assert profile.types_in("steps/x.md") == ("fermentation",)
    assert read_profile("tiny.yaml", TINY.parent) == profile


def test_profiles_travel_to_other_processes() -> None:
    profile = read_profile("evidence-wiki")
    assert pickle.loads(pickle.dumps(profile)) == profile


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("types: {}", 3, "declares no page type"),
        ("types:\n  a: {colour: red}", 4, "unknown key 'colour'"),
        ("types:\n  a: {class: Unicorn}", 4, "no class 'Unicorn'"),
        ("types:\n  a:\n    fields:\n      f: {kind: link, relation: loves}", 6, "no relation 'loves'"),
        ("types:\n  a:\n    fields:\n      f: {kind: blob}", 6, "'blob' is not known"),
        ("types:\n  a:\n    fields:\n      f: {many: true}", 6, "'kind' is missing"),
        ("types:\n  a:\n    fields:\n      f: {kind: enum}", 6, "an enum needs 'values'"),
        ("types:\n  a:\n    fields:\n      f: {kind: text, relation: causes}", 6, "has no meaning"),
        ("types:\n  a:\n    fields:\n      f: {kind: identifier, registry: nope}", 6, "'nope' is not known"),
        ("types:\n  a: {}\n  a: {}", 5, "stands here twice"),
        ("types:\n  a: {atomic: yes}", 4, "must be true or false"),
        ("types:\n  a: {literature: {months: 0}}", 4, "whole number from 1"),
        ("types:\n  a: {directories: [/a]}", 4, "not a folder of the vault"),
        ("types:\n  a: {source: {doi: x}}", 4, "has no field 'x'"),
        ("types:\n  a: {}\ngaps:\n  rules:\n    - {class: access, pattern: '('}", 7, "not a regular"),
        ("types:\n  a: {}\nversion: 2", 5, "version 1"),
        ("types: &t\n  a: {}", 3, "anchors"),
        ("types:\n\ta: 1", 4, "not valid YAML"),
        ("types: [a]", 3, "must be a mapping"),
        ("types:\n  a: {}\nregistries:\n  r: {prefix: r, pattern: a, iri: nope}", 6, "IRI with {id}"),
    ],
)
def test_faults_are_named_with_their_line(body: str, line: int, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(body)
    assert words in caught.value.message
    assert caught.value.line == line
    assert caught.value.path == "x.yaml"


def test_unknown_and_unreadable_profiles(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no vault profile named 'nope'") as caught:
        read_profile("nope")
    assert "evidence-wiki" in (caught.value.remedy or "")
    with pytest.raises(ConfigError, match="cannot read"):
        read_profile(tmp_path / "missing.yaml")
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"name: x\n\xff")
    with pytest.raises(ConfigError, match="not UTF-8") as caught:
        read_profile(broken)
    assert caught.value.line == 2
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    with pytest.raises(ConfigError, match="empty"):
        read_profile(empty)


def test_deep_nesting_is_refused_not_followed() -> None:
    with pytest.raises(ConfigError, match="deeper"):
        parse("types: " + "[" * 40 + "]" * 40)
