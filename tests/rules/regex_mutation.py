"""Mutants of a regular expression: branches, anchors, quantifiers, members of a class and wildcards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_PIECE = re.compile(
    r"""
      (?P<escape>\\.)
    | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
    | (?P<open>\((?:\?(?:[:=!]|<[=!]|P<\w+>))?)
    | (?P<close>\))
    | (?P<bar>\|)
    | (?P<anchor>[\^$])
    | (?P<quantifier>(?:[?*+]|\{\d+(?:,\d*)?\})[?+]?)
    | (?P<char>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(r"\\.-\\.|\\.|.-[^\]]|.", re.DOTALL)
_COUNTED = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")

Piece = tuple[str, str]


def regex_mutants(pattern: str) -> Iterator[tuple[str, str]]:
    """(what was done, the mutated pattern); what is no pattern any more is for its engine to refuse."""
    pieces = [(found.lastgroup or "char", found.group()) for found in _PIECE.finditer(pattern)]
    yield from _without_branches(pieces)
    for at, (kind, text) in enumerate(pieces):
        for label, changed in _changed(kind, text):
            mutated = "".join(piece for _, piece in (*pieces[:at], (kind, changed), *pieces[at + 1 :]))
            if mutated != pattern:
                yield f"{label} at {at}", mutated


def _changed(kind: str, text: str) -> Iterator[tuple[str, str]]:
    if kind == "anchor" or (kind == "escape" and text in (r"\b", r"\B", r"\A", r"\Z")):
        yield f"anchor {text} dropped", ""
    elif kind == "quantifier":
        yield f"quantifier {text} dropped", ""
        counted = _COUNTED.match(text)
        if counted is not None:
            low = int(counted[1])
            yield f"quantifier {text} moved up", f"{{{low + 1}{counted[2] or ''}{counted[3] or ''}}}"
            if low:
                yield f"quantifier {text} moved down", f"{{{low - 1}{counted[2] or ''}{counted[3] or ''}}}"
        elif text[0] in "*+":
            yield f"quantifier {text} changed", ("+" if text[0] == "*" else "*") + text[1:]
    elif kind == "set":
        yield from _changed_set(text)
    elif kind == "open" and text in ("(?!", "(?<!", "(?=", "(?<="):
        yield f"look-around {text} turned", text.replace("!", "=") if "!" in text else text.replace("=", "!")


def _changed_set(text: str) -> Iterator[tuple[str, str]]:
    negated = text.startswith("[^")
    yield f"set {text} turned", "[" + text[2:] if negated else "[^" + text[1:]
    members = _MEMBER.findall(text[2 if negated else 1 : -1])
    if len(members) > 1:
        for at, member in enumerate(members):
            rest = "".join((*members[:at], *members[at + 1 :]))
            yield f"set {text} without {member}", f"[{'^' if negated else ''}{rest}]"


def _without_branches(pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """Each branch of each alternation dropped; ``(a|)`` keeps its empty branch as one."""
    groups: list[list[int]] = [[-1]]  # per open group: where its branches begin, less one
    for at, (kind, _) in enumerate((*pieces, ("close", ""))):
        if kind == "open":
            groups.append([at])
        elif kind == "bar":
            groups[-1].append(at)
        elif kind == "close":
            bounds = (*groups.pop(), at)
            if len(bounds) <= 2:
                continue
            for number, (low, high) in enumerate(pairwise(bounds)):
                # The bar before a branch goes with it; of the first one the bar after.
                cut = (low + 1, high + 1) if number == 0 else (low, high)
                text = "".join(piece for _, piece in (*pieces[: cut[0]], *pieces[cut[1] :]))
                dropped = "".join(piece for _, piece in pieces[low + 1 : high])
                yield f"branch {dropped} at {low + 1} dropped", text
