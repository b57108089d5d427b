"""Characters that should not be in a page: NUL, control, bidirectional and zero-width ones (RD-01)."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Severity
from claimgraph.document.draft import Draft

# C0 and C1 controls but tab, newline, carriage return; soft direction marks and overrides; zero-width
# space and no-break space; lone surrogates (bytes that were not UTF-8) and the replacement character.
# Zero-width joiners are left alone: some scripts and emoji need them.
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffd\ud800-\udfff]"
)


# More kinds than these in one page are no slip but another sort of file.
_KINDS = 4


def _kind(character: str) -> str:
    code = ord(character)
    if code == 0:
        return "NUL character"
    if 0xD800 <= code <= 0xDFFF or code == 0xFFFD:
        return "bytes that are not UTF-8"
    if code in (0x200E, 0x200F) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return "bidirectional control character"
    if code in (0x200B, 0x2060, 0xFEFF):
        return "zero-width character"
    return "control character"


def check_characters(draft: Draft) -> None:
    """Report each kind of unwanted character once, at its first place, and very many kinds as one; the text
    is left as it is.
    """
    text = draft.text
    start = 1 if text.startswith("\ufeff") else 0
    found: dict[str, list[int]] = {}
    for match in _BAD.finditer(text, start):
        found.setdefault(match[0], []).append(match.start())
    if len(found) > _KINDS:
        first = min(places[0] for places in found.values())
        kinds = ", ".join(sorted({_kind(character) for character in found}))
        total = sum(map(len, found.values()))
        draft.report(
            "RD-01",
            Severity.WARNING,
            first,
            first + 1,
            f"{total} characters that belong into no text, of {len(found)} kinds ({kinds})",
            remedy="Is this a text file? Save it as UTF-8 again, or take it out of the wiki.",
            value=f"U+{ord(text[first]):04X}",
        )
        return
    for character, places in found.items():
        draft.report(
            "RD-01",
            Severity.WARNING,
            places[0],
            places[0] + 1,
            f"{_kind(character)} (U+{ord(character):04X}) in the text, {len(places)} in all",
            remedy="Delete the character, or save the page as UTF-8 again; it is invisible, breaks searching"
            " and can make a reader see other words than a machine.",
            value=f"U+{ord(character):04X}",
        )
