"""Sentences of a page that say opposite things of its subject."""

from __future__ import annotations

import pytest

from claimgraph.validation.contradictions import find_contradictions

NAMES = ("Semantonol (SEM)", "SMT")
UP = "Semantonol extends median lifespan of male mice at 10 mg/kg."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mice given SMT live no longer than their littermates.", "live no longer"),
        ("Semantonol did not significantly extend lifespan.", "did not significantly extend lifespan"),
        ("Semantonol failed to extend lifespan of worms.", "failed to extend lifespan"),
        ("Semantonol had no effect on lifespan.", "had no effect on lifespan"),
        ("Semantonol shortens lifespan.", "shortens lifespan"),
        ("On semantonol flies die earlier.", "die earlier"),
        # Borne out, of another thing, taken away, entangled with another thing, or told apart.
        ("Semantonol prolongs lifespan of worms.", None),
        ("Mice given SMT live 12% longer.", None),
        ("Metformin shortens lifespan.", None),
        ("Metformin shortens lifespan, and semantonol does not.", None),
        ("Loss of semantonol shortens lifespan.", None),
        ("Semantonol and metformin combined shorten lifespan.", None),
        ("Semantonol may shorten lifespan.", None),
        ("Semantonol shortens lifespan, whereas it helps worms.", None),
        ("Semantonol shortens lifespan of flies and extends lifespan of worms.", None),
    ],
)
def test_length_of_life(text: str, said: str | None) -> None:
    found = [one.said for one in find_contradictions([("a", UP), ("b", text)], NAMES) if one.statement == "b"]
    assert found == ([] if said is None else [said])


def test_other_outcomes_need_the_same_words() -> None:
    sentences = [("a", "Semantonol raises serum BDNF levels."), ("b", "Semantonol lowers BDNF levels.")]
    assert {(one.statement, one.other) for one in find_contradictions(sentences, NAMES)} == {
        ("a", "b"),
        ("b", "a"),
    }
    sentences[1] = ("b", "Semantonol lowers BDNF receptor levels.")
    assert not list(find_contradictions(sentences, NAMES))


def test_the_many_are_not_told_of_the_one() -> None:
    sentences = [("a", UP), ("b", "SMT lengthens life expectancy."), ("c", "SMT shortens lifespan.")]
    assert [one.statement for one in find_contradictions(sentences, NAMES)] == ["c"]


def test_one_sentence_written_twice_is_no_contradiction() -> None:
    sentences = [("a", UP), ("b", UP)]
    assert not list(find_contradictions(sentences, NAMES))


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("Semantonol shortens lifespan of worms.", "species (mice, worms)"),
        ("Semantonol shortens lifespan of female mice.", "sex (males, females)"),
        ("Semantonol at 50 mg/kg shortens lifespan.", "dose (10 mg/kg, 50 mg/kg)"),
        ("Semantonol shortens lifespan of male mice.", ""),
        ("Semantonol shortens lifespan of young mice.", ""),
    ],
)
def test_conditions_that_both_name(text: str, differs: str) -> None:
    found = list(find_contradictions([("a", UP), ("b", text)], NAMES))
    assert [one.differs for one in found if one.statement == "a"] == [differs]


@pytest.mark.parametrize("names", [(), ("", "AB")])
def test_nothing_is_told_of_a_subject_without_a_name(names: tuple[str, ...]) -> None:
    assert not list(find_contradictions([("a", UP), ("b", "Semantonol shortens lifespan.")], names))


@pytest.mark.parametrize(
    ("text", "footnote", "told"),
    [
        (
            "Mice with more semantonol live shorter lives.",
            "median lifespan extended 17.2% (119 vs 102 days)",
            True,
        ),
        ("Mice with more semantonol live shorter lives.", "median lifespan shortened 17.2%", False),
        ("Mice with more semantonol live shorter lives.", "did not extend lifespan", False),
        ("Mice with more semantonol live shorter lives.", "knockout of the gene: lifespan extended", False),
        ("Mice without any semantonol live shorter lives.", "median lifespan extended 17.2%", False),
        ("Loss of semantonol shortens lifespan.", "median lifespan extended 17.2%", False),
        ("Mice with more ABC5 live shorter lives.", "Abc5 mice: lifespan extended 17.2%", True),
        ("Mice with more ABC6 live shorter lives.", "Abc5 mice: lifespan extended 17.2%", False),
        ("Other mice live shorter lives.", "median lifespan extended 17.2%", False),
    ],
)
def test_length_of_life_against_the_only_footnote(text: str, footnote: str, told: bool) -> None:
    found = list(find_contradictions([("a", text)], NAMES, {"a": ("note", footnote)}))
    assert [(one.statement, one.other) for one in found] == ([("a", "note")] if told else [])
