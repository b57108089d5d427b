"""Whether two footnotes name one first author, however each of them writes it."""

from __future__ import annotations

import unicodedata

from claimgraph.inference.authors import Author

_SPECIAL_LETTERS = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


def are_one_author(one: Author, other: Author, one_text: str, other_text: str) -> bool:
    """Whether two names can be one, or each footnote's text has the other's name in another place.

    Names are compared as for author clusters: accents, transliterations and particles make no
    difference. Groups are for the caller to leave out.
    """
    if one.surname.endswith(other.surname) or other.surname.endswith(one.surname):
        return True
    here, there = fold_letters(one_text), fold_letters(other_text)
    return (
        fold_letters(one.written) in there
        or fold_letters(surname_of(other.written)) in here
        or fold_letters(surname_of(one.written)) in there
    )


def surname_of(written: str) -> str:
    """The longest word of a name as written: the surname, in any order of its parts."""
    return max(written.replace(",", " ").split(), key=len)


def fold_letters(text: str) -> str:
    """Lower-case letters only, without accents, so that names can be looked for in running text."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_SPECIAL_LETTERS))
    return "".join(filter(str.isalpha, decomposed))
