"""What was known of a wiki before, page by page, for a process that starts anew and recalls what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from claimgraph.inference.premises import PremiseNode
from claimgraph.inference.quads import NodeIndex, cg, text_of
from claimgraph.namespaces import content_id

_SPOKEN = tuple(f"{cg(name)} " for name in ("subject", "source", "about"))
_EDGE = tuple(f"{cg(name)} " for name in ("subject", "predicate", "object"))
_KEY = f"{cg('key')} "


class Shelf(Protocol):
    """What was known of a wiki before any change."""

    def paths(self, token: str) -> Iterable[str]:
        """The pages that have a claim, footnote or study about a node, or one that rests on it; of a
        ``said_token`` those that say something of the source itself, of an ``edge_token`` those with a
        claim that says it.
        """

    def page(self, path: str) -> NodeIndex | None:
        """The premises of a page; None where there was none."""

    def source(self, token: str) -> Sequence[str]:
        """What the graph of sources said of a source."""

    def classes(self, token: str) -> tuple[str, ...]:
        """The classes of a thing without a page."""


def said_token(source: str) -> str:
    """What a shelf calls the pages that say something of a source; no node is called so."""
    return f"said {source}"


def edge_token(subject: str, predicate: str, value: str) -> str:
    """What a shelf calls the claims that say one edge; no node is called so."""
    return f"edge {content_id(subject, predicate, value)}"


def key_token(key: str) -> str:
    """What a shelf calls the footnotes of a key; no node is called so."""
    return f"key {key}"


def tokens_of(nodes: Iterable[PremiseNode], base: str) -> set[str]:
    """The nodes that the premises of a page speak of, itself included, and tokens for the edges that its
    claims say, the keys of its footnotes, and the sources of which it says something itself.
    """
    claim, page, source = f"<{base}claim/", f"<{base}page/", f"<{base}source/"
    found: set[str] = set()
    for subject, facts in nodes:
        if subject.startswith(page):
            found.add(subject)
        elif subject.startswith(source):
            found.add(said_token(subject))
        elif subject.startswith(claim):
            told = dict(fact.split(" ", 1) for fact in facts if fact.startswith(_EDGE))
            if len(told) == len(_EDGE):
                found.add(edge_token(*(told[predicate[:-1]] for predicate in _EDGE)))
        for fact in facts:
            if fact.startswith(_SPOKEN):
                found.add(fact.partition(" ")[2])
            elif fact.startswith(_KEY):
                found.add(key_token(text_of(fact[len(_KEY) :]).casefold()))
    return found
