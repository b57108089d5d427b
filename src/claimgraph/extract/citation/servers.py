"""Preprint servers: what they are called and how their DOIs begin, from the ontology's scheme.

Nothing is read before it is asked for, so that an ontology with a fault says so in the command's words.
"""

from __future__ import annotations

import re
from functools import cache

from claimgraph.ontology import read_ontology

_SCHEME = "preprint-servers"


@cache
def server_names() -> tuple[str, ...]:
    """The names of all servers in small letters, the longest first."""
    names = {
        name.casefold() for one in read_ontology().concepts(_SCHEME) for name in (one.label, *one.alt_labels)
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def server_pattern(template: str) -> re.Pattern[str]:
    """``template`` with all names in the place of its ``NAME``, whatever the case."""
    names = "(?:" + "|".join(map(re.escape, server_names())) + ")"
    return re.compile(template.replace("NAME", names), re.IGNORECASE)


@cache
def _prefixes() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern), one.label)
        for one in read_ontology().concepts(_SCHEME)
        for name, pattern in one.words
        if name == "doiPattern"
    )


def find_server_of(doi: str) -> str | None:
    """The label of the server whose DOI this is; None for that of a journal."""
    folded = doi.lower()
    return next((label for pattern, label in _prefixes() if pattern.match(folded)), None)


def says_preprint(text: str) -> bool:
    """Whether a text calls its source a preprint, or names a server, anyhow."""
    return server_pattern("preprint|pre-print|not peer|NAME").search(text) is not None


def names_server(text: str) -> bool:
    """Whether a journal's name is that of a server, with no more behind it than a remark in brackets."""
    return server_pattern(r"\W*NAME\s*(?:[(\[,;:].*)?").fullmatch(text) is not None
