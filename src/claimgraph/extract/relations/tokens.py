"""A statement as tokens without markup: words, punctuation, and each wikilink as one token.

Footnote references, gap tags and emphasis are left out; every token keeps where it stands on the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

# Words first: they are most of a text. What has no group is a word. The look-ahead spares all branches at
# a blank.
_TOKEN = re.compile(
    r"""
    (?=\S)(?:
    [A-Z]\.(?=\ [a-z]{3})
  | [^\W\d_](?:[\w\-‑–'’/^.+′⁺⁻]*[\w+′⁺⁻])?%?
  | [~≈±+\-−]?\d[\d.,]*\d(?:%|[\w.′'’/+-]*\w)? | [^\W_](?:[\w\-‑–'’/^.+′]*[\w+′])?%?
  | (\[\^[^\]\n]*\] | `?\#[A-Za-z][\w/-]*`? | \*+ | `+ | _+ | <[^>\n]{1,40}> | \\)
  | (!?\[\[[^\]\n]*\]\])
  | ([^\s\w])
    )""",
    re.VERBOSE,
)
_SKIP, _LINK, _MARK = 1, 2, 3
# A link, a reference or a tag has no punctuation of its own; a full stop within a number is none either.
# One set of first characters, looked back at: so ``re`` runs from one such character to the next.
_BREAK = re.compile(
    r"[\[\#;:—→←⇒|?!\"“”.–](?:(?<=\[)(?:\[[^\]\n]*\]\]|\^[^\]\n]*\])|(?<=\#)[A-Za-z][\w/-]*"
    r"|(?P<mark>(?<=[;—→←⇒|?!\"“”])|(?<=:)(?=[\s*_\[]|$)|(?<=\.)(?=[\s\[*_)\"”]|$)(?!(?<=[\s(*_][A-Z]\.)\s?[a-z])|(?<=\s–)(?=\s)))"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r"“[^”]{1,300}”|\"[^\"]{1,300}\"")
_SPELLED = re.compile(r"[A-Za-z]{2,}")
_OWN_WORDS = 2
_NESTING = 3
_GLUED = 6


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


def tokenise(
    text: str, start: int, end: int, offset: int, links: Mapping[int, tuple[int, str]]
) -> list[Token]:
    """The tokens of ``text[start:end]``; ``text`` starts at ``offset`` of the page.

    Args:
        links: start on the page → index into ``Document.links``, label or name of the target.
    """
    tokens: list[Token] = []
    add = tokens.append
    last = start
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastindex
        if kind == _SKIP:
            continue
        at, to = match.span()
        # Nearly always a single blank or nothing stands between two tokens.
        spaced = at > last and (text[at - 1] == " " or text[last:at].strip("*_`\\") != "")
        if kind == _LINK:
            number, label = links.get(offset + at, (-1, ""))
            if number < 0:
                continue
            add(Token(label, label.lower(), offset + at, offset + to, number, False, spaced))
        else:
            word = match.group()
            add(Token(word, word.lower(), offset + at, offset + to, -1, kind == _MARK, spaced))
        last = to
    return tokens


def split_segments(text: str) -> list[tuple[int, int, str]]:
    """Start, end and the mark before (or "") of every stretch of ``text`` between strong punctuation.

    ``text`` is without brackets (``blank_brackets``), so a segment may have had some within it.
    """
    found: list[tuple[int, int, str]] = []
    start, after = 0, ""
    for match in _BREAK.finditer(text):
        if match.lastgroup is None:
            continue
        if match.start() > start:
            found.append((start, match.start(), after))
        start, after = match.end(), match.group()
    if start < len(text):
        found.append((start, len(text), after))
    return found


def find_quoted(text: str) -> list[tuple[int, int]]:
    """Where ``text`` quotes within a sentence of its own: "narrower than “X causes Y”" asserts no such thing.

    Empty where the quotation is all there is.
    """
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    if len(quoted) == 1:
        left, right = quoted[0]
        if len(_SPELLED.findall(text[:left] + text[right:])) < _OWN_WORDS:
            return []
    return quoted


def blank_brackets(text: str) -> str:
    """``text`` with blanks for all that stands in round brackets, at the same length."""
    for _ in range(_NESTING):
        if "(" not in text:
            break
        blanked = _BRACKETS.sub(_blanks, text)
        if blanked == text:
            break
        text = blanked
    return text


def _blanks(match: re.Match[str]) -> str:
    inner = match.group()
    before = match.string[match.start() - 1 : match.start()]
    if len(inner) <= _GLUED and before.isalnum() and " " not in inner:
        return inner  # "Lp(a)", "ACTH(4-7)": the bracket is part of the name
    return " " * len(inner)


def words_of(tokens: Sequence[Token]) -> str:
    """The tokens as text, with the blanks that stood between them."""
    parts: list[str] = []
    for number, token in enumerate(tokens):
        parts.append((" " if number and token.spaced else "") + token.text)
    return "".join(parts).strip(" ,.*")
