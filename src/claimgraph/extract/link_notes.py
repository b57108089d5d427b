"""What a sentence notes, beside a link, of the state of the page that it leads to.

``[[x]] (implicit stub)``, ``[[x]] page not yet seeded``, ``- [[x]] — binds y; stub``,
``[[x]] (verified 2026)``. Such notes grow old when the other page is written, so they are kept and
compared with it.
"""

from __future__ import annotations

import re

from claimgraph.document.values import BlockKind, Document, Link, Region

_READ = frozenset({Region.BODY, Region.TABLE, Region.QUOTE})
_NEXT = frozenset("([p")
"""A bracket, or the word page."""
_CLUE = re.compile(r"stub|planned|seed|verified|not exist|no page|written|created|pending", re.IGNORECASE)
_BRACKET = re.compile(
    r"[*_`]{0,3} ?(?:page )?(?:\((?P<round>[^()\[\]\n]{1,90})\)|\[(?P<square>[^()\[\]\n]{1,90})\](?!\())"
)
_OPEN = re.compile(r"[*_`]{0,3} ?[(]?(?P<open>page (?:is )?[^()\[\].\n]{1,60})")
_LEADS = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+[*_`]{0,3}\Z")
_PART = re.compile(r"\s*(?:[;,]|\s[—–-]\s|—)\s*")
_STATE = re.compile(
    r"(?:currently |still |R\d+\+? )?(?:an? )?"
    r"(?:(?:implicit |existing |current |planned )?stubs?(?: pages?)?"
    r"|(?:page )?(?:is )?(?:not (?:yet )?|un)(?:seeded|written|created|drafted)"
    r"|(?:page )?(?:is )?planned(?: R\d+\S*| batch| page)?"
    r"|(?:stub |needs )?seeding(?: target)?"
    r"|page (?:pending|missing)|no page(?: yet)?"
    r"|(?:page )?(?:does not|doesn't) (?:yet )?exist(?: yet)?"
    r"|(?:page )?to be (?:seeded|written|created|drafted)"
    r"|(?:un|not (?:yet )?)?verified(?:[: ]+(?:true|false|full|fully|[\d-]+))?)",
    re.IGNORECASE,
)


def note_of(document: Document, link: Link) -> str | None:
    """The words that say whether the page behind ``link`` is written or verified; None if none do.

    A bracket right behind the link counts, and what the rest of the line says where the link opens a
    list item; not words behind a second link, which may be about that one.
    """
    if link.region not in _READ:
        return None
    text, behind = document.text, link.span.end
    opens = _opens_item(document, link)
    # Most links have no bracket behind them and open no item; that costs less to see than a pattern.
    if not opens and _NEXT.isdisjoint(text[behind : behind + 5]):
        return None
    end = text.find("\n", behind)
    line = text[behind : end if end >= 0 else len(text)]
    if _CLUE.search(line) is None:
        return None
    if (found := _BRACKET.match(line)) is not None:
        note = found["round"] or found["square"]
        if _is_state(note):
            return note.strip()
    elif (found := _OPEN.match(line)) is not None and _is_state(found["open"]):
        return found["open"].strip()
    return _note_of_item(line.partition("[[")[0]) if opens else None


def _opens_item(document: Document, link: Link) -> bool:
    if link.block < 0 or document.blocks[link.block].kind is not BlockKind.ITEM:
        return False
    start = document.text.rfind("\n", 0, link.span.start) + 1
    return _LEADS.match(document.text[start : link.span.start]) is not None


def _note_of_item(line: str) -> str | None:
    """What the rest of a list item notes of the link that opens it."""
    for found in re.finditer(r"\(([^()\n]{1,90})\)", line):
        if _is_state(found[1]):
            return found[1].strip()
    for part in _PART.split(line):
        if _STATE.fullmatch(part.strip(" .*_")) is not None:
            return part.strip(" .*_")
    return None


def _is_state(note: str) -> bool:
    return any(_STATE.fullmatch(part.strip(" .*_")) is not None for part in _PART.split(note))
