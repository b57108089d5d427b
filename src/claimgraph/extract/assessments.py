"""Extrapolation tables → assessments: questions about conservation and replication, row by row.

A row asks where its first cell ends in a question mark. What it asks is told from its words, in any
order ("Replicated in humans?", "Independent replication?"); how it is answered from the first words of
the second cell. An answer in other words is kept as text and read as none: "plausible" is no yes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.document.values import Cell, TableRow
from claimgraph.extract.claim_cells import ClaimVocabulary
from claimgraph.extract.layout import Layout
from claimgraph.extract.relations import organism_names, read_organism, statement_words
from claimgraph.model import Answer, Assessment, Question

_EDGES = " *_`\t"
_ANSWERS: tuple[tuple[Answer, re.Pattern[str]], ...] = tuple(
    (answer, re.compile(rf"(?:{words})(?![\w-])", re.IGNORECASE))
    for answer, words in (
        (Answer.NOT_APPLICABLE, r"n/?a|not applicable"),
        (
            Answer.UNKNOWN,
            r"unknown|unclear|uncertain|untested|unstudied|insufficient (?:data|evidence)|largely unknown|"
            r"not[- ](?:yet[- ])?"
            r"(?:tested|known|assessed|studied|established|determined|evaluated|examined|reported)",
        ),
        (Answer.IN_PROGRESS, r"in[- ]progress|ongoing|pending|under ?way"),
        (Answer.CONTRADICTED, r"contradicted|contested|contradictory|conflicting|mixed|disputed"),
        (Answer.PARTIAL, r"partial(?:ly)?|limited|in part|partly"),
        (Answer.YES, r"yes|confirmed"),
        (Answer.NO, r"no|none|not yet|not replicated|not conserved|absent"),
    )
)
_NO_DATA = re.compile(r"no (?:[\w-]+ ){0,3}(?:data|evidence|studies|study|information)\b", re.IGNORECASE)
_CHOICES = re.compile(r"(?:yes|no|partial|unknown)\s*[/|]\s*(?:yes|no|partial|unknown)", re.IGNORECASE)
_SEPARATOR = re.compile(r"^[\s*_`—–:;,.()-]+|[\s*_`]+$")
_MARKUP = re.compile(r"\[\^[^\]\n]*\]|`?#[A-Za-z][\w/-]*`?")


def extract_assessments(
    layout: Layout, statement_of: Mapping[int, int], ontology: ClaimVocabulary
) -> tuple[Assessment, ...]:
    """The assessments of a page, in order.

    Args:
        layout: the page.
        statement_of: the statement that each sentence became.
        ontology: names of organisms.
    """
    return tuple(
        _assessment(layout, row, statement_of, ontology)
        for table in layout.document.tables
        for row in table.rows
        if len(row.cells) > 1 and row.cells[0].text.rstrip(_EDGES).endswith("?") and row.cells[1].text
    )


def _assessment(
    layout: Layout, row: TableRow, statement_of: Mapping[int, int], ontology: ClaimVocabulary
) -> Assessment:
    asked, answered = row.cells[0], row.cells[1]
    question_text = _plain(asked)
    kind = parse_question(question_text)
    text = _plain(answered)
    answer, rest = parse_answer(text, kind)
    notes = [part for part in (rest, *(_plain(cell) for cell in row.cells[2:])) if part]
    sentence = layout.sentence_at(asked.span.start)
    return Assessment(
        question=kind,
        question_text=question_text,
        organism=read_organism(statement_words(question_text), organism_names(ontology)),
        answer=answer,
        answer_text=text,
        note="; ".join(notes) or None,
        statement=statement_of.get(sentence, -1),
        question_span=asked.span,
        answer_span=answered.span,
    )


def parse_question(text: str) -> Question:
    """What a question asks, by its words."""
    lower = text.lower()
    if "replicat" in lower or "reproduc" in lower:
        if "independen" in lower or "labs" in lower or "other group" in lower:
            return Question.INDEPENDENT
        return Question.REPLICATED
    if "conserv" in lower or " in humans" in lower:
        if "phenotype" in lower or "effect" in lower:
            return Question.PHENOTYPE
        if "pathway" in lower or "mechanism" in lower:
            return Question.PATHWAY
    return Question.OTHER


def parse_answer(text: str, question: Question) -> tuple[Answer | None, str]:
    """The answer that a cell opens with, and the words after it.

    "No data" answers whether something was replicated; of what is conserved it says *unknown*.
    """
    if _CHOICES.match(text):
        return None, text
    if _NO_DATA.match(text) and question in (Question.PATHWAY, Question.PHENOTYPE):
        return Answer.UNKNOWN, text
    for answer, pattern in _ANSWERS:
        match = pattern.match(text)
        if match is not None:
            return answer, _SEPARATOR.sub("", text[match.end() :])
    return None, text


def _plain(cell: Cell) -> str:
    """A cell without footnotes, tags and emphasis around it; blanks as one."""
    return " ".join(_MARKUP.sub(" ", cell.text).replace("**", "").split()).strip(_EDGES + "—–-;, ")
