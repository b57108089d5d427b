"""Front-matter values, and claims with their context and evidence."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Span
from claimgraph.model.statements import EvidenceScope


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
    none. Context fields are as written; ``organism`` is a slug where it could be read. ``pattern`` is
    how an extracted claim was read from its sentence, "" for declared ones.
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
    pattern: str = ""
    text: str = ""
    span: Span
