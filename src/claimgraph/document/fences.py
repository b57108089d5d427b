"""Code fences and comments that nobody closed: Markdown lets them swallow the rest of the page."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Severity
from claimgraph.document.draft import Draft
from claimgraph.document.values import BlockKind

_FENCE = re.compile(r"(`{3,}|~{3,})")
_CLOSING = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")


def check_fences(draft: Draft) -> None:
    """RD-07: a code fence or HTML comment without an end, at the line where it begins.

    CommonMark ends such a block with its container, mostly the page (section 4.5 and 4.6), so every
    link, footnote and gap tag below is code or comment and silently not read.
    """
    text = draft.text
    for block in draft.blocks:
        raw = text[block.span.start : block.span.end]
        if block.kind is BlockKind.CODE:
            opening = _FENCE.match(raw.lstrip())
            if opening is None or _is_closed(raw, opening[1]):
                continue
            what, mend = "code fence", f"Close it with a line of {opening[1]}."
        elif block.kind is BlockKind.HTML and raw.lstrip().startswith("<!--") and "-->" not in raw:
            what, mend = "HTML comment", "Close it with -->."
        else:
            continue
        line_end = text.find("\n", block.span.start)
        draft.report(
            "RD-07",
            Severity.WARNING,
            block.span.start,
            line_end if line_end >= 0 else block.span.end,
            f"the {what} is never closed; the text to line {block.span.end_line} is not read",
            remedy=mend,
        )


def _is_closed(raw: str, fence: str) -> bool:
    """Whether the last line is a closing fence: the same character, at least as many, and not the first."""
    lines = raw.rstrip().split("\n")
    if len(lines) < 2:
        return False
    closing = _CLOSING.fullmatch(lines[-1].rstrip("\r"))
    return closing is not None and closing[1][0] == fence[0] and len(closing[1]) >= len(fence)
