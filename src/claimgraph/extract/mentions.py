"""Tells gap tags that are used from tags that are talked about.

A tag that is *used* marks a gap where it stands. A tag that is *talked about* is a word: a manual
that lists the vocabulary, a query over tags, "the prior #gap/x tag has been removed", "claims from
this source are tagged #gap/x" in a log of what a curator did. The rules are data: each is a name and
a pattern for the words straight before or straight after a run of tags.

The two patterns are matched against text with markup taken off the edges: ``before`` ends where the
run starts, without opening quotes, backticks, brackets and emphasis; ``after`` starts where it ends.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec


class Ground(StrEnum):
    """What kind of text a tag stands in, as far as talking about tags goes."""

    PROSE = "prose"
    # Front-matter values, comments and banners report what was done to the page below them.
    REPORT = "report"
    CODE = "code"


class MentionRule(msgspec.Struct, frozen=True):
    """One way to talk about a tag. ``None`` for a side that does not matter."""

    name: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    grounds: frozenset[Ground] = frozenset(Ground)


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\s*$", re.IGNORECASE)


def _after(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})", re.IGNORECASE)


_MARKED = r"(?:tagged|flagged|marked|labell?ed|annotated)"
_NOUN = r"(?:tags?|markers?|flags?|notes?|notations?|convention|vocabulary|framing|label|call)\b"
_PLACE = r"(?:in|on|at|inline|below|above|throughout|where|elsewhere)\b"
_REPORTS = frozenset({Ground.REPORT})

RULES: tuple[MentionRule, ...] = (
    # "tagged as #gap/x"; "flagged here as #gap/x until …" tags what it says, so it is used.
    MentionRule(
        "tagged as",
        _before(rf"\b{_MARKED}\b(?!\s+here)[^.;:|]{{0,40}}\bas"),
        _after(r"(?!until\b|pending\b)"),
    ),
    MentionRule("tag it as", _before(r"\b(?:tag|flag|mark|label)s?\b[^.;:|]{0,60}\b(?:as|with)"), None),
    MentionRule("marked with", _before(rf"\b{_MARKED}\b[^.;:|]{{0,60}}\bwith"), None),
    # "claims are tagged #gap/x below": in a report always, in prose only with the place or the time.
    MentionRule("was tagged", _before(rf"\b{_MARKED}(?:\s+(?:with|in|inline))?"), None, _REPORTS),
    MentionRule("tagged somewhere", _before(rf"\b{_MARKED}"), _after(_PLACE)),
    MentionRule("are tagged", _before(rf"\b(?:are|were|is|was)\s+(?:\w+\s+)?{_MARKED}"), None),
    MentionRule("carries", _before(r"\b(?:carry|carries|carried|carrying)(?:\s+(?:a|the))?"), None, _REPORTS),
    # Instructions.
    MentionRule("use it", _before(r"(?:^|[.;:,(–—-]\s*|\b(?:to|please|then|and|should|must)\s+)use"), None),
    MentionRule(
        "tag it when",
        _before(r"\b(?:tag|flag|mark|use|add|apply|set|with|and)"),
        _after(r"(?:when|whenever|wherever|if|for\s+any|as\s+needed)\b"),
    ),
    MentionRule("null plus", _before(r"\bnull\W{0,3}\s*\+"), None),
    # Pointers to a tag that stands elsewhere.
    MentionRule(
        "see the tag",
        _before(r"\bsee(?:\s+(?:the|also))?"),
        _after(rf"(?:{_NOUN}|above\b|below\b|on\s+(?:\[\[|the\b)|in\s+the\b|there\b|resolution\b)"),
    ),
    MentionRule("the convention", _before(r"\b(?:convention|vocabulary)\s+(?:for|of)"), None),
    # The tag as a noun, and what became of it.
    MentionRule(
        "the prior tag",
        _before(r"\b(?:prior|previous|former|earlier|existing|old|original|(?:its|their)\s+own)"),
        None,
    ),
    MentionRule("the tag", _before(r"\b(?:the|this|that|these|each|every|any|an?)"), _after(_NOUN)),
    MentionRule("tags of", None, _after(r"(?:tags?|markers?)\b(?!\s*:)")),
    MentionRule(
        "no longer",
        None,
        _after(
            r"(?:(?:tags?|markers?|flags?|notes?|claim)\s+)?(?:(?:was|is|are|were|has|have|been|now)\s+)*"
            r"(?:resolved|removed|retired|retracted|cleared|lifted|closed|dropped|deleted|superseded)\b"
        ),
    ),
    MentionRule(
        "removes the tag",
        _before(
            r"\b(?:resolves|removes|retires|clears|drops|replaces|addresses)"
            r"(?:\s+(?:the|this|its|all|a|an|prior|previous|existing|former|old|remaining)){0,3}"
        ),
        None,
    ),
    MentionRule(
        "does not apply",
        None,
        _after(
            r"(?:(?:is|was|are)\s+not|does\s+not|isn['’]t|no\s+longer)\s+(?:\w+\s+){0,2}"
            r"(?:appl\w+|flagged|appropriate|needed|required|warranted|tag)\b"
        ),
    ),
    MentionRule("flags a status", None, _after(r"(?:flags|marks|means|denotes|indicates|signals)\b")),
    MentionRule("reinforces the tag", _before(r"\b(?:reinforces|supports|established)\s+the"), None),
    MentionRule("flags this with", _before(r"\bflags?\b[^.;:|]{0,40}"), _after(r"[:(]\s*['\"“‘]")),
    # Queries and commands over tags.
    MentionRule("query", re.compile(r"\b(?:FROM|grep\b[^|]*|contains\([^)]*)\s*$"), None),
)

_OPENING = " \t\r\n`*_\"'“‘([{<"
_CLOSING = " \t\r\n`*_\"'”’)]}>"
_REACH = 90

# Every rule needs one of these words straight before or straight after the tags: a cheap first look.
_WORD_BEFORE = frozenset(
    re.findall(
        r"\w+",
        "as with in inline tagged flagged marked labelled labeled annotated tag flag mark label flags "
        "carry carries carried carrying the a an use add apply set and see also for of prior previous "
        "former earlier existing old original own this that these each every any resolves removes "
        "retires clears drops replaces addresses its all remaining null from grep contains ",
    )
)
_WORD_AFTER = frozenset(
    re.findall(
        r"\w+",
        "tag tags marker markers flag flags note notes claim was is are were has have been now resolved "
        "removed retired retracted cleared lifted closed dropped deleted superseded does isn no marks "
        "means denotes indicates signals ",
    )
)
_LAST_WORD = re.compile(r"(\w+)[^\w]*$")
_FIRST_WORD = re.compile(r"\W*(\w+)")


def is_mention(text: str, start: int, end: int, low: int, high: int, ground: Ground) -> bool:
    """Whether the run of tags at ``start`` to ``end`` of ``text`` is talked about, not used.

    ``low`` and ``high`` bound the block that the tags stand in; nothing beyond it is looked at.
    """
    before = text[max(low, start - _REACH) : start].rstrip(_OPENING)
    after = text[end : min(high, end + _REACH)].lstrip(_CLOSING)
    last = _LAST_WORD.search(before[-24:])
    first = _FIRST_WORD.match(after[:24])
    maybe_before = last is not None and last.group(1).lower() in _WORD_BEFORE
    if not maybe_before and not (first is not None and first.group(1).lower() in _WORD_AFTER):
        return False
    for rule in RULES:
        if ground not in rule.grounds:
            continue
        if rule.before is not None and not (maybe_before and rule.before.search(before)):
            continue
        if rule.after is not None and not rule.after.match(after):
            continue
        return True
    return False
