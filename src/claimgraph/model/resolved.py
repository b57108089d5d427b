"""What links and citations of all pages turned out to be."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.model.citations import Access
from claimgraph.model.pages import PageValues


class LinkOutcome(StrEnum):
    """What became of a wikilink."""

    RESOLVED = "resolved"
    DANGLING = "dangling"
    AMBIGUOUS = "ambiguous"


class LinkResolution(msgspec.Struct, frozen=True, gc=False):
    """``resolved_to`` is a page path; ``how`` the step of the ladder that found it (``path``,
    ``suffix``, ``name``, ``name-case``, ``alias``, ``alias-slug``, ``wrong-directory``; ``self`` for a
    link that is only an anchor, ``file`` for one to a file that is no page); of an
    ambiguous link ``candidates`` are the pages it could mean.
    """

    outcome: LinkOutcome
    resolved_to: str | None
    how: str | None
    candidates: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source of evidence, merged from citations and study pages by normalised identifier.

    Attributes:
        key: what its IRI is made from: ``doi:…``, ``pmid:…``, ``pmcid:…``, ``nct:…``,
            ``page:studies/…`` or ``note:page#key``, the first that it has.
        citations: (page path, footnote key, ordinal) of every footnote that cites it.
        study_page: the page about it, or None.
        primary: True for a study, False for a review or another secondary source, None unknown.
        authors: the longest list that any citation gives; ``authors_truncated`` where that one is.
    """

    key: str
    doi: tuple[str, ...]
    pmid: tuple[str, ...]
    pmcid: tuple[str, ...]
    nct: tuple[str, ...]
    study_page: str | None
    title: str | None
    year: int | None
    authors: tuple[str, ...]
    authors_truncated: bool
    designs: tuple[str, ...]
    organisms: tuple[str, ...]
    access: Access
    retracted: bool
    primary: bool | None
    citations: tuple[tuple[str, str, int], ...]


class VaultValues(msgspec.Struct, frozen=True):
    """All pages with their links and sources resolved.

    ``links[path]`` runs parallel to the page's ``links``; ``source_of[(path, key, ordinal)]`` is a
    source key.
    """

    pages: tuple[PageValues, ...]
    links: dict[str, tuple[LinkResolution, ...]]
    sources: tuple[Source, ...]
    source_of: dict[tuple[str, str, int], str]
    diagnostics: tuple[Diagnostic, ...]
