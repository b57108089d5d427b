"""What sizes share: the value while it is read, and the noun behind a number that says what it counts."""

from __future__ import annotations

import re

import msgspec

from claimgraph.extract.citation.lexicon import SAMPLES, Hit
from claimgraph.extract.citation.note import Note
from claimgraph.model import SampleKind

UNIT = re.compile(
    r"(?i)[\s-]?(?:mg|µg|μg|ug|ng|g|kg|ml|µl|µm|nm|mm|cm|m|yrs?|years?|y|mo|months?|wks?|weeks?|d|days?|h"
    r"|hrs?|hours?|min|minutes?|s|fold|×|x|st|nd|rd|th|kda|bp|kb|mb|aa|iu|ppm|hz|mm\s?hg|mmhg|bpm|°c?|%"
    r"|citations?|times|pages?|residues|am|pm|points?|items?|percent|sd|standard (?:deviations?|errors?)|kcal"
    r"|met|mets|units?|gy|j|mj|mmol|nmol|µmol|decades?|generations?)(?![\w])|[\s-]?[%°×]|-\w"
)
ONE_STUDY = frozenset({"study", "trial", "cohort", "paper", "article", "publication", "dataset"})
_SINGULAR = frozenset({"patient", "donor", "subject", "mouse", "rat", "animal", "human"})
_REPLICATES = re.compile(r"\s?\((?:[^\W\d][\w-]*\s){0,3}(?:replicates|independent experiments|cultures)\b")
_PER_UNIT = re.compile(r"\bper\b|/")
BREAKING_WORD = re.compile(
    r"(?i)\b(?:of|in|from|across|with|and|or|for|by|on|at|to|vs|versus|over|than|through|per|among|is|was"
    r"|were|are|had|have|who|aged|reported|showed|citations|cited|points|hours?|age|ages|pages)\b"
)
PLANNED_AFTER = re.compile(
    r"(?i)[^·;.()]{0,40}?[(\s](?:planned|target(?:ed)?|to be (?:enrolled|recruited|randomi[sz]ed)"
    r"|anticipated|estimated|expected|projected|recruiting|enrolling|enrol?lment goal|proposed)\b"
)
PLANNED_BEFORE = re.compile(
    r"(?i)\b(?:planned|target(?:ed)?|anticipated|estimated|expected|projected|enrol?lment"
    r"|proposed)\s*(?:enrol?lment|sample(?: size)?)?\s*[:(]?\s*$"
)
_LABEL_IN_BRACKETS = re.compile(r"\s?\([^\s()]{1,14}\)(?=\s[^\W\d])")  # n=31 (sham) cells
_NOUN_REACH = 60
AFTER = 90
BEFORE = 56
KINDS = {
    "subjects": SampleKind.TOTAL,
    "samples": SampleKind.SAMPLES,
    "cells": SampleKind.SAMPLES,
    "tissues": SampleKind.SAMPLES,
    "studies": SampleKind.STUDIES,
    "events": SampleKind.EVENTS,
    "planned": SampleKind.PLANNED,
}


class Stated(msgspec.Struct):
    """A size while it is read; ``start`` and ``end`` hold what becomes ``raw``."""

    start: int
    end: int
    value: int | None
    high: int | None
    kind: SampleKind
    approximate: bool


def read_noun(note: Note, end: int, limit: int) -> SampleKind | None:
    """What the first counting noun behind a number says that it counts, with nothing breaking in between."""
    if _REPLICATES.match(note.text, end, limit):
        return SampleKind.SAMPLES
    label = _LABEL_IN_BRACKETS.match(note.text, end, limit)
    end = label.end() if label is not None else end
    for hit in note.hits_in(end, min(limit, end + _NOUN_REACH)):
        between = note.text[end : hit.start]
        if (
            any(mark in between for mark in ";·)=\n,[:")
            or BREAKING_WORD.search(between)
            or "+" in between.strip(" +")
        ):
            return None
        if "(" in between and not between.strip().endswith(("(", "(~")):
            return None
        sense = hit.sense(SAMPLES)
        if sense is None:
            continue
        if hit.words[-1] in ONE_STUDY:
            return None  # n=8,715 of the Some Town Study
        if sense.id == "studies" and subjects_follow(note, hit):
            continue  # "n=200 RCT participants"
        if sense.id == "subjects" and hit.words[-1] in _SINGULAR and samples_follow(note, hit):
            continue  # "n=1,502 patient samples"
        if sense.id in ("cells", "tissues"):
            if is_qualifier(note, hit, limit):
                continue
            if between.endswith(("(", "-")):
                return None  # "n=5 (liver)", "n=8 young-plasma": where it was measured, what was given
        return KINDS.get(sense.id)
    return None


def samples_follow(note: Note, hit: Hit) -> bool:
    """Whether a noun for samples stands straight behind a label."""
    for other in note.hits_in(hit.end, min(note.end, hit.end + 20)):
        sense = other.sense(SAMPLES)
        return other.start == hit.end + 1 and sense is not None and sense.id == "samples"
    return False


def subjects_follow(note: Note, hit: Hit) -> bool:
    """Whether a noun for people or animals stands straight behind a label."""
    for other in note.hits_in(hit.end, min(note.end, hit.end + 20)):
        sense = other.sense(SAMPLES)
        return other.start == hit.end + 1 and sense is not None and sense.id == "subjects"
    return False


def is_qualifier(note: Note, hit: Hit, limit: int) -> bool:
    """Whether a cell or tissue word qualifies another noun ("breast cancer patients", "skin biopsies")."""
    rest = note.text[hit.end : min(limit, hit.end + 40)]
    for other in note.hits_in(hit.end, min(limit, hit.end + 40)):
        between = note.text[hit.end : other.start]
        if _PER_UNIT.search(between):
            return False
        if (
            other.sense(SAMPLES) is not None
            and len(between.split()) <= 2
            and not re.search(r"[;·(),=+]|\b(?:of|from|in)\b", between)
        ):
            return True
    return bool(re.match(r"\s+(?:cancer|disease|injury|failure|transplant|type|donors?)\b", rest))
