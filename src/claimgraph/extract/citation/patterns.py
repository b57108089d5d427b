"""Patterns for words that are searched in text in small letters.

``re`` skips quickly to places where a pattern can begin only if the pattern starts with plain
characters and minds upper and lower case. ``(?i)\\b(?:show|found)\\b`` is tried at every character;
the same words by first letter, in text that is already in small letters, only at a few.
"""

from __future__ import annotations

import re


def compile_words(alternatives: str) -> re.Pattern[str]:
    """``\\b(?:alternatives)\\b`` for text in small letters, searched by first letters.

    Args:
        alternatives: branches joined by ``|``, each starting with a plain small letter.
    """
    by_letter: dict[str, list[str]] = {}
    for branch in _branches(alternatives):
        by_letter.setdefault(branch[0], []).append(branch[1:])
    words = "|".join(f"(?<={letter})(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"[{''.join(by_letter)}](?<!\w.)(?:{words})\b")


def _branches(alternatives: str) -> list[str]:
    """The branches of a pattern, cut at ``|`` outside brackets."""
    found = [""]
    depth = 0
    for letter in alternatives:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found
