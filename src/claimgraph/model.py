"""The frozen values that pages are turned into, before resolution and RDF.

Page-local values come first (what ``extract/`` makes of one ``Document``, cacheable per page), then
the resolved ones (what ``resolve`` makes of all pages). Absent is ``None`` or empty and means
*unknown*, never *no*.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Diagnostic, Span
from claimgraph.document.values import Region

# ------------------------------------------------------------------------------- citations


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


# ------------------------------------------------------------------------- gaps, statements


class GapClass(StrEnum):
    """Evidence gaps qualify claims; access gaps sources; catalogue gaps the page's own bookkeeping."""

    EVIDENCE = "evidence"
    ACCESS = "access"
    CATALOGUE = "catalogue"


class GapScope(StrEnum):
    """What a gap tag is about, decided by where it stands."""

    STATEMENT = "statement"
    CITATION = "citation"
    FIELD = "field"
    SECTION = "section"
    PAGE = "page"
    MENTION = "mention"


class Gap(msgspec.Struct, frozen=True, gc=False):
    """A gap tag. ``kind`` is the tag without ``gap/`` (``no-mechanism``; ``stub`` and ``unsourced`` too).

    Attributes:
        scope: ``MENTION`` for tags that are talked about, not used; they are never gaps.
        about: index of the statement, key of the citation, name of the field or title of the
            section, as text; the page path for pages.
        note: the words that belong to the tag, where there are any.
    """

    kind: str
    gap_class: GapClass
    scope: GapScope
    about: str
    note: str | None
    span: Span


class EvidenceScope(StrEnum):
    """How a citation reached a statement or claim; all but INLINE, ROW are inherited, and marked so."""

    INLINE = "inline"
    ROW = "row"
    ITEM = "item"
    LEAD_IN = "leadin"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"
    FIELD = "field"
    NONE = "none"


class CitationUse(msgspec.Struct, frozen=True, gc=False):
    """A footnote reference as evidence: its key, how it got here, and the clause that it ends."""

    key: str
    scope: EvidenceScope
    span: Span
    clause: Span


class StatementKind(StrEnum):
    """What a statement is on the page."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    HEADING = "heading"


class Statement(msgspec.Struct, frozen=True, gc=False):
    """A sentence, list item or table row that cites, tags or links.

    ``links`` indexes ``Document.links``. ``cells`` pairs column headings with cell texts, for rows.
    """

    index: int
    kind: StatementKind
    text: str
    section: str
    citations: tuple[CitationUse, ...]
    gaps: tuple[int, ...]
    links: tuple[int, ...]
    span: Span
    cells: tuple[tuple[str, str], ...] = ()


# ----------------------------------------------------------------------- fields and claims


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A number or range read from text, with what stands there. ``unit`` as written, or None."""

    low: float | None
    high: float | None
    approximate: bool
    unit: str | None
    raw: str


class FieldValue(msgspec.Struct, frozen=True, gc=False):
    """One value of one front-matter field, as the vault profile reads it.

    Attributes:
        kind: the profile's word for the field: ``link``, ``enum``, ``identifier``, ``text``,
            ``number``, ``date``, ``boolean``.
        value: normalised text (of an enum the value without its note); None for a null.
        note: prose that trails an enum value, or an annotation after a link.
        link: index into ``PageValues.links`` where the value is a wikilink, else -1.
        declared: whether the profile declares the field for this page type.
        comment: what the YAML comments of the field say, on the first of its values; curators put
            reasons and caveats there.
    """

    field: str
    kind: str
    value: str | None
    raw: str
    note: str | None
    link: int
    declared: bool
    span: Span
    quantity: Quantity | None = None
    comment: str | None = None


class Certainty(StrEnum):
    """How a page holds a claim."""

    ASSERTED = "asserted"
    SPECULATIVE = "speculative"
    DISPUTED = "reported-and-disputed"


class AssertedBy(StrEnum):
    """Where on the page a claim was declared."""

    FRONT_MATTER = "front-matter"
    CLAIMS_TABLE = "claims-table"
    EXTRACTED = "extracted"


class Stance(StrEnum):
    """What a line of evidence does to its claim."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    INCONCLUSIVE = "inconclusive"


class EvidenceLine(msgspec.Struct, frozen=True, gc=False):
    """One footnote that bears on a claim."""

    key: str
    stance: Stance
    scope: EvidenceScope
    span: Span


class Mention(msgspec.Struct, frozen=True, gc=False):
    """The subject or object of a claim as written; ``link`` indexes ``PageValues.links`` or is -1.

    ``page`` is set where the thing is this page's own entity.
    """

    text: str
    link: int = -1
    page: str | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Subject, relation, object, with the context it holds in and the evidence it rests on.

    ``predicate`` is a relation id of the ontology (``increases_level``). ``direction`` is
    ``increase``, ``decrease``, ``none``, ``mixed``, ``unspecified`` or None where the relation has
    none. Context fields are as written; ``organism`` is a slug where it could be read.
    """

    subject: Mention
    predicate: str
    object: Mention
    direction: str | None
    negated: bool
    certainty: Certainty
    asserted_by: AssertedBy
    organism: str | None = None
    tissue: str | None = None
    dose: str | None = None
    dose_quantity: Quantity | None = None
    route: str | None = None
    timing: str | None = None
    population: str | None = None
    comparator: str | None = None
    effect: str | None = None
    note: str | None = None
    evidence: tuple[EvidenceLine, ...] = ()
    evidence_scope: EvidenceScope = EvidenceScope.NONE
    gaps: tuple[int, ...] = ()
    statement: int = -1
    text: str = ""
    span: Span


class PageLink(msgspec.Struct, frozen=True, gc=False):
    """A wikilink with the field it stands in (None in the body)."""

    target: str
    label: str | None
    anchor: str | None
    region: Region
    field: str | None
    raw: str
    span: Span
    embedded: bool = False


class Verification(msgspec.Struct, frozen=True, gc=False):
    """A page's own statement that it was checked. It never spreads to unread sources."""

    verified: bool | None
    date: str | None
    by: str | None
    scope: str | None
    span: Span


class PageValues(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one page states, not yet resolved against other pages.

    Attributes:
        path: relative to the vault, ``/`` separators, NFC.
        digest: SHA-256 of the page's bytes, hexadecimal.
        page_type: the declared type (``compound``) or None; ``entity_class`` the ontology class
            that the profile gives it, None for pages that are not about an entity (manuals, indexes).
        title: the first H1, else the file name.
        sections: titles with the span that each covers, in order.
    """

    path: str
    digest: str
    page_type: str | None
    entity_class: str | None
    title: str
    title_span: Span
    aliases: tuple[str, ...]
    fields: tuple[FieldValue, ...]
    links: tuple[PageLink, ...]
    citations: tuple[Citation, ...]
    gaps: tuple[Gap, ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    verification: Verification | None
    sections: tuple[tuple[str, Span], ...]
    diagnostics: tuple[Diagnostic, ...]
    span: Span


# ------------------------------------------------------------------------------- resolved


class LinkOutcome(StrEnum):
    """What became of a wikilink."""

    RESOLVED = "resolved"
    DANGLING = "dangling"
    AMBIGUOUS = "ambiguous"


class LinkResolution(msgspec.Struct, frozen=True, gc=False):
    """``resolved_to`` is a page path; ``how`` the step of the ladder that found it (``path``,
    ``suffix``, ``name``, ``name-case``, ``alias``, ``alias-slug``, ``wrong-directory``; ``self`` for a
    link that is only an anchor, ``file`` for one to a file that is no page); of an
    ambiguous link ``candidates`` are the pages it could mean.
    """

    outcome: LinkOutcome
    resolved_to: str | None
    how: str | None
    candidates: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source of evidence, merged from citations and study pages by normalised identifier.

    Attributes:
        key: what its IRI is made from: ``doi:…``, ``pmid:…``, ``pmcid:…``, ``nct:…``,
            ``page:studies/…`` or ``note:page#key``, the first that it has.
        citations: (page path, footnote key, ordinal) of every footnote that cites it.
        study_page: the page about it, or None.
        primary: True for a study, False for a review or another secondary source, None unknown.
        authors: the longest list that any citation gives; ``authors_truncated`` where that one is.
    """

    key: str
    doi: tuple[str, ...]
    pmid: tuple[str, ...]
    pmcid: tuple[str, ...]
    nct: tuple[str, ...]
    study_page: str | None
    title: str | None
    year: int | None
    authors: tuple[str, ...]
    authors_truncated: bool
    designs: tuple[str, ...]
    organisms: tuple[str, ...]
    access: Access
    retracted: bool
    primary: bool | None
    citations: tuple[tuple[str, str, int], ...]


class VaultValues(msgspec.Struct, frozen=True):
    """All pages with their links and sources resolved.

    ``links[path]`` runs parallel to the page's ``links``; ``source_of[(path, key, ordinal)]`` is a
    source key.
    """

    pages: tuple[PageValues, ...]
    links: dict[str, tuple[LinkResolution, ...]]
    sources: tuple[Source, ...]
    source_of: dict[tuple[str, str, int], str]
    diagnostics: tuple[Diagnostic, ...]
