"""P values and effects, as written.

Each kind of figure is found by the mark that gives it away (a ``p``, a ``%``, ``-fold``, the name of a
measure, ``CI`` in brackets) and then read around it, which is cheaper than trying every number.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_P = re.compile(
    r"[pP](?:[-\s]?(?:val(?:ue)?s?|trend|interaction|heterogeneity|adj(?:usted)?|corr?))?\s?[=<>≤≥≈~]\s?"
    r"(?:ns\b|NS\b|\d[\d.]*(?:\s?[×x]\s?10\s?(?:\^\s?)?[-−⁻][\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-−]?\d+)?"
    r"|\.\d+)(?:[–-]0?\.\d+)?"
)
_NUMBER = r"[−–+-]?\d{1,12}(?:,\d{3})*(?:\.\d{1,8})?"
_INTERVAL = (
    rf"[(\[][^()\[\]]{{0,14}}?(?:(?:95|90|99)\s?%?\s?(?:CI|CrI|HDI|CIs)|CI|IQR|SE|SD"
    rf"|range)?[:\s=,]{{0,3}}{_NUMBER}\s?%?\s?"
    rf"(?:–|-|to|,|−)\s?{_NUMBER}\s?%?[^()\[\]]{{0,40}}[)\]]"
)
_MEASURE = re.compile(
    r"(?:HRs?|ORs?|RRs?|IRR|SHR|SMD|WMD|MD|ARR|NNT|NNH|AUC|Cohen['’]s\sd|Hedges['’]?\sg|β|beta|ρ|rho"
    r"|R²|R2|ICC|ES|[gdr](?=\s?=))"
    rf"\s?(?:=|:|≈|~|\s|of\s)\s?{_NUMBER}%?(?:\s?{_INTERVAL})?"
)
_CI = re.compile(r"[(\[](?=[^()\[\]]{0,40}CI\b)")
_INTERVAL_AT = re.compile(_INTERVAL)
_NUMBER_BEFORE = re.compile(rf"{_NUMBER}\s?%?\s?$")
_FOLD = re.compile(r"-fold\b")
_FOLD_BEFORE = re.compile(r"[~≈]?\d{1,6}(?:\.\d{1,4})?(?:[–-]\d{1,6}(?:\.\d{1,4})?)?$")
_PERCENT = re.compile(r"%")
_CHANGE_BEFORE = re.compile(
    r"(?<![\w.–-])[−+↑↓~≈–-]\s?\d{1,6}(?:\.\d{1,4})?(?:[–-]\d{1,6}(?:\.\d{1,4})?)?\s?$"
)
_LOOK_BACK = 20


def find_p_values(text: str, start: int, end: int) -> tuple[str, ...]:
    """P values in ``text[start:end]`` as written, in order, without duplicates."""
    return tuple(
        dict.fromkeys(
            match.group().strip()
            for match in _P.finditer(text, start, end)
            if match.start() == start
            or not (text[match.start() - 1].isalnum() or text[match.start() - 1] in "/_")
        )
    )


def find_effects(text: str, start: int, end: int) -> tuple[str, ...]:
    """Ratios, differences and intervals, fold and percent changes, as written, without duplicates."""
    found = [
        match.span()
        for match in _MEASURE.finditer(text, start, end)
        if match.start() == start
        or not (text[match.start() - 1].isalnum() or text[match.start() - 1] in "-_")
    ]
    known = tuple(found)
    for opener in _CI.finditer(text, start, end):
        interval = _INTERVAL_AT.match(text, opener.start(), end)
        if interval is not None:
            _extend_back(text, start, opener.start(), interval.end(), _NUMBER_BEFORE, known, found)
    for mark, before in ((_FOLD, _FOLD_BEFORE), (_PERCENT, _CHANGE_BEFORE)):
        for match in mark.finditer(text, start, end):
            _extend_back(text, start, match.start(), match.end(), before, known, found)
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
    nearest = bisect_right(known, (at, end)) - 1
    if nearest >= 0 and known[nearest][1] > at:
        return
    base = max(start, at - _LOOK_BACK)
    number = before.search(text[base:at])
    if number is not None and not (found and found[-1][0] <= at < found[-1][1]):
        found.append((base + number.start(), end))
