"""Formulas, weights, peptides: what can be computed, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.chemistry import (
    inchikey_of,
    parse_formula,
    parse_letters,
    parse_peptide,
    parse_sequence,
    to_hill,
    weight_of,
)
from claimgraph.validation.weights import rounding_of


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("C9H8O4", 180.159),  # acetylsalicylic acid
        ("C37H51N9O10S", 813.93),
        ("C₂H₆O", 46.069),
        ("C10H15N·HCl", 185.69),
        ("CuSO4·5H2O", 249.68),
        ("H2O", 18.015),
    ],
)
def test_weights(text: str, weight: float) -> None:
    atoms = parse_formula(text)
    assert atoms is not None
    assert weight_of(atoms) == pytest.approx(weight, abs=0.02)


@pytest.mark.parametrize(
    "text", ["", "not known", "C6H12O6 (anhydrous)", "Xx2", "C6-H12", "C(CH3)4", "n/a", "12"]
)
def test_what_is_no_plain_formula_is_left_alone(text: str) -> None:
    assert parse_formula(text) is None


def test_peptides() -> None:
    semax = parse_peptide("Met-Glu-His-Phe-Pro-Gly-Pro")
    assert semax is not None
    assert to_hill(semax) == "C37H51N9O10S"
    amide = parse_peptide("H-Gly-Gly-Gly-NH2")
    acid = parse_peptide("Gly-Gly-Gly-OH")
    assert amide is not None
    assert acid is not None
    assert to_hill(acid) == "C6H11N3O4"
    assert to_hill(amide) == "C6H12N4O3"


@pytest.mark.parametrize(
    "text", ["Semax", "Boc-Ser-Asp-Lys", "Gly-Gly", "cyclo[Nle-Asp-His", "Met-Xyz-Gly", "Met Glu His", ""]
)
def test_what_is_no_plain_sequence_is_left_alone(text: str) -> None:
    assert parse_peptide(text) is None


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("Ac-Nle-cyclo[Asp-His-D-Phe-Arg-Trp-Lys]-NH2", "C50H69N15O9"),
        ("Ac-Ser-Tyr-Ser-Met-Glu-His-Phe-Arg-Trp-Gly-Lys-Pro-Val-NH₂", "C77H109N21O19S"),
        ("cyclo[Gly-Gly-Gly]", "C6H9N3O3"),
    ],
)
def test_peptides_with_other_ends_and_rings(text: str, formula: str) -> None:
    atoms = parse_peptide(text)
    assert atoms is not None
    assert to_hill(atoms) == formula


@pytest.mark.parametrize("text", ["MEHFPGP", "M-E-H-F-P-G-P", "H-MEHFPGP-OH"])
def test_one_letter_code(text: str) -> None:
    assert parse_letters(text) == parse_sequence("Met-Glu-His-Phe-Pro-Gly-Pro")


@pytest.mark.parametrize("text", ["Mehfpgp", "ME", "MBX", "", "M-E-"])
def test_what_is_no_one_letter_code(text: str) -> None:
    assert parse_letters(text) is None


@pytest.mark.parametrize(
    ("text", "hill"), [("C20H18NO4+", "C20H18NO4"), ("C14H21CuN6O4-", "C14H21CuN6O4"), ("Ca²⁺", "Ca")]
)
def test_a_charge_is_no_atom(text: str, hill: str) -> None:
    atoms = parse_formula(text)
    assert atoms is not None
    assert to_hill(atoms) == hill


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Met-Glu-His-Phe-Pro-Gly-Pro", "AFEHBIGDWIGTEH-AQRCPPRCSA-N"),
        ("Ala-Glu-Asp-Gly", "HGHOBRRUMWJWCU-FXQIFTODSA-N"),
        # Other ends, rings and residues are another structure than the letters make.
        ("Ac-Ala-Glu-Asp", None),
        ("cyclo[Ala-Glu-Asp]", None),
        ("Ala-D-Glu-Asp", None),
        ("Ala-Nle-Asp", None),
    ],
)
def test_inchikeys_of_sequences(text: str, key: str | None) -> None:
    pytest.importorskip("rdkit")
    peptide = parse_sequence(text)
    assert peptide is not None
    assert inchikey_of(peptide) == key


def test_nothing_is_computed_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.chemistry.has_structures", lambda: False)
    peptide = parse_sequence("Ala-Ala-Glu-Asp-Gly-Gly")
    assert peptide is not None
    assert inchikey_of(peptide) is None


@given(
    st.dictionaries(st.sampled_from(["C", "H", "N", "O", "S", "Cl", "Na"]), st.integers(1, 99), min_size=1)
)
def test_hill_order_is_read_back(atoms: dict[str, int]) -> None:
    assert parse_formula(to_hill(atoms)) == atoms


@pytest.mark.parametrize(
    ("number", "half"),
    [
        ("813.9", 0.05),
        ("17300", 50),
        ("17,300", 50),
        ("180", 5),
        ("181", 0.5),
        ("~0.25 kDa", 0.005),
        ("n/a", 0),
    ],
)
def test_rounding(number: str, half: float) -> None:
    assert rounding_of(number) == pytest.approx(half)
