"""Doses of one compound in one species by one route that are more than tenfold apart on its page.

A dose counts where a sentence gives it per day or per body weight, names its species or cites a
footnote that does, and says nothing that explains a range (escalation, loading, toxicity).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

_DOSE = re.compile(
    r"(?<![\w.,/–-])(?P<low>\d+(?:[.,]\d+)*)(?:\s?(?:–|-"
    r"|to)\s?(?P<high>\d+(?:[.,]\d+)*))?\s?(?P<unit>mg|µg|μg|mcg|ug|g|ng)"
    r"(?P<kind>/kg(?:/d(?:ay)?)?|/d(?:ay)?\b| per day| daily| once daily| a day)",
)  # fmt: skip
_MICROGRAMS = {"ng": 1e-3, "µg": 1.0, "μg": 1.0, "mcg": 1.0, "ug": 1.0, "mg": 1e3, "g": 1e6}
_INJECTED = (
    r"\b(?:i\.?v\.?|intraven\w+|s\.?c\.?|subcutan\w+|i\.?p\.?|intraperit\w+|i\.?m\.?|intramusc\w+|inject\w+"
    r"|infus\w+)(?!\w)"
)
_ORAL = (
    r"\boral\w*|\bp\.?o\.?\b|\bgavage\b|\bdiet\w*|\btablet\w*|\bcapsule\w*|\bsupplement\w*|\bchow\b"
    r"|drinking water"
)
_ROUTES = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("injected", _INJECTED),
        ("topical", r"\btopical\w*|\bcream\b|\btransderm\w+|\bpatch\b|\bgel\b"),
        ("nasal", r"\bintranasal\w*|\bnasal\w*"),
        ("inhaled", r"\binhal\w+"),
        ("oral", _ORAL),
    )
)
_REASON = re.compile(
    r"escalat|dose-?(?:rang|find|respons|depend)|titrat|loading|toxic|overdos|NOAEL|LD50|MTD|maxim"
    r"|upper limit|\bUL\b|supra|mega-?dose|high[- ]dose"
    r"|low[- ]dose|micro-?dos|tolerab|safety|equivalent|HED|RDA|intake|dietary|food|cancer|oncolog"
    r"|versus|\bvs\.?\b|compared|range|adverse|case report"
    r"|\bper (?:cup|serving|capsule)|endogenous|physiolog|deficien|below|above|exceed|up to",
    re.IGNORECASE,
)  # fmt: skip
_TIMES = 10.0


class Dose(msgspec.Struct, frozen=True):
    """One dose in micrograms, per day or per kilogram; ``basis`` tells which, ``route`` what was read."""

    statement: str
    amount: float
    basis: str
    route: str
    raw: str


def parse_doses(statement: str, text: str) -> Iterator[Dose]:
    """The doses of a sentence whose range it does not explain itself."""
    if "g" not in text or _REASON.search(text):
        return
    routes = [name for name, pattern in _ROUTES if pattern.search(text)]
    if len(routes) != 1:
        return
    for found in _DOSE.finditer(text):
        for number in (found["low"], found["high"]):
            if number is None:
                continue
            plain = number.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number) else number
            try:
                amount = float(plain) * _MICROGRAMS[found["unit"]]
            except ValueError:
                continue
            if amount > 0:
                basis = "kg" if found["kind"].startswith("/kg") else "day"
                yield Dose(statement, amount, basis, routes[0], found.group())


def far_apart(doses: Sequence[Dose]) -> Iterator[tuple[Dose, Dose]]:
    """The largest and smallest dose of one basis and route, where they are more than tenfold apart."""
    groups: dict[tuple[str, str], list[Dose]] = {}
    for dose in doses:
        groups.setdefault((dose.basis, dose.route), []).append(dose)
    for _, found in sorted(groups.items()):
        low = min(found, key=lambda dose: (dose.amount, dose.statement))
        high = max(found, key=lambda dose: (dose.amount, dose.statement))
        if high.amount > _TIMES * low.amount and high.statement != low.statement:
            yield high, low
