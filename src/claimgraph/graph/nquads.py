"""Canonical N-Quads: unique lines, sorted by code point, UTF-8, each ending in a line feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from claimgraph.files import write_atomic

_CHUNK = 20_000


def write_nquads(path: Path, lines: Iterable[str]) -> int:
    """Write lines in canonical form, atomically, and return how many quads there are.

    Raises:
        InputError: the file cannot be written; the old one is then untouched.
    """
    ordered = sorted(set(lines))
    write_atomic(path, _chunks(ordered))
    return len(ordered)


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    remaining = iter(lines)
    while chunk := list(islice(remaining, _CHUNK)):
        chunk.append("")
        yield "\n".join(chunk).encode("utf-8")
