"""Whether a text speaks of ageing: old subjects, lifespan, senescence."""

from __future__ import annotations

import re

_NO_YEARS = r"(?!\s?(?:%|[kmnµμ]?g\b|mm|min\b|nm|pg|iu\b|fold|participants|patients|trials|studies))"
"""What stands behind a number that is no age."""
AGEING = re.compile(
    r"\b(?:aged|(?:photo|anti)?-?age?ing|older|old age|elderly|geriatric)\b|life-?span|health-?span|longevity"
    r"|senescen|senolytic|progeri|(?<![-\w])(?<!months )(?<!month )(?<!weeks )(?<!week )old (?:mice|rats"
    r"|animals|adults|people|men|women|worms|flies|subjects|donors|monkeys|dogs)\b"
    r"|post-?menopaus|\b(?:1[89]|2\d|3\d)[ -]?(?:mo\b|months?\b|month-old)|(?:≥|>|over |aged? )\s?[6-9]\d\b"
    rf"{_NO_YEARS}|\b[6-9]\d\+? ?(?:years|yrs|y\b)",
    re.IGNORECASE,
)
"""What a hallmark of ageing can rest on, in the words of footnotes."""

# The same, taken apart. Every page is asked for every sentence, and one pattern that tries all of this at
# every letter takes ten times as long as looking for what must be there. A test holds the two together.
_ENOUGH = (
    "longevity", "senescen", "senolytic", "progeri", "lifespan", "life-span", "healthspan", "health-span",
    "postmenopaus", "post-menopaus",
)  # fmt: skip
_WORDS = tuple(
    (root, re.compile(pattern))
    for root, pattern in (
        *((word, rf"{word}(?<!\w{word})\b") for word in ("aged", "older", "elderly", "geriatric")),
        *(
            (word, rf"{word}(?:(?<!\w{word})|(?<=\bphoto{word})|(?<=\banti{word}))\b")
            for word in ("aging", "ageing")
        ),
        (
            "old ",
            r"old (?:(?<!\wold )age\b|(?<![-\w]old )(?<!months old )(?<!month old )"
            r"(?<!weeks old )(?<!week old )(?:mice|rats|animals|adults|people|men|women|worms|flies|subjects"
            r"|donors|monkeys|dogs)\b)",
        ),
    )
)
_MONTHS = re.compile(r"[1-3](?:(?<=1)[89]|(?<=[23])\d)(?<!\w[1-3].)[ -]?mo(?:nths?)?\b")
_YEARS = re.compile(
    r"[6-9]\d(?:(?<!\w[6-9].)\+? ?y(?:ears|rs|\b)|\b(?:(?<=[≥>]..)|(?<=[≥>]\s..)"
    r"|(?<=over ..)|(?<=over \s..)|(?<=age ..)|(?<=age \s..)|(?<=aged ..)|(?<=aged \s..))"
    rf"{_NO_YEARS})"
)
# Letters that the pattern takes for an "i" or an "s" and lower case does not.
_ODD = ("ſ", "ı", "İ")


def speaks_of_ageing(text: str) -> bool:
    """Whether a footnote or a sentence names old subjects, lifespan or senescence."""
    if not text.isascii() and any(letter in text for letter in _ODD):
        return AGEING.search(text) is not None
    folded = text.lower()
    for root in _ENOUGH:
        if root in folded:
            return True
    for root, pattern in _WORDS:
        if root in folded and pattern.search(folded):
            return True
    return _YEARS.search(folded) is not None or _MONTHS.search(folded) is not None


_PARTS = re.compile(r"\s·\s|[.;](?=\s)|\s[—–]\s")
_DENIED = re.compile(
    r"#gap|\b(?:no|not|none|never|without|lack\w*|untested|unknown|unclear|pending|needed?|awaits?|future|planned"
    r"|ongoing|hypothe\w+|extrapolat\w+)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\*[^*\n]{3,80}\*|\b(?:npj |j )?(?:aging|gerontol\w*|geriatr\w*)\s"
    r"(?:cell|us|albany|clin\w*|res\w*|dis\w*|psychol\w*)\b",
    re.IGNORECASE,
)


def tells_of_ageing(text: str) -> bool:
    """Whether a footnote or sentence tells of old subjects, lifespan or senescence, and not of their absence.

    Parts that deny or await something are left out, and so are names of journals.
    """
    if not speaks_of_ageing(text):
        return False
    return any(
        not _DENIED.search(part) and speaks_of_ageing(part) for part in _PARTS.split(_JOURNAL.sub(" ", text))
    )
