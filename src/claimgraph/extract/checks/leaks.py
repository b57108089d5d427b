"""LK-11: absolute paths of somebody's machine, which name a person or a private folder.

Tool names that a wiki keeps private are not known here; a path is recognisable by its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_PATH = re.compile(
    r"(?<![\w/.:])/(?:Users|home|Volumes|mnt|media|root)/[\w.-]+[^\s)\]|\"'`<>]*"
    r"|\bfile:///[^\s)\]|\"'`<>]+"
    r"|\b[A-Z]:\\(?:Users|Documents and Settings)\\[^\s)\]|\"'`<>]+",
)
# What every match contains. Most begin with a slash, so that ``re`` runs from one to the next.
_SLASHED = re.compile(r"/(?:(?:Users|home|Volumes|mnt|media|root)/|//)")
_DRIVE = ":\\"


def may_hold_path(text: str) -> bool:
    """Whether a text has what every path of this kind holds: to look for it costs a tenth of the pattern."""
    return _DRIVE in text or _SLASHED.search(text) is not None


def check_leaks(page: CheckedPage) -> Iterator[Diagnostic]:
    """LK-11, once for each place."""
    if not may_hold_path(page.document.text):
        return
    for found in _PATH.finditer(page.document.text):
        yield page.finding(
            "LK-11",
            Severity.ERROR,
            page.at(found.start(), found.end()),
            f"{found.group()!r} is a path on somebody's machine",
            "take it out, or name the file relative to the wiki",
            value=found.group(),
        )
