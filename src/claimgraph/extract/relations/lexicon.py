"""The words that state a relation: ``cg:verb`` … of ``ontology/triggers.ttl``, in all their forms.

A trigger is looked up by its first word. Inflection is regular English but for the forms that the
ontology spells out; nothing here knows any verb by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Protocol

import msgspec

from claimgraph.extract.relations.words import AGE_VERBS, BE, OUTCOME_VERBS
from claimgraph.namespaces import CG


class Form(IntEnum):
    """What a trigger word is. A past form may be a passive; a base form has a plural subject or none."""

    BASE = 0
    THIRD = 1
    PAST = 2
    GERUND = 3
    PARTICIPLE = 4
    ACTION = 5
    AGENT = 6
    CHANGE = 7


class Trigger(msgspec.Struct, frozen=True, gc=False):
    """One form of one trigger. ``rest`` are the words that must follow the first."""

    relation: str
    form: Form
    rest: tuple[str, ...]


class TriggerSource(Protocol):
    """What the lexicon needs of the ontology."""

    @property
    def triples(self) -> tuple[object, ...]:
        """All triples, as pyoxigraph has them."""
        ...


_VERB, _PARTICIPLE = CG + "verb", CG + "participle"
_NOUNS = {
    CG + "actionNoun": Form.ACTION,
    CG + "agentNoun": Form.AGENT,
    CG + "changeAdjective": Form.CHANGE,
}
_VOWELS = "aeiou"
# Every byte but a small letter becomes a blank.
_SMALL_LETTERS = bytes(byte if chr(byte) in "abcdefghijklmnopqrstuvwxyz" else 32 for byte in range(256))
_SIBILANTS = ("s", "x", "ch", "sh")


class Lexicon:
    """Triggers by first word; ``verbs`` are the inflected forms of verbs, ``words`` all first words,
    ``triggers`` these and what a thing does "with age".

    A base form is no such form: "target" in "E2F target genes" is a noun.
    """

    __slots__ = ("_clues", "by_word", "changes", "described", "stems", "triggers", "verbs", "words")

    def __init__(self, entries: dict[str, list[Trigger]]) -> None:
        # The longest wording first: "bind to" before "bind".
        self.by_word = {
            word: tuple(
                sorted(found, key=lambda trigger: (-len(trigger.rest), trigger.form, trigger.relation))
            )
            for word, found in entries.items()
        }
        self.words = frozenset(self.by_word)
        self.triggers = self.words | AGE_VERBS.keys()
        self.stems = self._first_words(Form.BASE, Form.GERUND)
        self.described = self._first_words(Form.PARTICIPLE, Form.PARTICIPLE) | self._first_words(
            Form.AGENT, Form.AGENT
        )
        self.changes = self._first_words(Form.ACTION, Form.ACTION) | self._first_words(
            Form.CHANGE, Form.CHANGE
        )
        self.verbs = frozenset(
            word
            for word, found in self.by_word.items()
            if any(Form.BASE < trigger.form <= Form.GERUND for trigger in found)
        )

        self._clues = tuple(
            frozenset(word.rpartition("-")[2].encode() for word in words)
            for words in (self.stems, self.described, BE, self.changes, OUTCOME_VERBS, AGE_VERBS)
        )

    def _first_words(self, low: Form, high: Form) -> frozenset[str]:
        return frozenset(
            word
            for word, found in self.by_word.items()
            if any(low <= trigger.form <= high for trigger in found)
        )

    def may_be_stated(self, lower: str) -> bool:
        """Whether a text in small letters can have a stretch that ``may_state`` lets pass.

        It only rules out: a word with a hyphen falls in two here. Most of a wiki's text is ruled out, and
        to cut bytes at all that is no small letter takes half of what a pattern takes. What happens with
        age needs its "with".
        """
        words = lower.encode(errors="replace").translate(_SMALL_LETTERS).split()
        stems, described, be, changes, outcomes, age = self._clues
        return (
            not stems.isdisjoint(words)
            or (not described.isdisjoint(words) and not be.isdisjoint(words))
            or (not changes.isdisjoint(words) and not outcomes.isdisjoint(words))
            or (b"with" in words and not age.isdisjoint(words))
        )

    def may_state(self, words: Sequence[str]) -> bool:
        """Whether a stretch with these words can state a relation at all: a cheap first look.

        A noun or adjective of change needs the verb of an outcome, one that describes needs a "be".
        """
        return (
            not self.stems.isdisjoint(words)
            or (not self.described.isdisjoint(words) and not BE.isdisjoint(words))
            or (not self.changes.isdisjoint(words) and not OUTCOME_VERBS.isdisjoint(words))
            or not AGE_VERBS.keys().isdisjoint(words)
        )


def inflect(verb: str) -> tuple[str, str, str]:
    """Third person, past and gerund of a regular verb."""
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith(_SIBILANTS):
        return verb + "es", verb + "ed", verb + "ing"
    return verb + "s", verb + "ed", verb + "ing"


def _verb_forms(text: str) -> list[tuple[Form, str, tuple[str, ...]]]:
    stated, *irregular = (part.strip() for part in text.split(","))
    verb, *rest = stated.split()
    third, past, gerund = inflect(verb)
    forms = [(Form.BASE, verb), (Form.THIRD, third), (Form.GERUND, gerund)]
    forms += [(Form.PAST, form) for form in irregular or [past]]
    return [(form, word, tuple(rest)) for form, word in forms]


def _noun_forms(form: Form, text: str) -> list[tuple[Form, str, tuple[str, ...]]]:
    word, *rest = text.split()
    if form is Form.CHANGE:
        return [(form, word, tuple(rest))]
    if rest:
        return [(form, word, (*rest[:-1], last)) for last in (rest[-1], rest[-1] + "s")]
    return [(form, word, ()), (form, word + "s", ())]


@lru_cache(maxsize=4)
def build_lexicon(ontology: TriggerSource) -> Lexicon:
    """The lexicon of an ontology, in an order that does not depend on that of its files."""
    entries: dict[str, list[Trigger]] = {}
    for triple in ontology.triples:
        kind = triple.predicate.value  # type: ignore[attr-defined]
        if kind == _VERB:
            forms = _verb_forms(triple.object.value)  # type: ignore[attr-defined]
        elif kind == _PARTICIPLE:
            word, *rest = triple.object.value.split()  # type: ignore[attr-defined]
            forms = [(Form.PARTICIPLE, word, tuple(rest))]
        elif kind in _NOUNS:
            forms = _noun_forms(_NOUNS[kind], triple.object.value)  # type: ignore[attr-defined]
        else:
            continue
        relation = triple.subject.value.removeprefix(CG)  # type: ignore[attr-defined]
        for form, first, after in forms:
            entries.setdefault(first, []).append(Trigger(relation, form, after))
    return Lexicon(entries)
