"""Characters that nobody can see (RD-01)."""

from __future__ import annotations

from claimgraph.diagnostics import Diagnostic, Edit, Fix
from claimgraph.review.fixes.context import FixContext

# Zero-width space, word joiner, a byte order mark inside the text: without them the words are the same.
# Direction marks stay (Arabic and Hebrew may need them), and so does what stands for lost bytes.
_ZERO_WIDTH = frozenset("\u200b\u2060\ufeff")


def fix_invisible(finding: Diagnostic, context: FixContext) -> Fix | None:
    """Takes every occurrence of a zero-width character out of the page."""
    code = finding.value or ""
    if not code.startswith("U+"):
        return None
    character = chr(int(code[2:], 16))
    if character not in _ZERO_WIDTH:
        return None
    text = context.texts.text(finding.path)
    places = [at for at in range(1, len(text)) if text[at] == character]
    if text.startswith(character) and character != "\ufeff":
        places.insert(0, 0)
    if not places:
        return None
    return Fix(f"Take the zero-width character {code} out", tuple(Edit(at, at + 1, "") for at in places))
