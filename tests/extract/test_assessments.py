"""Rows of extrapolation tables: what they ask and how they answer."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.extract.assessments import parse_answer, parse_question
from claimgraph.model import Answer, PageValues, Question
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

_PAGE = """---
type: compound
---
# Examplin

| Dimension | Status | Notes |
|---|---|---|
| Pathway conserved in humans? | **yes** | same receptor [^a] |
| Phenotype conserved in rats? | partial — males only | |
| Replicated in humans? | no #gap/needs-human-replication | |
| Safe? | plausible so far | |
| Receptor | MC4R | |

[^a]: A B 2001
"""


def _page(text: str) -> PageValues:
    document = parse_document("molecules/compounds/examplin.md", text)
    return extract_page(document, read_profile("evidence-wiki"), read_ontology(), "0" * 64)


def test_rows_of_a_table() -> None:
    page = _page(_PAGE)
    assert [(a.question, a.organism, a.answer, a.note) for a in page.assessments] == [
        (Question.PATHWAY, "homo-sapiens", Answer.YES, "same receptor"),
        (Question.PHENOTYPE, "rattus-norvegicus", Answer.PARTIAL, "males only"),
        (Question.REPLICATED, "homo-sapiens", Answer.NO, None),
        (Question.OTHER, None, None, "plausible so far"),
    ]
    for found in page.assessments:
        assert _PAGE[found.question_span.start : found.question_span.end].strip().endswith("?")
        assert page.statements[found.statement].text.startswith("|")
    replicated = page.statements[page.assessments[2].statement]
    assert [page.gaps[gap].kind for gap in replicated.gaps] == ["needs-human-replication"]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("yes", Question.PATHWAY, Answer.YES),
        ("Partially (two cohorts)", Question.PHENOTYPE, Answer.PARTIAL),
        ("no data", Question.PATHWAY, Answer.UNKNOWN),
        ("no human data", Question.REPLICATED, Answer.NO),
        ("not-tested", Question.REPLICATED, Answer.UNKNOWN),
        ("in-progress; trial NCT1", Question.REPLICATED, Answer.IN_PROGRESS),
        ("contested", Question.PHENOTYPE, Answer.CONTRADICTED),
        ("N/A", Question.OTHER, Answer.NOT_APPLICABLE),
        ("yes / partial / no / unknown", Question.PATHWAY, None),
        ("nobody has looked", Question.PATHWAY, None),
        ("yesterday", Question.PATHWAY, None),
        ("", Question.PATHWAY, None),
    ],
)
def test_answers(text: str, question: Question, answer: Answer | None) -> None:
    assert parse_answer(text, question)[0] is answer


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Pathway conserved in humans?", Question.PATHWAY),
        ("Mechanism conserved in humans?", Question.PATHWAY),
        ("Longevity phenotype conserved in humans?", Question.PHENOTYPE),
        ("Replicated in humans?", Question.REPLICATED),
        ("Independent replication?", Question.INDEPENDENT),
        ("Intervention possible?", Question.OTHER),
    ],
)
def test_questions(text: str, question: Question) -> None:
    assert parse_question(text) is question
