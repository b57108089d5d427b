"""DO-02: a daily dose that is ten times the usual one of its page or more, or a tenth of it or less."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median_low

import msgspec

from claimgraph.diagnostics import Diagnostic, Related, Severity
from claimgraph.document.values import BlockKind
from claimgraph.extract.checks.page import CheckedPage

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_DAILY = re.compile(
    rf"(?<![\w.,/–-])(?P<low>{_NUMBER})(?:\s?(?:–|-|to)\s?(?P<high>{_NUMBER}))?\s?(?P<unit>mg|µg|μg|mcg|ug|g)"
    r"(?P<often>/d(?:ay)?\b|\s(?:per|a|each|every)\s(?:day|evening|morning|night)\b"
    r"|\s(?:(?:once|twice|three times|thrice|two times)\s(?:a |per )?)?(?:daily|day)\b"
    r"|\s(?:BID|TID|QD|OD)\b|\s[bt]\.i\.d\b|\s?×\s?[1-4]\s?/\s?d(?:ay)?\b)"
)
_CLUE = re.compile(r"/d|day|dai|[BT]ID|QD|OD|i\.d|night|morning|evening")
_TIMES = (
    (2.0, re.compile(r"BID|b\.i\.d|twice|two times|×\s?2")),
    (3.0, re.compile(r"TID|t\.i\.d|three|thrice|×\s?3")),
    (4.0, re.compile(r"×\s?4")),
)
_MICROGRAMS = {"µg": 1.0, "μg": 1.0, "mcg": 1.0, "ug": 1.0, "mg": 1e3, "g": 1e6}
_ANIMALS = re.compile(
    r"\b(?:mice|mouse|rats?|worms?|flies|monkeys?|dogs?|animals?|rodents?)\b", re.IGNORECASE
)
_ROUTES = re.compile(
    r"\b(?:i\.?v\.?|intra(?!c)\w+|subcut\w+|s\.c\.|inject\w*|infus\w*|topical\w*|transderm\w*|patch|gel|cream|nasal\w*"
    r"|inhal\w*)(?!\w)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"escalat|dose-?(?:rang|find|respons|depend)|titrat|loading|toxic|overdos|NOAEL|maxim|upper limit|\bUL\b"
    r"|supra|pharmacological|mega-?dose|(?:high|low|micro)[- ]?dos|tolerab|equivalent|RDA|intake|dietary|food"
    r"|cancer|versus|\bvs\b|compared|case report|per (?:cup|serving|capsule)|endogenous|physiolog|deficien"
    r"|below|above|exceed|up to|\+|plus|limit|produc|secret|excret|contain|homeopath|withdraw",
    re.IGNORECASE,
)
"""Words that explain a dose far from the others, or say that it is none."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
_TYPES = ("compound", "metabolite", "intervention")
_FAR, _APART, _OTHERS = 10.0, 5.0, 2
"""How far a dose is from the usual one, and from the nearest; on how many other lines these stand."""


class _Dose(msgspec.Struct, frozen=True):
    """Micrograms a day, and where they are said; ``told`` without a reason, and not in a footnote."""

    amount: float
    line: int
    start: int
    said: str
    told: bool


def check_daily_doses(page: CheckedPage) -> Iterator[Diagnostic]:
    """DO-02 on pages of what is taken; doses of animals and by needle, skin or nose are left out."""
    if page.page_type not in _TYPES or page.manual:
        return
    doses = list(_doses(page))
    for dose in doses:
        others = [other for other in doses if other.line != dose.line]
        if not dose.told or len({other.line for other in others}) < _OTHERS:
            continue
        usual = median_low(other.amount for other in others)
        high = dose.amount > usual
        nearest = (max if high else min)(others, key=lambda other: other.amount)
        if _ratio(dose.amount, usual) < _FAR or _ratio(dose.amount, nearest.amount) < _APART:
            continue
        if high != (dose.amount > nearest.amount):
            continue
        span = page.at(nearest.start, nearest.start + len(nearest.said))
        finding = page.finding(
            "DO-02",
            Severity.INFO,
            page.at(dose.start, dose.start + len(dose.said)),
            f"{dose.said} is {'ten times' if high else 'a tenth of'} the usual daily dose of this page or"
            f" {'more' if high else 'less'}; the nearest is {nearest.said}",
            "look the dose up: a unit or a nought slips easily; if it is right, say why it differs",
            value=dose.said,
        )
        place = Related(f"the nearest dose: {nearest.said}", page.document.path, span.line, span.end_line)
        yield msgspec.structs.replace(finding, related=(place,))


def _ratio(one: float, two: float) -> float:
    return max(one / two, two / one)


def _doses(page: CheckedPage) -> Iterator[_Dose]:
    document = page.document
    for block in document.blocks:
        if block.kind not in (*_BODY, BlockKind.FOOTNOTE):
            continue
        text = document.quote(block.span)
        if not _CLUE.search(text):
            continue
        for found in _DAILY.finditer(text):
            start = block.span.start + found.start()
            at = page.layout.sentence_at(start)
            around = text if at < 0 else document.quote(document.sentences[at].span)
            if _ANIMALS.search(around) or (at >= 0 and _ROUTES.search(around)):
                continue
            times = next((factor for factor, often in _TIMES if often.search(found["often"])), 1.0)
            told = at >= 0 and not _REASON.search(around)
            for number in (found["low"], found["high"]):
                amount = float(number.replace(",", "")) if number else 0.0
                if amount > 0:
                    amount *= _MICROGRAMS[found["unit"]] * times
                    yield _Dose(amount, page.at(start, start + 1).line, start, found.group(), told)
