"""Wikilinks and what became of them, as quads."""

from __future__ import annotations

from claimgraph.document.values import Region
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TRUE, TYPE, cg, literal
from claimgraph.model import LinkOutcome, PageLink

_IS_LINK = f"{TYPE} {cg('Link')}"
_TARGET = cg("target")
_LABEL = cg("label")
_ANCHOR = cg("anchor")
_FIELD = cg("field")
_NOTE = cg("note")
_RESOLVED_TO = cg("resolvedTo")
_RESOLVED_FILE = cg("resolvedFile")
_HOW = cg("how")
_CANDIDATE = cg("candidate")
_EMBEDDED = " ".join((cg("embedded"), TRUE))

_OUTCOMES = {
    LinkOutcome.RESOLVED: f"{cg('outcome')} {cg('resolved')}",
    LinkOutcome.DANGLING: f"{cg('outcome')} {cg('dangling')}",
    LinkOutcome.AMBIGUOUS: f"{cg('outcome')} {cg('ambiguous')}",
}
_REGIONS = {region: f"{cg('region')} {literal(region.value)}" for region in Region}


def link_content(link: PageLink) -> tuple[str, ...]:
    """What names a link's node."""
    return (link.region.value, link.field or "", link.raw)


def add_links(page: PageContext) -> None:
    """Every link of the page."""
    for link, node, resolution in zip(page.values.links, page.links, page.resolutions, strict=True):
        facts = page.add_place(node, _IS_LINK, link.span)
        facts += (
            f"{_TARGET} {literal(link.target)}",
            _REGIONS[link.region],
            _OUTCOMES[resolution.outcome],
        )
        if link.label is not None:
            facts.append(f"{_LABEL} {literal(link.label)}")
        if link.anchor is not None:
            facts.append(f"{_ANCHOR} {literal(link.anchor)}")
        if link.field is not None:
            facts.append(f"{_FIELD} {literal(link.field)}")
        if link.note is not None:
            facts.append(f"{_NOTE} {literal(link.note)}")
        if resolution.how == "file":
            # A file that is no page has no node; its path says which it is.
            if resolution.resolved_to is not None:
                facts.append(f"{_RESOLVED_FILE} {literal(resolution.resolved_to)}")
        elif resolution.resolved_to is not None:
            facts.append(f"{_RESOLVED_TO} {page.vault.page_terms(resolution.resolved_to)[0]}")
        if resolution.how is not None:
            facts.append(f"{_HOW} {literal(resolution.how)}")
        for path in resolution.candidates if resolution.how != "file" else ():
            facts.append(f"{_CANDIDATE} {page.vault.page_terms(path)[0]}")
        if link.embedded:
            facts.append(_EMBEDDED)
