"""Weights and formulas: what can be computed from an identifier to check another one.

Atomic weights are the abridged standard values of the IUPAC (2021 table). Residue compositions of the
twenty amino acids follow from their formulas less one water a bond.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

_WEIGHTS = {
    "H": 1.008, "Li": 6.94, "B": 10.81, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990,
    "Mg": 24.305, "Al": 26.982, "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098,
    "Ca": 40.078, "Ti": 47.867, "V": 50.942, "Cr": 51.996, "Mn": 54.938, "Fe": 55.845, "Co": 58.933,
    "Ni": 58.693, "Cu": 63.546, "Zn": 65.38, "Ga": 69.723, "Ge": 72.630, "As": 74.922, "Se": 78.971,
    "Br": 79.904, "Sr": 87.62, "Mo": 95.95, "Ag": 107.87, "Sn": 118.71, "I": 126.90, "Ba": 137.33,
    "Gd": 157.25, "Pt": 195.08, "Au": 196.97, "Hg": 200.59, "Bi": 208.98,
}  # fmt: skip
_FREE_ACIDS = {
    "Ala": "C3H7NO2", "Arg": "C6H14N4O2", "Asn": "C4H8N2O3", "Asp": "C4H7NO4", "Cys": "C3H7NO2S",
    "Gln": "C5H10N2O3", "Glu": "C5H9NO4", "Gly": "C2H5NO2", "His": "C6H9N3O2", "Ile": "C6H13NO2",
    "Leu": "C6H13NO2", "Lys": "C6H14N2O2", "Met": "C5H11NO2S", "Phe": "C9H11NO2", "Pro": "C5H9NO2",
    "Ser": "C3H7NO3", "Thr": "C4H9NO3", "Trp": "C11H12N2O2", "Tyr": "C9H11NO3", "Val": "C5H11NO2",
    "Nle": "C6H13NO2", "Aib": "C4H9NO2", "Orn": "C5H12N2O2", "Hyp": "C5H9NO3", "Cit": "C6H13N3O3",
}  # fmt: skip

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ATOM = re.compile(r"([A-Z][a-z]?)(\d*)")
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)+\Z")
_CHARGE = re.compile(r"(?:[²³]|\^\d)?[+\-−⁺⁻]\Z")
_PART = re.compile(r"\s*[·.•⋅*]\s*")
_COEFFICIENT = re.compile(r"(\d+)?(.+)\Z")
_RESIDUE = re.compile(r"(?:D-)?[A-Z][a-z]{2}")
_SEQUENCE = re.compile(
    r"(?P<start>H-|Ac-)?(?P<first>(?:(?:[DL]-)?[A-Z][a-z]{2}-)*?)(?P<open>(?:cyclo|c)[\[(])?"
    r"(?P<rest>(?:[DL]-)?[A-Z][a-z]{2}(?:-(?:[DL]-)?[A-Z][a-z]{2})*)(?P<close>[\])])?(?P<end>-OH|-NH2|-NH₂)?"
)
_LETTERS = re.compile(
    r"(?P<start>H-|Ac-)?(?P<letters>[ACDEFGHIKLMNPQRSTVWY]+|[ACDEFGHIKLMNPQRSTVWY](?:-[ACDEFGHIKLMNPQRSTVWY])+)"
    r"(?P<end>-OH|-NH2|-NH₂)?"
)
_ONE_LETTER = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly",
    "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser",
    "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val",
}  # fmt: skip
_SHORTEST = 3
_LONGEST = 60
_WATER = 18.015


class Peptide(msgspec.Struct, frozen=True):
    """A linear peptide, or one closed by a bond between two of its residues.

    Attributes:
        residues: three-letter codes, ``D-`` before those of the other hand.
        start: ``Ac`` or nothing; ``end``: ``NH2`` or nothing.
        ring: one more bond closes a ring.
    """

    residues: tuple[str, ...]
    start: str = ""
    end: str = ""
    ring: bool = False


def parse_formula(text: str) -> Counter[str] | None:
    """Atoms of a molecular formula (``C6H12O6``, ``C₂H₆O``, ``C10H15N.HCl``); None where it is none."""
    atoms: Counter[str] = Counter()
    for part in _PART.split(_CHARGE.sub("", text.translate(_SUBSCRIPTS).strip())):
        found = _COEFFICIENT.match(part)
        if found is None or not _FORMULA.match(found[2]):
            return None
        times = int(found[1] or 1)
        for symbol, count in _ATOM.findall(found[2]):
            if symbol not in _WEIGHTS:
                return None
            atoms[symbol] += times * int(count or 1)
    return atoms


def weight_of(atoms: Mapping[str, int]) -> float:
    """The molecular weight in daltons (g/mol), average isotopes."""
    return sum(_WEIGHTS[symbol] * count for symbol, count in sorted(atoms.items()))


def parse_sequence(text: str) -> Peptide | None:
    """A peptide in three-letter code (``Ac-Ser-D-Phe-Lys-NH2``, ``cyclo[Asp-His-Lys]``), None if it is none.

    At least three residues, all of them known; a bridge or an unusual residue would make it a guess.
    """
    found = _SEQUENCE.fullmatch(text.strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    residues = tuple(_RESIDUE.findall(found["first"] + found["rest"]))
    if len(residues) < _SHORTEST or any(residue[-3:] not in _FREE_ACIDS for residue in residues):
        return None
    start = "Ac" if found["start"] == "Ac-" else ""
    end = "NH2" if (found["end"] or "").startswith("-NH") else ""
    return Peptide(residues, start, end, bool(found["open"]))


def parse_letters(text: str) -> Peptide | None:
    """A peptide in one-letter code, in capitals (``MEHFPGP``, ``M-E-H-F-P-G-P``), None if it is none."""
    found = _LETTERS.fullmatch(text.strip())
    if found is None:
        return None
    residues = tuple(_ONE_LETTER[letter] for letter in found["letters"].replace("-", ""))
    if len(residues) < _SHORTEST:
        return None
    end = "NH2" if (found["end"] or "").startswith("-NH") else ""
    return Peptide(residues, "Ac" if found["start"] == "Ac-" else "", end)


def composition_of(peptide: Peptide) -> Counter[str]:
    """The atoms of a peptide: its residues less a water a bond, with what its ends carry."""
    atoms: Counter[str] = Counter()
    for residue in peptide.residues:
        atoms.update(parse_formula(_FREE_ACIDS[residue[-3:]]) or {})
    bonds = len(peptide.residues) - 1 + peptide.ring
    atoms.subtract({"H": 2 * bonds, "O": bonds})
    if peptide.end:
        atoms.update({"N": 1, "H": 1})
        atoms.subtract({"O": 1})
    if peptide.start:
        atoms.update({"C": 2, "H": 2, "O": 1})
    return atoms


def parse_peptide(text: str) -> Counter[str] | None:
    """Atoms of a peptide in three-letter code, None where it is something else."""
    peptide = parse_sequence(text)
    return composition_of(peptide) if peptide is not None else None


def residue_weights() -> dict[str, float]:
    """What each residue adds to a chain, in daltons."""
    return {name: weight_of(parse_formula(formula) or {}) - _WATER for name, formula in _FREE_ACIDS.items()}


@cache
def has_structures() -> bool:
    """Whether structures can be computed: the ``chemistry`` extra is installed."""
    return importlib.util.find_spec("rdkit") is not None


@lru_cache(maxsize=256)
def inchikey_of(peptide: Peptide) -> str | None:
    """The InChIKey of a linear, unmodified L-peptide of the twenty residues; None for others.

    Also None where the ``chemistry`` extra is missing: ask ``has_structures`` first.
    """
    letters = {name: letter for letter, name in _ONE_LETTER.items()}
    plain = not (peptide.start or peptide.end or peptide.ring) and len(peptide.residues) <= _LONGEST
    if not plain or not has_structures() or any(residue not in letters for residue in peptide.residues):
        return None
    chemistry = importlib.import_module("rdkit.Chem")
    importlib.import_module("rdkit.RDLogger").DisableLog("rdApp.*")
    molecule = chemistry.MolFromSequence("".join(letters[residue] for residue in peptide.residues))
    key = chemistry.MolToInchiKey(molecule) if molecule is not None else ""
    return str(key) or None


def to_hill(atoms: Mapping[str, int]) -> str:
    """The formula in Hill order: carbon, hydrogen, then the other elements by symbol."""
    present = (symbol for symbol, count in atoms.items() if count)
    order = sorted(present, key=lambda symbol: (symbol != "C", symbol != "H", symbol))
    return "".join(f"{symbol}{atoms[symbol] if atoms[symbol] > 1 else ''}" for symbol in order)
