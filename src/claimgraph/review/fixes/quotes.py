"""Names in front-matter lists that YAML reads as something else until they stand in quotes (FM-07)."""

from __future__ import annotations

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.review.fixes.context import FixContext, one_edit

# What the finding says where the whole span is one text that only lacks its quotes.
_HELP = "put it in quotes"


def fix_unquoted(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``[1,1-dimethylbiguanide]`` → ``["1,1-dimethylbiguanide"]``."""
    span = finding.span
    if span is None or not (finding.help or "").startswith((_HELP, "put the text in quotes")):
        return None
    raw = context.texts.text(finding.path)[span.start : span.end]
    if not raw.strip() or raw != raw.strip() or any(mark in raw for mark in "\n\r\\#"):
        return None
    if raw[0] in "\"'" or raw[-1] in "\"'":
        return None
    quote = '"' if '"' not in raw else "'"
    if quote in raw:
        return None
    return one_edit("Put it in quotes", span.start, span.end, f"{quote}{raw}{quote}")
