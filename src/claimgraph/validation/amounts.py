"""Amounts that a sentence gives of its study against those of its only footnote: n, doses, ratios.

A footnote gives a few of a study's many numbers. So a number that it does not give is a disagreement
only where it speaks of the same thing: the whole study's n, the one dose or ratio that both give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_PEOPLE = (
    r"(?:participants|patients|adults|women|men|people|subjects|volunteers|individuals|seniors|children|infants|mice|rats"
    r"|animals|monkeys|dogs)"
)
_N = re.compile(r"(?<![\w.])[nN]\s*=\s*(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\s*[%–-]|k\b)")
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_TENFOLD = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?"
_SMALL = rf"(?:{_TENFOLD}|{'|'.join(_UNITS)})"
_SPELT = (
    rf"(?:(?:{_SMALL}|an?)\sthousand(?:,?\s(?:and\s)?(?:{_SMALL}\shundred(?:\sand)?\s?(?:{_SMALL})?|{_SMALL}))?"
    rf"|(?:{_SMALL}|an?)\shundred(?:\s(?:and\s)?{_SMALL})?|{_TENFOLD})"
)
"""Twenty and more; "two" may count cohorts, or arms."""
_ENROLLED = re.compile(
    r"\b(?:enrolled|enrolling|randomi[sz]ed|randomi[sz]ing|recruited|recruiting|(?:trial|study|RCT|cohort)"
    r"(?: \([^()]*\))?,? (?:of|in|with|among))\s"
    rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,6}}|{_SPELT})\s(?:[\w-]+,?\s){{0,5}}?{_PEOPLE}\b"
)
_WERE_ENROLLED = re.compile(
    rf"\b(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,6}}|{_SPELT}|{'|'.join(_UNITS)})"
    rf"\s(?:[\w-]+\s){{0,3}}?{_PEOPLE}\s(?:[\w-]+\s){{0,6}}?(?:were|was)\s(?:randomi[sz]ed|enrolled|recruited)\b",
    re.IGNORECASE,
)
"""The subjects of a whole trial, before the verb, in figures or words."""
_POOLED = re.compile(
    r"\b(?:meta-?analys[ie]s|pooled analysis|pooling|review)\b[^.;()]{0,30}?\b\d+\s(?:[\w-]+\s){0,2}?"
    r"(?:trials|RCTs|studies|cohorts),?\s"
    r"(?:of|in|with|among|comprising|including|totall?ing|and)\s(?:a total of\s)?"
    rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{2,7}})\s(?:[\w-]+,?\s){{0,4}}?{_PEOPLE}\b",
    re.IGNORECASE,
)
"""The subjects of all studies that were pooled, said in words."""
_PART = re.compile(
    r"subgroup|subset|subsample|substudy|sub-?cohort|\barms?\b|of whom|of these|underpowered|stratum"
    r"|per group|/group|each\b|replicat|responders|completers|analy[sz]ed|controls?\b"
    r"|cases\b|pooled|studies|trials|cohorts"
    r"|per[- ](?:arm|condition|genotype|sex)|available|evaluable|median|among\b|independent",
    re.IGNORECASE,
)
_RANGE = re.compile(r"[nN]\s*[=~≈]\s*(\d+)\s?[–-]\s?(\d+)")

_DOSE = re.compile(
    r"(?<![\w.,/–-])(?P<low>\d+(?:[.,]\d+)*)(?:\s?(?:[–-]|to)\s?(?P<high>\d+(?:[.,]\d+)*))?\s?"
    r"(?P<unit>mg|µg|μg|mcg|ug|g|IU)(?P<per>/kg)?(?![\w²])(?!\s?/\s?(?!d(?:ay)?\b)\w)(?=(?P<behind>[^.;]{0,24}))"
)
_SPREAD = re.compile(r"±\s?\d[\d.]*\s?(?:m|µ|μ)?g\b")
_LISTED = re.compile(r"\d\s?(?:,|and|or|/|&)\s?\Z")
_TO_MICROGRAMS = {"mg": 1e3, "g": 1e6, "IU": 1.0}
_TIMES = (
    (2, re.compile(r"\bBID\b|\bb\.?i\.?d\b|\btwice (?:a day|daily)|×\s?2/d|two times", re.IGNORECASE)),
    (3, re.compile(r"\bTID\b|\bt\.?i\.?d\b|\bthree times|\bthrice|×\s?3/d", re.IGNORECASE)),
)  # fmt: skip
_DOSED = re.compile(
    r"\bdos|\bday\b|daily|/d\b|\bBID\b|\bTID\b|oral|inject|gavage|intra|subcut|topical|weekly|given|received|took"
    r"|administ|treat|supplement|mg/kg|\bi\.?[pv]\.?\b",
    re.IGNORECASE,
)
_OTHER_DOSE = re.compile(
    r"escalat|titrat|loading|maxim|equivalent|LD50|NOAEL|toxic|\bUL\b|RDA|\bHED\b|intake|content"
    r"|contain|per serving|±|clinical dose|human dose|recommended|approved|exceed|up to"
    r"|above|below|versus|\bvs\b"
    r"|rather than|unlike",
    re.IGNORECASE,
)
_NEAR, _FACTORS = 0.06, (1, 2, 3, 4, 7)

_RATIO = re.compile(
    r"\b(?:a|adjusted )?(?P<name>HR|OR|RR|hazard ratio|odds ratio|risk ratio|relative risk)\b\s*(?:=|:"
    r"|of|was)?\s*(?P<value>\d+\.\d+)"
)
_BESIDE = 40
_CLAUSE_END = re.compile(r"[;·•|—–]|\.\s|,\s")
_OUTCOME_WORD = re.compile(
    r"(?!(?:risk|hazard|ratio|higher|lower|reduced|increased|with|from|that|than|versus|each|highest|lowest|group"
    r"|pooled|adjusted|overall|were|associated|association|people|adults|years|after|over|their|dose|per)\b)[a-z]{4,}"
)
_RATIO_MARKS = ("HR", "OR", "RR", " ratio", "relative risk")
_SHORT = {"hazard ratio": "HR", "odds ratio": "OR", "risk ratio": "RR", "relative risk": "RR"}


def numbers_of(text: str) -> set[float]:
    """Every number of a text, thousands separators understood."""
    return {to_number(number) for number in _NUMBER.findall(text)}


def to_number(text: str) -> float:
    """``5,734``, ``0.4``, ``sixty-three`` and ``a thousand two hundred and one`` as numbers."""
    if not text[0].isalpha():
        return float(text.replace(",", ""))
    total = current = 0
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        else:
            current += _UNITS.get(word) or _TENS.get(word) or 0  # "and", "a"
    return float(total + current)


def contrary_sample(text: str, footnote: str, sizes: tuple[int, ...]) -> str | None:
    """The n of the sentence's whole study, where the footnote gives others, ``sizes`` among them."""
    if not sizes:
        return None
    said = list(_N.finditer(text)) if "=" in text else []
    pooled = list(_POOLED.finditer(text))
    named = pooled or [*_ENROLLED.finditer(text), *_WERE_ENROLLED.finditer(text)]
    if not said and not named:
        return None
    known = {float(size) for size in sizes} | numbers_of(footnote)
    numbers = [to_number(found["n"]) for found in (*said, *named)]
    if any(number in known for number in numbers) or sum(numbers) in known:
        return None
    if any(number in sums_of(sizes) for number in numbers):
        return None
    ranges = [(int(low), int(high)) for low, high in _RANGE.findall(footnote)]
    if any(low <= number <= high for low, high in ranges for number in numbers):
        return None
    first = (*said, *named)[0]
    around = text[max(0, first.start() - 40) : first.end() + 40]
    if first in pooled:
        around = text[first.end() : first.end() + 40]
    if said and numbers[0] < max(sizes) and (len(set(sizes)) > 1 or len(numbers) > 1):
        return None  # of a part, as like as not
    if numbers[0] < max(sizes) and (_PART.search(around) or _is_named_part(text, first)):
        return None
    return f"n={', '.join(found['n'] for found in said)}" if said else named[0].group()


def _is_named_part(text: str, found: re.Match[str]) -> bool:
    """Whether the number is that of some of the study's subjects: "(n=3 current smokers)"."""
    return found.re is _N and re.match(r"\s[a-z]", text[found.end() :]) is not None


def sums_of(sizes: tuple[int, ...]) -> set[float]:
    """What two or more of the first sizes of a footnote add up to: arms and sexes."""
    totals: set[float] = set()
    for start in range(len(sizes)):
        total = 0.0
        for size in sizes[start : start + 8]:
            total += size
            totals.add(total)
    return totals


def contrary_dose(text: str, footnote: str) -> str | None:
    """The one dose of the sentence that the footnote, which gives others of its kind, does not give.

    A dose a time and one a day are one, and a dose within a stated range is that dose.
    """
    if "g" not in text and "IU" not in text:
        return None
    said = list(_doses(text))
    kinds = {kind for kind, _, _, _ in said}
    if not said or len(kinds) != 1 or len({(low, high) for _, low, high, _ in said}) > 1:
        return None
    if _OTHER_DOSE.search(text) or not _DOSED.search(text):
        return None
    kind, low, high, written = said[0]
    known = [(theirs, top) for other, theirs, top, _ in _doses(footnote) if other == kind]
    if not known or _SPREAD.search(footnote):
        return None
    for bottom, top in known:
        for factor in _FACTORS:
            for mine in {low, high}:
                inside = bottom * (1 - _NEAR) <= mine * factor <= top * (1 + _NEAR)
                if inside or bottom * (1 - _NEAR) <= mine / factor <= top * (1 + _NEAR):
                    return None
    return written


def _doses(text: str) -> Iterator[tuple[str, float, float, str]]:
    """Kind, lowest and highest amount in micrograms or units, and words of each dose."""
    for found in _DOSE.finditer(text):
        if _LISTED.search(text[: found.start()]):
            continue
        factor = next((times for times, pattern in _TIMES if pattern.search(found["behind"])), 1)
        unit = _TO_MICROGRAMS.get(found["unit"], 1.0) * factor
        try:
            low = _plain(found["low"]) * unit
            high = _plain(found["high"]) * unit if found["high"] else low
        except ValueError:
            continue
        kind = ("IU" if found["unit"] == "IU" else "mass") + (found["per"] or "")
        if low > 0:
            yield kind, low, max(low, high), found.group().strip()


def _plain(number: str) -> float:
    return to_number(number) if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number) else float(number)


def contrary_ratio_value(text: str, footnote: str) -> str | None:
    """The one ratio (HR, OR, RR) of the sentence where the footnote gives another for the same outcome.

    The same is an outcome of which a word stands beside both; without one, they speak of two things.
    """
    mine = _ratios(text)
    if not mine:
        return None  # few sentences give one, and footnotes are long
    theirs = _ratios(footnote)
    for name, values in sorted(mine.items()):
        if len(values) != 1 or len(theirs.get(name, ())) != 1 or values & numbers_of(footnote):
            continue
        if _outcomes(text, name) & _outcomes(footnote, name):
            return f"{name} {min(values):g}"
    return None


def _ratios(text: str) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    if not any(mark in text for mark in _RATIO_MARKS):
        return found
    for match in _RATIO.finditer(text):
        found.setdefault(_SHORT.get(match["name"], match["name"]), set()).add(float(match["value"]))
    return found


def _outcomes(text: str, name: str) -> set[str]:
    """The words beside the ratios of a kind, in their clause."""
    found = set()
    for match in _RATIO.finditer(text):
        if _SHORT.get(match["name"], match["name"]) == name:
            before = _CLAUSE_END.split(text[max(0, match.start() - _BESIDE) : match.start()])[-1]
            behind = _CLAUSE_END.split(text[match.end() : match.end() + _BESIDE])[0]
            found |= set(_OUTCOME_WORD.findall(f"{before} {behind}".casefold()))
    return found
