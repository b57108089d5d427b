"""P values and effects, as written."""

from __future__ import annotations

import re

_P = re.compile(
    r"(?<![\w/])(?:adjusted\s|adj\.?\s?|two-sided\s|log-rank\s)?[pP](?:[-\s]?(?:val(?:ue)?s?|trend|interaction|heterogeneity|adj(?:usted)?|corr?))?\s?(?:=|<|>|≤|≥|≈|~)\s?(?:ns\b|NS\b|[\d.]+(?:\s?[×x]\s?10\s?(?:\^\s?)?[-−⁻][\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[eE][-−]?\d+)?)(?:[–-]0?\.\d+)?"
)
_NUMBER = r"[−–+-]?\d+(?:,\d{3})*(?:\.\d+)?"
_INTERVAL = rf"\s?[(\[](?:[^()\[\]]{{0,12}}?(?:95|90|99)\s?%?\s?(?:CI|CrI|HDI|CIs)|CI|IQR|SE|SD|range)?[:\s=,]*{_NUMBER}\s?%?\s?(?:–|-|to|,|−)\s?{_NUMBER}\s?%?[^()\[\]]{{0,40}}[)\]]"
_EFFECT = re.compile(
    rf"(?<![\w-])(?:a|adj\.?\s?|adjusted\s|pooled\s|summary\s|crude\s)?(?:HR|OR|RR|IRR|SHR|SMD|WMD|MD|ARR|NNT|NNH|AUC|Cohen['’]s\sd|Hedges['’]?\sg|g|d|β|beta|r|ρ|rho|R²|R2|ICC|ES|HRs|ORs|RRs)\s?(?:=|:|≈|~|\s|of\s)\s?{_NUMBER}%?(?:{_INTERVAL})?"
    rf"|{_NUMBER}(?:\s?%)?(?:{_INTERVAL})"
    r"|[~≈]?\d+(?:\.\d+)?(?:[–-]\d+(?:\.\d+)?)?-fold\b"
    rf"|(?<![\w\d.–-])[−+↑↓~≈–-]\s?\d+(?:\.\d+)?(?:[–-]\d+(?:\.\d+)?)?\s?%(?:{_INTERVAL})?"
)


def find_p_values(text: str, start: int, end: int) -> tuple[str, ...]:
    """P values in ``text[start:end]`` as written, in order, without duplicates."""
    return tuple(dict.fromkeys(match.group().strip() for match in _P.finditer(text, start, end)))


def find_effects(text: str, start: int, end: int) -> tuple[str, ...]:
    """Ratios, differences and intervals, fold and percent changes, as written, without duplicates."""
    return tuple(dict.fromkeys(match.group().strip() for match in _EFFECT.finditer(text, start, end)))
