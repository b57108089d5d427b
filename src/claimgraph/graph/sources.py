"""Sources, merged from all pages, as quads of one graph of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimgraph.graph.citations import ACCESS_TERMS, IDENTIFIER_TERMS
from claimgraph.graph.context import VaultContext
from claimgraph.graph.nquads import QuadNode, to_nodes
from claimgraph.graph.terms import LABEL, TITLE, TRUE, TYPE, boolean, cg, literal, year
from claimgraph.model import IdentifierScheme, Source

_SOURCE = cg("Source")
_STUDY = cg("Study")
_PRIMARY = cg("primary")
_DESIGN = cg("design")
_ORGANISM = cg("organism")
_ACCESS = cg("access")
_RETRACTED = cg("retracted")
_YEAR = cg("year")
_AUTHOR = cg("author")
_FIRST_AUTHOR = cg("firstAuthor")
_AUTHORS_TRUNCATED = cg("authorsTruncated")
_STUDY_PAGE = cg("studyPage")


def source_nodes(vault: VaultContext, keys: Iterable[str] | None = None) -> list[QuadNode]:
    """The nodes of all sources, or of those with some keys, and of the concepts of theirs that the
    ontology does not know.
    """
    nodes: dict[str, list[str]] = {}
    chosen = vault.sources.values() if keys is None else [vault.sources[key] for key in keys]
    for source in chosen:
        facts = nodes.setdefault(f"<{vault.minter.source(source.key)}>", [])
        facts += [f"{predicate} {value}" for predicate, value in _facts(vault, source, nodes)]
    return to_nodes(nodes, vault.minter.named_graph("sources"))


def _facts(vault: VaultContext, source: Source, nodes: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    yield TYPE, _SOURCE
    if source.primary:
        yield TYPE, _STUDY
    yield LABEL, literal(source_label(source))
    if source.primary is not None:
        yield _PRIMARY, boolean(source.primary)
    for scheme, values in (
        (IdentifierScheme.DOI, source.doi),
        (IdentifierScheme.PMID, source.pmid),
        (IdentifierScheme.PMCID, source.pmcid),
        (IdentifierScheme.NCT, source.nct),
    ):
        for value in values:
            yield IDENTIFIER_TERMS[scheme], literal(value)
    for predicate, scheme_name, names in (
        (_DESIGN, "designs", source.designs),
        (_ORGANISM, "organisms", source.organisms),
    ):
        for name in names:
            term, declaration = vault.concept(scheme_name, name)
            if declaration:
                nodes[term] = list(declaration)
            yield predicate, term
    yield _ACCESS, ACCESS_TERMS[source.access]
    if source.study_page is not None:
        yield _STUDY_PAGE, vault.page_terms(source.study_page)[0]
    if source.title is not None:
        yield TITLE, literal(source.title)
    if source.year is not None:
        yield _YEAR, year(source.year)
    if source.retracted:
        yield _RETRACTED, TRUE
    if source.authors:
        yield _FIRST_AUTHOR, literal(source.authors[0])
        for author in dict.fromkeys(source.authors):
            yield _AUTHOR, literal(author)
        yield _AUTHORS_TRUNCATED, boolean(source.authors_truncated)


def source_label(source: Source) -> str:
    """A short name for people: author and year where both are known, else title or identifier."""
    if source.authors:
        first = source.authors[0]
        more = " et al." if source.authors_truncated or len(source.authors) > 1 else ""
        when = f" {source.year}" if source.year is not None else ""
        return f"{first}{more}{when}"
    if source.title:
        return source.title
    scheme, _, value = source.key.partition(":")
    if scheme == "page":
        return value.removesuffix(".md").rpartition("/")[2]
    if scheme == "note":
        return value.rpartition("#")[2]
    return value if scheme in {"pmcid", "nct"} else f"{scheme.upper()} {value}"
