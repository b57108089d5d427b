"""The names under which a thing said in a sentence may have a page: "circulating BDNF levels" is BDNF."""

from __future__ import annotations

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
