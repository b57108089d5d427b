"""Sizes that are set against each other: ``n=14 treated vs n=13 controls``, ``287 cases, 1,083 controls``.

One member of a comparison as a rule says so by its words; here it makes arms of those that it is compared
with, across the brackets that tell more of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimgraph.extract.citation.arms import are_stages, is_before
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
# "n=12 older (73 yr), n=13 young (25 yr)", "infants (n=21), adults (n=24)", "strainA n=142, strainB n=214"
_NEXT = re.compile(r"(?i)[^·;\n]{0,60}?(?:,|\s(?:\+|and|vs\.?|/))\s[^·;,\n]{0,50}$")
_NAMED_NEXT = re.compile(r"(?i)\)?,\s(?:and\s)?[^\W\d][^·;,\n]{1,50}$")
_UNNAMED = re.compile(r"\s?(?:\([^()\n]*\))?[),]")
_NAME_BEFORE = re.compile(r"[^\W_][)\]]?\s[([]?(?:\*{1,2})?$")
_SUBSET = re.compile(
    r"(?i)\b(?:sub-?(?:set|sample|group|cohort|study|analysis)s?|longitudinal|cross-sectional|survival|mortality"
    r"|follow-up|baseline|replicat\w+|analysis|safety|efficacy|reassessed|comparison|lifespan|fig\.?|of which"
    r"|including)\b"
)
_OTHER_STUDY = re.compile(
    r"(?i)\b(?:trial|cohort|study|experiments?|observational|(?:in|ex)[- ](?:vivo|vitro)|human|mouse|mice"
    r"|rats?)\b"
)
_LABEL_WORD = re.compile(
    rf"(?i)\s(?!{_STAGES}|(?:of|in|for|from|with|per|at|on|after|by|to)\b)"
    r"(?:[^\W\d][\w/+-]*|\((?:[\w-]*[+−-]/[+−-]|WT|KO|het|controls?|treated|young|old|males?|females?)\))"
)
_BRACKETED = re.compile(r"\([^()]*\)")
_SUM = re.compile(r"(?i)\btotal\b|\ball\b|\boverall\b")
_MOST = 3.0  # beside an arm, a size that is much larger than it is a total
_REACH = 200
_NEAREST = 24
_MOST_BESIDE = 6.0


def compare_sizes(note: Note, stated: Sequence[Stated], *, lists: bool) -> None:
    """Marks the members of comparisons as arms, of sums for each group as per group. ``stated`` by place.

    With ``lists`` so are the members of a plain list of named sizes; of cultures it lists experiments.
    """
    _per_group(note, stated)
    _studies(note, stated)
    levels = [_level(note, stated, at) for at in range(len(stated))]
    for at in range(len(stated) - 1, -1, -1):
        one = stated[at]
        if one.kind not in (SampleKind.TOTAL, SampleKind.ARM) or one.value is None:
            continue
        nearest = slice(at + 1, at + 1 + _NEAREST)
        for other, level in zip(stated[nearest], levels[nearest], strict=True):
            if level != levels[at]:
                continue
            _compare(note, one, other, lists=lists)
            break
    for at, one in enumerate(
        stated
    ):  # and on to the right: one arm makes arms of those that follow it in a list
        if one.kind is SampleKind.ARM:
            nearest = slice(at + 1, at + 1 + _NEAREST)
            for other, level in zip(stated[nearest], levels[nearest], strict=True):
                if level == levels[at]:
                    if other.kind is SampleKind.TOTAL and _follows(note, one, other):
                        other.kind = SampleKind.ARM
                    break


def _compare(note: Note, one: Stated, other: Stated, *, lists: bool) -> None:
    """One size and the next one outside the brackets between them."""
    if other.kind not in (SampleKind.TOTAL, SampleKind.ARM) or other.value is None or one.value is None:
        return
    if SampleKind.TOTAL not in (one.kind, other.kind) or other.start - one.end > _REACH:
        return
    between = _between(note, one, other)
    if "·" in between or are_stages(note, one, other):
        return
    if _SUM.search(between) or _SUM.match(note.text[other.end : other.end + 12].strip()):
        return
    shown = note.text[other.start : min(note.piece_end(other.start), other.end + 40)].lstrip(
        "nN= ~≈0123456789,."
    )
    against = _AGAINST.fullmatch(between) is not None
    near = note.text[one.end : one.end + 40].lstrip()
    controls = (
        _CONTROLS.match(shown) is not None
        or (note.text[other.start] in "nN" and _CONTROLS.match(near) is not None)
    ) and _BESIDE.fullmatch(between) is not None
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
    listed = (
        lists
        and one.kind is other.kind is SampleKind.TOTAL
        and note.text[one.start] in "nN"
        and note.text[other.start] in "nN"
        and _MOST * one.value >= other.value
        and _MOST * other.value >= one.value
        and _SUBSET.search(between) is None
        and _OTHER_STUDY.search(between) is None
        and (_NAMED_NEXT if _UNNAMED.match(note.text, one.end) else _NEXT).fullmatch(between) is not None
        and _are_named(note, one, other)
    )
    if against or controls or beside or labelled or listed:
        one.kind = SampleKind.ARM
        other.kind = SampleKind.ARM


def _are_named(note: Note, one: Stated, other: Stated) -> bool:
    """Whether both sizes have a name of their own, both before them or both behind them."""
    text = note.text
    before = (
        _NAME_BEFORE.search(text, max(note.start, one.start - 12), one.start) is not None
        and _NAME_BEFORE.search(text, max(one.end, other.start - 12), other.start) is not None
    )
    if before:
        return True
    limit = note.piece_end(other.start)
    return (
        _LABEL_WORD.match(text, one.end, limit) is not None
        and _LABEL_WORD.match(text, other.end, limit) is not None
    )


def _between(note: Note, one: Stated, other: Stated) -> str:
    """The text between two sizes without brackets and what is left of those that the first stands in."""
    pair = note.brackets.around(one.start)
    start = one.end
    if pair is not None and pair[1] < other.start and pair[0] + 1 == one.start:
        start = pair[1] + 1  # "young (n=12; mean age 23), old (n=11)"
    return _BRACKETED.sub("", note.text[start : other.start])


def _follows(note: Note, one: Stated, other: Stated) -> bool:
    """Whether a size without a kind of its own is a further member of the list that an arm stands in."""
    if one.value is None or other.value is None or other.start - one.end > _REACH:
        return False
    if note.text[other.start] not in "nN" or are_stages(note, one, other):
        return False
    between = _between(note, one, other)
    if "·" in between or _SUM.search(between) or _SUBSET.search(between):
        return False
    if _AGAINST.fullmatch(between) is not None:
        return True
    return other.value <= _MOST_BESIDE * one.value and _NEXT.fullmatch(between) is not None


def _level(note: Note, stated: Sequence[Stated], at: int) -> tuple[int, int] | None:
    """The brackets that a size stands in; none where they hold no other: ``WT (n=14; 3 months)``."""
    one = stated[at]
    pair = note.brackets.around(one.start)
    if (
        pair is None
        or (
            pair[0] + 1 == one.start
            and note.text[one.start] in "nN"
            and not (at + 1 < len(stated) and stated[at + 1].start < pair[1])
            and not (at and is_before(note, stated[at - 1], pair))
        )
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
