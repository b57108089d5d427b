"""Check digits of identifiers: the last character follows from the others, so a miscopied one shows.

Rules: CAS and EC list numbers, ISO 7064 MOD 11-2 (ORCID), ISO 3297 (ISSN), ISO 2108 (ISBN), UNII
(sum of the values of its characters, modulo 36), Luhn (LOINC).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

_SHORT_BOOK, _LONG_BOOK = 10, 13


def has_check_digit(identifier: str, rule: str) -> bool:
    """Whether the last character of an identifier of valid form is its check digit.

    Args:
        rule: a key of ``CHECKS``; True of any other, about which nothing is known.
    """
    check = CHECKS.get(rule)
    return check is None or check([_value(letter) for letter in identifier if letter.isalnum()])


def _value(letter: str) -> int:
    """0 to 9 of digits, 10 to 35 of letters."""
    return int(letter, 36)


_X = 33
"""What ``_value`` gives for X, which stands for ten where the modulus is eleven."""


def _digits(values: list[int]) -> list[int]:
    return [10 if value == _X else value for value in values]


def _cas(values: list[int]) -> bool:
    return sum(weight * value for weight, value in enumerate(values[-2::-1], 1)) % 10 == values[-1]


def _ec_list(values: list[int]) -> bool:
    return sum(weight * value for weight, value in enumerate(values[:-1], 1)) % 11 == values[-1]


def _iso_7064_11_2(values: list[int]) -> bool:
    total = 0
    for value in _digits(values):
        total = total * 2 + value
    return total % 11 == 1


def _weighted(values: list[int]) -> bool:
    """Weights from the length down to one, modulo eleven: ISSN, and ISBN of ten digits."""
    digits = _digits(values)
    return sum(weight * value for weight, value in enumerate(reversed(digits), 1)) % 11 == 0


def _isbn(values: list[int]) -> bool:
    if len(values) == _SHORT_BOOK:
        return _weighted(values)
    threes = sum(values[1::2])
    return len(values) == _LONG_BOOK and (sum(values[::2]) + 3 * threes) % 10 == 0


def _unii(values: list[int]) -> bool:
    return sum(values[:-1]) % 36 == values[-1]


def _luhn(values: list[int]) -> bool:
    total = sum(
        sum(divmod(value * 2, 10)) if at % 2 == 0 else value for at, value in enumerate(values[-2::-1])
    )
    return (total + values[-1]) % 10 == 0


CHECKS: Mapping[str, Callable[[list[int]], bool]] = {
    "cas": _cas,
    "ec-list": _ec_list,
    "iso-7064-11-2": _iso_7064_11_2,
    "issn": _weighted,
    "isbn": _isbn,
    "unii": _unii,
    "luhn": _luhn,
}
