"""Weights against formulas, and formulas against sequences, of the front matter of one page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.chemistry import parse_formula, parse_peptide, to_hill, weight_of
from claimgraph.inference.quads import Node, QuadWriter, cg, first, to_literal
from claimgraph.namespaces import XSD

_FORMULA, _WEIGHT, _ALIASES = "molecular-formula", "molecular-weight-da", "aliases"
_PAGE, _FIELD, _VALUE = (cg(name) for name in ("page", "field", "value"))
_WEIGHT_TOLERANCE = 0.002
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def write_weights(writer: QuadWriter, fields: Mapping[str, Node]) -> None:
    """What follows from a page's formula and sequence, beside the weight and formula that it states."""
    pages: dict[str, dict[str, list[tuple[str, str]]]] = {}
    names = {to_literal(name): name for name in (_FORMULA, _WEIGHT, _ALIASES)}
    chemical = [iri for iri, node in fields.items() if node.get(_FIELD, ("",))[0] in names]
    for iri in sorted(chemical):
        node = fields[iri]
        value = first(node, _VALUE)
        if value is not None:
            pages.setdefault(node[_PAGE][0], {}).setdefault(names[node[_FIELD][0]], []).append((iri, value))
    for found in pages.values():
        formulas = found.get(_FORMULA, [])
        if len(formulas) != 1:
            continue
        formula, text = formulas[0]
        atoms = parse_formula(text)
        if atoms is None:
            continue
        weight = f'"{weight_of(atoms):.3f}"^^<{XSD}decimal>'
        for iri, stated in found.get(_WEIGHT, []):
            writer.add(iri, cg("computedWeight"), weight)
            tolerance = max(_WEIGHT_TOLERANCE * weight_of(atoms), rounding_of(stated))
            writer.add(iri, cg("weightTolerance"), f'"{tolerance:.3f}"^^<{XSD}decimal>')
        compositions = {
            to_hill(peptide): alias
            for _, alias in found.get(_ALIASES, [])
            if (peptide := parse_peptide(alias)) is not None
        }
        if len(compositions) == 1:
            hill, alias = next(iter(compositions.items()))
            writer.add(formula, cg("statedFormula"), to_literal(to_hill(atoms)))
            writer.add(formula, cg("sequenceFormula"), to_literal(hill))
            writer.add(formula, cg("sequence"), to_literal(alias))


def rounding_of(number: str) -> float:
    """Half a unit of the last digit that a number states: 0.05 of ``813.9``, 50 of ``17300``."""
    found = _PLAIN_NUMBER.search(number.replace(",", ""))
    if found is None:
        return 0.0
    whole, _, decimals = found.group().partition(".")
    if decimals:
        return 0.5 * 10.0 ** -len(decimals)
    return 0.5 * 10.0 ** (len(whole) - len(whole.rstrip("0")))
