"""Which way a sentence says that something went, against its footnote: up or down.

Deliberately narrow. A direction counts for the one or two words right behind it ("shortened median
lifespan"); what is denied is left out; and sentence and footnote must share more words than that one,
since a study reports many things, and one thing in several groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
_AWAY = re.compile(
    r"knock-?(?:out|down)|\bKO\b|deficien|delet|\bloss|\black|\bnull\b|−/−|-/-|\+/-|silenc|ablat|antagoni|inhibit"
    r"|blockade|RNAi?\b|deplet|mutant|haploinsuff|withdraw|absence|antibod|neutrali|baseline|with age\b",
    re.IGNORECASE,
)
_IDLE = frozenset(
    {
        "the", "a", "an", "of", "in", "to", "and", "or", "by", "with", "for", "from", "on", "at", "its",
        "their", "this", "that", "these", "those", "both", "all", "more", "most", "risk", "rate", "levels",
        "level", "expression", "activity", "cells", "cell", "mice", "rats", "human", "humans", "amount",
        "production", "signal", "protein", "effect", "response", "function", "time", "total", "mean",
        "average", "median", "maximum", "serum", "plasma", "tissue", "group", "groups", "patients", "adults",
        "women", "treatment", "control", "after", "during", "between", "into", "per", "significantly",
        "slightly", "markedly", "modestly", "approximately", "overall", "concentration", "content", "quality",
        "reduction", "increase", "decrease", "decline", "improvement", "loss", "hazard", "odds", "doi",
        "pmid", "table", "study", "trial", "model", "versus", "compared", "which", "also", "showed", "found",
        "were", "was", "have", "been",
    }
)  # fmt: skip
_CLUE = re.compile(
    "creas|educ|tend|horten|rais|levat|nhanc|mprov|regulat|rolong|oost|ower|ttenuat|iminish|orsen|[↑↓]"
)
_TOKEN = re.compile(r"[^\W_][\w/αβγδκ-]*|[↑↓.;:,()·•|—–]")
_MARKS = frozenset(".;:()·•|—–")
_FEWEST, _SHARED = 2, 4
_SHORTEST = 4
_BEFORE, _BEHIND, _WORDS = 4, 4, 2

_RATIO = re.compile(
    r"\b(?:(?P<up>increased|higher|elevated|greater|raised)|(?P<down>reduced|lower|lowered|decreased))\s"
    r"(?:(?!increas|reduc|lower|higher|elevat|decreas|rais)[\w/-]+\s){0,4}?(?:risk|odds|hazard|mortality|incidence|likelihood)\b[^.;()]{0,40}[(\s,:]\s?"
    r"(?:adjusted\s|pooled\s|a)?(?:HR|OR|RR|hazard ratio|odds ratio|relative risk|risk ratio)[ =:]{1,3}"
    r"(?P<value>\d\.\d+)",
    re.IGNORECASE,
)
_RATIO_NAMES = ("HR", "OR", "RR", "ratio", "elative risk")
_NOISE = 0.02


class Told(msgspec.Struct, frozen=True):
    """What a text says went up (+1) or down (-1), by word; ``tokens`` are all its words and marks."""

    signs: dict[str, frozenset[int]]
    tokens: list[str]
    text: str

    @property
    def words(self) -> frozenset[str]:
        """The words that mean something; few texts contradict another, so they are read when asked for."""
        return frozenset(
            token for token in self.tokens if _means(token) and token not in _UP and token not in _DOWN
        )

    @property
    def away(self) -> bool:
        """Whether the text takes something away, which turns directions round."""
        return _AWAY.search(self.text) is not None


def told_in(text: str) -> Told | None:
    """The directions of a text; None where it tells none."""
    if not _CLUE.search(text):
        return None
    tokens = _TOKEN.findall(text.casefold())
    if _UP.isdisjoint(tokens) and _DOWN.isdisjoint(tokens):
        return None
    signs: dict[str, set[int]] = {}
    for at, token in enumerate(tokens):
        sign = 1 if token in _UP else -1 if token in _DOWN else 0
        if not sign or not _DENIED.isdisjoint(tokens[max(0, at - _BEFORE) : at]):
            continue
        taken = 0
        for following in tokens[at + 1 : at + 1 + _BEHIND]:
            if following in _MARKS or following in _UP or following in _DOWN:
                break
            if _means(following):
                signs.setdefault(following, set()).add(sign)
                taken += 1
                if taken == _WORDS:
                    break
    return Told({word: frozenset(found) for word, found in signs.items()}, tokens, text)


def _means(token: str) -> bool:
    return len(token) >= _SHORTEST and token not in _IDLE and not token.isdigit()


def find_contrary(sentence: Told, footnote: Told) -> str | None:
    """The word that the sentence says went one way and the footnote only the other, or None."""
    apart = [
        word
        for word, signs in sentence.signs.items()
        if (theirs := footnote.signs.get(word)) is not None
        and len(signs) == 1
        and len(theirs) == 1
        and signs != theirs
    ]
    if not apart or sentence.away != footnote.away:
        return None
    words = sentence.words
    shared = len(words & footnote.words)
    return apart[0] if shared >= max(_FEWEST, min(_SHARED, len(words) // 2)) else None


def find_contrary_directions(
    said: Sequence[tuple[str, str]], footnote: str
) -> Iterator[tuple[str, str, str | None]]:
    """Sentences (name and text) that cite one footnote, against it and against each other.

    Yields the name, the word that went the other way (or the ratio on the wrong side of one), and the
    name of the sentence that contradicts it, None where the footnote or the sentence itself does.
    """
    told = [(name, found) for name, text in said if (found := told_in(text)) is not None]
    theirs = told_in(footnote) if any(found.signs for _, found in told) else None
    reported = set()
    for name, text in said:
        ratio = contrary_ratio(text)
        if ratio is not None:
            reported.add(name)
            yield name, ratio, None
    for name, mine in told:
        word = find_contrary(mine, theirs) if theirs is not None else None
        if word is not None and name not in reported:
            reported.add(name)
            yield name, word, None
    for name, mine in told:
        if name in reported:
            continue
        against = [(other, word) for other, found in told if (word := find_contrary(mine, found)) is not None]
        if against:
            other, word = against[0]
            agreeing = sum(found.signs.get(word) == mine.signs[word] for _, found in told) - 1
            if len(against) > agreeing:
                yield name, word, other


def contrary_ratio(text: str) -> str | None:
    """A ratio on the wrong side of one for the word before it ("reduced risk (OR 1.35)"), as written."""
    if not any(name in text for name in _RATIO_NAMES):
        return None
    for found in _RATIO.finditer(text):
        value = float(found["value"])
        if (found["down"] and value > 1 + _NOISE) or (found["up"] and 0 < value < 1 - _NOISE):
            return found.group()
    return None
