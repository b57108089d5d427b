"""What the graphs that pages share say otherwise than in the last build, from what an edit touches alone.

A ``Ledger`` keeps on disk what the last build knew and its graph does not tell: which pages speak of what,
and what was counted over all of them. A page's premises are decoded only where a change reaches that page,
and what a subject was said to be is read in the old graph. A ledger decides how long a build takes and never
what it gives: where anything is missing, damaged or contradicts itself, all is concluded anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from claimgraph.errors import ClaimgraphError
from claimgraph.files import write_atomic
from claimgraph.graph import (
    Names,
    PageRecord,
    QuadNode,
    SortedLines,
    VaultWriter,
    term_nodes,
    unpack_premises,
)
from claimgraph.inference import (
    Conclusions,
    Delta,
    NodeIndex,
    PremiseNode,
    Remains,
    UnmendableError,
    classes_of,
    tokens_of,
)
from claimgraph.inference.quads import to_quad_nodes
from claimgraph.model import Source
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile
from claimgraph.validation import Comparisons

_CHECK_BYTES = 32
# As many pages may be newer than the file of premises before that is written anew.
_FRESH = 64


class Ledger(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of the pages and of what was concluded from them. All but the first is encoded.

    Attributes:
        state: of the graph that it belongs to.
        base: the state of the file of premises beside it.
        fresh: page path → premises, of pages that were read since.
        spoken: token → paths of the pages that speak of it.
        names: term of a thing without a page → wording → how often it is used.
        sources: key of a source → hash of it.
        description: what the graph says of itself, as lines.
        remains: what the derived graphs rest on.
    """

    state: bytes
    base: bytes
    fresh: dict[str, msgspec.Raw]
    spoken: msgspec.Raw
    names: msgspec.Raw
    sources: msgspec.Raw
    description: msgspec.Raw
    remains: msgspec.Raw


class _Premises(msgspec.Struct, frozen=True, array_like=True):
    state: bytes
    pages: dict[str, msgspec.Raw]


_LEDGER = msgspec.msgpack.Decoder(Ledger)
_PREMISES = msgspec.msgpack.Decoder(_Premises)
_SPOKEN_BY = msgspec.msgpack.Decoder(dict[str, list[str]])
_NAMES = msgspec.msgpack.Decoder(dict[str, dict[str, int]])
_SOURCES = msgspec.msgpack.Decoder(dict[str, bytes])
_LINES = msgspec.msgpack.Decoder(list[str])
_REMAINS = msgspec.msgpack.Decoder(Remains)
_pack = msgspec.msgpack.encode


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(_pack(value))


def hash_sources(sources: Iterable[Source]) -> dict[str, bytes]:
    """Key → hash of a source."""
    return {source.key: hashlib.blake2b(_pack(source), digest_size=16).digest() for source in sources}


def new_ledger(
    state: bytes,
    spoken: Mapping[str, Iterable[str]],
    names: Mapping[str, Mapping[str, int]],
    sources: Iterable[Source],
    description: Sequence[str],
    remains: Remains,
) -> Ledger:
    """The ledger of a graph that was made anew; its premises stand in a file of the same state."""
    return Ledger(
        state,
        state,
        {},
        _raw(spoken),
        _raw(names),
        _raw(hash_sources(sources)),
        _raw(description),
        _raw(remains),
    )


def write_ledger(file: Path, ledger: Ledger) -> None:
    """Keeps a ledger; a full or read-only disk is no error."""
    body = _pack(ledger)
    with contextlib.suppress(ClaimgraphError):
        write_atomic(file, (hashlib.sha256(body).digest(), body))


def write_premises(file: Path, state: bytes, pages: Mapping[str, bytes | msgspec.Raw]) -> None:
    """Keeps the premises of all pages; a full or read-only disk is no error."""
    raw = {path: msgspec.Raw(packed) for path, packed in pages.items()}
    with contextlib.suppress(ClaimgraphError):
        write_atomic(file, _pack(_Premises(state, raw)))


def _read_ledger(file: Path, state: bytes) -> Ledger:
    try:
        stored = file.read_bytes()
        body = memoryview(stored)[_CHECK_BYTES:]
        if hashlib.sha256(body).digest() == stored[:_CHECK_BYTES]:
            found = _LEDGER.decode(body)
            if found.state == state:
                return found
    except (OSError, msgspec.MsgspecError) as error:
        raise UnmendableError from error
    raise UnmendableError


class _KeptPages:
    """The premises of the last build's pages, and the graph that was written from them."""

    def __init__(
        self, ledger: Ledger, file: Path, pages: Mapping[str, PageRecord], lines: SortedLines, minter: Minter
    ) -> None:
        try:
            stored = _PREMISES.decode(file.read_bytes())
        except (OSError, msgspec.MsgspecError) as error:
            raise UnmendableError from error
        if stored.state != ledger.base:
            raise UnmendableError
        self._packed = stored.pages | ledger.fresh
        self._pages = pages
        self._lines = lines
        self._minter = minter
        self.spoken = _SPOKEN_BY.decode(ledger.spoken)

    def packed(self, path: str) -> msgspec.Raw | None:
        """A page's premises, checked; None where there was no such page."""
        known = self._pages.get(path)
        if known is None:
            return None
        found = self._packed.get(path)
        if found is None or hashlib.sha256(found).digest() != known.premises:
            raise UnmendableError
        return found

    def replaced(self, pages: Mapping[str, bytes | None]) -> dict[str, msgspec.Raw]:
        """The premises of all pages, some of them by others; None for a page that is gone."""
        packed = {path: found for path in self._pages if (found := self.packed(path)) and path not in pages}
        return packed | {path: msgspec.Raw(found) for path, found in pages.items() if found is not None}

    def told(self, graph: str, subject: str) -> list[str]:
        """What a shared graph said of a subject."""
        return self._lines.facts(subject, f" <{self._minter.named_graph(graph)}> .")

    def paths(self, token: str) -> Iterable[str]:
        return self.spoken.get(token, ())

    def page(self, path: str) -> NodeIndex | None:
        packed = self.packed(path)
        return None if packed is None else _index(unpack_premises(packed)[0], self._minter)

    def source(self, token: str) -> Sequence[str]:
        return self.told("sources", token)

    def classes(self, token: str) -> tuple[str, ...]:
        return classes_of(self.told("terms", token))


def _index(nodes: Iterable[PremiseNode], minter: Minter) -> NodeIndex:
    return NodeIndex(((subject, "", facts) for subject, facts in nodes), minter)


class Succession:
    """The step from one build to the next.

    Attributes:
        gone, new: what the shared graphs do not say any more, and what they say now; nothing is in both.
        ledger: of the new state.
        premises: of all pages, where their file is to be written anew.
    """

    def __init__(
        self,
        ledger_file: Path,
        premises_file: Path,
        old_state: bytes,
        pages: Mapping[str, PageRecord],
        lines: SortedLines,
        ontology: Ontology,
        profile: Profile,
        minter: Minter,
    ) -> None:
        """Reads what the last build kept.

        Raises:
            UnmendableError: it is damaged, or of another state.
        """
        self._ontology = ontology
        self._minter = minter
        self._profile = profile
        self._ledger = _read_ledger(ledger_file, old_state)
        self._kept = _KeptPages(self._ledger, premises_file, pages, lines, minter)
        self.gone: list[QuadNode] = []
        self.new: list[QuadNode] = []
        self.ledger = self._ledger
        self.premises: dict[str, msgspec.Raw] | None = None

    def change(
        self,
        state: bytes,
        pages: Mapping[str, bytes | None],
        writer: VaultWriter,
        sources: Sequence[Source],
        description: Sequence[str],
    ) -> None:
        """Concludes what follows from other premises of some pages, packed, None for a page that is gone.

        Raises:
            UnmendableError: all must be concluded anew.
        """
        try:
            self._change(state, pages, writer, sources, description)
        except msgspec.MsgspecError as error:
            raise UnmendableError from error

    def _change(
        self,
        state: bytes,
        pages: Mapping[str, bytes | None],
        writer: VaultWriter,
        sources: Sequence[Source],
        description: Sequence[str],
    ) -> None:
        ledger, kept = self._ledger, self._kept
        indexes: dict[str, NodeIndex | None] = {}
        names = _NAMES.decode(ledger.names)
        renamed: set[str] = set()
        for path, packed in pages.items():
            old = kept.packed(path)
            counted_before = [] if old is None else unpack_premises(old)[1]
            now, counted = ([], []) if packed is None else unpack_premises(packed)
            indexes[path] = None if packed is None else _index(now, self._minter)
            if counted != counted_before:
                renamed |= _count(names, counted_before, -1) | _count(names, counted, 1)
        terms = self._mend_terms(names, renamed)
        hashes = hash_sources(sources)
        stated = self._mend_sources(_SOURCES.decode(ledger.sources), hashes, writer)
        remains = _REMAINS.decode(ledger.remains)
        conclusions = Conclusions.recalled(self._ontology, self._minter, kept, kept.told, remains)
        self._note(conclusions.change(indexes, stated, terms))
        comparisons = Comparisons(self._profile, self._ontology, self._minter, kept)
        self._note(Delta(*comparisons.change(indexes)))
        self._describe(description)
        self._speak(pages)
        fresh = {path: msgspec.Raw(packed) for path, packed in pages.items() if packed is not None}
        fresh = {path: packed for path, packed in ledger.fresh.items() if path not in pages} | fresh
        if len(fresh) > _FRESH:
            self.premises, fresh = kept.replaced(pages), {}
        self.ledger = Ledger(
            state,
            ledger.base if self.premises is None else state,
            fresh,
            _raw(kept.spoken),
            _raw(names) if renamed else ledger.names,
            _raw(hashes),
            _raw(description),
            _raw(conclusions.remains),
        )

    def _speak(self, pages: Mapping[str, bytes | None]) -> None:
        """Notes of what pages speak in the new state; the old must not be asked for after that."""
        spoken, base = self._kept.spoken, self._minter.base
        for path, packed in pages.items():
            old = self._kept.packed(path)
            before = set() if old is None else tokens_of(unpack_premises(old)[0], base)
            now = set() if packed is None else tokens_of(unpack_premises(packed)[0], base)
            for token in before - now:
                spoken[token].remove(path)
                if not spoken[token]:
                    del spoken[token]
            for token in sorted(now - before):
                spoken.setdefault(token, []).append(path)

    def _note(self, delta: Delta) -> None:
        self.gone += delta.gone
        self.new += delta.new

    def _note_subjects(self, graph: str, now: Mapping[str, Sequence[str] | None]) -> None:
        """Notes what a graph says of some subjects from now on."""
        end = f" <{self._minter.named_graph(graph)}> ."
        for subject, facts in now.items():
            before, after = self._kept.told(graph, subject), facts or ()
            for noted, one, other in ((self.gone, before, after), (self.new, after, before)):
                if differing := sorted(set(one).difference(other)):
                    noted.append((subject, end, differing))

    def _mend_terms(
        self, names: Mapping[str, dict[str, int]], renamed: set[str]
    ) -> dict[str, tuple[str, ...] | None]:
        """Notes what is said of things without a page; returns their classes, None of what is gone."""
        counted: Names = {term: Counter(names[term]) for term in renamed if term in names}
        nodes = {subject: facts for subject, _, facts in term_nodes(counted, self._minter)}
        self._note_subjects("terms", {term: nodes.get(term) for term in renamed})
        return {term: classes_of(nodes[term]) if term in nodes else None for term in renamed}

    def _mend_sources(
        self, old: Mapping[str, bytes], now: Mapping[str, bytes], writer: VaultWriter
    ) -> dict[str, list[str] | None]:
        """Notes what the graph of sources says; returns it by changed source, None of what is gone."""
        changed = sorted(key for key in old.keys() | now.keys() if old.get(key) != now.get(key))
        nodes = {node[0]: node[2] for node in writer.sources([key for key in changed if key in now])}
        stated = {token: nodes.get(token) for token in (f"<{self._minter.source(key)}>" for key in changed)}
        # A concept that the ontology does not know is declared as long as any source has it.
        concept = f" <{self._minter.base}concept/"
        declared = {
            fact.partition(" ")[2]
            for token in stated
            for fact in self._kept.told("sources", token)
            if concept in fact
        }
        if not declared <= nodes.keys():
            every = {node[0]: node[2] for node in writer.sources()}
            self._note_subjects("sources", {node: every.get(node) for node in declared - nodes.keys()})
        self._note_subjects("sources", {**nodes, **stated})
        return stated

    def _describe(self, description: Sequence[str]) -> None:
        """Notes what the graph says of itself."""
        old = _LINES.decode(self._ledger.description)
        for noted, one, other in ((self.gone, old, description), (self.new, description, old)):
            lines = sorted(set(one).difference(other))
            noted += [(node[0], node[1], node[2]) for node in to_quad_nodes(lines)]


def _count(
    names: dict[str, dict[str, int]], counted: Iterable[tuple[str, Mapping[str, int]]], sign: int
) -> set[str]:
    """Adds or takes away wordings of names; returns the terms."""
    terms = set()
    for term, wordings in counted:
        terms.add(term)
        known = names.setdefault(term, {})
        for wording, number in wordings.items():
            left = known.get(wording, 0) + sign * number
            if left:
                known[wording] = left
            else:
                known.pop(wording, None)
        if not known:
            del names[term]
    return terms
