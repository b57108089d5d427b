"""The cells of a claims table: what each column allows, and what it means. See ``docs/claims-tables.md``."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Protocol

from claimgraph.diagnostics import Span
from claimgraph.document.values import Cell
from claimgraph.extract.layout import Layout
from claimgraph.model import Certainty, EvidenceLine, EvidenceScope, Mention, Stance
from claimgraph.ontology import fold


class RelationLike(Protocol):
    """What a claim needs of a relation."""

    @property
    def id(self) -> str:
        """The predicate that the claim gets."""
        ...

    @property
    def sign(self) -> int | None:
        """1, -1, 0 (an effect, direction not said) or None (no effect)."""
        ...


class ConceptLike(Protocol):
    """What a claim needs of a concept."""

    @property
    def id(self) -> str:
        """The slug that the claim gets."""
        ...

    @property
    def label(self) -> str:
        """Its name."""
        ...

    @property
    def alt_labels(self) -> tuple[str, ...]:
        """Its other names."""
        ...


class ClaimVocabulary(Hashable, Protocol):
    """What claims tables need of the ontology."""

    def relation_named(self, text: str) -> RelationLike | None:
        """The relation with this id, label or alternative label."""
        ...

    def concepts(self, scheme: str) -> Sequence[ConceptLike]:
        """The concepts of a scheme."""
        ...


UNKNOWN_PREDICATE, BAD_VALUE = "CL-21", "CL-22"
ORGANISM_SCHEME = "organisms"

_DIRECTIONS = {
    "↑": "increase",
    "↓": "decrease",
    "→": "none",
    "↔": "none",
    "±": "mixed",
    "increase": "increase",
    "decrease": "decrease",
    "none": "none",
    "mixed": "mixed",
    "unspecified": "unspecified",
}
_OF_SIGN: dict[int | None, str | None] = {1: "increase", -1: "decrease", 0: "unspecified", None: None}
_CERTAINTIES = {
    "asserted": Certainty.ASSERTED,
    "speculative": Certainty.SPECULATIVE,
    "reported-and-disputed": Certainty.DISPUTED,
    "reported and disputed": Certainty.DISPUTED,
    "disputed": Certainty.DISPUTED,
}
_STANCES = {
    "supports": Stance.SUPPORTS,
    "against": Stance.DISPUTES,
    "disputes": Stance.DISPUTES,
    "inconclusive": Stance.INCONCLUSIVE,
}
_NOT = re.compile(r"(?:(?:does|do|did|is|are|was|were)\s+not|doesn['’]t|not)\s+", re.IGNORECASE)
_LINK = re.compile(r"!?\[\[[^\]]*\]\]")
_EMPHASIS = "*_` \t\r\n"
_EVIDENCE = re.compile(
    r"(?P<note>\[\^[^\]\n]*\])|`?(?P<tag>#[\w/-]+)`?|(?P<word>[^\W\d_]+)|(?P<stop>;)|(?P<skip>[\s,·]+)|(?P<other>.)"
)
_EMPTY = frozenset({"", "-", "–", "—"})


class CellError(Exception):
    """A cell that cannot be read: by which rule, what is wrong, where, and how to mend it.

    Raised and caught below ``claims_table``: all of a row's are collected and become diagnostics.
    """

    def __init__(self, rule: str, message: str, span: Span, value: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.span, self.value, self.remedy = rule, message, span, value, remedy


def bare(cell: Cell) -> str:
    """The text of a cell without emphasis around it."""
    return cell.text.strip(_EMPHASIS)


def fold_name(text: str) -> str:
    """The form in which the names of the page's own entity are compared."""
    return " ".join(text.casefold().split())


def is_empty(cell: Cell | None) -> bool:
    """Whether a cell is absent, blank or a lone dash."""
    return cell is None or bare(cell) in _EMPTY


def parse_predicate(cell: Cell, ontology: ClaimVocabulary) -> tuple[RelationLike, bool]:
    """The relation that a cell names, and whether the cell negates it."""
    words = bare(cell)
    negation = _NOT.match(words)
    name = words[negation.end() :] if negation else words
    for form in _verb_forms(name):
        relation = ontology.relation_named(form)
        if relation is not None:
            return relation, negation is not None
    raise CellError(
        UNKNOWN_PREDICATE,
        f"no relation is called '{name}'" if name else "the predicate is missing",
        cell.span,
        cell.text,
        "use the id, label or another label of a relation of the ontology; 'not' before it negates",
    )


def _verb_forms(name: str) -> tuple[str, ...]:
    """A predicate as written, and with its verb in the other number: activate, activates."""
    verb, blank, rest = name.partition(" ")
    other = verb[:-1] if verb.endswith("s") else verb + "s"
    return (name, other + blank + rest)


def parse_mention(cell: Cell, layout: Layout, own_names: frozenset[str]) -> Mention:
    """The thing that a Subject or Object cell names: one link, or plain text."""
    text = bare(cell)
    links = layout.links_in(cell.span)
    if not links:
        if text in _EMPTY:
            raise CellError(
                BAD_VALUE,
                "a claim needs a subject and an object",
                cell.span,
                cell.text,
                "name the thing, or link its page as [[page|label]]",
            )
        return Mention(text, page=layout.document.path if fold_name(text) in own_names else None)
    if not _LINK.fullmatch(text):
        raise CellError(
            BAD_VALUE,
            "a subject or object is one link or plain text, not both",
            cell.span,
            cell.text,
            "put all words into the label: [[page|all words]]",
        )
    link = layout.document.links[links[0]]
    return Mention(link.label or link.target, link=links[0])


def parse_direction(cell: Cell | None) -> str | None:
    """The direction that a cell states; None for an empty one."""
    if cell is None or is_empty(cell):
        return None
    stated = _DIRECTIONS.get(bare(cell).casefold())
    if stated is None:
        raise CellError(
            BAD_VALUE,
            f"'{cell.text}' is no direction",
            cell.span,
            cell.text,
            "use ↑ ↓ → ↔ ± or increase, decrease, none, mixed, unspecified; empty for the relation's own",
        )
    return stated


def own_direction(relation: RelationLike, *, negated: bool) -> str | None:
    """The direction of a claim that states none: its relation's, and no effect where it is negated."""
    if negated and relation.sign is not None:
        return "none"
    return _OF_SIGN.get(relation.sign)


def parse_certainty(cell: Cell | None) -> Certainty:
    """The certainty that a cell states; an empty one asserts."""
    if cell is None or is_empty(cell):
        return Certainty.ASSERTED
    stated = _CERTAINTIES.get(bare(cell).casefold())
    if stated is None:
        raise CellError(
            BAD_VALUE,
            f"'{cell.text}' is no certainty",
            cell.span,
            cell.text,
            "use asserted (also when empty), speculative or reported-and-disputed",
        )
    return stated


def plain_text(cell: Cell | None, layout: Layout) -> str | None:
    """A context cell as text, links as their labels; None for an empty one."""
    if cell is None or is_empty(cell):
        return None
    text, start = "", cell.span.start
    for number in layout.links_in(cell.span):
        link = layout.document.links[number]
        text += layout.document.text[start : link.span.start] + (link.label or link.target)
        start = link.span.end
    return (text + layout.document.text[start : cell.span.end]).replace("\\|", "|").strip()


@lru_cache(maxsize=8)
def _organisms(ontology: ClaimVocabulary) -> dict[str, str]:
    """Slugs of organisms by folded id, label and other labels; the first concept with a name keeps it."""
    concepts = ontology.concepts(ORGANISM_SCHEME)
    names: dict[str, str] = {}
    for concept in concepts:
        names.setdefault(fold(concept.id), concept.id)
    for concept in concepts:
        for name in (concept.label, *concept.alt_labels):
            names.setdefault(fold(name), concept.id)
    return names


def parse_organism(cell: Cell | None, layout: Layout, ontology: ClaimVocabulary) -> str | None:
    """The slug of the organism that a cell names or links, else what stands there."""
    text = plain_text(cell, layout)
    if cell is None or text is None:
        return None
    name = text.replace("*", "").replace("_", " ").strip()
    written = [name, name.partition(" (")[0]]
    links = layout.links_in(cell.span)
    if links:
        # A page of an organism is named after it; that name is a slug even where no concept has it.
        written.append(layout.document.links[links[0]].target.rsplit("/", 1)[-1])
    known = _organisms(ontology)
    slug = next((known[fold(form)] for form in written if fold(form) in known), None)
    return slug or (written[-1] if links else name)


def parse_evidence(cell: Cell, layout: Layout, defined: frozenset[str]) -> tuple[EvidenceLine, ...]:
    """The footnotes of an Evidence cell, each with its stance. ``defined`` are the keys of the page."""
    stance = Stance.SUPPORTS
    lines: list[EvidenceLine] = []
    for token in _EVIDENCE.finditer(layout.document.text, cell.span.start, cell.span.end):
        kind, text = token.lastgroup, token.group()
        span = layout.span(token.start(), token.end())
        if kind == "note":
            key = text[2:-1]
            if key not in defined:
                raise CellError(
                    BAD_VALUE,
                    f"the page defines no footnote [^{key}]",
                    span,
                    text,
                    f"add a line '[^{key}]: …'; each footnote has brackets of its own",
                )
            lines.append(EvidenceLine(key, stance, EvidenceScope.ROW, span))
        elif kind == "stop":
            stance = Stance.SUPPORTS
        elif kind == "word" and text.casefold() in _STANCES:
            stance = _STANCES[text.casefold()]
        elif kind in {"word", "other"} or (kind == "tag" and not _is_gap(token.group("tag"))):
            raise CellError(
                BAD_VALUE,
                f"'{text}' does not belong into an Evidence cell",
                cell.span,
                cell.text,
                "list footnotes, gap tags and the words against or inconclusive; remarks go into Note",
            )
    return tuple(lines)


def _is_gap(tag: str) -> bool:
    return tag.startswith("#gap/") or tag in {"#stub", "#unsourced"}
