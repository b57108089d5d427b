"""Which designs can be one study, and which studies a sentence names."""

from __future__ import annotations

import pytest

from claimgraph.ontology import read_ontology
from claimgraph.validation.agreement import find_misnamed
from claimgraph.validation.designs import design_kinds

KINDS = design_kinds()
RCT, COHORT, REVIEW, POOLED = "randomized-controlled-trial", "cohort", "review", "meta-analysis"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in-vitro", RCT), (COHORT, RCT), ("in-vivo", RCT), (REVIEW, "in-vivo"), (POOLED, RCT),
        ("mendelian-randomization", RCT), ("in-vitro", COHORT), ("case-report", RCT), ("editorial", COHORT),
        ("non-randomized-trial", RCT), ("gwas", "in-vitro"),
    ],
)  # fmt: skip
def test_designs_that_cannot_be_one_study(one: str, other: str) -> None:
    assert KINDS.exclude(KINDS.stated([one], ()), KINDS.stated([other], ()))
    assert KINDS.exclude(KINDS.stated([other], ()), KINDS.stated([one], ()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RCT, "clinical-trial"), ("in-vivo", "in-vitro"), (POOLED, REVIEW), ("gwas", COHORT),
        (COHORT, "cross-sectional"), ("protocol", RCT), ("database", REVIEW), ("in-silico", COHORT),
    ],
)  # fmt: skip
def test_designs_that_one_paper_can_be_called(one: str, other: str) -> None:
    assert not KINDS.exclude(KINDS.stated([one], ()), KINDS.stated([other], ()))


def test_one_shared_or_fitting_design_is_enough_and_none_tells_nothing() -> None:
    assert not KINDS.exclude(KINDS.stated(["in-vivo", COHORT], ()), KINDS.stated([COHORT], ()))
    assert not KINDS.exclude(KINDS.stated(["in-vivo", COHORT], ()), KINDS.stated(["gwas"], ()))
    assert not KINDS.exclude(KINDS.stated([], ()), KINDS.stated([RCT], ()))


def test_in_vivo_is_said_of_people_too() -> None:
    people = KINDS.stated(["in-vivo"], ["homo-sapiens"])
    assert not KINDS.exclude(people, KINDS.stated([RCT], ()))
    assert KINDS.exclude(people, KINDS.stated([REVIEW], ()))


def test_a_part_that_names_the_design_counts_before_other_words() -> None:
    text = "doi:10.1/x · in-vitro · n=12 · first randomised trial of its kind · model: adults"
    assert KINDS.stated(["in-vitro", RCT], (), text).designs == {"in-vitro"}
    assert KINDS.stated(["in-vitro", RCT], (), "no parts here").designs == {"in-vitro", RCT}


def test_every_design_of_the_table_is_a_design() -> None:
    known = {concept.id for concept in read_ontology().concepts("designs")}
    kinds = {concept.id for concept in read_ontology().concepts("design-kinds")}
    for concept in read_ontology().concepts("design-kinds"):
        for name, value in concept.links:
            assert value.removeprefix("design-") in known or value.removeprefix("kind-") in kinds, name


@pytest.mark.parametrize(
    ("text", "designs", "said"),
    [
        ("A prospective cohort saw less of it.", [RCT], ["prospective cohort"]),
        ("The RCT saw less of it.", [COHORT], ["RCT"]),
        ("A case report saw it.", [RCT], ["case report"]),
        ("In a GWAS it stood out.", ["in-vitro"], ["GWAS"]),
        ("A meta-analysis saw it.", ["in-vivo"], ["meta-analysis"]),
        ("A small randomised trial saw it.", [REVIEW], ["randomised trial"]),
        # What fits, what several studies are called, what is denied, and what a review is about.
        ("The RCT and a cohort study saw it.", [COHORT], []),
        ("RCTs saw less of it.", [COHORT], []),
        ("No RCT has seen it.", [COHORT], []),
        ("RCT evidence is thin.", [REVIEW], []),
        ("RCT evidence is thin.", [], []),
        ("Mice ran further.", [RCT], []),
    ],
)
def test_sentences_and_the_designs_of_their_footnotes(text: str, designs: list[str], said: list[str]) -> None:
    found = find_misnamed(text, [KINDS.stated(designs, ())])
    assert [one.said for one in found] == said


def test_a_name_is_borne_out_by_any_of_several_footnotes() -> None:
    trial, cohort, none = (KINDS.stated(designs, ()) for designs in ([RCT], [COHORT], []))
    assert not find_misnamed("A cohort study saw it.", [trial, cohort])
    assert find_misnamed("A cohort study saw it.", [trial, trial])
    assert not find_misnamed("A cohort study saw it.", [trial, none])


def test_what_leads_a_part_counts_before_what_follows_in_it() -> None:
    text = "n=40 · prospective cohort, 68 weeks, phase 3 · adults"
    stated = KINDS.stated([COHORT, "clinical-trial"], (), text)
    assert stated.designs == {COHORT}
