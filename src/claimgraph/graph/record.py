"""What a build remembers of the graph that it wrote, so that the next can tell which pages it must redo.

A record is believed only of the very file it was made for (size, times and inode), and only by the
same code with the same ontology, profile and settings. What it saves is time; a test holds that the
bytes are those of a build without it.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from claimgraph.errors import ClaimgraphError
from claimgraph.files import write_atomic
from claimgraph.graph.nquads import QuadNode
from claimgraph.graph.page import Names
from claimgraph.graph.terms import cg

_UNREAD = (f"{cg('endLine')} ", f"{cg('digest')} ")
_LINE = f"{cg('line')} "


class PageRecord(msgspec.Struct, frozen=True, array_like=True):
    """Hashes of what the graph of a page depends on, and of what others conclude from it; and of what it
    speaks: its subjects, without what they all start with, one a line.
    """

    key: bytes
    premises: bytes
    subjects: bytes


class GraphRecord(msgspec.Struct, frozen=True, array_like=True):
    """``file`` is size, times and inode of the graph; ``shared`` the hash of what no page states alone."""

    salt: str
    file: tuple[int, int, int, int]
    quads: int
    shared: bytes
    pages: dict[str, PageRecord]


_DECODER = msgspec.msgpack.Decoder(GraphRecord)


def premises_digest(nodes: Iterable[QuadNode], names: Names, base: str, kinds: Iterable[str]) -> bytes:
    """The hash of what is concluded from a page beyond itself: nodes of some kinds, names of things.

    Where a node stands is no premise but for a claim, whose place orders those of an edge.
    """
    starts = tuple(f"<{base}{kind}/" for kind in kinds)
    claims = f"<{base}claim/"
    digest = hashlib.sha256()
    for subject, _, facts in sorted(node for node in nodes if node[0].startswith(starts)):
        unread = _UNREAD if subject.startswith(claims) else (*_UNREAD, _LINE)
        kept = [fact for fact in facts if not fact.startswith(unread)]
        digest.update("\n".join((subject, *kept, "")).encode())
    counted = sorted((term, sorted(wordings.items())) for term, wordings in names.items())
    digest.update(msgspec.msgpack.encode(counted))
    return digest.digest()


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
