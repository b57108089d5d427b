"""Mistyped gap tags (CL-06, CL-23)."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.review.fixes.context import FixContext, nearest, one_edit

_TAG = re.compile(r"gap/(?P<kind>[\w-]+)")
_MISTYPED = re.compile(r"#?\s?[A-Za-z]+\s?[/:\\-]\s?(?P<kind>[a-z][\w-]+)")


def fix_kind(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``#gap/needs-replicaton`` → ``#gap/needs-replication``, where only one declared kind is near."""
    region = context.texts.locate(finding)
    text = context.texts.text(finding.path)
    found = list(_TAG.finditer(text, region.start, region.end))
    if not region.exact or len(found) != 1:
        return None
    kind = found[0]["kind"]
    meant = nearest(kind, sorted(context.profile.gap_kinds))
    if meant is None or meant == kind:
        return None
    return one_edit(f"Write #gap/{meant}", found[0].start("kind"), found[0].end("kind"), meant)


def fix_marks(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``#gaps/no-mechanism``, ``[^gap/no-mechanism]`` → ``#gap/no-mechanism``, where the kind is declared."""
    span = finding.span
    if span is None:
        return None
    text = context.texts.text(finding.path)
    match = _MISTYPED.fullmatch(text, span.start, span.end)
    if match is None or not context.profile.is_declared_gap(match["kind"]):
        return None
    tag = f"#gap/{match['kind']}"
    start, end = span.start, span.end
    if text[start - 2 : start] == "[^" and text[end : end + 1] == "]":  # a tag written as a footnote
        start, end = start - 2, end + 1
    elif start and not text[start - 1].isspace():
        return None
    return one_edit(f"Write {tag}", start, end, tag)
