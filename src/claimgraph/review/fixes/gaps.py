"""Mistyped gap tags (CL-06, CL-23, FN-01)."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Diagnostic, Edit, Fix
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
    """``#gaps/no-mechanism``, ``#gap:no-mechanism`` → ``#gap/no-mechanism``, where the kind is declared."""
    span = finding.span
    if span is None:
        return None
    text = context.texts.text(finding.path)
    match = _MISTYPED.fullmatch(text, span.start, span.end)
    if match is None or not context.profile.is_declared_gap(match["kind"]):
        return None
    tag = f"#gap/{match['kind']}"
    if span.start and not text[span.start - 1].isspace():
        return None
    return one_edit(f"Write {tag}", span.start, span.end, tag)


def fix_tag_as_footnote(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``[^gap/no-mechanism]`` → ``#gap/no-mechanism`` throughout the page, where the kind is declared."""
    found = _TAG.fullmatch(finding.focus or "")
    if found is None or not context.profile.is_declared_gap(found["kind"]):
        return None
    text = context.texts.text(finding.path)
    footnote = re.compile(re.escape(f"[^{found[0]}]"))
    edits = tuple(Edit(*match.span(), f"#{found[0]}") for match in footnote.finditer(text))
    return Fix(f"Write #{found[0]}", edits) if edits else None
