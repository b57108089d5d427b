"""FN-31, ST-01: numbers that cannot all be right: parts of n against n, an estimate outside its interval."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_TOTAL = re.compile(
    rf"(?<![\w.])[nN]\s?=\s?(?P<total>{_NUMBER})(?![\d.%–-])[^\S\n]*\((?P<parts>[^()\n]{{3,120}})\)"
)
_SPLIT = re.compile(r"\s*(?:[,/+]|\bvs\.?\b|\bversus\b|\band\b|&)\s+|\s*[/+]\s*")
_ARM = (
    r"(?:placebo|sham|controls?|vehicle|usual care|standard care|untreated|treated|treatment"
    r"|intervention|active|drug"
    r"|m[ea]n|wom[ea]n|males?|females?|M|F|young(?:er)?|old(?:er)?|aged?|cases?|ctrl|CR|AL|ad libitum)"
)
_PART = re.compile(
    rf"(?:(?P<before>{_NUMBER})\s*(?P<after>[A-Za-z][^\d]*)?"
    rf"|(?P<name>[A-Za-z][\w .αβγ-]*?)\s*[nN]?\s?[=:]?\s?(?P<number>{_NUMBER}))\Z"
)
_IS_ARM = re.compile(rf"\b{_ARM}\b")
_UNIT = re.compile(
    r"\b(?:mg|µg|μg|g|kg|mL|years?|yrs?|yo|y|mo|months?|weeks?|wks?|days?|d|h|min|studies|trials|RCTs?"
    r"|cohorts?|sites|centers|centres"
    r"|countries|events|deaths|doses?|dose levels|complet\w+|finish\w+|pairs|twin\w*|analy[sz]ed"
    r"|enrolled|ages?|randomi[sz]ed|ITT|per group|each|total|of|from|arms?)\b",
)  # fmt: skip

_SIGNED = r"[-−–]?\d+(?:\.\d+)?"
_INTERVAL = re.compile(
    rf"(?P<name>\b(?:HR|OR|RR|aHR|aOR|aRR|SHR|IRR|SMD|WMD|MD|RD|hazard ratio|odds ratio|risk ratio"
    rf"|relative risk)\b)"
    rf"\s*(?:=|:|of"
    rf"|was)?\s*\*{{0,2}}\s*(?P<estimate>{_SIGNED})\*{{0,2}}\s*(?P<unit>[%\w/²³·]{{0,10}})?\s*[,;]?\s*[\[(]?\s*(?:9[059](?:\.\d)?\s?%\s*)?"
    rf"(?:CI|confidence interval)\s*[:=]?\s*\[?(?P<low>{_SIGNED})\s*(?:%\s*)?(?:–|—|-|to|,"
    rf"|;)\s*(?P<high>{_SIGNED})(?![\d.])"
)


_CLUES = ("CI", "confidence interval")


def _integer(text: str) -> int:
    return int(text.replace(",", ""))


def _totals(text: str, at: int) -> Iterator[re.Match[str]]:
    """All of ``_TOTAL``, looked for from its sign of equality: an n alone is in every other word."""
    at = text.find("=", at)
    while at >= 0:
        start = at - 1 if text[at - 1] in "nN" else at - 2
        found = _TOTAL.match(text, start) if start >= 0 and text[start] in "nN" else None
        if found is not None:
            yield found
        at = text.find("=", at + 1)


def _clues(text: str, start: int) -> list[tuple[int, int]]:
    """Where the words of ``_CLUES`` stand, in order."""
    found = []
    for word in _CLUES:
        at = text.find(word, start)
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return sorted(found)


def _intervals(text: str, start: int) -> Iterator[re.Match[str]]:
    """All of ``_INTERVAL``, looked for on lines that speak of an interval and those beside them."""
    windows: list[list[int]] = []
    for clue, behind in _clues(text, start):
        if windows and behind <= text.rfind("\n", start, windows[-1][1]):
            continue  # the window holds its line and one more already
        line = text.rfind("\n", start, clue)
        begin = max(start, text.rfind("\n", start, max(start, line)) + 1)
        end = text.find("\n", behind)
        end = text.find("\n", end + 1) if end >= 0 else end
        end = len(text) if end < 0 else end
        if windows and begin <= windows[-1][1]:
            windows[-1][1] = max(end, windows[-1][1])
        else:
            windows.append([begin, end])
    for begin, end in windows:
        yield from _INTERVAL.finditer(text, begin, end)


def check_parts(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-31: ``n=225 (122 treated, 118 placebo)`` does not add up."""
    for found in _totals(page.document.text, page.document.body_start):
        parts = _parts(found["parts"])
        total = _integer(found["total"])
        if parts is None or sum(parts) == total:
            continue
        yield page.finding(
            "FN-31",
            Severity.WARNING,
            page.at(found.start(), found.end()),
            f"the parts {' + '.join(map(str, parts))} make {sum(parts)}, not {total}",
            "look the numbers up; if some subjects are left out of the parts, say so",
            value=found.group(),
        )


def _parts(text: str) -> tuple[int, ...] | None:
    """The sizes of the arms that a bracket lists; None where it lists anything else.

    Semicolons part the arms, or the list of arms from remarks: "122 treated, 118 placebo; 8 trials".
    """
    if "%" in text:
        return None
    stretches = [_pieces(stretch) for stretch in text.split(";")]
    lists = [pieces for pieces in stretches if len(pieces) > 1]
    if len(lists) > 1:
        return None
    return _sizes(lists[0] if lists else [piece for pieces in stretches for piece in pieces])


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in _SPLIT.split(text) if piece.strip()]


def _sizes(pieces: list[str]) -> tuple[int, ...] | None:
    if len(pieces) < 2 or any(_UNIT.search(piece) for piece in pieces):
        return None
    parts = [_PART.match(piece) for piece in pieces]
    sizes = tuple(_integer(part["before"] or part["number"]) for part in parts if part is not None)
    # Bare numbers, as in "(20/20)", are arms too; anything else must name one.
    bare = all(piece.replace(",", "").isdigit() for piece in pieces)
    named = any(_IS_ARM.search(piece) for piece in pieces)
    return sizes if len(sizes) == len(pieces) and (named or bare) else None


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("–", "-"))


def check_intervals(page: CheckedPage) -> Iterator[Diagnostic]:
    """ST-01: an estimate lies within its confidence interval, whose ends stand in order."""
    for found in _intervals(page.document.text, page.document.body_start):
        low, high, estimate = _number(found["low"]), _number(found["high"]), _number(found["estimate"])
        # "0.3–-0.5" and "−0.41–0.09": a dash before the second number may be its sign.
        if low > high and -high >= low:
            high = -high
        if low < 0 and high > 0 and -high >= low and estimate < -high and estimate >= low:
            high = -high
        ratio = found["name"].upper().endswith(("R", "RATIO", "RISK"))
        if ratio and (low < 0 or estimate < 0):
            continue
        inside = low <= estimate <= high or (not ratio and low <= -estimate <= high)
        if inside:
            continue
        yield page.finding(
            "ST-01",
            Severity.WARNING,
            page.at(found.start(), found.end()),
            f"{found['estimate']} lies outside its interval, {found['low']} to {found['high']}"
            if low <= high
            else f"the interval ends before it begins: {found['low']} to {found['high']}",
            "look the numbers up: one of the three is wrong",
            value=found.group(),
        )
