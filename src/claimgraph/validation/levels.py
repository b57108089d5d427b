"""Symbols whose level a text says went up or down, with no object behind: "IRF7 rose", "SPHK1 mRNA fell"."""

from __future__ import annotations

import re

from claimgraph.validation.directions import takes_away

_SYMBOL = r"(?<![\w-])(?P<name>[A-Z][A-Z0-9]+[A-Za-z0-9α-ω]*(?:-[\dα-ω]+)?|[A-Z]?[a-z]*[A-Z]+\d+[A-Za-z]?)"
_OF_IT = (
    r"(?:\s(?:mRNA|protein|levels?|expression|activity|transcripts?|concentrations?|gene|secretion|production"
    r"|and\s[A-Z][\w-]+)){0,3}"
)
_BE = r"(?:was |were |is |are )?(?:significantly |markedly |strongly )?"
_LEVEL = re.compile(
    rf"{_SYMBOL}{_OF_IT}\s(?:(?P<up>rose|rises|increased|increases|climb(?:s|ed)|surged|{_BE}(?:up-?regulated|elevated"
    rf"|raised|higher))|(?P<down>fell|falls|declines|declined|dropped|drops|decreased|decreases|{_BE}"
    r"(?:down-?regulated|reduced|lowered|lower|suppressed)))\b(?P<object>\s[a-z]+)?"
)
_NO_OBJECT = frozenset(
    {
        "in", "with", "after", "at", "by", "and", "during", "upon", "compared", "relative", "from", "to",
        "on", "significantly", "markedly", "sharply", "strongly", "further", "than", "when", "while", "as",
        "among", "over", "across", "of", "throughout", "steadily",
    }
)  # fmt: skip
"""Words that may follow a verb which has no object."""
_CLUE = re.compile(
    "ros|rises|creas|climb|surg|regulat|levat|rais|higher|f[ae]ll|declin|drop|reduc|lower|suppress"
)
_LEFT_IN = re.compile(r"\bmRNAs?\b|\bwith age\b")
"""Words by which nothing is taken away from a level, though they look like it."""
_DENIED = re.compile(r"\b(?:no|not|nor|never|without|neither|prevent\w*|block\w*|attenuat\w*|revers\w*)\b")


def levels_of(text: str) -> dict[str, int]:
    """Symbols in small letters with +1 or -1; none that the text tells both ways, denies or takes away."""
    if not _CLUE.search(text) or not _LEVEL.search(text):
        return {}  # and seldom needs to be asked what it denies
    if takes_away(_LEFT_IN.sub("", text)) or _DENIED.search(text):
        return {}
    found: dict[str, set[int]] = {}
    for level in _LEVEL.finditer(text):
        behind = level["object"]
        verb = (level["up"] or level["down"]).split(" ")[-1]
        if behind is not None and verb.endswith(("ed", "es")) and behind.strip() not in _NO_OBJECT:
            continue  # "TNF increased apoptosis" tells nothing of TNF
        found.setdefault(level["name"].casefold(), set()).add(1 if level["up"] else -1)
    return {name: min(signs) for name, signs in found.items() if len(signs) == 1}


def contrary_level(text: str, footnote: str) -> str | None:
    """A symbol that the text says went one way and its footnote the other."""
    mine = levels_of(text)
    theirs = levels_of(footnote) if mine else {}
    for found in _LEVEL.finditer(text) if theirs else ():
        name = found["name"].casefold()
        if name in mine and theirs.get(name) == -mine[name]:
            behind = found["object"]
            return found.group()[: -len(behind)] if behind else found.group()
    return None
