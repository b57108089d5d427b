"""A graph file by named graphs: which there are, how many triples, and a digest of each."""

from __future__ import annotations

import hashlib
import mmap
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from claimgraph.errors import InputError

_QUAD = re.compile(rb'<[^<>\s]*> <[^<>\s]*> (?:<[^<>\s]*>|"(?:[^"\\]|\\.)*"\S*) <([^<>\s]*)> \.\n?')


class Part(msgspec.Struct, frozen=True):
    """One named graph: its IRI, its number of triples, the SHA-256 of its name and its sorted lines."""

    graph: str
    triples: int
    digest: str


class Parts:
    """The named graphs of an N-Quads file, sorted by name; ``lines`` gives one as N-Triples."""

    def __init__(
        self, data: mmap.mmap | bytes, offsets: dict[str, array[int]], parts: tuple[Part, ...]
    ) -> None:
        self._data = data
        self._offsets = offsets
        self.parts = parts

    def lines(self, graph: str) -> Iterator[bytes]:
        """The triples of one graph, a line each, with its newline."""
        tail = len(f" <{graph}> .".encode())
        for start in self._offsets[graph]:
            end = self._data.find(b"\n", start)
            line = self._data[start:] if end < 0 else self._data[start:end]
            yield line[:-tail] + b" .\n"


@contextmanager
def read_parts(path: Path) -> Iterator[Parts]:
    """Reads a canonical N-Quads file (sorted, every quad in a named graph, no blank nodes) by graphs.

    The file is mapped, not copied: it must stay as it is while the block runs.

    Raises:
        InputError: the file cannot be read; or, with its line, a quad is not as ``build`` writes them.
    """
    try:
        with path.open("rb") as stream:
            if path.stat().st_size == 0:
                raise InputError("the graph is empty", path=str(path))
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield _index(data, path)
    except OSError as error:
        raise InputError(
            f"the graph cannot be read: {error.strerror or error}",
            path=str(path),
            remedy="build it first: claimgraph build VAULT --out DIR",
        ) from error


def _index(data: mmap.mmap, path: Path) -> Parts:
    offsets: dict[str, array[int]] = {}
    digests = {}
    start = 0
    for number, line in enumerate(iter(data.readline, b""), start=1):
        found = _QUAD.fullmatch(line)
        if found is None:
            raise InputError(
                "the line is no quad of IRIs and literals in a named graph",
                path=str(path),
                line=number,
                remedy="load what `claimgraph build` wrote",
            )
        graph = found[1].decode()
        if graph not in offsets:
            offsets[graph] = array("Q")
            digests[graph] = hashlib.sha256(graph.encode() + b"\n")
        offsets[graph].append(start)
        digests[graph].update(line.rstrip(b"\n") + b"\n")
        start += len(line)
    parts = (Part(graph, len(offsets[graph]), digests[graph].hexdigest()) for graph in sorted(offsets))
    return Parts(data, offsets, tuple(parts))
