"""Numbers in text: ``~150000``, ``8–9``, ``13 + 30 + 19``, ``1.2e6``, ``≥65``, ``10^11`` → ``Quantity``.

Only a number that *opens* the text is read: in "speed >10 m/s is seen in ~40 %" no rule could say
which number the field means, so nothing is read and the text stays as it is.
"""

from __future__ import annotations

import re
from math import isfinite

from claimgraph.model import Quantity

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_NUMBER = r"""
    (?P<{0}sign>[-−+])?
    (?:
        (?P<{0}digits>\d{{1,3}}(?:[,\u202f\u2009]\d{{3}})+(?!\d) | \d+)
        (?P<{0}fraction>\.\d+ | ,\d{{1,2}}(?![\d,]))?
        (?:
            [eE](?P<{0}exp>[-+]?\d{{1,3}})(?![0-9A-Za-z])
          | \s?[×x*]\s?10\s?(?:\^\s?(?P<{0}pow>[-−+]?\d{{1,3}}) | (?P<{0}sup>[⁻⁺]?[⁰¹²³⁴-⁹]+))
          | \^(?P<{0}hat>[-−+]?\d{{1,3}})
          | (?P<{0}top>[⁻⁺]?[⁰¹²³⁴-⁹]+)
        )?
    )
    (?P<{0}scale>(?-i:[kKM])(?![A-Za-zµ0-9/]) | \s?(?:thousand|million|billion|mln)\b)?
    (?P<{0}decade>(?-i:s)(?=\b|[-–—+]))?
"""
_APPROXIMATE = r"~|≈|∼|≃|about|approximately|approx\.?|around|roughly|circa|ca?\."
_ABOVE = r">=?|≥|⩾|at\ least|more\ than|over|above|min(?:imum)?\.?"
_BELOW = r"<=?|≤|⩽|at\ most|less\ than|fewer\ than|under|below|up\ to|max(?:imum)?\.?"
_QUANTITY = re.compile(
    rf"""
    \s*(?:[nN]\s*=\s*)?
    (?:(?P<approximate>{_APPROXIMATE})\s*)?
    (?:(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))\s*)?
    (?:(?P<approximate2>~|≈)\s*)?
    {_NUMBER.format("a")}
    (?:
        \s?(?P<percent>%)?\s?(?:[-–—−‒]|\bto\b)\s?(?:~|≈)?
        {_NUMBER.format("b")}
        (?P<bopen>\+)?
      | (?P<open>\+)(?![\s\d])
      | (?P<openend>\+)(?=\s*(?:$|[\s(;,.]))(?!\s*[~≈]?\d)
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PLUS = re.compile(r"\s*\+\s*")
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_UNIT = re.compile(r"\s*(?P<unit>per\s[A-Za-z]+|[%‰°×µμA-Za-z][^\s;,()\[\]—–|#+]*(?:\sper\s[A-Za-z]+)?)")
# A word behind a number is a unit if it is one of these, or a quotient that starts with one.
_UNITS = frozenset(
    {
        "%",
        "‰",
        "°",
        "°C",
        "×",
        "x",
        "fold",
        "years",
        "year",
        "yrs",
        "yr",
        "y",
        "months",
        "month",
        "mo",
        "weeks",
        "week",
        "wk",
        "w",
        "days",
        "day",
        "d",
        "hours",
        "hour",
        "hr",
        "h",
        "minutes",
        "minute",
        "min",
        "seconds",
        "second",
        "sec",
        "s",
        "ms",
        "generations",
        "kg",
        "g",
        "mg",
        "µg",
        "μg",
        "ug",
        "ng",
        "pg",
        "l",
        "L",
        "dL",
        "dl",
        "mL",
        "ml",
        "µL",
        "μL",
        "ul",
        "nL",
        "M",
        "mM",
        "µM",
        "μM",
        "uM",
        "nM",
        "pM",
        "mol",
        "mmol",
        "µmol",
        "μmol",
        "umol",
        "nmol",
        "pmol",
        "Da",
        "kDa",
        "MDa",
        "bp",
        "kb",
        "Mb",
        "Gb",
        "kbp",
        "Mbp",
        "IU",
        "U",
        "mU",
        "kU",
        "AU",
        "kcal",
        "cal",
        "kJ",
        "J",
        "m",
        "cm",
        "mm",
        "µm",
        "μm",
        "um",
        "nm",
        "km",
        "ppm",
        "ppb",
        "Hz",
        "kHz",
        "bpm",
        "mmHg",
        "kPa",
        "Pa",
        "Gy",
        "mGy",
        "mSv",
        "W",
        "lux",
        "dpt",
        "doses",
        "dose",
        "tablets",
        "capsules",
        "drops",
        "cells",
        "copies",
    }
)
# "1 in 4 million" is a rate; its first number alone would be a wrong one.
_SIGN = re.compile(r"\s?[%‰]|[×x](?![A-Za-z])")
_RATE = re.compile(r"\s+(?:in|out\ of)\s+[~≈]?\d")
# A number goes on: "2026-05-09", "1.2.3", "12:30:45" and "4,5,6" are no numbers.
_GOES_ON = re.compile(r"[-–.:,/]?\d")
_TERM = re.compile(rf"{_NUMBER.format('a')}(?![\w.])", re.VERBOSE)


def parse_quantity(text: str) -> Quantity | None:
    """The number or range that ``text`` starts with; None where it starts with something else.

    ``low`` and ``high`` are equal for one number; one of them is None for "at least" and "at most".
    Sums of counts ("13 + 30", each with a remark in brackets or not) give their total. ``raw`` is the
    whole text. A range whose ends are the wrong way round is kept as it stands, low before high.
    """
    total = _sum(text)
    if total is not None and isfinite(total):
        return Quantity(total, total, False, None, text)
    found = _QUANTITY.match(text)
    if found is None:
        return None
    if _GOES_ON.match(text, found.end()) or _RATE.match(text, found.end()):
        return None
    low = _value(found, "a")
    approximate = found["approximate"] is not None or found["approximate2"] is not None
    high: float | None
    if found["bdigits"] is not None:
        high = _value(found, "b")
        if found["bscale"] and not found["ascale"]:
            low *= _SCALES[found["bscale"].strip().casefold()]
        if high < low:
            low, high = high, low
    else:
        high = low
    if not (isfinite(low) and isfinite(high)):
        return None
    unit = _unit(text, found)
    if found["adecade"] is not None or found["bdecade"] is not None:
        approximate = True
    if found["bopen"] is not None:
        return Quantity(low, None, True, unit, text)
    if found["above"] is not None or found["open"] is not None or found["openend"] is not None:
        return Quantity(low, None if high == low else high, True, unit, text)
    if found["below"] is not None:
        return Quantity(None, high, True, unit, text)
    return Quantity(low, high, approximate, unit, text)


def quantity_end(text: str) -> int:
    """Where the number that opens ``text`` ends; 0 where none does."""
    if parse_quantity(text) is None:
        return 0
    if _sum(text) is not None:
        return len(text)
    found = _QUANTITY.match(text)
    if found is None:
        return 0
    sign = _SIGN.match(text, found.end())
    return sign.end() if sign else found.end()


_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "mln": 1e6, "billion": 1e9}


def _value(found: re.Match[str], which: str) -> float:
    digits = re.sub(r"[,\u202f\u2009]", "", found[which + "digits"])
    fraction = (found[which + "fraction"] or "").replace(",", ".")
    number = float(digits + fraction)
    exponent = found[which + "exp"]
    power = found[which + "pow"] or (found[which + "sup"] or "").translate(_SUPERSCRIPTS)
    raised = found[which + "hat"] or (found[which + "top"] or "").translate(_SUPERSCRIPTS)
    if exponent:
        number = float(f"{digits}{fraction}e{exponent}")
    elif power:
        number = float(f"{digits}{fraction}e{power.replace('−', '-')}")
    elif raised:
        # 10^11 is a power; 5² would be one too, but a footnote mark is likelier than a square.
        number = float(f"1e{raised.replace('−', '-')}") if digits == "10" and not fraction else number
    if found[which + "scale"]:
        number *= _SCALES[found[which + "scale"].strip().casefold()]
    return -number if found[which + "sign"] in {"-", "−"} else number


def _unit(text: str, found: re.Match[str]) -> str | None:
    if found["percent"]:
        return "%"
    after = _UNIT.match(text, found.end())
    if after is None:
        return None
    unit = after["unit"].rstrip(".:")
    known = unit.startswith("per ") or re.split(r"[/·*]|\sper\s", unit)[0] in _UNITS
    return unit if known else None


def _sum(text: str) -> float | None:
    """The total of "13 + 30 + 19"; None where the text is no plain sum of at least two counts."""
    if "+" not in text:
        return None
    terms = [_PARENTHESES.sub("", part).strip() for part in _split_top(text)]
    if len(terms) < 2:
        return None
    total = 0.0
    for term in terms:
        found = _TERM.fullmatch(term)
        if found is None:
            return None
        total += _value(found, "a")
    return total


def _split_top(text: str) -> list[str]:
    """Parts between plus signs that stand outside round brackets."""
    parts: list[str] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "+" and not depth:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return parts
