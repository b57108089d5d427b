"""Which designs can be one study: the table ``ontology/schemes/design-kinds.ttl``, asked.

What a footnote says of its design in a part of its own ("· cohort ·") counts before what its other
words give away, which may be about another study that it mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import msgspec

from claimgraph.ontology import Ontology, fold, read_ontology

_NAMES = re.compile(r"[A-Z]{2,4}\Z")
_PART = re.compile(r"\s(?:·|•|\|)\s")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_AFTERWARDS = re.compile(r"[,;:]")
_JOINT = re.compile(r"[-\s]")
_PEOPLE = "homo-sapiens"


class Stated(msgspec.Struct, frozen=True):
    """The designs that a footnote or a study page gives, and whether people alone were studied."""

    designs: frozenset[str]
    people: bool = False


class DesignKinds:
    """The table of kinds, by design."""

    __slots__ = ("_excluded", "_kinds", "_named", "_own_parts", "_prose", "_roots")

    def __init__(self, ontology: Ontology) -> None:
        self._named: dict[str, str] = {}
        for design in ontology.concepts("designs"):
            for label in (design.id, design.label, *design.alt_labels, *design.hidden_labels):
                self._named.setdefault(fold(label), design.id)
        self._kinds: dict[str, str] = {}
        self._excluded: set[tuple[str, str]] = set()
        spoken: list[tuple[str, str]] = []
        for concept in ontology.concepts("design-kinds"):
            for name, value in concept.links:
                if name == "includesDesign":
                    self._kinds[value.removeprefix("design-")] = concept.id
                elif name == "excludesKind":
                    other = value.removeprefix("kind-")
                    self._excluded |= {(concept.id, other), (other, concept.id)}
            spoken += [(text, concept.id) for name, text in concept.words if name == "proseLabel"]
        spoken.sort(key=lambda item: (-len(item[0]), item))
        # Each with the words that stand in every match: in most sentences one does not.
        self._prose = [
            (() if _NAMES.match(text) else tuple(_JOINT.split(text.casefold())), _word_pattern(text), kind)
            for text, kind in spoken
        ]
        self._own_parts = lru_cache(maxsize=256)(self._read_own_parts)
        self._roots = tuple(sorted({text[:5].casefold() for text, _ in spoken}))

    def named_in(self, text: str) -> list[tuple[str, str, int]]:
        """What a sentence calls studies: the words, their kind, and where they start."""
        folded = text.casefold()
        if not any(root in folded for root in self._roots):
            return []
        if not folded.isascii():  # letters that a pattern takes for an i
            folded = folded.replace("i\u0307", "i").replace("ı", "i")
        found: list[tuple[str, str, int]] = []
        taken: list[tuple[int, int]] = []
        for parts, pattern, kind in self._prose:
            if not all(part in folded for part in parts):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if not any(start < last and first < end for first, last in taken):
                    taken.append((start, end))
                    found.append((match.group(), kind, start))
        return sorted(found, key=lambda item: item[2])

    def stated(self, designs: Iterable[str], organisms: Iterable[str], text: str = "") -> Stated:
        """The designs of a footnote: those it gives in a part of their own, else all of them."""
        known = frozenset(designs)
        own = self._own_parts(text) & known if len(known) > 1 else known
        return Stated(own or known, set(organisms) == {_PEOPLE})

    def _read_own_parts(self, text: str) -> frozenset[str]:
        found = set()
        for part in _PART.split(text):
            named = _AFTERWARDS.split(_BRACKETS.sub("", part), maxsplit=1)[0].strip(" .;*")
            design = self.design_named(named)
            if design is not None:
                found.add(design)
        return frozenset(found)

    def design_named(self, text: str) -> str | None:
        """The id of the design that is called so, by any of its labels."""
        return self._named.get(fold(text))

    def exclude(self, one: Stated, other: Stated) -> bool:
        """Whether no design of the one can be one study with any of the other."""
        if not one.designs or not other.designs or one.designs & other.designs:
            return False
        people = one.people or other.people
        return all(self._apart(left, right, people) for left in one.designs for right in other.designs)

    def retells(self, stated: Stated) -> bool:
        """Whether all designs are of secondary sources, which tell of studies of any kind."""
        return all(self._kinds.get(design) in ("pooling", "retelling") for design in stated.designs)

    def fits(self, kind: str, stated: Stated) -> bool:
        """Whether a study called so can have one of these designs."""
        return any(
            (theirs := self._kinds.get(design)) is None or not self._is_excluded(kind, theirs, stated.people)
            for design in stated.designs
        )

    def _apart(self, left: str, right: str, people: bool) -> bool:
        mine, theirs = self._kinds.get(left), self._kinds.get(right)
        return mine is not None and theirs is not None and self._is_excluded(mine, theirs, people)

    def _is_excluded(self, one: str, other: str, people: bool) -> bool:
        if people and "animals" in (one, other) and not {one, other} & {"retelling", "pooling"}:
            return False  # "in vivo" is said of people, too
        return (one, other) in self._excluded


def _word_pattern(words: str) -> re.Pattern[str]:
    """A name as whole words; hyphen or blank; capitals alone only as written. Plurals are other studies."""
    if _NAMES.match(words):
        return re.compile(rf"(?<![\w-]){words}(?![\w-])")
    inner = r"[-\s]".join(map(re.escape, _JOINT.split(words)))
    return re.compile(rf"(?<![\w-]){inner}(?![\w-])", re.IGNORECASE)


@cache
def design_kinds() -> DesignKinds:
    """The table of our own ontology."""
    return DesignKinds(read_ontology())
