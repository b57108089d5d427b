"""Canonical N-Quads: unique lines, sorted by code point, UTF-8, each ending in a line feed.

What a graph says of one subject is a node, and becomes a block of lines as soon as nothing more is to be
read from it: joining facts that were just made is three times as fast as coming back for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from operator import eq, itemgetter, lt
from pathlib import Path
from typing import TypeAlias

from claimgraph.files import write_atomic

QuadNode: TypeAlias = tuple[str, str, list[str]]
"""What one graph says of one subject: the subject as a term, what ends each line (the graph's name with
its blanks and full stop), and its facts (predicate and value as terms, one blank between), sorted,
none twice."""

# Small, because one character beyond Latin-1 makes Python hold the whole text in wide characters.
_CHUNK = 64
_BLOCKS = 256


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


Block: TypeAlias = tuple[str, bytes, int]
"""All lines of one subject: the subject as a term, its lines in canonical order as UTF-8, each with its
line feed, and how many they are."""


def to_blocks(nodes: Iterable[QuadNode]) -> list[Block]:
    """Nodes as lines, one block a subject, in the order in which subjects first come.

    What several graphs say of a subject is mixed, and one graph told twice is told once.
    """
    by_subject: dict[str, list[QuadNode]] = {}
    for node in nodes:
        known = by_subject.get(node[0])
        if known is None:
            by_subject[node[0]] = [node]
        else:
            known.append(node)
    blocks: list[Block] = []
    for subject, found in by_subject.items():
        if len(found) > 1:
            blocks.append(_mixed(subject, found))
        else:
            _, end, facts = found[0]
            between = f"{end}\n{subject} "
            blocks.append((subject, f"{subject} {between.join(facts)}{end}\n".encode(), len(facts)))
    return blocks


def _mixed(subject: str, nodes: list[QuadNode]) -> Block:
    """Nodes of one subject as one block."""
    # A blank sorts before all that can follow a quotation mark, so whole lines sort as their facts do.
    lines = sorted({f"{fact}{end}" for _, end, facts in nodes for fact in facts})
    between = f"\n{subject} "
    return subject, f"{subject} {between.join(lines)}\n".encode(), len(lines)


class Quads:
    """A graph in canonical order; iterating gives its N-Quads lines, ``len`` counts them."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Blocks in any order; several may be of one subject."""
        # A subject ends in ">", which no IRI holds, so sorting subjects gives the order of whole lines.
        ordered = sorted(blocks, key=itemgetter(0))
        self.blocks: list[Block] = []
        add = self.blocks.append
        last: Block | None = None
        for block in ordered:
            if last is not None:
                if last[0] == block[0]:
                    last = _joined(last, block)
                    continue
                add(last)
            last = block
        if last is not None:
            add(last)

    def __iter__(self) -> Iterator[str]:
        for _, text, _ in self.blocks:
            yield from text.decode().split("\n")[:-1]

    def __len__(self) -> int:
        return sum(size for _, _, size in self.blocks)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the whole graph, in pieces of some hundred kilobytes."""
        texts = [text for _, text, _ in self.blocks]
        for start in range(0, len(texts), _BLOCKS):
            yield b"".join(texts[start : start + _BLOCKS])


def _joined(one: Block, other: Block) -> Block:
    """Two blocks of one subject as one."""
    lines = sorted({*one[1].splitlines(keepends=True), *other[1].splitlines(keepends=True)})
    return one[0], b"".join(lines), len(lines)


def to_canonical(lines: Iterable[str]) -> list[str]:
    """The lines without duplicates, sorted by code point, which is the order of their UTF-8 bytes too."""
    return sorted(set(lines))


def write_nquads(path: Path, quads: Quads | Iterable[str]) -> int:
    """Write a graph, or lines in any order, in canonical form, atomically; return how many quads there are.

    Raises:
        InputError: the file cannot be written; the old one is then untouched.
    """
    if isinstance(quads, Quads):
        write_atomic(path, quads.chunks())
        return len(quads)
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
