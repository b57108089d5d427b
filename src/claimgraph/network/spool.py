"""Sequences that live in a file, so that a graph of any size is sorted and read in bounded memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

# Texts that are sorted in memory at a time: some 20 MB of IRIs.
_RUN = 100_000

# So many sorted files become one: an open file each is what systems allow few of.
_FILES = 48


class SortedTexts:
    """Collects texts; yields them sorted by code point, each once, with how often it was added."""

    def __init__(self, folder: Path, name: str, *, run: int = _RUN) -> None:
        self._folder, self._name, self._limit = folder, name, run
        self._texts: list[str] = []
        # Sorted files by how often they were merged: a text is written again once a tier.
        self._tiers: list[list[Path]] = [[]]
        self._written = 0

    def add(self, text: str) -> None:
        """Adds one text."""
        self._texts.append(text)
        if len(self._texts) >= self._limit:
            self._flush()

    def _flush(self) -> None:
        self._keep(0, sorted(self._texts))
        self._texts = []

    def _keep(self, tier: int, texts: Iterable[str]) -> None:
        path = self._folder / f"{self._name}.{self._written}"
        self._written += 1
        with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            # One text a line: neither an IRI nor a quad holds a line break.
            file.writelines(f"{text}\n" for text in texts)
        if tier == len(self._tiers):
            self._tiers.append([])
        self._tiers[tier].append(path)
        if len(self._tiers[tier]) == _FILES:
            full, self._tiers[tier] = self._tiers[tier], []
            self._keep(tier + 1, heapq.merge(*map(self._read, full)))
            for path in full:
                path.unlink()

    @staticmethod
    def _read(path: Path) -> Iterator[str]:
        with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            for line in file:
                yield line[:-1]

    def __iter__(self) -> Iterator[tuple[str, int]]:
        sources = [self._read(path) for tier in self._tiers for path in tier]
        sources.append(iter(sorted(self._texts)))
        for text, group in groupby(heapq.merge(*sources)):
            yield text, sum(1 for _ in group)


class Spool(Generic[T]):
    """Values written once to a file and read as often as needed, in order."""

    def __init__(self, path: Path, kind: type[T]) -> None:
        self._path = path
        self._file = path.open("wb")
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._count = 0

    def add(self, value: T) -> None:
        """Appends a value."""
        data = self._encoder.encode(value)
        self._file.write(len(data).to_bytes(4, "big"))
        self._file.write(data)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        if not self._file.closed:
            self._file.flush()
        with self._path.open("rb") as file:
            while head := file.read(4):
                yield self._decoder.decode(file.read(int.from_bytes(head, "big")))

    def close(self) -> None:
        """Closes the file for writing; what was written can still be read."""
        self._file.close()
