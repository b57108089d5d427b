"""A statement as tokens without markup: words, punctuation, and each wikilink as one token.

Footnote references, gap tags and emphasis are left out; every token keeps where it stands on the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

_TOKEN = re.compile(
    r"""
    (?P<link>!?\[\[[^\]\n]*\]\])
  | (?P<skip>\[\^[^\]\n]*\] | `?\#[A-Za-z][\w/-]*`? | \*+ | `+ | (?<!\w)_+ | _+(?!\w) | <[^>\n]{1,40}> | \\)
  | (?P<word>[~≈±+\-−]?\d[\d.,]*\d(?:%|[\w.′'’/+-]*\w)? | \w(?:[\w\-‑–'’/^.+′]*[\w+′])?%?)
  | (?P<mark>[^\s\w])
    """,
    re.VERBOSE,
)
_BREAKS = frozenset(';:—→←⇒|?!."“”')
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word, mark or link. ``link`` indexes ``Document.links``, -1 for others; ``low`` is lower case.

    ``spaced`` says whether a blank stands before it.
    """

    text: str
    low: str
    start: int
    end: int
    link: int = -1
    mark: bool = False
    spaced: bool = True


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A stretch without brackets and strong punctuation; ``after`` is the mark before it, or ""."""

    tokens: tuple[Token, ...]
    after: str


def tokenise(text: str, offset: int, links: Sequence[tuple[int, int, str]]) -> list[Token]:
    """The tokens of ``text``, which starts at ``offset`` of the page.

    Args:
        links: (start on the page, index into ``Document.links``, label or name of the target).
    """
    tokens: list[Token] = []
    by_start = {start: (number, label) for start, number, label in links}
    last = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        start, end = match.span()
        spaced = not text[last:start].isascii() or " " in text[last:start] or "\n" in text[last:start]
        if kind == "link":
            number, label = by_start.get(offset + start, (-1, ""))
            if number < 0:
                continue
            tokens.append(Token(label, label.lower(), offset + start, offset + end, number, False, spaced))
        else:
            word = match.group()
            tokens.append(Token(word, word.lower(), offset + start, offset + end, -1, kind == "mark", spaced))
        last = end
    return tokens


def split_segments(tokens: Sequence[Token]) -> tuple[list[Segment], list[Segment]]:
    """Main segments in order, and what stands in brackets."""
    main: list[Segment] = []
    inner: list[Segment] = []
    current: list[Token] = []
    held: list[Token] = []
    depth, after = 0, ""
    for token in tokens:
        if token.mark and token.text in _OPEN:
            depth += 1
        elif token.mark and token.text in _CLOSE:
            depth -= 1
            if depth <= 0:
                depth = 0
                if held:
                    inner.append(Segment(tuple(held), "("))
                held = []
        elif depth:
            held.append(token)
        elif token.mark and (token.text in _BREAKS or (token.text == "–" and token.spaced)):
            if current:
                main.append(Segment(tuple(current), after))
            current, after = [], token.text
        else:
            current.append(token)
    if current:
        main.append(Segment(tuple(current), after))
    if held:
        inner.append(Segment(tuple(held), "("))
    return main, inner


def words_of(tokens: Sequence[Token]) -> str:
    """The tokens as text, with the blanks that stood between them."""
    parts: list[str] = []
    for number, token in enumerate(tokens):
        parts.append((" " if number and token.spaced else "") + token.text)
    return "".join(parts).strip(" ,.*")
