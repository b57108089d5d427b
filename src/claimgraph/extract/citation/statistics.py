"""P values and effects, as written.

Each kind of figure is found by the mark that gives it away (a ``p``, a ``%``, ``-fold``, the name of a
measure, ``CI`` in brackets) and then read around it, which is cheaper than trying every number.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# The letter before is looked at behind the first letter, so that the search runs by first letters.
_P = re.compile(
    r"[pP](?<![^\W_].)(?<![/_].)(?:[-\s]?(?:val(?:ue)?s?|trend|interaction|heterogeneity|adj(?:usted)?|corr?))?\s?[=<>≤≥≈~]\s?"
    r"(?:ns\b|NS\b|\d[\d.]*(?:\s?[×x]\s?10\s?(?:\^\s?)?[-−⁻][\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-−]?\d+)?"
    r"|\.\d+)(?:[–-]0?\.\d+)?"
)
_NUMBER = r"[−–+-]?\d{1,12}(?:,\d{3})*(?:\.\d{1,8})?"
_INTERVAL = (
    rf"[(\[][^()\[\]]{{0,14}}?(?:(?:95|90|99)\s?%?\s?(?:CI|CrI|HDI|CIs)|CI|IQR|SE|SD"
    rf"|range)?[:\s=,]{{0,3}}{_NUMBER}\s?%?\s?"
    rf"(?:–|-|to|,|−)\s?{_NUMBER}\s?%?[^()\[\]]{{0,40}}[)\]]"
)
# Names in capitals and Greek letters, and those in small letters, which few notes have.
_MEASURE = re.compile(
    r"[HORISWMANCEβρ](?<![\w-].)(?:(?<=H)Rs?|(?<=O)Rs?|(?<=R)Rs?|(?<=I)RR|(?<=S)(?:HR|MD)|(?<=W)MD"
    r"|(?<=M)D|(?<=A)(?:RR|UC)|(?<=N)N[TH]|(?<=C)ohen['’]s\sd|(?<=H)edges['’]?\sg|(?<=[βρ])"
    r"|(?<=R)[²2]|(?<=I)CC|(?<=E)S)"
    rf"\s?(?:=|:|≈|~|\s|of\s)\s?{_NUMBER}%?(?:\s?{_INTERVAL})?"
)
_SMALL_MEASURE = re.compile(
    rf"(?<![\w-])(?:beta|rho|[gdr](?=\s?=))\s?(?:=|:|≈|~|\s|of\s)\s?{_NUMBER}%?(?:\s?{_INTERVAL})?"
)
_SMALL_MARKS = ("beta", "rho", "r=", "d=", "g=", "r =", "d =", "g =")
_CI = re.compile(r"[(\[](?=[^()\[\]]{0,40}CI\b)")
_INTERVAL_AT = re.compile(_INTERVAL)
_NUMBER_BEFORE = re.compile(rf"{_NUMBER}\s?%?\s?$")
_FOLD_BEFORE = re.compile(r"[~≈]?\d{1,6}(?:\.\d{1,4})?(?:[–-]\d{1,6}(?:\.\d{1,4})?)?$")
_CHANGE_BEFORE = re.compile(
    r"(?<![\w.–-])[−+↑↓~≈–-]\s?\d{1,6}(?:\.\d{1,4})?(?:[–-]\d{1,6}(?:\.\d{1,4})?)?\s?$"
)
_LOOK_BACK = 20


def find_p_values(text: str, start: int, end: int) -> tuple[str, ...]:
    """P values in ``text[start:end]`` as written, in order, without duplicates."""
    found = _P.findall(text, start, end)
    return tuple(dict.fromkeys([one.strip() for one in found])) if found else ()


def find_effects(text: str, start: int, end: int) -> tuple[str, ...]:
    """Ratios, differences and intervals, fold and percent changes, as written, without duplicates."""
    found = [match.span() for match in _MEASURE.finditer(text, start, end)]
    body = text[start:end]
    for mark in _SMALL_MARKS:
        if mark in body:
            found += [
                match.span()
                for match in _SMALL_MEASURE.finditer(text, start, end)
                if not any(left < match.end() and match.start() < right for left, right in found)
            ]
            found.sort()
            break
    known = tuple(found)
    if text.find("CI", start, end) >= 0:
        for opener in _CI.finditer(text, start, end):
            interval = _INTERVAL_AT.match(text, opener.start(), end)
            if interval is not None:
                _extend_back(text, start, opener.start(), interval.end(), _NUMBER_BEFORE, known, found)
    at = text.find("-fold", start, end)
    while at >= 0:
        if not text[at + 5 : at + 6].isalnum() and text[at + 5 : at + 6] != "_":
            _extend_back(text, start, at, at + 5, _FOLD_BEFORE, known, found)
        at = text.find("-fold", at + 5, end)
    at = text.find("%", start, end)
    while at >= 0:
        _extend_back(text, start, at, at + 1, _CHANGE_BEFORE, known, found)
        at = text.find("%", at + 1, end)
    if not found:
        return ()
    found.sort()
    return tuple(dict.fromkeys(text[left:right].strip() for left, right in found))


def _extend_back(
    text: str,
    start: int,
    at: int,
    end: int,
    before: re.Pattern[str],
    known: tuple[tuple[int, int], ...],
    found: list[tuple[int, int]],
) -> None:
    """Adds the figure that ends in ``text[at:end]`` with the number before it, unless it is known."""
    if known:
        nearest = bisect_right(known, (at, end)) - 1
        if nearest >= 0 and known[nearest][1] > at:
            return
    base = max(start, at - _LOOK_BACK)
    number = before.search(text[base:at])
    if number is not None and not (found and found[-1][0] <= at < found[-1][1]):
        found.append((base + number.start(), end))
