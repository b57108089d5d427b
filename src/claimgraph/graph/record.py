"""What a build remembers of the graph that it wrote, so that the next can tell which pages it must redo.

A record is believed only of the very file it was made for (size, times and inode), and only by the
same code with the same ontology, profile and settings. What it saves is time; a test holds that the
bytes are those of a build without it.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from claimgraph.errors import ClaimgraphError
from claimgraph.files import write_atomic
from claimgraph.graph.nquads import QuadNode
from claimgraph.graph.page import Names


class PageRecord(msgspec.Struct, frozen=True, array_like=True):
    """Hashes of what the graph of a page depends on, and of what is concluded from it beyond it; and of
    what it speaks: its subjects, without what they all start with, one a line.
    """

    key: bytes
    premises: bytes
    subjects: bytes


class GraphRecord(msgspec.Struct, frozen=True, array_like=True):
    """``file`` is size, times and inode of the graph; ``shared`` the hash of what sources are, which
    pages are about something, and what the graph says of itself.
    """

    salt: str
    file: tuple[int, int, int, int]
    quads: int
    shared: bytes
    pages: dict[str, PageRecord]


_DECODER = msgspec.msgpack.Decoder(GraphRecord)
_PREMISES = msgspec.msgpack.Decoder(
    tuple[list[tuple[str, list[str]]], list[tuple[str, list[tuple[str, int]]]]]
)


def state_of(salt: str, shared: bytes, pages: Mapping[str, PageRecord]) -> bytes:
    """The hash of all that the graphs that pages share depend on."""
    premises = sorted((path, page.premises) for path, page in pages.items())
    return hashlib.sha256(msgspec.msgpack.encode((salt, shared, premises))).digest()


def pack_premises(nodes: Sequence[tuple[str, Sequence[str]]], names: Names) -> bytes:
    """What is concluded from a page beyond itself: what is read of its nodes, and names of things."""
    counted = sorted((term, sorted(wordings.items())) for term, wordings in names.items())
    return msgspec.msgpack.encode((nodes, counted))


def unpack_premises(packed: bytes) -> tuple[list[tuple[str, list[str]]], list[tuple[str, dict[str, int]]]]:
    """The nodes again, and by term how often each wording of a name was used."""
    nodes, counted = _PREMISES.decode(packed)
    return nodes, [(term, dict(wordings)) for term, wordings in counted]


def pack_subjects(nodes: Iterable[QuadNode], base: str) -> bytes:
    """The subjects of a page's graph as ``PageRecord`` holds them."""
    cut = len(base) + 1
    return "\n".join([node[0][cut:] if node[0].startswith(base, 1) else node[0] for node in nodes]).encode()


def unpack_subjects(packed: bytes, base: str) -> Iterator[bytes]:
    """The subjects again, as terms."""
    start = f"<{base}".encode()
    for subject in packed.split(b"\n") if packed else ():
        yield subject if subject.startswith(b"<") else start + subject


def file_state(file: Path) -> tuple[int, int, int, int] | None:
    """What tells whether a file is still the one that was written; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def read_record(file: Path, salt: str, graph: Path) -> GraphRecord | None:
    """The record in ``file``, if it was made for this ``graph`` by this ``salt``; damaged counts as none."""
    try:
        record = _DECODER.decode(file.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return record if record.salt == salt and record.file == file_state(graph) else None


def write_record(file: Path, record: GraphRecord) -> None:
    """Keeps a record; a full or read-only disk is no error."""
    with contextlib.suppress(ClaimgraphError):
        write_atomic(file, msgspec.msgpack.encode(record))
