"""Mistyped gap tags (CL-06)."""

from __future__ import annotations

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.review.fixes.context import FixContext, nearest, one_edit


def fix_kind(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``#gap/needs-replicaton`` → ``#gap/needs-replication``, where only one declared kind is near."""
    kind = finding.value or ""
    meant = nearest(kind, sorted(context.profile.gap_kinds))
    if not kind or meant is None:
        return None
    region = context.texts.locate(finding)
    text = context.texts.text(finding.path)
    tag = f"gap/{kind}"
    at = text.find(tag, region.start, region.end)
    if at < 0 or text[at + len(tag) : at + len(tag) + 1].isalnum():
        return None
    start = at + len("gap/")
    return one_edit(f"Write #gap/{meant}", start, start + len(kind), meant)
