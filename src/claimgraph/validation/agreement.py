"""What a sentence says of its study against what its only footnote says of it.

Deliberately narrow: a disagreement is reported only where both sides are explicit and no reading of
the footnote's whole text supports the sentence. Rules on it are for review, not for refusal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from claimgraph.validation.designs import Stated, design_kinds

_N = re.compile(r"(?<![\w.])[nN]\s*=\s*(\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\s*%)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_DOSE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?:\s*[-–]\s*(?P<high>\d+(?:\.\d+)?))?\s*(?P<unit>(?:mg|µg|μg|ug"
    r"|g)/kg(?:\s*/\s*d(?:ay)?)?)"
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|lack\w*|absence|absent|needed?|await\w*|pending|planned|future|require[sd]?|until"
    r"|none|never|but|sparse|limited|would|should|could|instead|unlike|versus|vs|whereas)\b",
    re.IGNORECASE,
)


_ONE_STUDY = re.compile(
    r"\b(?:an?|this|one|single|pivotal|largest|(?:19|20)\d\d)\s(?:[\w-]+,?\s){0,4}$", re.IGNORECASE
)
"""What stands before a name that means one study, and not what a review is about."""

_RATIO = re.compile(
    r"\b(?:a|adjusted )?(?P<name>HR|OR|RR|hazard ratio|odds ratio|risk ratio|relative risk)\b\s*(?:=|:"
    r"|of|was)?\s*(?P<value>\d+\.\d+)"
)
_RATIO_MARKS = ("HR", "OR", "RR", " ratio", "relative risk")
_SHORT = {"hazard ratio": "HR", "odds ratio": "OR", "risk ratio": "RR", "relative risk": "RR"}
# Each with what every match holds in small letters.
_SPECIES = (
    ("mus-musculus", ("mice", "mouse", "murine"), re.compile(r"\b(?:mice|mouse|murine)\b", re.IGNORECASE)),
    ("rattus-norvegicus", ("rat",), re.compile(r"\brats?\b", re.IGNORECASE)),
    (
        "homo-sapiens",
        ("patients", "participants", "volunteers", "adults", "women"),
        re.compile(
            r"\b(?:patients|participants|volunteers|(?:older|healthy) adults|postmenopausal women)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "caenorhabditis-elegans",
        ("elegans", "worms", "nematode"),
        re.compile(r"\bC\. elegans\b|\bworms\b|\bnematodes?\b"),
    ),
    ("drosophila-melanogaster", ("drosophila", "flies"), re.compile(r"\bDrosophila\b|\b(?:fruit )?flies\b")),
    ("danio-rerio", ("zebrafish",), re.compile(r"\bzebrafish\b", re.IGNORECASE)),
    (
        "saccharomyces-cerevisiae",
        ("yeast", "cerevisiae"),
        re.compile(r"\byeast\b|\bS\. cerevisiae\b", re.IGNORECASE),
    ),
)  # fmt: skip
_SPECIES_NAMES = frozenset(name for name, _, _ in _SPECIES)
_SYMBOL = (
    r"(?:[A-Z]{2,}[A-Za-z]*\d*[A-Za-z]?|[A-Z][a-z]{0,3}[A-Z\d][\w]*|(?:IL|TNF|IFN|NT|TGF)-?[\dα-ω]+)"
    r"(?:-[\dα-ω]+)?"
)
_LIST = re.compile(rf"(?<![\w-]){_SYMBOL}(?:(?:, (?:and |or )?|/| and | or | \+ ){_SYMBOL}){{2,}}(?![\w-])")
_ONE_SYMBOL = re.compile(rf"(?<![\w-]){_SYMBOL}(?![\w-])")
_SHARED_SYMBOLS = 2


class Disagreement(msgspec.Struct, frozen=True):
    """``kind`` is ``sample``, ``design``, ``dose``, ``effect``, ``species`` or ``entities``; ``said`` the
    words of the sentence.
    """

    kind: str
    said: str


def find_disagreements(
    text: str,
    footnote: str,
    sizes: tuple[int, ...],
    designs: tuple[str, ...],
    organisms: tuple[str, ...] = (),
) -> tuple[Disagreement, ...]:
    """What the sentence ``text`` says that its footnote contradicts.

    Args:
        sizes: the sample sizes that the footnote states.
        designs: ids of its designs.
        organisms: ids of its organisms.
    """
    stated = design_kinds().stated(designs, organisms, footnote)
    found = [*_samples(text, footnote, sizes), *find_misnamed(text, (stated,)), *_doses(text, footnote)]
    found += [*_effects(text, footnote), *_species(text, footnote, organisms), *_entities(text, footnote)]
    return tuple(found)


def numbers_of(text: str) -> set[float]:
    """Every number of a text, thousands separators understood."""
    return {_number(number) for number in _NUMBER.findall(text)}


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


def find_misnamed(text: str, cited: Sequence[Stated]) -> list[Disagreement]:
    """The first study that a sentence names, where none that it names fits the designs of its footnotes.

    Footnotes that state no design could bear any name out.
    """
    if not all(stated.designs for stated in cited):
        return []
    kinds = design_kinds()
    named = kinds.named_in(text)
    if not named or any(kinds.fits(kind, stated) for _, kind, _ in named for stated in cited):
        return []
    retold = any(kinds.retells(stated) for stated in cited)
    for words, _, start in named:
        if retold and not _ONE_STUDY.search(text[max(0, start - 60) : start]):
            continue
        if not _NEGATED.search(text[max(0, start - 60) : start + len(words) + 30]):
            return [Disagreement("design", words)]
    return []


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


def _effects(text: str, footnote: str) -> list[Disagreement]:
    """A ratio (HR, OR, RR) of the sentence that the footnote, which gives one of that kind, does not give."""

    def ratios(source: str) -> dict[str, set[float]]:
        found: dict[str, set[float]] = {}
        for mark in _RATIO_MARKS:
            if mark in source:
                break
        else:
            return found
        for match in _RATIO.finditer(source):
            found.setdefault(_SHORT.get(match["name"], match["name"]), set()).add(float(match["value"]))
        return found

    # Few sentences give one, and their footnotes are long.
    said = ratios(text)
    if not said:
        return []
    known, numbers = ratios(footnote), numbers_of(footnote)
    return [
        Disagreement("effect", f"{name} {min(values):g}")
        for name, values in sorted(said.items())
        if known.get(name) and not values & numbers
    ]


def _folded(text: str) -> str:
    """Small letters, for a look before a search that minds no case, to which a few odd letters are an i."""
    return text.lower() if text.isascii() else text.casefold().replace("i\u0307", "i").replace("ı", "i")


def _species(text: str, footnote: str, organisms: tuple[str, ...]) -> list[Disagreement]:
    """A species that the sentence speaks of and its footnote, which names others, does not."""
    if not organisms or not _SPECIES_NAMES.issuperset(organisms):
        return []
    folded = _folded(text)
    said = [
        (name, match.group())
        for name, roots, pattern in _SPECIES
        if any(root in folded for root in roots) and (match := pattern.search(text))
    ]
    if not said or {name for name, _ in said} & set(organisms):
        return []
    if any(pattern.search(footnote) for name, _, pattern in _SPECIES if name in dict(said)):
        return []
    return [Disagreement("species", word) for _, word in said[:1]]


def _entities(text: str, footnote: str) -> list[Disagreement]:
    """Names in a list of the sentence that the footnote's own list, which shares two of them, leaves out."""
    listed = list(_LIST.finditer(text))
    if not listed:
        return []
    known = {symbol.casefold() for symbol in _ONE_SYMBOL.findall(footnote)}
    lists = [set(map(str.casefold, _ONE_SYMBOL.findall(found.group()))) for found in _LIST.finditer(footnote)]
    for found in listed:
        said = _ONE_SYMBOL.findall(found.group())
        missing = [symbol for symbol in dict.fromkeys(said) if symbol.casefold() not in known]
        folded = {symbol.casefold() for symbol in said}
        if missing and any(len(folded & names) >= _SHARED_SYMBOLS for names in lists):
            return [Disagreement("entities", ", ".join(missing))]
    return []
