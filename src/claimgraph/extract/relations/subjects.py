"""Whose deed a trigger states: the noun phrase before it, the page's own entity, or the verb before."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from claimgraph.extract.relations.lexicon import Form, Lexicon
from claimgraph.extract.relations.phrases import Phrase, is_adverb, is_empty_name, to_phrase, trim_place
from claimgraph.extract.relations.tokens import Token
from claimgraph.extract.relations.words import (
    AUXILIARIES,
    BOUND_VERBS,
    CONJUNCTIONS,
    PREPOSITIONS,
    PRONOUNS,
    REPORT_VERBS,
    SUBORDINATORS,
)


class Pattern(StrEnum):
    """How a claim was read; precision is measured for each."""

    ACTIVE = "active"
    PASSIVE = "passive"
    SHARED = "shared-subject"
    RELATIVE = "relative"
    PARTICIPLE = "participle"
    IMPLICIT = "implicit-subject"
    LEAD = "lead"
    AGENT = "agent-noun"
    OUTCOME = "outcome"
    LED_TO = "led-to"
    AGE = "with-age"
    ROW = "table-row"


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A subject and how it was found; ``phrases`` is empty where it is the page's own entity.

    ``form`` is that of the verb it was found at: verbs that share a subject share their form too.
    """

    phrases: tuple[Phrase, ...]
    pattern: Pattern
    form: Form | None = None


_ATTRIBUTES = frozenset(
    (
        "young",
        "old",
        "aged",
        "adult",
        "male",
        "female",
        "lean",
        "obese",
        "healthy",
        "wild-type",
        "human",
        "mouse",
    )
)
_OF_GENES = frozenset(
    (
        "mutation",
        "mutations",
        "variant",
        "variants",
        "polymorphism",
        "polymorphisms",
        "deletion",
        "deletions",
        "defect",
        "defects",
        "alleles",
        "changes",
        "fates",
        "increases",
        "decreases",
    )
)
_JOINED = 2  # "…; and also inhibits X": more words before the verb are a clause of its own
_THAT = frozenset({"that"})
_RELATIVES = frozenset({"which", "who", "whose"})
_JOINS = frozenset({"and", "or", "but", ","})


def find_subject(
    tokens: Sequence[Token],
    end: int,
    lexicon: Lexicon,
    carried: Subject | None,
    *,
    form: Form,
) -> Subject | None:
    """The subject of a verb group that starts at ``end``, or None where it is not certain.

    Args:
        tokens: the segment.
        carried: the subject of the last verb of the sentence.
        form: the form of the trigger. A base form may have several subjects, a gerund has none of its own.
    """
    before = tokens[:end]
    while before and before[-1].link < 0 and is_adverb(before[-1]):
        before = before[:-1]
    if form is Form.GERUND:
        if not before or not (before[-1].low in {",", "by"} or before[-1].low == "and"):
            return None
        return None if carried is None else Subject(carried.phrases, Pattern.PARTICIPLE, carried.form)
    if not before:
        return None
    last = before[-1]
    if last.link < 0 and last.low in _JOINS:
        if any(token.link < 0 and token.low in _RELATIVES for token in before):
            return None  # "…, which recruits and activates X": the verb of what "which" stands for
        if carried is None or _is_earlier(carried, tokens):
            # "X inhibits A; Y binds and activates B": the clause has a subject of its own.
            opened = _opening(before, lexicon, form)
            if opened is not None or carried is None or len(before) > _JOINED:
                return opened
        if carried.form is not form:
            return None
        return Subject(carried.phrases, Pattern.SHARED, form)
    if last.link < 0 and last.low in {"which", "that"}:
        return _antecedent(before[:-1], lexicon, comma=last.low == "which")
    return _own_subject(before, lexicon, plural=form not in (Form.THIRD, Form.GERUND))


def _is_earlier(carried: Subject, tokens: Sequence[Token]) -> bool:
    """Whether a subject stands before the segment."""
    return any(phrase.tokens and phrase.tokens[0].start < tokens[0].start for phrase in carried.phrases)


def _opening(tokens: Sequence[Token], lexicon: Lexicon, form: Form) -> Subject | None:
    """ "CD44 localizes to the ER and enhances …": the name that opens the clause, before another verb."""
    if form is not Form.THIRD:
        return None
    for at, token in enumerate(tokens[1:4], start=1):
        if token.link >= 0:
            continue
        low = token.low
        verb = (
            low.isalpha()
            and low.endswith("s")
            and not low.endswith(("ss", "us", "is"))
            and token.text.islower()
        )
        if not verb or len(low) < 5 or low in PREPOSITIONS:
            continue
        head = tokens[at - 1]
        named = head.link >= 0 or any(character.isupper() for character in head.text[1:])
        phrase = to_phrase(tokens[:at], lexicon) if named and not head.low.endswith("s") else None
        if phrase is None or is_empty_name(phrase):
            return None
        return Subject((phrase,), Pattern.SHARED, form)
    return None


def _antecedent(tokens: Sequence[Token], lexicon: Lexicon, *, comma: bool) -> Subject | None:
    """What "which" or "that" stands for: the noun phrase straight before it."""
    if comma:
        if not tokens or tokens[-1].low != ",":
            return None
        tokens = tokens[:-1]
    if not tokens or (tokens[-1].link < 0 and not any(character.isupper() for character in tokens[-1].text)):
        return _defined(tokens, lexicon)
    start = len(tokens) - 1
    while start > 0 and tokens[start - 1].link < 0 and not tokens[start - 1].mark:
        low = tokens[start - 1].low
        if low in PREPOSITIONS or low in CONJUNCTIONS or low in BOUND_VERBS:
            break
        if low in lexicon.verbs or low in AUXILIARIES or (low in lexicon.triggers and low.isalpha()):
            break
        start -= 1
    phrase = to_phrase(tokens[start:], lexicon)
    if phrase is None or is_empty_name(phrase) or len(phrase.tokens) > 3:
        return None
    return Subject((phrase,), Pattern.RELATIVE)


def _defined(tokens: Sequence[Token], lexicon: Lexicon) -> Subject | None:
    """ "X is a kinase that …": the subject is X."""
    for at, token in enumerate(tokens):
        if token.link < 0 and token.low in {"is", "are", "was", "were"}:
            if at + 1 < len(tokens) and tokens[at + 1].low in {"a", "an", "the", "one"}:
                found = _own_subject(tokens[:at], lexicon, plural=False)
                return None if found is None else Subject(found.phrases, Pattern.RELATIVE)
            return None
    return None


def _own_subject(before: Sequence[Token], lexicon: Lexicon, *, plural: bool) -> Subject | None:
    start = 0
    for at in range(len(before) - 1, -1, -1):
        token = before[at]
        if token.link >= 0:
            continue
        if token.low in _THAT or token.low in SUBORDINATORS:
            if token.low in {"if", "whether", "unless"}:
                return None
            start = at + 1
            break
        if token.low in REPORT_VERBS and 0 < at < len(before) - 1:
            # "Lind et al. found examplin inhibits …": what was found is a clause without its "that".
            start = at + 1
            break
        if token.low in BOUND_VERBS:
            return None
    clause = list(before[start:])
    phrases = _clause_phrases(clause, lexicon, plural=plural)
    if not phrases or any(is_empty_name(phrase) for phrase in phrases):
        return None
    return Subject(tuple(phrases), Pattern.ACTIVE)


def _clause_phrases(clause: list[Token], lexicon: Lexicon, *, plural: bool) -> list[Phrase]:
    """The noun phrase or phrases that a clause up to its verb is."""
    commas = [at for at, token in enumerate(clause) if token.link < 0 and token.low == ","]
    if commas:
        first = clause[0]
        opening = first.link < 0 and (
            first.low in PREPOSITIONS or is_adverb(first) or first.low in CONJUNCTIONS
        )
        if opening and commas[-1] + 1 < len(clause) and len(commas) == 1:
            clause = clause[commas[-1] + 1 :]
        elif commas[-1] == len(clause) - 1 and len(commas) == 2 and not opening:
            # "X, a kinase, inhibits": only the first noun phrase is the subject.
            inner = clause[commas[0] + 1]
            if inner.low not in {"a", "an", "the"}:
                return []
            clause = clause[: commas[0]]
        else:
            return []
    joins = [at for at, token in enumerate(clause) if token.link < 0 and token.low == "and"]
    if joins:
        if len(joins) > 1 or not plural:
            return []
        parts = [clause[: joins[0]], clause[joins[0] + 1 :]]
        if parts[0] and parts[0][-1].low in _ATTRIBUTES:
            return []  # "parabiosis of young and aged mice"
        if len(parts[0]) == 1 and parts[0][0].link < 0 and len(parts[1]) > 1 and _shares_head(parts[1]):
            return []  # "missense and splice-site mutations in X": the head belongs to both
        found = [to_phrase(trim_place(part), lexicon) for part in parts]
        if any(phrase is None or len(phrase.tokens) > 4 for phrase in found):
            return []
        return [phrase for phrase in found if phrase is not None]
    if clause and clause[0].link < 0 and (clause[0].low in PREPOSITIONS | PRONOUNS or clause[0].low == "no"):
        return []
    trimmed = trim_place(clause)
    if (
        len(trimmed) < len(clause)
        and trimmed[-1].link < 0
        and trimmed[-1].low in _OF_GENES
        and not any(_is_named(token) for token in trimmed)
        and all(token.low != "of" for token in trimmed)
    ):
        return []  # "mutations in X cause …": without X they are no thing
    phrase = to_phrase(trimmed, lexicon)
    return [] if phrase is None else [phrase]


def _shares_head(part: Sequence[Token]) -> bool:
    head = trim_place(part)[-1]
    return head.link < 0 and head.low in _OF_GENES


def _is_named(token: Token) -> bool:
    """Whether a word is a link or a symbol: capitals within, or a digit."""
    return token.link >= 0 or any(letter.isupper() or letter.isdigit() for letter in token.text[1:])
