"""Title, venue and year of the source of a footnote."""

from __future__ import annotations

import re

import msgspec

from claimgraph.extract.citation.imprint import is_prose

_QUOTED = re.compile(r"[\"“]([^\"“”\n]{12,400})[\"”]")
_TITLE_LABEL = re.compile(r"^[\s*_]*(?:crossref-confirmed )?title[s]?\s*[:=]\s*", re.IGNORECASE)
_ITALIC = re.compile(
    r"(?<![\w*])(?:\*\*\*|\*\*|\*|_)(?=[^\s*_])([^*_\n]{2,120}?)(?<=[^\s*_])(?:\*\*\*|\*\*|\*|_)(?![\w*])"
)
_YEAR = re.compile(
    r"(18\d\d(?!\s?\()|(?:19|20)\d\d)(?<![\w\-–./:,]\d\d\d\d)(?!\d)(?![\d\-]\d|\d|%|[,.]\d"
    r"| ?(?:mg|µg|μg|ng|kcal"
    r"|participants|patients|women|men|mice|adults|cells|citations|subjects)\b)"
)
_YEAR_NEXT = re.compile(r" (?:19|20)\d\d\b")
# A journal with a number in its name that looks like a year.
_NUMBERED_JOURNAL = re.compile(r"(?i)\bperiodontol(?:ogy)?\.? 2000")
_DATE = re.compile(r"\b((?:19|20)\d\d)-(?:0[1-9]|1[0-2])(?:-\d\d)?\b")
_VOLUME = re.compile(
    r"[\d;eVv](?:(?<=\d)\d*\s?\(\s?(?:\d+|Suppl|Pt)[^)]{0,12}\)|(?<=\d)(?<!\w.)\d{0,3}\s?:\s?[a-zA-Z]{0,2}\d+"
    r"|(?<=;)\s?\d+|(?<=[Vv])(?<!\w.)ol\.? ?\d+|(?<=\d)(?<!\w.)\d{0,3}, \d{2,}[–-]\d+"
    r"|(?<=e)(?<!\w.)\d{4,}\b)"
)
_PLAIN_VENUE = re.compile(r"^(?:[Tt]he )?[^\W\d_][\w.&'’()\-/:, ]*$")
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 110
_MARK_NEXT = re.compile(r"[\s,.;:(]*\d")
_NOT_VENUE = re.compile(
    r"\b(?:et al|candidate|founded"
    r"|not|is|was|are|were|available|this|these|for|see|verified|pending|note|page|table|figure|model|phase"
    r"|via|by|per|with|vs|from"
    r"|source|section|dataset|accessed|query|level|grade|stage)\b",
    re.IGNORECASE,
)
# A gene or a strain in italics is no journal: *daf-2(e1370)* LoF, *Casp1⁻/⁻*.
_NO_ITALIC_VENUE = re.compile(r"^[a-z]{2,5}-?\d|\([a-z]{1,3}\d+\)|[⁺⁻⁰]|^\W*\d+\W*$")
_PROSE_NEXT = re.compile(
    r"\s+(?!of\b|and\b|in\b|the\b|for\b|online|published|preprint|suppl|vol|epub|advance)[a-z]{3,}\b"
)
_YEAR_THEN_PROSE = re.compile(r"(?:18|19|20)\d\d\s+(?:by|with|as|to|that|when|who|which|on|and)\s")
_VENUE_STOP = re.compile(r"[\s,.;:(\[]+$")
_BETWEEN = re.compile(r"^[\s.,:;(\"]+")


class Publication(msgspec.Struct, frozen=True):
    """What one segment says of where and when the source appeared."""

    title: str | None = None
    venue: str | None = None
    year: int | None = None


def find_title(text: str) -> str | None:
    """The text in double quotation marks that looks like a title: four words or more, or labelled."""
    for match in _QUOTED.finditer(text) if '"' in text or "“" in text else ():
        inner = match.group(1).strip()
        if inner.count(" ") >= 2 and (
            inner[0].isupper() or not inner[0].isalpha() or _TITLE_LABEL.match(text)
        ):
            return inner.rstrip(".,")
    label = _TITLE_LABEL.match(text) if ":" in text or "=" in text else None
    if label is not None:
        return text[label.end() :].strip(' *_"“”.') or None
    return None


def find_year(text: str, latest: int = 2100) -> int | None:
    """The first year of publication in ``text``: a bare year, else the year of a date."""
    match = _search_year(text, 0, len(text))
    if match is not None and int(match.group(1)) <= latest:
        return int(match.group(1))
    dated = _DATE.search(text) if "-" in text else None
    return int(dated.group(1)) if dated is not None else None


def _search_year(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first year in ``text[start:end]`` that is no part of a journal's name."""
    match = _YEAR.search(text, start, end)
    while match is not None and (
        _YEAR_NEXT.match(text, match.end())
        or _NUMBERED_JOURNAL.search(text, max(start, match.start() - 16), match.end())
    ):
        start = match.end()
        match = _YEAR.search(text, start, end)
    return match


def parse_venue(text: str) -> Publication | None:
    """Reads a segment such as ``*J Invented Res* 2019;12(3):45–50`` or ``Nature 2001``.

    None where the segment does not look like a venue: it needs an italic name, or a plain name of at
    most ten words, with a year, a volume or nothing else behind it.
    """
    title = None
    quoted = _QUOTED.search(text) if '"' in text or "“" in text else None
    if quoted is not None:
        title = find_title(text)
        body = _BETWEEN.sub("", text[quoted.end() :])
    else:
        body = text.strip()
    if not body:
        return Publication(title=title) if title else None
    italic = _ITALIC.search(body) if "*" in body or "_" in body else None
    if italic is not None and italic.group().startswith("**") and not _MARK_NEXT.match(body, italic.end()):
        return None  # words in bold are an emphasis unless a volume or a year follows
    if italic is not None and italic.start() <= 4:
        name = italic.group(1).strip(" .,;:")
        rest = body[italic.end() :]
        if is_prose(name):  # "*A title of many words*. **Some Journal** 2, 254 (2031)"
            later = parse_venue(_BETWEEN.sub("", rest)) if title is None and rest.strip(" .,;:") else None
            return Publication(name, later.venue, later.year) if later is not None and later.venue else None
        if _NO_ITALIC_VENUE.search(name) or _PROSE_NEXT.match(rest):
            return None
        if len(rest) <= 90 or _YEAR.match(rest.lstrip(" (,.;")) or _VOLUME.match(rest.lstrip(" ,.;")):
            return Publication(title, name, find_year(rest[:60]) or find_year(name))
        return None
    digit = _DIGIT.search(body)
    if digit is None or digit.start() > _LONGEST_NAME:
        return None
    year = _search_year(body, 0, digit.start() + 90)
    volume = _VOLUME.search(body, max(0, digit.start() - 8), digit.start() + 90)
    marks = [match.start() for match in (year, volume) if match is not None]
    if not marks:
        return None
    name = _VENUE_STOP.sub("", body[: min(marks)])
    if not name:
        return Publication(title, None, int(year.group(1)) if year else None) if len(body) <= 40 else None
    rest = body[min(marks) :]
    looks = len(name.split()) <= 10 and any(letter.isupper() for letter in name[:6]) and len(rest) <= 80
    if (
        not looks
        or is_prose(name)
        or _YEAR_THEN_PROSE.match(rest)
        or _NOT_VENUE.search(name)
        or not _PLAIN_VENUE.match(name)
    ):
        return None
    return Publication(title, name.strip("*_ "), int(year.group(1)) if year else find_year(body))
