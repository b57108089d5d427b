"""FN-44, FN-45, ST-02: percentages of counts, changes between two numbers, P values beside intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_COUNT = r"\d{1,3}(?:,\d{3})+|\d+"
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SHARES = (
    re.compile(
        rf"(?<![\w.,/–-])(?P<part>{_COUNT})\s?(?:/|of|out of)\s?(?:the |all )?(?P<whole>{_COUNT})"
        r"(?:\s[A-Za-z-]+){0,3}?\s?\([~≈]?(?P<share>\d+(?:\.\d+)?)\s?\Z"
    ),
    re.compile(
        rf"\b(?:[Oo]f|[Aa]mong)\s(?:the |all )?(?P<whole>{_COUNT})\s(?:[A-Za-z-]+\s){{0,3}}?[A-Za-z-]+,?\s"
        rf"(?P<part>{_COUNT})"
        r"(?:\s[A-Za-z-]+){0,2}?\s\([~≈]?(?P<share>\d+(?:\.\d+)?)\s?\Z"
    ),
)
_FALL = r"fall|drop|decline|decrease|reduction|loss|shortening|fell|dropped|reduced|lower"
_RISE = r"rise|increase|gain|extension|elevation|improvement|prolongation|rose|increased|longer|higher"
_GAP = r"[^\d.;:%|\n±]"
_CHANGE = re.compile(
    rf"(?:\bfrom\s\W{{0,3}}(?P<one>{_PLAIN}){_GAP}{{0,25}}?\sto\s|(?<![\w.,±–-])(?P<other>{_PLAIN}){_GAP}{{0,25}}?"
    rf"\s(?:vs\.?|versus)\s)[~≈*]{{0,3}}(?:[A-Z]\w+\s)?(?P<two>{_PLAIN})(?!\d)"
    rf"(?:[^\d.;:%|\n±,]|,\s(?=an?\s|[~≈]?\d)){{0,35}}?[~≈]?(?P<change>\d+(?:\.\d+)?)\s?\Z"
)
_SAYS = re.compile(rf"\b(?:{_FALL}|{_RISE})\sof\s[^\d]{{0,12}}\Z")
_THEN = re.compile(rf"%\*{{0,2}}\s(?:[a-z-]+\s){{0,2}}?(?:{_FALL}|{_RISE})\b")
_FOLDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_FOLD = re.compile(
    rf"\bfrom\s\W{{0,3}}(?P<one>{_PLAIN}){_GAP}{{0,25}}?\sto\s[~≈*]{{0,3}}(?P<two>{_PLAIN})(?!\d)"
    r"(?:(?!\sand\s)[^\d.;:|\n±()]){0,35}?\b(?P<fold>(?:\d+(?:\.\d+)?|"
    rf"{'|'.join(_FOLDS)})[- ]?fold)\Z"
)
_TURN = re.compile(rf"\s(?:[a-z-]+\s){{0,2}}?(?:{_RISE}|{_FALL})\b")
_BEFORE, _BEHIND = 110, 30
_RATIO_TEST = re.compile(
    r"\b(?:HR|OR|RR|IRR|SHR)\b[\s=:]{0,3}\d+\.\d+\s?[(\[,;]?\s?(?:95\s?%\s?)?CI[:,\s]{0,2}"
    r"(?P<low>\d+(?:\.\d+)?)\s?(?:–|-|−|to|,)\s?(?P<high>\d+(?:\.\d+)?)\s?[)\]]?\s?[;,(]\s?[pP]\s?"
    r"(?P<sign>[=<>])\s?(?P<p>0?\.\d+)"
)
_INTERVAL = re.compile(r"CI[:,\s]{0,2}\d[\d.]*\s?(?:–|-|−|to|,)\s?\d[\d.]*\s?[)\]]?\s?[;,(]\s?[pP]")
_OTHER_TEST = re.compile(r"trend|interaction|inferior|heterogen|99\s?%|90\s?%|subgroup", re.IGNORECASE)
_SLACK, _ROUNDING, _RELATIVE, _LAST = 1.5, 0.6, 0.15, 0.1
_SURE, _UNSURE = 0.04, 0.06


def check_shares(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-44: ``3,344 of 10,061 (23 %)`` is 33 %."""
    for window, start, _ in _percentages(page, ")"):
        found = next((match for pattern in _SHARES if (match := pattern.search(window))), None)
        if found is None:
            continue
        part, whole, share = (_number(found[name]) for name in ("part", "whole", "share"))
        if not 0 < part <= whole:
            continue
        real = 100 * part / whole
        if abs(real - share) <= max(_SLACK, _ROUNDING + 0.02 * share):
            continue
        yield page.finding(
            "FN-44",
            Severity.WARNING,
            page.at(start + found.start(), start + found.end() + 1),
            f"{found['part']} of {found['whole']} is {real:.1f} %, not {found['share']} %",
            "look the numbers up: one of them is wrong, or the percentage is of something else; say of what",
            value=f"{found.group()}%",
        )


def check_changes(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-45: from 446 to 356 is a fall of 20 %, not of 35 %."""
    for window, start, behind in _percentages(page, ""):
        if " to " not in window and " v" not in window:
            continue
        found = _CHANGE.search(window)
        if found is None or not (_THEN.match(behind) or _SAYS.search(window[: found.start("change")])):
            continue
        first = found["one"] or found["other"]
        one, two, change = (_number(number) for number in (first, found["two"], found["change"]))
        if not one or not two:
            continue
        real = [100 * abs(one - two) / base for base in (one, two)]
        # "44 % to 31 %, a drop of 13 %" is told in points.
        if any(abs(given - change) <= max(_SLACK, _RELATIVE * change) for given in (*real, abs(one - two))):
            continue
        yield page.finding(
            "FN-45",
            Severity.INFO,
            page.at(start + found.start(), start + found.end() + 1),
            f"between {first} and {found['two']} lies a change of {real[0]:.1f} % of the first or"
            f" {real[1]:.1f} % of the second, not {found['change']} %",
            "look the numbers up; if the percentage is of other values (medians, adjusted ones), say so",
            value=f"{found.group()}%",
        )


def check_folds(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-45: from 0.3 to 0.6 is a twofold rise, not a fivefold one."""
    text = page.document.text
    begin = page.document.body_start
    at = text.find("fold ", begin)
    while at >= 0:
        end = at + len("fold")
        found = _FOLD.search(text, max(begin, at - _BEFORE), end)
        at = text.find("fold ", end)
        if found is None or _TURN.match(text, end) is None:
            continue
        one, two = _number(found["one"]), _number(found["two"])
        word = found["fold"].removesuffix("fold").rstrip(" -")
        fold = float(_FOLDS.get(word) or word)
        if not one or not two or fold <= 1:
            continue
        real = max(one, two) / min(one, two)
        if abs(real - fold) <= _RELATIVE * fold + _LAST:
            continue
        yield page.finding(
            "FN-45",
            Severity.INFO,
            page.at(found.start(), found.end()),
            f"between {found['one']} and {found['two']} lie {real:.2g} times, not {found['fold']}",
            "look the numbers up; if the ratio is of other values (medians, adjusted ones), say so",
            value=found.group(),
        )


def _percentages(page: CheckedPage, end: str) -> Iterator[tuple[str, int, str]]:
    """The text before each ``%`` that ``end`` follows, where it starts on the page, and the text behind."""
    text = page.document.text
    at = text.find(f"%{end}", page.document.body_start)
    while at >= 0:
        start = max(page.document.body_start, at - _BEFORE)
        yield text[start:at], start, text[at : at + _BEHIND]
        at = text.find(f"%{end}", at + 1)


def check_significance(page: CheckedPage) -> Iterator[Diagnostic]:
    """ST-02: a 95 % interval that holds 1 does not go with p=0.003, nor one that does not with p=0.4."""
    text = page.document.text
    if _INTERVAL.search(text) is None:
        return  # its first letters are fixed, so that it costs little where there is none
    for found in _RATIO_TEST.finditer(text, page.document.body_start):
        low, high, p = (_number(found[name]) for name in ("low", "high", "p"))
        around = text[max(0, found.start() - _BEFORE) : found.end() + _BEHIND]
        if low > high or _OTHER_TEST.search(around):
            continue
        holds = low < 1 < high
        sure = found["sign"] in "=<" and p <= _SURE
        unsure = found["sign"] in "=>" and p >= _UNSURE
        if not (holds and sure) and not (unsure and (low > 1 or high < 1)):
            continue
        yield page.finding(
            "ST-02",
            Severity.WARNING,
            page.at(found.start(), found.end()),
            f"the interval {found['low']} to {found['high']} {'holds' if holds else 'leaves out'} 1, which"
            f" p{found['sign']}{found['p']} contradicts",
            "look the numbers up; if the P value is of another test (trend, interaction …), say so",
            value=found.group(),
        )


def _number(text: str) -> float:
    return float(text.replace(",", ""))
