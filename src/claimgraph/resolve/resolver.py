"""Resolving a vault again and again while single pages change: what no change can touch is kept.

``VaultResolver.resolve`` gives what ``resolve_vault`` gives. Where a page comes, goes or calls itself
otherwise, only names that could stand for it are looked up again; a source is merged anew only from other
footnotes or study pages than before. ``memory`` does the like on disk, for a process that starts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from claimgraph.diagnostics import Diagnostic
from claimgraph.model import AssertedBy, LinkResolution, PageValues, VaultValues
from claimgraph.profile import Profile
from claimgraph.resolve.clashes import find_clashes
from claimgraph.resolve.identity import Identities
from claimgraph.resolve.link_findings import find_alias_faults, find_link_faults
from claimgraph.resolve.links import LinkIndex, clean_target, resolve_links, slug
from claimgraph.resolve.prose import ProseNames, settle_prose
from claimgraph.resolve.records import Entry, entries_of
from claimgraph.resolve.sources import Merged, Sources, meaning_of, merge_sources
from claimgraph.resolve.vault import with_named_pages

_Called: TypeAlias = dict[str, tuple[tuple[str, ...], str | None, str | None]]
"""Of each page its aliases, its class and its type."""


class VaultResolver:
    """Resolves the pages of one vault; a page that is the same value as the last time is unchanged."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._called: _Called = {}
        self._files: tuple[str, ...] = ()
        self._known: dict[str, PageValues] = {}
        self._named: dict[str, PageValues] = {}
        self._mentioned: dict[str, frozenset[str]] = {}
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
        known, self._known = self._known, {page.path: page for page in ordered}
        changed = [page for page in ordered if known.get(page.path) is not page]
        others = tuple(files)
        called = {page.path: (page.aliases, page.entity_class, page.page_type) for page in ordered}
        moved: set[str] = set()
        named = called != self._called or others != self._files
        if named:
            moved = self._rename(called, others)
        links = resolve_links(ordered if named else changed, self._index)
        # Links that lead where they led are the same value, so that who compares need not look into them.
        relinked = {path: found for path, found in links.items() if self._links.get(path) != found}
        self._links = {path: found for path, found in self._links.items() if path in self._known} | relinked
        sections = named or any(
            page.path not in known or _titles(known[page.path]) != _titles(page) for page in changed
        )
        self._find_faults(ordered, ordered if sections else changed)
        sources = self._merge(ordered, ordered if named else changed)
        self._settle(ordered if named else changed, {*relinked, *(page.path for page in changed)}, moved)
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

    def _rename(self, called: _Called, files: tuple[str, ...]) -> set[str]:
        """Takes in what pages are called now; returns the names in prose that stand for other pages."""
        before, self._called = self._called, called
        same_files, self._files = files == self._files, files
        self._index = LinkIndex(((path, aliases) for path, (aliases, _, _) in called.items()), files)
        self._classes = {path: entity for path, (_, entity, _) in called.items()}
        if not same_files or not before:
            self._prose = ProseNames(self._index, self._classes)
            self._named = {}
            return set()
        renamed: set[str] = set()
        for path in before.keys() | called.keys():
            old, now = before.get(path), called.get(path)
            if old == now:
                continue
            renamed.add(slug(clean_target(path.rpartition("/")[2])))
            for aliases, _, _ in (one for one in (old, now) if one is not None):
                renamed.update(slug(alias.strip()) for alias in aliases)
        return self._prose.follow(self._index, self._classes, frozenset(renamed))

    def _settle(self, pages: Sequence[PageValues], anew: set[str], moved: set[str]) -> None:
        """Names what the claims of some pages speak of: where the page or its links are others, where a
        bare name in the front matter or in prose stands for another page.
        """
        for page in pages:
            path = page.path
            named = with_named_pages(page, self._index, self._profile, self._classes)
            known = self._named.get(path)
            same = known is not None and path not in anew and known.claims == named.claims
            if same and moved.isdisjoint(self._mentioned[path]):
                continue
            self._named[path] = named
            self._mentioned[path] = frozenset(
                mention.text
                for claim in named.claims
                if claim.asserted_by is AssertedBy.EXTRACTED
                for mention in (claim.subject, claim.object)
                if mention.link < 0 and mention.page is None
            )
            self._settled[path] = settle_prose(named, self._links[path], self._prose)

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
            for earlier in before[path][len(self._entries[path]) :][:1]:
                same = earlier.page is entry.page and earlier.key == entry.key
                if same and earlier.record.parts == entry.record.parts:
                    entry = earlier  # nothing is merged again for the same value
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
                for entry, other in zip(self._entries[path], old, strict=True):
                    entry.record = other.record
            if self._identities is None:
                self._identities = Identities(entry.record for entry in entries)
            clashes = tuple(find_clashes(entries, self._identities))
            self._sources = Sources(known.sources, known.source_of, clashes)
        return self._sources or Sources((), {}, ())


def _titles(page: PageValues) -> list[str]:
    return [title for title, _ in page.sections]
