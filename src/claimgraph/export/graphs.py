"""The quads of a canonical N-Quads file graph by graph, put in order on disk."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from claimgraph.errors import InputError
from claimgraph.namespaces import CG, RDF
from claimgraph.network.scratch import Scratch

_IS_PAGE = f" <{RDF}type> <{CG}Page>"
_HAS_PATH = f" <{CG}path> "

# What is computed of all pages comes last. A page may stand in a folder of this name: no harm is done.
_COMPUTED = "/graph/-/"

# Characters of lines that are held before they are written by graph, and of those that are written together.
_RUN = 24_000_000
_BLOCK = 256_000

# So many files become one: an open file each is what systems allow few of.
_FILES = 48


class _Block(NamedTuple):
    """Lines of one graph that stand together in a file, from here on, in so many bytes."""

    key: str
    file: BinaryIO
    size: int

    def lines(self) -> Iterator[str]:
        """To be read before the file's next block is asked for."""
        # Other line ends than this one may stand inside of a line.
        yield from self.file.read(self.size).decode()[:-1].split("\n")


class GraphLines(Scratch):
    """The lines of each graph of a canonical file, graphs of pages first, by their names; a context manager.

    The lines of a file are sorted by subject, so that those of a page are all over it. Some are held,
    written graph by graph, then the next; what belongs to one graph is found in all of these files and is
    in order, because the file was. Nothing is compared line by line, and memory does not grow with the graph.

    Attributes:
        quads: how many lines there are.
        pages: the IRIs of the graphs that hold a page; the only thing that is kept in memory.
        graphs: how many graphs, once all were read.

    Raises:
        InputError: a line is no quad of a named graph, or stands before the one that it should follow.
    """

    def __init__(self, path: Path, *, run: int = _RUN) -> None:
        self.quads = self.graphs = 0
        self.pages: set[str] = set()
        super().__init__()
        # Files by how often they were merged: a line is written again once a tier.
        self._tiers: list[list[Path]] = [[]]
        self._written = 0
        try:
            self._part(path, run)
        except BaseException:
            self.close()
            raise

    def _part(self, path: Path, run: int) -> None:
        """Writes the lines into files, each of them by graph."""
        number = held = 0
        last = ""
        graphs: dict[str, list[str]] = {}
        try:
            with path.open(encoding="utf-8", newline="\n") as file:
                for number, line in enumerate(file, start=1):
                    # Canonical lines end in "<graph> .", and an IRI holds no blank.
                    start = line.rfind(" <") + 1
                    graph = line[start:-3]
                    if not (start and line.endswith("> .\n")):
                        raise InputError("no N-Quads line with a graph", path=str(path), line=number)
                    if line <= last:
                        raise InputError("not in canonical order", path=str(path), line=number)
                    last = line
                    if _IS_PAGE in line:
                        self.pages.add(graph[1:-1])
                    if graph in graphs:
                        graphs[graph].append(line)
                    else:
                        graphs[graph] = [line]
                    held += len(line)
                    if held > run:
                        self._flush(graphs)
                        graphs, held = {}, 0
        except UnicodeDecodeError as error:
            raise InputError("not UTF-8", path=str(path), line=number + 1) from error
        if graphs:
            self._flush(graphs)
        self.quads = number

    def _flush(self, graphs: dict[str, list[str]]) -> None:
        keys = sorted((f"{int(_COMPUTED in graph)}{graph}", graph) for graph in graphs)
        self._keep(0, ((key, data) for key, graph in keys for data in _blocks(graphs[graph])))

    def _keep(self, tier: int, blocks: Iterable[tuple[str, bytes]]) -> None:
        path = self.folder / f"lines.{self._written}"
        self._written += 1
        with path.open("wb") as file:
            for key, data in blocks:
                # An IRI holds no blank and no line break.
                file.write(f"{len(data)} {key}\n".encode())
                file.write(data)
        if tier == len(self._tiers):
            self._tiers.append([])
        self._tiers[tier].append(path)
        if len(self._tiers[tier]) == _FILES:
            full, self._tiers[tier] = self._tiers[tier], []
            self._keep(tier + 1, _joined(full))
            for path in full:
                path.unlink()

    def __iter__(self) -> Iterator[tuple[str, Iterator[str]]]:
        """The IRI of each graph and its lines, to be read before the next graph is asked for."""
        self.graphs = 0
        # What was merged more often was written before.
        blocks = _merge([path for tier in reversed(self._tiers) for path in tier])
        for key, found in groupby(blocks, key=itemgetter(0)):
            self.graphs += 1
            yield key[2:-1], (line for block in found for line in block.lines())


def _blocks(lines: list[str]) -> Iterator[bytes]:
    """Lines as bytes, in pieces that may be held by the dozen."""
    start = size = 0
    for place, line in enumerate(lines):
        size += len(line)
        if size > _BLOCK:
            yield "".join(lines[start : place + 1]).encode()
            start, size = place + 1, 0
    if start < len(lines):
        yield "".join(lines[start:]).encode()


def _joined(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """The blocks of several files by graph, short ones of a graph put together."""
    for key, found in groupby(_merge(paths), key=itemgetter(0)):
        data = b""
        for block in found:
            if data and len(data) + block.size > _BLOCK:
                yield key, data
                data = b""
            data += block.file.read(block.size)
        yield key, data


def _merge(paths: list[Path]) -> Iterator[_Block]:
    """The blocks of several files by graph; those of one graph in the order of the files."""
    return heapq.merge(*map(_read, paths), key=itemgetter(0))


def _read(path: Path) -> Iterator[_Block]:
    with path.open("rb") as file:
        while head := file.readline():
            size, _, key = head[:-1].decode().partition(" ")
            end = file.tell() + int(size)
            yield _Block(key, file, int(size))
            # What nobody wanted to read is passed over.
            file.seek(end)


def find_path(lines: list[str]) -> str | None:
    """The term of the path of the page that a graph is of; None where it is of none."""
    pages = {line.split(" ", 1)[0] for line in lines if _IS_PAGE in line}
    for line in lines:
        if _HAS_PATH in line and line.split(" ", 1)[0] in pages:
            return line.split(" ", 2)[2].rsplit(" <", 1)[0]
    return None
