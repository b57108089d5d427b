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
    SortedLines,
    VaultWriter,
    lines_of,
    ontology_nodes,
    pack_premises,
    pack_subjects,
    read_record,
    state_of,
    term_nodes,
    to_blocks,
    unpack_subjects,
    write_nquads,
)
from claimgraph.inference import (
    KINDS,
    Conclusions,
    NodeIndex,
    UnmendableError,
    infer_nodes,
    pick_premises,
    to_premises,
    tokens_of,
)
from claimgraph.model import VaultValues
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile
from claimgraph.queries import read_queries
from claimgraph.succession import Succession, new_ledger, write_ledger, write_premises
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
    """What is kept of a graph while it is made: by page what others read of it, and its subjects; by token
    the pages that speak of it; names of things without a page; what was concluded.
    """

    __slots__ = ("conclusions", "names", "premises", "spoken", "subjects")

    def __init__(self, conclusions: Conclusions) -> None:
        self.premises: dict[str, bytes] = {}
        self.subjects: dict[str, bytes] = {}
        self.spoken: dict[str, list[str]] = {}
        self.names: Names = {}
        self.conclusions = conclusions


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
            for token in sorted(tokens_of(picked, minter.base)):
                made.spoken.setdefault(token, []).append(page.path)
        for term, wordings in page_names.items():
            names.setdefault(term, Counter()).update(wordings)
        own = NodeIndex(nodes, minter)
        blocks += to_blocks([*nodes, *page_fact_nodes(own, minter, reading.profile)])
        index.take(own, (*KINDS, "sample", "field") if page.path in studies else (*KINDS, "sample"))
    progress("inferring", 0, 0)
    conclusions = None if made is None else made.conclusions
    if made is not None:
        made.names = names
    blocks += to_blocks(_shared_nodes(reading, writer, index, names, minter, conclusions))
    blocks += to_blocks(
        [
            *ontology_nodes(reading.ontology, minter),
            *profile_nodes(reading.profile, minter, today=today),
        ]
    )
    return Quads(blocks)


def _shared_nodes(
    reading: Reading,
    writer: VaultWriter,
    index: NodeIndex,
    names: Names,
    minter: Minter,
    conclusions: Conclusions | None,
) -> list[QuadNode]:
    """The nodes of the graphs that depend on all pages; ``index`` knows what is read of these."""
    stated = [*term_nodes(names, minter), *writer.sources()]
    index.add(stated)
    return [
        *stated,
        *infer_nodes(to_premises(index, reading.ontology), reading.ontology, minter, conclusions),
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
    description = list(lines_of(description_nodes(reading.vault, read_queries())))
    settings = (package_digest(), reading.profile.digest, str(today), reading.vault.config.base)
    salt = hashlib.sha256("\0".join(settings).encode()).hexdigest()
    keys = {page.path: writer.key(page.path) for page in reading.values.pages}
    shared = hashlib.sha256(writer.shared_key() + "\n".join(description).encode()).digest()
    if cache is not None and previous is not None:
        record = read_record(vault_file(cache, reading.vault.root, ".graph"), salt, previous)
        if record is not None:
            found = _patch_graph(
                reading, writer, record, keys, shared, description, previous, file, cache, progress
            )
            if found is not None:
                return found
    minter = Minter(reading.vault.config.base)
    made = None if cache is None else _Made(Conclusions(reading.ontology, minter))
    quads = write_nquads(file, _to_graph(reading, writer, today, progress, made))
    pages: dict[str, PageRecord] = {}
    if cache is not None and made is not None:
        for path, key in keys.items():
            premises = hashlib.sha256(made.premises[path]).digest()
            pages[path] = PageRecord(key, premises, made.subjects[path])
        state = state_of(salt, shared, pages)
        sources, remains = reading.values.sources, made.conclusions.remains
        ledger = new_ledger(state, made.spoken, made.names, sources, description, remains)
        write_premises(vault_file(cache, reading.vault.root, ".premises"), state, made.premises)
        write_ledger(vault_file(cache, reading.vault.root, ".ledger"), ledger)
    return quads, GraphRecord(salt, (0, 0, 0, 0), quads, shared, pages)


def _patch_graph(
    reading: Reading,
    writer: VaultWriter,
    record: GraphRecord,
    keys: dict[str, bytes],
    shared: bytes,
    description: list[str],
    previous: Path,
    file: Path,
    cache: Path,
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
    premises: dict[str, bytes | None] = dict.fromkeys(removed)
    nodes: list[QuadNode] = []
    spoken: set[bytes] = set()
    for path in (*changed, *removed):
        if path in record.pages:
            spoken.update(unpack_subjects(record.pages[path].subjects, minter.base))
    for path in changed:
        names: Names = {}
        found = writer.page(path, names)
        packed = pack_premises(pick_premises(found, minter, fields=path in studies), names)
        pages[path] = PageRecord(
            keys[path], hashlib.sha256(packed).digest(), pack_subjects(found, minter.base)
        )
        if path not in record.pages or record.pages[path].premises != pages[path].premises:
            premises[path] = packed
        nodes += found
    nodes += page_fact_nodes(NodeIndex(nodes, minter), minter, reading.profile)
    old_state = state_of(record.salt, record.shared, record.pages)
    state = state_of(record.salt, shared, pages)
    with previous.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as old:
        lines = SortedLines(old)
        gone: set[bytes] = set()
        touched: set[bytes] = set()
        if state != old_state:
            progress("inferring", 0, 0)
            ledgers, premises_file = (
                vault_file(cache, reading.vault.root, suffix) for suffix in (".ledger", ".premises")
            )
            try:
                step = Succession(
                    ledgers, premises_file, old_state, record.pages, lines,
                    reading.ontology, reading.profile, minter,
                )  # fmt: skip
                step.change(state, premises, writer, reading.values.sources, description)
            except UnmendableError:
                return None
            gone = {f"{line}\n".encode() for line in lines_of(step.gone)}
            touched = {node[0].encode() for node in step.gone}
            nodes += step.new
            if step.premises is not None:
                write_premises(premises_file, state, step.premises)
            write_ledger(ledgers, step.ledger)
        checks = f" <{minter.named_graph('checks')}> .\n".encode()
        citation = f"<{minter.base}citation/".encode()
        cited = b" " + citation

        def goes(subject: bytes, line: bytes) -> bool:
            # What is checked on a page goes with it; what is checked across pages is about citations, or
            # says of a study page's field which citation differs from it.
            if subject in spoken and line.endswith(checks) and not subject.startswith(citation):
                return cited not in line or line in gone
            return line in gone

        ends = [f" <{minter.graph(path)}> ." for path in (*changed, *removed)]
        patch = Patch(lines, ends, spoken | touched, nodes, goes)
        write_atomic(file, patch.chunks(stream.fileno()))
    quads = record.quads + patch.quads
    return quads, GraphRecord(record.salt, (0, 0, 0, 0), quads, shared, pages)


def study_pages(reading: Reading) -> set[str]:
    """Pages about a source: what footnotes of other pages say is compared with their fields."""
    return {
        page.path
        for page in reading.values.pages
        if (known := reading.profile.page_type(page.page_type)) is not None and known.source is not None
    }
