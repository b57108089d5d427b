"""Gap tags, and the statements that cite, tag or link."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Span


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
    ``lead`` is the bold label that opens the paragraph or item, for a sentence that stands behind
    another: without it "This claim is unverified." does not say which.
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
    lead: str = ""
