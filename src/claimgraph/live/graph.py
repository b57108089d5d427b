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
    Names,
    QuadNode,
    Quads,
    VaultWriter,
    lines_of,
    pack_premises,
    term_nodes,
    to_blocks,
)
from claimgraph.inference import KINDS, NodeIndex, infer_nodes, pick_premises, to_premises
from claimgraph.namespaces import Minter
from claimgraph.queries import read_queries
from claimgraph.store import EmbeddedStore
from claimgraph.validation import citation_fact_nodes, page_fact_nodes, profile_nodes

_READ = (*KINDS, "sample")
Part = dict[tuple[str, str], list[str]]
"""What a graph says, by subject and graph."""


class LiveGraph:
    """The graph of one vault; ``store`` holds it, and only ``LiveRules`` may change that."""

    def __init__(self, reading: Reading, today: datetime.date | None) -> None:
        self._minter = Minter(reading.vault.config.base)
        self._keys: dict[str, bytes] = {}
        self._premises: dict[str, bytes] = {}
        self._names: dict[str, Names] = {}
        self._index: dict[str, NodeIndex] = {}
        self._shared_key = b""
        self._described: object = None
        self._writer: VaultWriter
        self._parts: dict[str, Part] = {}
        self._today = today
        self.store = ox.Store()
        blocks = []
        for nodes in self._write_pages(reading, self._stale(reading)):
            blocks += to_blocks(nodes)
        self._parts = self._shared_parts(reading, {})
        for part in self._parts.values():
            blocks += to_blocks((subject, end, facts) for (subject, end), facts in part.items())
        self.store = EmbeddedStore.of_bytes(Quads(blocks).chunks()).engine

    def replace(self, reading: Reading) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """The quads that go and those that come with a new reading of the vault; the store stays as it is."""
        stale = self._stale(reading)
        removed = self._keys.keys() - {page.path for page in reading.values.pages}
        before = {path: self._premises.get(path) for path in (*stale, *removed)}
        studies = study_pages(reading)
        gone: set[ox.Quad] = set()
        new: set[ox.Quad] = set()
        for path in (*stale, *removed):
            gone |= self._held(path)
        for path in removed:
            for known in (self._keys, self._premises, self._names, self._index):
                known.pop(path, None)
        for nodes in self._write_pages(reading, stale):
            new |= _to_quads(nodes)
        felt = any(self._premises.get(path) != digest for path, digest in before.items())
        shared = self._writer.shared_key()
        if felt or shared != self._shared_key or studies.intersection(before):
            parts = self._shared_parts(reading, self._parts)
        else:
            parts = {**self._parts, **self._dataset_part(reading)}
        for name, part in parts.items():
            old = self._parts.get(name, {})
            if old is part:
                continue
            differing = [key for key in old.keys() | part.keys() if old.get(key) != part.get(key)]
            gone |= _to_quads((*key, old[key]) for key in differing if key in old)
            new |= _to_quads((*key, part[key]) for key in differing if key in part)
        self._parts = parts
        return gone - new, new - gone

    def _stale(self, reading: Reading) -> list[str]:
        """Pages of which the graph could differ from the one that is held; keeps their new keys."""
        self._writer = VaultWriter(reading.values, reading.ontology, self._minter, reading.profile)
        stale = []
        for page in reading.values.pages:
            key = self._writer.key(page.path)
            if self._keys.get(page.path) != key:
                self._keys[page.path] = key
                stale.append(page.path)
        return stale

    def _write_pages(self, reading: Reading, paths: Iterable[str]) -> Iterator[list[QuadNode]]:
        studies = study_pages(reading)
        for path in paths:
            names: Names = {}
            nodes = self._writer.page(path, names)
            own = NodeIndex(nodes, self._minter)
            picked = pick_premises(nodes, self._minter, fields=path in studies)
            self._premises[path] = hashlib.sha256(pack_premises(picked, names)).digest()
            self._names[path] = names
            self._index[path] = NodeIndex(((subject, "", facts) for subject, facts in picked), self._minter)
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

    def _shared_parts(self, reading: Reading, old: dict[str, Part]) -> dict[str, Part]:
        """All that no page states alone."""
        names: Names = {}
        index = NodeIndex((), self._minter)
        studies = study_pages(reading)
        for page in reading.values.pages:
            for term, wordings in self._names[page.path].items():
                names.setdefault(term, Counter()).update(wordings)
            index.take(self._index[page.path], (*_READ, "field") if page.path in studies else _READ)
        self._shared_key = self._writer.shared_key()
        shared = [*term_nodes(names, self._minter), *self._writer.shared()]
        index.add(shared)
        premises = to_premises(index, reading.ontology)
        parts = {
            "shared": _to_part(shared),
            "inferred": _to_part(infer_nodes(premises, reading.ontology, self._minter)),
            "compared": _to_part(citation_fact_nodes(index, self._minter, reading.profile, reading.ontology)),
            "profile": old.get("profile")
            or _to_part(profile_nodes(reading.profile, self._minter, today=self._today)),
        }
        return {**self._parts, **parts, **self._dataset_part(reading)}

    def _dataset_part(self, reading: Reading) -> dict[str, Part]:
        described = (len(reading.vault.pages), wiki_title(reading.vault), reading.vault.licence)
        if described == self._described:
            return {}
        self._described = described
        return {"dataset": _to_part(description_nodes(reading.vault, read_queries()))}


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
