"""The graph of a whole vault: made anew, or the last one with the graphs of changed pages replaced."""

from __future__ import annotations

import datetime
import gc
import hashlib
import mmap
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from claimgraph.cache import package_digest, vault_file
from claimgraph.description import description_nodes
from claimgraph.diagnostics import Diagnostic
from claimgraph.files import write_atomic
from claimgraph.graph import (
    Block,
    GraphRecord,
    Names,
    PageRecord,
    Patch,
    QuadNode,
    Quads,
    SharedRecord,
    VaultWriter,
    hash_blocks,
    lines_of,
    ontology_nodes,
    pack_premises,
    pack_subjects,
    read_record,
    read_shared,
    state_of,
    term_nodes,
    to_blocks,
    unpack_premises,
    unpack_subjects,
    write_nquads,
    write_shared,
)
from claimgraph.inference import KINDS, NodeIndex, infer_nodes, pick_premises, to_premises
from claimgraph.model import VaultValues
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile
from claimgraph.queries import read_queries
from claimgraph.validation import citation_fact_nodes, page_fact_nodes, profile_nodes
from claimgraph.vault import Vault

ProgressReport = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """The progress report of callers that want none."""


class Reading(msgspec.Struct, frozen=True):
    """A vault as read and resolved, with what it was read by."""

    vault: Vault
    profile: Profile
    ontology: Ontology
    values: VaultValues
    failed: tuple[Diagnostic, ...]


@contextmanager
def collector_off() -> Iterator[None]:
    """Python's cyclic collector rests meanwhile.

    A build makes millions of values that live until its end, and none of them in a circle, so each of
    the collector's rounds looks at all of them and frees nothing. Reference counts still free the rest.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@collector_off()
def to_graph(reading: Reading, *, today: datetime.date | None, progress: ProgressReport = silent) -> Quads:
    """The graph of a reading: pages, sources, ontology, profile, derived facts; in canonical order."""
    return _to_graph(reading, _vault_writer(reading), today, progress, None)


def _vault_writer(reading: Reading) -> VaultWriter:
    return VaultWriter(reading.values, reading.ontology, Minter(reading.vault.config.base), reading.profile)


class _Made:
    """What is kept of a graph while it is made: by page what others read of it, and its subjects."""

    __slots__ = ("hashes", "premises", "subjects")

    def __init__(self) -> None:
        self.premises: dict[str, bytes] = {}
        self.subjects: dict[str, bytes] = {}
        self.hashes: dict[str, bytes] = {}


def _to_graph(
    reading: Reading,
    writer: VaultWriter,
    today: datetime.date | None,
    progress: ProgressReport,
    made: _Made | None,
) -> Quads:
    """The graph; ``made`` takes in what the next build can start from."""
    minter = Minter(reading.vault.config.base)
    progress("writing the graph", 0, 0)
    blocks: list[Block] = []
    names: Names = {}
    index = NodeIndex((), minter)
    studies = study_pages(reading)
    for page in reading.values.pages:
        page_names: Names = {}
        nodes = writer.page(page.path, page_names)
        if made is not None:
            picked = pick_premises(nodes, minter, fields=page.path in studies)
            made.premises[page.path] = pack_premises(picked, page_names)
            made.subjects[page.path] = pack_subjects(nodes, minter.base)
        for term, wordings in page_names.items():
            names.setdefault(term, Counter()).update(wordings)
        own = NodeIndex(nodes, minter)
        blocks += to_blocks([*nodes, *page_fact_nodes(own, minter, reading.profile)])
        index.take(own, (*KINDS, "sample", "field") if page.path in studies else (*KINDS, "sample"))
    progress("inferring", 0, 0)
    shared = to_blocks(_shared_nodes(reading, writer, index, names, minter))
    if made is not None:
        made.hashes = hash_blocks(shared)
    blocks += shared
    blocks += to_blocks(
        [
            *ontology_nodes(reading.ontology, minter),
            *profile_nodes(reading.profile, minter, today=today),
        ]
    )
    return Quads(blocks)


_SHARED_GRAPHS = ("terms", "sources", "derived", "facts", "checks", "dataset")


def _shared_nodes(
    reading: Reading, writer: VaultWriter, index: NodeIndex, names: Names, minter: Minter
) -> list[QuadNode]:
    """The nodes of the graphs that depend on all pages; ``index`` knows what is read of these."""
    stated = [*term_nodes(names, minter), *writer.sources()]
    index.add(stated)
    return [
        *stated,
        *infer_nodes(to_premises(index, reading.ontology), reading.ontology, minter),
        *citation_fact_nodes(index, minter, reading.profile, reading.ontology),
        *description_nodes(reading.vault, read_queries()),
    ]


# Beyond a fourth of the pages it is cheaper to write the file anew than to look for the places of each;
# of a wiki of a few pages all are as cheap.
_PATCHED_SHARE = 4
_PATCHED_ALWAYS = 16


@collector_off()
def write_graph(
    reading: Reading,
    file: Path,
    *,
    today: datetime.date | None = None,
    previous: Path | None = None,
    cache: Path | None = None,
    progress: ProgressReport = silent,
) -> tuple[int, GraphRecord]:
    """Writes the graph of a reading as canonical N-Quads.

    With a ``cache`` folder that remembers how ``previous``, an older graph of this vault, was made, only
    the graphs of pages that have changed are made again, and of what is concluded from all pages only
    what is said otherwise than before is written. Returns how many quads there are, and the record to
    keep once the file is in place.
    """
    writer = _vault_writer(reading)
    description = "\n".join(lines_of(description_nodes(reading.vault, read_queries())))
    settings = (package_digest(), reading.profile.digest, str(today), reading.vault.config.base)
    salt = hashlib.sha256("\0".join(settings).encode()).hexdigest()
    keys = {page.path: writer.key(page.path) for page in reading.values.pages}
    shared = hashlib.sha256(writer.shared_key() + description.encode()).digest()
    kept = None if cache is None else vault_file(cache, reading.vault.root, ".premises")
    if cache is not None and kept is not None and previous is not None:
        record = read_record(vault_file(cache, reading.vault.root, ".graph"), salt, previous)
        if record is not None:
            found = _patch_graph(reading, writer, record, keys, shared, previous, file, kept, progress)
            if found is not None:
                return found
    made = _Made() if kept is not None else None
    quads = write_nquads(file, _to_graph(reading, writer, today, progress, made))
    pages: dict[str, PageRecord] = {}
    if kept is not None and made is not None:
        for path, key in keys.items():
            premises = hashlib.sha256(made.premises[path]).digest()
            pages[path] = PageRecord(key, premises, made.subjects[path])
        packed = {path: msgspec.Raw(premises) for path, premises in made.premises.items()}
        write_shared(kept, SharedRecord(state_of(salt, shared, pages), packed, made.hashes))
    return quads, GraphRecord(salt, (0, 0, 0, 0), quads, shared, pages)


def _patch_graph(
    reading: Reading,
    writer: VaultWriter,
    record: GraphRecord,
    keys: dict[str, bytes],
    shared: bytes,
    previous: Path,
    file: Path,
    kept: Path,
    progress: ProgressReport,
) -> tuple[int, GraphRecord] | None:
    """Writes ``previous`` with what has changed replaced; None where that is not worth it or not possible."""
    changed = [
        path for path, key in keys.items() if path not in record.pages or record.pages[path].key != key
    ]
    if len(changed) > max(_PATCHED_ALWAYS, len(keys) // _PATCHED_SHARE):
        return None
    minter = Minter(reading.vault.config.base)
    studies = study_pages(reading)
    removed = [path for path in record.pages if path not in keys]
    pages = {path: page for path, page in record.pages.items() if path in keys}
    premises: dict[str, bytes] = {}
    nodes: list[QuadNode] = []
    spoken: set[bytes] = set()
    for path in (*changed, *removed):
        if path in record.pages:
            spoken.update(unpack_subjects(record.pages[path].subjects, minter.base))
    for path in changed:
        names: Names = {}
        found = writer.page(path, names)
        premises[path] = pack_premises(pick_premises(found, minter, fields=path in studies), names)
        concluded = hashlib.sha256(premises[path]).digest()
        pages[path] = PageRecord(keys[path], concluded, pack_subjects(found, minter.base))
        nodes += found
    nodes += page_fact_nodes(NodeIndex(nodes, minter), minter, reading.profile)
    old_state = state_of(record.salt, record.shared, record.pages)
    state = state_of(record.salt, shared, pages)
    touched: set[bytes] = set()
    if state != old_state:
        known = read_shared(kept, old_state)
        if known is None:
            return None
        progress("inferring", 0, 0)
        packed = {path: known.premises[path] for path in keys if path not in premises}
        packed |= {path: msgspec.Raw(found) for path, found in premises.items()}
        concluded_nodes = _nodes_of_premises(reading, writer, packed, minter)
        hashes = hash_blocks(to_blocks(concluded_nodes))
        differing = {
            subject
            for subject in (*hashes, *known.hashes)
            if hashes.get(subject) != known.hashes.get(subject)
        }
        touched = {subject.encode() for subject in differing}
        nodes += [node for node in concluded_nodes if node[0] in differing]
        write_shared(kept, SharedRecord(state, packed, hashes))
    checks = f" <{minter.named_graph('checks')}> .\n".encode()
    apart = tuple(
        f" <{minter.named_graph(name)}> .\n".encode() for name in _SHARED_GRAPHS if name != "checks"
    )
    citation = f"<{minter.base}citation/".encode()
    cited = b" " + citation

    def goes(subject: bytes, line: bytes) -> bool:
        if not line.endswith(checks):
            return subject in touched and line.endswith(apart)
        # What is checked on a page goes with it; what is checked across pages is about citations, or says
        # of a study page's field which citation differs from it.
        return subject in (touched if subject.startswith(citation) or cited in line else spoken)

    with previous.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as old:
        ends = [f" <{minter.graph(path)}> ." for path in (*changed, *removed)]
        patch = Patch(old, ends, spoken | touched, nodes, goes)
        write_atomic(file, patch.chunks(stream.fileno()))
    quads = record.quads + patch.quads
    return quads, GraphRecord(record.salt, (0, 0, 0, 0), quads, shared, pages)


def _nodes_of_premises(
    reading: Reading, writer: VaultWriter, packed: dict[str, msgspec.Raw], minter: Minter
) -> list[QuadNode]:
    """The nodes of the graphs that depend on all pages, from what is kept of these."""
    names: Names = {}
    index = NodeIndex((), minter)
    for page in reading.values.pages:
        nodes, counted = unpack_premises(packed[page.path])
        index.add((subject, "", facts) for subject, facts in nodes)
        for term, wordings in counted:
            names.setdefault(term, Counter()).update(wordings)
    return _shared_nodes(reading, writer, index, names, minter)


def study_pages(reading: Reading) -> set[str]:
    """Pages about a source: what footnotes of other pages say is compared with their fields."""
    return {
        page.path
        for page in reading.values.pages
        if (known := reading.profile.page_type(page.page_type)) is not None and known.source is not None
    }
