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
    VaultWriter,
    lines_of,
    pack_subjects,
    premises_digest,
    read_record,
    term_nodes,
    to_blocks,
    unpack_subjects,
    write_nquads,
)
from claimgraph.inference import KINDS, NodeIndex, infer_nodes, to_premises
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


def _to_graph(
    reading: Reading,
    writer: VaultWriter,
    today: datetime.date | None,
    progress: ProgressReport,
    premises: dict[str, tuple[bytes, bytes]] | None,
) -> Quads:
    """The graph; ``premises`` collects for each page the hash of what others conclude from it, and the
    subjects of its graph.
    """
    minter = Minter(reading.vault.config.base)
    progress("writing the graph", 0, 0)
    blocks: list[Block] = []
    names: Names = {}
    index = NodeIndex((), minter)
    studies = _study_pages(reading)
    for page in reading.values.pages:
        page_names: Names = {}
        nodes = writer.page(page.path, page_names)
        if premises is not None:
            digest = premises_digest(nodes, page_names, minter.base, KINDS)
            premises[page.path] = digest, pack_subjects(nodes, minter.base)
        for term, wordings in page_names.items():
            names.setdefault(term, Counter()).update(wordings)
        own = NodeIndex(nodes, minter)
        blocks += to_blocks([*nodes, *page_fact_nodes(own, minter, reading.profile)])
        index.take(own, (*KINDS, "sample", "field") if page.path in studies else (*KINDS, "sample"))
    progress("inferring", 0, 0)
    shared = [*term_nodes(names, minter), *writer.shared()]
    index.add(shared)
    blocks += to_blocks(
        [
            *shared,
            *profile_nodes(reading.profile, minter, today=today),
            *infer_nodes(to_premises(index, reading.ontology), reading.ontology, minter),
            *citation_fact_nodes(index, minter, reading.profile, reading.ontology),
            *description_nodes(reading.vault, read_queries()),
        ]
    )
    return Quads(blocks)


# Beyond some it is cheaper to write the file anew than to look for the places of each page.
_PATCHED_PAGES = 64


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
    the graphs of pages that have changed are made again, if nothing is concluded from the change beyond
    those pages. Returns how many quads there are, and the record to keep once the file is in place.
    """
    writer = _vault_writer(reading)
    description = "\n".join(lines_of(description_nodes(reading.vault, read_queries())))
    settings = (package_digest(), reading.profile.digest, str(today), description)
    salt = hashlib.sha256("\0".join(settings).encode()).hexdigest()
    keys = {page.path: writer.key(page.path) for page in reading.values.pages}
    shared = writer.shared_key()
    record = None
    if cache is not None and previous is not None:
        record = read_record(vault_file(cache, reading.vault.root, ".graph"), salt, previous)
    if record is not None and previous is not None and record.shared == shared:
        found = _patch_graph(reading, writer, record, keys, previous, file)
        if found is not None:
            return found
    premises: dict[str, tuple[bytes, bytes]] = {}
    quads = write_nquads(file, _to_graph(reading, writer, today, progress, premises))
    pages = {path: PageRecord(key, *premises[path]) for path, key in keys.items()}
    return quads, GraphRecord(salt, (0, 0, 0, 0), quads, shared, pages)


def _patch_graph(
    reading: Reading,
    writer: VaultWriter,
    record: GraphRecord,
    keys: dict[str, bytes],
    previous: Path,
    file: Path,
) -> tuple[int, GraphRecord] | None:
    """Writes ``previous`` with the graphs of changed pages replaced; None where that is not enough."""
    if keys.keys() != record.pages.keys():
        return None
    changed = [path for path, key in keys.items() if record.pages[path].key != key]
    if len(changed) > _PATCHED_PAGES:
        return None
    if _study_pages(reading).intersection(changed):
        return None
    minter = Minter(reading.vault.config.base)
    pages = dict(record.pages)
    nodes: list[QuadNode] = []
    gone: list[bytes] = []
    for path in changed:
        names: Names = {}
        found = writer.page(path, names)
        if premises_digest(found, names, minter.base, KINDS) != pages[path].premises:
            return None
        gone += unpack_subjects(pages[path].subjects, minter.base)
        pages[path] = PageRecord(keys[path], pages[path].premises, pack_subjects(found, minter.base))
        nodes += found
    nodes += page_fact_nodes(NodeIndex(nodes, minter), minter, reading.profile)
    checks = f" <{minter.named_graph('checks')}> .\n".encode()
    citation = f"<{minter.base}citation/".encode()
    with previous.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as old:
        patch = Patch(
            old,
            [f" <{minter.graph(path)}> ." for path in changed],
            gone,
            nodes,
            # What is checked on a page goes with it; what is checked across pages is about citations.
            lambda subject, line: line.endswith(checks) and not subject.startswith(citation),
        )
        write_atomic(file, patch.chunks(stream.fileno()))
    quads = record.quads + patch.quads
    return quads, GraphRecord(record.salt, (0, 0, 0, 0), quads, record.shared, pages)


def _study_pages(reading: Reading) -> set[str]:
    """Pages about a source: what footnotes of other pages say is compared with their fields."""
    return {
        page.path
        for page in reading.values.pages
        if (known := reading.profile.page_type(page.page_type)) is not None and known.source is not None
    }
