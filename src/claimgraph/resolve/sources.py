"""Citations and study pages → sources, merged by normalised identifier across the vault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.model import Access, Citation, IdentifierScheme, PageValues, Source
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.profile import Profile
from claimgraph.resolve.clashes import find_clashes
from claimgraph.resolve.identity import SCHEMES, Identities, scheme_of
from claimgraph.resolve.links import LinkIndex
from claimgraph.resolve.memory import Memory
from claimgraph.resolve.records import CitationKey, Entry, entries_of

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


def resolve_sources(
    pages: Sequence[PageValues], index: LinkIndex, profile: Profile, memory: Memory | None = None
) -> Sources:
    """Merge the citations of all pages with each other and with the study pages.

    A footnote belongs to the source of its DOI, else of its PMID, PMCID, study page or trial number;
    one without any of these is a source of its own. A DOI decides over a PMID that says otherwise
    (FN-14 tells both places). A footnote about two papers counts for the first and is listed with both.
    With a ``memory``, which knows all pages, sources of which nobody says anything new are recalled.
    """
    return merge_sources(list(entries_of(pages, index, profile)), profile, memory)


class Merged:
    """The sources that were merged last, each with all that it was merged from.

    Entries are compared as the objects they are: whoever merges again keeps those of unchanged pages.
    """

    __slots__ = ("sources",)

    def __init__(self) -> None:
        self.sources: dict[str, tuple[object, Source]] = {}


def merge_sources(
    entries: Sequence[Entry], profile: Profile, memory: Memory | None = None, merged: Merged | None = None
) -> Sources:
    """The sources of all entries of a vault, in page order.

    A source that is merged from the very same as the last time, by ``merged``, is the same value.
    """
    identities = Identities(entry.record for entry in entries)
    built = memory.sources(entries) if memory is not None else None
    if built is None:
        built = _merged(entries, identities, profile, merged)
        if memory is not None:
            memory.keep_sources(built)
    keys = {root: source.key for root, source in built}
    source_of = {
        entry.key: keys[identities.root(entry.record.home)] for entry in entries if entry.key is not None
    }
    return Sources(
        tuple(sorted((source for _, source in built), key=lambda source: source.key)),
        source_of,
        tuple(find_clashes(entries, identities)),
    )


def _merged(
    entries: Sequence[Entry], identities: Identities, profile: Profile, merged: Merged | None
) -> tuple[tuple[str, Source], ...]:
    """Each source with the representative of its identifiers, in the order in which they first come."""
    groups: dict[str, list[Entry]] = {}
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
    before = {} if merged is None else merged.sources
    now: dict[str, tuple[object, Source]] = {}
    for root, group in groups.items():
        citations = tuple(listed.get(root, ()))
        basis = None if merged is None else _basis(root, group, citations, identities, groups)
        known = before.get(root)
        if known is None or known[0] != basis or basis is None:
            known = (basis, _source(root, group, citations, identities, groups, profile, ontology))
        now[root] = known
    if merged is not None:
        merged.sources = now
    return tuple((root, source) for root, (_, source) in now.items())


def _basis(
    root: str,
    group: Sequence[Entry],
    citations: tuple[CitationKey, ...],
    identities: Identities,
    owners: Container[str],
) -> object:
    """All that ``_source`` looks at: the entries, and what other sources own of their identifiers."""
    own = identities.canonical(root)
    others = {
        token: (identities.root(token) in owners, len(identities.canonical(token)) <= 1)
        for entry in group
        for token in entry.record.tokens
        if own.get(scheme_of(token)) != token
    }
    return tuple(group), citations, own, others


def meaning_of(entry: Entry) -> tuple[object, ...]:
    """All of an entry that ``merge_sources`` puts into sources: not where it stands."""
    record, study = entry.record, entry.study
    cited: tuple[object, ...] = ()
    if entry.citation is not None:
        facts = entry.citation.facts
        ncts = facts.values(IdentifierScheme.NCT)
        cited = (ncts, facts.authors, facts.authors_truncated, facts.designs, facts.organisms)
        cited += (facts.access, facts.retracted, facts.title, facts.year)
    fields: tuple[object, ...] = ()
    if study is not None:
        fields = tuple(
            (name, [(value.value, value.quantity and value.quantity.low) for value in values])
            for name, values in study.fields.items()
        )
        fields += (study.is_retracted(entry.page),)
    named = (record.home, record.tokens, record.more, record.page, record.is_page)
    return entry.key, named, cited, fields


def _source(
    root: str,
    group: Sequence[Entry],
    citations: tuple[CitationKey, ...],
    identities: Identities,
    owners: Container[str],
    profile: Profile,
    ontology: Ontology,
) -> Source:
    cited = [entry.citation for entry in group if entry.citation is not None]
    studies = [entry for entry in group if entry.study is not None]
    identifiers = {scheme: _identifiers(scheme, root, group, identities, owners) for scheme in SCHEMES}
    ncts = dict.fromkeys(value for citation in cited for value in citation.facts.values(IdentifierScheme.NCT))
    for entry in studies:
        if entry.study is not None:
            ncts.update(dict.fromkeys(entry.study.values(entry.study.names.nct)))
    pages = sorted(entry.page.path for entry in studies)
    study_designs, study_organisms = _study_terms(studies, profile, ontology)
    authors, truncated = _authors(cited, studies)
    return Source(
        key=_key(root, pages, identities),
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
        retracted=any(c.facts.retracted for c in cited)
        or any(entry.study.is_retracted(entry.page) for entry in studies if entry.study is not None),
        primary=_primary(cited, studies, study_designs, ontology),
        citations=citations,
    )


def _identifiers(
    scheme: str, root: str, group: Sequence[Entry], identities: Identities, owners: Container[str]
) -> tuple[str, ...]:
    """The source's own identifier first, then what its records state beside it and no other source owns."""
    own = identities.canonical(root).get(scheme)
    stated = Counter(token for entry in group for token in entry.record.tokens if scheme_of(token) == scheme)
    ranked = sorted(stated, key=lambda token: (-stated[token], token))
    others = [
        token
        for token in ranked
        if token != own
        and (other := identities.root(token)) not in owners
        and len(identities.canonical(other)) <= 1
    ]
    tokens = [own, *others] if own is not None else others
    return tuple(token.partition(":")[2] for token in tokens)


def _key(root: str, pages: Sequence[str], identities: Identities) -> str:
    """The first identifier that the source surely has, else its page, trial number or footnote."""
    canonical = identities.canonical(root)
    for scheme in SCHEMES:
        if scheme in canonical:
            return canonical[scheme]
    return f"page:{pages[0]}" if pages else root


def _study_terms(
    studies: Sequence[Entry], profile: Profile, ontology: Ontology
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


def _authors(cited: Sequence[Citation], studies: Sequence[Entry]) -> tuple[tuple[str, ...], bool]:
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


def _title(cited: Sequence[Citation], studies: Sequence[Entry]) -> str | None:
    for entry in studies:
        if entry.study is not None and (title := entry.study.first(entry.study.names.title)):
            return title
    titles = Counter(c.facts.title for c in cited if c.facts.title)
    return min(titles, key=lambda title: (-titles[title], -len(title), title), default=None)


def _year(cited: Sequence[Citation], studies: Sequence[Entry]) -> int | None:
    for entry in studies:
        if entry.study is None:
            continue
        for value in entry.study.fields.get(entry.study.names.year or "", ()):
            if value.quantity is not None and value.quantity.low is not None:
                return int(value.quantity.low)
    years = Counter(c.facts.year for c in cited if c.facts.year is not None)
    return min(years, key=lambda year: (-years[year], year), default=None)


def _primary(
    cited: Sequence[Citation], studies: Sequence[Entry], study_designs: Sequence[str], ontology: Ontology
) -> bool | None:
    """True for a study, False for what retells or pools studies, None where nobody says or they disagree.

    The study page decides: a secondary publication type, else its designs, else a primary type. Without
    one each footnote has a voice; naming any secondary design ("meta-analysis of RCTs") speaks for that.
    """
    kinds = [entry.study.first(entry.study.names.publication) for entry in studies if entry.study is not None]
    if any(kind in _SECONDARY_TYPES for kind in kinds):
        return False
    own = _speaks(study_designs, ontology)
    if own is not None:
        return own
    if any(kind in _PRIMARY_TYPES for kind in kinds):
        return True
    voices = [_speaks(c.facts.designs, ontology) for c in cited if c.facts.designs]
    yes, no = voices.count(True), voices.count(False)
    return None if yes == no else yes > no


def _speaks(designs: Sequence[str], ontology: Ontology) -> bool | None:
    flags = []
    for design in designs:
        concept = ontology.concept("designs", design)
        if concept is not None:
            flags.append("primaryDesign" in concept.flags)
    return all(flags) if flags else None
