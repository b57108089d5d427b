"""What a check of one page reads, and how it words a finding."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic, Related, Severity, Span
from claimgraph.document.values import BlockKind, Document
from claimgraph.extract.gaps import PlacedGap
from claimgraph.extract.layout import Layout
from claimgraph.model import Citation, FieldValue
from claimgraph.profile import Profile

_PROSE = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


class CheckedPage(msgspec.Struct, frozen=True):
    """One page as the extractors left it.

    Attributes:
        page_type: the declared type; None for pages that declare none.
        atomic: pages of this type originate claims.
        manual: the page explains conventions, so what stands on it may be an example.
        kept: what ``prose`` gave, because several checks ask for it.
    """

    document: Document
    layout: Layout
    profile: Profile
    page_type: str | None
    atomic: bool
    manual: bool
    fields: tuple[FieldValue, ...]
    citations: tuple[Citation, ...]
    gaps: tuple[PlacedGap, ...]
    kept: list[tuple[Span, str]] = msgspec.field(default_factory=list)

    def values(self, name: str) -> tuple[FieldValue, ...]:
        """The values of a field that say something."""
        return tuple(field for field in self.fields if field.field == name and field.value)

    def first(self, name: str) -> FieldValue | None:
        """The first value of a field that says something."""
        return next(iter(self.values(name)), None)

    def has_gap(self, *kinds: str) -> bool:
        """Whether a tag of one of these kinds stands on the page, about whatever."""
        return any(gap.kind in kinds for gap in self.gaps)

    @property
    def body(self) -> str:
        """The text after the front matter."""
        return self.document.text[self.document.body_start :]

    def prose(self) -> Sequence[tuple[Span, str]]:
        """Paragraphs, list items and table rows with their text."""
        if not self.kept:
            text = self.document.text
            for block in self.document.blocks:
                if block.kind in _PROSE:
                    span = block.span
                    self.kept.append((span, text[span.start : span.end]))
        return self.kept

    def finding(
        self,
        rule: str,
        severity: Severity,
        span: Span,
        message: str,
        mend: str,
        *,
        value: str | None = None,
        focus: str | None = None,
        stated: FieldValue | None = None,
    ) -> Diagnostic:
        """A finding about ``span``; ``stated`` is the front matter that it contradicts."""
        return Diagnostic(
            rule=rule,
            severity=severity,
            message=message,
            path=self.document.path,
            line=span.line,
            end_line=span.end_line,
            focus=focus,
            value=value[:200] if value is not None else None,
            help=mend,
            span=span,
            related=() if stated is None else (self._place_of(stated),),
        )

    def _place_of(self, field: FieldValue) -> Related:
        return Related(
            f"the front matter gives {field.field}: {field.value}",
            self.document.path,
            field.span.line,
            field.span.end_line,
        )

    def at(self, start: int, end: int) -> Span:
        """The span of these characters of the page."""
        return self.layout.span(start, end)
