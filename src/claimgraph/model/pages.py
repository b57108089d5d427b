"""Everything that one page states, not yet resolved against other pages."""

from __future__ import annotations

import msgspec

from claimgraph.diagnostics import Diagnostic, Span
from claimgraph.document.values import Region
from claimgraph.model.assessments import Assessment
from claimgraph.model.citations import Citation, IdentifierMention
from claimgraph.model.claims import Claim, FieldValue
from claimgraph.model.statements import Gap, Statement
from claimgraph.model.studies import StudyRow


class PageLink(msgspec.Struct, frozen=True, gc=False):
    """A wikilink with the field it stands in (None in the body).

    ``note`` is what stands beside it about the state of the page it leads to ("implicit stub").
    """

    target: str
    label: str | None
    anchor: str | None
    region: Region
    field: str | None
    raw: str
    span: Span
    embedded: bool = False
    note: str | None = None


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
        assessments: rows of extrapolation tables, in order.
        identifiers: those that stand outside footnotes, in order.
        study_rows: rows of tables with a study a row, in order.
        sections: titles with the span that each covers, in order.
        retraction: where the page says that the work it is about was retracted.
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
    assessments: tuple[Assessment, ...] = ()
    identifiers: tuple[IdentifierMention, ...] = ()
    study_rows: tuple[StudyRow, ...] = ()
    retraction: Span | None = None
