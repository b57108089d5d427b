"""What is said about sources where: each footnote and each study page as an entry with its identifiers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from claimgraph.diagnostics import Span
from claimgraph.document.values import Region
from claimgraph.extract.retraction import says_retracted
from claimgraph.model import Citation, FieldValue, IdentifierScheme, PageLink, PageValues
from claimgraph.profile import Profile, SourceFields
from claimgraph.resolve.identity import Record
from claimgraph.resolve.links import LinkIndex, clean_target

CitationKey = tuple[str, str, int]

_NO = frozenset({"false", "no", "null", "none", ""})


class Entry:
    """A footnote or a study page with its place, as a statement about a source."""

    __slots__ = ("citation", "key", "page", "record", "span", "study")

    def __init__(
        self,
        page: PageValues,
        record: Record,
        span: Span,
        *,
        key: CitationKey | None = None,
        citation: Citation | None = None,
        study: StudyPage | None = None,
    ) -> None:
        self.page = page
        self.record = record
        self.span = span
        self.key = key
        self.citation = citation
        self.study = study

    def span_of(self, scheme: str) -> Span:
        """Where the identifier of a scheme stands: a field of a study page, else the whole entry."""
        if self.study is None:
            return self.span
        names = self.study.names
        name = {"doi": names.doi, "pmid": names.pmid, "pmcid": names.pmcid}.get(scheme)
        fields = self.study.fields.get(name, ()) if name is not None else ()
        return next((field.span for field in fields if field.value), self.span)

    @property
    def place(self) -> tuple[str, int]:
        """Page and offset, for order."""
        return self.page.path, self.span.start

    @property
    def where(self) -> str:
        """What kind of place it is, in words."""
        return f"footnote {self.key[1]}" if self.key is not None else "study page"


class StudyPage:
    """The front matter of a page about a source."""

    __slots__ = ("fields", "names")

    def __init__(self, page: PageValues, names: SourceFields) -> None:
        self.names = names
        self.fields: dict[str, list[FieldValue]] = {}
        for value in page.fields:
            self.fields.setdefault(value.field, []).append(value)

    def values(self, name: str | None) -> tuple[str, ...]:
        """The values of a field, nulls left out."""
        found = self.fields.get(name, ()) if name is not None else ()
        return tuple(value.value for value in found if value.value)

    def first(self, name: str | None) -> str | None:
        """The first value of a field."""
        return next(iter(self.values(name)), None)

    def is_retracted(self, page: PageValues) -> bool:
        """Whether the page says so: in its field, the title that a field gives, or its own words."""
        said = self.first(self.names.retracted)
        if said is not None and said.casefold() not in _NO:
            return True
        if page.retraction is not None:
            return True
        return any(says_retracted(title) for title in self.values(self.names.title))

    def identifiers(self, profile: Profile, page_type: str | None) -> dict[str, tuple[str, ...]]:
        """Scheme → identifiers of valid form, DOI in lower case."""
        found: dict[str, tuple[str, ...]] = {}
        for scheme, name in (("doi", self.names.doi), ("pmid", self.names.pmid), ("pmcid", self.names.pmcid)):
            rule = profile.field(page_type, name) if name is not None else None
            registry = rule.registry if rule is not None else None
            valid = tuple(value for value in self.values(name) if registry is None or registry.accepts(value))
            if valid:
                found[scheme] = tuple(value.lower() if scheme == "doi" else value for value in valid)
        return found

    def span(self, default: Span) -> Span:
        """Where the page names its source: the DOI, else another identifier."""
        for name in (self.names.doi, self.names.pmid, self.names.pmcid):
            for value in self.fields.get(name, ()) if name is not None else ():
                if value.value:
                    return value.span
        return default


def entries_of(
    pages: Sequence[PageValues],
    index: LinkIndex,
    profile: Profile,
    among: Iterable[PageValues] | None = None,
) -> Iterator[Entry]:
    """All entries of a vault, page by page, the study page itself before its footnotes.

    ``among`` are those of its pages that are looked at: all, unless it is given.
    """
    studies = {
        page.path: known.source
        for page in pages
        if (known := profile.page_type(page.page_type)) is not None and known.source is not None
    }
    for page in pages if among is None else among:
        names = studies.get(page.path)
        if names is not None:
            study = StudyPage(page, names)
            identifiers = study.identifiers(profile, page.page_type)
            record = Record(identifiers, page.path, (), f"page:{page.path}", is_page=True)
            yield Entry(page, record, study.span(page.title_span), study=study)
        notes = [link for link in page.links if link.region is Region.FOOTNOTE]
        starts = [link.span.start for link in notes]
        for citation in page.citations:
            facts = citation.facts
            values = {
                "doi": facts.values(IdentifierScheme.DOI),
                "pmid": facts.values(IdentifierScheme.PMID),
                "pmcid": facts.values(IdentifierScheme.PMCID),
            }
            targets = facts.study_pages
            if not targets:
                first = bisect_left(starts, citation.span.start)
                targets = _opening(citation, notes[first : first + 1], profile)
            tail = f"~{citation.ordinal}" if citation.ordinal else ""
            record = Record(
                values,
                _study_page(targets, page.path, index, studies),
                facts.values(IdentifierScheme.NCT),
                f"note:{page.path}#{citation.key}{tail}",
            )
            key = (page.path, citation.key, citation.ordinal)
            yield Entry(page, record, citation.span, key=key, citation=citation)


def _opening(citation: Citation, links: Sequence[PageLink], profile: Profile) -> tuple[str, ...]:
    """The link that a footnote opens with, if it leads into a folder of study pages of this profile.

    The footnote grammar knows the usual name of that folder; a profile may call it otherwise.
    """
    for link in links:
        if link.span.start < citation.span.end and citation.raw.lstrip(" *_").startswith(link.raw):
            target = clean_target(link.target)
            if any(target.startswith(folder + "/") for folder in profile.study_folders):
                return (link.target,)
    return ()


def _study_page(
    targets: Iterable[str], page: str, index: LinkIndex, studies: Mapping[str, SourceFields]
) -> str | None:
    """The page that the first link names: a study page, or the one that should be there."""
    for target in targets:
        found = index.resolve(target, page).resolved_to
        return found if found in studies else f"{clean_target(target)}.md"
    return None
