"""Footnotes written so that other readers lose them (FN-03, RD-02, RD-03, RD-08)."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.review.fixes.context import FixContext, one_edit

_JOINED = re.compile(r"\[(?P<keys>\^[\w.:+-]+(?:\s*[,;]\s*\^?[\w.:+-]+)+)\s*\]")


def fix_joined_references(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``[^a, ^b]`` → ``[^a][^b]``, where every key is defined on the page."""
    span = finding.span
    if span is None:
        return None
    text = context.texts.text(finding.path)
    match = _JOINED.fullmatch(text, span.start, span.end)
    if match is None:
        return None
    keys = [key.strip().lstrip("^") for key in re.split("[,;]", match["keys"])]
    if not all(_is_defined(key, text) for key in keys):
        return None
    return one_edit("One bracket a footnote", span.start, span.end, "".join(f"[^{key}]" for key in keys))


def fix_indented_definition(finding: Diagnostic, context: FixContext) -> Fix | None:
    """Moves a definition on one line to the left margin."""
    start, line = context.line_at(finding)
    indent = len(line) - len(line.lstrip(" "))
    if not 0 < indent <= 3 or not line[indent:].startswith("[^"):
        return None
    following = context.texts.line(finding.path, finding.line + 1)
    if following.strip() and not following.lstrip().startswith("[^"):  # more lines belong to it
        return None
    return one_edit("Move the definition to the left margin", start, start + indent, "")


def fix_repeated_definition(finding: Diagnostic, context: FixContext) -> Fix | None:
    """Takes out a second definition that says, word for word, what the first one says."""
    if len(finding.related) != 1 or finding.line != finding.end_line:
        return None
    first = finding.related[0]
    start, line = context.line_at(finding)
    earlier = context.texts.line(first.path, first.line)
    if first.line != first.end_line or line.split() != earlier.split():
        return None
    following = context.texts.line(finding.path, finding.line + 1)
    if following.strip() and not following.startswith("[^"):
        return None
    text = context.texts.text(finding.path)
    newline = text.find("\n", start)
    return one_edit("Take the repeated definition out", start, len(text) if newline < 0 else newline + 1, "")


def fix_unclosed_reference(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``[^smith2010 and`` → ``[^smith2010] and``, where that footnote is defined."""
    span = finding.span
    text = context.texts.text(finding.path)
    if span is None or not text.startswith("[^", span.start) or not _is_defined(finding.focus or "", text):
        return None
    if text[span.start + 2 : span.end] != finding.focus:
        return None
    return one_edit("Close the bracket", span.end, span.end, "]")


def _is_defined(key: str, text: str) -> bool:
    return re.search(rf"^ *\[\^{re.escape(key)}\]:", text, re.MULTILINE) is not None
