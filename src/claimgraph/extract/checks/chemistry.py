"""Formulas and numbers as texts give them, as far as comparing two of them needs."""

from __future__ import annotations

import re

_ATOM = re.compile(r"([A-Z][a-z]?)(\d*)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def count_atoms(formula: str) -> dict[str, int]:
    """Atoms by symbol; empty where the text is no plain formula."""
    if not re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", formula.strip()):
        return {}
    atoms: dict[str, int] = {}
    for symbol, count in _ATOM.findall(formula):
        atoms[symbol] = atoms.get(symbol, 0) + int(count or 1)
    return atoms


def first_number(text: str) -> float | None:
    """The first number of a text, thousands separators understood."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", "")) if found is not None else None
