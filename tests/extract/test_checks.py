"""Checks of one page's text, case by case: what is a fault, and what only looks like one."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile
from claimgraph.validation.agreement import find_disagreements
from claimgraph.validation.doses import far_apart, parse_doses

PROFILE, ONTOLOGY = read_profile("evidence-wiki"), read_ontology()


def _found(body: str, front: str = "", path: str = "molecules/compounds/drug.md") -> set[str]:
    kind = "study" if path.startswith("studies/") else "compound"
    text = f"---\ntype: {kind}\n{front}---\n\n# Drug\n\n{body}\n"
    page = extract_page(parse_document(path, text), PROFILE, ONTOLOGY, "00")
    return {finding.rule for finding in page.diagnostics}


@pytest.mark.parametrize(
    ("n", "fault"),
    [
        ("n=240 (122 treated, 118 placebo)", False),
        ("n=225 (122 treated, 118 placebo)", True),
        ("n=225 (122 treated; 118 placebo)", True),
        ("n=5,734 (2,833 treated; 2,841 placebo)", True),
        ("n=21 (placebo n=10, drug n=11)", False),
        ("n=22 (placebo n=10, drug n=11)", True),
        ("n=40 (20/20)", False),
        ("n=41 (20/20)", True),
        ("n=72 (36 twin pairs; 36 drug / 36 placebo)", False),
        ("n=136 (68 drug / 68 placebo; 125 completers)", False),
        ("n=41 (ages 55-70)", False),
        ("n=35 (3 g/day, 16 wk)", False),
        ("n=885 (78.8% female; 85.8% old)", False),
        ("n=1,016,055 (10 studies: 1 RCT + 9 observational)", False),
    ],
)
def test_parts_of_n(n: str, fault: bool) -> None:
    assert ("FN-31" in _found(f"It helps [^a].\n\n[^a]: doi:10.1000/1 · {n} · rct")) is fault


@pytest.mark.parametrize(
    ("effect", "fault"),
    [
        ("HR 0.69 (95% CI 0.57–0.83)", False),
        ("HR 0.42 (95% CI 0.57–0.83)", True),
        ("OR=1.26, 95% CI 0.67 to 2.34", False),
        ("RR 0.79; 95% CI 0.93–0.66", True),
        ("SMD −0.25 (95% CI −0.41 to −0.09)", False),
        ("SMD 0.25 (95% CI −0.41 to −0.09)", False),
        ("MD 5.0 (95% CI −0.41 to 0.09)", True),
    ],
)
def test_estimates_and_intervals(effect: str, fault: bool) -> None:
    assert ("ST-01" in _found(f"The risk changed ({effect}).")) is fault


@pytest.mark.parametrize(
    ("body", "front", "fault"),
    [
        ("- **HGNC:** 24784", "hgnc: 22953\n", False),  # no field of a compound
        ("- **PubChem CID:** 4092", "pubchem-cid: 4091\n", True),
        ("- **PubChem CID:** 4092 (salt)", "pubchem-cid: 4091\n", False),
        ("| CAS | 657-24-9 |", "cas-number: 657-24-9\n", False),
        ("- MW (HCl salt): 371.8 g/mol", "molecular-weight-da: 336.4\n", False),
        ("- **Molecular weight:** 0.1292 kDa", "molecular-weight-da: 129.16\n", False),
        ("- **Molecular formula:** C₄H₁₁N₅\n- **Molecular weight:** 914.2 g/mol", "", True),
        ("- **Molecular formula:** C₄H₁₁N₅\n- **Molecular weight:** 129.2 g/mol", "", False),
    ],
)
def test_identity(body: str, front: str, fault: bool) -> None:
    assert ("ID-31" in _found(body, front)) is fault


@pytest.mark.parametrize(
    ("body", "front", "line"),
    [
        # Several on one line; remarks behind an identifier do not make it another thing's.
        ("**USAN:** X · **CAS:** 50-78-2 · **PubChem CID:** 2245\n", "pubchem-cid: 2244", 8),
        ("- **ChEMBL ID:** CHEMBL25 (confirmed; first approved 1950)\n", "chembl-id: CHEMBL26", 8),
        ("- **DrugBank:** DB00945 #gap/needs-canonical-id\n", "drugbank-id: DB00946", 8),
        # In running text: one slip away, and that of the front matter nowhere.
        ("The record is DB00945 by now.\n", "drugbank-id: DB00946", 8),
        ("The record is PubChem CID 22445 by now.\n", "pubchem-cid: 22446", 8),
        # Where the text gives its own twice, the front matter is the odd one.
        ("- **ChEMBL ID:** CHEMBL25\n\nSee CHEMBL25.\n", "chembl-id: CHEMBL26", 3),
    ],
)
def test_where_an_identifier_differs(body: str, front: str, line: int) -> None:
    text = f"---\ntype: compound\n{front}\n---\n\n# Drug\n\n{body}"
    page = extract_page(parse_document("molecules/compounds/drug.md", text), PROFILE, ONTOLOGY, "00")
    assert [found.line for found in page.diagnostics if found.rule == "ID-31"] == [line]


@pytest.mark.parametrize(
    ("body", "front"),
    [
        ("The record is DB00945, its salt DB00946.\n", "drugbank-id: DB00946"),
        ("The record is DB00955 by now.\n", "drugbank-id: DB00946"),
        ("- **ChEMBL ID:** CHEMBL25 (the hydrochloride)\n", "chembl-id: CHEMBL26"),
        ("A bioassay of 2245 compounds.\n", "pubchem-cid: 2244"),
    ],
)
def test_identifiers_of_other_things(body: str, front: str) -> None:
    assert "ID-31" not in _found(body, f"{front}\n")


@pytest.mark.parametrize(("ensembl", "fault"), [("ENSMUSG00000138336", True), ("ENSG00000138336", False)])
def test_a_human_gene_has_a_human_ensembl_id(ensembl: str, fault: bool) -> None:
    text = f"---\ntype: protein\nhgnc: 29484\nensembl: {ensembl}\n---\n\n# Gene\n"
    page = extract_page(parse_document("molecules/proteins/gene.md", text), PROFILE, ONTOLOGY, "00")
    assert ("ID-31" in {found.rule for found in page.diagnostics}) is fault


def test_a_difference_names_the_line_of_the_front_matter() -> None:
    text = "---\ntype: compound\npubchem-cid: 4091\n---\n\n# Drug\n\n- **PubChem CID:** 4092\n"
    page = extract_page(parse_document("drug.md", text), PROFILE, ONTOLOGY, "00")
    (finding,) = (found for found in page.diagnostics if found.rule == "ID-31")
    assert (finding.line, [place.line for place in finding.related]) == (8, [3])


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("It calms [^smith2010 and more.", "RD-08"),
        ("It calms #gaps/needs-replication now.", "CL-23"),
        ("It lies in /Users/kim/x.pdf now.", "LK-11"),
        ("It cut deaths, HR 0.80, in men.", "CL-02"),
    ],
)
def test_slips(body: str, rule: str) -> None:
    assert rule in _found(body)
    assert rule not in _found(f"`{body}`") or rule in ("LK-11", "CL-02")


@pytest.mark.parametrize(
    ("sentence", "footnote", "organisms", "kinds"),
    [
        ("In mice it helped.", "Wistar rats", ("rattus-norvegicus",), {"species"}),
        ("In mice it helped.", "C57BL/6 mice", ("mus-musculus",), set()),
        ("In mice and rats it helped.", "rats", ("rattus-norvegicus",), set()),
        ("In mice it helped.", "pigs", ("sus-scrofa",), set()),
        ("HR 0.70 for death in all.", "HR 0.80 for death in all", (), {"effect"}),
        ("HR 0.80 in all.", "HR 0.80 and OR 0.7", (), set()),
        ("HR 0.80 in all.", "OR 0.7", (), set()),
        ("It raises BDNF, NGF and NT-4.", "raises BDNF, NGF and TRKA", (), {"entities"}),
        ("It raises BDNF, NGF and NT-4.", "raises BDNF, NGF, NT-4 and TRKA", (), set()),
        ("It raises BDNF, NGF and NT-4.", "raises IL-6, TNF and CRP", (), set()),
    ],
)
def test_sentence_against_footnote(
    sentence: str, footnote: str, organisms: tuple[str, ...], kinds: set[str]
) -> None:
    assert {found.kind for found in find_disagreements(sentence, footnote, (), (), organisms)} == kinds


@pytest.mark.parametrize(
    ("one", "other", "fault"),
    [
        ("Oral 5 mg daily.", "Oral 600 mg daily.", True),
        ("Oral 5 mg daily.", "Oral 50 mg daily.", False),
        ("Oral 5 mg daily.", "Oral 51 mg daily.", True),
        ("Oral 500 µg daily.", "Oral 0.5 mg daily.", False),
        ("Oral 5 mg daily.", "Intravenous 600 mg daily.", False),
        ("Oral 5 mg daily.", "Oral 600 mg/kg.", False),
        ("Oral 5 mg daily.", "Oral 600 mg daily was the maximum.", False),
    ],
)
def test_doses(one: str, other: str, fault: bool) -> None:
    doses = [*parse_doses("a", one), *parse_doses("b", other)]
    assert bool(list(far_apart(doses))) is fault
