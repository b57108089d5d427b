"""Waivers written on the page: an HTML comment, or in the front matter a YAML one.

<!-- claimgraph waive FN-06 until 2027-03-31: pilot study, n is not published -->
druggability-tier: null   # claimgraph waive ID-35 until 2027-03-31: not in the database yet
<!-- claimgraph waive-page CL-30, CL-47 until 2027-03-31: being rewritten -->
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from functools import lru_cache

from claimgraph.diagnostics import Diagnostic, LineIndex, Severity, Span
from claimgraph.review.selection import suggest
from claimgraph.review.waivers import FAMILY, Waiver, waiver_finding

_COMMENT = re.compile(r"<!--[ \t]*claimgraph\b(?P<words>.*?)-->", re.DOTALL | re.IGNORECASE)
_YAML = re.compile(
    r"(?:^|[ \t])#[ \t]*claimgraph[ \t]+(?P<words>waive[^\n\r]*)", re.IGNORECASE | re.MULTILINE
)
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<body>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?P<mark>```+|~~~+)[^\n]*\n.*?(?:^ {0,3}(?P=mark)|\Z)", re.DOTALL | re.MULTILINE)
_WORDS = re.compile(
    r"\s*waive(?P<page>-page)?\s+(?P<rules>[A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*)"
    r"\s+until\s+(?P<until>[\d-]+)\s*:\s*(?P<reason>\S.*?)\s*$",
    re.DOTALL | re.IGNORECASE,
)
_FORM = "Write: claimgraph waive RULE until 2027-03-31: the reason"


def parse_comments(
    path: str, text: str, known: Sequence[str]
) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """The waivers in a page's text, and a WV-01 for each that is not understood.

    A comment on a line of its own is about the next line that is not blank, any other about its own
    line; ``waive-page`` is about the whole page. Comments inside code are examples.
    """
    if not _may_hold(text):
        return (), ()
    lines = LineIndex(text)
    waivers: list[Waiver] = []
    faults: list[Diagnostic] = []
    for start, end, words in _find(text):
        span = lines.span(start, end)
        match = _WORDS.match(words)
        if match is None:
            faults.append(_fault(path, span, "The waiver is not understood.", _FORM + "."))
            continue
        rules = tuple(dict.fromkeys(name.strip().upper() for name in match["rules"].split(",")))
        fault = rules_fault(rules, known)
        try:
            until = datetime.date.fromisoformat(match["until"])
        except ValueError:
            fault = (f"The waiver's date is no date: {match['until']}.", "Write it as 2027-03-31.")
            until = datetime.date.max
        if fault is not None:
            faults.append(_fault(path, span, *fault))
            continue
        place = None if match["page"] else _place(text, lines, span)
        reason = " ".join(match["reason"].split())
        waivers.append(Waiver(rules, path, place, None, reason, until, path, span))
    return tuple(waivers), tuple(faults)


@lru_cache(maxsize=4096)
def _may_hold(text: str) -> bool:
    """Whether a page speaks of claimgraph at all; a page that is checked again and again is asked once."""
    return any(word in text for word in ("claimgraph", "Claimgraph", "ClaimGraph", "CLAIMGRAPH"))


def rules_fault(rules: Sequence[str], known: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with the rules that a waiver names, and what to do."""
    for rule in rules:
        if rule not in known:
            return f"The waiver names {rule}, which is no rule.", (
                suggest(rule, known) or "`claimgraph rule` lists them."
            )
        if rule.startswith(FAMILY):
            return f"{rule} is about waivers and cannot be waived.", "Mend the waiver that it is about."
    return None


def _fault(path: str, span: Span, message: str, how: str) -> Diagnostic:
    return waiver_finding("WV-01", Severity.ERROR, message, path, span, how)


def _find(text: str) -> list[tuple[int, int, str]]:
    """Start, end and words of each comment that is meant for claimgraph, in order."""
    code = [match.span() for match in _FENCE.finditer(text)]
    found = []
    front = _FRONT_MATTER.match(text)
    body = 0
    if front is not None:
        body = front.end()
        found += [
            (text.index("#", match.start()), match.end(), match["words"])
            for match in _YAML.finditer(text, front.start("body"), front.end("body"))
        ]
    for match in _COMMENT.finditer(text, body):
        start = match.start()
        line = text.rfind("\n", 0, start) + 1
        if any(first <= start < last for first, last in code) or text.count("`", line, start) % 2:
            continue
        found.append((start, match.end(), match["words"]))
    return found


def _place(text: str, lines: LineIndex, span: Span) -> tuple[int, int]:
    """The line that a comment is about."""
    before = text[lines.line_start(span.line) : span.start]
    after_end = text.find("\n", span.end)
    after = text[span.end : len(text) if after_end < 0 else after_end]
    if before.strip(" \t>") or after.strip():
        return span.line, span.end_line
    number = span.end_line + 1
    while number <= lines.count:
        start = lines.line_start(number)
        end = text.find("\n", start)
        if text[start : len(text) if end < 0 else end].strip(" \t>\r"):
            return number, number
        number += 1
    return span.line, span.end_line
