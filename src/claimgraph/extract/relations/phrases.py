"""Noun phrases beside a trigger: what may be a subject or an object, and what only looks like one.

The test for a subject is strict on purpose: all words from the start of its clause to the verb must be
one noun phrase. A sentence whose structure is richer than that gives no claim rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from claimgraph.extract.relations.lexicon import Lexicon
from claimgraph.extract.relations.tokens import Token, words_of
from claimgraph.extract.relations.words import (
    ADVERBS,
    BARE_ADJECTIVES,
    BOUND_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    EMPTY_ADJECTIVES,
    EMPTY_HEADS,
    HANGING,
    ING_NOUNS,
    NEUTRAL_TAILS,
    PLACE_ADJECTIVES,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    STATE_ADJECTIVES,
    VAGUE_HEADS,
)

_LONGEST = 6
_NO_NAME = CONJUNCTIONS | BOUND_VERBS
_YEAR = re.compile(r"(?:19|20)\d\d[a-z]?")
_NUMBER = re.compile(r"[~≈±+\-−]?\d[\d.,–-]*(?:%|-?fold|x|st|nd|rd|th)?")
_UNIT = re.compile(
    r"(?:mg|µg|μg|ug|ng|g|kg|IU|m[lL]|[pnµμm]mol|pg)(?:/\w+)+|(?:mg|µg|μg|ng|IU|[pnµμm]mol|[pnµμm]M|mmHg)"
)
_DAMAGES = frozenset(
    (
        "degeneration",
        "damage",
        "dysfunction",
        "injury",
        "fibrosis",
        "loss",
        "atrophy",
        "hypertrophy",
        "inflammation",
    )
)
_ROMAN = re.compile(r"(?!IV$)[IVX]{1,4}[ab]?")  # IV iron is intravenous
_CONDITION = ("ation", "emia", "sis", "itis", "pathy", "ion", "ity", "ing", "ia")
_IN_PHRASE = frozenset({"of"})
_TRAILING = frozenset({"in", "from", "at", "during", "after", "within"})


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A noun phrase. ``link`` is that of the one link it consists of but for neutral words, else -1."""

    text: str
    tokens: tuple[Token, ...]
    link: int = -1


def is_adverb(token: Token) -> bool:
    """Whether a word qualifies a verb."""
    return token.low in ADVERBS or (token.low.endswith("ly") and len(token.low) > 4 and token.link < 0)


def _is_number(token: Token) -> bool:
    return _NUMBER.fullmatch(token.text) is not None


def strip_front(tokens: Sequence[Token]) -> list[Token]:
    """Without determiners, adjectives that name nothing, and numbers at the front."""
    found = list(tokens)
    while (
        found
        and found[0].link < 0
        and (
            found[0].low in DETERMINERS
            or found[0].low in EMPTY_ADJECTIVES
            or is_adverb(found[0])
            or (len(found) > 1 and found[0].text.replace(",", "").replace(".", "").isdigit())
        )
    ):
        del found[0]
    return found


def is_bad_word(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word cannot stand within a name."""
    low = token.low
    if token.link >= 0:
        return False
    if token.mark:
        return token.text not in "/+'’"
    return (
        low in BOUND_VERBS
        or (low in PRONOUNS and token.text != "I")  # collagen I
        or low in CONJUNCTIONS
        or (low in PREPOSITIONS and low not in _IN_PHRASE)
        or (low in lexicon.verbs and not low.endswith(("ed", "ing")))
    )


def is_gerund(token: Token) -> bool:
    """Whether a word in "-ing" is a verb and no noun of its own."""
    low = token.low
    return token.link < 0 and len(low) > 4 and low.endswith("ing") and "-" not in low and low not in ING_NOUNS


def to_phrase(tokens: Sequence[Token], lexicon: Lexicon) -> Phrase | None:
    """The noun phrase that exactly these tokens are, or None."""
    if any(token.link < 0 and token.low in POSSESSIVES for token in tokens):
        return None
    found = strip_front(tokens)
    while len(found) > 1 and _is_number(found[-1]) and found[-1].link < 0 and not found[-2].mark:
        if found[-1].text[0].isdigit() and not found[-1].text.endswith(("%", "fold")):
            break
        found.pop()
    while len(found) > 2 and _UNIT.fullmatch(found[-1].text) and _is_number(found[-2]):
        del found[-2:]  # "examplin 10 mg/day": the dose is no part of the name
    if not found or len(found) > _LONGEST:
        return None
    if any(is_bad_word(token, lexicon) or token.low == "s" for token in found):
        return None
    if found[-1].link < 0 and (
        found[-1].low.endswith(("'s", "’s")) or (len(found) == 1 and found[-1].low in lexicon.changes)
    ):
        return None  # "the peel's lower dermis", "lower estimated filtration"
    if any(token.low in _IN_PHRASE for token in (found[0], found[-1])):
        return None
    if sum(token.low in _IN_PHRASE for token in found) > 1:
        return None
    head = found[-1]
    if _ROMAN.fullmatch(found[0].text) or (
        len(found) > 1
        and _ROMAN.fullmatch(head.text)
        and (found[-2].low == "types" or (len(found) == 2 and found[0].low in {"type", "class", "complex"}))
    ):
        return None  # "collagen I and III", "class I and class II kinases": no name without its noun
    if len(found) > 1 and found[-2].low in _IN_PHRASE and head.link < 0 and _is_adjective(head):
        return None  # "properties of fibrotic, stiff tissue"
    if any(token.link < 0 and _UNIT.fullmatch(token.text) for token in found):
        return None  # "µg/day MK-7", "+73 pmol/L": a dose or a size
    if any(_YEAR.fullmatch(token.text) for token in found):
        return None
    if head.link < 0 and (is_adverb(head) or head.low in DETERMINERS | EMPTY_ADJECTIVES | STATE_ADJECTIVES):
        return None
    if any(is_gerund(token) for token in found):
        return None
    text = words_of(found)
    if sum(character.isalpha() for character in text) < 2 or len(text) > 70:
        return None
    content = [t for t in found if t.link >= 0 or (t.low not in EMPTY_HEADS and t.low not in _IN_PHRASE)]
    if not any(token.link >= 0 or not _is_number(token) for token in content):
        return None
    if (
        len(found) == 1
        and head.link < 0
        and (
            head.low.endswith("ed")
            or head.low in BARE_ADJECTIVES
            or head.low in HANGING
            or _is_adjective(head)
        )
    ):
        return None
    if head.link < 0 and head.low in VAGUE_HEADS:
        return None
    return Phrase(text, tuple(found), _only_link(found))


def _only_link(tokens: Sequence[Token]) -> int:
    links = [token for token in tokens if token.link >= 0]
    if len(links) != 1:
        return -1
    at = tokens.index(links[0])
    if at == len(tokens) - 1 or all(token.low in NEUTRAL_TAILS for token in tokens[at + 1 :]):
        before = tokens[:at]
        # "circulating [[il-6]]", "hepatic [[gdf15]] mRNA"; but not "loss of [[x]]", "anti-[[x]]".
        if all(
            not token.mark and token.low not in _IN_PHRASE and token.low in PLACE_ADJECTIVES
            for token in before
        ):
            return links[0].link
    return -1


def trim_place(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without a trailing "in mice", which is context and no part of a name."""
    for number in range(len(tokens) - 1, 0, -1):
        token = tokens[number]
        if token.link < 0 and token.low in _TRAILING:
            tail = tokens[number + 1 :]
            clean = bool(tail) and all(part.link >= 0 or part.low not in _NO_NAME for part in tail)
            return trim_place(tokens[:number]) if clean else tokens
    return tokens


def object_phrases(
    tokens: Sequence[Token], lexicon: Lexicon, *, third: bool = False
) -> tuple[list[Phrase], int]:
    """The noun phrases that follow a trigger, "A, B and C" taken apart, and how many tokens they cover.

    An empty list where what follows is no clean list of noun phrases. ``third``: the verb before is in
    the third person, so that a word in "-s" after "and" may be the next verb.
    """
    parts: list[list[Token]] = [[]]
    joined = ""
    at = 0
    for at, token in enumerate(tokens):
        low = token.low
        current = parts[-1]
        if token.link < 0:
            if low in {",", "/"} or low in {"and", "or"}:
                if low == "/" and (token.spaced or not current or at + 1 >= len(tokens)):
                    # "Paneth cell / stem cell ratio": a ratio is no list.
                    return [], at
                if not current:
                    if low in {"and", "or"} and joined == ",":
                        joined = low
                        continue
                    break
                if low == "," and len(parts) == 1 and at + 1 < len(tokens) and tokens[at + 1].low == "and":
                    # "…, and Z does": a list of two has no comma before its "and".
                    break
                if low != "/" and _opens_clause(tokens, at, lexicon, third=third):
                    break
                joined = low
                parts.append([])
                continue
            first = not current or all(t.low in DETERMINERS or t.low in EMPTY_ADJECTIVES for t in current)
            if token.mark and token.text not in "'’+":
                if token.text in "-–:(" and not token.spaced:
                    # "X (Y)-stimulated migration": the object goes on, and what we have is not it.
                    return [], at
                break
            if (
                low in BOUND_VERBS
                or low in CONJUNCTIONS
                or (low in PRONOUNS - DETERMINERS and token.text != "I")
            ):
                break
            if low in PREPOSITIONS and low not in _IN_PHRASE:
                break
            if not first and is_gerund(token) and _ends_phrase(tokens, at + 1):
                return [], at  # "depends on ubiquitin scaffolding": the head is cut off
            if low == "to" or (not first and (is_gerund(token) or is_adverb(token))):
                break
            if not first and low in lexicon.verbs and not low.endswith("ing"):
                break
            if not first and low.endswith("ed") and len(low) > 4:
                break
        current.append(token)
    else:
        at = len(tokens)
    listed = [part for part in parts if part]
    if not listed:
        return [], at
    if joined == "," and len(listed) > 1 and not (len(listed) > 2 and at == len(tokens)):
        # "reduced X, Y": a list has its "and"; otherwise only the first belongs to the verb.
        listed = listed[:1]
    phrases = []
    for number, part in enumerate(_with_heads(listed)):
        phrase = to_phrase(part, lexicon)
        if phrase is None:
            if number == 0:
                return [], at
            break
        phrases.append(phrase)
    return phrases, at


def _ends_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun phrase ends before ``at``."""
    if at >= len(tokens):
        return True
    token = tokens[at]
    return token.link < 0 and (token.mark or token.low in CONJUNCTIONS)


def _with_heads(parts: list[list[Token]]) -> list[list[Token]]:
    """ "serotonergic and dopaminergic systems": an adjective alone gets the head of the last part."""
    last = parts[-1]
    if len(parts) < 2 or len(last) < 2:
        return parts
    # "meniscus and cartilage degeneration", but "anaemia and kidney damage"
    shared = len(parts) == len(last) == 2 and last[-1].link < 0 and last[-1].low in _DAMAGES
    return [
        [*part, last[-1]]
        if part is not last
        and part[-1].link < 0
        and (
            _is_adjective(part[-1])
            or (len(part) == 1 and (_qualifies(part[0]) or (shared and _may_lack_head(part[0]))))
        )
        else part
        for part in parts
    ]


def _is_adjective(token: Token) -> bool:
    low = token.low
    return (
        token.text.islower()
        and len(low) > 5
        and low.endswith(("ergic", "ial", "nal", "ral", "ic", "ive", "ous"))
    )


def _may_lack_head(token: Token) -> bool:
    return token.text.islower() and not token.low.endswith(_CONDITION)


def _qualifies(token: Token) -> bool:
    """Whether one word that stands alone in a list may be an adjective: "senescent and apoptotic fates"."""
    low = token.low
    return (
        token.text.islower()
        and len(low) > 5
        and low.endswith(("ent", "ant", "ory", "ary", "al", "ar", "tic"))
    )


def is_bare_adjective(phrase: Phrase) -> bool:
    """Whether a phrase is one adjective, whose noun is no part of it: "cardiovascular" of a risk."""
    token = phrase.tokens[0]
    return len(phrase.tokens) == 1 and token.link < 0 and token.low.endswith(("ular", "al", "ic", "ary"))


def _opens_clause(tokens: Sequence[Token], at: int, lexicon: Lexicon, *, third: bool) -> bool:
    """Whether a comma or "and" at ``at`` is followed by a verb, a gerund or the subject of another clause."""
    rest = list(tokens[at + 1 :])
    while rest and (rest[0].low in {"and", "or", "but"} or is_adverb(rest[0])):
        del rest[0]
    if not rest:
        return True
    first = rest[0]
    if first.link < 0 and (
        first.low in BOUND_VERBS
        or first.low in PREPOSITIONS
        or first.low in PRONOUNS - DETERMINERS
        or is_gerund(first)
        or first.low in lexicon.words
        or (third and len(rest) > 1 and _may_be_third(first) and rest[1].low not in {",", "and", "or", "in"})
    ):
        return True
    # "… and the receptor inhibits Y": a finite verb before the next boundary makes it a clause.
    far = False  # behind a preposition only a verb in the third person tells
    for token in rest[1:14]:
        if token.link >= 0:
            continue
        if token.low in {",", "and", "or", "which", "that", "who"} or token.low in CONJUNCTIONS:
            return False
        if token.low in PREPOSITIONS - _IN_PHRASE:
            far = True
        elif (token.low in lexicon.verbs and token.low.endswith("s")) or (
            not far and token.low in BOUND_VERBS
        ):
            return True
    return False


def _may_be_third(token: Token) -> bool:
    low = token.low
    return (
        low.isalpha()
        and token.text.islower()
        and len(low) > 4
        and low.endswith("s")
        and not low.endswith(("ss", "us", "is", "ies"))
    )


def is_empty_name(phrase: Phrase) -> bool:
    """Whether a phrase names no thing of its own: "effects", "the two groups"."""
    if phrase.link >= 0:
        return False
    return all(
        token.link < 0 and (token.low in EMPTY_HEADS or token.low in DETERMINERS or _is_number(token))
        for token in phrase.tokens
    )
