"""The quads of a canonical N-Quads file graph by graph, sorted on disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.namespaces import CG, RDF
from claimgraph.network.scratch import Scratch
from claimgraph.network.spool import SortedTexts

_IS_PAGE = f" <{RDF}type> <{CG}Page>"
_HAS_PATH = f" <{CG}path> "

# What is computed of all pages comes last. A page may stand in a folder of this name: no harm is done.
_COMPUTED = "/graph/-/"


class GraphLines(Scratch):
    """The lines of each graph of a canonical file, graphs of pages first, by their names; a context manager.

    The lines of a file are sorted by subject, so that those of a page are all over it. They are sorted
    by graph into temporary files first: memory does not grow with the graph.

    Attributes:
        quads: how many lines there are.
        pages: the IRIs of the graphs that hold a page; the only thing that is kept in memory.
        graphs: how many graphs, once all were read.

    Raises:
        InputError: a line is no quad of a named graph.
    """

    def __init__(self, path: Path) -> None:
        self.quads = self.graphs = 0
        self.pages: set[str] = set()
        super().__init__()
        try:
            self._texts = SortedTexts(self.folder, "lines")
            self._sort(path)
        except BaseException:
            self.close()
            raise

    def _sort(self, path: Path) -> None:
        number = 0
        try:
            with path.open(encoding="utf-8", newline="\n") as file:
                for number, line in enumerate(file, start=1):
                    # Canonical lines end in "<graph> .", and an IRI holds no blank.
                    start = line.rfind(" <") + 1
                    graph = line[start:-3]
                    if not (start and line.endswith("> .\n")):
                        raise InputError("no N-Quads line with a graph", path=str(path), line=number)
                    if _IS_PAGE in line:
                        self.pages.add(graph[1:-1])
                    # A tab sorts before all that stands in an IRI: graphs stay apart, lines in their order.
                    self._texts.add(f"{int(_COMPUTED in graph)}{graph}\t{line[: start - 1]}")
        except UnicodeDecodeError as error:
            raise InputError("not UTF-8", path=str(path), line=number + 1) from error
        self.quads = number

    def __iter__(self) -> Iterator[tuple[str, Iterator[str]]]:
        """The IRI of each graph and its lines, to be read before the next graph is asked for."""
        self.graphs = 0
        parts = (text.partition("\t")[::2] for text, _ in self._texts)
        for key, found in groupby(parts, key=itemgetter(0)):
            self.graphs += 1
            graph = key[1:]
            yield graph[1:-1], (f"{triple} {graph} ." for _, triple in found)


def find_path(lines: list[str]) -> str | None:
    """The term of the path of the page that a graph is of; None where it is of none."""
    pages = {line.split(" ", 1)[0] for line in lines if _IS_PAGE in line}
    for line in lines:
        if _HAS_PATH in line and line.split(" ", 1)[0] in pages:
            return line.split(" ", 2)[2].rsplit(" <", 1)[0]
    return None
