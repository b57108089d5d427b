"""Which way a sentence says that something went, against its footnote: up or down.

Deliberately narrow, since a study reports many things, and one thing in several groups. A direction
counts for the outcome right beside it, word for word ("shortened median lifespan", "median lifespan
extension"); what is denied, compared or hoped for is left out; and both sides must name what did it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

_UP = frozenset(
    {
        "increase", "increased", "increases", "increasing", "raise", "raised", "raises", "raising",
        "elevated", "elevates", "extend", "extended", "extends", "extending", "lengthen", "lengthened",
        "lengthens", "enhance", "enhanced", "enhances", "improve", "improved", "improves", "improving",
        "upregulate", "upregulated", "upregulates", "prolong", "prolonged", "prolongs", "boost", "boosted",
        "boosts", "↑",
    }
)  # fmt: skip
_DOWN = frozenset(
    {
        "reduce", "reduced", "reduces", "reducing", "decrease", "decreased", "decreases", "decreasing",
        "lowered", "lowers", "lowering", "shorten", "shortened", "shortens", "shortening", "attenuate",
        "attenuated", "attenuates", "downregulate", "downregulated", "downregulates", "diminish",
        "diminished", "diminishes", "worsen", "worsened", "worsens", "↓",
    }
)  # fmt: skip
# Adjectives ("higher", "impaired") and words of repair ("restored") are told of groups and of what was
# repaired, and stand beside their opposites in sound sentences.
_DENIED = frozenset(
    {
        "no", "not", "nor", "without", "never", "neither", "fail", "failed", "fails", "unchanged", "prevent",
        "prevented", "prevents", "prevention", "block", "blocked", "blocks", "abolish", "abolished",
        "reverse", "reversed", "reverses", "protect", "protects", "against", "rescue", "rescued", "despite",
        "instead", "would", "could", "should", "may", "might", "whether", "if", "than", "from",
    }
)  # fmt: skip
_UP_NOUNS = frozenset({"increase", "extension", "elevation", "prolongation", "enhancement", "gain", "rise"})
_DOWN_NOUNS = frozenset({"decrease", "reduction", "shortening", "lowering", "decline", "drop", "loss"})
_AWAY = re.compile(
    r"knock-?(?:out|down)|\bKO\b|deficien|delet|\bloss|\black|\bnull\b|−/−|-/-|\+/-|silenc|ablat|antagoni|inhibit"
    r"|blockade|RNAi?\b|\bLoF\b|deplet|mutant|haploinsuff|withdraw|absence|antibod|neutrali|baseline"
    r"|with age\b",
    re.IGNORECASE,
)
_STOPS = frozenset(
    {
        "of", "in", "to", "and", "or", "by", "with", "for", "from", "on", "at", "after", "during", "between",
        "into", "per", "via", "through", "over", "under", "across", "within", "among", "when", "while", "as",
        "that", "which", "who", "is", "are", "was", "were", "be", "been", "has", "have", "had", "but", "then",
        "than", "versus", "vs", "compared", "relative", "plus", "both", "also", "significantly", "markedly",
        "modestly", "slightly", "median-fold", "fold", "approximately", "about", "roughly", "only", "upon",
        "following", "throughout", "without", "until", "where", "thereby", "independently", "around", "up",
        "dose-dependently", "i", "e", "g", "±", "because", "although", "though", "even", "did", "does", "do",
        "not", "no", "can", "will", "he", "she", "it", "they", "we", "leading", "causing", "using",
    }
)  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "this", "these", "those", "overall", "total"})
_VAGUE = frozenset(
    {
        "levels", "level", "expression", "activity", "risk", "rate", "rates", "function", "effect", "effects",
        "signaling", "signalling", "production", "number", "numbers", "amount", "response", "age",
        "responses", "content", "abundance", "quality", "cells", "cell", "mice", "rats", "patients", "group",
        "groups", "aging", "ageing", "stress", "loss", "damage", "marker", "genes", "gene",
        "markers", "mortality", "survival",
    }
)  # fmt: skip
"""Words that say nothing alone of what went up or down: of another protein, cause or group each time."""

_CLUE = re.compile(
    "creas|educ|tend|tens|horten|rais|levat|nhanc|mprov|regulat|rolong|oost|ower|ttenuat|iminish|orsen|[↑↓]"
)
_TOKEN = re.compile(r"[^\W_][\w/αβγδκ-]*|[↑↓.;:,()·•|—–→]")
_JOINT = re.compile(r"[-/]")
_MARKS = frozenset(".;:,()·•|—–→")
_ENDS = _MARKS | _STOPS | _UP | _DOWN | _UP_NOUNS | _DOWN_NOUNS
"""Where the name of an outcome ends."""
_CLAUSE = frozenset(".;:()·•|—–→")
_BEFORE, _LONGEST = 4, 4
_SHORTEST = 4

_RATIO = re.compile(
    r"\b(?:(?P<up>increased|increases|higher|elevated|greater|raised|raises)|(?P<down>reduced|reduces|lower|lowered"
    r"|lowers|decreased|decreases))\s"
    r"(?:(?!increas|reduc|lower|higher|elevat|decreas|rais)[\w/-]+\s){0,4}?(?:risk|odds|hazard|mortality"
    r"|incidence|likelihood|deaths?|events|strokes?|fractures?|hospitali[sz]ations?|infarctions?)\b[^.;()]{0,40}[(\s,:]\s?"
    r"(?:adjusted\s|pooled\s|a)?(?:HR|OR|RR|hazard ratio|odds ratio|relative risk|risk ratio)[ =:]{1,3}"
    r"(?P<value>\d\.\d+)",
    re.IGNORECASE,
)
_RATIO_NAMES = ("HR", "OR", "RR", "ratio", "elative risk")
_NOISE = 0.02


def sign_of(word: str) -> int:
    """+1 of a verb of going up, -1 of one of going down, 0 of all others; ``word`` is in small letters."""
    return 1 if word in _UP else -1 if word in _DOWN else 0


def takes_away(text: str) -> bool:
    """Whether a text speaks of something knocked out, blocked or missing, which turns directions round."""
    return _AWAY.search(text) is not None


class Told(msgspec.Struct, frozen=True):
    """One outcome that a text says went up (+1) or down (-1): its words, the words quoted, and who did it."""

    outcome: tuple[str, ...]
    sign: int
    said: str
    subjects: frozenset[str]


@lru_cache(maxsize=4096)
def told_in(text: str) -> tuple[Told, ...]:
    """The directions of a text; none of a text that takes something away, which turns them round."""
    if not _CLUE.search(text) or takes_away(text):
        return ()
    found = [(match.group().casefold(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    tokens = [token for token, _, _ in found]
    told: dict[tuple[str, ...], Told | None] = {}
    for at, token in enumerate(tokens):
        if (sign := sign_of(token)) != 0:
            start, end = _behind(tokens, at)
        elif (sign := 1 if token in _UP_NOUNS else -1 if token in _DOWN_NOUNS else 0) != 0:
            start, end = _ahead(tokens, at)
        else:
            continue
        outcome = tuple(tokens[start:end])
        begin = min(start, at)
        if not _is_outcome(outcome) or not _DENIED.isdisjoint(tokens[max(0, begin - _BEFORE) : begin]):
            continue
        said = text[found[begin][1] : found[max(at, end - 1)][2]]
        one = Told(outcome, sign, said, _subjects(tokens, begin))
        # An outcome that one text tells both ways is told of several groups.
        known = told.get(outcome, one)
        told[outcome] = known if known is not None and known.sign == sign else None
    return tuple(one for one in told.values() if one is not None)


def _behind(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """The outcome right behind a direction word."""
    start = at + 1
    while start < len(tokens) and tokens[start] in _ARTICLES:
        start += 1
    end = start
    while end < len(tokens) and not _ends(tokens[end]):
        end += 1
    return start, end


def _ahead(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """The outcome right before a noun of direction."""
    start = at
    while start > 0 and not _ends(tokens[start - 1]) and tokens[start - 1] not in _ARTICLES:
        start -= 1
    return start, at


def _ends(token: str) -> bool:
    return token in _ENDS or token[0].isdigit()


def _is_outcome(outcome: tuple[str, ...]) -> bool:
    return 0 < len(outcome) <= _LONGEST and len(outcome[-1]) >= _SHORTEST and outcome[0] not in _VAGUE


def _subjects(tokens: Sequence[str], begin: int) -> frozenset[str]:
    """The words of the clause before a direction."""
    start = begin
    while start > 0 and tokens[start - 1] not in _CLAUSE:
        start -= 1
    return frozenset(word for word in _words(tokens[start:begin]) if word not in _VAGUE)


def _words(tokens: Iterable[str]) -> Iterator[str]:
    """Words long enough to name something, those that a hyphen or slash joins each by themselves."""
    for token in tokens:
        for word in {token: None} | dict.fromkeys(_JOINT.split(token)):
            if len(word) >= _SHORTEST and word not in _STOPS and not word.isdigit():
                yield word


def find_contrary(sentence: Told, others: Sequence[Told], words: frozenset[str] | None) -> bool:
    """Whether others tell the outcome of the sentence the other way only, of the same subject.

    ``words`` are all words of a footnote, whose clauses seldom name their subject; None compares the
    subjects of the clauses.
    """
    theirs = [one for one in others if one.outcome == sentence.outcome]
    if not theirs or any(one.sign == sentence.sign for one in theirs):
        return False
    named = words if words is not None else frozenset().union(*(one.subjects for one in theirs))
    return bool(sentence.subjects & named)


def find_contrary_directions(
    said: Sequence[tuple[str, str]], footnote: str
) -> Iterator[tuple[str, str, str | None]]:
    """Sentences (name and text) that cite one footnote, against it and against each other.

    Yields the name, the words that went the other way (or the ratio on the wrong side of one), and the
    name of the sentence that contradicts it, None where the footnote or the sentence itself does.
    """
    told = [(name, found) for name, text in said if (found := told_in(text))]
    theirs = told_in(footnote) if told else ()
    words = frozenset(_words(_TOKEN.findall(footnote.casefold()))) if theirs else frozenset()
    reported = set()
    for name, text in said:
        ratio = contrary_ratio(text)
        if ratio is not None:
            reported.add(name)
            yield name, ratio, None
    for name, mine in told:
        if name in reported:
            continue
        contrary = next((one for one in mine if find_contrary(one, theirs, words)), None)
        if contrary is not None:
            reported.add(name)
            yield name, contrary.said, None
    for name, mine in told:
        if name in reported:
            continue
        for one in mine:
            against = [other for other, found in told if find_contrary(one, found, None)]
            agreeing = sum(
                other != name and any(_agrees(one, their) for their in found) for other, found in told
            )
            if len(against) > agreeing:
                yield name, one.said, against[0]
                break


def _agrees(one: Told, other: Told) -> bool:
    return one.outcome == other.outcome and one.sign == other.sign


def contrary_ratio(text: str) -> str | None:
    """A ratio on the wrong side of one for the word before it ("reduced risk (OR 1.35)"), as written."""
    if not any(name in text for name in _RATIO_NAMES):
        return None
    for found in _RATIO.finditer(text):
        value = float(found["value"])
        if (found["down"] and value > 1 + _NOISE) or (found["up"] and 0 < value < 1 - _NOISE):
            return found.group()
    return None
