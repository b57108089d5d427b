"""Sample sizes: each stated ``n`` with what it counts.

``n=`` counts wherever it stands. Numbers before a noun ("38 trials, 4,120 adults") count where the
footnote declares its sample, design or population; elsewhere a number is a finding. A number in
brackets behind a total, or one of two that are set against each other, is a part: an arm.
"""

from __future__ import annotations

import re

import msgspec

from claimgraph.extract.citation.lexicon import ORGANISMS, SAMPLES, Hit
from claimgraph.extract.citation.note import Note, split_clauses
from claimgraph.extract.citation.numbers import APPROXIMATE, NUMBER, NUMBER_WORD, SCALE, parse_count
from claimgraph.model import SampleKind, SampleSize
import itertools

_LETTER_N = re.compile(r"[nN](?=[\s₀-₉=≈∼~≥>≤<])(?<![\w^.\-/₀-₉][nN])")
_N = re.compile(
    rf"[nN](?:[₀-₉]|\s\([\w ]{{1,20}}\)|\s(?:total|per\s[\w/]{{1,15}}))?\s?(?P<op>=|≈|∼|~|≥|>|≤"
    rf"|<)[=\s*_]{{0,3}}"
    rf"(?P<approx>{APPROXIMATE})(?P<low>{NUMBER})(?P<scale>{SCALE})(?P<plus>\+(?=[\s·,;)]|$))?"
    rf"(?!\s?(?:citations?|cites|citing)\b)(?P<tail>(?P<sep>\s?(?:-|–|—|‑|−|/|:)\s?|\s(?:to|vs\.?|versus|\+"
    rf"|and)\s)[~≈]?(?P<high>{NUMBER})(?P<scale2>{SCALE}))?"
)
_N_WORD = re.compile(r"[nN]\s?=\s?[*_]*(?P<word>[^\W\d][^·;,()\n=]{0,60}|[—–?-](?!\d))")
_N_UNKNOWN = re.compile(
    r"[nN]\s(?:(?:per (?:group|arm|strain|study)|for [\w -]{1,20})\s)?(?:not\s(?:fully\s)?(?:reported|stated"
    r"|specified|given|available|confirmed|published|disclosed|extracted|publicly)|unspecified|unknown)\b"
)
_NOT_APPLICABLE = re.compile(
    r"(?i)(?:n/?a\b|n\.a\.|not[- ]applicable|[—–-]|none\b|null\b|\?|(?:[\w-]+ ){0,2}review\b|position"
    r"|consensus|theor|model(?:l?ing)?\b|biochem|method"
    r"|commentary|comput|software|in[- ]silico|perspective|editorial|guideline|hypothesis|database|protocol"
    r"|in[- ]vitro\b|purified|enzyme|structur|cryo|crystal)"
)
_UNKNOWN = re.compile(
    r"(?i)(?:nr\b|not[- ]|unspec|unknown|unclear|unconfirmed|unverified|varies|variable|various|multiple"
    r"|several|small|large|many|few)"
)
_PER = re.compile(
    r"(?i)\s*(?:(?:mice|rats|animals|subjects|patients|flies|worms|dogs|participants|males?|females?|men"
    r"|women|replicates|biological|independent|individuals|adults|pigs|rabbits|mouse|fish|donors"
    r"|total|randomi[sz]ed|old|young|aged|hamsters|pairs|rodents|monkeys|people|volunteers|zebrafish|larvae"
    r"|per-protocol|~)\s*){0,3}(?:/\s?(?=[^\W\d])|per[\s-]|each\b|in each\b|a group\b)"
)
_PER_BEFORE = re.compile(r"(?i)\b(?:per[- ](?:group|arm)|each (?:group|arm)|group sizes?)\W*$")
_PLANNED_AFTER = re.compile(
    r"(?i)[^·;.()]{0,40}?[(\s](?:planned|target(?:ed)?|to be (?:enrolled|recruited|randomi[sz]ed)"
    r"|anticipated|estimated|expected|projected|recruiting|enrolling|enrol?lment goal|proposed)\b"
)
_PLANNED_BEFORE = re.compile(
    r"(?i)\b(?:planned|target(?:ed)?|anticipated|estimated|expected|projected|enrol?lment"
    r"|proposed)\s*(?:enrol?lment|sample(?: size)?)?\s*[:(]?\s*$"
)
_ARM_NAME = (
    r"(?:placebo|controls?|treated|treatment|intervention|active|vehicle|sham|saline|comparator|high[- ]dose"
    r"|low[- ]dose|young(?:er)?|old(?:er)?|aged|elderly|adults?|wt|ko|wild[- ]?type|mutants?"
    r"|group|cohort|arm|line|women|men|males?|females?|frail|robust|cases?|exposed|unexposed|untreated|drug"
    r"|discovery|replication|validation|training|test|lean|obese|healthy|nonbreeders|breeders|deficient"
    r"|knockouts?|het)"
)
_ARM_BEFORE = re.compile(
    rf"(?:\bvs\.?|\bversus|\b(?i:{_ARM_NAME})(?:\s[\w+/-]{{1,4}})?|\d\s?(?:mg|µg|μg|g|mcg|IU|%)(?:/\w+)?"
    rf"|[+−-]/[+−-]|[⁺⁻]/[⁺⁻])\s*[:,=(\[]{{0,2}}\s*$"
)
_ARM_AFTER = re.compile(
    r"\s*[)\]]?\s*(?:/\s*)?(?:vs\.?\b|versus\b|(?i:placebo|controls?|treated|intervention|vehicle|sham"
    r"|saline|comparator|untreated|unexposed|exposed)\b)"
)
_UNIT = re.compile(
    r"(?i)[\s-]?(?:mg|µg|μg|ug|ng|g|kg|ml|µl|µm|nm|mm|cm|m|yrs?|years?|y|mo|months?|wks?|weeks?|d|days?|h"
    r"|hrs?|hours?|min|minutes?|s|fold|×|x|st|nd|rd|th|kda|bp|kb|mb|aa|iu|ppm|hz|mm\s?hg|mmhg|bpm|°c?|%"
    r"|citations?|times|pages?|residues|am|pm|points?|items?|percent|sd|standard|kcal|met|mets|units?|gy|j"
    r"|mj|mmol|nmol|µmol|decades?|generations?)(?![\w])|[\s-]?[%°×]|-\w"
)
_PART = re.compile(
    rf"(?<![\w.,%/\-–+=])(?P<approx>{APPROXIMATE})(?:[nN]\s?=\s?)?(?P<value>{NUMBER})(?!\s?%|[.,]\d"
    rf"|\s?[–-]\s?\d|\d|:\d)"
)
_PART_LABEL = re.compile(
    r"\s*(?!(?:doses?|groups?|arms?|sites?|cent(?:re|er)s|countries|studies|trials|cohorts|genotypes|time"
    r"|timepoints?|strains|levels)\b)(?:[^\W\d]|[)\]:/+,]|$|♀|♂|[⁺⁻])"
)
_BRACKET_NEXT = re.compile(r"[^·;()\n]{0,45}?\(")
_PLUS_NEXT = re.compile(
    rf"[^·;,()\n+]{{0,60}}(?:\([^()\n]{{0,80}}\)[^·;,()\n+]{{0,25}})?\s\+\s(?P<approx>{APPROXIMATE})"
    rf"(?P<value>{NUMBER})(?P<scale>{SCALE})(?=\s[^\W\d]|\s\([^\W\d])"
)
_BEFORE_NOUN = re.compile(
    rf"(?<![\w.,%$€£^#=±\-–−+×/])(?P<approx>{APPROXIMATE})(?:(?P<value>{NUMBER})(?P<scale>{SCALE})"
    rf"(?P<plus>\+)?(?:(?:–|-|\sto\s)(?P<high>{NUMBER}))?|(?P<word>{NUMBER_WORD}))"
    r"(?P<words>(?:\s(?:[^\W\d_][\w'’/α-ωΑ-Ω-]*|\*[^*\n]{2,30}\*|\([^()\n]{1,20}\)),?|\s\+"
    r"|\s&){0,6}?)\s?\*{0,2}$",
    re.IGNORECASE,
)
_BREAKING_WORD = re.compile(
    r"(?i)\b(?:of|in|from|across|with|and|or|for|by|on|at|to|vs|versus|over|than|through|per|among|is|was"
    r"|were|are|had|have|who|aged|reported|showed|citations|cited|points|hours?|age|ages|pages)\b"
)
_IN_FRACTION = re.compile(
    r"\d\s?/\s?$|\bof\s$|\bout of\s$|\bphase\s$|\btype\s$|\bgrade\s$|\bstage\s$|\btable\s$"
    r"|\bfig(?:ure)?\.?\s$|\bpart\s$|\bday\s$|\bweek\s$|\bage(?:s|d)?\s$|\byears?\s$|\bvol\.?\s$|\bgroup\s$"
    r"|\bmonths?\s$|\bpage\s$|\bref(?:erence)?\.?\s$|\bp\.\s?$|\bstudy\s$|\bcohort\s$|\bpatient\s$"
    r"|\btrial\s$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?i)\b(?:in|of|among|enrol?led|with|from|including|totall?ing|comprising|recruited|randomi[sz]ed"
    r"|followed)\s+(?:the\s+)?$"
)
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
_VERB = re.compile(
    r"(?i)\b(?:show\w*|found|was|were|is|are|extend\w*|reduc\w+|increas\w+|improv\w+|demonstrat\w+"
    r"|suggest\w*|identif\w+|associated|predict\w*|correlat\w+|elevated|lower|higher|had|declin\w+)\b"
)
_DIGITS = re.compile(rf"\d|\b{NUMBER_WORD}", re.IGNORECASE)
_AGAINST = re.compile(
    r"[^·;()\n]{0,40}?(?:\([^()\n]{0,60}\)[^·;()\n]{0,20})?\s?(?:/|\+|\bvs\.?|\bversus"
    r"|\band)\s?(?:[^\W\d]\w*\s){0,2}(?:[nN]\s?=\s?)?"
)
_NOUN_REACH = 60
_AFTER = 90
_BEFORE = 56
_KINDS = {
    "subjects": SampleKind.TOTAL,
    "samples": SampleKind.SAMPLES,
    "cells": SampleKind.SAMPLES,
    "tissues": SampleKind.SAMPLES,
    "studies": SampleKind.STUDIES,
    "events": SampleKind.EVENTS,
    "planned": SampleKind.PLANNED,
}
_COUNTING = ("sample", "design", "population")
_LAST_RESORT = ("raw", "publication", "title", "authors", "note")


class _Stated(msgspec.Struct):
    """A size while it is read; ``start`` and ``end`` hold what becomes ``raw``."""

    start: int
    end: int
    value: int | None
    high: int | None
    kind: SampleKind
    approximate: bool


def read_samples(note: Note) -> tuple[SampleSize, ...]:
    """Every stated ``n`` of a footnote, by place."""
    stated: list[_Stated] = []
    for letter in _LETTER_N.finditer(note.text, note.start, note.end):
        at = letter.start()
        if (match := _N.match(note.text, at, note.end)) is not None:
            _explicit(note, match, stated)
        elif (match := _N_WORD.match(note.text, at, note.end)) is not None:
            stated.append(_wordy(match))
        elif (match := _N_UNKNOWN.match(note.text, at, note.end)) is not None:
            stated.append(_Stated(match.start(), match.end(), None, None, SampleKind.TOTAL, False))
    declared = False
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True):
        if kind not in _COUNTING or (kind == "design" and declared):
            continue  # a second segment with a design word is a finding more often than a declaration
        declared = declared or kind == "design"
        _counted(note, start, end, stated, anywhere=True)
    if not stated:
        for start, end in note.of_kind(*_LAST_RESORT):
            _counted(note, start, end, stated, anywhere=False)
            if stated:
                break
    stated.sort(key=lambda one: (one.start, one.end))
    _mark_parts(note, stated)
    lines, text = note.lines, note.text
    return tuple(
        SampleSize(
            one.value,
            one.high,
            one.kind,
            one.approximate,
            text[one.start : one.end],
            lines.span(one.start, one.end),
        )
        for one in stated
    )


def _mark_parts(note: Note, stated: list[_Stated]) -> None:
    """Sizes that add up to an earlier total of the same segment are its parts; cases and their
    controls are two arms.
    """
    for index, total in enumerate(stated):
        if total.kind is not SampleKind.TOTAL or not total.value:
            continue
        limit = _piece_end(note, total.start)
        parts: list[_Stated] = []
        for part in stated[index + 1 :]:
            if (
                part.start >= limit
                or part.value is None
                or part.kind not in (SampleKind.TOTAL, SampleKind.ARM)
            ):
                break
            parts.append(part)
            added = sum(one.value or 0 for one in parts)
            if len(parts) > 1 and abs(added - total.value) <= 0.01 * total.value:
                for one in parts:
                    one.kind = SampleKind.ARM
                break
            if added > 1.01 * total.value:
                break
    for one, other in itertools.pairwise(stated):
        if one.kind is other.kind is SampleKind.TOTAL and _AGAINST.fullmatch(note.text, one.end, other.start):
            one.kind = other.kind = SampleKind.ARM


def _piece_end(note: Note, at: int) -> int:
    for start, end in note.pieces:
        if start <= at < end:
            return end
    return note.end


def _explicit(note: Note, match: re.Match[str], stated: list[_Stated]) -> None:
    """One ``n=…``: a number, a range, two arms or a part of a whole, and what hangs on it."""
    start, end = match.start(), match.end()
    if any(one.start <= start < one.end for one in stated):
        return
    approximate = bool(match["approx"].strip()) or match["op"] != "=" or bool(match["plus"])
    low = parse_count(match["low"], match["scale"] or (match["scale2"] if match["tail"] else ""))
    limit = _piece_end(note, start)
    if match["tail"] is None:
        _single(note, _Stated(start, end, low, low, SampleKind.TOTAL, approximate), limit, stated)
        return
    high = parse_count(match["high"], match["scale2"])
    separator = match["sep"].strip().lower().rstrip(".")
    if separator in ("-", "–", "—", "‑", "−", "to") and low is not None and high is not None and high >= low:
        _single(note, _Stated(start, end, low, high, SampleKind.TOTAL, approximate), limit, stated)
        return
    if separator in ("-", "–", "—", "‑", "−", "to"):
        cut = match.start("tail")
        _single(note, _Stated(start, cut, low, low, SampleKind.TOTAL, approximate), limit, stated)
        return
    # "36/297" is a part of a whole where the second is larger; "20/18", "20 vs 18", "20 + 18" are arms
    whole = separator == "/" and low is not None and high is not None and high > 2 * low
    first = match.start("high")
    kind = _noun_kind(note, end, limit)
    arm = SampleKind.ARM if kind in (None, SampleKind.TOTAL) else kind
    stated.append(_Stated(start, match.start("tail"), low, low, arm, approximate))
    stated.append(_Stated(first, end, high, high, SampleKind.TOTAL if whole else arm, approximate))


def _single(note: Note, one: _Stated, limit: int, stated: list[_Stated]) -> None:
    text = note.text
    before = text[max(note.start, one.start - _BEFORE) : one.start]
    after = text[one.end : min(limit, one.end + _AFTER)]
    noun = _noun_kind(note, one.end, limit)
    if _PLANNED_AFTER.match(after) or _PLANNED_BEFORE.search(before):
        one.kind = SampleKind.PLANNED
    elif (_PER.match(after) or _PER_BEFORE.search(before)) and noun in (None, SampleKind.TOTAL):
        one.kind = SampleKind.PER_GROUP
    elif noun is not None and noun is not SampleKind.TOTAL:
        one.kind = noun
    elif _is_arm(note, one, before, after, stated):
        one.kind = SampleKind.ARM
    stated.append(one)
    if one.kind is SampleKind.TOTAL:
        _parts(note, one, limit, stated)


def _is_arm(note: Note, one: _Stated, before: str, after: str, stated: list[_Stated]) -> bool:
    if _ARM_BEFORE.search(before) or _ARM_AFTER.match(after):
        return True
    pair = note.brackets.around(one.start)
    if pair is None:
        return False
    # inside brackets behind a total that is at least as large
    return any(
        other.end <= pair[0]
        and pair[0] - other.end <= _AFTER
        and other.kind is SampleKind.TOTAL
        and other.value is not None
        and one.value is not None
        and other.value > one.value
        for other in stated[-3:]
    )


def _parts(note: Note, total: _Stated, limit: int, stated: list[_Stated]) -> None:
    """Numbers in the brackets that follow a total and add up to most of it, or follow it with a plus."""
    text = note.text
    bracket = _BRACKET_NEXT.match(text, total.end, limit)
    if bracket is not None and total.value:
        pair = note.brackets.around(bracket.end())
        if pair is not None:
            parts = [
                _Stated(
                    m.start("value"),
                    m.end("value"),
                    parse_count(m["value"]),
                    None,
                    SampleKind.ARM,
                    bool(m["approx"].strip()),
                )
                for m in _PART.finditer(text, pair[0] + 1, min(pair[1], pair[0] + 400))
                if not _UNIT.match(text, m.end("value"))
                and _PART_LABEL.match(text, m.end("value"), pair[1] + 1)
            ]
            parts = [part for part in parts if part.value and part.value <= total.value]
            if (
                len(parts) > 1
                and 0.5 * total.value <= sum(part.value or 0 for part in parts) <= 1.02 * total.value
            ):
                for part in parts:
                    if not text[part.start - 3 : part.start].lower().strip().endswith("n="):
                        part.high = part.value
                        stated.append(part)
                return
    plus = _PLUS_NEXT.match(text, total.end, limit)
    if plus is not None and not _UNIT.match(text, plus.end("value")):
        value = parse_count(plus["value"], plus["scale"])
        kind = _noun_kind(note, plus.end(), limit)
        total.kind = SampleKind.SAMPLES if kind is SampleKind.SAMPLES else SampleKind.ARM
        stated.append(
            _Stated(
                plus.start("value"),
                plus.end("value"),
                value,
                value,
                SampleKind.ARM if kind in (None, SampleKind.TOTAL) else kind,
                bool(plus["approx"].strip()),
            )
        )


def _noun_kind(note: Note, end: int, limit: int) -> SampleKind | None:
    """What the first counting noun behind a number says that it counts, with nothing breaking in between."""
    for hit in note.hits_in(end, min(limit, end + _NOUN_REACH)):
        between = note.text[end : hit.start]
        if (
            any(mark in between for mark in ";·)=\n,[")
            or _BREAKING_WORD.search(between)
            or "+" in between.strip(" +")
        ):
            return None
        if "(" in between and not between.strip().endswith(("(", "(~")):
            return None
        sense = hit.sense(SAMPLES)
        if sense is None:
            continue
        if sense.id in ("cells", "tissues") and _is_qualifier(note, hit, limit):
            continue
        return _KINDS.get(sense.id)
    return None


def _is_qualifier(note: Note, hit: Hit, limit: int) -> bool:
    """Whether a cell or tissue word qualifies another noun ("breast cancer patients", "skin biopsies")."""
    rest = note.text[hit.end : min(limit, hit.end + 40)]
    for other in note.hits_in(hit.end, min(limit, hit.end + 40)):
        between = note.text[hit.end : other.start]
        if (
            other.sense(SAMPLES) is not None
            and len(between.split()) <= 2
            and not re.search(r"[;·(),=+]|\b(?:of|from|in)\b", between)
        ):
            return True
    return bool(re.match(r"\s+(?:cancer|disease|injury|failure|transplant|type|donors?)\b", rest))


def _wordy(match: re.Match[str]) -> _Stated:
    """``n=`` before a word: not applicable, or a number that the writer does not know."""
    word = match["word"].strip()
    start, end = match.start(), match.start("word") + len(match["word"].rstrip())
    if _NOT_APPLICABLE.match(word):
        kind = SampleKind.NOT_APPLICABLE
    elif _UNKNOWN.match(word):
        kind = SampleKind.TOTAL
    else:
        kind = (
            SampleKind.NOT_APPLICABLE
            if re.search(r"(?i)review|in[- ]?vitro|in[- ]?vivo|assay", word)
            else SampleKind.TOTAL
        )
    return _Stated(start, end, None, None, kind, False)


def _counted(note: Note, start: int, end: int, stated: list[_Stated], *, anywhere: bool) -> None:
    """Numbers that stand before a counting noun. Outside a declaring segment only "in 24 patients"."""
    text = note.text
    for index, (left, right) in enumerate(split_clauses(text, start, end, note.brackets)):
        if anywhere and index > 3:
            return
        stop: int | None = None
        for hit in note.hits_in(left, right):
            sense = hit.sense(SAMPLES)
            if sense is None or not _DIGITS.search(text, max(left, hit.start - _BEFORE), hit.start):
                continue
            if stop is None:
                verb = _VERB.search(text, left, right) if anywhere else None
                stop = verb.start() if verb is not None else right
            if hit.start >= stop:
                break
            if sense.id not in _KINDS or (
                sense.id in ("cells", "tissues") and _is_qualifier(note, hit, right)
            ):
                continue
            if not anywhere and sense.id not in ("subjects", "studies"):
                continue
            one = _number_before(note, hit, left, right, _KINDS[sense.id], loose=anywhere)
            if one is not None and not any(
                other.start < one.end and one.start < other.end for other in stated
            ):
                stated.append(one)
                if not anywhere:
                    return


def _number_before(
    note: Note, hit: Hit, left: int, right: int, kind: SampleKind, *, loose: bool
) -> _Stated | None:
    text = note.text
    base = max(left, hit.start - _BEFORE)
    window = text[base : hit.start]
    match = _BEFORE_NOUN.search(window)
    if match is None or _BREAKING_WORD.search(match["words"]):
        return None
    written = match["value"] or match["word"]
    number_end = base + (match.end("value") if match["value"] else match.end("word"))
    number_start = base + match.start("approx")
    if any(
        label.sense(ORGANISMS) is not None
        for label in note.hits_in(number_start, hit.end)
        if label.start < number_end
    ):
        return None  # the number belongs to a name: 293 cells, 129 mice
    if "10" in written and re.search(r"[×x^⁰-⁹]", written) and hit.sense(SAMPLES).id == "cells":  # type: ignore[union-attr]
        return None  # a dose of cells
    if _UNIT.match(text, number_end) or _IN_FRACTION.search(
        text[max(left, number_start - 12) : number_start]
    ):
        return None
    if match["value"] and _YEARLIKE.fullmatch(written) and kind is SampleKind.STUDIES:
        return None
    if (
        not loose
        and not _LEAD_IN.search(text[max(left, number_start - 24) : number_start])
        and number_start - left > 3
    ):
        return None
    low = parse_count(written, match["scale"])
    high = parse_count(match["high"]) if match["high"] else low
    if low is None or high is None or high < low:
        return None
    after = text[hit.end : min(right, hit.end + _AFTER)]
    before = text[max(left, number_start - _BEFORE) : number_start]
    if (kind is SampleKind.TOTAL and _PLANNED_AFTER.match(after)) or _PLANNED_BEFORE.search(before):
        kind = SampleKind.PLANNED
    elif kind is SampleKind.TOTAL and re.match(r"(?i)\s*(?:/\s?(?=[^\W\d])|per\s|each\b)", after):
        kind = SampleKind.PER_GROUP
    elif kind is SampleKind.TOTAL and (
        re.search(r"(?i)\b(?:placebo|vs\.?|versus)\s*[(:]?\s*$", before)
        or re.match(r"(?i)\s*(?:vs\.?|versus)\s", after)
    ):
        kind = SampleKind.ARM
    approximate = bool(match["approx"].strip()) or bool(match["value"] and match["plus"])
    return _Stated(number_start, hit.end, low, high, kind, approximate)
