"""Rows of extrapolation tables: what a page itself says of conservation and replication."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Span


class Question(StrEnum):
    """What a row of an extrapolation table asks. ``OTHER`` questions keep their words only."""

    PATHWAY = "pathway-conserved"
    PHENOTYPE = "phenotype-conserved"
    REPLICATED = "replicated"
    INDEPENDENT = "replicated-independently"
    OTHER = "other"


class Answer(StrEnum):
    """How it is answered. There is no answer where the words are none of these."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    UNKNOWN = "unknown"
    IN_PROGRESS = "in-progress"
    CONTRADICTED = "contradicted"
    NOT_APPLICABLE = "not-applicable"


class Assessment(msgspec.Struct, frozen=True, gc=False):
    """One row that asks and answers.

    Attributes:
        organism: slug of the organism that the question names ("in humans?"), or None.
        answer: None where the answer is in words of its own, or a list of choices left open.
        note: what follows the answer in its cell, and the cells after it; None where there is nothing.
        statement: index of the statement that the row is.
        question_span, answer_span: the two cells.
    """

    question: Question
    question_text: str
    organism: str | None
    answer: Answer | None
    answer_text: str
    note: str | None
    statement: int
    question_span: Span
    answer_span: Span
