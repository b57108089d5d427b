"""Where the quads of each named graph stand in a canonical N-Quads file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Literal, RdfFormat, parse

from claimgraph.errors import InputError
from claimgraph.namespaces import CG, RDF

_IS_PAGE = f"<{RDF}type> <{CG}Page>".encode()
_HAS_PATH = f"<{CG}path>".encode()


class GraphLines:
    """Where the lines of each graph stand in an N-Quads file, and which graphs are those of pages.

    Only offsets are kept: the file of a large wiki has some hundred megabytes, and its lines are
    sorted by subject, so that those of a page are all over it.
    """

    __slots__ = ("_file", "offsets", "pages")

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self.offsets: dict[bytes, array[int]] = {}
        self.pages: dict[bytes, str] = {}
        subjects: dict[bytes, bytes] = {}
        paths: dict[tuple[bytes, bytes], bytes] = {}
        at = 0
        for number, line in enumerate(file, start=1):
            # Canonical lines end in "<graph> .", and an IRI holds no blank.
            graph = line[line.rfind(b" <") + 1 : -3]
            if not (line.endswith(b"> .\n") and graph.startswith(b"<")):
                raise InputError("no N-Quads line with a graph", path=str(path), line=number)
            self.offsets.setdefault(graph, array("Q")).append(at)
            at += len(line)
            subject, predicate, _ = line.split(b" ", 2)
            if predicate == _HAS_PATH:
                paths[graph, subject] = line
            elif line.startswith(_IS_PAGE, len(subject) + 1):
                subjects[graph] = subject
        for graph, subject in subjects.items():
            statement = paths.get((graph, subject))
            if statement is not None:
                self.pages[graph] = _literal(statement)

    def in_order(self) -> list[bytes]:
        """All graphs: those of pages by their name, then the computed ones."""
        return sorted(self.offsets, key=lambda graph: (graph not in self.pages, graph))

    def lines(self, graph: bytes) -> Iterator[str]:
        """The lines of one graph, in the order of the file."""
        for offset in self.offsets[graph]:
            self._file.seek(offset)
            yield self._file.readline().decode().rstrip("\n")


def _literal(line: bytes) -> str:
    quad = next(iter(parse(line, format=RdfFormat.N_QUADS)))
    return quad.object.value if isinstance(quad.object, Literal) else ""
