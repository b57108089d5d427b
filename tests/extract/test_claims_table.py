"""Claims tables: the strict syntax of docs/claims-tables.md, claim by claim and fault by fault."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.diagnostics import Diagnostic
from claimgraph.document import parse_document
from claimgraph.extract.claims_table import CONTEXT_COLUMNS, extract_claims_table
from claimgraph.extract.gaps import place_gaps
from claimgraph.extract.layout import Layout
from claimgraph.extract.statements import extract_statements
from claimgraph.model import (
    AssertedBy,
    Certainty,
    Claim,
    EvidenceLine,
    EvidenceScope,
    Mention,
    Stance,
)


class FakeProfile:
    bare_gaps = ("stub", "unsourced")

    def gap_class(self, kind: str) -> str:
        return "evidence"

    def is_manual(self, path: str) -> bool:
        return False


class FakeRelation(msgspec.Struct, frozen=True):
    id: str
    sign: int | None


class FakeConcept(msgspec.Struct, frozen=True):
    id: str
    label: str
    alt_labels: tuple[str, ...]


class FakeOntology:
    names = {  # noqa: RUF012 - a constant
        "activates": FakeRelation("activates", 1),
        "inhibits": FakeRelation("inhibits", -1),
        "increases level of": FakeRelation("increases_level", 1),
        "increases_level": FakeRelation("increases_level", 1),
        "modulates": FakeRelation("modulates", 0),
        "binds": FakeRelation("binds", None),
    }

    def relation_named(self, text: str) -> FakeRelation | None:
        return self.names.get(text.casefold())

    def concepts(self, scheme: str) -> tuple[FakeConcept, ...]:
        assert scheme == "organisms"
        return (FakeConcept("rattus-norvegicus", "Rattus norvegicus", ("rat", "rats")),)


ONTOLOGY = FakeOntology()
NOTES = "\n\n[^a]: doi:10.1/a\n\n[^b]: doi:10.1/b\n\n[^c]: doi:10.1/c\n"


def read(table: str, notes: str = NOTES) -> tuple[tuple[Claim, ...], tuple[Diagnostic, ...]]:
    layout = Layout(parse_document("compounds/examplin.md", "# Examplin\n\nText.\n\n" + table + notes))
    placed = place_gaps(layout, FakeProfile())
    _, statement_of = extract_statements(layout, placed)
    return extract_claims_table(layout, placed, statement_of, ("Examplin", "EX-1"), ONTOLOGY)


def table(columns: str, *rows: str) -> str:
    header = f"| {columns} |"
    return "\n".join([header, "|" + "---|" * (header.count("|") - 1), *(f"| {row} |" for row in rows)]) + "\n"


def claim(columns: str, row: str) -> Claim:
    claims, faults = read(table(columns, row))
    assert faults == ()
    assert len(claims) == 1
    return claims[0]


SHORT = "Subject | Predicate | Object | Evidence"


def faults_of(columns: str, *rows: str) -> list[tuple[str, int, str | None]]:
    claims, faults = read(table(columns, *rows))
    assert claims == ()
    return [(fault.rule, fault.line, fault.value) for fault in faults]


# --------------------------------------------------------------------------------- reading


def test_all_columns() -> None:
    columns = (
        "Subject | Predicate | Object | "
        + " | ".join(name.title() for name in CONTEXT_COLUMNS)
        + " | Evidence"
    )
    row = (
        "[[examplin]] | activates | [[ampk\\|AMPK]] | ↑ | rat | liver | 50–100 µg/kg | "
        "oral | 6 h after | aged males | "
        "saline | 1.4-fold | speculative | once only | [^a] #gap/needs-replication"
    )
    read_claim = claim(columns, row)
    assert read_claim.subject == Mention("examplin", link=0)
    assert read_claim.object == Mention("AMPK", link=1)
    assert (read_claim.predicate, read_claim.direction, read_claim.negated) == (
        "activates",
        "increase",
        False,
    )
    assert read_claim.certainty is Certainty.SPECULATIVE
    assert read_claim.asserted_by is AssertedBy.CLAIMS_TABLE
    assert read_claim.organism == "rattus-norvegicus"
    assert (read_claim.tissue, read_claim.route, read_claim.timing) == ("liver", "oral", "6 h after")
    assert (read_claim.population, read_claim.comparator) == ("aged males", "saline")
    assert (read_claim.effect, read_claim.note, read_claim.dose) == ("1.4-fold", "once only", "50–100 µg/kg")
    quantity = read_claim.dose_quantity
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.unit) == (50.0, 100.0, "µg/kg")
    assert [(line.key, line.stance, line.scope) for line in read_claim.evidence] == [
        ("a", Stance.SUPPORTS, EvidenceScope.ROW)
    ]
    assert read_claim.evidence_scope is EvidenceScope.ROW
    assert (read_claim.gaps, read_claim.statement) == ((0,), 0)
    assert read_claim.text.startswith("| [[examplin]]")
    assert (read_claim.span.line, read_claim.span.end_line) == (7, 7)


def test_columns_come_in_any_order_and_case() -> None:
    read_claim = claim("SUBJECT | predicate | **Object** | evidence | TISSUE", "A | binds | B | [^a] | liver")
    assert (read_claim.tissue, read_claim.evidence[0].key) == ("liver", "a")


def test_other_tables_are_no_claims_tables() -> None:
    assert read(table("Subject | Object | Predicate | Evidence", "A | B | binds | [^a]")) == ((), ())
    assert read(table("Effect | Source", "glucose | [^a]")) == ((), ())


@pytest.mark.parametrize("name", ["Examplin", "examplin", "ex-1", "**EX-1**"])
def test_title_and_alias_mean_the_page_itself(name: str) -> None:
    assert claim(SHORT, f"{name} | binds | B | [^a]").subject.page == "compounds/examplin.md"


def test_other_names_mean_no_page() -> None:
    assert claim(SHORT, "Other | binds | B | [^a]").subject == Mention("Other")


@pytest.mark.parametrize(
    ("words", "predicate", "negated"),
    [
        ("activates", "activates", False),
        ("Activates", "activates", False),
        ("activate", "activates", False),
        ("increases_level", "increases_level", False),
        ("increases level of", "increases_level", False),
        ("not activates", "activates", True),
        ("does not activate", "activates", True),
        ("Does not increase level of", "increases_level", True),
        ("doesn't bind", "binds", True),
    ],
)
def test_predicates(words: str, predicate: str, negated: bool) -> None:
    read_claim = claim(SHORT, f"A | {words} | B | [^a]")
    assert (read_claim.predicate, read_claim.negated) == (predicate, negated)


@pytest.mark.parametrize(
    ("words", "cell", "direction"),
    [
        ("activates", "", "increase"),
        ("inhibits", "", "decrease"),
        ("modulates", "", "unspecified"),
        ("binds", "", None),
        ("not activates", "", "none"),
        ("not binds", "", None),
        ("modulates", "↑", "increase"),
        ("modulates", "↓", "decrease"),
        ("modulates", "→", "none"),
        ("modulates", "↔", "none"),
        ("modulates", "±", "mixed"),
        ("modulates", "Mixed", "mixed"),
        ("activates", "–", "increase"),
        ("activates", "unspecified", "unspecified"),
    ],
)
def test_directions(words: str, cell: str, direction: str | None) -> None:
    columns = "Subject | Predicate | Object | Direction | Evidence"
    assert claim(columns, f"A | {words} | B | {cell} | [^a]").direction == direction


@pytest.mark.parametrize(
    ("cell", "certainty"),
    [
        ("", Certainty.ASSERTED),
        ("asserted", Certainty.ASSERTED),
        ("Speculative", Certainty.SPECULATIVE),
        ("reported-and-disputed", Certainty.DISPUTED),
        ("disputed", Certainty.DISPUTED),
    ],
)
def test_certainties(cell: str, certainty: Certainty) -> None:
    assert (
        claim(
            "Subject | Predicate | Object | Certainty | Evidence", f"A | binds | B | {cell} | [^a]"
        ).certainty
        is certainty
    )


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("[^a] [^b]", [("a", "supports"), ("b", "supports")]),
        ("[^a]; against [^b], [^c]", [("a", "supports"), ("b", "disputes"), ("c", "disputes")]),
        ("against [^b]; [^a]", [("b", "disputes"), ("a", "supports")]),
        ("inconclusive [^c] supports [^a]", [("c", "inconclusive"), ("a", "supports")]),
        ("`#gap/unsourced`", []),
        ("#gap/unsourced #gap/no-mechanism", []),
        ("", []),
    ],
)
def test_evidence(cell: str, lines: list[tuple[str, str]]) -> None:
    read_claim = claim(SHORT, f"A | binds | B | {cell}")
    assert [(line.key, line.stance.value) for line in read_claim.evidence] == lines
    assert read_claim.evidence_scope is (EvidenceScope.ROW if lines else EvidenceScope.NONE)


def test_evidence_line_has_its_place() -> None:
    page = "# Examplin\n\nText.\n\n" + table(SHORT, "A | binds | B | against [^b]") + NOTES
    line = claim(SHORT, "A | binds | B | against [^b]").evidence[0]
    assert isinstance(line, EvidenceLine)
    assert page[line.span.start : line.span.end] == "[^b]"


@pytest.mark.parametrize(
    ("cell", "organism"),
    [
        ("rats", "rattus-norvegicus"),
        ("Rattus norvegicus", "rattus-norvegicus"),
        ("*Rattus norvegicus* (Wistar)", "rattus-norvegicus"),
        ("[[organisms/rattus-norvegicus\\|our rat]]", "rattus-norvegicus"),
        ("[[organisms/mus-musculus]]", "mus-musculus"),
        ("blue whale", "blue whale"),
        ("", None),
        ("—", None),
    ],
)
def test_organisms(cell: str, organism: str | None) -> None:
    columns = "Subject | Predicate | Object | Organism | Evidence"
    assert claim(columns, f"A | binds | B | {cell} | [^a]").organism == organism


def test_context_keeps_link_labels_as_text() -> None:
    columns = "Subject | Predicate | Object | Tissue | Evidence"
    assert (
        claim(columns, "A | binds | B | aged [[liver\\|liver tissue]] (male) | [^a]").tissue
        == "aged liver tissue (male)"
    )


def test_dose_that_is_no_number_stays_text() -> None:
    read_claim = claim(
        "Subject | Predicate | Object | Dose | Evidence", "A | binds | B | therapeutic doses | [^a]"
    )
    assert (read_claim.dose, read_claim.dose_quantity) == ("therapeutic doses", None)


# ---------------------------------------------------------------------------------- faults


def test_missing_evidence_column() -> None:
    header = "Subject | Predicate | Object"
    assert faults_of(header, "A | binds | B") == [("CL-20", 5, header)]


def test_unknown_and_repeated_columns() -> None:
    columns = "Subject | Predicate | Object | Organsim | Tissue | Tissue | Evidence"
    assert faults_of(columns, "A | binds | B | rat | x | y | [^a]") == [
        ("CL-20", 5, "Organsim"),
        ("CL-20", 5, "Tissue"),
    ]


@pytest.mark.parametrize("row", ["A | binds | B", "A | binds | B | [^a] | more"])
def test_wrong_number_of_cells(row: str) -> None:
    assert [(rule, line) for rule, line, _ in faults_of(SHORT, row)] == [("CL-20", 7)]


@pytest.mark.parametrize("words", ["cures", "", "not", "does not cure"])
def test_unknown_predicate(words: str) -> None:
    assert faults_of(SHORT, f"A | {words} | B | [^a]") == [("CL-21", 7, words)]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("A | binds | B | see Lind 2011", "see Lind 2011"),
        ("A | binds | B | [^a] no source", "[^a] no source"),
        ("A | binds | B | [^a] #idea", "[^a] #idea"),
        ("A | binds | B | doi:10.1/x", "doi:10.1/x"),
        ("A | binds | B | [^nowhere]", "[^nowhere]"),
        (" | binds | B | [^a]", ""),
        ("A | binds | – | [^a]", "–"),
        ("A | binds | [[b]] and c | [^a]", "[[b]] and c"),
        ("A | binds | [[b]] [[c]] | [^a]", "[[b]] [[c]]"),
    ],
)
def test_bad_values(row: str, value: str) -> None:
    assert faults_of(SHORT, row) == [("CL-22", 7, value)]


@pytest.mark.parametrize(("column", "value"), [("Direction", "up"), ("Certainty", "maybe")])
def test_bad_direction_and_certainty(column: str, value: str) -> None:
    assert faults_of(
        f"Subject | Predicate | Object | {column} | Evidence", f"A | binds | B | {value} | [^a]"
    ) == [("CL-22", 7, value)]


def test_all_faults_of_a_row_are_told_and_other_rows_are_read() -> None:
    columns = "Subject | Predicate | Object | Certainty | Evidence"
    claims, faults = read(table(columns, "A | cures | B | maybe | see x", "A | binds | B | | [^a]"))
    assert [fault.rule for fault in faults] == ["CL-21", "CL-22", "CL-22"]
    assert all(fault.help and fault.path == "compounds/examplin.md" for fault in faults)
    assert [found.object.text for found in claims] == ["B"]


def test_rows_with_faults_stay_statements() -> None:
    layout = Layout(parse_document("x.md", "# X\n\n" + table(SHORT, "A | cures | B | [^a]") + NOTES))
    statements, _ = extract_statements(layout, place_gaps(layout, FakeProfile()))
    assert [statement.cells[1] for statement in statements] == [("Predicate", "cures")]


# --------------------------------------------------------------------- manual and properties


def test_examples_of_the_manual_are_read() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "claims-tables.md").read_text(encoding="utf-8")
    example = re.findall(r"```markdown\n(\| Subject .*?)```", manual, re.DOTALL)[0]
    keys = sorted(set(re.findall(r"\[\^(\w+)\]", example)))
    ontology = FakeOntology()
    ontology.names = {
        **FakeOntology.names,
        "extends lifespan of": FakeRelation("extends_lifespan", 1),
        "improves": FakeRelation("improves", 1),
    }
    text = "# Examplin\n\n" + example + "".join(f"\n[^{key}]: doi:10.1/{key}\n" for key in keys)
    layout = Layout(parse_document("compounds/examplin.md", text))
    placed = place_gaps(layout, FakeProfile())
    _, statement_of = extract_statements(layout, placed)
    claims, faults = extract_claims_table(layout, placed, statement_of, (), ontology)
    assert faults == ()
    assert [found.negated for found in claims] == [False, True, False, False]
    assert [line.stance.value for line in claims[2].evidence] == ["supports", "disputes"]
    assert claims[3].gaps


CELLS = st.sampled_from(
    [
        "A",
        "",
        "binds",
        "not activates",
        "[[b]]",
        "[[b\\|c]]",
        "[^a]",
        "against [^b]",
        "#gap/x",
        "↑",
        "speculative",
        "rat",
        "5 mg/kg",
        "–",
        "\\|",
        "`x`",
        "*y*",
        "[^",
        "]]",
        "é",
        "\u202e",
    ]
)
COLUMNS = st.sampled_from(
    ["Subject", "Predicate", "Object", "Evidence", "Dose", "Organism", "Direction", "Certainty"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(COLUMNS, max_size=4), st.lists(st.lists(CELLS, min_size=3, max_size=8), max_size=4))
def test_every_row_is_a_claim_or_a_fault(more: list[str], rows: list[list[str]]) -> None:
    text = table(" | ".join(["Subject", "Predicate", "Object", *more]), *(" | ".join(row) for row in rows))
    layout = Layout(parse_document("x.md", "# X\n\n" + text + NOTES))
    placed = place_gaps(layout, FakeProfile())
    _, statement_of = extract_statements(layout, placed)
    claims, faults = extract_claims_table(layout, placed, statement_of, (), ONTOLOGY)
    assert {fault.rule for fault in faults} <= {"CL-20", "CL-21", "CL-22"}
    tables = layout.document.tables
    if any(fault.line <= 3 for fault in faults):
        assert claims == ()
        return
    told = {found.span.line for found in claims} | {fault.line for fault in faults}
    assert told == {row.span.line for found in tables for row in found.rows}
    assert not {found.span.line for found in claims} & {fault.line for fault in faults}
    for found in claims:
        assert found.text == layout.document.quote(found.span).strip()
