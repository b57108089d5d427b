"""Computed facts of claims: species, age, access, primary support, retraction.

Each is computed from the footnotes that support the claim. Reviews and other secondary sources
retell; they never make a claim human, animal or in-vitro evidence. A boolean is written only where
it is known: *false* needs every supporting footnote to say enough to exclude it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from claimgraph.hierarchy import ahead_of
from claimgraph.inference.premises import HUMAN, CitationRecord, ClaimRecord, Premises
from claimgraph.inference.quads import (
    DERIVED_FROM,
    TRUE,
    QuadWriter,
    cg,
    to_boolean,
    to_integer,
    to_literal,
)
from claimgraph.model import Access
from claimgraph.ontology import Ontology

ACCESS_ORDER = (
    Access.FULL_TEXT,
    Access.ABSTRACT,
    Access.AVAILABLE,
    Access.PENDING,
    Access.NONE,
    Access.UNMARKED,
)
"""From read to unknown: what a claim's best access is chosen by."""

_CELL_DESIGNS = frozenset(("in-vitro", "ex-vivo", "in-silico", "structural"))
# Organisms that the scheme holds and that are no animals; it has no kingdom to ask.
_NO_ANIMALS = frozenset(
    ("plantae", "bacteria", "saccharomyces-cerevisiae", "schizosaccharomyces-pombe", "escherichia-coli")
) | frozenset(("bacillus-subtilis", "neurospora-crassa", "tetrahymena-thermophila", "podospora-anserina"))
_AGED_HUMAN_YEARS = 60
_AGED_RODENT_MONTHS = 18
_YOUNG_HUMAN_YEARS = 50
_YOUNG_RODENT_MONTHS = 12

_OLD = re.compile(
    # Not "middle-aged men", not "8-week-old mice".
    r"(?<![-–\w])(?<!middle )(?<!weeks )(?<!week )(?<!months )(?<!month )(?<!years )(?<!year )(?<!days )"
    r"(?<!day )"
    r"(?:aged|old|older|elderly|geriatric|senescent|late[- ]life|aging|ageing|postmenopausal)[\s-]+"
    r"(?:\w+[\s-]+)?(?:mice|mouse|rats?|animals?|adults?|people|persons?|humans?|patients?|men|women|individuals?|"
    r"subjects?|participants?|volunteers?|donors?|monkeys?|dogs?|flies|worms|nematodes|killifish|males?|females?)\b"
    r"|\baged \(|\belderly\b|\bcentenarians?\b|\bgeriatric\b|\bnursing[- ]home\b",
    re.IGNORECASE,
)
_YOUNG = re.compile(
    r"\byoung(?:er)?\b|\bjuvenile\b|\bneonatal\b|\badolescents?\b|\bchildren\b", re.IGNORECASE
)
_NUMBER = r"(\d{1,3}(?:\.\d+)?)(?:\s*(?:±|\+/-)\s*\d+(?:\.\d+)?)?(?:\s*(?:–|—|-|to)\s*(\d{1,3}(?:\.\d+)?))?"
_YEARS = re.compile(
    rf"\bage[ds]?\b(?:\s+(?:of|range|about|over|at least))*\s*[≥>:=~]*\s*{_NUMBER}"
    r"(?!\s*(?:mo|month|week|wk|day|d\b))"
    rf"|[≥>~]?\s*{_NUMBER}[\s-]*(?:years?|yrs?|yo|y\.o\.)[\s-]*(?:mean age|of age|old|aged)",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"{_NUMBER}[\s-]*(?:mo|mos|months?)\.?[\s-]*(?:old|of age)\b|\baged\s+{_NUMBER}\s*(?:mo|months?)\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(rf"{_NUMBER}[\s-]*(?:wk|weeks?)[\s-]*(?:old|of age)\b", re.IGNORECASE)
_DAYS = re.compile(rf"{_NUMBER}[\s-]*(?:d|days?)[\s-]*(?:old|of age)\b", re.IGNORECASE)


def is_aged(text: str) -> bool | None:
    """Whether a description of subjects or animals says that they are old; None where it does not say.

    People count as aged from 60 years, rodents from 18 months. A mixed group (young and old) counts.
    """
    highest: list[tuple[float, float, float]] = []
    for pattern, old, young, scale in (
        (_YEARS, _AGED_HUMAN_YEARS, _YOUNG_HUMAN_YEARS, 1.0),
        (_MONTHS, _AGED_RODENT_MONTHS, _YOUNG_RODENT_MONTHS, 1.0),
        (_WEEKS, _AGED_RODENT_MONTHS, _YOUNG_RODENT_MONTHS, 12 / 52),
        (_DAYS, _AGED_RODENT_MONTHS, _YOUNG_RODENT_MONTHS, 12 / 365),
    ):
        for match in pattern.finditer(text):
            numbers = [float(group) * scale for group in match.groups() if group]
            highest.append((max(numbers), old, young))
    if _OLD.search(text) or any(value >= old for value, old, _ in highest):
        return True
    if _YOUNG.search(text) or (highest and all(value < young for value, _, young in highest)):
        return False
    return None


class SpeciesEvidence(msgspec.Struct, frozen=True):
    """What one supporting footnote adds; None is unknown."""

    human: bool | None
    animal: bool | None
    in_vitro: bool | None
    aged: bool | None


class EvidenceFacts:
    """Computes the facts of claims and writes them."""

    __slots__ = ("_human_designs", "_premises", "_wider")

    def __init__(self, premises: Premises, ontology: Ontology) -> None:
        self._premises = premises
        self._human_designs = frozenset(
            concept.id for concept in ontology.concepts("designs") if "humanDesign" in concept.flags
        )
        self._wider = {concept.id: concept.broader for concept in ontology.concepts("organisms")}

    def _above(self, organism: str) -> frozenset[str]:
        return ahead_of(organism, lambda one: self._wider.get(one, ()))

    def species_of(self, citation: CitationRecord) -> tuple[str, ...] | None:
        """The species of a footnote's subjects, empty where none were studied, None where unknown."""
        if citation.organisms:
            return citation.organisms
        if self._human_designs.intersection(citation.designs):
            return (HUMAN,)
        if citation.human_cells or (citation.designs and _CELL_DESIGNS.issuperset(citation.designs)):
            return ()
        return None

    def line_evidence(self, claim: ClaimRecord, citation: CitationRecord) -> SpeciesEvidence:
        """What one footnote adds to a claim. The claim's own species narrows a study of several."""
        context = dict(claim.context)
        species = self.species_of(citation)
        stated = context.get("organism", ())
        if stated and species and set(stated) & set(species):
            species = tuple(sorted(set(stated) & set(species)))
        elif stated and species is None:
            species = stated
        designs = set(citation.designs)
        cells = citation.human_cells or bool(designs & {"in-vitro", "ex-vivo"})
        only_cells = bool(designs) and designs <= _CELL_DESIGNS
        in_vitro = True if cells else False if designs else None
        human: bool | None = None
        animal: bool | None = None
        if only_cells:
            human = animal = False
        elif species is not None:
            human = HUMAN in species and not (citation.human_cells and not self._has_subjects(citation))
            animal = any(name != HUMAN and name not in _NO_ANIMALS for name in species)
        told = [
            verdict
            for text in (*context.get("population", ()), *citation.populations)
            if (verdict := is_aged(text)) is not None
        ]
        return SpeciesEvidence(human, animal, in_vitro, any(told) if told else None)

    def disagrees(self, claim: ClaimRecord, citation: CitationRecord) -> bool:
        """Whether a claim names a species, the footnote names others, and none is part of another."""
        stated = dict(claim.context).get("organism", ())
        if not stated or not citation.organisms:
            return False
        return not any(
            one == other or one in self._above(other) or other in self._above(one)
            for one in stated
            for other in citation.organisms
        )

    def _has_subjects(self, citation: CitationRecord) -> bool:
        return HUMAN in citation.organisms or bool(self._human_designs.intersection(citation.designs))

    def supporting(self, claim: ClaimRecord) -> list[tuple[str | None, CitationRecord]]:
        """The footnotes that support a claim with their sources, without duplicates."""
        found: dict[str, tuple[str | None, CitationRecord]] = {}
        for line in claim.lines:
            if line.stance == "Supports" and line.citation in self._premises.citations:
                found[line.citation] = (line.source, self._premises.citations[line.citation])
        return list(found.values())

    def is_secondary(self, source: str | None) -> bool:
        """Whether a source is known to retell."""
        record = self._premises.sources.get(source) if source else None
        return record is not None and record.primary is False

    def is_retracted(self, source: str | None, citation: CitationRecord) -> bool:
        """Whether a source or the footnote that cites it says that it was retracted."""
        record = self._premises.sources.get(source) if source else None
        return citation.retracted or (record is not None and record.retracted)

    def independent_sources(self, claim: ClaimRecord) -> tuple[str, ...]:
        """The supporting sources of a claim that can count as evidence of their own."""
        return self._primary(source for source, _ in self.supporting(claim))

    def own_sources(self, entity: str) -> tuple[str, ...]:
        """The sources that an entity's page cites, reviews left out."""
        return self._primary(self._premises.source_of.get(token) for token in self._cited(entity))

    def human_sources(self, entity: str) -> tuple[str, ...]:
        """Those of them that had human subjects."""
        found = []
        for token in self._cited(entity):
            citation = self._premises.citations[token]
            species = self.species_of(citation)
            only_cells = bool(citation.designs) and _CELL_DESIGNS.issuperset(citation.designs)
            if species and HUMAN in species and not only_cells:
                found.append(self._premises.source_of.get(token))
        return self._primary(found)

    def _cited(self, entity: str) -> tuple[str, ...]:
        return self._premises.cited.get(entity, ())

    def _primary(self, sources: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(
            sorted(
                {
                    source
                    for source in sources
                    if source and source in self._premises.sources and not self.is_secondary(source)
                }
            )
        )

    def write(self, writer: QuadWriter, claim: ClaimRecord) -> ClaimFacts | None:
        """Writes the facts of one claim; returns those that are counted, None where it has no support."""
        add = writer.add
        supporting = self.supporting(claim)
        disputing = [line for line in claim.lines if line.stance == "Disputes"]
        for line in claim.lines:
            cited = self._premises.citations.get(line.citation or "")
            if cited is not None and self.disagrees(claim, cited):
                add(line.iri, cg("speciesMismatch"), TRUE)
        add(claim.iri, cg("supportCount"), to_integer(len(supporting)))
        if disputing:
            add(claim.iri, cg("disputeCount"), to_integer(len(disputing)))
        if not supporting:
            return None
        primary = {
            source
            for source, _ in supporting
            if source and (record := self._premises.sources.get(source)) and record.primary
        }
        add(claim.iri, cg("primarySupport"), to_integer(len(primary)))
        access = best_citation(citation for _, citation in supporting)
        if access is not None and access.access_term is not None:
            add(claim.iri, cg("bestAccess"), access.access_term)
        own = [citation for source, citation in supporting if not self.is_secondary(source)]
        evidence = [self.line_evidence(claim, citation) for citation in own]
        facts = ClaimFacts(
            human=known_any([item.human for item in evidence]),
            animal=known_any([item.animal for item in evidence]),
            in_vitro=known_any([item.in_vitro for item in evidence]),
            aged=known_any([item.aged for item in evidence]),
            access=access.access if access else None,
        )
        for name, verdict in (
            ("hasHumanEvidence", facts.human),
            ("hasAnimalEvidence", facts.animal),
            ("hasInVitroEvidence", facts.in_vitro),
            ("hasAgedEvidence", facts.aged),
        ):
            if verdict is not None:
                add(claim.iri, cg(name), to_boolean(verdict))
        withdrawn = [self.is_retracted(source, citation) for source, citation in supporting]
        if any(withdrawn):
            add(claim.iri, cg("restsOnRetracted"), TRUE)
            if all(withdrawn):
                add(claim.iri, cg("onlyRetractedSupport"), TRUE)
        if not all(withdrawn):
            add(claim.iri, cg("soundSupport"), TRUE)
        for _, citation in supporting:
            add(claim.iri, DERIVED_FROM, citation.iri)
        return facts


class ClaimFacts(msgspec.Struct, frozen=True):
    """The facts of one claim that are counted over an entity or a page; None is unknown."""

    human: bool | None
    animal: bool | None
    in_vitro: bool | None
    aged: bool | None
    access: Access | None


_ENTITY_COUNTS = (
    cg("sourcedClaims"), cg("humanClaims"), cg("animalClaims"), cg("inVitroClaims"), cg("agedClaims"),
)  # fmt: skip
_PAGE_COUNTS = (cg("sourcedClaims"), cg("fullTextClaims"), cg("abstractOnlyClaims"))


class EvidenceCounts:
    """Counts over the sourced claims about an entity, and over those of a page."""

    __slots__ = ("_entities", "_pages")

    def __init__(self) -> None:
        self._entities: dict[str, list[int]] = {}
        self._pages: dict[str, list[int]] = {}

    def add(self, claim: ClaimRecord, facts: ClaimFacts) -> None:
        """Counts one claim that has support."""
        known = (True, facts.human, facts.animal, facts.in_vitro, facts.aged)
        entity = self._entities.setdefault(claim.subject, [0] * len(known))
        for at, verdict in enumerate(known):
            entity[at] += verdict is True
        if claim.page is None:
            return
        page = self._pages.setdefault(claim.page, [0, 0, 0])
        page[0] += 1
        page[1] += facts.access is Access.FULL_TEXT
        page[2] += facts.access is Access.ABSTRACT

    def write(self, writer: QuadWriter) -> None:
        """The counts, each also where it is 0."""
        for counts, names in ((self._entities, _ENTITY_COUNTS), (self._pages, _PAGE_COUNTS)):
            for node, found in counts.items():
                for name, number in zip(names, found, strict=True):
                    writer.add(node, name, to_integer(number))


def write_source_facts(writer: QuadWriter, premises: Premises) -> None:
    """How readers name a source, and how many pages, footnotes and claims build on it."""
    footnotes: dict[str, int] = {}
    pages: dict[str, set[str]] = {}
    for citation, source in premises.source_of.items():
        footnotes[source] = footnotes.get(source, 0) + 1
        pages.setdefault(source, set()).add(premises.citations[citation].page or "")
    claims: dict[str, set[str]] = {}
    for claim in premises.claims:
        for line in claim.lines:
            if line.source:
                claims.setdefault(line.source, set()).add(claim.iri)
    for record in premises.sources.values():
        writer.add(record.iri, cg("citedAs"), to_literal(record.name))
        writer.add(record.iri, cg("shortName"), to_literal(record.label))
        for name, number in (
            (cg("pageCount"), len(pages.get(record.iri, ()))),
            (cg("citationCount"), footnotes.get(record.iri, 0)),
            (cg("claimCount"), len(claims.get(record.iri, ()))),
        ):
            writer.add(record.iri, name, to_integer(number))


def known_any(verdicts: Sequence[bool | None]) -> bool | None:
    """True where one is; False where all are known to be false; None otherwise, and of nothing."""
    if any(verdict is True for verdict in verdicts):
        return True
    if verdicts and all(verdict is False for verdict in verdicts):
        return False
    return None


def best_citation(citations: Iterable[CitationRecord]) -> CitationRecord | None:
    """The footnote with the best access among some; None where none says anything of it."""
    ranked = sorted(
        (ACCESS_ORDER.index(citation.access), citation.iri, citation)
        for citation in citations
        if citation.access is not None
    )
    return ranked[0][2] if ranked else None
