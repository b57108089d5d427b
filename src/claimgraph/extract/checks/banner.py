"""VF-03, VF-04, VF-09: what the banner says of checking, against what the front matter says.

The banner is prose above the first second-level heading that warns (⚠️) or speaks of extraction; the
graph holds no such text, because it states nothing about the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity, Span
from claimgraph.document.values import BlockKind
from claimgraph.extract.checks.page import CheckedPage

_WARNS = re.compile(
    r"⚠|\[!(?:warning|caution)|auto-extracted|\b(?:not(?: yet)?(?: been)?|un"
    r"|partial(?:ly)?[- ])\s?verified",
    re.IGNORECASE,
)
_EXTRACTED = re.compile(r"auto-extracted|not (?:yet )?(?:been )?verified\b", re.IGNORECASE)
_SINCE = re.compile(
    r"\b(?:since|subsequently|now|later|then|and|partial\w*)\s+verified|verified (?:on )?\d{4}"
    r"|verified-date",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(
    r"\babstract[- ]only\b|\bnot_oa\b|\bno (?:local )?(?:pdf|full[- ]text)\b"
    r"|\b(?:pdf|full[- ]text)(?: \w+){0,2} (?:not available|unavailable|inaccessible|not accessible"
    r"|not accessed|not obtained|paywalled)"
    r"|\bfrom (?:the )?(?:\w+ )?abstract(?: only)?\b|\bclosed[- ]access\b|\bpaywalled\b",
    re.IGNORECASE,
)  # fmt: skip
_READ = re.compile(
    r"full[- ]text (?:was )?read|read (?:end[- ]to[- ]end|in full)"
    r"|verified (?:end-to-end )?against (?:the )?(?:local |full )|(?:of|from) (?:the )?(?:local|full) PDF",
    re.IGNORECASE,
)


def _banner(page: CheckedPage) -> list[tuple[Span, str]]:
    """The blocks above the first heading below the title, and quotes straight below the title."""
    found = []
    for block in page.document.blocks:
        if block.kind is BlockKind.HEADING:
            if page.document.sections[block.section].level > 1:
                break
            continue
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HTML):
            found.append((block.span, page.document.quote(block.span)))
    return found


def check_banner(page: CheckedPage) -> Iterator[Diagnostic]:
    """VF-03: an unverified page warns above its text. VF-04: a verified one does not say it is unverified."""
    names = page.profile.verification
    verified = page.first(names.verified) if names is not None else None
    if verified is None or not page.atomic:
        return
    banner = _banner(page)
    if verified.value == "false":
        if not any(_WARNS.search(text) for _, text in banner) and not page.has_gap("stub"):
            yield page.finding(
                "VF-03",
                Severity.WARNING,
                verified.span,
                "the page is not verified, and no banner above its text says so",
                "add a quoted line that opens with ⚠️ and says how the page was written, or verify it",
                value=verified.raw,
            )
        return
    for span, text in banner:
        if _EXTRACTED.search(text) and "⚠" in text and not _SINCE.search(text):
            yield page.finding(
                "VF-04",
                Severity.WARNING,
                span,
                "the page is marked verified, and its banner says that it is not",
                "take the banner out, or set verified: false",
                value=text.splitlines()[0],
            )
            return


def check_unreadable(page: CheckedPage) -> Iterator[Diagnostic]:
    """VF-09: a page about a source that nobody could read is unverified and says so with a gap."""
    known = page.profile.page_type(page.page_type)
    if known is None or known.source is None or page.has_gap("no-fulltext-access"):
        return
    for span, text in _banner(page):
        said = _UNREADABLE.search(text) if "⚠" in text or text.lstrip().startswith(">") else None
        if said is not None and not _READ.search(text):
            yield page.finding(
                "VF-09",
                Severity.WARNING,
                span,
                f"the banner says {said.group()!r}, and the page carries no #gap/no-fulltext-access",
                "add the gap tag and keep verified: false until the source was read",
                value=said.group(),
            )
            return
