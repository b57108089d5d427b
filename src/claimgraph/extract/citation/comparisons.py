"""Sizes that are set against each other: ``n=14 treated vs n=13 controls``, ``287 cases, 1,083 controls``.

One member of a comparison as a rule says so by its words; here it makes arms of those that it is compared
with, across the brackets that tell more of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimgraph.extract.citation.arms import are_stages
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.sizes import Stated
from claimgraph.model import SampleKind

_PER_GROUP = re.compile(
    r"\s?(?:[^\W\d][\w-]*\s?){0,2}/\s?(?:group|arm|condition|genotype|treatment)s?\b", re.I
)
_PLUS = re.compile(r"[^·;,()\n]{0,40}\+\s?$")
_CONTROLS = re.compile(
    r"(?i)(?:[\w-]+\s){0,3}?(?:controls?|placebo|non-cases|comparators?|unaffected|wild-?types?|never-treated)\b"
)
_AGAINST = re.compile(r"(?i)[^·;\n]{0,90}?\b(?:vs\.?|versus|against|compared (?:to|with))\s[^·;\n]{0,60}$")
_BESIDE = re.compile(r"(?i)[^·;\n]{0,90}?(?:[,+/]|\band\b|\bor\b)\s?[^·;\n]{0,60}$")
# "n=77 Tg, n=67 WT": two sizes, each with a label of one word that is no stage of the study
_STAGES = r"(?:enrol|complet|analy|random|screen|evaluabl|includ|recruit|start|finish|assess|total|per)"
_LABELLED = re.compile(rf"(?i)\s(?!{_STAGES})[^\W\d][\w/+-]{{0,14}},\s?")
_LABEL = re.compile(rf"(?i)\s(?!{_STAGES})[^\W\d][\w/+-]{{0,14}}(?=\s*(?:[;,)·]|$))")
_BRACKETED = re.compile(r"\([^()]*\)")
_SUM = re.compile(r"(?i)\btotal\b|\ball\b|\boverall\b")
_MOST = 3.0  # beside an arm, a size that is much larger than it is a total
_REACH = 200


def compare_sizes(note: Note, stated: Sequence[Stated]) -> None:
    """Marks the members of comparisons as arms, of sums for each group as per group. ``stated`` by place."""
    _per_group(note, stated)
    _studies(note, stated)
    levels = [_level(note, one) for one in stated]
    for at in range(len(stated) - 1, -1, -1):
        one = stated[at]
        if one.kind not in (SampleKind.TOTAL, SampleKind.ARM) or one.value is None:
            continue
        for other, level in zip(stated[at + 1 :], levels[at + 1 :], strict=True):
            if level != levels[at]:
                continue
            _compare(note, one, other)
            break


def _compare(note: Note, one: Stated, other: Stated) -> None:
    """One size and the next one outside the brackets between them."""
    if other.kind not in (SampleKind.TOTAL, SampleKind.ARM) or other.value is None or one.value is None:
        return
    if SampleKind.TOTAL not in (one.kind, other.kind) or other.start - one.end > _REACH:
        return
    between = note.text[one.end : other.start]
    if "·" in between or are_stages(note, one, other):
        return
    between = _BRACKETED.sub("", between)
    if _SUM.search(between) or _SUM.match(note.text[other.end : other.end + 12].strip()):
        return
    shown = note.text[other.start : min(note.piece_end(other.start), other.end + 40)].lstrip(
        "nN= ~≈0123456789,."
    )
    against = _AGAINST.fullmatch(between) is not None
    controls = _CONTROLS.match(shown) is not None and _BESIDE.fullmatch(between) is not None
    beside = (
        other.kind is SampleKind.ARM
        and one.value <= _MOST * other.value
        and _BESIDE.fullmatch(between) is not None
    )
    labelled = (
        one.kind is other.kind is SampleKind.TOTAL
        and _LABELLED.fullmatch(note.text, one.end, other.start) is not None
        and note.text[other.start] in "nN"
        and _LABEL.match(note.text, other.end, note.piece_end(other.start)) is not None
    )
    if against or controls or beside or labelled:
        one.kind = SampleKind.ARM
        other.kind = SampleKind.ARM


def _level(note: Note, one: Stated) -> tuple[int, int] | None:
    """The brackets that a size stands in; none where they hold nothing else: ``WT (n=14)``."""
    pair = note.brackets.around(one.start)
    if (
        pair is None
        or not note.text[pair[0] + 1 : pair[1]].replace(note.text[one.start : one.end], "").strip()
    ):
        return None
    return pair


def _per_group(note: Note, stated: Sequence[Stated]) -> None:
    """``15 females + 10 males/group``: the slash ends the sum."""
    for at, one in enumerate(stated):
        if one.kind is not SampleKind.ARM or not _PER_GROUP.match(
            note.text, one.end, note.piece_end(one.start)
        ):
            continue
        one.kind = SampleKind.PER_GROUP
        while at and stated[at - 1].kind is SampleKind.ARM:
            if not _PLUS.fullmatch(note.text, stated[at - 1].end, stated[at].start):
                break
            at -= 1
            stated[at].kind = SampleKind.PER_GROUP


def _studies(note: Note, stated: Sequence[Stated]) -> None:
    """``N=17 trials … (N=6)``: where a capital N counts studies, it does so throughout."""
    capital = [one for one in stated if note.text[one.start] == "N"]
    if any(one.kind is SampleKind.STUDIES for one in capital):
        for one in capital:
            if one.kind in (SampleKind.TOTAL, SampleKind.ARM):
                one.kind = SampleKind.STUDIES
