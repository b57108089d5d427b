"""ID-40, ID-41: peptide sequences against each other and against what stands beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.build import read_values

PAGE = """---
type: compound
aliases: [{alias}]
{fields}---

# Drug

{body}
"""


def _found(tmp_path: Path, body: str, alias: str = "drug", fields: str = "") -> list[tuple[str, int]]:
    page = tmp_path / "molecules/compounds/drug.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE.format(alias=alias, fields=fields, body=body), encoding="utf-8")
    values = read_values(tmp_path).values
    return [
        (found.rule, found.line)
        for values_of_page in values.pages
        for found in values_of_page.diagnostics
        if found.rule in ("ID-40", "ID-41", "RD-99")
    ]


@pytest.mark.parametrize(
    ("body", "alias", "fields", "expected"),
    [
        # One residue less in one of two copies; the earlier one is named where neither is more frequent.
        ("- **Sequence:** Met-Glu-His-Phe-Pro", "Met-Glu-Phe-Pro", "", [("ID-40", 3)]),
        (
            "- Sequence: Gly-His-Lys\n\n| a | b |\n|---|---|\n| Sequence | Gly-Lys-His |\n",
            "x",
            "",
            [("ID-40", 8)],
        ),
        # The rarer copy is the one that is reported.
        ("- **Sequence:** Gly-His-Lys\n- Sequence: Gly-His-Lys-Ser", "Gly-His-Lys-Ser", "", [("ID-40", 8)]),
        # One-letter code beside it, in either order.
        ("It is Gly-His-Ser (GHKS) by name.", "x", "", [("ID-40", 8)]),
        ("It is G-H-K-S (Gly-His-Ser) by name.", "x", "", [("ID-40", 8)]),
        ("It is Ac-Gly-D-His-Lys-Ser-NH2 (Ac-GHS-NH2) by name.", "x", "", [("ID-40", 8)]),
        # Length and weight beside it.
        ("A 5-residue chain (Gly-His-Lys-Ser) of it.", "x", "", [("ID-41", 8)]),
        ("The tetrapeptide Gly-His-Lys works.", "x", "", [("ID-41", 8)]),
        ("It is Gly-His-Lys (MW 427.5 Da).", "x", "", [("ID-41", 8)]),
        # Weight and formula of the front matter.
        ("- Sequence: Gly-His-Lys", "x", "molecular-weight-da: 427.5\n", [("ID-41", 9)]),
        ("- Sequence: Gly-His-Lys", "x", "molecular-formula: C17H29N7O6\n", [("ID-41", 9)]),
        ("The pentapeptide.\n\n- Sequence: Gly-His-Lys-Ser", "x", "", [("ID-41", 10)]),
    ],
)
def test_a_slip_is_found(
    tmp_path: Path, body: str, alias: str, fields: str, expected: list[tuple[str, int]]
) -> None:
    assert _found(tmp_path, body, alias, fields) == expected


@pytest.mark.parametrize(
    ("body", "alias", "fields"),
    [
        ("- **Sequence:** H-Gly-His-Lys-OH (GHK)", "Gly-His-Lys", "molecular-formula: C14H24N6O4\n"),
        ("A 3-residue chain, Gly-His-Lys (MW 340.4 Da).", "x", "molecular-weight-da: 340.38\n"),
        # Another peptide, a part of it, what it comes from.
        ("- **Sequence:** Gly-His-Lys-Ser\n- Derived sequence: Ser-Tyr-Ser-Met", "Gly-His-Lys-Ser", ""),
        ("Its fragment Gly-His-Lys of the tetrapeptide works.", "Gly-His-Lys-Ser", ""),
        # Capitals in brackets that are no short form, salts, things that only look like residues.
        ("It is Gly-His-Lys (WNT).", "x", ""),
        ("- Sequence: Gly-His-Lys", "x", "molecular-weight-da: 401.9\n"),
        ("The Old-Man-Dog (OMD) of it.", "x", ""),
    ],
)
def test_what_agrees_or_is_another_thing_is_left_alone(
    tmp_path: Path, body: str, alias: str, fields: str
) -> None:
    assert _found(tmp_path, body, alias, fields) == []
