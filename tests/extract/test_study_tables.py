"""Study tables: one study a row, each cell read for what its column says."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.diagnostics import Span
from claimgraph.document import parse_document
from claimgraph.errors import ConfigError
from claimgraph.extract import extract_page
from claimgraph.model import PageValues, StudyRow
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile
from claimgraph.profile.reading import parse_profile

HEAD = "# Examplin\n\n"
NOTES = "\n[^lind]: Lind A et al. 2031 · doi:10.5555/lind\n"
TABLE = """| Study | Design | n | Model | HCSE dose | Duration | Key finding (primary) |
|---|---|---|---|---|---|---|
| **Lind 2031** [^lind] | Blinded RCT | 24/25 | Healthy adults | 5 mg/day | 12 weeks | CRP −12 % (p=0.03) |
| Oda 2029 | in-vivo | ~6–8/group | Male Wistar rats | 5 mg/kg A + 10 mg/kg B | — | longer life |
| Roe 2030 | Meta-analysis (8 RCTs) | 1,472 | NR | NR | | null |
"""


def _read(table: str, profile: str = "evidence-wiki") -> tuple[PageValues, str]:
    text = HEAD + table + NOTES
    document = parse_document("molecules/compounds/examplin.md", text)
    return extract_page(document, read_profile(profile), read_ontology(), "00"), text


def _row(number: int) -> StudyRow:
    return _read(TABLE)[0].study_rows[number]


def test_a_row_is_read_cell_by_cell() -> None:
    row = _row(0)
    assert (row.name, row.year) == ("Lind 2031", 2031)
    assert row.designs == ("randomized-controlled-trial",)
    assert row.organisms == ("homo-sapiens",)
    assert [(one.value, one.kind.value, one.raw) for one in row.samples] == [
        (24, "arm", "24"),
        (25, "arm", "25"),
    ]
    assert row.dose == "5 mg/day"
    assert row.dose_quantity is not None
    assert row.dose_quantity.unit == "mg/day"
    assert (row.timing, row.outcome) == ("12 weeks", "CRP −12 % (p=0.03)")
    assert row.p_values == ("p=0.03",)


def test_ranges_groups_and_doses_of_two_drugs() -> None:
    row = _row(1)
    assert row.organisms == ("rattus-norvegicus",)
    assert [(one.value, one.high, one.kind.value, one.approximate) for one in row.samples] == [
        (6, 8, "per-group", True)
    ]
    assert row.dose == "5 mg/kg A + 10 mg/kg B"
    assert row.dose_quantity is None
    assert row.timing is None


def test_what_is_not_reported_is_unknown() -> None:
    row = _row(2)
    assert row.designs == ("meta-analysis",)
    assert [(one.value, one.kind.value) for one in row.samples] == [(1472, "subjects")]
    assert (row.dose, row.timing, row.population) == (None, None, None)


def test_every_place_is_exact_and_the_row_is_its_statement() -> None:
    page, text = _read(TABLE)

    def at(span: Span) -> str:
        return text[span.start : span.end]

    for row in page.study_rows:
        assert all(at(cell.span) == cell.text for cell in row.cells)
        assert all(at(one.span) == one.raw for one in row.samples)
    first = page.study_rows[0]
    assert page.statements[first.statement].citations[0].key == "lind"
    assert page.study_rows[1].statement == -1


@pytest.mark.parametrize(
    "table",
    [
        "| Subject | Predicate | Object | Evidence |\n|---|---|---|---|\n| a | b | c | d |\n",
        "| Model | HR | 95% CI |\n|---|---|---|\n| 1 | 0.9 | 0.8–1 |\n",
        "| Study | Notes |\n|---|---|\n| Lind 2031 | nice |\n",
        "| Study | Result | Conclusion |\n|---|---|---|\n| Lind 2031 | up | good |\n",
        "| Species | Design | n |\n|---|---|---|\n| rat | in-vivo | 3 |\n",
    ],
)
def test_other_tables_are_left_alone(table: str) -> None:
    assert _read(table)[0].study_rows == ()


def test_another_wiki_names_its_columns_itself() -> None:
    tiny = Path(__file__).resolve().parents[1] / "profile" / "tiny.yaml"
    table = "| Versuch | Art | Anzahl |\n|---|---|---|\n| Lind 2031 | RCT | 12 |\n"
    page, _ = _read(table, str(tiny))
    (row,) = page.study_rows
    assert (row.name, row.designs, row.samples[0].value) == (
        "Lind 2031",
        ("randomized-controlled-trial",),
        12,
    )
    assert _read(TABLE, str(tiny))[0].study_rows == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("study_tables: {study: [A], design: [a]}\n", "stands for 'study' too"),
        ("study_tables: {colour: [A]}\n", "unknown key 'colour'"),
        ("study_tables: [A]\n", "must be a mapping"),
    ],
)
def test_a_profile_with_wrong_columns_is_refused(lines: str, said: str) -> None:
    text = "name: x\nversion: 1\ntype_field: kind\ntypes: {a: {class: Compound, fields: {}}}\n" + lines
    with pytest.raises(ConfigError, match=said):
        parse_profile(text, "x.yaml")
