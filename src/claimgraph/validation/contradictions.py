"""Sentences of one page that say opposite things of the page's own subject, and what differs between them.

Two sentences conflict where both name the subject of the page right before what it did, what it did went
the other way (up, down, or not at all for length of life), and both take the subject away, or neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from claimgraph.validation.directions import takes_away, told_in

_LIFE = r"(?:life-?\s?spans?|longevity|life expectancy|survival)"
_NEAR = r"(?:[\w%~*.+–-]+\s){0,6}?"
_UP = re.compile(
    rf"\b(?:extend|prolong|lengthen|increas)\w*\s{_NEAR}{_LIFE}\b|\bliv(?:e|es|ed)\s(?:[\w%~.–*]+\s){{0,3}}?longer\b"
    rf"|\boutliv(?:e|es|ed)\b|\b{_LIFE}\s(?:was |were )?(?:extension|extended|prolonged|lengthened)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    rf"\b(?:shorten|reduc|decreas|curtail)\w*\s{_NEAR}{_LIFE}\b|\bdi(?:e|es|ed)\s(?:earlier|sooner|younger)\b"
    r"|\bliv(?:e|es|ed)\s(?:shorter|less long)\b"
    rf"|\b{_LIFE}\s(?:was |were )?(?:shortening|shortened|curtailed)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bliv(?:e|es|ed)\sno\slonger\b|\b(?:did|does|do)(?:\snot|n't)\slive\slonger\b"
    rf"|\b(?:did|does|do|has|have)(?:\snot|n't)\s(?:\w+ly\s)?(?:extend|prolong|increas|lengthen|affect|alter|change)\w*"
    rf"\s{_NEAR}{_LIFE}\b"
    rf"|\b(?:had|has|have|showed|shows)\sno\s(?:significant\s)?(?:effect|benefit)\s(?:on|for)\s{_NEAR}{_LIFE}\b"
    rf"|\bfail(?:ed|s)?\s\**to\**\s(?:extend|prolong|increase)\s{_NEAR}{_LIFE}\b",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"\b\w*[A-Z]\w*\d\w*\b|\b[A-Z]{3,}\b")
_LIVED = re.compile(_LIFE)
_LIFESPAN = "lifespan"
_MARKS = ("liv", "life", "longevity", "survival", "die")
_CLAUSE = re.compile(r"[.;:()\[\]—–|→]\s|[()|→]|,\s(?:and|but|while|whereas|which|so)\s")
_ENTANGLED = re.compile(
    r"\b(?:double|triple|simultaneous\w*|combin\w+|both|requir\w+|orthologs?|homologs?|only|presence|absence|together|plus"
    r"|may|might|could|would|should|whether|if|hypothes\w+|unlike|than|neither|prevent\w*|block\w*|suppress\w*|rescu\w*"
    r"|revers\w*|without|versus|vs)\b|\?|[\w)*]\s?[;+×]\s?\w",
    re.IGNORECASE,
)
"""Where something besides the subject may have done it, or nothing is said to have been done."""
_TOLD_APART = re.compile(
    r"\b(?:whereas|however|in contrast|by contrast|conversely|paradox\w*|conflict\w*|contradict\w*|contrary"
    r"|opposite|although|despite|but|rather than)\b",
    re.IGNORECASE,
)
_MODIFIERS = frozenset(
    {
        "median",
        "mean",
        "maximum",
        "maximal",
        "average",
        "serum",
        "plasma",
        "circulating",
        "total",
        "blood",
        "overall",
    }
)
_CONDITIONS = (
    (
        "species",
        ("mice", "rats", "worms", "flies", "people", "yeast", "fish", "monkeys", "dogs"),
        (
            r"\bmice\b|\bmouse\b|murine", r"\brats?\b", r"elegans|\bworms?\b|nematod",
            r"drosophila|\bfl(?:y|ies)\b",
            r"\b(?:people|patients|women|men|adults|humans?|participants|volunteers)\b", r"yeast|cerevisiae",
            r"zebrafish|killifish|\bfish\b", r"monkey|macaque", r"\bdogs?\b",
        ),
    ),
    ("sex", ("females", "males"), (r"\b(?:fe)males?\b|\bwomen\b", r"\bmales?\b|\bmen\b")),
    ("age", ("old", "young"), (r"\b(?:old|aged|older|elderly|late-life)\b", r"\b(?:younger|young)\b")),
    ("route", ("oral", "injected"), (r"\boral\w*|\bdiet\w*|gavage|drinking", r"inject\w*|infus\w*|intra\w+")),
)  # fmt: skip
_KINDS = tuple(
    (kind, tuple(zip(names, (re.compile(pattern, re.IGNORECASE) for pattern in patterns), strict=True)))
    for kind, names, patterns in _CONDITIONS
)
_DOSE = re.compile(r"\d+(?:[.,]\d+)*\s?(?:mg|µg|μg|mcg|g|IU|ppm|µM|mM|nM)(?:/(?:kg|d|day))*", re.IGNORECASE)


class _Change(msgspec.Struct, frozen=True):
    """An outcome without words like "median", +1 up, -1 down or 0 neither, and the words that say so."""

    outcome: str
    sign: int
    start: int
    said: str


class Contradiction(msgspec.Struct, frozen=True):
    """A sentence, what it says, the sentence that says the opposite, and the conditions that differ."""

    statement: str
    said: str
    other: str
    differs: str


def name_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Finds the names of a thing as words, a plural s allowed; None where there are none to look for."""
    plain = {re.sub(r"\s*\(.*?\)", "", name).strip() for name in names}
    wanted = sorted((name for name in plain if len(name) > 2), key=lambda name: (-len(name), name))
    if not wanted:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, wanted))})s?(?!\w)", re.IGNORECASE)


def find_contradictions(
    sentences: Sequence[tuple[str, str]],
    names: Sequence[str],
    notes: Mapping[str, tuple[str, str]] | None = None,
) -> Iterator[Contradiction]:
    """Of the sentences of one page (name and text), those that more others deny than bear out.

    Args:
        names: what the subject of the page is called.
        notes: the only footnote of a sentence (name and text), which contradicts it where it tells length
            of life the other way, and nothing taken away on either side.
    """
    changes: dict[str, list[tuple[int, str, _Change]]] = {}
    for number, (_, text) in enumerate(sentences):
        for change in _changes(text):
            changes.setdefault(change.outcome, []).append((number, text, change))
    disputed = [found for found in changes.values() if len({change.sign for _, _, change in found}) > 1]
    named = name_pattern(names) if disputed or notes else None
    if named is None:
        return
    reported = set()
    for found in disputed:
        told = [
            (number, change, takes_away(clause))
            for number, text, change in found
            if (clause := _clause_of(text, change)) is not None and named.search(clause)
        ]
        for number, change, away in told:
            alike = [
                (other, their)
                for other, their, theirs in told
                if theirs == away and sentences[other][1] != sentences[number][1]
            ]
            against = [other for other, their in alike if their.sign != change.sign]
            if len(against) > len(alike) - len(against):
                name, text = sentences[number]
                other, words = sentences[against[0]]
                reported.add(number)
                yield Contradiction(name, change.said, other, _differing(text, words))
    for number, text, change in changes.get(_LIFESPAN, ()) if notes else ():
        name = sentences[number][0]
        if notes and number not in reported and name in notes:
            note, words = notes[name]
            if _is_denied(text, change, words, named):
                yield Contradiction(name, change.said, note, _differing(text, words))


def _clause_of(text: str, change: _Change) -> str | None:
    """The words of its clause before a change; None where something else may have done it."""
    clause = _CLAUSE.split(text[: change.start])[-1]
    if _TOLD_APART.search(text) or _ENTANGLED.search(f"{clause} {change.said}"):
        return None
    return clause


def _is_denied(text: str, change: _Change, footnote: str, named: re.Pattern[str]) -> bool:
    """Whether a footnote tells length of life the other way, of the same thing, and nothing taken away."""
    theirs = [other.sign for other in _changes(footnote) if other.outcome == _LIFESPAN]
    if not theirs or theirs[0] * change.sign != -1 or takes_away(footnote):
        return False
    clause = _clause_of(text, change)
    if clause is None or takes_away(clause):
        return False
    folded = footnote.casefold()
    return named.search(clause) is not None or any(
        symbol.casefold() in folded for symbol in _SYMBOL.findall(clause)
    )


def _changes(text: str) -> Iterator[_Change]:
    """What changed and which way, of each outcome that the sentence does not tell both ways."""
    if any(mark in text for mark in _MARKS):
        same = _SAME.search(text)
        ways = [
            _Change(_LIFESPAN, sign, change.start(), change.group())
            for sign, pattern in ((1, _UP), (-1, _DOWN))
            if (change := pattern.search(text)) is not None
        ]
        if same is not None:
            yield _Change(_LIFESPAN, 0, same.start(), same.group())
        elif len(ways) == 1:
            yield ways[0]
    for told in told_in(text):
        outcome = " ".join(word for word in told.outcome if word not in _MODIFIERS)
        if outcome and not _LIVED.search(outcome):
            yield _Change(outcome, told.sign, max(0, text.find(told.said)), told.said)


def _differing(one: str, two: str) -> str:
    """The conditions that both sentences name, and name differently: ``species (mice, worms)``."""
    found = []
    for kind, patterns in _KINDS:
        mine, theirs = ([name for name, pattern in patterns if pattern.search(text)] for text in (one, two))
        if mine and theirs and not set(mine) & set(theirs):
            found.append(f"{kind} ({mine[0]}, {theirs[0]})")
    doses = [_DOSE.findall(text) for text in (one, two)]
    if all(doses) and not set(doses[0]) & set(doses[1]):
        found.append(f"dose ({doses[0][0]}, {doses[1][0]})")
    return ", ".join(found)
