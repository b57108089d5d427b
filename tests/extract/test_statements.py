"""Statements, the clause that each reference ends, and the scope by which citations are inherited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.diagnostics import LineIndex
from claimgraph.document import parse_document
from claimgraph.extract.gaps import place_gaps
from claimgraph.extract.layout import Layout
from claimgraph.extract.scope import clause_spans
from claimgraph.extract.statements import extract_statements
from claimgraph.model import EvidenceScope, Statement, StatementKind


class FakeProfile:
    bare_gaps = ("stub", "unsourced")

    def gap_class(self, kind: str) -> str:
        return "evidence"

    def is_manual(self, path: str) -> bool:
        return False


NOTES = "\n\n[^a]: doi:10.1/a\n[^b]: doi:10.1/b\n[^c]: doi:10.1/c\n"


def statements_of(body: str) -> tuple[Statement, ...]:
    layout = Layout(parse_document("compounds/examplin.md", "# Examplin\n\n" + body + NOTES))
    return extract_statements(layout, place_gaps(layout, FakeProfile()))[0]


def scopes(body: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """(first words, [(key, scope)]) of every statement."""
    return [
        (
            statement.text.split("[^")[0].strip()[:12].strip(),
            [(use.key, use.scope.value) for use in statement.citations],
        )
        for statement in statements_of(body)
    ]


def clauses(sentence: str) -> list[tuple[str, str]]:
    """(key, clause) of the references of one sentence."""
    text = "# Examplin\n\n" + sentence
    found = [statement for statement in statements_of(sentence) if statement.citations]
    assert len(found) == 1
    return [(use.key, text[use.clause.start : use.clause.end]) for use in found[0].citations]


# ------------------------------------------------------------------- what is a statement


def test_statements_cite_tag_or_link() -> None:
    found = statements_of(
        "Plain text. It cites [^a]. It links [[ampk]]. It is tagged #idea.\n\nMore plain text.\n"
    )
    assert [statement.text for statement in found] == [
        "It cites [^a].",
        "It links [[ampk]].",
        "It is tagged #idea.",
    ]
    assert [statement.index for statement in found] == [0, 1, 2]
    assert {statement.kind for statement in found} == {StatementKind.SENTENCE}
    assert found[1].links == (0,)


def test_kinds_sections_and_cells() -> None:
    found = statements_of(
        "## Effects [^a]\n\n- item [^b]\n\n| Effect | Source |\n|---|---|\n| glucose \\| down | [^c] | m |\n"
    )
    assert [(statement.kind.value, statement.section) for statement in found] == [
        ("heading", "Effects [^a]"),
        ("item", "Effects [^a]"),
        ("row", "Effects [^a]"),
    ]
    assert found[2].cells[:2] == (("Effect", "glucose \\| down"), ("Source", "[^c]"))
    assert found[2].text == "| glucose \\| down | [^c] | m |"


# --------------------------------------------------------------------------------- clauses


@pytest.mark.parametrize(
    ("body", "lead"),
    [
        ("**Half-life:** An hour or so. No one has measured it. #unsourced\n", "Half-life:"),
        ("- **Old rats.** Dull. Nobody tried. #gap/needs-replication\n", "Old rats."),
        ("**Dose:** Ten of them. #unsourced\n", ""),
        ("Plain words. Nobody tried. #gap/needs-replication\n", ""),
        ("**never closed. Nobody tried. #gap/needs-replication\n", ""),
        ("**" + "long " * 60 + "** words. Nobody tried. #gap/needs-replication\n", ""),
    ],
)
def test_a_later_sentence_keeps_the_label_of_its_block(body: str, lead: str) -> None:
    *_, last = (statement for statement in statements_of(body) if statement.gaps)
    assert last.lead == lead


def test_each_reference_ends_its_clause() -> None:
    assert clauses("It lowers glucose in rats [^a], and weight in mice [^b].") == [
        ("a", "It lowers glucose in rats [^a]"),
        ("b", "weight in mice [^b]"),
    ]


def test_one_reference_covers_what_semicolons_part_before_it() -> None:
    assert clauses("It lowers glucose; it lowers fat (rats; 9 mg) [^a]; it is old; it binds X [^b].") == [
        ("a", "It lowers glucose; it lowers fat (rats; 9 mg) [^a]"),
        ("b", "it is old; it binds X [^b]"),
    ]


@pytest.mark.parametrize("between", ["", " ", ", ", "; ", " and ", ","])
def test_references_that_stand_together_share_a_clause(between: str) -> None:
    found = clauses(f"It lowers glucose [^a]{between}[^b].")
    assert {clause for _, clause in found} == {f"It lowers glucose [^a]{between}[^b]"}


@pytest.mark.parametrize(
    "start",
    ["Lind et al. 2011 [^a]", "Lind & Oda (2014) [^a]", "**Lind 2011** [^a]:", "[^a]", "The trial [^a]:"],
)
def test_reference_that_names_its_source_is_about_what_follows(start: str) -> None:
    assert clauses(f"{start} saw less glucose; others did not.") == [("a", f"{start} saw less glucose")]


def test_reference_after_author_and_year_at_the_end_keeps_its_clause() -> None:
    assert clauses("Less glucose was seen by Lind 2011 [^a].") == [
        ("a", "Less glucose was seen by Lind 2011 [^a]")
    ]


# ------------------------------------------------------------------------- inherited scope


def test_last_reference_of_a_paragraph_covers_the_uncited_sentences_before_it() -> None:
    assert scopes("It lowers glucose. It lowers weight. Both were seen in rats [^a].") == [
        ("It lowers gl", [("a", "paragraph")]),
        ("It lowers we", [("a", "paragraph")]),
        ("Both were se", [("a", "inline")]),
    ]


def test_last_reference_reaches_back_over_two_sentences() -> None:
    found = scopes("One thing. Two things. Three things. All were seen [^a].")
    assert [start for start, _ in found] == ["Two things.", "Three things", "All were see"]


def test_tag_and_note_after_the_last_reference_still_end_the_paragraph() -> None:
    found = scopes("It lowers glucose. Both were seen in rats [^a]. #gap/needs-replication — in rats alone.")
    assert found[0] == ("It lowers gl", [("a", "paragraph")])


def test_uncited_sentence_between_two_sources_belongs_to_the_one_before_it() -> None:
    assert scopes("Rats had less glucose [^a]. Weight fell too. Mice had less [^b].") == [
        ("Rats had les", [("a", "inline")]),
        ("Weight fell", [("a", "paragraph")]),
        ("Mice had les", [("b", "inline")]),
    ]


def test_first_sentence_before_two_sources_belongs_to_none() -> None:
    assert [start for start, _ in scopes("It works. Rats had less glucose [^a]. Mice had less [^b].")] == [
        "Rats had les",
        "Mice had les",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "This may explain the weight.",
        "Whether it works in humans is unknown.",
        "No human study has tested it.",
        "It has not been replicated.",
        "Oda et al. 2014 saw nothing.",
        "Is it safe?",
        "It is safe #gap/unsourced.",
    ],
)
def test_open_question_is_not_carried_forward(sentence: str) -> None:
    found = {
        statement.text: statement.citations
        for statement in statements_of(f"Rats had less glucose [^a]. {sentence} End.")
    }
    assert found.get(sentence, ()) == ()
    assert "End." not in found or sentence.startswith("Oda")


def test_work_of_the_same_name_and_year_is_the_source_itself() -> None:
    layout = Layout(
        parse_document(
            "p.md",
            "# P\n\nGlucose fell [^lind2011]. Lind et al. 2011 used rats.\n\n[^lind2011]: doi:10.1/x\n",
        )
    )
    found = extract_statements(layout, ())[0]
    assert [use.scope for use in found[1].citations] == [EvidenceScope.PARAGRAPH]


def test_item_sentences_share_the_references_of_the_item() -> None:
    found = statements_of("- It lowers glucose in rats [^a]. Weight fell too.\n- Nothing else.\n")
    assert [
        (statement.kind.value, [use.scope.value for use in statement.citations]) for statement in found
    ] == [
        ("item", ["inline"]),
        ("item", ["item"]),
    ]


def test_lead_in_covers_items_without_their_own() -> None:
    assert scopes("Rats showed [^a]:\n\n- less glucose\n  - by half\n- less weight [^b]\n") == [
        ("Rats showed", [("a", "inline")]),
        ("less glucose", [("a", "leadin")]),
        ("by half", [("a", "leadin")]),
        ("less weight", [("b", "inline")]),
    ]


def test_item_above_covers_nested_items() -> None:
    found = scopes("Rats showed [^a]:\n\n- weight [^b]\n  - less fat\n")
    assert found[-1] == ("less fat", [("b", "leadin")])


def test_paragraph_that_does_not_introduce_the_list_does_not_cover_it() -> None:
    assert len(scopes("Rats had less glucose [^a].\n\n- something else\n")) == 1


def test_heading_covers_its_section_and_the_sections_below() -> None:
    found = scopes(
        "## Lind 2011 [^a]\n\nGlucose fell.\n\n### Weight\n\nIt fell [^b]. By half.\n\n## Next\n\nNone.\n"
    )
    assert found == [
        ("Lind 2011", [("a", "inline")]),
        ("Glucose fell", [("a", "heading")]),
        ("It fell", [("b", "inline")]),
        ("By half.", [("b", "paragraph")]),
    ]


def test_source_cell_covers_its_row_and_other_cells_themselves() -> None:
    found = statements_of(
        "| Effect | Seen | Source |\n|---|---|---|\n| fat | down [^b] | [^a] |\n| Weight [^c] | down | |\n"
    )
    assert [(use.key, use.scope.value) for use in found[0].citations] == [("b", "inline"), ("a", "row")]
    assert [(use.key, use.scope.value) for use in found[1].citations] == [("c", "row")]
    assert found[0].citations[1].clause == found[0].span


def test_header_cell_and_caption_cover_rows_without_their_own() -> None:
    found = scopes("| Effect | Rats [^a] |\n|---|---|\n| glucose | down |\n| weight | down [^b] |\n")
    assert [uses for _, uses in found] == [[("a", "caption")], [("b", "inline")]]
    found = scopes("Effects in rats [^a]:\n\n| Effect | Seen |\n|---|---|\n| glucose | down |\n")
    assert found[-1][1] == [("a", "caption")]


def test_row_that_answers_a_question_is_a_statement_and_inherits_nothing() -> None:
    found = scopes(
        "Glucose fell in rats [^a].\n\n| Dimension | Status |\n|---|---|\n| Seen in humans? | no |\n"
    )
    assert [uses for _, uses in found] == [[("a", "inline")], []]
    assert "Seen in hu" in found[1][0]


def test_own_citation_is_never_joined_by_an_inherited_one() -> None:
    for _, uses in scopes("## H [^a]\n\nRats showed [^b]:\n\n- weight [^c]. By half.\n\nEnd [^a]. Yes.\n"):
        inherited = {"item", "paragraph", "leadin", "heading", "caption"}
        assert not (inherited & {scope for _, scope in uses}) or inherited >= {scope for _, scope in uses}


# ------------------------------------------------------------------------------ properties

PIECES = st.lists(
    st.sampled_from(
        [
            "# H\n",
            "## K [^a]\n",
            "\n",
            "\n\n",
            "Text. ",
            "It may be. ",
            "[^a]",
            "[^b] ",
            "; ",
            ", ",
            ":",
            "(",
            ")",
            "- ",
            "  - ",
            "1. ",
            "> ",
            "| A | Source |\n",
            "|---|---|\n",
            "| x | [^a] |\n",
            "[^a]: ",
            "[^b]: y\n",
            "#gap/x",
            "#unsourced",
            "[[p]]",
            "Lind 2011 ",
            "et al. ",
            "```\n",
            "é",
            "\u202e",
            "\t",
            "\r\n",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_statements_are_exact_and_ordered(text: str) -> None:
    document = parse_document("x.md", text)
    layout = Layout(document)
    placed = place_gaps(layout, FakeProfile())
    found, statement_of = extract_statements(layout, placed)
    assert [statement.index for statement in found] == list(range(len(found)))
    assert sorted(statement_of.values()) == list(range(len(found)))
    last = 0
    for statement in found:
        assert document.quote(statement.span) == statement.text
        assert statement.span.start >= last
        last = statement.span.end
        own = {use.scope for use in statement.citations} <= {EvidenceScope.INLINE, EvidenceScope.ROW}
        for use in statement.citations:
            assert document.quote(use.span).startswith("[^")
            assert use.key in document.quote(use.span)
            assert statement.span.start <= use.clause.start <= use.clause.end <= statement.span.end
            inside = statement.span.start <= use.span.start < statement.span.end
            assert inside == own


@given(
    st.text(alphabet="ab;,.() [^", max_size=60),
    st.lists(st.integers(min_value=0, max_value=60), max_size=6),
)
def test_clauses_hold_their_reference(text: str, places: list[int]) -> None:
    index = LineIndex(text)
    starts = sorted({place for place in places if place < len(text)})
    spans = [
        index.span(start, min(start + 2, following))
        for start, following in zip(starts, [*starts[1:], len(text)], strict=False)
    ]
    for span, (start, end) in zip(spans, clause_spans(text, index.span(0, len(text)), spans), strict=True):
        assert 0 <= start <= span.start
        assert span.end <= end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "A [^a]. " * 3000,
        "A; " * 3000 + "[^a].",
        "Text. " * 3000 + "End [^a].",
        "[^a]" * 3000,
        "(" * 20000 + "[^a]",
    ],
)
def test_long_paragraphs_take_linear_time(text: str) -> None:
    assert statements_of(text)


@pytest.mark.shared
def test_the_large_vault_reads_exactly(shared_vault) -> None:  # type: ignore[no-untyped-def]
    for file in sorted(shared_vault.rglob("*.md"))[::8]:
        document = parse_document(file.name, file.read_bytes().decode("utf-8"))
        layout = Layout(document)
        for statement in extract_statements(layout, place_gaps(layout, FakeProfile()))[0]:
            assert document.quote(statement.span) == statement.text
            for use in statement.citations:
                assert f"^{use.key}" in document.quote(use.span) or use.key in document.quote(use.span)
