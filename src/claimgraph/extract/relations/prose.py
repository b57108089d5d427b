"""Claims that running text states, with their evidence. Syntax and limits: ``docs/reading.md``.

Only words are read here; what a name stands for is settled when all pages are known (``resolve``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from claimgraph.document.values import Link
from claimgraph.extract.claim_cells import ORGANISM_SCHEME, ClaimVocabulary, fold_name
from claimgraph.extract.layout import Layout
from claimgraph.extract.quantity import parse_quantity
from claimgraph.extract.relations.context import (
    ContextReader,
    organism_names,
    statement_words,
    subject_organisms,
)
from claimgraph.extract.relations.denials import withholds
from claimgraph.extract.relations.lexicon import Lexicon, TriggerSource, build_lexicon
from claimgraph.extract.relations.names import name_forms, own_names
from claimgraph.extract.relations.phrases import Phrase
from claimgraph.extract.relations.reading import Reading, SegmentReader
from claimgraph.extract.relations.tokens import blank_brackets, find_quoted, split_segments, tokenise
from claimgraph.extract.relations.words import (
    DISPUTED,
    LIFESPAN_WORDS,
    OPEN,
    OWN_NAMES_OF,
    SPECULATION,
    UNSURE_MODALS,
)
from claimgraph.model import (
    AssertedBy,
    Certainty,
    Citation,
    Claim,
    EvidenceLine,
    EvidenceScope,
    Gap,
    Mention,
    Stance,
    Statement,
    StatementKind,
)

_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)?")
_NUMBERED = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_DISPUTING_GAPS = frozenset({"contradictory-evidence"})
_LONGEST = 1500
_DIRECTIONS: dict[int | None, str | None] = {1: "increase", -1: "decrease", 0: "unspecified", None: None}
_NO_CLAIM = re.compile(
    r"\bnot (?:yet )?(?:been )?"
    r"(?:measured|tested|assessed|examined|studied|evaluated|reported|determined)\b"
)
# A wrong identifier refutes no finding.
_IDENTIFIER = re.compile(r"(?i)\b(?:doi|pmid|pmcid|identifier|url|key|link)s?\b")
_LASTING = frozenset({"extends_lifespan", "shortens_lifespan"})
_CONDITIONAL = re.compile(
    r"(?i)\b(?:not (?:further|additionally)|in the (?:absence|presence) of|without|when|unless|if|only)\b"
    r"|\b(?-i:[A-Z])\w*-(?:deficient|null|depleted|less|knockout)\b|\bknock-?outs?\b|\bKO\b|[⁻–-]/[⁻–-]"
)
_CLAUSE_CUT = re.compile(r";|,\s(?:and|but|whereas|while)\s")
_AT_A_DOSE = re.compile(
    r"(?i)(?:this|these)\s(?:\w+\s){0,2}?(?:effects?|increases?|decreases?|reductions?|changes?|results?|responses?)"
    r"\s(?:was|were|is|are)\s(?:\w+\s)?(?:observed|seen|obtained|found|achieved|recorded|measured|reported|evident)"
    r"\s(?:only\s)?(?:at|with|using|after|by)\b"
)
_NEW_BLOCK = 2
_TAG = re.compile(r"`?#(?:gap/|unsourced|stub)")
# What follows an arrow goes on with what stands before it; it has no subject of its own.
_ARROWS = frozenset({"→", "←", "⇒"})
_LEADS = frozenset({"—", ":", "–"})
_SECTIONS_OF_OTHERS = re.compile(
    r"(?i)\b(?:see also|references?|footnotes?|limitations?|caveats?|gaps?|open questions?|unknowns?|to ?do|"
    r"search|notes for|verification|changelog|history)\b"
)


class RelationLike(Protocol):
    """What a claim needs of a relation."""

    @property
    def sign(self) -> int | None:
        """1, -1, 0 or None."""
        ...


class ProseVocabulary(TriggerSource, ClaimVocabulary, Protocol):
    """What prose extraction needs of the ontology."""

    @property
    def relations(self) -> Mapping[str, RelationLike]:
        """The relations by id."""
        ...


class _Page:
    """What all statements of a page share."""

    def __init__(
        self,
        layout: Layout,
        names: Sequence[str],
        entity_class: str,
        citations: Sequence[Citation],
        gaps: Sequence[Gap],
        ontology: ProseVocabulary,
    ) -> None:
        self.layout = layout
        self.path = layout.document.path
        self.title = names[0]
        self.gaps = gaps
        self.lexicon: Lexicon = build_lexicon(ontology)
        self.signs = {name: relation.sign for name, relation in ontology.relations.items()}
        self.organisms = organism_names(ontology)
        self.labels = {concept.id: concept.label for concept in ontology.concepts(ORGANISM_SCHEME)}
        self.own = own_names(names) | OWN_NAMES_OF.get(entity_class, frozenset())
        self.speculative = entity_class == "Hypothesis"
        self.void = {
            citation.key
            for citation in citations
            if citation.facts.retracted
            or (citation.facts.invalid and not _IDENTIFIER.search(citation.facts.invalid_raw or ""))
        }
        self.source_organism = {
            citation.key: citation.facts.organisms[0]
            for citation in citations
            if len(citation.facts.organisms) == 1
        }

    def mention(self, phrase: Phrase | None) -> Mention:
        """What a phrase names, as far as this page can tell."""
        if phrase is None:
            return Mention(self.title, page=self.path)
        if phrase.link >= 0:
            return Mention(phrase.text, link=phrase.link)
        if self.is_own(phrase):
            return Mention(phrase.text, page=self.path)
        return Mention(phrase.text)

    def organisms_in(self, statement: Statement, reading: Reading) -> tuple[str, ...]:
        """The organisms that the segment of a reading names."""
        offset = statement.span.start
        return subject_organisms(
            statement.text[reading.start - offset : reading.end - offset], self.organisms
        )

    def is_conditional(self, statement: Statement, reading: Reading) -> bool:
        """Whether what a reading denies is denied under a condition only."""
        offset = statement.span.start
        said = statement.text[reading.start - offset : reading.end - offset]
        return _CONDITIONAL.search(said) is not None

    def living(self, value: Mention, named: str | None, stated: Sequence[str]) -> tuple[Mention, str | None]:
        """Whose lifespan it is, and how the words put it where they say more than "lifespan"."""
        own = subject_organisms(value.text, self.organisms)
        species = own[0] if len(own) == 1 else named
        if species is not None:
            who = self.labels.get(species, species)
        else:
            who = "several species" if len(stated) > 1 else "species not stated"
        return Mention(who), None if value.text in LIFESPAN_WORDS else value.text

    def is_own(self, phrase: Phrase) -> bool:
        """Whether a phrase names the page's own entity: a name of it, with neutral words after it."""
        return any(fold_name(form) in self.own for form in name_forms(phrase.text))


def extract_prose_claims(
    layout: Layout,
    statements: Sequence[Statement],
    gaps: Sequence[Gap],
    citations: Sequence[Citation],
    names: Sequence[str],
    entity_class: str | None,
    ontology: ProseVocabulary,
) -> tuple[Claim, ...]:
    """The claims that the statements of a page make in words, in order of the page.

    Args:
        layout: the page.
        statements: its statements; headings state nothing.
        gaps: its gaps, which ``Statement.gaps`` indexes.
        citations: its footnotes.
        names: title and aliases of the page.
        entity_class: the class of its entity; a page about no entity makes no claims.
        ontology: relations, their triggers and the names of organisms.
    """
    if entity_class is None or not names:
        return ()
    page = _Page(layout, names, entity_class, citations, gaps, ontology)
    may_be_stated = page.lexicon.may_be_stated
    closed: dict[str, bool] = {}
    before = statements[0] if statements else None
    claims: list[Claim] = []
    for statement in statements:
        if statement.kind is StatementKind.HEADING or statement.kind is StatementKind.ROW:
            continue
        lower = statement.text.lower()
        if claims and lower.startswith(("this ", "these ")) and _follows(page, before, statement):
            claims = _dosed(claims, before, statement)
        before = statement
        if len(lower) > _LONGEST or not may_be_stated(lower):
            continue
        section = statement.section
        if section not in closed:
            closed[section] = _SECTIONS_OF_OTHERS.search(section) is not None
        if closed[section] or lower.endswith("?") or ("not " in lower and _NO_CLAIM.search(lower)):
            continue
        claims += _read(page, statement)
    return tuple(claims)


def _follows(page: _Page, before: Statement | None, statement: Statement) -> bool:
    """Whether a sentence goes on with "this effect was seen at …" from the one before it."""
    if before is None or _AT_A_DOSE.match(statement.text) is None:
        return False
    between = page.layout.document.text[before.span.end : statement.span.start]
    return not between.strip() and between.count("\n") < _NEW_BLOCK


def _dosed(claims: Sequence[Claim], before: Statement | None, statement: Statement) -> list[Claim]:
    """The claims, those of the sentence before with the dose and route that ``statement`` adds to them."""
    added = ContextReader(statement.text, statement_words(statement.text)).at(0)
    if before is None or added.dose is None:
        return list(claims)
    return [
        claim
        if claim.statement != before.index or claim.dose is not None
        else msgspec.structs.replace(
            claim,
            dose=added.dose,
            dose_quantity=parse_quantity(added.dose),
            route=claim.route or added.route,
        )
        for claim in claims
    ]


def _read(page: _Page, statement: Statement) -> list[Claim]:
    offset = statement.span.start
    links = {
        link.span.start: (number, _label(link))
        for number in statement.links
        for link in (page.layout.document.links[number],)
    }
    text = blank_brackets(_before_tag(statement.text) if "#" in statement.text else statement.text)
    implicit = statement.kind is StatementKind.ITEM and not _is_led(page, statement)
    reader = SegmentReader(page.lexicon, page.signs, implicit=implicit)
    previous = (0, 0)
    quoted = find_quoted(text) if "“" in text or '"' in text else []
    for start, end, after in split_segments(text):
        if any(left < start and end < right for left, right in quoted):
            continue
        words = _WORDS.findall(text[start:end].lower()) if after not in _ARROWS else []
        if page.lexicon.may_state(words):
            lead = tokenise(text, *previous, offset, links) if after in _LEADS else []
            reader.read(tokenise(text, start, end, offset, links), after, lead, first=start == 0)
        previous = (start, end)
    if not reader.readings:
        return []
    words = statement_words(statement.text)
    certainty = _certainty(page, statement, words)
    around = subject_organisms(statement.text, page.organisms)
    context = ContextReader(statement.text, words)
    claims = (_claim(page, statement, reading, certainty, around, context) for reading in reader.readings)
    return [claim for claim in claims if claim is not None]


def _is_led(page: _Page, statement: Statement) -> bool:
    """Whether the list that an item belongs to is led in by words that name something else."""
    document = page.layout.document
    sentence = page.layout.sentence_at(statement.span.start)
    parent = document.blocks[document.sentences[sentence].block].parent if sentence >= 0 else -1
    if parent < 0:
        return False
    block = document.blocks[parent]
    lead = document.text[block.span.start : block.span.end]
    return "[[" in lead or "**" in lead


def _before_tag(text: str) -> str:
    """A statement without its gap tag and what follows: that speaks of the claim and is none."""
    found = _TAG.search(text)
    return text if found is None else text[: found.start()]


def _label(link: Link) -> str:
    if link.label:
        return link.label
    return link.target.rstrip("/").rpartition("/")[2].removesuffix(".md").replace("_", " ")


def _certainty(page: _Page, statement: Statement, words: Sequence[str]) -> Certainty:
    """How the whole statement is held."""
    kinds = {page.gaps[gap].kind for gap in statement.gaps}
    if not DISPUTED.isdisjoint(words) or kinds & _DISPUTING_GAPS:
        return Certainty.DISPUTED
    if page.speculative or (kinds & {"unsourced"} and not statement.citations):
        return Certainty.SPECULATIVE
    return Certainty.ASSERTED


def _claim(
    page: _Page,
    statement: Statement,
    reading: Reading,
    certainty: Certainty,
    around: tuple[str, ...],
    conditions: ContextReader,
) -> Claim | None:
    start = reading.trigger.start
    at = start - statement.span.start
    if not OPEN.isdisjoint(statement_words(statement.text[reading.start - statement.span.start : at])):
        return None
    if withholds(statement.text[reading.start - statement.span.start : at]):
        return None
    unsure = reading.unsure or not SPECULATION.isdisjoint(_held(statement.text[:at]))
    if unsure and certainty is Certainty.ASSERTED:
        certainty = Certainty.SPECULATIVE
    subject, value = page.mention(reading.subject), page.mention(reading.object)
    if subject.page is not None and subject.page == value.page:
        return None
    stated = page.organisms_in(statement, reading) or around
    if reading.negated and page.is_conditional(statement, reading):
        # "Does not X in the absence of Y", "does not further X" deny nothing of X as such.
        return None
    evidence = _evidence(statement, start)
    sources = {line.key for line in evidence}
    if sources and sources <= page.void:
        # Retold from a retracted paper, or from a footnote that calls itself wrong.
        certainty = Certainty.DISPUTED
    named = stated[0] if len(stated) == 1 else None
    if not stated and len(sources) == 1:
        named = page.source_organism.get(next(iter(sources)))
    note = None
    if reading.relation in _LASTING and value.link < 0 and value.page is None:
        value, note = page.living(value, named, stated)
    context = conditions.at(at)
    direction = "none" if reading.negated and reading.sign is not None else _DIRECTIONS[reading.sign]
    return Claim(
        subject=subject,
        predicate=reading.relation,
        object=value,
        direction=direction,
        negated=reading.negated,
        certainty=certainty,
        asserted_by=AssertedBy.EXTRACTED,
        organism=named,
        tissue=context.tissue,
        dose=context.dose,
        dose_quantity=parse_quantity(context.dose) if context.dose else None,
        route=context.route,
        timing=context.timing,
        population=context.population,
        comparator=context.comparator,
        effect=context.effect,
        note=note,
        evidence=evidence,
        evidence_scope=evidence[0].scope if evidence else EvidenceScope.NONE,
        gaps=statement.gaps,
        statement=statement.index,
        pattern=reading.pattern.value,
        text=page.layout.document.text[reading.start : reading.end],
        span=page.layout.span(reading.start, reading.end),
    )


def _held(before: str) -> list[str]:
    """The words before a trigger that say how its clause is held: a "may" of another clause does not."""
    cuts = [found.end() for found in _CLAUSE_CUT.finditer(before)]
    earlier, own = (before[: cuts[-1]], before[cuts[-1] :]) if cuts else ("", before)
    return [word for word in statement_words(earlier) if word not in UNSURE_MODALS] + statement_words(own)


def _evidence(statement: Statement, at: int) -> tuple[EvidenceLine, ...]:
    """The footnotes of the clause that the trigger stands in, else those that the statement inherits."""
    uses = statement.citations
    own = [use for use in uses if use.clause.start <= at < use.clause.end]
    if not own:
        own = [use for use in uses if use.scope is not EvidenceScope.INLINE]
    found: dict[str, EvidenceLine] = {}
    for use in own:
        found.setdefault(use.key, EvidenceLine(use.key, Stance.SUPPORTS, use.scope, use.span))
    return tuple(found.values())
