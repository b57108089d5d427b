"""The graph of a vault in a store in memory, and what of it an edit changes.

Only pages of which the graph could differ are written again (by the keys that warm builds go by), and
what is concluded from all pages is concluded anew only where premises have changed.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from claimgraph.compilation import Reading, study_pages
from claimgraph.description import description_nodes, wiki_title
from claimgraph.graph import (
    Circumstances,
    Names,
    QuadNode,
    Quads,
    VaultWriter,
    lines_of,
    ontology_nodes,
    pack_premises,
    term_nodes,
    to_blocks,
)
from claimgraph.inference import Conclusions, NodeIndex, classes_of, pick_premises
from claimgraph.model import LinkResolution, PageValues, Source
from claimgraph.namespaces import Minter
from claimgraph.queries import read_queries
from claimgraph.store import EmbeddedStore
from claimgraph.validation import Comparisons, page_fact_nodes, profile_nodes

Part = dict[tuple[str, str], list[str]]
"""What a graph says, by subject and graph."""


class LiveGraph:
    """The graph of one vault; ``store`` holds it, and only ``LiveRules`` may change that."""

    def __init__(self, reading: Reading, today: datetime.date | None) -> None:
        self._minter = Minter(reading.vault.config.base)
        self._keys: dict[str, bytes] = {}
        self._premises: dict[str, bytes] = {}
        self._names: dict[str, Names] = {}
        self._wordings: dict[str, dict[str, Counter[str]]] = {}
        self._renamed: set[str] = set()
        self._terms: dict[str, QuadNode] = {}
        self._resolved: tuple[Source, ...] = ()
        self._sources: dict[str, Source] = {}
        self._source_nodes: dict[str, list[QuadNode]] = {}
        self._declared: dict[str, QuadNode] = {}
        self._users: Counter[str] = Counter()
        self._around: Circumstances | None = None
        self._written: dict[str, tuple[PageValues, tuple[LinkResolution, ...]]] = {}
        self._described: object = None
        self._writer: VaultWriter
        self._parts: dict[str, Part] = {}
        self._conclusions = Conclusions(reading.ontology, self._minter)
        self._comparisons = Comparisons(reading.profile, reading.ontology, self._minter)
        self.store = ox.Store()
        blocks = []
        pages: dict[str, NodeIndex | None] = {}
        for nodes in self._write_pages(reading, self._stale(reading), pages):
            blocks += to_blocks(nodes)
        _, new = self._conclude(reading, pages)
        self._parts["ontology"] = _to_part(ontology_nodes(reading.ontology, self._minter))
        self._parts["profile"] = _to_part(profile_nodes(reading.profile, self._minter, today=today))
        for part in self._parts.values():
            new += [(subject, end, facts) for (subject, end), facts in part.items()]
        self.store = EmbeddedStore.of_bytes(Quads([*blocks, *to_blocks(new)]).chunks()).engine

    def replace(self, reading: Reading) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """The quads that go and those that come with a new reading of the vault; the store stays as it is."""
        stale = self._stale(reading)
        removed = self._keys.keys() - {page.path for page in reading.values.pages}
        before = {path: self._premises.get(path) for path in (*stale, *removed)}
        gone: set[ox.Quad] = set()
        new: set[ox.Quad] = set()
        for path in (*stale, *removed):
            gone |= self._held(path)
        pages: dict[str, NodeIndex | None] = dict.fromkeys(removed)
        for path in removed:
            for known in (self._keys, self._premises):
                known.pop(path, None)
        for nodes in self._write_pages(reading, stale, pages):
            new |= _to_quads(nodes)
        felt = {path: index for path, index in pages.items() if self._premises.get(path) != before[path]}
        concluded_gone, concluded_new = self._conclude(reading, felt)
        gone |= _to_quads(concluded_gone)
        new |= _to_quads(concluded_new)
        # What footnotes are compared with may be a field, whose other checks went with its page.
        gone -= self._comparisons.quads
        return gone - new, new - gone

    def _stale(self, reading: Reading) -> list[str]:
        """Pages of which the graph could differ from the one that is held; keeps their new keys."""
        self._writer = VaultWriter(reading.values, reading.ontology, self._minter, reading.profile)
        around = self._writer.circumstances
        told = None if self._around is None else around.changed_since(self._around)
        self._around = around
        before, self._written = self._written, {}
        stale = []
        for page in reading.values.pages:
            links = reading.values.links[page.path]
            self._written[page.path] = (page, links)
            known = before.get(page.path)
            alike = known is not None and known[0] is page and known[1] is links
            if alike and told is not None and page.path not in told:
                continue  # the very same values have the same key
            key = self._writer.key(page.path)
            if self._keys.get(page.path) != key:
                self._keys[page.path] = key
                stale.append(page.path)
        return stale

    def _write_pages(
        self, reading: Reading, paths: Iterable[str], pages: dict[str, NodeIndex | None]
    ) -> Iterator[list[QuadNode]]:
        """The nodes of some pages; ``pages`` takes in what other graphs read of them."""
        studies = study_pages(reading)
        for path in paths:
            names: Names = {}
            nodes = self._writer.page(path, names)
            own = NodeIndex(nodes, self._minter)
            picked = pick_premises(nodes, self._minter, fields=path in studies)
            self._premises[path] = hashlib.sha256(pack_premises(picked, names)).digest()
            self._wordings_of(path, names)
            pages[path] = NodeIndex(((subject, "", facts) for subject, facts in picked), self._minter)
            yield [*nodes, *page_fact_nodes(own, self._minter, reading.profile)]

    def _held(self, path: str) -> set[ox.Quad]:
        """What the store holds of a page: its graph, and what is checked on it by itself."""
        found = set(self.store.quads_for_pattern(None, None, None, ox.NamedNode(self._minter.graph(path))))
        checks = ox.NamedNode(self._minter.named_graph("checks"))
        citation = f"{self._minter.base}citation/"
        for subject in {quad.subject for quad in found}:
            # What is checked across pages is about citations.
            if isinstance(subject, ox.NamedNode) and not subject.value.startswith(citation):
                found.update(self.store.quads_for_pattern(subject, None, None, checks))
        return found

    def _conclude(
        self, reading: Reading, pages: dict[str, NodeIndex | None]
    ) -> tuple[list[QuadNode], list[QuadNode]]:
        """The facts beyond pages that go and those that come when pages say something else, None for what
        is gone.
        """
        for path, index in pages.items():
            if index is None:
                self._wordings_of(path, {})
        gone, new, terms = self._mend_terms()
        sources = self._mend_sources(reading, gone, new)
        concluded = self._conclusions.change(pages, sources, terms)
        gone += concluded.gone
        new += concluded.new
        compared_gone, compared_new = self._comparisons.change(pages)
        gone += compared_gone
        new += compared_new
        described = self._dataset_part(reading)
        if described is not None:
            gone += [(*key, facts) for key, facts in self._parts.get("dataset", {}).items()]
            new += [(*key, facts) for key, facts in described.items()]
            self._parts["dataset"] = described
        return gone, new

    def _wordings_of(self, path: str, names: Names) -> None:
        """Takes in what a page calls things without a page."""
        old = self._names.pop(path, {})
        if names:
            self._names[path] = names
        for term in old.keys() | names.keys():
            if old.get(term) != names.get(term):
                by_page = self._wordings.setdefault(term, {})
                by_page.pop(path, None)
                if term in names:
                    by_page[path] = names[term]
                self._renamed.add(term)

    def _mend_terms(self) -> tuple[list[QuadNode], list[QuadNode], dict[str, tuple[str, ...] | None]]:
        """The facts of things without a page that go and come, and the classes of those."""
        names: Names = {}
        for term in self._renamed:
            counted: Counter[str] = Counter()
            for wordings in self._wordings[term].values():
                counted.update(wordings)
            if counted:
                names[term] = counted
            else:
                del self._wordings[term]
        nodes = {node[0]: node for node in term_nodes(names, self._minter)}
        gone = [self._terms[term] for term in self._renamed if term in self._terms]
        for term in self._renamed:
            self._terms.pop(term, None)
        self._terms |= nodes
        classes: dict[str, tuple[str, ...] | None] = {}
        for term in self._renamed:
            node = nodes.get(term)
            classes[term] = None if node is None else classes_of(node[2])
        self._renamed = set()
        return gone, list(nodes.values()), classes

    def _mend_sources(
        self, reading: Reading, gone: list[QuadNode], new: list[QuadNode]
    ) -> dict[str, list[str] | None]:
        """Notes the facts of the graph of sources that go and come; returns those of sources, by node."""
        if reading.values.sources is self._resolved:
            return {}
        self._resolved = reading.values.sources
        old, self._sources = self._sources, {source.key: source for source in self._resolved}
        changed: dict[str, list[str] | None] = {}
        touched: dict[str, QuadNode | None] = {}
        for key in old.keys() | self._sources.keys():
            before, now = old.get(key), self._sources.get(key)
            if before is now or before == now:
                continue
            changed[f"<{self._minter.source(key)}>"] = None
            # A concept that the ontology does not know is declared as long as a source has it.
            for node in self._source_nodes.pop(key, ()):
                touched.setdefault(node[0], self._declared.get(node[0]))
                self._users[node[0]] -= 1
                if not self._users[node[0]]:
                    del self._users[node[0]], self._declared[node[0]]
            if now is not None:
                self._source_nodes[key] = self._writer.sources((key,))
                for node in self._source_nodes[key]:
                    touched.setdefault(node[0], self._declared.get(node[0]))
                    self._users[node[0]] += 1
                    self._declared[node[0]] = node
        for subject, known in touched.items():
            found = self._declared.get(subject)
            if subject in changed:
                changed[subject] = None if found is None else found[2]
            if known != found:
                gone += [] if known is None else [known]
                new += [] if found is None else [found]
        return changed

    def _dataset_part(self, reading: Reading) -> Part | None:
        """What the graph says of itself, where it says something else than before."""
        described = (len(reading.vault.pages), wiki_title(reading.vault), reading.vault.licence)
        if described == self._described:
            return None
        self._described = described
        return _to_part(description_nodes(reading.vault, read_queries()))


def _to_part(nodes: Iterable[QuadNode]) -> Part:
    part: Part = {}
    for subject, end, facts in nodes:
        known = part.get((subject, end))
        part[subject, end] = facts if known is None else sorted({*known, *facts})
    return part


def _to_quads(nodes: Iterable[QuadNode]) -> set[ox.Quad]:
    """Nodes as quads with the literals that a store makes of them."""
    text = "".join(f"{line}\n" for line in lines_of(nodes))
    return set(EmbeddedStore.of_bytes([text.encode()]).engine)
