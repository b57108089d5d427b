"""Whom a footnote's key names, against those whom the other footnotes of its source name as authors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.inference.quads import Node, QuadWriter, cg, first
from claimgraph.spelling import edits
from claimgraph.validation.names import fold_letters, surname_of

_KEY, _TEXT, _SOURCE, _FIRST_AUTHOR = (cg(name) for name in ("key", "text", "source", "firstAuthor"))
_NAMED = re.compile(r"([^\W\d_]{4,})-?(?:19|20)\d\d")
_ENOUGH = 2
_SLIP = 2


def write_key_names(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """``cg:keyNamesAnother`` of a footnote without authors, with a footnote of its source to compare.

    The key must be a surname and a year, and at least two other footnotes must give authors, none of
    whom is so called, nor nearly so; nor may their keys and texts have the name.
    """
    by_source: dict[str, list[str]] = {}
    for iri, node in sorted(citations.items()):
        for source in node.get(_SOURCE, ()):
            by_source.setdefault(source, []).append(iri)
    for _, cited in sorted(by_source.items()):
        telling = [iri for iri in cited if _FIRST_AUTHOR in citations[iri]]
        if len(telling) < _ENOUGH or len(telling) == len(cited):
            continue
        for iri in cited:
            named = None if iri in telling else _NAMED.match(first(citations[iri], _KEY) or "")
            if named is None:
                continue
            name = fold_letters(named[1])
            if not any(_has(citations[other], name) for other in telling):
                writer.add(iri, cg("keyNamesAnother"), telling[0])


def _has(citation: Node, name: str) -> bool:
    surname = fold_letters(surname_of(first(citation, _FIRST_AUTHOR) or "?"))
    said = fold_letters(f"{first(citation, _KEY) or ''} {first(citation, _TEXT) or ''}")
    return name in said or edits(name, surname) <= _SLIP
