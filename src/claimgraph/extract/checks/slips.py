"""RD-08, CL-23: footnote references and gap tags with a slip in their marks, which nothing reads.

A reference without its closing bracket and a tag without its slash are plain text to every reader.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_UNCLOSED = re.compile(r"\[\^(?P<key>[\w.:-]{2,60})(?=[^\w.:\]|,^-]|$)")
_MULTIPLE = re.compile(r"\[\^[^\]\n]*\]")
_TAG = re.compile(
    r"(?<![\w/#&])#\s?(?:gaps?|Gaps?|GAPS?|gpa|gab)\s?[/:\\\-]\s?(?P<kind>[a-z][\w-]{3,60})(?![\w/])"
    r"|(?<![\w#/.\-^])gap/(?P<bare>[a-z][\w-]{3,60})"
)
_GOOD = re.compile(r"#gap/[a-z]")
_CODE = re.compile(r"`[^`\n]*`|\[\[[^\]\n]*\]\]|\]\([^)\n]*\)")


# Where a slip can be: patterns that begin with letters of their own, which are quick to look for.
_HASH = re.compile(r"#(?!gap/[a-z])\s?(?:gaps?|Gaps?|GAPS?|gpa|gab)\b")
_BARE = re.compile(r"gap/[a-z]")
_OPEN = re.compile(r"\[\^[\w.:-]{2,60}(?=[^\w.:\]|,^-]|$)")


def _suspects(text: str) -> list[int]:
    found = [match.start() for pattern in (_HASH, _OPEN) for match in pattern.finditer(text)]
    found += [
        match.start() for match in _BARE.finditer(text) if text[match.start() - 1 : match.start()] != "#"
    ]
    return sorted(found)


def check_slips(page: CheckedPage) -> Iterator[Diagnostic]:
    """Both, in prose and footnotes; what stands in code or in a link is left alone."""
    if page.manual:
        return
    suspects = _suspects(page.document.text)
    if not suspects:
        return
    defined = {citation.key for citation in page.citations}
    for block in page.document.blocks:
        if block.kind.value in ("code", "html"):
            continue
        at = bisect_left(suspects, block.span.start)
        if at == len(suspects) or suspects[at] >= block.span.end:
            continue
        start = block.span.start
        text = _CODE.sub(lambda found: " " * len(found.group()), page.document.quote(block.span))
        whole = [found.span() for found in _MULTIPLE.finditer(text)]
        for found in _UNCLOSED.finditer(text):
            if any(low <= found.start() < high for low, high in whole):
                continue
            key = found["key"].rstrip(".:-")
            if key in defined or any(character.isdigit() for character in key):
                yield page.finding(
                    "RD-08",
                    Severity.WARNING,
                    page.at(start + found.start(), start + found.start() + 2 + len(key)),
                    f"the footnote reference [^{key} is never closed, so it cites nothing",
                    f"write [^{key}]",
                    value=found.group(),
                    focus=key,
                )
        for found in _TAG.finditer(text):
            if _GOOD.match(found.group()):
                continue
            kind = found["kind"] or found["bare"]
            if found["bare"] and kind not in page.profile.gap_kinds:
                continue
            yield page.finding(
                "CL-23",
                Severity.WARNING,
                page.at(start + found.start(), start + found.end()),
                f"{found.group()!r} is no gap tag",
                f"write #gap/{kind}",
                value=found.group(),
            )
