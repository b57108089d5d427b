from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.document import parse_document
from claimgraph.extract.fields import FieldExtraction, extract_fields
from claimgraph.model import AssertedBy, Certainty, Claim, FieldValue
from claimgraph.profile import Profile, read_profile

WIKI = read_profile("evidence-wiki")
PROTEIN = "molecules/proteins/p.md"
BAKERY = read_profile(Path(__file__).parent.parent / "profile" / "tiny.yaml")


def read(
    front: str, path: str = "molecules/compounds/x.md", profile: Profile = WIKI, title: str = "Examplin"
) -> FieldExtraction:
    text = f"---\n{front}\n---\n\n# {title}\n\nText.\n"
    document = parse_document(path, text)
    found = extract_fields(document, profile)
    for value in found.fields:
        assert text[value.span.start : value.span.end] == value.raw
    for claim in found.claims:
        assert text[claim.span.start : claim.span.end] == claim.text
    return found


def values(found: FieldExtraction, field: str) -> list[FieldValue]:
    return [value for value in found.fields if value.field == field]


def pairs(found: FieldExtraction, field: str) -> list[tuple[str | None, str | None]]:
    return [(value.value, value.note) for value in values(found, field)]


def triples(claims: tuple[Claim, ...]) -> list[tuple[str, str, str]]:
    return [(claim.subject.text, claim.predicate, claim.object.text) for claim in claims]


def rules(found: FieldExtraction) -> list[str]:
    return [diagnostic.rule for diagnostic in found.diagnostics]


def test_typed_links_become_claims_of_the_page() -> None:
    found = read('type: compound\ntargets: ["[[kinase-a]]", "[[proteins/kinase-b|Kinase B]]"]')
    assert found.page_type == "compound"
    assert found.entity_class == "Compound"
    assert triples(found.claims) == [("Examplin", "targets", "kinase-a"), ("Examplin", "targets", "Kinase B")]
    claim = found.claims[0]
    assert claim.subject.page == "molecules/compounds/x.md"
    assert claim.object.link == 0
    assert claim.asserted_by is AssertedBy.FRONT_MATTER
    assert claim.certainty is Certainty.ASSERTED
    assert claim.span.line == 3
    assert found.field_links == ((0, "targets"), (1, "targets"))
    assert rules(found) == []


def test_fields_that_state_the_edge_backwards() -> None:
    found = read(
        'type: pathway\nupstream: ["[[a]]"]\ndownstream: ["[[b]]"]\ncaused-by: ["[[c]]"]',
        "pathways/p.md",
        title="P",
    )
    assert triples(found.claims) == [
        ("a", "upstream_of", "P"),
        ("P", "upstream_of", "b"),
        ("c", "causes", "P"),
    ]
    assert [claim.direction for claim in found.claims] == [None, None, "increase"]


def test_prose_behind_a_link_is_a_note() -> None:
    found = read(
        'type: protein\ncauses:\n  - "[[flame]] activation (in old cells)"\n  - "[[smoke]]"', PROTEIN
    )
    assert pairs(found, "causes") == [("flame", "activation (in old cells)"), ("smoke", None)]
    assert [claim.object.link for claim in found.claims] == [0, 1]


def test_words_that_turn_a_link_round_are_not_lost() -> None:
    found = read(
        'type: protein\ncauses: ["[[fire]] suppression (in skin)"]\ncaused-by: ["[[guard]] loss"]',
        PROTEIN,
        title="P",
    )
    assert triples(found.claims) == [("P", "suppresses", "fire"), ("guard loss", "causes", "P")]
    assert found.claims[0].direction == "decrease"
    # "guard causes P" would be wrong, so nothing is said about the page [[guard]] …
    assert found.claims[1].subject.link == -1
    # … but the value keeps its link.
    assert values(found, "caused-by")[0].link == 1


def test_words_before_a_link_name_something_else() -> None:
    found = read('type: protein\ncaused-by: ["leak from [[mitochondrion]]"]', PROTEIN, title="P")
    assert triples(found.claims) == [("leak from mitochondrion", "causes", "P")]
    assert found.claims[0].subject.link == -1
    assert values(found, "caused-by")[0].link == 0


def test_free_text_among_links_is_an_unlinked_entity() -> None:
    found = read(
        'type: protein\ncaused-by: ["[[a]]", acetylcholine (vagal release), "poly(I:C)", '
        '"x/y complex (A/B) loading"]',
        PROTEIN,
        title="P",
    )
    assert [claim.subject.text for claim in found.claims] == [
        "a",
        "acetylcholine",
        "poly(I:C)",
        "x/y complex (A/B) loading",
    ]
    assert found.claims[1].note == "vagal release"
    assert [claim.subject.link for claim in found.claims] == [0, -1, -1, -1]


def test_several_links_in_one_quoted_text() -> None:
    found = read('type: compound\ntargets: "[[a]], [[b]] and [[c]] (weakly)"')
    assert pairs(found, "targets") == [("a", None), ("b", None), ("c", "weakly")]
    assert len(found.claims) == 3


def test_hedged_notes_make_speculative_claims() -> None:
    found = read('type: compound\ntargets: ["[[a]] (putative)", "[[b]] (shown)"]')
    assert [claim.certainty for claim in found.claims] == [Certainty.SPECULATIVE, Certainty.ASSERTED]


def test_null_empty_list_and_absent_are_told_apart_and_claim_nothing() -> None:
    found = read("type: compound\ntargets: []\nhallmarks:\npubchem-cid: null\ndrugbank-id: n/a (a peptide)")
    assert pairs(found, "targets") == [(None, None)]
    assert values(found, "targets")[0].raw == "[]"
    assert pairs(found, "hallmarks") == [(None, None)]
    assert pairs(found, "pubchem-cid") == [(None, None)]
    assert pairs(found, "drugbank-id") == [(None, "a peptide")]
    assert values(found, "chembl-id") == []
    assert found.claims == ()


@pytest.mark.parametrize(
    ("written", "value", "note"),
    [
        ("phase-2", "phase-2", None),
        ("Phase-2", "phase-2", None),
        ("phase-2 (two trials)", "phase-2", "two trials"),
        ("phase-2 — as of last year", "phase-2", "as of last year"),
        ("approved-ex-us; Japan", "approved-ex-us", "Japan"),
        ("phase-2b", "phase-2b", None),
        ("phase-22 (?)", "phase-22", "?"),
        ("fda-approved in adults", "fda-approved", "in adults"),
    ],
)
def test_enums_part_from_their_prose(written: str, value: str, note: str | None) -> None:
    assert pairs(read(f'type: compound\nclinical-stage: "{written}"'), "clinical-stage") == [(value, note)]


def test_enums_with_several_values() -> None:
    found = read("type: study\nstudy-design: in-vitro + in-vivo", "studies/s.md")
    assert pairs(found, "study-design") == [("in-vitro", None), ("in-vivo", None)]
    found = read(
        'type: intervention\nsafety-profile: "well-established (burns) | rumoured (age)"',
        "interventions/dietary/i.md",
    )
    assert pairs(found, "safety-profile") == [("well-established", "burns"), ("rumoured", "age")]
    # Not all parts are values: the text stays whole.
    found = read("type: study\nstudy-design: rct + something", "studies/s.md")
    assert pairs(found, "study-design") == [("rct + something", None)]


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        ("pubchem-cid", "5281614", [("5281614", None)]),
        ("chembl-id", '"CHEMBL25 (parent)"', [("CHEMBL25", "parent")]),
        ("inchikey", "XHEFDIBZLJXQHF-UHFFFAOYSA-N", [("XHEFDIBZLJXQHF-UHFFFAOYSA-N", None)]),
        ("drugbank-id", "DB00945; DB00331", [("DB00945", None), ("DB00331", None)]),
        ("drugbank-id", "aspirin", [("aspirin", None)]),
    ],
)
def test_identifiers(field: str, written: str, expected: list[tuple[str, str | None]]) -> None:
    assert pairs(read(f"type: compound\n{field}: {written}"), field) == expected


def test_a_wrong_check_digit_is_told() -> None:
    assert rules(read("type: compound\ncas-number: 528-48-3")) == []
    found = read("type: compound\ncas-number: 528-48-4")
    assert rules(found) == ["ID-11"]
    assert found.diagnostics[0].line == 3


def test_numbers_keep_their_raw_form() -> None:
    found = read('type: study\nn-subjects: "~150000 (registry)"\nyear: 2018', "studies/s.md")
    (value,) = values(found, "n-subjects")
    assert (value.value, value.note) == ("~150000", "registry")
    assert value.quantity is not None
    assert (value.quantity.low, value.quantity.approximate) == (150000, True)
    found = read("type: compound\nmolecular-weight-da: 292.30")
    (value,) = values(found, "molecular-weight-da")
    assert value.value == "292.30"
    assert value.quantity is not None
    assert value.quantity.unit == "Da"
    found = read('type: phenotype\ntypical-onset: "varies by trade; >50 in miners"', "phenotypes/p.md")
    (value,) = values(found, "typical-onset")
    assert value.quantity is None
    assert value.value == "varies by trade; >50 in miners"


def test_dates_and_booleans() -> None:
    found = read(
        'type: compound\nbiologic: no (small molecule)\nverified: "yes"\nverified-date: 2026-02-30\n'
        'literature-checked-through: "2026-05-09 (abstracts)"'
    )
    assert pairs(found, "biologic") == [("false", "small molecule")]
    assert pairs(found, "verified-date") == [("2026-02-30", None)]
    assert pairs(found, "literature-checked-through") == [("2026-05-09", "abstracts")]
    assert found.verification is not None
    assert found.verification.verified is True
    assert found.verification.date == "2026-02-30"


def test_verification_is_unknown_where_nothing_is_said() -> None:
    assert read("type: compound").verification is None
    found = read("type: compound\nverified: partly\nverified-scope: the doses")
    assert found.verification is not None
    assert found.verification.verified is None
    assert found.verification.scope == "the doses"


def test_gap_tags_are_no_values() -> None:
    found = read(
        'type: compound\nhalf-life: "#gap/dose-response-unclear — not measured in people"\n'
        'who-inn: "#gap/needs-canonical-id"\n'
        'mechanisms: [antioxidant, "senolytic #gap/needs-replication"]'
    )
    assert pairs(found, "half-life") == [(None, "not measured in people")]
    assert pairs(found, "who-inn") == [(None, None)]
    assert pairs(found, "mechanisms") == [("antioxidant", None), ("senolytic", None)]


@pytest.mark.parametrize(
    ("written", "expected", "faults"),
    [
        ("[one, two]", ("one", "two"), []),
        ("one, two, three", ("one", "two", "three"), ["FM-07"]),
        ("[3,7,3',4'-tetrahydroxyflavone, fisetin]", ("3,7,3',4'-tetrahydroxyflavone", "fisetin"), ["FM-07"]),
        (
            "[2-(3,4-dihydroxyphenyl)-3,5,7-trihydroxychromen-4-one]",
            ("2-(3,4-dihydroxyphenyl)-3,5,7-trihydroxychromen-4-one",),
            ["FM-07"],
        ),
        ("[NAD (ox, total), niacin]", ("NAD (ox, total)", "niacin"), ["FM-07"]),
        ("[NO, nitric oxide]", ("NO", "nitric oxide"), ["FM-07"]),
        ('["NO", nitric oxide]', ("NO", "nitric oxide"), []),
        ("[1,2,3]", ("1", "2", "3"), ["FM-07", "FM-07", "FM-07"]),
        ("[a, 12:30]", ("a", "12:30"), ["FM-07"]),
        ("[[x, y], z]", ("[x, y]", "z"), ["FM-07"]),
        ("[a, key: value]", ("a", "key: value"), ["FM-07"]),
        ("[a, (open, b]", ("a", "(open", "b"), []),
    ],
)
def test_lists_broken_by_yaml(written: str, expected: tuple[str, ...], faults: list[str]) -> None:
    found = read(f"type: compound\naliases: {written}")
    assert found.aliases == expected
    assert rules(found) == faults
    assert all(diagnostic.line == 3 for diagnostic in found.diagnostics)


def test_links_without_quotes_are_read_and_reported() -> None:
    found = read("type: protein\ncauses:\n  - [[a]]\n  - [[b]]", PROTEIN, title="P")
    assert triples(found.claims) == [("P", "causes", "a"), ("P", "causes", "b")]
    assert rules(found) == ["FM-07", "FM-07"]
    found = read("type: protein\ncauses: [[a]]", PROTEIN, title="P")
    assert triples(found.claims) == [("P", "causes", "a")]
    assert rules(found) == ["FM-07"]


def test_unknown_fields_are_kept() -> None:
    found = read('type: compound\nsmell: "of [[almonds]]"\ncolour: {hue: red}\nkey-strengths: 7')
    assert [(value.field, value.value, value.declared) for value in found.fields[1:]] == [
        ("smell", "of almonds", False),
        ("colour", "{hue: red}", False),
        ("key-strengths", "7", False),
    ]
    assert found.field_links == ((0, "smell"),)
    assert found.claims == ()
    assert rules(found) == ["FM-07"]


def test_type_and_folder() -> None:
    found = read("type: compound", "pathways/x.md")
    assert rules(found) == ["FM-04"]
    assert found.diagnostics[0].line == 2
    assert rules(read("type: compound", "molecules/compounds/deep/x.md")) == []
    assert rules(read("type: unheard-of", "pathways/x.md")) == []
    assert read("type: unheard-of", "pathways/x.md").entity_class is None
    # No type to be read: the folder tells.
    assert read("aliases: [a]", "pathways/x.md").entity_class == "Pathway"
    assert read("aliases: [a]", "pathways/x.md").page_type is None
    # Manuals and indexes are about no entity.
    found = read('type: compound\ntargets: ["[[a]]"]', "sops/x.md")
    assert found.entity_class is None
    assert found.claims == ()
    assert len(found.fields) == 2


def test_mode_and_sub_folder() -> None:
    assert rules(read("type: intervention\nmode: dietary", "interventions/dietary/x.md")) == []
    found = read("type: intervention\nmode: dietary", "interventions/lifestyle/x.md")
    assert rules(found) == ["IV-01"]
    assert found.diagnostics[0].line == 3


def test_a_page_without_front_matter() -> None:
    document = parse_document("pathways/x.md", "# X\n\nText.\n")
    found = extract_fields(document, WIKI)
    assert (found.page_type, found.fields, found.claims) == (None, (), ())
    assert found.entity_class == "Pathway"


def test_a_second_wiki_is_read_with_its_own_words() -> None:
    found = read(
        'kind: flour\nalso: [rye meal]\ntasted: yes\nfoodon: "FOODON:03301441 (whole)"\n'
        "protein: 8–10\ngrind: fine / coarse\n"
        'makes: ["[[sour]] (slowly)", "[[gas]] without salt", nix]',
        "flours/rye.md",
        BAKERY,
        "Rye",
    )
    assert found.entity_class == "Compound"
    assert found.aliases == ("rye meal",)
    assert pairs(found, "foodon") == [("03301441", "whole")]
    assert pairs(found, "grind") == [("fine", None), ("coarse", None)]
    (protein,) = values(found, "protein")
    assert protein.quantity is not None
    assert (protein.quantity.low, protein.quantity.high, protein.quantity.unit) == (8, 10, "%")
    assert triples(found.claims) == [("Rye", "causes", "sour"), ("Rye", "suppresses", "gas")]
    assert found.verification is not None
    assert found.verification.verified is True
    assert rules(found) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:-[]{}\"'#|,;()\n \\&*!>%@`~0123γ", max_size=120))
def test_no_front_matter_breaks_it(front: str) -> None:
    text = f"---\ntype: compound\naliases: {front}\n---\n# X\n"
    found = extract_fields(parse_document("molecules/compounds/x.md", text), WIKI)
    for value in found.fields:
        assert text[value.span.start : value.span.end] == value.raw


@pytest.mark.parametrize("item", ["(", "[[", "a, ", "1,", "x (y) ", "[[a]] ", "a — "])
def test_long_values_are_read_in_linear_time(item: str) -> None:
    def seconds(times: int) -> float:
        text = f'---\ntype: pathway\nupstream: "{item * times}"\naliases: {item * times}\n---\n# X\n'
        document = parse_document("pathways/x.md", text)
        started = process_time()
        extract_fields(document, WIKI)
        return process_time() - started

    # Ten times the text may take some thirty times as long on a busy machine, never a hundred times.
    assert seconds(20_000) < 40 * seconds(2_000) + 0.5


@pytest.mark.shared
def test_the_large_vault_is_read_whole(shared_vault: Path) -> None:
    claims = 0
    for path in sorted(shared_vault.rglob("*.md")):
        text = path.read_bytes().decode("utf-8")
        document = parse_document(path.relative_to(shared_vault).as_posix(), text)
        found = extract_fields(document, WIKI)
        claims += len(found.claims)
        for value in found.fields:
            assert text[value.span.start : value.span.end] == value.raw
        if document.front_matter is not None:
            # Every key has a value, and every link in a value stands in a field.
            keys = {field.key for field in document.front_matter.fields}
            assert {value.field for value in found.fields} == keys
    assert claims > 5000
