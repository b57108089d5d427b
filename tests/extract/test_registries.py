"""Identifiers that a text names: their forms, their check digits, and what only looks like one."""

from __future__ import annotations

import pytest

from claimgraph.checkdigits import CHECKS, has_check_digit
from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.extract.checks.registries import NamedRegistry, find_named, named_registries
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

PROFILE, ONTOLOGY = read_profile("evidence-wiki"), read_ontology()
CHECKED = [one for one in named_registries() if one.digit is not None]


def _found(body: str, front: str = "") -> list[tuple[str, int, str | None]]:
    text = f"---\ntype: compound\n{front}---\n\n# Drug\n\n{body}\n"
    page = extract_page(parse_document("molecules/compounds/drug.md", text), PROFILE, ONTOLOGY, "00")
    wanted = ("ID-44", "ID-45", "ID-11")
    return [(one.rule, one.line, one.value) for one in page.diagnostics if one.rule in wanted]


@pytest.mark.parametrize("registry", named_registries(), ids=lambda one: one.id)
def test_the_example_of_every_registry_is_found_and_right(registry: NamedRegistry) -> None:
    introduced = registry.example
    if registry.named.match(introduced) is None:
        introduced = f"{registry.clues[0].strip(' :')}: {registry.example}"
    if registry.id == "dbsnp":
        introduced = registry.example
    told = find_named(f"It is {introduced}, as told.", 0)
    (found,) = [match for known, match in told if known.id == registry.id]
    written = found["written"]
    assert registry.form.fullmatch(written)
    assert registry.digit is None or has_check_digit(written, registry.digit)
    assert registry.form.fullmatch(written + "9999999999999") is None or registry.id in (
        "rrid",
        "kegg-identifier",
    )


def test_every_check_belongs_to_a_registry() -> None:
    assert {one.digit for one in CHECKED} == set(CHECKS)


@pytest.mark.parametrize("registry", CHECKED, ids=lambda one: one.id)
def test_one_wrong_digit_shows(registry: NamedRegistry) -> None:
    for at, digit in enumerate(registry.example):
        if digit.isdigit():
            other = registry.example[:at] + str((int(digit) + 1) % 10) + registry.example[at + 1 :]
            assert not has_check_digit(other, registry.digit), other


@pytest.mark.parametrize("rule", ["iso-7064-11-2", "issn", "isbn", "unii", "luhn", "ec-list"])
def test_two_neighbours_swapped_show(rule: str) -> None:
    registry = next(one for one in CHECKED if one.digit == rule)
    text = registry.example
    swapped = [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at].isalnum() and text[at + 1].isalnum() and text[at] != text[at + 1]
    ]
    # A plain sum tells no order apart; of ISBN-13 two digits five apart are alike.
    caught = [one for one in swapped if not has_check_digit(one, rule)]
    assert (len(caught) == len(swapped)) is (rule in ("iso-7064-11-2", "issn", "ec-list", "luhn"))


@pytest.mark.parametrize(
    ("identifier", "rule", "right"),
    [
        ("0-8044-2957-X", "isbn", True),
        ("0-8044-2958-X", "isbn", False),
        ("978-0-306-40615-7", "isbn", True),
        ("978-0-306-40615-6", "isbn", False),
        ("978-0-306-4061", "isbn", False),
        ("2434-561X", "issn", True),
        ("2434-5610", "issn", False),
        ("0000-0002-1694-233X", "iso-7064-11-2", True),
        ("0000-0002-1694-2330", "iso-7064-11-2", False),
        ("9100L32L2N", "unii", True),
        ("9100L32L2M", "unii", False),
        ("13457-7", "luhn", True),
        ("13457-8", "luhn", False),
        ("200-001-8", "ec-list", True),
        ("200-001-9", "ec-list", False),
        ("58-08-2", "cas", True),
        ("58-08-3", "cas", False),
        ("anything", "a rule of later days", True),
    ],
)
def test_known_numbers(identifier: str, rule: str, right: bool) -> None:
    assert has_check_digit(identifier, rule) is right


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Autophagy (GO:000691) rises.", "ID-44"),
        ("See R-HAS-9612973.", "ID-44"),
        ("Its gene, ENSG0000019879, is old.", "ID-44"),
        ("ORCID: https://orcid.org/0000-0002-1825-0098", "ID-45"),
        ("**ORCID:** 0000-0002-1825-009", "ID-44"),
        ("ISSN 0317-8472", "ID-45"),
        ("ISBN-13: 978-0-306-40615-8", "ID-45"),
        ("Its CAS number 50-78-3 is told here.", "ID-45"),
        ("**EC:** 200-064-2", "ID-45"),
        ("an enzyme (EC 9.14.99.1)", "ID-44"),
        ("OMIM 60123", "ID-44"),
        ("variant rs0429358", "ID-44"),
        ("EudraCT 2007-00269-66", "ID-44"),
        ("ACTRN1261700059937", "ID-44"),
        ("the structure (PDB: 4DRJ2)", "ID-44"),
    ],
)
def test_a_slip_is_told(body: str, rule: str) -> None:
    assert [(one, line) for one, line, _ in _found(body)] == [(rule, 7)]


@pytest.mark.parametrize(
    "body",
    [
        "ATCC 25922 is a strain, EC50 1.2.3 a dose, EC 3.4.21 a class, and EC 2.7.11.- another.",
        "UniProt S1177 is a residue; UniProt: P42345-2 an isoform.",
        "CL:0000084/CL:0000625, GO:0006914 and HP:3 levels.",
        "PDB 3VVV/3VVW and the PDB (4DRJ), NM_000518.5, rs429358(C).",
        "MIM #601231, ISBN 978-0-306-40615-7, ISSN: 2434-561X.",
        "ENSMUSG00000000001, FBgn0000001 and RRID:IMSR_JAX:000664.",
        "The tars123 of the gene; CORS-26; mars0.",
    ],
)
def test_what_is_right_or_no_identifier_is_left_alone(body: str) -> None:
    assert _found(body) == []


def test_fields_that_the_profile_does_not_know() -> None:
    assert _found("It is.", "unii: R16CO5Y76F\n") == [("ID-45", 3, "R16CO5Y76F")]
    assert _found("It is.", "atc-code: Q10BA02\nmesh-id: X1\n") == [
        ("ID-44", 3, "Q10BA02"),
        ("ID-44", 4, "X1"),
    ]
    assert _found("It is.", "unii: R16CO5Y76E\natc: A10BA02\nnote: X1\n") == []


def test_a_number_of_the_identity_lines_is_told_once() -> None:
    assert _found("- **CAS:** 50-78-3", "cas-number: 50-78-2\n") == [("ID-11", 8, "50-78-3")]
