"""What a sentence says of its study against what its only footnote says of it.

Deliberately narrow: a disagreement is reported only where both sides are explicit and no reading of
the footnote's whole text supports the sentence. Rules on it are for review, not for refusal.
"""

from __future__ import annotations

import re

import msgspec

_N = re.compile(r"(?<![\w.])[nN]\s*=\s*(\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\s*%)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_DOSE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*[-–]\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>(?:mg|µg|μg|ug|g)/kg(?:\s*/\s*d(?:ay)?)?)"
)
_POOLED = frozenset({"meta-analysis", "systematic-review", "review"})
# What a sentence may call its study, and the designs of a footnote that bear it out; first what every
# match holds, which is found much faster than the pattern.
_DESIGN_WORDS = (
    (("meta",), re.compile(r"\bmeta-?analy[sz]\w*", re.IGNORECASE), _POOLED),
    (
        ("rct", "random"),
        re.compile(r"\b(?:RCT|randomi[sz]ed(?:,)? (?:[\w-]+[ ,]+){0,4}?trial)\b", re.IGNORECASE),
        _POOLED | {"randomized-controlled-trial", "clinical-trial", "protocol"},
    ),
    (
        ("mendel",),
        re.compile(r"\bmendelian[- ]randomi[sz]ation", re.IGNORECASE),
        _POOLED | {"mendelian-randomization", "gwas"},
    ),
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|lack\w*|absence|absent|needed?|await\w*|pending|planned|future|require[sd]?|until"
    r"|none|never|but|sparse|limited|would|should|could|instead|unlike|versus|vs|whereas)\b",
    re.IGNORECASE,
)


class Disagreement(msgspec.Struct, frozen=True):
    """``kind`` is ``sample``, ``design`` or ``dose``; ``said`` the words of the sentence."""

    kind: str
    said: str


def find_disagreements(
    text: str, footnote: str, sizes: tuple[int, ...], designs: tuple[str, ...]
) -> tuple[Disagreement, ...]:
    """What the sentence ``text`` says that its footnote contradicts.

    Args:
        sizes: the sample sizes that the footnote states.
        designs: ids of its designs.
    """
    found = [*_samples(text, footnote, sizes), *_designs(text, designs), *_doses(text, footnote)]
    return tuple(found)


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _samples(text: str, footnote: str, sizes: tuple[int, ...]) -> list[Disagreement]:
    said = _N.findall(text) if sizes and "=" in text else []
    if not said:
        return []
    known = {float(size) for size in sizes} | {_number(number) for number in _NUMBER.findall(footnote)}
    if any(_number(number) in known for number in said):
        return []
    total = sum(_number(number) for number in said)
    if total in known or any(total == _number(number) for number in _NUMBER.findall(footnote)):
        return []
    return [Disagreement("sample", f"n={', '.join(said)}")]


def _designs(text: str, designs: tuple[str, ...]) -> list[Disagreement]:
    if not designs:
        return []
    found = []
    folded = text.casefold()
    for root, pattern, compatible in _DESIGN_WORDS:
        if not any(word in folded for word in root):
            continue
        match = pattern.search(text)
        if match is None or compatible.intersection(designs):
            continue
        if _NEGATED.search(text[max(0, match.start() - 60) : match.end() + 30]):
            continue
        found.append(Disagreement("design", match.group()))
    return found


def _doses(text: str, footnote: str) -> list[Disagreement]:
    def doses(source: str) -> set[tuple[float, str]]:
        return {
            (float(number), match["unit"][:2].replace("µ", "u").replace("μ", "u"))
            for match in _DOSE.finditer(source)
            for number in (match["low"], match["high"])
            if number
        }

    if "/kg" not in text or "/kg" not in footnote:
        return []
    said, known = doses(text), doses(footnote)
    if not said or not known or said & known:
        return []
    if {unit for _, unit in said} != {unit for _, unit in known}:
        return []
    match = _DOSE.search(text)
    return [Disagreement("dose", match.group())] if match else []
