"""Wikilinks and what became of them, as quads."""

from __future__ import annotations

from claimgraph.document.values import Region
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TRUE, cg, literal
from claimgraph.model import LinkOutcome, PageLink

_LINK = cg("Link")
_TARGET = cg("target")
_LABEL = cg("label")
_ANCHOR = cg("anchor")
_REGION = cg("region")
_FIELD = cg("field")
_OUTCOME = cg("outcome")
_RESOLVED_TO = cg("resolvedTo")
_HOW = cg("how")
_CANDIDATE = cg("candidate")
_EMBEDDED = cg("embedded")

_OUTCOMES = {
    LinkOutcome.RESOLVED: cg("resolved"),
    LinkOutcome.DANGLING: cg("dangling"),
    LinkOutcome.AMBIGUOUS: cg("ambiguous"),
}
_REGIONS = {region: literal(region.value) for region in Region}


def link_content(link: PageLink) -> tuple[str, ...]:
    """What names a link's node."""
    return (link.region.value, link.field or "", link.raw)


def add_links(page: PageContext) -> None:
    """Every link of the page."""
    for link, node, resolution in zip(page.values.links, page.links, page.resolutions, strict=True):
        page.add_place(node, _LINK, link.span)
        page.add_facts(
            node,
            (_TARGET, literal(link.target)),
            (_REGION, _REGIONS[link.region]),
            (_OUTCOME, _OUTCOMES[resolution.outcome]),
        )
        page.add_text(node, _LABEL, link.label)
        page.add_text(node, _ANCHOR, link.anchor)
        page.add_text(node, _FIELD, link.field)
        if resolution.resolved_to is not None:
            page.add(node, _RESOLVED_TO, page.vault.page_terms(resolution.resolved_to)[0])
        page.add_text(node, _HOW, resolution.how)
        if resolution.candidates:
            page.add_all(node, _CANDIDATE, [page.vault.page_terms(path)[0] for path in resolution.candidates])
        if link.embedded:
            page.add(node, _EMBEDDED, TRUE)
