"""Words that name a concept, read from the SKOS schemes, and where a text uses them.

Matching is by words: case, blanks, hyphens and full stops between words make no difference, so that
``in-vivo``, ``In vivo`` and ``in  vivo`` are one label, and the longest label wins. Short labels with a
capital beyond the first letter (``MR``, ``NMR``, ``CHO``) match only as they are written, because
their small-letter twins are other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

import msgspec

from claimgraph import ontology
from claimgraph.hierarchy import ahead_of
from claimgraph.namespaces import CG

DESIGNS = "design"
# Suggestive labels of designs are a scheme of their own here: they count only where no design is named.
SUGGESTED_DESIGNS = "suggested-design"
ORGANISMS = "organism"
SAMPLES = "sample"

_SCHEMES = (("designs", DESIGNS), ("organisms", ORGANISMS), ("samples", SAMPLES))
_WORD = re.compile(r"[^\W_]+")
_SPLIT = re.compile(r"([^\W_]+)")
# What may stand between two words of one label: blanks, hyphens of every kind, markup, slash, stop.
_GAP = frozenset(" \t\u00a0\u202f-‐‑‒–./*_’'")
_WIDEST_GAP = 3
_PLAIN_GAPS = frozenset({" ", "-"})
_EXACT_BELOW = 7


class Use(IntEnum):
    """How firmly a label stands for its concept."""

    NAME = 0
    HINT = 1
    CELL = 2
    SUGGESTION = 3


_OWN_LABELS = {
    ontology.local_name(CG + "cellLabel"): Use.CELL,
    ontology.local_name(CG + "suggestiveLabel"): Use.SUGGESTION,
}


class Sense(msgspec.Struct, frozen=True, gc=False):
    """One concept that a label can stand for."""

    scheme: str
    id: str
    use: Use


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A label in a text: its place, its words in small letters, and what it can stand for."""

    start: int
    end: int
    words: tuple[str, ...]
    senses: tuple[Sense, ...]

    def sense(self, scheme: str) -> Sense | None:
        """What the label stands for in one scheme."""
        for sense in self.senses:
            if sense.scheme == scheme:
                return sense
        return None


class Concept(msgspec.Struct, frozen=True):
    """What the grammar needs of a concept: its broader ones, near and far, and its flags."""

    scheme: str
    id: str
    ancestors: frozenset[str]
    primary: bool
    human: bool


class _Phrase(msgspec.Struct, frozen=True, gc=False):
    words: tuple[str, ...]
    size: int
    exact: tuple[str, ...] | None
    senses: tuple[Sense, ...]
    shouted: bool  # a short word in small letters, whose capitals would be an acronym (bat, BAT)


class Lexicon:
    """All labels of the schemes. Immutable after construction."""

    __slots__ = ("_first", "concepts")

    def __init__(self, phrases: Iterable[tuple[str, Sense]], concepts: Iterable[Concept]) -> None:
        merged: dict[tuple[tuple[str, ...], tuple[str, ...] | None], dict[str, Sense]] = {}
        for label, sense in phrases:
            words = tuple(_WORD.findall(label))
            if not words:
                continue
            key = (tuple(word.lower() for word in words), words if _is_exact(label) else None)
            senses = merged.setdefault(key, {})
            held = senses.get(sense.scheme)
            if held is None or sense.use < held.use:
                senses[sense.scheme] = sense
        first: dict[str, list[_Phrase]] = {}
        for (folded, exact), senses in sorted(
            merged.items(), key=lambda item: (item[0][0], item[0][1] or ())
        ):
            first.setdefault(folded[0], []).append(
                _Phrase(folded, len(folded), exact, tuple(senses.values()), _is_shouted(folded, exact))
            )
        self._first: dict[str, tuple[dict[str, tuple[_Phrase, ...]] | None, tuple[_Phrase, ...]]] = {
            word: _arrange(found) for word, found in first.items()
        }
        self.concepts = {(concept.scheme, concept.id): concept for concept in concepts}

    def concept(self, scheme: str, identifier: str) -> Concept:
        """The concept of a scheme with this id."""
        return self.concepts[scheme, identifier]

    def find(self, text: str, start: int, end: int, lower: str | None = None) -> tuple[Hit, ...]:
        """Labels in ``text[start:end]`` by place: in each scheme the longest from left to right.

        ``lower`` is that stretch in small letters, of the same length, where the caller has it.
        """
        first = self._first
        # gap, word, gap, word, …, gap: splitting and adding up lengths is cheaper than a match a word
        parts = _SPLIT.split(lower_same_length(text[start:end]) if lower is None else lower)
        words = parts[1::2]
        known = [at for at, word in enumerate(words) if word in first]
        if not known:
            return ()
        bounds = list(accumulate(map(len, parts), initial=start))
        found: list[Hit] = []
        busy: dict[str, int] = {}  # the word up to which a scheme is taken by a longer label
        taken = 0  # the largest of these
        last = len(words) - 1
        for at in known:
            longer, phrases = first[words[at]]
            if longer is not None and at < last:
                more = longer.get(words[at + 1])
                if more is not None:
                    phrases = more + phrases
            for phrase in phrases:
                size = phrase.size
                stop = at + size
                if size > 1 and (
                    tuple(words[at:stop]) != phrase.words or not _joined(parts[2 * at + 2 : 2 * stop : 2])
                ):
                    continue
                left, right = bounds[2 * at + 1], bounds[2 * stop]
                if phrase.shouted and text[left:right].isupper():
                    continue
                if phrase.exact is not None and tuple(_WORD.findall(text, left, right)) != phrase.exact:
                    continue
                # a longer label of one scheme leaves the words to the other schemes
                senses = phrase.senses
                if at < taken:
                    senses = tuple([sense for sense in senses if busy.get(sense.scheme, 0) <= at])
                    if not senses:
                        continue
                for sense in senses:
                    busy[sense.scheme] = stop
                if stop > taken:
                    taken = stop
                found.append(Hit(left, right, phrase.words, senses))
        return tuple(found)


def _arrange(phrases: list[_Phrase]) -> tuple[dict[str, tuple[_Phrase, ...]] | None, tuple[_Phrase, ...]]:
    """Phrases with one first word: longer ones by their second word, longest first; single words."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase.words), phrase.exact is None))
    longer: dict[str, tuple[_Phrase, ...]] = {}
    for phrase in ordered:
        if len(phrase.words) > 1:
            longer[phrase.words[1]] = (*longer.get(phrase.words[1], ()), phrase)
    return longer or None, tuple(phrase for phrase in ordered if len(phrase.words) == 1)


def lower_same_length(text: str) -> str:
    """``text`` in small letters; the few letters that grow when they shrink stay as they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _is_shouted(words: tuple[str, ...], exact: tuple[str, ...] | None) -> bool:
    return exact is None and len(words) == 1 and len(words[0]) <= 4 and words[0].isalpha()


def _is_exact(label: str) -> bool:
    return (len(label) < _EXACT_BELOW and any(letter.isupper() for letter in label[1:])) or (
        len(label) < _EXACT_BELOW and label[:1].isupper() and any(letter.isdigit() for letter in label)
    )


def _joined(gaps: list[str]) -> bool:
    """Whether what stands between the words of a label may stand there."""
    for gap in gaps:
        if gap not in _PLAIN_GAPS and not (len(gap) <= _WIDEST_GAP and _GAP.issuperset(gap)):
            return False
    return True


def _senses(concept: ontology.Concept, scheme: str) -> Iterable[tuple[str, Sense]]:
    """The labels of a concept, each with how firmly it stands for it."""
    for label in (concept.label, *concept.alt_labels):
        yield label, Sense(scheme, concept.id, Use.NAME)
    for label in concept.hidden_labels:
        yield label, Sense(scheme, concept.id, Use.HINT)
    for name, label in concept.words:
        if name in _OWN_LABELS:
            use = _OWN_LABELS[name]
            suggested = scheme == DESIGNS and use is Use.SUGGESTION
            yield label, Sense(SUGGESTED_DESIGNS if suggested else scheme, concept.id, use)


@lru_cache(maxsize=1)
def read_lexicon() -> Lexicon:
    """The lexicon of designs, organisms and samples that belongs to claimgraph, read once.

    Raises:
        ConfigError: a scheme file is missing or malformed.
    """
    phrases: list[tuple[str, Sense]] = []
    concepts: list[Concept] = []
    schemes = ontology.read_ontology()
    for name, scheme in _SCHEMES:
        members = schemes.concepts(name)
        broader = {concept.id: concept.broader for concept in members}
        for concept in members:
            phrases += _senses(concept, scheme)
            concepts.append(
                Concept(
                    scheme=scheme,
                    id=concept.id,
                    ancestors=ahead_of(concept.id, broader.__getitem__),
                    primary="primaryDesign" in concept.flags,
                    human="humanDesign" in concept.flags,
                )
            )
    return Lexicon(phrases, concepts)
