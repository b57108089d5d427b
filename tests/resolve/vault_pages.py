"""Builds page values by hand, so that resolution is tested without parsing."""

from __future__ import annotations

from collections.abc import Sequence

from claimgraph.diagnostics import Span
from claimgraph.document.values import Region
from claimgraph.model import (
    Access,
    Citation,
    CitationFacts,
    FieldValue,
    Identifier,
    IdentifierRole,
    IdentifierScheme,
    PageLink,
    PageValues,
)
from claimgraph.profile import read_profile

WIKI = read_profile("evidence-wiki")


def span(line: int = 1, start: int = 0, end: int = 1) -> Span:
    return Span(start, end, line, line)


def link(target: str, *, region: Region = Region.BODY, field: str | None = None, line: int = 9) -> PageLink:
    name, _, anchor = target.partition("#")
    return PageLink(name, None, anchor or None, region, field, f"[[{target}]]", span(line))


def field(name: str, value: str | None, *, kind: str = "text", line: int = 2) -> FieldValue:
    return FieldValue(name, kind, value, value or "", None, -1, True, span(line, line * 100, line * 100 + 1))


def citation(
    key: str,
    *,
    doi: Sequence[str] = (),
    pmid: Sequence[str] = (),
    pmcid: Sequence[str] = (),
    nct: Sequence[str] = (),
    mentioned: Sequence[str] = (),
    study: Sequence[str] = (),
    authors: Sequence[str] = (),
    truncated: bool = False,
    designs: Sequence[str] = (),
    organisms: Sequence[str] = (),
    year: int | None = None,
    access: Access = Access.UNMARKED,
    retracted: bool = False,
    line: int = 20,
    ordinal: int = 0,
) -> Citation:
    def identifiers(
        scheme: IdentifierScheme, values: Sequence[str], role: IdentifierRole
    ) -> list[Identifier]:
        return [Identifier(scheme, value, role, value, span(line)) for value in values]

    subject = IdentifierRole.SUBJECT
    facts = CitationFacts(
        identifiers=(
            *identifiers(IdentifierScheme.DOI, doi, subject),
            *identifiers(IdentifierScheme.PMID, pmid, subject),
            *identifiers(IdentifierScheme.PMCID, pmcid, subject),
            *identifiers(IdentifierScheme.NCT, nct, subject),
            *identifiers(IdentifierScheme.DOI, mentioned, IdentifierRole.MENTIONED),
        ),
        study_pages=tuple(study),
        authors=tuple(authors),
        authors_truncated=truncated,
        designs=tuple(designs),
        organisms=tuple(organisms),
        year=year,
        access=access,
        retracted=retracted,
    )
    return Citation(key, ordinal, "raw", facts, Span(line * 100, line * 100 + 50, line, line), True)


def page(
    path: str,
    *,
    aliases: Sequence[str] = (),
    links: Sequence[PageLink] = (),
    citations: Sequence[Citation] = (),
    fields: Sequence[FieldValue] = (),
    page_type: str | None = "protein",
    sections: Sequence[str] = (),
) -> PageValues:
    named = [field("aliases", alias, line=3) for alias in aliases]
    return PageValues(
        path=path,
        digest="0" * 64,
        page_type=page_type,
        entity_class=WIKI.entity_class(page_type),
        title=path.rpartition("/")[2].removesuffix(".md"),
        title_span=span(5),
        aliases=tuple(aliases),
        fields=(*named, *fields),
        links=tuple(links),
        citations=tuple(citations),
        gaps=(),
        statements=(),
        claims=(),
        verification=None,
        sections=tuple((title, span()) for title in sections),
        diagnostics=(),
        span=span(),
    )
