"""Words before a trigger by which a sentence does not assert what its clause says.

"It does not show that X inhibits Y", "no evidence that …", "X no longer inhibits Y", "X hardly inhibits
Y": none of them asserts the relation, and none denies it as such either.
"""

from __future__ import annotations

import re

_COMPLEMENT = re.compile(
    r"(?i)\b(?:(?:do|does|did|can|could|has|have|had)(?:\s?not|n['’]t)\s(?:\w+\s){0,2}?"
    r"(?:show|shown|establish\w*|prov\w+|demonstrat\w+|mean|imply|indicat\w+|suggest\w*|support\w*|confirm\w*)"
    r"|cannot\s(?:show|establish|prove|demonstrate|confirm)"
    r"|(?:no|insufficient|little|weak|scant|inadequate|lack of)\s(?:\w+\s){0,2}?"
    r"(?:evidence|data|proof|indication|support)"
    r"|(?:hoped|assumed|presumed|alleged|rumou?red|feared|imagined)\sthat)\b"
)
_HARDLY = re.compile(
    r"(?i)\b(?:no longer|poorly|weakly|barely|hardly|scarcely|minimally|rarely|seldom|negligibly)\s+"
    r"(?:\w+\s+)?$"
)
_CUES = ("not", "n't", "n’t", "no ", "insufficient", "little", "weak", "scant", "lack", "that", "inadequate")
_ADVERBS = (
    "longer",
    "poorly",
    "barely",
    "hardly",
    "scarcely",
    "minimally",
    "rarely",
    "seldom",
    "negligibly",
    "weakly",
)


def withholds(before: str) -> bool:
    """Whether the words of a clause before its trigger keep it from being asserted."""
    small = before.lower()
    if any(cue in small for cue in _ADVERBS) and _HARDLY.search(before) is not None:
        return True
    return any(cue in small for cue in _CUES) and _COMPLEMENT.search(before) is not None
