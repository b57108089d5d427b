"""Parts of a sample: arms that are set against each other, parts in the brackets behind a total."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left

from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.numbers import APPROXIMATE, NUMBER, SCALE, parse_count
from claimgraph.extract.citation.sizes import AFTER, UNIT, Stated, read_noun
from claimgraph.model import SampleKind

_ARM_NAME = (
    r"(?:placebo|controls?|treated|treatment|intervention|active|vehicle|sham|saline|comparator|high[- ]dose"
    r"|low[- ]dose|young(?:er)?|old(?:er)?|aged|elderly|adults?|wt|ko|wild[- ]?type|mutants?"
    r"|group|arm|line|women|men|males?|females?|frail|robust|cases?|exposed|unexposed|untreated|drug"
    r"|discovery|replication|validation|training|test|lean|obese|healthy|nonbreeders|breeders|deficient"
    r"|knockouts?|het)"
)
_ARM_BEFORE = re.compile(
    rf"(?:\bvs\.?|\bversus|\bcohort\s(?:[IVX]{{1,4}}|[A-H]|\d)"
    rf"|\b(?i:{_ARM_NAME})(?:\s(?:cohort|[\w+/-]{{1,4}}))?|\d\s?(?:mg|µg|μg|g|mcg|IU|%)(?:/\w+)?"
    rf"|[+−-]/[+−-]|[⁺⁻]/[⁺⁻])\s*[:,=(\[]{{0,2}}\s*$"
)
_ARM_AFTER = re.compile(
    r"\s*[)\]]?\s*(?:/\s*)?(?:vs\.?\b|versus\b|(?i:placebo|controls?|treated|intervention|vehicle|sham"
    r"|saline|comparator|untreated|unexposed|exposed)\b)"
)
_PART = re.compile(
    rf"(?<![\w.,%/\-–+=:])(?P<approx>{APPROXIMATE})(?:[nN]\s?=\s?)?(?P<value>{NUMBER})(?!\s?%|[.,]\d"
    rf"|\s?[–-]\s?\d|\d|:\d)"
)
# "ages 66+", "phase 2 arm": no parts; "22F + 5M": parts, though M could be metres
_NO_PART = re.compile(
    r"(?i)\b(?:phase|type|grade|stage|ages?|aged|day|week|month|year|line|fig|table|tier|class)\s$"
)
_SEXES = re.compile(r"(?<![\w.,%/=:–-])(?P<approx>~?)(?P<value>\d{1,7})\s?(?=[FfMm♀♂](?![\w.°]))")
_PART_LABEL = re.compile(
    r"\s*(?!(?:doses?|groups?|arms?|sites?|cent(?:re|er)s|countries|studies|trials|cohorts|genotypes|time"
    r"|timepoints?|strains|levels)\b)(?:[^\W\d]|[)\]:;/+,]|$|♀|♂|[⁺⁻])"
)
_BRACKET_NEXT = re.compile(r"[^·;()\n]{0,90}?\(")
_NEAR_BRACKET = 46
# "n=61 intact/63 castrated", "n=18 drug (11 women) and 17 placebo (8 women)"
_SLASH_NEXT = re.compile(
    rf"[^\S\n](?:[^\W\d_][\w-]*\s)?[^\W\d_][\w-]*/(?P<approx>{APPROXIMATE})(?P<value>{NUMBER})(?P<scale>{SCALE})"
    rf"(?=\s[^\W\d])"
)
_PLACEBO_NEXT = re.compile(
    rf"\s[^·;,()\n]{{1,40}}(?:\([^()\n]{{0,60}}\))?,?\s(?:and|vs\.?|versus)\s(?P<approx>{APPROXIMATE})(?P<value>{NUMBER})"
    rf"(?P<scale>{SCALE})(?=\s(?:[\w-]+\s){{0,2}}(?:placebo|controls?|vehicle|sham|untreated)\b)"
)
_LABELLED = re.compile(rf"(?<![nN])(?<=[^\W\d_])\s?=\s?(?P<value>{NUMBER})(?!\s?%|[.,]\d)(?P<approx>)")
_EACH = re.compile(
    rf"(?<![\w.,%/–=+-])(?P<approx>{APPROXIMATE})(?P<low>{NUMBER})(?:\s?[–-]\s?(?P<high>{NUMBER}))?"
    r"(?!\s(?:weeks?|months?|days?|years?|dropouts?|visits?|doses?|sites?|mg|[µμ]g|g)\b)"
    r"(?:(?:\s[^\W\d][\w-]*)?\s?/\s?|(?:\s(?:mice|rats|animals|subjects|patients|participants|men|women|people))?"
    r"\sper\s(?:sex\sper\s)?)(?:(?:age|treatment)\s)?(?:group|arm|genotype|condition|cohort|strain|sex|treatment)\b"
)
_NOT_STATED = re.compile(r"(?i)\b(?:typical\w*|requires?|required|needs?|needed|would|usual\w*)\b")
_LIST_END = re.compile(r"[;·)\n]")
_EXACT = 0.02
_FEW = 12
_PLUS_NEXT = re.compile(
    rf"[^·;,()\n+]{{0,60}}(?:\([^()\n]{{0,80}}\)[^·;,()\n+]{{0,25}})?\s(?:\+|/|vs\.?|versus)\s(?P<approx>{APPROXIMATE})"
    rf"(?P<value>{NUMBER})(?P<scale>{SCALE})(?=\s[^\W\d]|\s\([^\W\d])"
)
# "n=15 ♂ (high), 16 ♂ (low)", "n≈200k mothers/190k fathers": a second number of the same sort of thing
_SIDE = r"(?:wom[ae]n|m[ae]n|(?:fe)?males?|girls|boys|mothers|fathers|cases|controls?|patients|placebo)"
_SIDE_NEXT = re.compile(
    rf"(?:\s?[♂♀][^·;,()\n]{{0,12}}(?:\([^()\n]{{0,40}}\))?,\s"
    rf"|[^\S\n](?:[^\W\d_][\w-]*\s)?{_SIDE}/)(?P<approx>{APPROXIMATE})(?P<value>{NUMBER})(?P<scale>{SCALE})"
    rf"(?=\s?[♂♀]|\s(?:[^\W\d_][\w-]*\s)?{_SIDE}\b)"
)
_AGAINST = re.compile(
    r"[^·;()\n]{0,40}?(?:\([^()\n]{0,60}\)[^·;()\n]{0,20})?\s?(?:/|\+|\bvs\.?|\bversus"
    r"|\band)\s?(?:[^\W\d]\w*\s){0,2}(?:[nN]\s?=\s?)?"
)


# One sample at two points of the study: "n=40 enrolled / n=32 completed"
_STAGE = re.compile(
    r"(?i)\s?(?:[^\W\d]+\s){0,2}(?:enrol\w+|complet\w+|analy[sz]ed|randomi[sz]ed|screened|evaluable|included|recruited|started"
    r"|finished|finishing|completing|assessed|consented|at baseline|itt|intention-to-treat|per-protocol"
    r"|fully-adjusted|subsample|subset|sub-?stud\w+|subgroups?|sub-?cohort)\b"
)
_TAG_BEFORE = re.compile(r"#[\w/-]+\W*$")  # the words of a tag: #gap/needs-replication (n=1)
_ANY_BRACKET = re.compile(r"[()]")
_SIBLING = re.compile(r"[^·;()\n=]{0,44}?[,/]\s?(?:[^·;()\n=]{0,30}\s)?(?:[nN]\s?=\s?)?")
_LABELLED_LIST = re.compile(r"\s?\([^()\n]{1,20}\)(?:,|\s?(?:and|vs\.?|/))\s?(?:[nN]\s?=\s?)?")
_CUE = 30
_MOST_PARTS = 12
_TELLING = 7  # sums of smaller numbers are met by chance
_MOST_OF_WHOLE = 0.9  # "n=40 (n=39 analysed)": all but a few are the sample itself, no arm
_WHOLE = 1.7  # a total is at least this much larger than one of its arms


def is_arm(note: Note, one: Stated, before: str, after: str, stated: list[Stated]) -> bool:
    """Whether an ``n=`` is one of several by the words around it or by the total before its brackets."""
    if _ARM_AFTER.match(after):
        return True
    if _ARM_BEFORE.search(before[-_CUE:]) and not _TAG_BEFORE.search(before):
        return True
    pair = note.brackets.around(one.start)
    if pair is None or _STAGE.match(note.text, one.end) is not None:
        return False
    # inside brackets behind a total that is at least as large
    return any(
        other.kind is SampleKind.TOTAL
        and other.value is not None
        and one.value is not None
        and one.value <= _MOST_OF_WHOLE * other.value
        for other in _before_brackets(note, pair, stated)
    )


def kind_of_whole(note: Note, one: Stated, stated: list[Stated]) -> SampleKind | None:
    """Samples or "per group" where that is what the size before its brackets counts: "44 sections (fetal
    n=4; …)", "n=3 per age group (n=2 at 9 months)".
    """
    pair = note.brackets.around(one.start)
    for other in _before_brackets(note, pair, stated) if pair is not None else ():
        if other.kind in (SampleKind.SAMPLES, SampleKind.PER_GROUP) and (one.value or 0) <= (other.high or 0):
            return other.kind
    return None


def _before_brackets(note: Note, pair: tuple[int, int], stated: list[Stated]) -> list[Stated]:
    return [other for other in stated[-8:] if is_before(note, other, pair)]


def is_before(note: Note, one: Stated, pair: tuple[int, int]) -> bool:
    """Whether a size stands before these brackets, with no others between."""
    return (
        one.end <= pair[0]
        and pair[0] - one.end <= AFTER
        and not _ANY_BRACKET.search(note.text, one.end, pair[0])
    )


def find_groups(note: Note, stated: list[Stated]) -> None:
    """Adds sizes that say themselves that they are of each group, without an ``n``: "50/group"."""
    if not note.mentions("/group", "/arm", "/ group", "per group", "per arm", "/genotype", "/sex", "/cohort"):
        return
    known = sorted((one.start, one.end) for one in stated)
    for match in _EACH.finditer(note.text, note.start, note.end):
        start, end = match.start("approx"), match.end("high" if match["high"] else "low")
        if _NOT_STATED.search(note.text, max(note.start, start - 50), min(note.end, match.end() + 24)):
            continue
        low = parse_count(match["low"])
        high = parse_count(match["high"]) if match["high"] else low
        before = bisect_left(known, (end, 0)) - 1
        if not low or not high or high < low or (before >= 0 and known[before][1] > start):
            continue
        stated.append(Stated(start, end, low, high, SampleKind.PER_GROUP, bool(match["approx"].strip())))


def find_parts(note: Note, total: Stated, limit: int, stated: list[Stated]) -> None:
    """Parts of a total: numbers in the brackets or the list that follow it and add up to it, or one that
    follows with a plus. Of samples the parts are samples too.
    """
    text = note.text
    bracket = _BRACKET_NEXT.match(text, total.end, limit)
    if bracket is not None and total.value:
        pair = note.brackets.around(bracket.end())
        if pair is not None and _in_brackets(note, total, pair, stated):
            return
    if total.value and text.startswith(":", total.end):
        stop = _LIST_END.search(text, total.end, limit)
        parts = _numbers(note, total, total.end + 1, stop.start() if stop else limit, _PART)
        if _adds_up(total, parts, exact=True):
            stated += parts
            return
    if total.kind is not SampleKind.TOTAL:
        return
    plus = (
        _PLUS_NEXT.match(text, total.end, limit)
        or _SIDE_NEXT.match(text, total.end, limit)
        or _SLASH_NEXT.match(text, total.end, limit)
        or _PLACEBO_NEXT.match(text, total.end, limit)
    )
    if plus is not None and _STAGE.match(text, total.end) and "/" in text[total.end : plus.start("value")]:
        return  # "n=88 randomized / 79 completed"
    if plus is not None and not UNIT.match(text, plus.end("value")):
        value = parse_count(plus["value"], plus["scale"])
        kind = read_noun(note, plus.end(), limit)
        if plus.re is _SLASH_NEXT and kind is SampleKind.SAMPLES:
            pass  # "16 patients/18 limbs": the same people
        else:
            alike = kind is SampleKind.SAMPLES and "(" not in text[total.end : plus.start("value")]
            total.kind = SampleKind.SAMPLES if alike else SampleKind.ARM
        stated.append(
            Stated(
                plus.start("approx"),
                plus.end("scale"),
                value,
                value,
                SampleKind.ARM if kind in (None, SampleKind.TOTAL) else kind,
                bool(plus["approx"].strip()),
            )
        )


def _in_brackets(note: Note, total: Stated, pair: tuple[int, int], stated: list[Stated]) -> bool:
    """Adds the parts in the brackets behind a total, all of them or those of one stretch between
    semicolons; whether there were any.
    """
    left, right = pair[0] + 1, min(pair[1], pair[0] + 400)
    exact = pair[0] - total.end > _NEAR_BRACKET or total.kind is not SampleKind.TOTAL
    stretches = [(left, right)]
    if ";" in note.text[left:right]:
        cuts = [at for at in range(left, right) if note.text[at] == ";"]
        stretches += list(zip([left, *(cut + 1 for cut in cuts)], [*cuts, right], strict=True))
    for number, (start, end) in enumerate(stretches):
        for pattern in (_PART, _LABELLED, _SEXES):
            parts = _numbers(note, total, start, end, pattern)
            if not _adds_up(total, parts, exact=exact or number > 0 or pattern is not _PART):
                continue
            stated += [
                part
                for part in parts
                if not note.text[part.start - 3 : part.start].lower().strip().endswith("n=")
            ]
            return True
    return False


def _numbers(note: Note, total: Stated, left: int, right: int, pattern: re.Pattern[str]) -> list[Stated]:
    """The numbers of a stretch that may be parts of ``total``: with a label, no unit, and no larger."""
    text = note.text
    kind = SampleKind.ARM if total.kind is SampleKind.TOTAL else total.kind
    parts = []
    for match in pattern.finditer(text, left, right):
        value = parse_count(match["value"])
        if not value or value > (total.value or 0) or (value == 1 and (total.value or 0) > _FEW):
            continue  # "1 withdrawal"
        if _NO_PART.search(text, max(left, match.start() - 8), match.start("value")):
            continue
        if pattern is not _SEXES and UNIT.match(text, match.end("value")):
            continue
        if not _PART_LABEL.match(text, match.end("value"), right + 1):
            continue
        # "(6 trials; …)" counts something else, which is found by its noun
        if read_noun(note, match.end("value"), right) not in (None, SampleKind.TOTAL, kind):
            continue
        parts.append(
            Stated(
                match.start("value"), match.end("value"), value, value, kind, bool(match["approx"].strip())
            )
        )
    return parts


def _adds_up(total: Stated, parts: list[Stated], *, exact: bool) -> bool:
    """Whether two parts or more add up to a total, or to most of it where they stand close."""
    if len(parts) <= 1 or not total.value:
        return False
    least = 1 - _EXACT if exact else 0.5
    return least * total.value <= sum(part.value or 0 for part in parts) <= (1 + _EXACT) * total.value


def _run_of(total: int, sizes: list[Stated]) -> list[Stated]:
    """The first sizes in a row, two or more, that add up to ``total``."""
    for start in range(len(sizes) - 1):
        added = 0
        for stop in range(start, len(sizes)):
            added += sizes[stop].value or 0
            if stop > start and abs(added - total) <= 0.01 * total:
                return sizes[start : stop + 1]
            if added > 1.01 * total:
                break
    return []


def are_stages(note: Note, one: Stated, other: Stated) -> bool:
    """Whether two sizes are one sample at two points of the study: "n=10 enrolled / 9 completers"."""
    return _STAGE.match(note.text, one.end, other.start) is not None and (
        _STAGE.match(note.text, other.end) is not None
        or _STAGE.search(note.text, other.start, other.end) is not None
    )


def mark_parts(note: Note, stated: list[Stated]) -> None:
    """Sizes that add up to an earlier total of the same segment are its parts; cases and their
    controls are two arms.
    """
    first = next(
        (at for at, one in enumerate(stated) if one.kind in (SampleKind.TOTAL, SampleKind.ARM)), len(stated)
    )
    for index, total in enumerate(stated):
        if not total.value or not (
            total.kind is SampleKind.TOTAL or (total.kind is SampleKind.ARM and index == first)
        ):
            continue
        limit = note.piece_end(total.start)
        behind = [
            one
            for one in stated[index + 1 : index + 1 + _MOST_PARTS]
            if one.value is not None
            and one.kind in (SampleKind.TOTAL, SampleKind.ARM)
            and (one.start < limit or (total.value >= _TELLING and note.text[one.start] in "nN"))
        ]
        parts = _run_of(total.value, behind)
        if parts and parts[0].start >= limit and note.piece_end(parts[0].start) < parts[-1].end:
            continue  # scattered over other segments
        if parts:
            for one in parts:
                one.kind = SampleKind.ARM
            if total.kind is SampleKind.ARM and len(parts) == len(behind) and index == first:
                total.kind = SampleKind.TOTAL  # "women n=61 (young n=29; old n=32)"
    # from the right, so that one arm with a telling name makes arms of all before it in the list
    for one, other in reversed(list(itertools.pairwise(stated))):
        if (
            one.kind is SampleKind.TOTAL
            and other.kind is SampleKind.SAMPLES
            and _LABELLED_LIST.fullmatch(note.text, one.end, other.start)
        ):
            one.kind = SampleKind.SAMPLES  # "n=12 (sham), n=15 (drug) neurons"
        if are_stages(note, one, other):
            continue
        if (
            {one.kind, other.kind} == {SampleKind.TOTAL, SampleKind.ARM}
            and one.kind is SampleKind.TOTAL
            and (one.value or 0) < _WHOLE * (other.value or 0)
            and _SIBLING.fullmatch(note.text, one.end, other.start)
        ):
            one.kind = SampleKind.ARM
        if one.kind is other.kind is SampleKind.TOTAL and _AGAINST.fullmatch(note.text, one.end, other.start):
            one.kind = other.kind = SampleKind.ARM
