"""Citations and study pages → sources, merged by normalised identifier across the vault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic, Related, Severity, Span
from claimgraph.model import Access, Citation, FieldValue, IdentifierScheme, PageValues, Source
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.profile import Profile, SourceFields
from claimgraph.resolve.identity import SCHEMES, Identities, Record, scheme_of
from claimgraph.resolve.links import LinkIndex, clean_target

CitationKey = tuple[str, str, int]

# How much of a source somebody has read, most first: the merged view shows the best reading.
_ACCESS = (Access.FULL_TEXT, Access.ABSTRACT, Access.AVAILABLE, Access.PENDING, Access.NONE, Access.UNMARKED)
_SECONDARY_TYPES = frozenset({"review", "meta-analysis", "editorial"})
_PRIMARY_TYPES = frozenset({"research-article", "brief-communication", "case-report"})
_TRUNCATED = frozenset({"...", "…", "et al", "et al."})


class Sources(msgspec.Struct, frozen=True):
    """All sources, sorted by key, and the source of every citation."""

    sources: tuple[Source, ...]
    source_of: dict[CitationKey, str]
    diagnostics: tuple[Diagnostic, ...]


class _Entry:
    """A footnote or a study page with its place, as a statement about a source."""

    __slots__ = ("citation", "key", "page", "record", "span", "study")

    def __init__(
        self, page: PageValues, record: Record, span: Span, *,
        key: CitationKey | None = None, citation: Citation | None = None, study: _StudyPage | None = None,
    ) -> None:
        self.page = page
        self.record = record
        self.span = span
        self.key = key
        self.citation = citation
        self.study = study

    @property
    def where(self) -> str:
        return f"footnote {self.key[1]}" if self.key is not None else "study page"


class _StudyPage:
    """The front matter of a page about a source."""

    __slots__ = ("fields", "names")

    def __init__(self, page: PageValues, names: SourceFields) -> None:
        self.names = names
        self.fields: dict[str, list[FieldValue]] = {}
        for value in page.fields:
            self.fields.setdefault(value.field, []).append(value)

    def values(self, name: str | None) -> tuple[str, ...]:
        found = self.fields.get(name, ()) if name is not None else ()
        return tuple(value.value for value in found if value.value)

    def first(self, name: str | None) -> str | None:
        return next(iter(self.values(name)), None)

    def identifiers(self, profile: Profile, page_type: str | None) -> dict[str, tuple[str, ...]]:
        """Scheme → identifiers of valid form, DOI in lower case."""
        found: dict[str, tuple[str, ...]] = {}
        for scheme, name in (("doi", self.names.doi), ("pmid", self.names.pmid), ("pmcid", self.names.pmcid)):
            rule = profile.field(page_type, name) if name is not None else None
            registry = rule.registry if rule is not None else None
            valid = tuple(
                value for value in self.values(name) if registry is None or registry.accepts(value)
            )
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


def resolve_sources(pages: Sequence[PageValues], index: LinkIndex, profile: Profile) -> Sources:
    """Merge the citations of all pages with each other and with the study pages.

    A footnote belongs to the source of its DOI, else of its PMID, PMCID, study page or trial number;
    one without any of these is a source of its own. A DOI decides over a PMID that says otherwise
    (FN-14 tells both places). A footnote about two papers counts for the first and is listed with both.
    """
    entries = list(_entries(pages, index, profile))
    identities = Identities(entry.record for entry in entries)
    groups: dict[str, list[_Entry]] = {}
    listed: dict[str, dict[CitationKey, None]] = {}
    for entry in entries:
        root = identities.root(entry.record.home)
        groups.setdefault(root, []).append(entry)
        for token in (entry.record.home, *entry.record.more):
            other = identities.root(token)
            groups.setdefault(other, [])
            if entry.key is not None:
                listed.setdefault(other, {})[entry.key] = None
    ontology = read_ontology()
    built = [
        (root, _source(root, group, tuple(listed.get(root, ())), identities, profile, ontology))
        for root, group in groups.items()
    ]
    keys = {root: source.key for root, source in built}
    source_of = {
        entry.key: keys[identities.root(entry.record.home)] for entry in entries if entry.key is not None
    }
    return Sources(
        tuple(sorted((source for _, source in built), key=lambda source: source.key)),
        source_of,
        tuple(_clashes(entries, identities)),
    )


def _entries(pages: Sequence[PageValues], index: LinkIndex, profile: Profile) -> Iterator[_Entry]:
    studies = {
        page.path: known.source
        for page in pages
        if (known := profile.page_type(page.page_type)) is not None and known.source is not None
    }
    for page in pages:
        names = studies.get(page.path)
        if names is not None:
            study = _StudyPage(page, names)
            identifiers = study.identifiers(profile, page.page_type)
            record = Record(identifiers, page.path, (), f"page:{page.path}", is_page=True)
            yield _Entry(page, record, study.span(page.title_span), study=study)
        for citation in page.citations:
            facts = citation.facts
            values = {
                "doi": facts.values(IdentifierScheme.DOI),
                "pmid": facts.values(IdentifierScheme.PMID),
                "pmcid": facts.values(IdentifierScheme.PMCID),
            }
            tail = f"~{citation.ordinal}" if citation.ordinal else ""
            record = Record(
                values,
                _study_page(facts.study_pages, page.path, index, studies),
                facts.values(IdentifierScheme.NCT),
                f"note:{page.path}#{citation.key}{tail}",
            )
            key = (page.path, citation.key, citation.ordinal)
            yield _Entry(page, record, citation.span, key=key, citation=citation)


def _study_page(
    targets: Iterable[str], page: str, index: LinkIndex, studies: Mapping[str, SourceFields]
) -> str | None:
    """The page that the first link names: a study page, or the one that should be there."""
    for target in targets:
        found = index.resolve(target, page).resolved_to
        return found if found in studies else f"{clean_target(target)}.md"
    return None


# ------------------------------------------------------------------------------ merged view


def _source(
    root: str, group: Sequence[_Entry], citations: tuple[CitationKey, ...], identities: Identities,
    profile: Profile, ontology: Ontology,
) -> Source:
    cited = [entry.citation for entry in group if entry.citation is not None]
    studies = [entry for entry in group if entry.study is not None]
    identifiers = {scheme: _identifiers(scheme, root, group, identities) for scheme in SCHEMES}
    ncts = dict.fromkeys(
        value for citation in cited for value in citation.facts.values(IdentifierScheme.NCT)
    )
    for entry in studies:
        if entry.study is not None:
            ncts.update(dict.fromkeys(entry.study.values(entry.study.names.nct)))
    pages = sorted(entry.page.path for entry in studies)
    study_designs, study_organisms = _study_terms(studies, profile, ontology)
    authors, truncated = _authors(cited, studies)
    missing = sorted({entry.record.page for entry in group if entry.record.page is not None})
    return Source(
        key=_key(identifiers, tuple(ncts), pages, missing, root),
        doi=identifiers["doi"],
        pmid=identifiers["pmid"],
        pmcid=identifiers["pmcid"],
        nct=tuple(ncts),
        study_page=pages[0] if pages else None,
        title=_title(cited, studies),
        year=_year(cited, studies),
        authors=authors,
        authors_truncated=truncated,
        designs=tuple(dict.fromkeys((*study_designs, *(d for c in cited for d in c.facts.designs)))),
        organisms=tuple(dict.fromkeys((*study_organisms, *(o for c in cited for o in c.facts.organisms)))),
        access=min((c.facts.access for c in cited), key=_ACCESS.index, default=Access.UNMARKED),
        retracted=any(c.facts.retracted for c in cited),
        primary=_primary(cited, studies, study_designs, ontology),
        citations=citations,
    )


def _identifiers(scheme: str, root: str, group: Sequence[_Entry], identities: Identities) -> tuple[str, ...]:
    """The source's own identifier first, then what its records state beside it and no other source owns."""
    own = identities.canonical(root).get(scheme)
    stated = Counter(
        token for entry in group for token in entry.record.tokens if scheme_of(token) == scheme
    )
    ranked = sorted(stated, key=lambda token: (-stated[token], token))
    others = [
        token for token in ranked
        if token != own and (identities.root(token) == root or _is_unclaimed(token, identities))
    ]
    tokens = [own, *others] if own is not None else others
    return tuple(token.partition(":")[2] for token in tokens)


def _is_unclaimed(token: str, identities: Identities) -> bool:
    """Whether a token stands for no source of its own: joined with no other token."""
    return len(identities.canonical(token)) <= 1


def _key(
    identifiers: Mapping[str, tuple[str, ...]], ncts: tuple[str, ...], pages: Sequence[str],
    missing: Sequence[str], root: str,
) -> str:
    for scheme in SCHEMES:
        if identifiers[scheme] and scheme_of(root) in {*SCHEMES, "page"}:
            return f"{scheme}:{identifiers[scheme][0]}"
    if scheme_of(root) in {*SCHEMES, "nct", "note"}:
        return root
    if ncts:
        return f"nct:{ncts[0]}"
    return f"page:{pages[0]}" if pages else missing[0] if missing else root


def _study_terms(
    studies: Sequence[_Entry], profile: Profile, ontology: Ontology
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    designs: dict[str, None] = {}
    organisms: dict[str, None] = {}
    for entry in studies:
        if entry.study is None:
            continue
        for scheme, name, found in (
            ("designs", entry.study.names.design, designs),
            ("organisms", entry.study.names.organism, organisms),
        ):
            for value in entry.study.values(name):
                concept = ontology.concept(scheme, value)
                if concept is not None:
                    found[concept.id] = None
    return tuple(designs), tuple(organisms)


def _authors(cited: Sequence[Citation], studies: Sequence[_Entry]) -> tuple[tuple[str, ...], bool]:
    lists = [(c.facts.authors, c.facts.authors_truncated) for c in cited if c.facts.authors]
    for entry in studies:
        if entry.study is None:
            continue
        names = entry.study.values(entry.study.names.authors)
        full = tuple(name for name in names if name.casefold().strip() not in _TRUNCATED)
        cut = len(full) < len(names) or any("et al" in name.casefold() for name in full)
        if full:
            lists.append((full, cut))
    if not lists:
        return (), False
    return min(lists, key=lambda found: (-len(found[0]), found[1], found[0]))


def _title(cited: Sequence[Citation], studies: Sequence[_Entry]) -> str | None:
    for entry in studies:
        if entry.study is not None and (title := entry.study.first(entry.study.names.title)):
            return title
    titles = Counter(c.facts.title for c in cited if c.facts.title)
    return min(titles, key=lambda title: (-titles[title], -len(title), title), default=None)


def _year(cited: Sequence[Citation], studies: Sequence[_Entry]) -> int | None:
    for entry in studies:
        if entry.study is None:
            continue
        for value in entry.study.fields.get(entry.study.names.year or "", ()):
            if value.quantity is not None and value.quantity.low is not None:
                return int(value.quantity.low)
    years = Counter(c.facts.year for c in cited if c.facts.year is not None)
    return min(years, key=lambda year: (-years[year], year), default=None)


def _primary(
    cited: Sequence[Citation], studies: Sequence[_Entry], study_designs: Sequence[str], ontology: Ontology
) -> bool | None:
    """True for a study, False for what retells or pools studies, None where nobody says or they disagree.

    The publication type of a study page decides. Else each footnote has a voice: one that names any
    secondary design ("meta-analysis of RCTs") speaks for secondary.
    """
    for entry in studies:
        if entry.study is None:
            continue
        kind = entry.study.first(entry.study.names.publication)
        if kind in _SECONDARY_TYPES:
            return False
        if kind in _PRIMARY_TYPES:
            return True
    stated = (study_designs, *(c.facts.designs for c in cited))
    voices = [_speaks(designs, ontology) for designs in stated if designs]
    yes, no = voices.count(True), voices.count(False)
    return None if yes == no else yes > no


def _speaks(designs: Sequence[str], ontology: Ontology) -> bool | None:
    flags = []
    for design in designs:
        concept = ontology.concept("designs", design)
        if concept is not None:
            flags.append("primaryDesign" in concept.flags)
    return all(flags) if flags else None


# ------------------------------------------------------------------------------ clashes


def _clashes(entries: Sequence[_Entry], identities: Identities) -> Iterator[Diagnostic]:
    """FN-14: records whose identifiers are paired otherwise elsewhere, each with the other place."""
    by_record = {id(entry.record): entry for entry in entries}
    for entry in entries:
        record = entry.record
        if record.more:
            continue
        tokens = record.tokens if record.page is None else (*record.tokens, record.page)
        seen: set[tuple[str, str]] = set()
        for token in tokens:
            for other in tokens:
                schemes = (scheme_of(token), scheme_of(other))
                if other == token or frozenset(schemes) in ({"pmid", "pmcid"}, {"pmid", "page"}):
                    continue
                rivals = identities.partners[token].get(schemes[1], {})
                if len(rivals) < 2 or (other, token) in seen:
                    continue
                rival = _rival(other, rivals, entry, by_record)
                if rival is not None:
                    seen.add((token, other))
                    yield _clash(entry, token, other, *rival, len(rivals[rival[0]]))
                    break


def _rival(
    mine: str, rivals: Mapping[str, list[Record]], entry: _Entry, by_record: Mapping[int, _Entry]
) -> tuple[str, _Entry] | None:
    """The pairing that more records give, or as many and an earlier one; None where this is the usual one."""
    best = min(rivals, key=lambda token: (-len(rivals[token]), token))
    if best == mine:
        tied = [token for token in rivals if token != mine and len(rivals[token]) == len(rivals[mine])]
        if not tied:
            return None
        first = by_record[id(rivals[tied[0]][0])]
        if (first.page.path, first.span.start) > (entry.page.path, entry.span.start):
            return None
        best = tied[0]
    return best, by_record[id(rivals[best][0])]


def _clash(entry: _Entry, token: str, mine: str, usual: str, other: _Entry, count: int) -> Diagnostic:
    times = "once" if count == 1 else f"{count} times"
    return Diagnostic(
        rule="FN-14", severity=Severity.ERROR,
        message=f"{_words(token)} stands here with {_words(mine)}, elsewhere ({times}) with {_words(usual)}",
        path=entry.page.path, line=entry.span.line, end_line=entry.span.end_line,
        focus=entry.key[1] if entry.key is not None else None, value=mine.partition(":")[2],
        help="look both up: one of them belongs to another paper; until then the DOI decides",
        related=(
            Related(
                f"{other.where} with {_words(usual)}", other.page.path, other.span.line, other.span.end_line
            ),
        ),
    )


def _words(token: str) -> str:
    scheme, _, value = token.partition(":")
    return f"{'study page' if scheme == 'page' else scheme.upper()} {value}"
