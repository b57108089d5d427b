"""Wikilinks whose page is known but whose writing is wrong (LK-05, RD-06)."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Diagnostic, Edit, Fix
from claimgraph.review.fixes.context import FixContext, one_edit

_LINK = re.compile(r"(?P<open>\[\[)(?P<target>[^\[\]|#\\\n]+)(?P<rest>[^\[\]\n]*\]\])")
_BARE_PIPE = re.compile(r"\[\[[^\[\]|\n]*(?<!\\)(?P<pipe>\|)[^\[\]\n]*\]\]")


def fix_folder(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``[[wrong-folder/page]]`` → the folder that the page stands in. Only one page has the name."""
    span = finding.span
    if span is None or len(finding.related) != 1:
        return None
    match = _LINK.search(context.texts.text(finding.path), span.start, span.end)
    page = finding.related[0].path
    if match is None or not page.endswith(".md"):
        return None
    target = page.removesuffix(".md")
    return one_edit(f"Write [[{target}]]", match.start("target"), match.end("target"), target)


def fix_pipe(finding: Diagnostic, context: FixContext) -> Fix | None:
    r"""``[[page|label]]`` in a table row → ``[[page\|label]]``."""
    start, line = context.line_at(finding)
    pipes = [start + match.start("pipe") for match in _BARE_PIPE.finditer(line)]
    if not pipes or "`" in line:  # in code a pipe is a pipe
        return None
    return Fix("Write \\| inside the link", tuple(Edit(at, at, "\\") for at in pipes))
