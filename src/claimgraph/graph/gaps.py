"""Gap tags, each with what it is about, as quads."""

from __future__ import annotations

from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TYPE, cg, literal
from claimgraph.model import Gap, GapClass, GapScope

_IS_GAP = f"{TYPE} {cg('Gap')}"
_KIND = cg("gapKind")
_SCOPE = cg("gapScope")
_TAG = cg("tag")
_ABOUT = cg("about")
_SECTION = cg("section")
_NOTE = cg("note")

_CLASSES = {
    GapClass.EVIDENCE: f"{cg('gapClass')} {cg('EvidenceGap')}",
    GapClass.ACCESS: f"{cg('gapClass')} {cg('AccessGap')}",
    GapClass.CATALOGUE: f"{cg('gapClass')} {cg('CatalogueGap')}",
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
        facts = page.add_place(node, _IS_GAP, gap.span)
        facts += (
            f"{_KIND} {page.concept('gaps', gap.kind)}",
            f"{_TAG} {literal(gap.kind)}",
            _CLASSES[gap.gap_class],
            f"{_SCOPE} {literal(gap.scope.value)}",
        )
        facts += [f"{_ABOUT} {node}" for node in _about(page, gap)]
        if gap.scope is GapScope.SECTION:
            facts.append(f"{_SECTION} {literal(gap.about)}")
        if gap.note is not None:
            facts.append(f"{_NOTE} {literal(gap.note)}")


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
