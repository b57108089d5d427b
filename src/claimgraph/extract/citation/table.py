"""The ordered table of recognisers: what each segment of a footnote is. The first that says yes wins.

Two rows of the table are bundles: segments that are known by their first words are told apart by one
regular expression over all of them, which costs one match instead of a dozen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from claimgraph.extract.citation.access import states_access
from claimgraph.extract.citation.authors import Authors, parse_authors
from claimgraph.extract.citation.designs import is_design_segment
from claimgraph.extract.citation.imprint import find_imprint
from claimgraph.extract.citation.lexicon import DESIGNS, ORGANISMS, SAMPLES, Use
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.publication import Publication, parse_venue
from claimgraph.extract.citation.servers import server_pattern

# What a segment is, and what was read in it to know so: authors, a venue.
Recognised = tuple[str, Authors | Publication | None]
Recogniser = Callable[[Note, int, int], Recognised | None]

RAW: Recognised = ("raw", None)
# How segments of a kind begin, in small letters, behind markup.
_OPENINGS = (
    ("tag", r"#[\w/-]+"),
    ("retraction", r"(?:retracted|withdrawn|citation invalid|doi (?:wrong|unverified|invalid))\b"),
    ("study-page", r"(?:see\s+)?!?\[\["),
    (
        "sample",
        r"n/a\s*(?:$|[(;,—–])|(?:total\s|overall\s)?n(?:[₀-₉]|\s(?:total|per group))?\s*"
        r"(?:[=≈~:≥>∼]|\snot\b|\sunspec)",
    ),
    (
        "population",
        r"(?:(?:animal|disease|primary|study|cell|experimental) )?(?:model(?:s| system| organism)?"
        r"|population|organisms?|species|subjects?"
        r"|cohorts?|participants?|patients|system|sample population|setting|strains?)\s*[:=]",
    ),
    ("title", r"[\"“]|(?:crossref-confirmed )?title\s*[:=]"),
    (
        "reach",
        r"[~≈>]?\s?[\d,.]+\+?\s*(?:citations?|cites|×)|cited\b|citations?\b|citation[_ -]|fwci"
        r"|impact[_ ]?(?:score|factor)|n_citations"
        r"|\d+(?:st|nd|rd|th) (?:citation )?percentile|percentile|altmetric|top \d",
    ),
    (
        "statistic",
        r"p(?:[-\w]{0,10})?\s*[<=>≤≥]|ns\b|(?:adjusted |pooled |summary )?(?:hr|or|rr|smd|md|wmd|irr|β|auc"
        r"|cohen's d|hedges' g|r²|r|i²)"
        r"\s*[=:≈\s]\s*[−+-]?\d|95\s?% ci",
    ),
    (
        "finding",
        r"(?:(?:key|primary|main|secondary)\s+)?(?:findings?|results?|conclusions?|endpoints?|outcomes?"
        r"|claim|content|mechanism)\s*[:=]",
    ),
)
_LATER_OPENINGS = (
    ("preprint", r"preprint\b|(?:not )?peer-reviewed\b"),
    (
        "note",
        r"(?:note[s\d ]*|nb|n\.b\.|caution|caveats?|limitations?|correction|corrected|erratum|see|cf\.?"
        r"|disclosure|competing interests?|coi"
        r"|conflicts? of interest|funding|verifier|doi (?:note|correct\w+)|scope|context|also|cross-ref\w*"
        r"|supersed\w+)\b\s*[:.—-]?",
    ),
)
_MARKUP = re.compile(r"[\s*_`⚠\ufe0f❌(]*")
_LEADING_NUMBER = re.compile(r"[\s*_(]*[~≈>≥]?\s?\d[\d,.]*(?![\d,.-])")
# A year and a volume, or a volume and an issue; every branch begins behind its first digit.
_VOLUME = re.compile(r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d\s*[;:,]\s?\d|\s?\(\d+(?:\)\s?[:;]|[–-]?\d*\):))")
_ITALIC_VENUE = re.compile(r"([*_])[^*_\n]{2,100}\1[\s,.;:(]*(?:$|\d)")
_YEAR_LAST = re.compile(r"\b(?:19|20)\d\d\)?$")
_PROSE_WORD = re.compile(
    r"(?i)\b(?:of|by|in|for|not|no|and|to|from|with|is|was|are|first|shows?|demonstrat\w+)\b|[:;=]"
)


def _opening(openings: Sequence[tuple[str, str]]) -> Recogniser:
    """One recogniser for all kinds that are known by how a segment begins."""
    bundle = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(openings)))
    names: dict[str | None, Recognised] = {
        f"k{number}": (kind, None) for number, (kind, _) in enumerate(openings)
    }

    def recognise_opening(note: Note, start: int, end: int) -> Recognised | None:
        lead = _MARKUP.match(note.text, start, end)
        at = lead.end() if lead is not None else start
        match = bundle.match(note.lower, at - note.start, end - note.start)
        return names[match.lastgroup] if match is not None else None

    return recognise_opening


def _named(kind: str, test: Callable[[Note, int, int], bool]) -> Recogniser:
    known: Recognised = (kind, None)

    def recognise_named(note: Note, start: int, end: int) -> Recognised | None:
        return known if test(note, start, end) else None

    return recognise_named


def _identifier(note: Note, start: int, end: int) -> bool:
    for found in note.found:
        if start <= found.start < end:
            return not note.text[start : max(start, found.label)].strip(" \t*_`[(<|:,/⚠️")
    return False


def _posted(note: Note, start: int, end: int) -> bool:
    lead = _MARKUP.match(note.text, start, end)
    at = lead.end() if lead is not None else start
    return server_pattern(r"NAME\b").match(note.lower, at - note.start, end - note.start) is not None


def _authors(note: Note, start: int, end: int) -> Recognised | None:
    authors = parse_authors(note.text, start, end)
    return ("authors", authors) if authors is not None else None


def _venue(note: Note, start: int, end: int) -> Recognised | None:
    if end - start > 260:
        return None
    read = parse_venue(note.text[start:end])
    return ("venue", read) if read is not None else None


def _italic_venue(note: Note, start: int, end: int) -> Recognised | None:
    """``*Some Journal* 2011``: authors are not in italics, so that this is tried before them."""
    text = note.text
    if text[start] not in "*_" or end - start > 200 or text[start : start + 2] == "**":
        return None
    return _venue(note, start, end) if _ITALIC_VENUE.match(text, start, end) is not None else None


def _firm_venue(note: Note, start: int, end: int) -> Recognised | None:
    """A venue that cannot be taken for a design: a name in italics, or one with volume and pages, or a
    journal's name with a year and nothing else ("Annual Review of Things 2031").
    """
    text = note.text
    if (
        end - start <= 80
        and text[end - 2].isdigit()
        and (dated := _YEAR_LAST.search(text, max(start, end - 8), end)) is not None
    ):
        named = find_imprint(text[start:end])
        if (
            named is not None
            and text.startswith(named[0], start)
            and dated.start() - start <= len(named[0]) + 2
        ):
            return None if _is_design_name(note, start, start + len(named[0])) else _venue(note, start, end)
    if end - start > 160 or not (
        (text[start] == "*" and text[start : start + 2] != "**") or _VOLUME.search(text, start, end)
    ):
        return None
    return _venue(note, start, end)


def _is_design_name(note: Note, start: int, end: int) -> bool:
    """Whether design words cover all of ``text[start:end]``: "Systematic Review"."""
    covered = sum(hit.end - hit.start for hit in note.hits_in(start, end) if hit.sense(DESIGNS) is not None)
    return covered >= end - start - 1


def _counted(note: Note, start: int, end: int) -> bool:
    """A number, then a counting noun: ``38 trials``, ``4,120 adults``."""
    if _LEADING_NUMBER.match(note.text, start, end) is None:
        return False
    first: int | None = None
    for hit in note.hits_in(start, min(end, start + 60)):
        sense = hit.sense(SAMPLES)
        if sense is None:
            continue
        first = hit.start if first is None else first
        if sense.id in ("subjects", "studies") or sense.use is Use.NAME:
            return not _PROSE_WORD.search(note.text, start, first)
    return False


def _species(note: Note, start: int, end: int) -> bool:
    """A short segment that names a species and little else: ``C57BL/6 mice, 24 months``."""
    if end - start > 90:
        return False
    for hit in note.hits_in(start, min(end, start + 40)):
        sense = hit.sense(ORGANISMS)
        if sense is not None and sense.use in (Use.NAME, Use.HINT, Use.CELL):
            lead = note.text[start : hit.start]
            return hit.start - start <= (24 if sense.use is not Use.CELL else 8) and not _PROSE_WORD.search(
                lead
            )
    return False


TABLE: tuple[Recogniser, ...] = (
    _named("identifier", _identifier),
    _opening(_OPENINGS),
    _italic_venue,
    _authors,
    _firm_venue,
    _named("sample", _counted),
    _named("design", is_design_segment),
    _named("access", states_access),
    _opening(_LATER_OPENINGS),
    _named("preprint", _posted),
    _venue,
    _named("population", _species),
)


def recognise(note: Note, start: int, end: int) -> Recognised:
    """What one segment is; ``raw`` where no recogniser knows it."""
    for recogniser in TABLE:
        known = recogniser(note, start, end)
        if known is not None:
            return known
    return RAW
