"""The facts that validation computes: from a graph in Turtle to the triples that rules read."""

from __future__ import annotations

import datetime

import pyoxigraph as ox
import pytest

from claimgraph.graph import lines_of
from claimgraph.inference.quads import NodeIndex, to_quad_nodes
from claimgraph.namespaces import CG, DEFAULT_BASE, Minter
from claimgraph.ontology import read_ontology
from claimgraph.profile import Profile, parse_profile, read_profile
from claimgraph.validation import fact_nodes, page_fact_nodes, profile_nodes
from claimgraph.validation.facts import SECONDARY_DESIGNS, is_slip
from claimgraph.validation.names import fold_letters
from claimgraph.validation.told_links import fold_words

MINTER = Minter()
PREFIXES = f"""@base <{DEFAULT_BASE}> .
@prefix cg: <{CG}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile("evidence-wiki")


def _triples(nodes: object) -> set[tuple[str, str, str]]:
    found = set()
    for quad in ox.parse("\n".join(lines_of(nodes)).encode(), format=ox.RdfFormat.N_QUADS):  # type: ignore[arg-type]
        subject = quad.subject.value.removeprefix(DEFAULT_BASE)  # type: ignore[union-attr]
        value = quad.object.value.removeprefix(DEFAULT_BASE).removeprefix(CG)  # type: ignore[union-attr]
        found.add((subject, quad.predicate.value.removeprefix(CG), value))
    return found


def _facts(turtle: str, profile: Profile) -> set[tuple[str, str, str]]:
    return _triples(
        fact_nodes(NodeIndex(to_quad_nodes(_lines(turtle)), MINTER), MINTER, profile, read_ontology())
    )


def _lines(turtle: str) -> list[str]:
    graph = ox.NamedNode(f"{DEFAULT_BASE}graph/x")
    parsed = ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return [f"{ox.Quad(quad.subject, quad.predicate, quad.object, graph)} ." for quad in parsed]


def _only(found: set[tuple[str, str, str]], *predicates: str) -> set[tuple[str, str, str]]:
    return {triple for triple in found if triple[1] in predicates}


def test_pages_about_the_wiki_are_exempt(profile: Profile) -> None:
    found = _facts('<page/sops/how> cg:path "sops/how.md" . <page/a> cg:path "pathways/a.md" .', profile)
    assert _only(found, "exempt") == {("page/sops/how", "exempt", "true")}


def test_field_values_know_their_rule(profile: Profile) -> None:
    found = _facts(
        '<page/a> cg:path "a.md" ; cg:pageType "compound" . <page/b> cg:path "b.md" ; cg:pageType "odd" .'
        '<field/1> cg:page <page/a> ; cg:field "targets" . <field/2> cg:page <page/a> ; cg:field "tarets" .'
        '<field/3> cg:page <page/b> ; cg:field "targets" .',
        profile,
    )
    assert _only(found, "fieldRule") == {("field/1", "fieldRule", "profile/field/compound/targets")}


def test_weight_and_sequence_are_computed_from_the_same_page(profile: Profile) -> None:
    found = _facts(
        '<field/1> cg:page <page/a> ; cg:field "molecular-formula" ; cg:value "C37H51N9O10S" .'
        '<field/2> cg:page <page/a> ; cg:field "molecular-weight-da" ; cg:value "813.9" .'
        '<field/3> cg:page <page/a> ; cg:field "aliases" ; cg:value "Met-Glu-His-Phe-Pro-Gly-Pro" .'
        '<field/4> cg:page <page/b> ; cg:field "molecular-weight-da" ; cg:value "17300" .'
        '<field/5> cg:page <page/c> ; cg:field "molecular-formula" ; cg:value "unknown" .',
        profile,
    )
    assert _only(
        found, "computedWeight", "weightTolerance", "statedFormula", "sequenceFormula", "sequence"
    ) == {
        ("field/2", "computedWeight", "813.928"),
        ("field/2", "weightTolerance", "1.628"),
        ("field/1", "statedFormula", "C37H51N9O10S"),
        ("field/1", "sequenceFormula", "C37H51N9O10S"),
        ("field/1", "sequence", "Met-Glu-His-Phe-Pro-Gly-Pro"),
    }


def _citation(name: str, key: str, doi: str, text: str = "", extra: str = "") -> str:
    return f'<citation/{name}> cg:key "{key}" ; cg:doi "{doi}" ; cg:text "{text}" {extra} .\n'


def test_doi_slips_under_one_key(profile: Profile) -> None:
    found = _facts(
        _citation("a", "lee2010", "10.1/abc.123")
        + _citation("b", "Lee2010", "10.1/abc.132")
        + _citation("c", "lee2010", "10.9/other")
        + _citation("d", "kim2010", "10.1/abc.133")
        + _citation("e", "wu2011", "10.1/conf.1", "Conference abstract")
        + _citation("f", "wu2011", "10.1/conf.2"),
        profile,
    )
    assert _only(found, "resembles") == {
        ("citation/a", "resembles", "citation/b"), ("citation/b", "resembles", "citation/a"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("10.1/a", "10.1/a", False),
        ("10.1/a12", "10.1/a21", True),
        ("10.1/a12", "10.1/a123", True),
        ("10.1/a12", "10.1/a1234", True),
        ("10.1/a12", "10.1/a12345", False),
        ("10.1/abc", "10.1/xyz", False),
        ("", "ab", True),
    ],
)
def test_slip(one: str, other: str, slip: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is slip


def _authored(name: str, author: str, text: str | None = None, source: str = "source/1") -> str:
    return (
        f'<citation/{name}> cg:key "k" ; cg:source <{source}> ; cg:firstAuthor "{author}" ;'
        f' cg:text "{text if text is not None else author}" .\n'
    )


def test_another_first_author_is_told_by_the_minority(profile: Profile) -> None:
    found = _facts(_authored("a", "Smith A") + _authored("b", "Smith AB") + _authored("c", "Jones"), profile)
    assert {triple[0] for triple in _only(found, "firstAuthorDiffers")} == {"citation/c"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Losón OC", "Loson O"),
        ("Thibaut de Ménonville S", "de Ménonville ST"),
        ("Smith A", "Smith"),
        ("Miasoedov NF", "Myasoedov N"),
        ("IL6R Consortium", "Swerdlow DI"),
    ],
)
def test_one_name_in_two_spellings_is_one(profile: Profile, one: str, other: str) -> None:
    found = _facts(_authored("a", one) + _authored("b", other), profile)
    assert not _only(found, "firstAuthorDiffers")


def test_a_name_that_stands_elsewhere_in_the_other_footnote_is_no_contradiction(profile: Profile) -> None:
    found = _facts(_authored("a", "Smith A") + _authored("b", "Jones B", "Jones B, Smith A"), profile)
    assert not _only(found, "firstAuthorDiffers")


def test_years(profile: Profile) -> None:
    def dated(name: str, year: int) -> str:
        return f'<citation/{name}> cg:key "k" ; cg:source <source/1> ; cg:year "{year}"^^xsd:gYear .\n'

    near = _facts(dated("a", 2010) + dated("b", 2011), profile)
    assert not _only(near, "yearDiffers")
    apart = _facts(dated("a", 2010) + dated("b", 2010) + dated("c", 2014), profile)
    assert _only(apart, "yearDiffers") == {
        ("citation/c", "yearDiffers", "citation/a"), ("citation/c", "yearDiffers", "citation/b"),
    }  # fmt: skip


def test_designs_that_most_others_exclude(profile: Profile) -> None:
    def designed(name: str, design: str) -> str:
        return f'<citation/{name}> cg:key "k" ; cg:source <source/1> ; cg:design cg:design-{design} .\n'

    near = _facts(designed("a", "cohort") + designed("b", "cross-sectional"), profile)
    assert not _only(near, "designDiffers")
    two = designed("a", "cohort") + designed("b", "cohort")
    apart = _facts(two + designed("c", "in-vitro"), profile)
    assert _only(apart, "designDiffers") == {
        ("citation/c", "designDiffers", "citation/a"), ("citation/c", "designDiffers", "citation/b"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("24-month-old mice", True),
        ("aged rats", True),
        ("lifespan of worms", True),
        ("senescent fibroblasts", True),
        ("adults ≥65 y", True),
        ("photoageing of skin", True),
        ("managing imaging data of damaging staging", False),
        ("3-month-old mice", False),
        ("bold handling of cold packages", False),
        ("old mice", True),
        ("18 months", True),
        ("6 months old", False),
    ],
)
def test_age_words(profile: Profile, text: str, speaks: bool) -> None:
    turtle = '<citation/a> cg:key "k" ; cg:page <page/a> ; cg:text "%s"%s .'
    assert bool(_only(_facts(turtle % (text, ""), profile), "ageEvidence")) is speaks
    study = _facts(turtle % (text, " ; cg:design cg:design-in-vivo, cg:design-review"), profile)
    assert bool(_only(study, "ageEvidence")) is speaks
    review = _facts(turtle % (text, " ; cg:design cg:design-review"), profile)
    assert not _only(review, "ageEvidence")


def test_age_words_of_the_citing_sentence_count(profile: Profile) -> None:
    found = _facts(
        '<citation/a> cg:key "k" ; cg:page <page/a> ; cg:text "mice" ; cg:design cg:design-in-vivo .'
        '<statement/1> cg:text "It extended lifespan." ; cg:cites <citation/a> ; cg:page <page/a> .'
        '<citation/b> cg:key "k" ; cg:page <page/b> ; cg:text "mice" ; cg:design cg:design-in-vivo .'
        '<statement/2> cg:text "It extended lifespan." ; cg:page <page/b> .',
        profile,
    )
    assert _only(found, "ageEvidence") == {("page/a", "ageEvidence", "true")}


def test_designs_that_retell_are_those_of_the_ontology() -> None:
    concepts = read_ontology().concepts("designs")
    secondary = {concept.id for concept in concepts if "primaryDesign" not in concept.flags}
    assert set(SECONDARY_DESIGNS) == secondary


def test_links_that_a_sourced_sentence_names(profile: Profile) -> None:
    turtle = (
        '<page/a> cg:path "a.md" . <link/1> cg:resolvedTo <page/molecules/proteins/bdnf> ;'
        ' cg:target "molecules/proteins/bdnf" ; cg:label "brain-derived factor" .'
        '<field/1> cg:page <page/a> ; cg:field "targets" ; cg:link <link/1> .'
        '<statement/1> cg:page <page/a> ; %s cg:text "%s" .'
    )
    told = ("field/1", "toldInStatement", "true")
    cited = "cg:cites <citation/a> ;"
    for more, text in (
        ("", "It raised BDNF."),
        ("", "The brain-derived factor rose"),
        ("cg:mentions <entity/molecules/proteins/bdnf> ;", "It rose."),
    ):
        assert told in _facts(turtle % (cited + more, text), profile)
        assert told in _facts(turtle % ("cg:inheritsCitation <citation/a> ;" + more, text), profile)
        assert told not in _facts(turtle % (more, text), profile)
    assert told not in _facts(turtle % (cited, "preBDNFx rose"), profile)
    dangling = turtle.replace("cg:resolvedTo <page/molecules/proteins/bdnf> ;", "")
    assert told not in _facts(dangling % (cited, "It raised BDNF."), profile)


def test_page_facts_are_those_of_the_page_by_itself(profile: Profile) -> None:
    """A patched graph relies on it: nothing about a citation, and the same with or without other pages."""
    one = '<page/a> cg:path "sops/a.md" . <citation/a> cg:key "k" ; cg:doi "10.1/a" ; cg:page <page/a> .'
    one += '<citation/a> cg:text "aged" .'
    two = one + '<citation/b> cg:key "k" ; cg:doi "10.1/b" ; cg:page <page/b> ; cg:text "x" .'
    index = [NodeIndex(to_quad_nodes(_lines(turtle)), MINTER) for turtle in (one, two)]
    alone, both = (_triples(page_fact_nodes(found, MINTER, profile)) for found in index)
    assert alone == both == {("page/a", "exempt", "true"), ("page/a", "ageEvidence", "true")}


def test_sentences_against_their_only_footnote(profile: Profile) -> None:
    turtle = (
        '<citation/a> cg:key "a" ; cg:text "n=44, cohort, 5 mg/kg" ; cg:sample <sample/1> ;'
        " cg:design cg:design-cohort ."
        "<sample/1> cg:sampleValue 44 ."
        '<statement/1> cg:page <page/a> ; cg:text "An RCT (n=40) at 50 mg/kg." ; cg:cites <citation/a>%s .'
    )
    assert _only(
        _facts(turtle % "", profile), "disagreesOnSample", "disagreesOnDesign", "disagreesOnDose"
    ) == {
        ("statement/1", "disagreesOnSample", "n=40"),
        ("statement/1", "disagreesOnDesign", "RCT"),
        ("statement/1", "disagreesOnDose", "50 mg/kg"),
    }
    for more in (", <citation/b>", " ; cg:inheritsCitation <citation/b>"):
        assert not _only(_facts(turtle % more, profile), "disagreesOnSample")


def test_folding() -> None:
    assert fold_letters("Müller-Łoś, Ø.") == "mullerloso"
    assert fold_words("NF-κB (p65)!") == " nf κb p65 "


PROFILE = """name: tiny
title: A tiny wiki
version: 1
type_field: kind
alias_fields: []
literature_field: checked
registries:
  cas: {prefix: cas, pattern: "[0-9]+-[0-9]{2}-[0-9]", iri: "http://example.org/{id}"}
gaps: {kinds: {no-proof: evidence}, rules: [], default: evidence}
private: [secret]
shared:
  kind: {kind: text, required: true}
  checked: {kind: date}
types:
  drug:
    class: Compound
    directories: [drugs]
    atomic: true
    literature: {months: 6, required: true}
    fields:
      stage: {kind: enum, values: [early, late]}
      number: {kind: identifier, registry: cas}
"""


def test_any_profile_becomes_facts() -> None:
    found = _triples(
        profile_nodes(parse_profile(PROFILE, "tiny.yaml"), MINTER, today=datetime.date(2026, 5, 9))
    )
    assert ("build", "today", "2026-05-09") in found
    assert ("profile/type/drug", "literatureRequired", "true") in found
    assert ("profile/type/drug", "literatureField", "checked") in found
    assert ("profile/field/drug/checked", "literatureMonths", "6") in found
    assert {value for subject, name, value in found if name == "allowedValue"} == {"early", "late"}
    assert ("profile/field/drug/stage", "allowed", "early, late") in found
    assert ("profile/field/drug/number", "pattern", "^(?:[0-9]+-[0-9]{2}-[0-9])$") in found
    assert ("profile/field/drug/number", "identifies", "true") in found
    assert ("profile/field/drug/kind", "required", "true") in found
    assert ("profile", "declaredTag", "no-proof") in found
    assert not _only(_triples(profile_nodes(parse_profile(PROFILE, "tiny.yaml"), MINTER)), "today")


def test_no_fact_that_no_rule_reads(profile: Profile) -> None:
    """Every predicate that validation writes is declared, and some rule file names it."""
    from claimgraph.resources import shapes_dir

    written = {
        name for _, name, _ in _triples(profile_nodes(profile, MINTER, today=datetime.date(2026, 5, 9)))
    }
    texts = "\n".join(
        file.read_text(encoding="utf-8")
        for file in sorted(shapes_dir().glob("*/*.ttl"))
        if "." not in file.stem
    )
    unread = {name for name in written if f"cg:{name}" not in texts and not name.startswith("http")}
    assert unread <= {"fieldKind", "many", "namesFolder", "private", "entityClass", "secondary", "folder"}


@pytest.mark.parametrize(
    ("scope", "more", "cites", "told"),
    [
        ("", "", "s", True),
        ("Jones 2011 was read.", "", "s", True),
        ("Only the abstract of SMITH could be had.", "", "s", False),
        ("", "cg:gap <gap/access> ;", "s", False),
        ("", "cg:gap <gap/other> ;", "s", True),
        ("", "", "pending", True),
        ("", "", "read", False),
        ("", "", "unmarked", False),
    ],
)
def test_statements_of_verified_pages_that_rest_on_unread_sources(
    scope: str, more: str, cites: str, told: bool, profile: Profile
) -> None:
    given = f'cg:verifiedScope "{scope}" ;' if scope else ""
    turtle = f"""
    <verification/a> {given} cg:page <page/a> ; cg:verified true .
    <verification/b> cg:page <page/b> ; cg:verified false .
    <gap/access> cg:gapClass cg:AccessGap . <gap/other> cg:gapClass cg:EvidenceGap .
    <citation/a/s> cg:page <page/a> ; cg:key "smith2010" ; cg:access cg:access-abstract-only .
    <citation/a/pending> cg:page <page/a> ; cg:key "lee2011" ; cg:access cg:access-pending .
    <citation/a/read> cg:page <page/a> ; cg:key "kim2012" ; cg:access cg:access-full-text-read .
    <citation/a/unmarked> cg:page <page/a> ; cg:key "doe2013" ; cg:access cg:access-unmarked .
    <statement/1> {more} cg:page <page/a> ; cg:text "t" ; cg:cites <citation/a/s>, <citation/a/{cites}> .
    <statement/2> cg:page <page/b> ; cg:text "t" ; cg:cites <citation/a/s> .
    """
    found = _only(_facts(turtle, profile), "restsOnUnread")
    assert found == ({("verification/a", "restsOnUnread", "statement/1")} if told else set())


def test_sentences_that_contradict_each_other_name_what_differs(profile: Profile) -> None:
    turtle = """
    <entity/a> cg:page <page/a> ; rdfs:label "Semantonol" ; skos:altLabel "SMT" .
    <citation/a/s> cg:page <page/a> ; cg:key "smith" . <citation/a/t> cg:page <page/a> ; cg:key "lee" .
    <statement/1> cg:page <page/a> ; cg:text "SMT extends lifespan of mice." ; cg:cites <citation/a/s> .
    <statement/2> cg:page <page/a> ; cg:text "SMT shortens lifespan of worms." ; cg:cites <citation/a/t> .
    <statement/3> cg:page <page/b> ; cg:text "SMT shortens lifespan of worms." ; cg:cites <citation/a/t> .
    """
    found = _only(_facts(turtle, profile), "contradictedBy", "saidToHappen", "conditionsDiffer")
    assert found == {
        ("statement/1", "contradictedBy", "statement/2"),
        ("statement/1", "saidToHappen", "extends lifespan"),
        ("statement/1", "conditionsDiffer", "species (mice, worms)"),
        ("statement/2", "contradictedBy", "statement/1"),
        ("statement/2", "saidToHappen", "shortens lifespan"),
        ("statement/2", "conditionsDiffer", "species (worms, mice)"),
    }
