"""CT-01, CT-03, CT-04: what the text says of trials and approvals, against the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_STAGE = "clinical-stage"
_EX_US = "approved-ex-us"
_QUERIED = re.compile(
    r"(?:quer(?:y|ied)|search(?:ed)?|retrieved|accessed|checked|as of|snapshot"
    r"|per)\W+(?:\w+\W+){0,4}?20\d\d(?:-\d\d)?",
    re.IGNORECASE,
)
_TRIALS = re.compile(r"clinical[- ]?trials?", re.IGNORECASE)
_PLACE = (
    r"(?:EMA|EU|European?|Europe|CE[- ]mark\w*|UK|MHRA|Britain|Japan(?:ese)?|PMDA|(?:South )?Korean?"
    r"|MFDS|Canad\w+|Australian?|TGA"
    r"|Swiss|Switzerland|Swissmedic|China|Chinese|NMPA|Russian?|India\w*|Israel\w*|Brazil\w*|German\w*"
    r"|France|French|Ital\w+|Spain|Spanish)"
)
_NAMED = re.compile(rf"\b{_PLACE}\b")
_STRICT = (
    r"(?:EMA|EU|Europe(?:an Union)?|UK|MHRA|Japan|PMDA|South Korea|Korea|MFDS|Canada|Australia|TGA"
    r"|Switzerland|Swissmedic)"
)
_APPROVED = re.compile(
    rf"\b(?:approved|licen[sc]ed|authori[sz]ed|CE[- ]marked)\b(?: for [\w -]{{1,40}}?)? (?:in"
    rf"|by)(?: the)? {_STRICT}\b"
    rf"|\b{_STRICT}[- ]approved\b"
)
_CLUES = ("approved", "licen", "uthori", "marked")
_NOT_FDA = re.compile(
    r"\b(?:not|never|without|no|lacks)\s+(?:\w+\s+){0,2}?(?:FDA|US)[- ](?:approv\w+|licen\w+)"
    r"|\bnot (?:\w+ )?approved (?:\w+ )?(?:by the FDA|in the (?:US|United States))",
    re.IGNORECASE,
)


def check_approval(page: CheckedPage) -> Iterator[Diagnostic]:
    """CT-01: a count of trials has a date. CT-03, CT-04: the stage says what the text says of approval."""
    count = page.first("clinical-trials-active")
    if count is not None and not _dated(page, count.comment or ""):
        yield page.finding(
            "CT-01",
            Severity.INFO,
            count.span,
            "the number of active trials carries no date on which it was looked up",
            "add the date of the query to the section about trials, or as a comment",
            value=count.raw,
        )
    stage = page.first(_STAGE)
    if stage is None or stage.value is None:
        return
    if stage.value == _EX_US:
        if not _NAMED.search(page.body):
            yield page.finding(
                "CT-03",
                Severity.WARNING,
                stage.span,
                "approved outside the US, and the text does not say where",
                "name the regulator or the country, with its indication",
                value=stage.raw,
            )
    elif stage.value != "fda-approved":
        for span, text in page.prose():
            if not any(clue in text for clue in _CLUES):
                continue
            approved = _APPROVED.search(text)
            if approved is not None and _NOT_FDA.search(text):
                yield page.finding(
                    "CT-04",
                    Severity.INFO,
                    span,
                    f"the text says {approved.group()!r} and not by the FDA; the front matter says "
                    f"{stage.value}",
                    f"if the approval is for the indication that the page is about, set {_STAGE}: {_EX_US}",
                    value=approved.group(),
                )
                return


def _dated(page: CheckedPage, comment: str) -> bool:
    if re.search(r"20\d\d-\d\d", comment):
        return True
    body = page.body
    for found in _TRIALS.finditer(body):
        around = body[max(0, found.start() - 250) : found.end() + 250]
        if _QUERIED.search(around) or re.search(r"20\d\d-\d\d-\d\d", around):
            return True
    return False
