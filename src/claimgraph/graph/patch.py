"""A canonical N-Quads file with the graphs of a few pages replaced, without making the rest again.

Lines are sorted by subject, so what a page says stands all over the file, a few lines here and there; all
between is copied unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from mmap import mmap

from claimgraph.files import FileRange
from claimgraph.graph.nquads import QuadNode, lines_of


class SortedLines:
    """A file in canonical form, in which subjects are found by bisection."""

    __slots__ = ("old",)

    def __init__(self, old: mmap) -> None:
        self.old = old

    def place(self, subject: bytes) -> tuple[int, int]:
        """Where the lines of a subject start and end; both the same where it has none."""
        start = self._first(subject + b" ")
        # "!" is the character after the blank.
        return start, self._first(subject + b"!", start)

    def facts(self, subject: str, end: str) -> list[str]:
        """What one graph says of a subject; ``end`` is as in ``QuadNode``."""
        start, stop = self.place(subject.encode())
        cut, tail = len(subject) + 1, -len(end)
        lines = self.old[start:stop].decode().split("\n")
        return [line[cut:tail] for line in lines if line.endswith(end)]

    def _first(self, wanted: bytes, low: int = 0) -> int:
        """The offset of the first line that does not sort before ``wanted``, from line ``low`` on."""
        old = self.old
        high = len(old)
        while low < high:
            start = old.rfind(b"\n", 0, (low + high) // 2) + 1
            if start < low:
                start = low
            stop = old.find(b"\n", start) + 1
            if old[start : start + len(wanted)] < wanted:
                low = stop
            else:
                high = start
        return low


class Patch:
    """What changes in a file. ``quads`` is by how many lines it grows."""

    __slots__ = ("_old", "_pieces", "quads")

    def __init__(
        self,
        lines: SortedLines,
        graphs: Iterable[str],
        subjects: Iterable[bytes],
        nodes: Iterable[QuadNode],
        goes: Callable[[bytes, bytes], bool],
    ) -> None:
        """Replace all lines of ``graphs`` by those of ``nodes``.

        Args:
            lines: a file in canonical form.
            graphs: what ends the lines of each graph that is replaced, as in ``QuadNode``.
            subjects: of what these graphs speak in the old file.
            goes: whether a line of another graph, about a subject that the replaced graphs speak of,
                is replaced too; it gets the subject and the line.
        """
        self._old = old = lines.old
        self.quads = 0
        self._pieces: list[tuple[int, int, bytes]] = []
        ends = tuple(f"{end}\n".encode() for end in graphs)
        added: dict[bytes, set[bytes]] = {}
        for node in nodes:
            subject = node[0].encode()
            added.setdefault(subject, set()).update(f"{line}\n".encode() for line in lines_of([node]))
        for subject in subjects:
            added.setdefault(subject, set())
        for subject in sorted(added):
            start, stop = lines.place(subject)
            found = old[start:stop].splitlines(keepends=True)
            kept = {line for line in found if not line.endswith(ends) and not goes(subject, line)}
            new = kept | added[subject]
            self.quads += len(new) - len(found)
            self._pieces.append((start, stop, b"".join(sorted(new))))

    def chunks(self, descriptor: int) -> Iterator[bytes | FileRange]:
        """The bytes of the new file; ``descriptor`` is the old one, open."""
        done = 0
        for start, stop, text in self._pieces:
            yield FileRange(descriptor, done, start)
            yield text
            done = stop
        yield FileRange(descriptor, done, len(self._old))
