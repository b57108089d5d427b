"""``parse_citation``: one footnote body to ``CitationFacts``.

Identifiers and labels are found once over the whole body; the body is cut into segments; an ordered
table says what each segment is; then each construct is read where the writer declares it. What no
recogniser knows stays a segment of kind ``raw``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from claimgraph.diagnostics import LineIndex, Span
from claimgraph.document.values import Link
from claimgraph.extract.citation.access import find_topics, read_access
from claimgraph.extract.citation.authors import Authors
from claimgraph.extract.citation.designs import read_designs, settle_randomised
from claimgraph.extract.citation.identifiers import find_identifiers
from claimgraph.extract.citation.imprint import find_imprint, find_server, is_bare_journal
from claimgraph.extract.citation.lexicon import SAMPLES, lower_same_length, read_lexicon
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.organisms import read_organisms
from claimgraph.extract.citation.publication import Publication, find_title, find_year, parse_venue
from claimgraph.extract.citation.roles import assign_roles
from claimgraph.extract.citation.samples import read_samples
from claimgraph.extract.citation.segments import MIDDOTS, Brackets, split_segments, trim
from claimgraph.extract.citation.servers import find_server_of
from claimgraph.extract.citation.statistics import find_effects, find_p_values
from claimgraph.extract.citation.suggested import TRIAL, settle_suggested, suggest_designs
from claimgraph.extract.citation.table import recognise
from claimgraph.extract.citation.validity import find_invalidity, read_preprint, read_retracted
from claimgraph.model import CitationFacts, Identifier, IdentifierRole, IdentifierScheme, Segment

_POPULATION = re.compile(r"[\s*_]*(?:[\w ]{0,24}?)[\w ]+?\s*[:=]\s*")
_STUDIES = re.compile(r"(?:^|/)studies/")
_LINK_LEAD = re.compile(
    r"^[\s*_(⚠️+&,]*(?:(?:and|see|study page|study"
    r"|source)[\s:]*)*(?:\[\[[^\]\n]*\]\](?:\s*\([^()\n]*\))?[\s+&,;]*(?:and\s+)?)*$",
    re.IGNORECASE,
)


def parse_citation(text: str, start: int, end: int, lines: LineIndex, links: Sequence[Link]) -> CitationFacts:
    """What a footnote says of its source.

    Args:
        text: the whole page.
        start: offset of the first character of the footnote's body (after ``[^key]:``).
        end: offset behind its last character.
        lines: the line index of ``text``.
        links: the wikilinks inside the body, spans as offsets of ``text``.

    Returns:
        Facts whose spans are offsets of ``text``. Of an empty body, empty facts. Nothing is raised for
        any text.
    """
    start, end = trim(text, start, end)
    if start >= end:
        return CitationFacts()
    brackets = Brackets(text, start, end)
    lower = lower_same_length(text[start:end])
    pieces = split_segments(text, start, end, brackets)
    hits = read_lexicon().find(text, start, end, lower)
    note = Note(
        text=text,
        start=start,
        end=end,
        lines=lines,
        brackets=brackets,
        pieces=pieces,
        hits=hits,
        found=find_identifiers(text, start, end, lower),
        lower=lower,
        hit_starts=tuple([hit.start for hit in hits]),
        piece_starts=tuple([piece[0] for piece in pieces]),
        counts=any(hit.sense(SAMPLES) is not None for hit in hits),
        topics=find_topics(lower, start),
        cut={},
    )
    known = [recognise(note, left, right) for left, right in pieces]
    note = msgspec.structs.replace(note, kinds=tuple([kind for kind, _ in known]))
    return _facts(note, [read for _, read in known], links)


def _facts(note: Note, read: Sequence[Authors | Publication | None], links: Sequence[Link]) -> CitationFacts:
    """All facts of a note; ``read`` is what recognising read in each segment."""
    identifiers = assign_roles(note)
    authors = next((one for one in read if isinstance(one, Authors)), None)
    publication = _publication(note, read)
    designs = read_designs(note)
    if designs:
        organisms = read_organisms(note, designs)
        designs = settle_randomised(designs, note, organisms.animals)
    else:
        suggested = suggest_designs(note)
        organisms = read_organisms(note, (TRIAL,) if TRIAL in suggested else ())
        designs = settle_suggested(suggested, note, organisms.animals)
    access, access_raw = read_access(note)
    invalid_raw = find_invalidity(note)
    return CitationFacts(
        identifiers=identifiers,
        study_pages=_study_pages(note, links),
        authors=authors.names if authors else (),
        authors_truncated=authors.truncated if authors else False,
        title=publication.title,
        venue=publication.venue,
        year=publication.year,
        samples=read_samples(note, designs),
        designs=designs,
        organisms=organisms.slugs,
        human_cells=organisms.human_cells,
        populations=_populations(note),
        p_values=find_p_values(note.text, note.start, note.end),
        effects=find_effects(note.text, note.start, note.end),
        access=access,
        access_raw=access_raw,
        retracted=read_retracted(note),
        invalid=invalid_raw is not None,
        invalid_raw=invalid_raw,
        preprint=_is_preprint(note, identifiers),
        segments=_segments(note),
    )


def _segments(note: Note) -> tuple[Segment, ...]:
    text, lines = note.text, note.lines
    line = lines.line(note.start)
    if text.find("\n", note.start, note.end) < 0:  # most notes: one line for all
        return tuple(
            [
                Segment(kind, text[left:right], Span(left, right, line, line))
                for (left, right), kind in zip(note.pieces, note.kinds, strict=True)
            ]
        )
    return tuple(
        [
            Segment(kind, text[left:right], lines.span(left, right))
            for (left, right), kind in zip(note.pieces, note.kinds, strict=True)
        ]
    )


def _study_pages(note: Note, links: Sequence[Link]) -> tuple[str, ...]:
    """Study pages that stand where a segment names its source: at its start, alone or in a row."""
    found: dict[str, None] = {}
    for link in links:
        if link.embedded or not _STUDIES.search(link.target):
            continue
        for left, right in note.pieces:
            if left <= link.span.start < right:
                lead = note.text[left : link.span.start]
                if len(lead) <= 400 and (
                    _LINK_LEAD.match(lead) or _only_identifiers(note, left, link.span.start)
                ):
                    found.setdefault(link.target)
                break
    return tuple(found)


def _only_identifiers(note: Note, left: int, right: int) -> bool:
    """Whether nothing but identifiers and punctuation stands in ``text[left:right]``."""
    at = left
    rest = ""
    for item in note.found:
        if left <= item.start < right:
            rest += note.text[at : max(at, item.label)]
            at = item.end
    if at == left:
        return False
    return not (rest + note.text[at:right]).strip(" \t*_`[](),;/+–—-")


def _publication(note: Note, known: Sequence[Authors | Publication | None]) -> Publication:
    """Title, venue and year from the segments that hold them, first come, first served."""
    title: str | None = None
    venue: str | None = None
    year: int | None = None
    for (left, right), kind, said_before in zip(note.pieces, note.kinds, known, strict=True):
        if isinstance(said_before, Authors):
            tail = _LAB.sub("", note.text[said_before.end : right]).lstrip(" ,.;:")
            read = parse_venue(_without_year(tail)) if tail else None
            said = find_year(tail[:60]) if tail else None
            if read is not None:
                title, venue = title or read.title, venue or read.venue
            else:
                title = title or find_title(tail)
                rest = _without_year(tail).rstrip(" .*_")
                if said and rest != tail and is_bare_journal(rest):
                    venue = venue or rest
            year = year or said or (read.year if read else None)
        elif kind in ("venue", "title"):
            piece = note.text[left:right]
            read = said_before if said_before is not None else parse_venue(piece)
            if read is not None:
                title, venue, year = title or read.title, venue or read.venue, year or read.year
            if title is None:
                title = find_title(piece)
    if venue is None or year is None or title is None:
        loose = _loose_publication(note, wants_year=year is None, wants_venue=venue is None)
        title, venue, year = title or loose.title, venue or loose.venue, year or loose.year
    if venue is None or year is None:
        venue, year = _imprint(note, venue, year)
    return Publication(title or _entry_title(note, known), venue, year)


def _entry_title(note: Note, known: Sequence[Authors | Publication | None]) -> str | None:
    """The title of a bibliography entry: the sentence behind its authors, without quotation marks."""
    if not note.pieces or any(dot in note.text[note.start : note.end] for dot in MIDDOTS):
        return None
    authors = known[0]
    if not isinstance(authors, Authors):
        return None
    left, right = authors.end, note.pieces[0][1]
    candidates = [_without_year(note.text[left:right].lstrip(" ,.;:"))]
    if len(note.pieces) > 1 and note.kinds[1] not in ("venue", "identifier", "access"):
        candidates.append(note.piece(1))
    for words in candidates:
        if (
            words.count(" ") >= _SHORTEST_TITLE - 1
            and any(letter.isupper() for letter in words[:2])
            and parse_venue(words) is None
        ):
            return words.strip(" *_.") or None
    return None


def _imprint(note: Note, venue: str | None, year: int | None) -> tuple[str | None, int | None]:
    """Venue and year from shapes that may stand anywhere, for what is still missing of them."""
    for at, ((left, right), kind) in enumerate(zip(note.pieces, note.kinds, strict=True)):
        if kind in ("access", "note", "retraction", "finding", "reach"):
            continue
        piece = note.text[left:right]
        found = find_imprint(piece)
        if found is not None and year in (None, found[1]) and venue in (None, found[0]):
            return found
        if venue is None and (kind == "preprint" or (kind == "raw" and len(piece) <= 40)):
            venue = find_server(piece)
        if venue is None and kind in ("raw", "design", "authors") and _stands_as_venue(note, at):
            venue = piece.strip(" .*_")
    return venue, year


def _stands_as_venue(note: Note, at: int) -> bool:
    """Whether a segment is a bare journal behind the authors or the title, or before a year."""
    left, right = note.pieces[at]
    if right - left > 70 or not is_bare_journal(note.text[left:right].strip("*_ ")):
        return False
    following = note.piece(at + 1) if at + 1 < len(note.pieces) else ""
    return (at > 0 and note.kinds[at - 1] in ("authors", "title")) or _ONLY_YEAR.match(following) is not None


# "Roe J et al. (Poe lab), *Journal* 2031"
_LAB = re.compile(r"^\s*\([^()\d]{0,80}\)[\s,.;:]*(?=[*_“\"A-Z])")
_SHORTEST_TITLE = 3
_YEAR_FIRST = re.compile(r"^\(?((?:18|19|20)\d\d)[a-z]?\)?[\s.,:;]*")
_ONLY_YEAR = re.compile(
    r"^[\s*_(]*(?:\d{1,2}\s)?(?:[A-Z][a-z]{2,8}\s)?((?:18|19|20)\d\d)(?:[\s./-]+(?:[A-Z][a-z]{2,8}|\d\d?)){0,2}[\s)*_.]*$"
)
_PUBLISHED = re.compile(
    r"(?i)\b(?:published|epub|online|print)\b[^·;()\d]{0,12}(?:\d{1,2}\s)?(?:[A-Z][a-z]+\s){0,2}((?:19"
    r"|20)\d\d)\b|,\s((?:19|20)\d\d),\spp?\.\s?\d"
)
# a journal and a year before running text: "Journal of Things 2031; shows that"
_VENUE_OPENING = re.compile(r"[^\W\d_a-z][\w&.: ]{3,60}? (?:19|20)\d\d(?=;)")
_LOOSE = frozenset(
    {"raw", "identifier", "design", "study-page", "preprint", "sample", "note", "retraction", "title"}
)
_ITALIC_YEAR = re.compile(r"(?<![\w*])\*([^*\n]{2,80})\*\s*(?:\(?)((?:18|19|20)\d\d)\b")


def _without_year(text: str) -> str:
    match = _YEAR_FIRST.match(text)
    return text[match.end() :] if match is not None and match.end() < len(text) else text


def _loose_publication(note: Note, *, wants_year: bool, wants_venue: bool) -> Publication:
    """What stands in segments that are something else first: a year alone, a journal behind an
    identifier, a quoted title behind a design.
    """
    title: str | None = None
    venue: str | None = None
    year: int | None = None
    for (left, right), kind in zip(note.pieces, note.kinds, strict=True):
        piece = note.text[left:right]
        if kind in _LOOSE:
            if wants_year and year is None:
                dated = _ONLY_YEAR.match(piece) or _PUBLISHED.search(piece)
                year = int(dated[dated.lastindex or 1]) if dated is not None else None
                if year is None and kind == "preprint":
                    year = find_year(piece)
            if wants_venue and venue is None and kind == "raw" and wants_year and year is None:
                opening = _VENUE_OPENING.match(piece)
                read = parse_venue(opening.group()) if opening is not None else None
                if read is not None:
                    venue, year = read.venue, read.year
            named = _ITALIC_YEAR.search(piece) if wants_year or wants_venue else None
            if named is not None and kind != "note":
                venue = venue or named.group(1).strip()
                year = year or int(named.group(2))
            if title is None and kind in ("design", "identifier", "study-page", "raw"):
                title = (
                    find_title(piece) if kind != "raw" or piece.lstrip(" *_").startswith(('"', "“")) else None
                )
    return Publication(title, venue, year)


def _populations(note: Note) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for left, right in note.of_kind("population"):
        label = re.match(r"[\s*_]*[A-Za-z ]{3,32}[:=]\s*", note.text[left:right])
        text = note.text[left + (label.end() if label else 0) : right].strip(" *_")
        if text:
            found.setdefault(text)
    return tuple(found)


def _is_preprint(note: Note, identifiers: tuple[Identifier, ...]) -> bool:
    subjects = [
        one.value
        for one in identifiers
        if one.scheme is IdentifierScheme.DOI and one.role is IdentifierRole.SUBJECT
    ]
    if subjects:
        if all(find_server_of(value) is not None for value in subjects):
            return True
        if any(one.role is IdentifierRole.PREPRINT for one in identifiers):
            return False
    return read_preprint(note)
