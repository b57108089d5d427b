"""Claims read from running text: what is read, and, more often, what is left alone."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.model import AssertedBy, Certainty, Claim, EvidenceScope
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

_HEAD = "---\ntype: compound\naliases: [EXA]\n---\n# Examplin\n\n"
_NOTES = (
    "\n\n[^lind]: Lind A et al. 2011 · n=12 · in-vivo (rat) · DOI 10.1000/lind\n"
    "[^oda]: Oda B et al. 2014 · n=40 · rct · DOI 10.1000/oda\n"
)


def _claims(body: str, head: str = _HEAD) -> list[Claim]:
    document = parse_document("molecules/compounds/examplin.md", head + body + _NOTES)
    values = extract_page(document, read_profile("evidence-wiki"), read_ontology(), "0" * 64)
    return [claim for claim in values.claims if claim.asserted_by is AssertedBy.EXTRACTED]


def _said(body: str) -> list[tuple[str, str, str]]:
    return [
        (
            "*" if c.subject.page else c.subject.text,
            ("not " if c.negated else "") + c.predicate,
            c.object.text,
        )
        for c in _claims(body)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Examplin inhibits mTORC1 in rats [^lind].", [("*", "inhibits", "mTORC1")]),
        ("EXA strongly activates [[ampk|AMPK]] [^lind].", [("*", "activates", "AMPK")]),
        ("Examplin did not activate AMPK [^lind].", [("*", "not activates", "AMPK")]),
        ("Examplin failed to extend lifespan [^lind].", [("*", "not extends_lifespan", "Rattus norvegicus")]),
        (
            "Examplin extended median lifespan in mice [^lind].",
            [("*", "extends_lifespan", "Mus musculus")],
        ),
        ("Examplin reduced the risk of stroke [^oda].", [("*", "decreases_risk", "stroke")]),
        ("Examplin increased BDNF mRNA [^lind].", [("*", "increases_level", "BDNF mRNA")]),
        ("Examplin enhances AMPK activity [^lind].", [("*", "promotes", "AMPK activity")]),
        ("Examplin increased AMPK activity [^lind].", [("*", "activates", "AMPK activity")]),
        ("mTORC1 is inhibited by rapamycin [^lind].", [("rapamycin", "inhibits", "mTORC1")]),
        ("Examplin is a selective TRPV1 antagonist [^lind].", [("*", "antagonist_of", "TRPV1")]),
        ("Examplin is an inhibitor of mTORC1 [^lind].", [("*", "inhibits", "mTORC1")]),
        ("Examplin was shown to inhibit mTORC1 [^lind].", [("*", "inhibits", "mTORC1")]),
        ("Lind and colleagues found that examplin lowers CRP [^lind].", [("*", "decreases_level", "CRP")]),
        (
            "Examplin binds FKBP12 and inhibits mTORC1 [^lind].",
            [("*", "binds", "FKBP12"), ("*", "inhibits", "mTORC1")],
        ),
        (
            "Examplin inhibits mTORC1, S6K1, and 4E-BP1 [^lind].",
            [("*", "inhibits", "mTORC1"), ("*", "inhibits", "S6K1"), ("*", "inhibits", "4E-BP1")],
        ),
        (
            "Examplin activates AMPK, promoting autophagy [^lind].",
            [("*", "activates", "AMPK"), ("*", "promotes", "autophagy")],
        ),
        ("Examplin led to an increase in IL-10 [^lind].", [("*", "increases_level", "IL-10")]),
        ("Serum klotho declines with age [^oda].", [("aging", "decreases_level", "Serum klotho")]),
        ("Examplin is approved for narcolepsy [^oda].", [("*", "indicated_for", "narcolepsy")]),
        ("- Inhibits mTORC1 in rats [^lind]", [("*", "inhibits", "mTORC1")]),
        ("Loss of TSC2 activates mTORC1 [^lind].", [("Loss of TSC2", "activates", "mTORC1")]),
    ],
)
def test_what_a_sentence_says(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert _said(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Whether examplin inhibits mTORC1 is not known [^lind].",
        "If examplin inhibits mTORC1, rats live longer [^lind].",
        "Does examplin inhibit mTORC1? [^lind]",
        "This inhibits mTORC1 [^lind].",
        "These effects reduce the outcome [^lind].",
        "mTORC1 was not measured after examplin, which activates AMPK [^lind].",
        "The study increased the dose [^lind].",
        "mTORC1 inhibitors were used [^lind].",
        "Rats with reduced mTORC1 were studied [^lind].",
        "Examplin extends the pathway [^lind].",
        "Examplin and its analogue were compared; both lower and higher doses [^lind].",
    ],
)
def test_what_says_nothing(sentence: str) -> None:
    assert _said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("Examplin inhibits mTORC1 [^lind].", Certainty.ASSERTED),
        ("Examplin may inhibit mTORC1 [^lind].", Certainty.SPECULATIVE),
        ("It has been proposed that examplin inhibits mTORC1 [^lind].", Certainty.SPECULATIVE),
        ("Examplin inhibits mTORC1 #gap/unsourced", Certainty.SPECULATIVE),
        ("Examplin inhibits mTORC1 [^lind] #gap/contradictory-evidence", Certainty.DISPUTED),
        ("Examplin inhibits mTORC1, a report that was later retracted [^lind].", Certainty.DISPUTED),
    ],
)
def test_how_sure_a_sentence_is(sentence: str, certainty: Certainty) -> None:
    assert [claim.certainty for claim in _claims(sentence)] == [certainty]


def test_conditions_and_evidence_of_a_claim() -> None:
    (claim,) = _claims(
        "Intranasal examplin at 50 µg/kg increased hippocampal BDNF in rats by 1.4-fold vs saline [^lind]."
    )
    assert (claim.organism, claim.tissue, claim.route) == ("rattus-norvegicus", "hippocampal", "Intranasal")
    assert (claim.dose, claim.comparator, claim.effect) == ("50 µg/kg", "saline", "1.4-fold")
    assert claim.dose_quantity is not None
    assert (claim.dose_quantity.low, claim.dose_quantity.unit) == (50.0, "µg/kg")
    assert [(line.key, line.scope) for line in claim.evidence] == [("lind", EvidenceScope.INLINE)]
    assert (claim.direction, claim.pattern) == ("increase", "active")


def test_what_only_a_retracted_paper_says_is_disputed() -> None:
    note = "\n\n[^gone]: **RETRACTED** Roth C et al. 2009 · DOI 10.1000/roth"
    (claim,) = _claims("Examplin inhibits mTORC1 [^gone]." + note)
    assert claim.certainty is Certainty.DISPUTED


def test_each_clause_has_its_own_evidence() -> None:
    claims = _claims("Examplin inhibits mTORC1 [^lind]; examplin lowers CRP [^oda].")
    assert [[line.key for line in claim.evidence] for claim in claims] == [["lind"], ["oda"]]


def test_organism_comes_from_the_one_source_where_the_sentence_names_none() -> None:
    (claim,) = _claims("Examplin inhibits mTORC1 [^lind].")
    assert claim.organism == "rattus-norvegicus"


def test_claim_quotes_the_page() -> None:
    body = "Examplin inhibits mTORC1 [^lind]; examplin lowers CRP [^oda]."
    text = _HEAD + body + _NOTES
    for claim in _claims(body):
        assert text[claim.span.start : claim.span.end] == claim.text


def test_a_declared_claims_table_keeps_prose_out() -> None:
    header = "| Subject | Predicate | Object | Evidence |\n|---|---|---|---|\n"
    table = header + "| EXA | inhibits | mTORC1 | [^lind] |"
    assert _said(f"Examplin lowers CRP [^oda].\n\n{table}") == []


def test_a_page_about_no_entity_claims_nothing() -> None:
    assert _claims("Examplin inhibits mTORC1 [^lind].", head="---\ntype: index\n---\n# Index\n\n") == []


@pytest.mark.parametrize(
    ("sentence", "organism"),
    [
        ("Examplin inhibits AMPK in worms [^lind].", "caenorhabditis-elegans"),
        ("Examplin inhibits AMPK in rat hippocampus [^oda].", "rattus-norvegicus"),
        ("Examplin inhibits AMPK in a mouse stroke model [^lind].", "mus-musculus"),
        ("Examplin inhibits human AMPK [^lind].", "rattus-norvegicus"),
        ("Examplin inhibits bacterial PAMPs [^lind].", "rattus-norvegicus"),
        ("Bird and colleagues found that examplin inhibits AMPK [^lind].", "rattus-norvegicus"),
        ("Examplin inhibits BAT FGF21 [^lind].", "rattus-norvegicus"),
        ("Examplin inhibits AMPK in mice and worms [^lind].", None),
    ],
)
def test_whose_study_a_sentence_tells_of(sentence: str, organism: str | None) -> None:
    assert [claim.organism for claim in _claims(sentence)] == [organism]


@pytest.mark.parametrize(
    ("sentence", "who", "note"),
    [
        ("Examplin extends lifespan [^lind][^oda].", "species not stated", None),
        ("Examplin extends lifespan in mice and worms [^lind].", "several species", None),
        ("Examplin extends fly lifespan [^lind].", "Drosophila melanogaster", "fly lifespan"),
    ],
)
def test_the_object_of_a_lifespan_is_whose_it_is(sentence: str, who: str, note: str | None) -> None:
    assert [(c.predicate, c.object.text, c.note) for c in _claims(sentence)] == [
        ("extends_lifespan", who, note)
    ]


def test_longevity_genes_are_no_lifespan() -> None:
    assert _said("Examplin suppresses longevity genes [^lind].") == [("*", "suppresses", "longevity genes")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Examplin does not further extend lifespan in mice [^lind].",
        "Examplin does not extend lifespan in the absence of gut microbes [^lind].",
        "Examplin does not activate AMPK when mTORC1 is low [^lind].",
    ],
)
def test_a_denial_under_a_condition_denies_nothing(sentence: str) -> None:
    assert _said(sentence) == []


def test_a_dose_in_the_next_sentence_belongs_to_the_claim() -> None:
    found = _claims(
        "Examplin activates AMPK in rats [^lind]. This effect was seen at a dose of 50 µg/kg intranasally."
    )
    assert [(c.dose, c.route) for c in found] == [("50 µg/kg", "intranasally")]
    apart = _claims("Examplin activates AMPK in rats [^lind].\n\nThis effect was seen at a dose of 50 µg/kg.")
    assert [c.dose for c in apart] == [None]


def test_animals_of_a_kind_are_the_population() -> None:
    (claim,) = _claims("Examplin failed to extend lifespan in repair-deficient mice [^lind].")
    assert claim.population == "repair-deficient mice"


def test_what_a_treatment_led_to_and_what_a_group_showed_are_two_patterns() -> None:
    (one,) = _claims("Examplin led to reduced CRP [^lind].")
    (two,) = _claims("AMPK knockout showed reduced CRP [^lind].")
    assert (one.pattern, two.pattern) == ("led-to", "outcome")


def test_a_clause_with_its_own_subject_does_not_take_the_one_before() -> None:
    assert _said("FKBP12 inhibits ULK1 (Ser7); [[ampk]] phosphorylates and activates ULK1 [^lind].") == [
        ("FKBP12", "inhibits", "ULK1"),
        ("ampk", "activates", "ULK1"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Activated caspase-1 cleaves GSDMD [^lind].", [("Activated caspase-1", "cleaves", "GSDMD")]),
        ("The new list elevated [[dysbiosis]] to a hallmark of its own [^lind].", []),
        ("Lind showed significant pan-site decreases with age [^lind].", []),
        ("Parabiosis of young (2 months) and aged (20 months) mice restored neurogenesis [^lind].", []),
        ("Large data document increased anaemia in treated patients [^lind].", []),
        ("Examplin ameliorated functional decline [^lind].", [("*", "treats", "functional decline")]),
        ("Examplin amplifies the problem [^lind].", []),
        ("The activity depends on ubiquitin scaffolding [^lind].", []),
        ("PGC1A cannot induce gluconeogenesis in Foxo1-deficient cells [^lind].", []),
        ("The peel's lower dermis echogenicity was noted [^lind].", []),
        ("Examplin requires further characterization [^lind].", []),
        ("Lp(a) activates oxidative stress [^lind].", []),
        ("Examplin raises the AMP:ATP ratio [^lind].", []),
        ("Examplin lowers Lp(a) [^lind].", []),
        ("Examplin stimulated less proliferation [^lind].", []),
        ("Examplin reduced cardiovascular risk [^oda].", [("*", "decreases_risk", "cardiovascular risk")]),
        ("Partners of [[fgf23]]:\n\n- Requires [[klotho]] as co-receptor [^lind].", []),
        (
            "The temporal cortex showed reduced BDNF [^lind].",
            [("temporal cortex", "associated_with", "BDNF")],
        ),
        ("CSF IL-6 and GFAP increased post-treatment [^lind].", []),
        ("The evidence is narrower than “examplin causes cancer” [^lind].", []),
        ("It contradicts the assumption that examplin causes cancer [^lind].", []),
        (
            "Examplin did not lower CRP or activate AMPK [^lind].",
            [("*", "not decreases_level", "CRP"), ("*", "not activates", "AMPK")],
        ),
        ("Older men showed higher CRP than younger men [^lind].", []),
        ("Missense and splice-site mutations in TAU1 cause dementia [^lind].", []),
        ("Elevated examplin reflects increased CRP [^lind].", []),
        ("These data do not show that examplin lowers CRP [^lind].", []),
        ("There is no evidence that examplin inhibits mTORC1 [^lind].", []),
        ("Examplin no longer lowers CRP when AMPK is missing [^lind].", []),
        ("Examplin hardly inhibits mTORC1 [^lind].", []),
        ("Examplin prevents FKBP12 from inhibiting mTORC1 [^lind].", []),
        ("Examplin 10 mg/day lowers CRP [^lind].", [("*", "decreases_level", "CRP")]),
        ("Cortisol increased 47 nmol/L [^lind].", []),
        ("Examplin cleaves collagen I and III [^lind].", [("*", "cleaves", "collagen I")]),
        ("Examplin depletes NAD⁺ [^lind].", [("*", "decreases_level", "NAD⁺")]),
        ("Examplin requires 10 nM and left gaps [^lind].", []),
        (
            "Examplin alleviated meniscus and cartilage degeneration [^lind].",
            [("*", "treats", "meniscus degeneration"), ("*", "treats", "cartilage degeneration")],
        ),
        ("Loss-of-function mutations in TAU1 cause dementia [^lind].", []),
        ("CXCR4 mutations in humans cause dementia [^lind].", [("CXCR4 mutations", "causes", "dementia")]),
        (
            "mTORC1 is inhibited by examplin and the lack of sugar suppresses AMPK [^lind].",
            [("*", "inhibits", "mTORC1")],
        ),
        (
            "Knockdown of mcu-1 in *C. elegans* extends lifespan [^lind].",
            [("Knockdown of mcu-1", "extends_lifespan", "Caenorhabditis elegans")],
        ),
    ],
)
def test_what_looks_like_a_relation_and_is_none(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert _said(sentence) == expected


def test_which_is_not_the_subject_of_the_sentence() -> None:
    said = _said("Caspase-8 cleaves BID, which translocates to mitochondria and activates BAX [^lind].")
    assert ("Caspase-8", "activates", "BAX") not in said


def test_a_may_of_another_clause_leaves_a_claim_asserted() -> None:
    (claim,) = _claims("Age may matter; examplin inhibits mTORC1 [^lind].")
    assert claim.certainty is Certainty.ASSERTED


def test_a_number_of_people_is_no_dose_and_a_membrane_no_tissue() -> None:
    (claim,) = _claims("Examplin lowers CRP (n=37, 400 mg/day) at the plasma membrane [^lind].")
    assert (claim.dose, claim.tissue) == ("400 mg/day", None)


def test_a_wrong_identifier_disputes_no_finding() -> None:
    note = "[^roe]: Roe J · in-vivo · the original wiki DOI (10.1000/x) is wrong"
    document = parse_document(
        "molecules/compounds/examplin.md",
        _HEAD + f"Examplin lowers CRP [^roe].\n\n{note}\n",
    )
    values = extract_page(document, read_profile("evidence-wiki"), read_ontology(), "0" * 64)
    (claim,) = [one for one in values.claims if one.asserted_by is AssertedBy.EXTRACTED]
    assert claim.certainty is Certainty.ASSERTED
