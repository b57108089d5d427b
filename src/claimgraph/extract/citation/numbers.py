"""Whole numbers as notes write them: ``1,234``, ``1.2 million``, ``3.4×10⁵``, ``~60 k``, ``twelve``."""

from __future__ import annotations

import re

NUMBER = (
    r"(?:\d{1,3}(?:[,\u202f\u2009\u00a0'’]\d{3})+(?!\d)|\d+(?:\.\d+)?\s?[×x]\s?10\s?(?:\^\s?\d{1,2}"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|10(?:\^\d{1,2}|[⁴⁵⁶⁷⁸⁹])"
    r"|\d{1,6}\.\d{1,4}(?=\s?(?:million|billion|thousand|[MkK]\b))|\d{1,12}(?!\d))"
)
SCALE = r"(?:\s?(?:million|billion|thousand)\b|[kKM](?![\w/]))?"
APPROXIMATE = (
    r"(?:(?:[~≈∼><≥≤±]|about\b|approximately\b|approx\.?|around\b|up to\b|over\b|more than\b|at least\b"
    r"|nearly\b|circa\b|ca\.?|almost\b)\s?)*"
)
_WORDS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
NUMBER_WORDS = "|".join(sorted(_WORDS[1:], key=len, reverse=True))
NUMBER_WORD = rf"(?:{NUMBER_WORDS})\b"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SEPARATORS = re.compile("[,\u202f\u2009\u00a0'’ ]")
_POWER = re.compile(r"(?:(\d+(?:\.\d+)?)[×x])?10\^?(\d{1,2})$")
_SCALES = {"million": 10**6, "m": 10**6, "billion": 10**9, "thousand": 10**3, "k": 10**3, "": 1}
_LARGEST = 10**13


def parse_count(text: str, scale: str | None = "") -> int | None:
    """The whole number that ``text`` with its scale word stands for; None where it is beyond reason."""
    word = text.lower()
    if word in _WORDS:
        return _WORDS.index(word) + 1
    body = _SEPARATORS.sub("", text)
    plain = body.translate(_SUPERSCRIPT)
    power = _POWER.match(plain)
    if power is not None and (plain != body or "^" in body or "×" in body or "x" in body):
        value = float(power.group(1) or 1) * 10 ** int(power.group(2))
    else:
        value = float(plain) * _SCALES[(scale or "").strip().lower()]
    return round(value) if value < _LARGEST else None
