"""What one footnote says of its source."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Span


class IdentifierScheme(StrEnum):
    """Registries that identify a source."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    NCT = "nct"


class IdentifierRole(StrEnum):
    """What an identifier in a footnote is to the source that the footnote is about."""

    SUBJECT = "subject"
    PREPRINT = "preprint"
    RETRACTION_NOTICE = "retraction-notice"
    CORRECTION = "correction"
    SUPERSEDED = "superseded"
    MENTIONED = "mentioned"


class Identifier(msgspec.Struct, frozen=True, gc=False):
    """An identifier in a footnote. ``value`` is normalised: DOI lower case without resolver, PMID
    digits, ``PMC123``, ``NCT01234567``; ``raw`` is what stands at ``span``.
    """

    scheme: IdentifierScheme
    value: str
    role: IdentifierRole
    raw: str
    span: Span


class IdentifierMention(msgspec.Struct, frozen=True, gc=False):
    """An identifier that stands outside footnotes: in a sentence, a cell, a comment or a prose field.

    ``value`` is normalised as in ``Identifier``; ``raw`` is what stands at ``span``. ``statement`` indexes
    ``PageValues.statements``, ``field`` indexes ``PageValues.fields``; -1 where it stands in none (code).
    """

    scheme: IdentifierScheme
    value: str
    raw: str
    span: Span
    statement: int = -1
    field: int = -1


class SampleKind(StrEnum):
    """What an ``n`` counts. ``TOTAL`` where only ``n=`` is said: subjects or animals in all."""

    TOTAL = "subjects"
    PER_GROUP = "per-group"
    ARM = "arm"
    SAMPLES = "samples"
    STUDIES = "studies"
    EVENTS = "events"
    PLANNED = "planned"
    NOT_APPLICABLE = "not-applicable"


class SampleSize(msgspec.Struct, frozen=True, gc=False):
    """One ``n``. ``value`` to ``high`` is a range where both differ; ``None`` where not a number.

    ``approximate`` marks ``~``, ``≈``, ``about``, ``>``, ``≥``.
    """

    value: int | None
    high: int | None
    kind: SampleKind
    approximate: bool
    raw: str
    span: Span


class Access(StrEnum):
    """How far the writer read a source. Polarity counts: "not verified against the PDF" is not read."""

    FULL_TEXT = "full-text-read"
    ABSTRACT = "abstract-only"
    NONE = "no-access"
    PENDING = "pending"
    AVAILABLE = "available-unread"
    UNMARKED = "unmarked"


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a footnote between separators. ``kind`` names what it was read as; ``raw`` stretches
    were not understood and are kept as they stand.
    """

    kind: str
    raw: str
    span: Span


class CitationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What one footnote says of its source; everything optional, nothing invented.

    Attributes:
        identifiers: all of them, each with its role; the source is named by those in role SUBJECT.
        study_pages: targets of ``[[studies/…]]`` links, as written, that name the source.
        authors: as written, in order, without "et al."; ``authors_truncated`` says the list goes on.
        designs: canonical design ids (``ontology/designs.ttl``), in order of mention, no duplicates.
        organisms: canonical organism slugs (``homo-sapiens``), the species of subjects, animals or
            donors of cells; ``human_cells`` marks human cells without human subjects.
        populations: descriptors as written, e.g. the text after ``model:``.
        p_values, effects: as written.
        access: the strongest true statement; ``access_raw`` the words it was read from.
        retracted: the source itself is said to be retracted.
        invalid: the footnote declares itself wrong or unverifiable; ``invalid_raw`` the words.
        statistics beyond these stay in ``segments``.
    """

    identifiers: tuple[Identifier, ...] = ()
    study_pages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    authors_truncated: bool = False
    title: str | None = None
    venue: str | None = None
    year: int | None = None
    samples: tuple[SampleSize, ...] = ()
    designs: tuple[str, ...] = ()
    organisms: tuple[str, ...] = ()
    human_cells: bool = False
    populations: tuple[str, ...] = ()
    p_values: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    access: Access = Access.UNMARKED
    access_raw: str | None = None
    retracted: bool = False
    invalid: bool = False
    invalid_raw: str | None = None
    preprint: bool = False
    segments: tuple[Segment, ...] = ()

    def values(self, scheme: IdentifierScheme) -> tuple[str, ...]:
        """The identifiers of one scheme that name the source itself, without duplicates, in order."""
        found = dict.fromkeys(
            identifier.value
            for identifier in self.identifiers
            if identifier.scheme is scheme and identifier.role is IdentifierRole.SUBJECT
        )
        return tuple(found)


class Citation(msgspec.Struct, frozen=True):
    """One footnote definition of one page. ``ordinal`` is 0, or counts repeated keys from 1."""

    key: str
    ordinal: int
    raw: str
    facts: CitationFacts
    span: Span
    referenced: bool
