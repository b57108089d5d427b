"""Near names: what somebody may have meant who wrote a name that nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_SHORTEST = 5


def edits(one: Sequence[str], other: Sequence[str]) -> int:
    """How many insertions, deletions, substitutions or swaps of neighbours lead from one text to another."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row = row, [i]
        for j, right in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before = above
    return row[-1]


class NearNames:
    """Names indexed by what is left when one letter is dropped, so that a slip is found in one look-up."""

    __slots__ = ("_names",)

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            for key in _dropped(name):
                self._names.setdefault(key, []).append(name)

    def find(self, name: str) -> str | None:
        """The first name, in order, that is one slip away; None where there is none or the name is short.

        A digit is no slip: ``il-6`` and ``il-8`` are two things.
        """
        if len(name) < _SHORTEST:
            return None
        found = {near for key in _dropped(name) for near in self._names.get(key, ())}
        return next((near for near in sorted(found) if near != name and _is_slip(name, near)), None)


def _dropped(name: str) -> Iterator[str]:
    yield name
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]


def _is_slip(one: str, other: str) -> bool:
    digits = [character for character in one if character.isdigit()]
    if digits != [character for character in other if character.isdigit()]:
        return False
    return edits(one, other) <= 1
