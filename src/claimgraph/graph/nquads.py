"""Canonical N-Quads: unique lines, sorted by code point, UTF-8, each ending in a line feed.

A graph is held as nodes, not as lines: the text of a million lines repeats every subject and every
graph's name, so it is made a chunk at a time while it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import eq, lt
from pathlib import Path
from typing import TypeAlias

from claimgraph.files import write_atomic

QuadNode: TypeAlias = tuple[str, str, list[str]]
"""What one graph says of one subject: the subject as a term, what ends each line (the graph's name with
its blanks and full stop), and its facts (predicate and value as terms, one blank between), sorted,
none twice."""

# Small, because one character beyond Latin-1 makes Python hold the whole chunk in wide characters.
_CHUNK = 64
_NODES = 16


def to_nodes(facts: dict[str, list[str]], graph: str) -> list[QuadNode]:
    """The facts of one graph, by subject, as nodes: sorted in place, duplicates dropped."""
    end = f" <{graph}> ."
    nodes: list[QuadNode] = []
    for subject, found in facts.items():
        found.sort()
        if any(map(eq, found, islice(found, 1, None))):
            found = list(dict.fromkeys(found))
        nodes.append((subject, end, found))
    return nodes


def lines_of(nodes: Iterable[QuadNode]) -> Iterator[str]:
    """The N-Quads lines of nodes, without their line feeds, in the order of the nodes."""
    for subject, end, facts in nodes:
        for fact in facts:
            yield f"{subject} {fact}{end}"


class Quads:
    """A graph in canonical order; iterating gives its N-Quads lines, ``len`` counts them.

    ``nodes`` are sorted. Two with the same subject (in two graphs, or one graph told twice) follow each
    other; their lines are mixed when they are written.
    """

    __slots__ = ("_size", "nodes")

    def __init__(self, nodes: Iterable[QuadNode]) -> None:
        # A subject ends in ">", which no IRI holds, and what ends a line starts with a blank, which
        # sorts before all that can follow a quotation mark: sorting subjects and then facts gives the
        # order of whole lines.
        self.nodes = sorted(nodes)
        self._size = -1

    def __iter__(self) -> Iterator[str]:
        for block in self.blocks():
            yield from block.split("\n")

    def __len__(self) -> int:
        if self._size < 0:
            self._size = sum(block.count("\n") + 1 for block in self.blocks())
        return self._size

    def blocks(self) -> Iterator[str]:
        """The lines of each subject as one text, joined by line feeds, without a last one."""
        waiting: list[QuadNode] = []
        nodes = iter(self.nodes)
        last = next(nodes, None)
        if last is None:
            return
        for node in nodes:
            if node[0] == last[0]:
                waiting.append(last)
            elif waiting:
                yield _mixed([*waiting, last])
                waiting.clear()
            else:
                subject, end, facts = last
                between = f"{end}\n{subject} "
                yield f"{subject} {between.join(facts)}{end}"
            last = node
        yield _mixed([*waiting, last])


def _mixed(nodes: list[QuadNode]) -> str:
    return "\n".join(sorted(set(lines_of(nodes))))


def to_canonical(lines: Iterable[str]) -> list[str]:
    """The lines without duplicates, sorted by code point, which is the order of their UTF-8 bytes too."""
    return sorted(set(lines))


def write_nquads(path: Path, quads: Quads | Iterable[str]) -> int:
    """Write a graph, or lines in any order, in canonical form, atomically; return how many quads there are.

    Raises:
        InputError: the file cannot be written; the old one is then untouched.
    """
    if isinstance(quads, Quads):
        size = 0

        def chunks() -> Iterator[bytes]:
            nonlocal size
            for chunk in _chunks(quads.blocks(), _NODES):
                size += chunk.count(b"\n")
                yield chunk

        write_atomic(path, chunks())
        return size
    given = quads if isinstance(quads, list) else list(quads)
    ordered = given if _is_canonical(given) else to_canonical(given)
    write_atomic(path, _chunks(ordered, _CHUNK))
    return len(ordered)


def _is_canonical(lines: list[str]) -> bool:
    return all(map(lt, lines, islice(lines, 1, None)))


def _chunks(texts: Iterable[str], size: int) -> Iterator[bytes]:
    remaining = iter(texts)
    while chunk := list(islice(remaining, size)):
        chunk.append("")
        yield "\n".join(chunk).encode("utf-8")
