"""How far the writer read the source, with the polarity of the words.

Each clause about access says one thing: read in full, only the abstract, a copy at hand, to be fetched,
not to be had. "Not verified against the PDF" says nothing positive; "local PDF: pending" is no copy. The
footnote's access is the strongest of what its clauses say: a reading counts more than a copy, a copy
more than the want of one.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from claimgraph.extract.citation.note import Note
from claimgraph.model import Access

_TOPICS = (
    "pdf",
    "full",
    "abstract",
    "archiv",
    "local",
    "not_oa",
    "not oa",
    "not-oa",
    "closed",
    "paywall",
    "download",
    "verif",
    "pending",
    "end-to-end",
    "unread",
    " read",
    "read ",
    "inaccessible",
    "access",
)
_CUT = re.compile(r"[;()\n\[\]]|,\s|\s[—–]\s|\.(?:\*{0,2})\s+(?=[A-Z#*])|\.\s*$")
# An identifier in brackets cuts no clause: "abstract (PMID 1234567) verified".
_IDENTIFIER = re.compile(r"\(\s?(?:PMID|PMCID|PMC|doi)[\s:]?[^()\s]{1,40}\)(?=\s\w)")
_SUBJECT = (
    r"(?:full[- ]?(?:(?:pmc|html|open|article|published|manuscript)[- ])?(?:text|pdf|paper)s?|pdfs?"
    r"|body[- ]?text|(?:primary|original)\s(?:source|paper|pdf|article)|article|paper)"
)
_TAG = re.compile(r"#[\w/-]+")
_ARCHIVE = re.compile(r"(?i)\bpaper archive\b")
_OTHER_PAGE = re.compile(r"\]\](?:\s+page)?[\s(]*$")
# "… in Roe & Moe 2031 (PDF confirmed)", "cross-confirmed in Roe 2031 full PDF": another paper was read.
_OTHER_PAPER = re.compile(
    r"\bin [A-Z][\w'’-]+(?:,? (?:(?:&|and) [A-Z][\w'’-]+|et al\.?))? (?:19|20)\d\d\b[\s(]*$"
)
_POINTER = re.compile(r"[Ss]ee \[\[")  # a note that only leads to another page
_IN_PAPER = re.compile(r"\bin [A-Z][\w'’-]+(?: (?:(?:&|and) [A-Z][\w'’-]+|et al\.?))? (?:19|20)\d\d\b")
# "… of Roe 2031 corroboration (verified)", "that is a different paper (…) not available"
_OTHER_VERIFIED = re.compile(r"\b[A-Z][\w'’-]+ (?:et al\.? )?(?:19|20)\d\d\b[^()·;]{0,30}[\s(]*$")
_DIFFERENT = re.compile(r"(?i)\b(?:different|another|other|unrelated) (?:paper|article|study)\b[^;·]*$")
_EUROPE = re.compile(r"(?i)europe\s?pmc")
_COUNTED = re.compile(r"(?i)^[\s*_]*~?(?:[\d,]+ )?(?:cited|citation)")
_NEGATED = re.compile(
    r"(?i)\b(?:not|never|cannot|can['’]t|couldn['’]t|without|un-?(?=verif)|unverifi\w+|unread|yet to be"
    r"|awaits?|awaiting|needs?|need to be|requires?|required|should be|must be|to be|recommend\w*|before"
    r"|until|re-?verify|verify|inaccessible|unconfirmed|blocked|impossible|outstanding|deferred|skipped"
    r"|corrupt\w*|unreadable|missing|auto-extract\w*)\b"
)
_READ = re.compile(
    rf"(?i)\b{_SUBJECT}\b[^.]{{0,30}}\b(?:verified|read|checked|cross-checked|reviewed|consulted)\b|\b(?:pdf"
    rf"|full-?text)[- ]verified\b"
    rf"|\b(?:verified|confirmed|checked|cross-checked|cross-verified|read|re-read|extracted|taken"
    rf"|transcribed|verbatim|corrected|values?)\b[^.]{{0,40}}\b(?:against|from|in|via|with|through|using"
    rf"|on)\b[^.]{{0,30}}\b(?:{_SUBJECT}|pmc|pmc\d+|html|eutils xml)\b"
    r"|\b(?:verified|read)\s+(?:in full|end[- ]to[- ]end|in its entirety|completely|fully)\b"
    r"|\bend-to-end[- ](?:verified|read|verification)\b|\bfully (?:read|verified)\b|\bverified[:=]\s?true\b"
    r"|\bverified \(full\)"
    r"|\bverified pdf\b|\bdownloaded and verified\b|\bfull[- ]?text (?:verified|verification|read)\b"
    r"|\bverif\w+ (?:at|to) (?:full[- ]?text|pdf) level\b"
)
# Checking a volume or an author list against a catalogue is no reading of the paper.
_CATALOGUE = re.compile(
    r"(?i)\b(?:crossref|openalex|metadata|bibliograph\w+|volume|pages?|article[- ]number|doi|title|authors?"
    r"|authorship|citation|identity|identifiers?)\b"
)
_CONTENT = re.compile(r"(?i)pdf|full[- ]?text|full[- ]?paper|in full|end[- ]to[- ]end|pmc|html|body|true")
_LOCAL_VERIFIED = re.compile(r"(?i)\b(?:local|locally|archive)\b[^.]{0,25}\bverified\b")
_BARE_VERIFIED = re.compile(
    r"(?i)^[\s*_⚠️✓✅]*(?:archive:?\s*)?verified(?:[\s:]+(?:\d{4}-\d\d(?:-\d\d)?|r\d+\w*|on|by|via|against"
    r"|\()[^.]*)?[\s*_.]*$"
)
_PAGES_VERIFIED = re.compile(
    r"(?i)\b(?:pages?|wiki|api|registry|knowledge|footnote|doi|pmid|title|citation|metadata|crossref"
    r"|database|seeder|source doi|uniprot|swiss-prot|\[\[|verification pass|authors?|identity|id)\b"
)
_ABSTRACT = re.compile(
    r"(?i)\babstract[- /]?(?:only|level|verif\w+|based|derived|confirmed|checked|sourced|read\b|extract\w*"
    r"|text|and metadata|metadata|\+|page)|\btitle/abstract|\babstract (?:was |is |has been "
    r"|\([^()]{3,40}\) |directly "
    r"|fully |and [\w ]{3,40} )?(?:cross-checked|cross-verified|verified|confirmed|read"
    r"|checked|reviewed|accessed)\b"
    r"|\b(?:verified|verification|confirmed|checked|cross-checked|read|integrated|cited|taken|sourced"
    r"|derived|extracted|summary|summari[sz]ed|claims?|figures?|values?|data|recorded|seeded|supported"
    r"|details?|scope)\b[^.]{0,60}\babstracts?\b|\babstract confirms\b"
    r"|\bonly (?:the )?abstract\b|\babstract only\b|\b(?:from|via|per|against|using"
    r"|at) (?:the )?(?:\w+ ){0,3}abstract\b|\befetch\b[^.]{0,40}\bonly\b|\babstract \+"
)
_ABSTRACT_WEAK = re.compile(
    r"(?i)\b(?:in|from|by|beyond|per) (?:the )?(?:available |pubmed |published |crossref )?abstracts?\b"
    r"|\babstract (?:states?|reports?|gives|says)\b"
)
_NO_ABSTRACT = re.compile(
    r"(?i)\b(?:conference|meeting|congress|poster|oral|annual meeting|supplement) abstract\b"
    r"|\bno abstract\b|\babstract (?:not|un)\s?(?:available|indexed)"
    r"|\babstract (?:number|no\.|#\d|p?\d(?!\d{3}-))"
    r"|\bgraphical abstract\b|\b(?:above|beyond|more than) abstract|\babstract volume\b|\bwithout abstract\b"
)
_ABSTRACT_DENIED = re.compile(
    r"(?i)\babstract\b[^.]{0,15}\b(?:not|un)\s?(?:available|verified|confirmed|accessible|read)"
    r"|\b(?:not|un)\s?(?:verified|confirmed|checked)\s(?:from|in|against|via|by)\s(?:the\s)?(?:\w+\s)?abstract"
)
_PENDING = re.compile(
    r"(?i)\bpending\b|\bto be (?:downloaded|fetched|retrieved|obtained|verified|read)\b"
    r"|\bawait\w*\b[^.]{0,30}\b(?:download|pdf|verif\w+|full)|\bqueued\b|\bin progress\b"
    r"|\bstill downloading\b|\bdownload(?:ing)? (?:scheduled|requested|in progress)\b"
    r"|\bnot yet (?:downloaded|fetched|retrieved|archived|locally|obtained|read|verified|end-to-end|in)\b"
)
_UNVERIFIED = re.compile(
    rf"(?i)\bnot (?:\w+ ){{0,2}}(?:verified|checked|confirmed)\s(?:against|from|in|with)\b[^.]{{0,24}}"
    rf"\b{_SUBJECT}\b"
    r"|\bnot (?:\w+ ){0,2}(?:pdf|full-?text)[- ]verified\b"
)
_PENDING_TOPIC = re.compile(
    r"(?i)download|archiv|pdf|verif|local|status|full|fetch|read|text|^[\s*_]*pending[\s*_.]*$|extraction"
    r"|ingest|\boa\b|access"
)
_NONE_STRONG = re.compile(
    r"(?i)\bdownload(?:s|ed)?\s*(?:attempt(?:s|ed)?|pipeline)?[:\s\w-]{0,20}\b(?:failed|failure|unavailable"
    r"|corrupt\w*|blocked|error|unsuccessful)\b|\bfailed (?:to )?download\b|\bstatus:?\s(?:is\s)?failed\b"
    r"|\bfailed\b(?=[^.]{0,15}$)"
    r"|\b(?:pdf|fetch|retrieval|full[- ]?text)\b[^.]{0,20}\b(?:failed|fails)\b|\bno (?:oa|pdf|candidate|free"
    r"|open)[^.]{0,25}\b(?:url|urls|found|available|copy|version|link)"
    r"|\b(?:pdf|copy|file|download)\b[^.]{0,20}\b(?:corrupt\w*|unreadable)\b"
    r"|\bnot downloadable\b|\bnot retrievable\b|\bcould not be (?:retrieved|accessed|obtained|downloaded"
    r"|read|fetched)\b|\bnot recoverable\b|\bunreachable\b"
)
_NONE = re.compile(
    rf"(?i)\bnot[_-]oa\b|\bnot (?:an? )?(?:oa|open[- ]access)\b|\bnon-oa\b|\bclosed[- _]?(?:access|oa)\b"
    rf"|\boa(?: status)?: closed\b|^[\s*_]*closed[\s*_]*$|\bpay-?wall(?:ed)?\b|\bsubscription[- ](?:only"
    rf"|required)\b"
    rf"|\b(?:no|without)\s(?:local\s)?(?:pdf|copy|full[- ]?text|full text|local full[- ]text|oa copy"
    rf"|local copy|access)\b|\b{_SUBJECT}\b[^.]{{0,25}}\b(?:not|un|in)\s?-?(?:locally\s)?(?:available"
    rf"|accessible|accessed|downloaded|downloadable|archived|retrieved|obtained|fetched|in (?:local "
    rf"|the )?archive|found|present|in a local|oa|open|recoverable|reachable|stored)\b"
    rf"|\b(?:not|un)\s?(?:yet\s|currently\s)?(?:locally\s)?(?:available|accessible|downloaded|archived"
    rf"|accessed)\b|\bnot (?:in|found in|on file)\b[^.]{{0,12}}\b(?:archive|oa-package|local)\b"
    rf"|\barchive\b[:\s]+not in (?:the )?index\b"
    rf"|\bnot local\b|\blocally:?\s?not[_ ]found\b"
    rf"|\bno[- ]fulltext[- ]access\b|\binaccessible\b|\bunavailable\b|\bunable to (?:access"
    rf"|download|retrieve|read)\b|\b(?:cannot|could not) (?:access|be accessed)\b|\blocally not\b"
    rf"|\bno local\b|\baccess denied\b|\bbehind (?:a )?(?:403|paywall)"
)
_NO_ACCESS_TOPIC = re.compile(
    r"(?i)pdf|full|text|oa\b|open|closed|archive|local|download|access|pay|copy|article|paper|fulltext"
    r"|subscription|403"
)
_AVAILABLE = re.compile(
    r"(?i)\blocal(?:ly)?[- ](?:pdf|copy|available|downloaded|archived|stored|held|present|accessible"
    r"|confirmed|full[- ]?text)\b|\blocal(?:ly)?\s*:\s*(?:pdf|yes|available|downloaded|completed|confirmed"
    r"|copy|\S*$)|\b(?:pdf|copy|full[- ]?text)\b[^.]{0,25}\b(?:local(?:ly)?|on file|in (?:a "
    r"|the )?(?:local )?(?:paper )?archive|available|downloaded|present|at hand)\b"
    r"|\barchive(?: status)?\s*:?[\s*]*(?:locally )?(?:downloaded|available|completed|local|complete|pdf"
    r"|have)\b|\bdownload(?: |_)?status\s*:\s*(?:downloaded|completed?|done)\b|^[\s*_]*(?:downloaded"
    r"|locally|local[- ]pdf|local|pdf|completed)\b[\s*_.:]*(?:\d{4}-\d\d-\d\d|yes|available|at\b.*"
    r"|\(?pdf\)?)?[\s*_.]*$|\bin (?:a |the )?local (?:paper )?archive\b|\bpdf (?:at|in|via|on|confirmed"
    r"|available)\b|\blocally via\b|\bdownloaded (?:via|from|to|at|locally|\d{4}|pmc|\()"
)


class _Said(IntEnum):
    """What one clause says, strongest last."""

    NOTHING = 0
    UNREAD = 1
    NONE = 2
    PENDING = 3
    FAILED = 4
    ABSTRACT_WEAK = 5
    AVAILABLE = 6
    VERIFIED = 7
    ABSTRACT = 8
    READ = 9


_POSITIVE = frozenset({_Said.VERIFIED, _Said.READ, _Said.AVAILABLE})
_VERIFIED = frozenset({_Said.VERIFIED, _Said.READ})
_MISSING = frozenset({_Said.NONE, _Said.PENDING, _Said.FAILED})
_BUT = re.compile(r"\s*(?:but|however)\b")
_MEANING = {
    _Said.UNREAD: Access.PENDING,
    _Said.NONE: Access.NONE,
    _Said.PENDING: Access.PENDING,
    _Said.FAILED: Access.NONE,
    _Said.ABSTRACT_WEAK: Access.ABSTRACT,
    _Said.AVAILABLE: Access.AVAILABLE,
    _Said.VERIFIED: Access.FULL_TEXT,
    _Said.ABSTRACT: Access.ABSTRACT,
    _Said.READ: Access.FULL_TEXT,
}


def read_access(note: Note) -> tuple[Access, str | None]:
    """The access that the footnote states, and the words it was read from."""
    best = _Said.NOTHING
    raw: str | None = None
    if not note.topics:
        return Access.UNMARKED, None
    for start, end in note.pieces:
        if not note.has_topic(start, end):
            continue
        for left, right in _clauses(note.text, start, end):
            if not note.has_topic(left, right):
                continue
            said = _said(note.text[left:right])
            if (
                said in _VERIFIED
                and note.text.startswith("[[", right)
                and _CONTENT.search(note.text, left, right) is None
            ):
                said = _Said.NOTHING  # "verified on [[page]]"
            if said in _POSITIVE and _is_about_another(note.text, start, left):
                said = _Said.NOTHING  # "see [[page]] (verified)", "in Roe 2031 (PDF confirmed)"
            if said in _MISSING and _DIFFERENT.search(note.text, max(start, left - 90), left) is not None:
                said = _Said.NOTHING
            if said > best or (
                said is _Said.FAILED and best is _Said.AVAILABLE and _BUT.match(note.text, left)
            ):
                best, raw = said, note.text[left:right].strip(" \t\n*_·")
    return (_MEANING[best], raw) if best else (Access.UNMARKED, None)


def _is_about_another(text: str, start: int, left: int) -> bool:
    """Whether a clause in brackets is about the page or the paper that is named before them."""
    if text[left - 1 : left] != "(":
        return _OTHER_PAGE.search(text, max(start, left - 6), left) is not None
    window = max(start, left - 60)
    return _OTHER_PAGE.search(text, max(start, left - 14), left) is not None or (
        _OTHER_PAPER.search(text, window, left) is not None
        or _OTHER_VERIFIED.search(text, window, left) is not None
        or _POINTER.match(text, start, left) is not None
    )


def states_access(note: Note, start: int, end: int) -> bool:
    """Whether a segment is about access to the source: its first clause says something about it."""
    if not note.has_topic(start, end):
        return False
    left, right = _clauses(note.text, start, end)[0]
    return note.has_topic(left, right) and _said(note.text[left:right]) not in (
        _Said.NOTHING,
        _Said.ABSTRACT_WEAK,
    )


def find_topics(lower: str, offset: int) -> tuple[int, ...]:
    """Where words that could be about access begin in a body in small letters, plus ``offset``."""
    found: list[int] = []
    for topic in _TOPICS:
        if topic not in lower:
            continue
        at = lower.find(topic)
        while at >= 0:
            found.append(offset + at)
            at = lower.find(topic, at + 1)
    found.sort()
    return tuple(found)


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    clauses: list[tuple[int, int]] = []
    left = start
    skipped = start
    for match in _CUT.finditer(text, start, end):
        at = match.start()
        if at < skipped:
            continue
        if text[at] == "(" and (within := _IDENTIFIER.match(text, at, end)) is not None:
            skipped = within.end()
            continue
        if match.start() > left and not text[left : match.start()].isspace():
            clauses.append((left, match.start()))
        left = match.end()
    if left < end:
        clauses.append((left, end))
    return clauses


@lru_cache(maxsize=4096)
def _said(clause: str) -> _Said:
    """What one clause says; remembered, because notes repeat a few hundred of them."""
    words = _TAG.sub(_keep_access_tag, clause) if "#" in clause else clause
    small = words.lower()
    if "paper archive" in small:
        words = _ARCHIVE.sub("archive", words)
        small = words.lower()
    if "europe" in small:
        words = _EUROPE.sub("Crossref", words)  # a catalogue, no text
        small = words.lower()
    negated = _NEGATED.search(words) is not None
    pending = _PENDING.search(words) is not None and _PENDING_TOPIC.search(words) is not None
    on_abstract = "abstract" in small or "efetch" in small
    if not negated and not pending:
        reading = _positive_reading(words)
        if reading:
            return reading
    if (
        on_abstract
        and _ABSTRACT.search(words) is not None
        and _NO_ABSTRACT.search(words) is None
        and not _denies_abstract(words)
    ):
        return _Said.ABSTRACT
    if _NONE_STRONG.search(words) is not None:
        return _Said.FAILED
    if pending:
        return _Said.PENDING
    if _NONE.search(words) is not None and _NO_ACCESS_TOPIC.search(words) is not None:
        return _Said.NONE
    if not negated and _AVAILABLE.search(words) is not None and not _COUNTED.match(words):
        return _Said.AVAILABLE
    if negated and _UNVERIFIED.search(words) is not None:
        return _Said.UNREAD
    if on_abstract and _ABSTRACT_WEAK.search(words) is not None and _NO_ABSTRACT.search(words) is None:
        return _Said.ABSTRACT_WEAK  # "not confirmed from the abstract": the abstract was read
    return _Said.NOTHING


def _keep_access_tag(match: re.Match[str]) -> str:
    """Tags are about access or about something else ("#gap/needs-replication"), whose words mislead."""
    tag = match.group()
    return tag if "no-full" in tag or "access" in tag else ""


def _positive_reading(clause: str) -> _Said:
    if "abstract" in clause.lower() and _ABSTRACT.search(clause) is not None:
        return _Said.NOTHING
    if _IN_PAPER.search(clause) is not None:
        return _Said.NOTHING
    if _CATALOGUE.search(clause) is not None and _CONTENT.search(_TAG.sub("", clause)) is None:
        return _Said.NOTHING
    if _READ.search(clause) is not None or _LOCAL_VERIFIED.search(clause) is not None:
        return _Said.READ
    if _BARE_VERIFIED.match(clause) is not None and _PAGES_VERIFIED.search(clause) is None:
        return _Said.VERIFIED
    return _Said.NOTHING


def _denies_abstract(clause: str) -> bool:
    return _ABSTRACT_DENIED.search(clause) is not None
