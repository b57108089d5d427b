"""The names under which a thing said in a sentence may have a page: "circulating BDNF levels" is BDNF."""

from __future__ import annotations

from collections.abc import Sequence

from claimgraph.extract.claim_cells import fold_name
from claimgraph.extract.relations.words import (
    DETERMINERS,
    EMPTY_ADJECTIVES,
    LEVEL_HEADS,
    NEUTRAL_TAILS,
    PLACE_ADJECTIVES,
)

_TAILS = NEUTRAL_TAILS | LEVEL_HEADS | frozenset({"gene", "protein", "proteins"})
_FRONTS = PLACE_ADJECTIVES | DETERMINERS | EMPTY_ADJECTIVES | frozenset({"single", "repeated", "daily"})


def name_forms(text: str) -> tuple[str, ...]:
    """The wording itself, then without measure and place, each also in the singular; no duplicates.

    Words that make it another thing ("inhibitor", "knockout", "loss of") are never taken off.
    """
    forms = [text]
    words = text.split()
    while len(words) > 1 and words[-1].lower() in _TAILS:
        words.pop()
    while len(words) > 1 and words[0].lower() in _FRONTS:
        del words[0]
    while len(words) > 1 and words[-1].lower() in _TAILS:
        words.pop()
    forms.append(" ".join(words))
    forms += [
        form[:-1]
        for form in forms
        if len(form) > 4 and form.endswith("s") and not form.endswith(("ss", "is", "us"))
    ]
    return tuple(dict.fromkeys(forms))


def own_names(names: Sequence[str]) -> frozenset[str]:
    """The names of a page's entity, folded: whole, without their bracket, and what stands in it."""
    found: set[str] = set()
    for name in names:
        plain = name.partition(" (")[0]
        found |= {fold_name(name), fold_name(plain)}
        if "(" in name and name.endswith(")"):
            inner = name[name.rindex("(") + 1 : -1]
            if len(inner) > 1:
                found.add(fold_name(inner))
    return frozenset(name for name in found if len(name) > 1)
