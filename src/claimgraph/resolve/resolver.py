"""Resolving a vault again and again while single pages change: what no change can touch is kept.

``VaultResolver.resolve`` gives what ``resolve_vault`` gives. What names and titles stand for is kept as
long as no page comes, goes or calls itself otherwise; sources are merged anew only where a footnote or
a study page says something else of them than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimgraph.diagnostics import Diagnostic
from claimgraph.model import LinkResolution, PageValues, VaultValues
from claimgraph.profile import Profile
from claimgraph.resolve.clashes import find_clashes
from claimgraph.resolve.identity import Identities
from claimgraph.resolve.link_findings import find_alias_faults, find_link_faults
from claimgraph.resolve.links import LinkIndex, resolve_links
from claimgraph.resolve.prose import ProseNames, settle_prose
from claimgraph.resolve.records import Entry, entries_of
from claimgraph.resolve.sources import Merged, Sources, meaning_of, merge_sources
from claimgraph.resolve.vault import with_named_pages


class VaultResolver:
    """Resolves the pages of one vault; a page that is the same value as the last time is unchanged."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._names: object = None
        self._pages: dict[str, PageValues] = {}
        self._links: dict[str, tuple[LinkResolution, ...]] = {}
        self._settled: dict[str, PageValues] = {}
        self._faults: dict[str, tuple[Diagnostic, ...]] = {}
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._sources: Sources | None = None
        self._merged = Merged()
        self._identities: Identities | None = None
        self._index = LinkIndex(())
        self._classes: dict[str, str | None] = {}
        self._prose = ProseNames(self._index, {})

    def resolve(self, pages: Sequence[PageValues], files: Iterable[str] = ()) -> VaultValues:
        """As ``resolve_vault`` with the same pages and files."""
        ordered = tuple(sorted(pages, key=lambda page: page.path))
        others = tuple(files)
        names = ([(page.path, page.aliases, page.entity_class, page.page_type) for page in ordered], others)
        if names != self._names:
            self._names = names
            self._index = LinkIndex(((page.path, page.aliases) for page in ordered), others)
            self._classes = {page.path: page.entity_class for page in ordered}
            self._prose = ProseNames(self._index, self._classes)
            self._pages = {}
        changed = [page for page in ordered if self._pages.get(page.path) is not page]
        if len(changed) == len(ordered):
            self._links, self._settled, self._faults, self._entries = {}, {}, {}, {}
            self._sources = None
        sections = any(
            known is None or _titles(known) != _titles(page)
            for page in changed
            for known in (self._pages.get(page.path),)
        )
        self._links = {**self._links, **resolve_links(changed, self._index)}
        self._find_faults(ordered, ordered if sections else changed)
        sources = self._merge(ordered, changed)
        for page in changed:
            named = with_named_pages(page, self._index, self._profile, self._classes)
            self._settled[page.path] = settle_prose(named, self._links[page.path], self._prose)
        self._pages = {page.path: page for page in ordered}
        diagnostics = [
            *(fault for page in ordered for fault in self._faults[page.path]),
            *find_alias_faults(ordered, self._index, self._profile),
            *sources.diagnostics,
        ]
        return VaultValues(
            pages=tuple(self._settled[page.path] for page in ordered),
            links=self._links,
            sources=sources.sources,
            source_of=sources.source_of,
            diagnostics=tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)),
        )

    def _find_faults(self, ordered: Sequence[PageValues], among: Sequence[PageValues]) -> None:
        self._faults |= find_link_faults(ordered, self._links, self._profile, among=among)

    def _merge(self, ordered: Sequence[PageValues], changed: Sequence[PageValues]) -> Sources:
        before = {page.path: self._entries.get(page.path, ()) for page in changed}
        gone = self._entries.keys() - {page.path for page in ordered}
        for path in gone:
            del self._entries[path]
        self._entries |= dict.fromkeys(before, ())
        for entry in entries_of(ordered, self._index, self._profile, changed):
            path = entry.page.path
            self._entries[path] = (*self._entries[path], entry)
        entries = [entry for page in ordered for entry in self._entries[page.path]]
        known = self._sources
        same = (
            known is not None
            and not gone
            and all(
                list(map(meaning_of, old)) == list(map(meaning_of, self._entries[path]))
                for path, old in before.items()
            )
        )
        if known is None or not same:
            self._sources = merge_sources(entries, self._profile, merged=self._merged)
            self._identities = None
        elif changed:
            for path, old in before.items():
                # They say the same, so identities that were found with the old ones hold of them.
                for entry, earlier in zip(self._entries[path], old, strict=True):
                    entry.record = earlier.record
            if self._identities is None:
                self._identities = Identities(entry.record for entry in entries)
            clashes = tuple(find_clashes(entries, self._identities))
            self._sources = Sources(known.sources, known.source_of, clashes)
        return self._sources or Sources((), {}, ())


def _titles(page: PageValues) -> list[str]:
    return [title for title, _ in page.sections]
