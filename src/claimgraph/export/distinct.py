"""How many different texts there are of very many, in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path

# Hashes wait in memory until there are so many; they are counted a part of all at a time.
_WAITING = 500_000
_PARTS = 256


class DistinctTexts:
    """Counts different texts by their 64-bit hashes, which wait in files, each with those of one kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = [array("q") for _ in range(_PARTS)]
        self._waiting = 0

    def add(self, texts: Iterable[str]) -> None:
        """Takes some texts."""
        for text in texts:
            number = hash(text)
            self._parts[number % _PARTS].append(number)
            self._waiting += 1
        if self._waiting >= _WAITING:
            self._write()

    def _write(self) -> None:
        for number, part in enumerate(self._parts):
            with (self._folder / f"hashes.{number}").open("ab") as file:
                part.tofile(file)
            self._parts[number] = array("q")
        self._waiting = 0

    def count(self) -> int:
        """How many different ones there were."""
        self._write()
        total = 0
        for number in range(_PARTS):
            part = array("q")
            path = self._folder / f"hashes.{number}"
            with path.open("rb") as file:
                part.fromfile(file, path.stat().st_size // part.itemsize)
            total += len(set(part))
        return total
