"""Walks along broader concepts, wider classes and other links that lead from one name to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def ahead_of(start: str, links: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """All that links lead to from ``start``, near and far; itself only where a cycle leads back to it."""
    found: set[str] = set()
    pending = [start]
    while pending:
        for one in links(pending.pop()):
            if one not in found:
                found.add(one)
                pending.append(one)
    return frozenset(found)
