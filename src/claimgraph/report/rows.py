"""What ``claimgraph show`` prints: one plain dictionary a value, with ``path`` and ``line``.

The keys are a contract with scripts (``docs/cli.md``); new keys may be added, none is renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from claimgraph.diagnostics import Span
from claimgraph.model import (
    Citation,
    Claim,
    Gap,
    GapScope,
    IdentifierScheme,
    LinkResolution,
    Mention,
    PageValues,
    Source,
    VaultValues,
)

Row = dict[str, Any]


def _place(path: str, span: Span) -> Row:
    return {"path": path, "line": span.line, "end_line": span.end_line, "start": span.start, "end": span.end}


def _all_identifiers(citation: Citation, scheme: IdentifierScheme) -> list[str]:
    """Every identifier of a scheme that the footnote names, the source's own first."""
    own = citation.facts.values(scheme)
    others = (i.value for i in citation.facts.identifiers if i.scheme is scheme)
    return list(dict.fromkeys((*own, *others)))


def citation_rows(values: VaultValues) -> Iterator[Row]:
    """One row a footnote definition: ``doi`` … hold every identifier, ``identifiers`` their roles."""
    for page in values.pages:
        for citation in page.citations:
            facts = citation.facts
            yield {
                **_place(page.path, citation.span),
                "key": citation.key,
                "doi": _all_identifiers(citation, IdentifierScheme.DOI),
                "pmid": _all_identifiers(citation, IdentifierScheme.PMID),
                "pmcid": _all_identifiers(citation, IdentifierScheme.PMCID),
                "nct": _all_identifiers(citation, IdentifierScheme.NCT),
                "study_page": facts.study_pages[0] if facts.study_pages else None,
                "designs": list(facts.designs),
                "n": [
                    {
                        "value": n.value,
                        "high": n.high,
                        "kind": n.kind.value,
                        "approximate": n.approximate,
                        "raw": n.raw,
                    }
                    for n in facts.samples
                ],
                "organisms": list(facts.organisms),
                "human_cells": facts.human_cells,
                "access": facts.access.value,
                "access_raw": facts.access_raw,
                "retracted": facts.retracted,
                "invalid": facts.invalid,
                "preprint": facts.preprint,
                "authors": list(facts.authors),
                "authors_truncated": facts.authors_truncated,
                "title": facts.title,
                "venue": facts.venue,
                "year": facts.year,
                "p": list(facts.p_values),
                "effects": list(facts.effects),
                "populations": list(facts.populations),
                "identifiers": [
                    {"scheme": i.scheme.value, "value": i.value, "role": i.role.value, "raw": i.raw}
                    for i in facts.identifiers
                ],
                "source": values.source_of.get((page.path, citation.key, citation.ordinal)),
                "referenced": citation.referenced,
                "raw": citation.raw,
                "unread": [segment.raw for segment in facts.segments if segment.kind == "raw"],
            }


def link_rows(values: VaultValues) -> Iterator[Row]:
    """One row a wikilink, front matter and body."""
    for page in values.pages:
        for link, resolution in zip(page.links, values.links[page.path], strict=True):
            yield {
                **_place(page.path, link.span),
                "target": link.target,
                "label": link.label,
                "anchor": link.anchor,
                "outcome": resolution.outcome.value,
                "resolved_to": resolution.resolved_to,
                "how": resolution.how,
                "candidates": list(resolution.candidates),
                "region": link.region.value,
                "field": link.field,
                "raw": link.raw,
            }


def _about(page: PageValues, gap: Gap) -> str:
    if gap.scope is GapScope.STATEMENT and gap.about.isdecimal():
        index = int(gap.about)
        if index < len(page.statements):
            return page.statements[index].text
    return gap.about


def gap_rows(values: VaultValues) -> Iterator[Row]:
    """One row a gap tag; ``scope`` ``mention`` marks tags that are only talked about."""
    for page in values.pages:
        for gap in page.gaps:
            yield {
                **_place(page.path, gap.span),
                "kind": gap.kind,
                "class": gap.gap_class.value,
                "scope": gap.scope.value,
                "about": _about(page, gap),
                "note": gap.note,
            }


def statement_rows(values: VaultValues) -> Iterator[Row]:
    """One row a statement, with its citations and how each reached it."""
    for page in values.pages:
        for statement in page.statements:
            yield {
                **_place(page.path, statement.span),
                "kind": statement.kind.value,
                "section": statement.section,
                "text": statement.text,
                "citations": [
                    {"key": use.key, "scope": use.scope.value, "line": use.span.line}
                    for use in statement.citations
                ],
                "gaps": [page.gaps[index].kind for index in statement.gaps],
                "links": [page.links[index].target for index in statement.links],
                "cells": [{"column": column, "text": text} for column, text in statement.cells],
            }


def _mention_page(page: PageValues, mention: Mention, links: tuple[LinkResolution, ...]) -> str | None:
    if mention.page is not None:
        return mention.page
    if mention.link >= 0:
        return links[mention.link].resolved_to
    return None


def claim_row(page: PageValues, claim: Claim, links: tuple[LinkResolution, ...]) -> Row:
    """The row of one claim: names as written, pages where they resolve."""
    return {
        **_place(page.path, claim.span),
        "subject": claim.subject.text,
        "subject_page": _mention_page(page, claim.subject, links),
        "predicate": claim.predicate,
        "object": claim.object.text,
        "object_page": _mention_page(page, claim.object, links),
        "direction": claim.direction,
        "negated": claim.negated,
        "certainty": claim.certainty.value,
        "organism": claim.organism,
        "tissue": claim.tissue,
        "dose": claim.dose,
        "route": claim.route,
        "timing": claim.timing,
        "population": claim.population,
        "comparator": claim.comparator,
        "effect": claim.effect,
        "note": claim.note,
        "evidence": [line.key for line in claim.evidence],
        "evidence_lines": [
            {"key": line.key, "stance": line.stance.value, "scope": line.scope.value}
            for line in claim.evidence
        ],
        "evidence_scope": claim.evidence_scope.value,
        "gaps": [page.gaps[index].kind for index in claim.gaps],
        "asserted_by": claim.asserted_by.value,
        "text": claim.text,
    }


def claim_rows(values: VaultValues) -> Iterator[Row]:
    """One row a claim: front matter, claims tables and running text."""
    for page in values.pages:
        links = values.links[page.path]
        for claim in page.claims:
            yield claim_row(page, claim, links)


def _source_row(source: Source, places: dict[tuple[str, str, int], int]) -> Row:
    first = source.citations[0] if source.citations else None
    path = first[0] if first else source.study_page or ""
    return {
        "path": path,
        "line": places[first] if first else 1,
        "source": source.key,
        "doi": list(source.doi),
        "pmid": list(source.pmid),
        "pmcid": list(source.pmcid),
        "nct": list(source.nct),
        "study_page": source.study_page,
        "title": source.title,
        "year": source.year,
        "authors": list(source.authors),
        "authors_truncated": source.authors_truncated,
        "designs": list(source.designs),
        "organisms": list(source.organisms),
        "access": source.access.value,
        "retracted": source.retracted,
        "primary": source.primary,
        "cited_by": [
            {"path": path, "key": key, "line": places[(path, key, ordinal)]}
            for path, key, ordinal in source.citations
        ],
    }


def source_rows(values: VaultValues) -> Iterator[Row]:
    """One row a source, placed where it is first cited."""
    places = {
        (page.path, citation.key, citation.ordinal): citation.span.line
        for page in values.pages
        for citation in page.citations
    }
    for source in values.sources:
        yield _source_row(source, places)


ROWS: dict[str, Callable[[VaultValues], Iterator[Row]]] = {
    "citations": citation_rows,
    "links": link_rows,
    "gaps": gap_rows,
    "statements": statement_rows,
    "claims": claim_rows,
    "sources": source_rows,
}

# What the table form of `show` prints: few enough columns to read on a terminal.
COLUMNS: dict[str, tuple[str, ...]] = {
    "citations": ("path", "line", "key", "doi", "pmid", "designs", "organisms", "access"),
    "links": ("path", "line", "target", "outcome", "resolved_to", "how"),
    "gaps": ("path", "line", "kind", "class", "scope", "about"),
    "statements": ("path", "line", "kind", "text", "citations", "gaps"),
    "claims": ("path", "line", "subject", "predicate", "object", "negated", "certainty", "evidence"),
    "sources": ("path", "line", "source", "year", "designs", "access", "primary"),
}
