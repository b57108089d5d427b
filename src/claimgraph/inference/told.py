"""What a graph that was written before says of its subjects, read as it is asked for, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping


class UnmendableError(Exception):
    """What was concluded before cannot be mended: all must be concluded anew."""


class ToldFacts(MutableMapping[str, list[str]]):
    """The facts of one graph by subject; a subject of which it says nothing is not in it.

    It cannot be gone through, because only single subjects are read.
    """

    __slots__ = ("_changed", "_graph", "_told")

    def __init__(self, graph: str, told: Callable[[str, str], list[str]]) -> None:
        self._graph = graph
        self._told = told
        self._changed: dict[str, list[str]] = {}

    def __getitem__(self, subject: str) -> list[str]:
        found = self._changed.get(subject)
        if found is None:
            found = self._changed[subject] = self._told(self._graph, subject)
        if not found:
            raise KeyError(subject)
        return found

    def __setitem__(self, subject: str, facts: list[str]) -> None:
        self._changed[subject] = facts

    def __delitem__(self, subject: str) -> None:
        self[subject]  # raises where there is none
        self._changed[subject] = []

    def __iter__(self) -> Iterator[str]:
        raise UnmendableError

    def __len__(self) -> int:
        raise UnmendableError
