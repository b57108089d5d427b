"""Whether two author names can be one person: names folded so that transliterations meet.

Russian and Ukrainian names reach Latin script in several ways (Myasoedov, Miasoedov; Limborska,
Lymborska; Sergeev, Sergeyev), and a woman's form of a surname is often written for a man and the
other way round. The fold is deliberately coarse: two papers that wrongly count as linked understate
independence, two that wrongly count as independent overstate it, and only the second misleads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

COMMON_SURNAME = 6
"""A surname borne with this many different first initials in one vault says little by itself."""

_CYRILLIC_PAIRS = (
    "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ "
    "ыy ь эe юyu яya іi їi єie ґg"
)
_CYRILLIC = {pair[0]: pair[1:] for pair in _CYRILLIC_PAIRS.split()}
_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_GROUP = re.compile(
    r"\b(?:group|consortium|investigators?|collaborat\w+|committee|network|study|trial|initiative|society|team)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[\s,]+(?:jr|sr|ii|iii|iv|2nd|3rd)\.?$", re.IGNORECASE)
_STRONG = re.compile(r"(?:[^\W\d_a-zа-я]\.?-?[a-zа-я]{0,2}\.?-?){1,5}")
_ENDINGS = (("ovskaia", "ovski"), ("skaia", "ski"), ("ova", "ov"), ("eva", "ev"))
_FOLDS = (
    (re.compile(r"kh"), "h"),
    (re.compile(r"shch|sch"), "sh"),
    (re.compile(r"t[sz]"), "c"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"ue"), "u"),
    (re.compile(r"(?:^|(?<=[aeou]))ie"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Author(msgspec.Struct, frozen=True, gc=False):
    """A name as it is compared: folded surname and folded initials (empty where none are given)."""

    surname: str
    initials: str
    written: str
    group: bool = False


@lru_cache(maxsize=65536)
def parse_author(written: str) -> Author | None:
    """The parts of an author's name, in any common order, or None where there is no letter in it."""
    text = " ".join(unicodedata.normalize("NFC", written).split()).strip(" .,;&*")
    text = _SUFFIX.sub("", text)
    if not any(character.isalpha() for character in text):
        return None
    if _GROUP.search(text):
        return Author(_fold(text), "", written, group=True)
    if "," in text:
        surname, _, given = text.partition(",")
        return Author(_fold(surname), _initials(given), written)
    tokens = text.split(" ")
    if len(tokens) == 1:
        return Author(_fold(text), "", written)
    if _are_initials(tokens[-1]):
        head = len(tokens) - 1
        while head > 1 and _are_initials(tokens[head - 1]):
            head -= 1
        return Author(_fold(" ".join(tokens[:head])), _initials(" ".join(tokens[head:])), written)
    # "E. I. Gusev", "Eugene Gusev": particles (van, de, della) belong to the surname.
    start = len(tokens) - 1
    while start > 1 and tokens[start - 1].islower():
        start -= 1
    return Author(_fold(" ".join(tokens[start:])), _initials(" ".join(tokens[:start])), written)


def _are_initials(token: str) -> bool:
    """``EI``, ``E.I.``, ``EYu``, ``J-P``, ``Yu``; not ``Li`` after an initial, not a capitalised surname."""
    bare = token.replace(".", "").replace("-", "")
    capitals = sum(character.isupper() for character in bare)
    if not bare or len(bare) > 6 or not capitals:
        return False
    if capitals == len(bare):
        return len(bare) <= 4
    return _STRONG.fullmatch(token) is not None and (capitals >= 2 or bare in ("Yu", "Ya", "Iu", "Ia", "Zh"))


def _initials(text: str) -> str:
    folded: list[str] = []
    for token in re.split(r"[\s.\-]+", text):
        if not token:
            continue
        if token.isupper() or sum(character.isupper() for character in token) > 1:
            letters = [character for character in token if character.isupper()]
        else:
            letters = [token[0]]
        folded.extend(latin_letters(letter)[:1] for letter in letters)
    return "".join(folded).replace("y", "i").replace("j", "i")


def latin_letters(text: str) -> str:
    """The letters of a name or text in lower case, without marks, hyphens and spaces; Cyrillic in Latin."""
    if text.isascii():
        return "".join(filter(str.isalpha, text.lower()))
    lowered = text.casefold().translate(_SPECIAL)
    lowered = "".join(_CYRILLIC.get(character, character) for character in lowered)
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(character for character in decomposed if character.isalpha())


def _fold(surname: str) -> str:
    folded = latin_letters(surname)
    for pattern, replacement in _FOLDS:
        folded = pattern.sub(replacement, folded)
    for ending, replacement in _ENDINGS:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return folded[: -len(ending)] + replacement
    return folded


def common_surnames(names: Iterable[Author]) -> frozenset[str]:
    """Surnames that a vault's sources give to many people, so that one shared initial proves nothing."""
    return common_bearers((name.surname, name.initials[:1]) for name in names)


def common_bearers(bearers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """``common_surnames`` of surnames each with a first initial, or none."""
    firsts: dict[str, set[str]] = {}
    for surname, initial in bearers:
        if initial:
            firsts.setdefault(surname, set()).add(initial)
    return frozenset(surname for surname, found in firsts.items() if len(found) >= COMMON_SURNAME)


def same_person(one: Author, other: Author, common: frozenset[str] = frozenset()) -> bool | None:
    """True where two names agree, None where they may (no initials, a common surname), else False."""
    if one.surname != other.surname or one.group != other.group:
        return False
    if one.group:
        return True
    if not one.initials or not other.initials:
        return None
    short, long = sorted((one.initials, other.initials), key=len)
    if not long.startswith(short):
        return False
    if one.surname in common and (short != long or len(short) < 2):
        return None
    return True


def shared_authors(
    one: Mapping[str, list[Author]], other: Mapping[str, list[Author]], common: frozenset[str]
) -> tuple[list[tuple[Author, Author]], bool]:
    """The pairs of names that two papers share, and whether others may be shared.

    Papers are given as surname → authors.
    """
    pairs: list[tuple[Author, Author]] = []
    doubtful = False
    for surname in one.keys() & other.keys():
        for left in one[surname]:
            for right in other[surname]:
                verdict = same_person(left, right, common)
                if verdict:
                    pairs.append((left, right))
                elif verdict is None:
                    doubtful = True
    pairs.sort(key=lambda pair: (pair[0].surname, pair[0].written, pair[1].written))
    return pairs, doubtful
