"""Footnotes, what each says of its source, as quads."""

from __future__ import annotations

from claimgraph.document.values import Region
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import TITLE, TRUE, TYPE, boolean, cg, integer, literal, year
from claimgraph.model import (
    Access,
    Citation,
    CitationFacts,
    Identifier,
    IdentifierRole,
    IdentifierScheme,
    SampleSize,
)

_IS_CITATION = f"{TYPE} {cg('Citation')}"
_KEY = cg("key")
_SOURCE = cg("source")
_STUDY_PAGE = cg("studyPage")
_DESIGN = cg("design")
_ORGANISM = cg("organism")
_HUMAN_CELLS = cg("humanCells")
_ACCESS = cg("access")
_ACCESS_TEXT = cg("accessText")
_RETRACTED = cg("retracted")
_INVALID = cg("invalid")
_INVALID_TEXT = cg("invalidText")
_PREPRINT = cg("preprint")
_YEAR = cg("year")
_FIRST_AUTHOR = cg("firstAuthor")
_AUTHOR = cg("author")
_AUTHORS_TRUNCATED = cg("authorsTruncated")
_VENUE = cg("venue")
_POPULATION = cg("population")
_P_VALUE = cg("pValue")
_EFFECT_TEXT = cg("effectText")
_TEXT = cg("text")
_REFERENCED = cg("referenced")

_SAMPLE = cg("sample")
_IS_SAMPLE_SIZE = f"{TYPE} {cg('SampleSize')}"
_SAMPLE_VALUE = cg("sampleValue")
_SAMPLE_HIGH = cg("sampleHigh")
_SAMPLE_KIND = cg("sampleKind")
_APPROXIMATE = cg("approximate")
_RAW_VALUE = cg("rawValue")

_OTHER_IDENTIFIER = cg("otherIdentifier")
_IS_IDENTIFIER = f"{TYPE} {cg('Identifier')}"
_IDENTIFIER_SCHEME = cg("identifierScheme")
_IDENTIFIER_ROLE = cg("identifierRole")
_VALUE = cg("value")

ACCESS_TERMS = {level: cg(f"access-{level.value}") for level in Access}
"""The concept of each access level."""

IDENTIFIER_TERMS = {
    IdentifierScheme.DOI: cg("doi"),
    IdentifierScheme.PMID: cg("pmid"),
    IdentifierScheme.PMCID: cg("pmcid"),
    IdentifierScheme.NCT: cg("nct"),
}


def add_citations(page: PageContext) -> None:
    """Every footnote definition of the page."""
    study_pages = _footnote_links(page)
    for citation in page.values.citations:
        _add_citation(page, citation, study_pages)


def _footnote_links(page: PageContext) -> dict[str, str]:
    """The page that each link target in footnotes leads to, where it leads somewhere."""
    found: dict[str, str] = {}
    for link, resolution in zip(page.values.links, page.resolutions, strict=True):
        if link.region is Region.FOOTNOTE and resolution.resolved_to is not None and resolution.how != "file":
            found.setdefault(link.target, page.vault.page_terms(resolution.resolved_to)[0])
    return found


def _add_citation(page: PageContext, citation: Citation, study_pages: dict[str, str]) -> None:
    facts = citation.facts
    node = page.citations[citation.key, citation.ordinal]
    page.add_place(node, _IS_CITATION, citation.span)
    page.add(node, _KEY, literal(citation.key))
    page.add(node, _TEXT, literal(citation.raw))
    page.add(node, _REFERENCED, boolean(citation.referenced))
    source = page.vault.source_of.get((page.path, citation.key, citation.ordinal))
    if source is not None:
        page.add(node, _SOURCE, f"<{page.minter.source(source)}>")
    for scheme, predicate in IDENTIFIER_TERMS.items():
        page.add_all(node, predicate, [literal(value) for value in facts.values(scheme)])
    page.add_all(
        node, _STUDY_PAGE, dict.fromkeys(study_pages[at] for at in facts.study_pages if at in study_pages)
    )
    page.add_all(node, _DESIGN, [page.concept("designs", design) for design in facts.designs])
    page.add_all(node, _ORGANISM, [page.concept("organisms", organism) for organism in facts.organisms])
    page.add(node, _ACCESS, ACCESS_TERMS[facts.access])
    page.add_text(node, _ACCESS_TEXT, facts.access_raw)
    _add_flags(page, node, facts)
    _add_bibliography(page, node, facts)
    page.add_all(node, _POPULATION, [literal(text) for text in dict.fromkeys(facts.populations)])
    page.add_all(node, _P_VALUE, [literal(text) for text in dict.fromkeys(facts.p_values)])
    page.add_all(node, _EFFECT_TEXT, [literal(text) for text in dict.fromkeys(facts.effects)])
    for sample in facts.samples:
        add_sample(page, node, (citation.key, str(citation.ordinal)), sample)
    for identifier in facts.identifiers:
        if identifier.role is not IdentifierRole.SUBJECT:
            _add_identifier(page, node, citation, identifier)


def _add_flags(page: PageContext, node: str, facts: CitationFacts) -> None:
    # Only what is said: a footnote that does not speak of retraction does not deny it.
    for predicate, said in (
        (_HUMAN_CELLS, facts.human_cells),
        (_RETRACTED, facts.retracted),
        (_INVALID, facts.invalid),
        (_PREPRINT, facts.preprint),
    ):
        if said:
            page.add(node, predicate, TRUE)
    page.add_text(node, _INVALID_TEXT, facts.invalid_raw)


def _add_bibliography(page: PageContext, node: str, facts: CitationFacts) -> None:
    if facts.authors:
        page.add(node, _FIRST_AUTHOR, literal(facts.authors[0]))
        page.add_all(node, _AUTHOR, [literal(author) for author in dict.fromkeys(facts.authors)])
        page.add(node, _AUTHORS_TRUNCATED, boolean(facts.authors_truncated))
    page.add_text(node, TITLE, facts.title)
    page.add_text(node, _VENUE, facts.venue)
    if facts.year is not None:
        page.add(node, _YEAR, year(facts.year))


def add_sample(page: PageContext, owner: str, named: tuple[str, ...], sample: SampleSize) -> None:
    """A sample size of ``owner``; ``named`` tells it from those of others."""
    node = page.node("sample", *named, sample.kind.value, sample.raw, str(sample.value), str(sample.high))
    page.add(owner, _SAMPLE, node)
    page.add_place(node, _IS_SAMPLE_SIZE, sample.span)
    if sample.value is not None:
        page.add(node, _SAMPLE_VALUE, integer(sample.value))
    if sample.high is not None:
        page.add(node, _SAMPLE_HIGH, integer(sample.high))
    page.add(node, _SAMPLE_KIND, literal(sample.kind.value))
    if sample.approximate:
        page.add(node, _APPROXIMATE, TRUE)
    page.add(node, _RAW_VALUE, literal(sample.raw))


def _add_identifier(
    page: PageContext, citation_node: str, citation: Citation, identifier: Identifier
) -> None:
    node = page.node(
        "identifier",
        citation.key,
        str(citation.ordinal),
        identifier.scheme.value,
        identifier.role.value,
        identifier.value,
    )
    page.add(citation_node, _OTHER_IDENTIFIER, node)
    page.add_place(node, _IS_IDENTIFIER, identifier.span)
    page.add(node, _IDENTIFIER_SCHEME, literal(identifier.scheme.value))
    page.add(node, _IDENTIFIER_ROLE, literal(identifier.role.value))
    page.add(node, _VALUE, literal(identifier.value))
