"""FN-09, FN-28: the order of a footnote's parts, and what a footnote of a genetic-instrument study gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_SOURCE, _POPULATION = ("identifier", "study-page"), "population"
_EFFECT = r"\b(?:OR|HR|RR|SMD|MD|beta)\b|β|per[- ]SD|hazard|odds"
_PRECISION = r"\bCI\b|\d\s*(?:–|-|to)\s*\d[\d.]*\s*[);]|\bp\s?[<=>≤≥]"
_INSTRUMENTS = r"\bIVs?\b|instrument|\bSNPs?\b|\bvariants?\b|\brs\d+|\bloci\b|genetic(?:ally)?|GWAS"
_COHORT = r"biobank|UKB|FinnGen|cohort|consorti|GWAS|participants|n\s?=|individuals|cases|europe"
_PARTS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("an effect (OR, HR or β)", _EFFECT),
        ("its confidence interval or P", _PRECISION),
        ("the instruments", _INSTRUMENTS),
        ("the cohort", _COHORT),
    )
)


def check_field_order(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-09: a footnote names its study first and its model after n and design."""
    for citation in page.citations:
        kinds = [segment.kind for segment in citation.facts.segments]
        first_source = next((at for at, kind in enumerate(kinds) if kind in _SOURCE), None)
        if first_source is None or _POPULATION not in kinds:
            continue
        model = kinds.index(_POPULATION)
        later = [at for at in (_index(kinds, "sample"), _index(kinds, "design")) if at is not None]
        if later and model < min(later):
            yield page.finding(
                "FN-09",
                Severity.INFO,
                citation.span,
                "the footnote gives its model before n and design",
                "order: study · n · design · p · model",
                focus=citation.key,
            )


def _index(kinds: list[str], kind: str) -> int | None:
    return kinds.index(kind) if kind in kinds else None


def check_instruments(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-28: a footnote of a Mendelian-randomisation study gives effect, precision, instruments, cohort."""
    for citation in page.citations:
        if "mendelian-randomization" not in citation.facts.designs or citation.facts.invalid:
            continue
        missing = [name for name, pattern in _PARTS if not pattern.search(citation.raw)]
        if missing:
            yield page.finding(
                "FN-28",
                Severity.INFO,
                citation.span,
                f"the footnote of a Mendelian-randomisation study does not give {', '.join(missing)}",
                "add exposure, outcome, instruments, cohort, effect with interval and P, and sensitivity",
                focus=citation.key,
            )
