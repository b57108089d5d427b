"""Gap tags, each with what it is about, as quads."""

from __future__ import annotations

from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import cg, literal
from claimgraph.model import Gap, GapClass, GapScope

_GAP = cg("Gap")
_KIND = cg("gapKind")
_CLASS = cg("gapClass")
_SCOPE = cg("gapScope")
_TAG = cg("tag")
_ABOUT = cg("about")
_SECTION = cg("section")
_NOTE = cg("note")

_CLASSES = {
    GapClass.EVIDENCE: cg("EvidenceGap"),
    GapClass.ACCESS: cg("AccessGap"),
    GapClass.CATALOGUE: cg("CatalogueGap"),
}


def gap_content(page: PageContext, gap: Gap) -> tuple[str, ...]:
    """What names a gap's node: its kind, and what it is about by content, not by position."""
    about = gap.about
    if gap.scope is GapScope.STATEMENT:
        index = _index(about)
        if index is not None and index < len(page.values.statements):
            about = page.values.statements[index].text
    return (gap.kind, gap.scope.value, about, gap.note or "")


def add_gaps(page: PageContext) -> None:
    """Every gap of the page; a tag that is only talked about is none."""
    for gap, node in zip(page.values.gaps, page.gaps, strict=True):
        if node is None:
            continue
        page.add_place(node, _GAP, gap.span)
        page.add_facts(
            node,
            (_KIND, page.concept("gaps", gap.kind)),
            (_TAG, literal(gap.kind)),
            (_CLASS, _CLASSES[gap.gap_class]),
            (_SCOPE, literal(gap.scope.value)),
        )
        page.add_all(node, _ABOUT, _about(page, gap))
        if gap.scope is GapScope.SECTION:
            page.add(node, _SECTION, literal(gap.about))
        page.add_text(node, _NOTE, gap.note)


def _index(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _about(page: PageContext, gap: Gap) -> list[str]:
    """The nodes that a gap is about; the page where what it names has no node."""
    if gap.scope is GapScope.STATEMENT:
        index = _index(gap.about)
        if index is not None and index < len(page.statements):
            return [page.statements[index]]
    elif gap.scope is GapScope.CITATION:
        citation = page.citation(gap.about)
        if citation is not None:
            return [citation]
    elif gap.scope is GapScope.FIELD:
        return _field_values(page, gap) or [page.page]
    return [page.page]


def _field_values(page: PageContext, gap: Gap) -> list[str]:
    """The values of the field that stand on the gap's line, else all of them."""
    named = [
        (field, node)
        for field, node in zip(page.values.fields, page.fields, strict=True)
        if field.field == gap.about
    ]
    beside = [node for field, node in named if field.span.line <= gap.span.line <= field.span.end_line]
    return beside or [node for _, node in named]
