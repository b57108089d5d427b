"""The words that explain a gap tag: "#gap/no-mechanism — two are debated" → "two are debated"."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\[\^[^\]\n]*\]")
_BRACKET = re.compile(r"[()\[\]]")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What separates a tag from its explanation; a full stop instead ends what it could explain.
_LEAD = re.compile(r"[\s`*_\"'”’]*(?:[—–:;,\-]+|·|(?=\()|(?=[\w\[]))[\s*_]*")
_NEXT_TAG = re.compile(r"`?#gap/")
_SEGMENT_END = re.compile(r"\s·\s|(?<=[a-z\d)])\.\s")
_NO_NOTE = re.compile(
    r"(?:is |are )?(?:retained|applies|apply|applied|remains?|stands|carries throughout)", re.IGNORECASE
)
_LONGEST = 600


def read_note(text: str, end: int, high: int, sentence_end: int, segmented: bool) -> str | None:
    """What explains the tags that end at ``end``, in one line; None where nothing does.

    Args:
        text: the page.
        end: where the last tag of the run ends.
        high: where its block, table cell or line ends.
        sentence_end: where its sentence ends, at most ``high``.
        segmented: whether ``·`` and full stops part segments there: in footnotes and front matter.
    """
    # A closing code span, emphasis or bracket around the tags is not the end of a sentence.
    while end < high and text[end] in "`*_":
        end += 1
    if end >= high or text[end] in '.)]"”':
        return None
    rest = text[end : min(sentence_end, end + _LONGEST)]
    lead = _LEAD.match(rest)
    if lead is None:
        return None
    rest = rest[lead.end() :]
    if segmented:
        rest = _SEGMENT_END.split(rest, maxsplit=1)[0]
        if lead.group().strip() == "·":
            return None
    rest = _within_brackets(_NEXT_TAG.split(rest, maxsplit=1)[0])
    note = " ".join(_REFERENCE.sub("", rest).split()).strip(" .,;·|\"'`*")
    return note if _WORD.search(note) and not _NO_NOTE.fullmatch(note) else None


def _within_brackets(text: str) -> str:
    """Up to the bracket that was opened before the text; of "(this) and more" only what is in brackets."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        if bracket.group() in "([":
            depth += 1
            continue
        depth -= 1
        if depth < 0:
            return text[: bracket.start()]
        if depth == 0 and text[0] == "(" and bracket.group() == ")":
            return text[1 : bracket.start()]
    return text
