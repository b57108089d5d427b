"""The premises of a wiki that changes page by page, and what in them belongs together.

Kept as they are read from each page; a page that is read again takes the place of what it said before.
Nodes of sources are said partly by study pages and partly by the graph of sources, so they are joined.

A process that starts anew need not take in all pages first: it recalls from a ``Shelf`` those that speak of
what a change touches, when it comes to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from claimgraph.inference.authors import Author
from claimgraph.inference.premises import (
    CitationRecord,
    ClaimRecord,
    Premises,
    SourceRecord,
    to_premises,
)
from claimgraph.inference.quads import NodeIndex
from claimgraph.inference.shelf import Shelf, edge_token, said_token
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology

_NOTHING = Premises((), {}, {}, {}, {}, {})


class Changed(msgspec.Struct, frozen=True):
    """What a change of pages and sources touches.

    Attributes:
        before, claims: those that said or rested on something else, and those that do so now.
        moved: those of which only the line is another.
        tokens: the entities, pages and sources about which something else is known.
        sources: the sources of which the record is another.
        types: the nodes of which the classes are others, with those that they had.
    """

    before: dict[str, ClaimRecord]
    claims: dict[str, ClaimRecord]
    moved: dict[str, ClaimRecord]
    tokens: set[str]
    sources: set[str]
    types: dict[str, tuple[str, ...]]


def bearers_of(authors: Iterable[Author]) -> tuple[tuple[str, str], ...]:
    """Surname and first initial of some authors: all that tells whether a surname is common."""
    return tuple([(author.surname, author.initials[:1]) for author in authors])


class WikiPremises:
    """All premises, by page and by what they are about."""

    def __init__(self, ontology: Ontology, minter: Minter, shelf: Shelf | None = None) -> None:
        """``shelf`` holds what is taken for known; without one nothing is known yet."""
        self._ontology = ontology
        self._minter = minter
        self._shelf = shelf
        self._recalled: set[str] = set()
        self._recalled_sources: set[str] = set()
        self._pages: dict[str, Premises] = {}
        self._said: dict[str, dict[str, list[str]]] = {}
        """Of each source, what each page says (by path), and the graph of sources (by no path)."""
        self._speaks: dict[str, tuple[str, ...]] = {}
        self._cited: dict[str, dict[str, tuple[str, ...]]] = {}
        self._subjects: dict[str, dict[str, ClaimRecord]] = {}
        self._sourced: dict[str, dict[str, ClaimRecord]] = {}
        self._paged: dict[str, dict[str, ClaimRecord]] = {}
        self._citing: dict[str, dict[str, str]] = {}
        self.claims: dict[str, ClaimRecord] = {}
        self.citations: dict[str, CitationRecord] = {}
        self.source_of: dict[str, str] = {}
        self.sources: dict[str, SourceRecord] = {}
        self.types: dict[str, tuple[str, ...]] = {}
        self.bearers: dict[str, tuple[tuple[str, str], ...]] = {}
        """Of each source, also of those that were not recalled, what ``bearers_of`` gives."""

    def recall(self, tokens: Iterable[str]) -> None:
        """Takes the pages that speak of some nodes from the shelf, as they were."""
        if self._shelf is not None:
            for token in tokens:
                self._recall_pages(self._shelf.paths(token))

    def _recall_pages(self, paths: Iterable[str]) -> None:
        if self._shelf is None:
            return
        for path in paths:
            if path in self._recalled:
                continue
            self._recalled.add(path)
            index = self._shelf.page(path)
            if index is None:
                continue
            for token, facts in index.facts("source"):
                self._said.setdefault(token, {})[path] = list(facts)
                self._speaks[path] = (*self._speaks.get(path, ()), token)
            own = to_premises(index.without("source"), self._ontology)
            self._replace_page(path, own, Changed({}, {}, {}, set(), set(), {}))

    def _recall_sources(self, tokens: Iterable[str]) -> None:
        """Takes some sources from the shelf, as they were; before anything about them is changed."""
        if self._shelf is None:
            return
        for token in tokens:
            if token in self._recalled_sources:
                continue
            self._recalled_sources.add(token)
            self.recall((said_token(token),))
            facts = self._shelf.source(token)
            if facts:
                self._said.setdefault(token, {})[""] = list(facts)
            self._replace_source(token, {}, Changed({}, {}, {}, set(), set(), {}))

    def replace(
        self,
        pages: Mapping[str, NodeIndex | None],
        sources: Mapping[str, Sequence[str] | None],
        terms: Mapping[str, tuple[str, ...] | None],
    ) -> Changed:
        """Takes in pages that were read again, changed nodes of the graph of sources and the classes of
        things without a page; None for what is gone.
        """
        changed = Changed({}, {}, {}, set(), set(), {})
        said: dict[str, dict[str, list[str] | None]] = {}
        self._recall_pages(pages)
        self._recall_sources([token for path in pages for token in self._speaks.get(path, ())])
        for index in pages.values():
            self._recall_sources([] if index is None else [token for token, _ in index.facts("source")])
        self._recall_sources(sources)
        for path, index in pages.items():
            own = _NOTHING if index is None else to_premises(index.without("source"), self._ontology)
            for token in self._speaks.pop(path, ()):
                said.setdefault(token, {})[path] = None
            spoken = {} if index is None else dict(index.facts("source"))
            for token, facts in spoken.items():
                said.setdefault(token, {})[path] = list(facts)
            self._speaks[path] = tuple(spoken)
            self._replace_page(path, own, changed)
        for token, facts_of_graph in sources.items():
            said.setdefault(token, {})[""] = None if facts_of_graph is None else list(facts_of_graph)
        for token, found in said.items():
            self._replace_source(token, found, changed)
        if self._shelf is not None:
            self.types.update((token, known) for token in terms if (known := self._shelf.classes(token)))
        for token, classes in terms.items():
            self._replace_types(token, classes or (), changed)
        self.feel(changed.sources, changed)
        return changed

    def feel(self, sources: Iterable[str], changed: Changed) -> None:
        """Adds to a change whatever rests on some sources."""
        sources = list(sources)
        self.recall(sources)
        for token in sources:
            changed.claims.update(self._sourced.get(token, {}))
            for path in self._citing.get(token, {}).values():
                changed.tokens.update(self._pages[path].cited)
        for claim in (*changed.before.values(), *changed.claims.values()):
            changed.tokens.add(claim.subject)
            if claim.page is not None:
                changed.tokens.add(claim.page)
            changed.tokens.update(line.source for line in claim.lines if line.source)

    def _replace_page(self, path: str, own: Premises, changed: Changed) -> None:
        old = self._pages.pop(path, _NOTHING)
        if own is not _NOTHING:
            self._pages[path] = own
        self._replace_citations(path, old, own, changed)
        differing = {
            token
            for token in old.citations.keys() | own.citations.keys()
            if old.citations.get(token) != own.citations.get(token)
            or old.source_of.get(token) != own.source_of.get(token)
        }
        before = {claim.iri: claim for claim in old.claims}
        now = {claim.iri: claim for claim in own.claims}
        for iri in before.keys() | now.keys():
            one, other = before.get(iri), now.get(iri)
            if one is not None and one != other:
                self._forget_claim(one)
            if other is not None and one != other:
                self._keep_claim(other)
            if one is not None and other is not None:
                rests = any(line.citation in differing for line in other.lines)
                if one == other and not rests:
                    continue
                if not rests and one == msgspec.structs.replace(other, line=one.line):
                    changed.moved[iri] = other
                    continue
            if one is not None:
                changed.before[iri] = one
            if other is not None:
                changed.claims[iri] = other
        for token in old.cited.keys() | own.cited.keys():
            by_page = self._cited.setdefault(token, {})
            by_page.pop(path, None)
            if token in own.cited:
                by_page[path] = own.cited[token]
            if old.cited.get(token) != own.cited.get(token) or differing.intersection(own.cited[token]):
                changed.tokens.add(token)
        for token in old.types.keys() | own.types.keys():
            if old.types.get(token) != own.types.get(token):
                self._replace_types(token, own.types.get(token, ()), changed)

    def _replace_citations(self, path: str, old: Premises, own: Premises, changed: Changed) -> None:
        for token, source in old.source_of.items():
            if own.source_of.get(token) != source or own.citations[token].page != old.citations[token].page:
                changed.tokens.add(source)
            self._citing[source].pop(token, None)
            self.source_of.pop(token, None)
        for token in old.citations:
            self.citations.pop(token, None)
        self.citations.update(own.citations)
        for token, source in own.source_of.items():
            if old.source_of.get(token) != source:
                changed.tokens.add(source)
            self._citing.setdefault(source, {})[token] = path
            self.source_of[token] = source

    def _replace_source(self, token: str, found: Mapping[str, list[str] | None], changed: Changed) -> None:
        said = self._said.setdefault(token, {})
        for path, facts in found.items():
            said.pop(path, None)
            if facts is not None:
                said[path] = facts
        if not said:
            del self._said[token]
            self.bearers.pop(token, None)
        index = NodeIndex(((token, "", facts) for facts in said.values()), self._minter)
        own = to_premises(index, self._ontology)
        record = own.sources.get(token)
        if record != self.sources.get(token):
            changed.sources.add(token)
            changed.tokens.add(token)
        self.sources.pop(token, None)
        if record is not None:
            self.sources[token] = record
            self.bearers[token] = bearers_of(record.authors)
        self._replace_types(token, own.types.get(token, ()), changed)

    def _replace_types(self, token: str, classes: tuple[str, ...], changed: Changed) -> None:
        if self.types.get(token, ()) != classes:
            changed.types.setdefault(token, self.types.get(token, ()))
            self.types.pop(token, None)
            if classes:
                self.types[token] = classes

    def _places(self, claim: ClaimRecord) -> Iterator[tuple[dict[str, dict[str, ClaimRecord]], str]]:
        yield self._subjects, claim.subject
        if claim.page is not None:
            yield self._paged, claim.page
        for line in claim.lines:
            if line.source:
                yield self._sourced, line.source

    def _forget_claim(self, claim: ClaimRecord) -> None:
        self.claims.pop(claim.iri, None)
        for known, token in self._places(claim):
            known.get(token, {}).pop(claim.iri, None)

    def _keep_claim(self, claim: ClaimRecord) -> None:
        self.claims[claim.iri] = claim
        for known, token in self._places(claim):
            known.setdefault(token, {})[claim.iri] = claim

    def _page(self, path: str) -> str:
        return f"<{self._minter.page(path)}>"

    def part(self, tokens: Iterable[str]) -> Premises:
        """What is needed to know all that follows about some entities, pages and sources; no types."""
        tokens = set(tokens)
        self.recall(tokens)
        claims: dict[str, ClaimRecord] = {}
        cited: dict[str, tuple[str, ...]] = {}
        used: set[str] = set()
        sources: set[str] = set()
        for token in sorted(tokens):
            for known in (self._subjects, self._paged, self._sourced):
                claims.update(known.get(token, {}))
            by_page = {path: found for path, found in self._cited.get(token, {}).items() if found}
            if by_page:
                # Of two pages about one thing the last counts, as in ``to_premises``.
                path = max(by_page, key=self._page)
                cited[token] = by_page[path]
                used.update(by_page[path])
            used.update(self._citing.get(token, {}))
            sources.add(token)
        return self._rest(claims, used, sources, cited)

    def backing(self, edges: Iterable[tuple[str, str, str]]) -> Premises:
        """The claims that say some edges (subject, predicate, object), with what they rest on."""
        wanted = set(edges)
        self.recall([edge_token(*edge) for edge in wanted])
        claims = {
            claim.iri: claim
            for subject in {edge[0] for edge in wanted}
            for claim in self._subjects.get(subject, {}).values()
            if (claim.subject, claim.predicate, claim.object) in wanted
        }
        return self._rest(claims, set(), set(), {})

    def _rest(
        self,
        claims: Mapping[str, ClaimRecord],
        used: set[str],
        sources: set[str],
        cited: dict[str, tuple[str, ...]],
    ) -> Premises:
        """Claims with all citations and sources that they and others used rest on."""
        for claim in claims.values():
            used.update(line.citation for line in claim.lines if line.citation)
            sources.update(line.source for line in claim.lines if line.source)
        citations = {token: self.citations[token] for token in sorted(used) if token in self.citations}
        source_of = {token: self.source_of[token] for token in citations if token in self.source_of}
        sources.update(source_of.values())
        self._recall_sources(sources)
        return Premises(
            tuple(claims[iri] for iri in sorted(claims)),
            citations,
            {token: self.sources[token] for token in sorted(sources) if token in self.sources},
            source_of,
            {},
            cited,
        )

    def whole(self) -> Premises:
        """All premises that were taken in, as ``to_premises`` gives them."""
        cited = {}
        for token, by_page in sorted(self._cited.items()):
            paths = [path for path, found in by_page.items() if found]
            if paths:
                cited[token] = by_page[max(paths, key=self._page)]
        return Premises(
            tuple(self.claims[iri] for iri in sorted(self.claims)),
            dict(sorted(self.citations.items())),
            dict(sorted(self.sources.items())),
            dict(sorted(self.source_of.items())),
            self.types,
            cited,
        )
