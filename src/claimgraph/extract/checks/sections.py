"""CO-01, CO-02: what the text of a compound page must speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_DOSE = re.compile(
    r"\bdos(?:es?|ing|age)\b|posolog|administration|regimen|\bintake\b|pharmacokinetic"
    r"|\bPK\b",
    re.IGNORECASE,
)
_ACTIVATION = re.compile(
    r"pro-?drug|active metabolite|bio-?activat|(?:converted|hydroly[sz]ed|metaboli[sz]ed|cleaved"
    r"|reduced|deacetylated|phosphorylated) (?:\w+ ){0,3}(?:in)?to|active form",
    re.IGNORECASE,
)


def _about_compound(page: CheckedPage) -> bool:
    known = page.profile.page_type(page.page_type)
    return known is not None and known.entity_class == "Compound" and page.atomic


def check_dose_section(page: CheckedPage) -> Iterator[Diagnostic]:
    """CO-01: a compound page has a section about doses."""
    if not _about_compound(page) or page.has_gap("stub"):
        return
    titles = page.document.sections
    if not any(_DOSE.search(section.title) for section in titles[1:]):
        span = titles[1].heading if len(titles) > 1 else page.at(0, 0)
        yield page.finding(
            "CO-01",
            Severity.INFO,
            span,
            "no section of the page is about doses",
            "add one: which dose, by which route, in which species and study",
        )


def check_prodrug(page: CheckedPage) -> Iterator[Diagnostic]:
    """CO-02: a page that names an active metabolite says how the compound becomes it."""
    metabolite = page.first("chembl-id-active-metabolite")
    if metabolite is not None and not _ACTIVATION.search(page.body):
        yield page.finding(
            "CO-02",
            Severity.INFO,
            metabolite.span,
            "an active metabolite is named, and the text does not speak of the activation",
            "say what turns the compound into its active form, and where",
            value=metabolite.raw,
        )
