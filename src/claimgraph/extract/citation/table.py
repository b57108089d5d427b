"""The ordered table of recognisers: what each segment of a footnote is. The first that says yes wins."""

from __future__ import annotations

import re
from collections.abc import Callable

from claimgraph.extract.citation.access import states_access
from claimgraph.extract.citation.authors import parse_authors
from claimgraph.extract.citation.designs import is_design_segment
from claimgraph.extract.citation.lexicon import ORGANISMS, SAMPLES, Use
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.publication import parse_venue

Recogniser = Callable[[Note, int, int], bool]

_TAG = re.compile(r"[\s*_`(]*#[\w/-]+")
_STUDY_PAGE = re.compile(r"[\s*_(]*(?:see\s+)?!?\[\[", re.IGNORECASE)
_POPULATION = re.compile(
    r"[\s*_]*(?:(?:animal|disease|primary|study|cell|experimental) )?(?:model(?:s| system| organism)?|population|organisms?|species|subjects?|cohorts?|participants?|patients|system|sample population|setting|strains?)\s*[:=]",
    re.IGNORECASE,
)
_RETRACTION = re.compile(r"[\s*_⚠️❌(\[]*(?:retracted|withdrawn|citation invalid|doi (?:wrong|unverified|invalid))\b", re.IGNORECASE)
_REACH = re.compile(
    r"[\s*_(~≈>]*(?:[\d,.]+\+?\s*(?:citations?|cites|×)|cited\b|citations?\b|citation[_ -]|fwci|impact[_ ]?(?:score|factor)|cited[_ -]by|n_citations|\d+(?:st|nd|rd|th) (?:citation )?percentile|percentile|altmetric|top \d)",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"[\s*_(]*(?:total\s|overall\s)?[nN](?:[₀-₉]|\s(?:total|per group|not\b|unspec))?\s*(?:[=≈~:≥>∼]|not\b|unspec)")
_STATISTIC = re.compile(
    r"[\s*_(]*(?:[pP][-\w]{0,10}\s*[<=>≤≥]|ns\b|NS\b|(?:adjusted |pooled |summary )?(?:HR|OR|RR|SMD|MD|WMD|IRR|β|AUC|Cohen's d|Hedges' g|R²|r|I²)\s*[=:≈\s]\s*[−+-]?\d|95\s?% CI)"
)
_TITLE = re.compile(r"[\s*_]*[\"“]|[\s*_]*(?:crossref-confirmed )?title\s*[:=]", re.IGNORECASE)
_NOTE = re.compile(
    r"[\s*_⚠️(]*(?:note[s\d ]*|nb|n\.b\.|caution|caveats?|limitations?|correction|corrected|erratum|see|cf\.?|disclosure|competing interests?|coi|conflicts? of interest|funding|verifier|doi (?:note|correct\w+)|scope|context|also|cross-ref\w*|supersed\w+)\b\s*[:.—-]?",
    re.IGNORECASE,
)
_FINDING = re.compile(r"[\s*_]*(?:(?:key|primary|main|secondary)\s+)?(?:findings?|results?|conclusions?|endpoints?|outcomes?|claim|content|mechanism)\s*[:=]", re.IGNORECASE)
_LEADING_NUMBER = re.compile(r"[\s*_(]*[~≈>≥]?\s?\d")
_VOLUME = re.compile(r"(?:19|20)\d\d\s*[;:,]\s?\d|\d\s?\(\d+\)\s?[:;]|\d\s?\(\d+[–-]?\d*\):")
_PROSE_WORD = re.compile(r"(?i)\b(?:of|by|in|for|not|no|and|to|from|with|is|was|are|first|shows?|demonstrat\w+)\b|[:;=]")
_PREPRINT = re.compile(r"[\s*_]*(?:preprint\b|(?:bio|med)rxiv\b|peer-reviewed\b|not peer-reviewed)", re.IGNORECASE)


def _matches(pattern: re.Pattern[str]) -> Recogniser:
    def recognise(note: Note, start: int, end: int) -> bool:
        return pattern.match(note.text, start, end) is not None

    return recognise


def _identifier(note: Note, start: int, end: int) -> bool:
    for found in note.found:
        if start <= found.start < end:
            return not note.text[start : max(start, found.label)].strip(" \t*_`[(<|:,/⚠️")
    return False


def _study_page(note: Note, start: int, end: int) -> bool:
    return _STUDY_PAGE.match(note.text, start, end) is not None


def _access(note: Note, start: int, end: int) -> bool:
    return states_access(note.text[start:end])


def _authors(note: Note, start: int, end: int) -> bool:
    return parse_authors(note.text, start, end) is not None


def _venue(note: Note, start: int, end: int) -> bool:
    return end - start <= 260 and parse_venue(note.text[start:end]) is not None


def _firm_venue(note: Note, start: int, end: int) -> bool:
    """A venue that cannot be taken for a design: a name in italics, or one with volume and pages."""
    text = note.text
    if end - start > 160 or not (text[start] == "*" and text[start : start + 2] != "**" or _VOLUME.search(text, start, end)):
        return False
    return parse_venue(text[start:end]) is not None


def _counted(note: Note, start: int, end: int) -> bool:
    """A number, then a counting noun: ``38 trials``, ``4,120 adults``."""
    if _LEADING_NUMBER.match(note.text, start, end) is None:
        return False
    return any(
        (sense := hit.sense(SAMPLES)) is not None and sense.id in ("subjects", "studies", "samples", "tissues", "cells")
        for hit in note.hits_in(start, min(end, start + 60))
    )


def _species(note: Note, start: int, end: int) -> bool:
    """A short segment that names a species and little else: ``C57BL/6 mice, 24 months``."""
    if end - start > 90:
        return False
    for hit in note.hits_in(start, min(end, start + 40)):
        sense = hit.sense(ORGANISMS)
        if sense is not None and sense.use in (Use.NAME, Use.HINT, Use.CELL):
            lead = note.text[start : hit.start]
            return hit.start - start <= (24 if sense.use is not Use.CELL else 8) and not _PROSE_WORD.search(lead)
    return False


TABLE: tuple[tuple[str, Recogniser], ...] = (
    ("tag", _matches(_TAG)),
    ("retraction", _matches(_RETRACTION)),
    ("identifier", _identifier),
    ("study-page", _study_page),
    ("sample", _matches(_SAMPLE)),
    ("population", _matches(_POPULATION)),
    ("title", _matches(_TITLE)),
    ("reach", _matches(_REACH)),
    ("statistic", _matches(_STATISTIC)),
    ("finding", _matches(_FINDING)),
    ("authors", _authors),
    ("venue", _firm_venue),
    ("design", is_design_segment),
    ("access", _access),
    ("preprint", _matches(_PREPRINT)),
    ("note", _matches(_NOTE)),
    ("venue", _venue),
    ("sample", _counted),
    ("population", _species),
)
RAW = "raw"


def recognise(note: Note, start: int, end: int) -> str:
    """The kind of one segment; ``raw`` where no recogniser knows it."""
    for kind, recogniser in TABLE:
        if recogniser(note, start, end):
            return kind
    return RAW
