"""Weights and formulas: what can be computed from an identifier to check another one.

Atomic weights are the abridged standard values of the IUPAC (2021 table). Residue compositions of the
twenty amino acids follow from their formulas less one water a bond.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

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
}  # fmt: skip

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ATOM = re.compile(r"([A-Z][a-z]?)(\d*)")
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)+\Z")
_PART = re.compile(r"\s*[·.•⋅*]\s*")
_COEFFICIENT = re.compile(r"(\d+)?(.+)\Z")
_PEPTIDE = re.compile(r"(?:H-)?(?P<residues>[A-Z][a-z]{2}(?:-[A-Z][a-z]{2}){2,})(?P<end>-OH|-NH2|-NH₂)?\Z")


def parse_formula(text: str) -> Counter[str] | None:
    """Atoms of a molecular formula (``C6H12O6``, ``C₂H₆O``, ``C10H15N.HCl``); None where it is none."""
    atoms: Counter[str] = Counter()
    for part in _PART.split(text.translate(_SUBSCRIPTS).strip()):
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


def parse_peptide(text: str) -> Counter[str] | None:
    """Atoms of a linear peptide of ordinary residues in three-letter code, None where it is something else.

    Only plain sequences of at least three residues count; one unusual residue, bridge or ring and the
    composition would be a guess.
    """
    found = _PEPTIDE.match(text.strip())
    if found is None:
        return None
    residues = found["residues"].split("-")
    atoms: Counter[str] = Counter()
    for residue in residues:
        formula = _FREE_ACIDS.get(residue)
        parsed = parse_formula(formula) if formula else None
        if parsed is None:
            return None
        atoms.update(parsed)
    atoms.subtract({"H": 2 * (len(residues) - 1), "O": len(residues) - 1})
    if (found["end"] or "").startswith("-NH"):
        atoms.update({"N": 1, "H": 1})
        atoms.subtract({"O": 1})
    return atoms


def to_hill(atoms: Mapping[str, int]) -> str:
    """The formula in Hill order: carbon, hydrogen, then the other elements by symbol."""
    present = (symbol for symbol, count in atoms.items() if count)
    order = sorted(present, key=lambda symbol: (symbol != "C", symbol != "H", symbol))
    return "".join(f"{symbol}{atoms[symbol] if atoms[symbol] > 1 else ''}" for symbol in order)
