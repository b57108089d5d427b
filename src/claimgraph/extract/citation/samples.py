"""Sample sizes: each stated ``n`` with what it counts.

``n=`` counts wherever it stands. Numbers before a noun ("38 trials, 4,120 adults") count where the
footnote declares its sample, design or population; elsewhere a number is a finding. A number in
brackets behind a total, or one of two that are set against each other, is a part: an arm.
"""

from __future__ import annotations

import re

from claimgraph.extract.citation.arms import find_groups, find_parts, is_arm, kind_of_whole, mark_parts
from claimgraph.extract.citation.comparisons import compare_sizes
from claimgraph.extract.citation.counts import find_counts
from claimgraph.extract.citation.lexicon import SAMPLES
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.numbers import APPROXIMATE, NUMBER, SCALE, parse_count
from claimgraph.extract.citation.sizes import AFTER, BEFORE, PLANNED_AFTER, PLANNED_BEFORE, Stated, read_noun
from claimgraph.model import SampleKind, SampleSize

_LETTER_N = re.compile(r"[nN](?=[\s₀-₉=≈∼~≥>≤<])(?<![\w^.\-₀-₉][nN])")
_N = re.compile(
    rf"[nN](?:[₀-₉]|\s\([\w ]{{1,20}}\)|\s(?:total|per\s[\w/]{{1,15}}))?\s?(?P<op>=|≈|∼|~|≥|>|≤"
    rf"|<)[=\s*_]{{0,3}}"
    rf"(?P<approx>{APPROXIMATE})(?P<low>{NUMBER})(?P<scale>{SCALE})(?P<plus>\+(?=[\s·,;)]|$))?(?!(?:\.\d+)?\s?%)"
    rf"(?!\s?(?:citations?|cites|citing)\b)(?P<tail>(?P<sep>\s?(?:-|–|—|‑|−|/|:(?!\s))\s?|\s(?:to|vs\.?|versus|\+"
    rf"|and)\s)[~≈]?(?P<high>{NUMBER})(?P<scale2>{SCALE})"
    rf"(?![-‑][^\W\d])(?!\s?(?:weeks?|wks?|months?|mo|years?|yrs?|days?|mg|h|min)\b))?"
)
_DENIED = re.compile(
    r"(?i)\b(?:not|rather than|instead of|larger than(?: the)?|smaller than(?: the)?|unlike(?: the)?)\s$"
)
# "superseded by Roe 2031 which used n=51": the n of another work
_OTHER_WORK = re.compile(
    r"(?:\b(?:superseded|revised|replaced|corrected) by [A-Z][\w'’-]+|\bThe [A-Z][\w'’-]+) (?:19|20)\d\d\b"
    r"[^·;]{0,90}$"
)
_DOUBLED = re.compile(r"[nN]\s?=\s?(?=[nN]\s?=\s?[~≈≥]?\d)")
_N_WORD = re.compile(r"[nN]\s?=\s?[*_]*(?P<word>[^\W\d][^·;,()\n=]{0,60}|[—–?-](?!\d))")
_N_NONE = re.compile(r"(?i)n/a(?=\s*(?:$|[(;,—–]))")
_N_NONE_LATER = re.compile(r"(?i)(?<=;\s)n/a(?=\s*(?:$|[(;]))")
_CODE = re.compile(r"N\s?=\s?any\b")  # the letter of a sequence
_N_UNKNOWN = re.compile(
    r"[nN]\s(?:(?:per (?:group|arm|strain|study)|for [\w -]{1,20})\s)?(?:not\s(?:fully\s)?(?:reported|stated"
    r"|specified|given|available|confirmed|published|disclosed|extracted|publicly)|unspecified|unknown|(?-i:NR))\b"
)
_NOT_APPLICABLE = re.compile(
    r"(?i)(?:n/?a\b|n\.a\.|not[- ]applicable|[—–-]|none\b|null\b|\?|(?:[\w-]+ ){0,2}review\b|position"
    r"|consensus|theor|model(?:l?ing)?\b|biochem|method"
    r"|commentary|comput|software|in[- ]silico|perspective|editorial|guideline|hypothesis|database|protocol"
    r"|in[- ]vitro\b|purified|enzyme|structur|cryo|crystal)"
)
_NO_SUBJECTS = re.compile(
    r"(?i)review|in[- ]?vitro|in[- ]?vivo|assay|genetic|mechanis|mapping|sequenc|simulat|analys[ie]s"
)
_UNKNOWN = re.compile(
    r"(?i)(?:nr\b|not[- ]|unspec|unknown|unclear|unconfirmed|unverified|varies|variable|various|multiple"
    r"|several|small|large|many|few)"
)
_PER = re.compile(
    r"(?i)\s*(?:(?:mice|rats|animals|subjects|patients|flies|worms|dogs|participants|males?|females?|men"
    r"|women|replicates|biological|independent|individuals|adults|pigs|rabbits|mouse|fish|donors"
    r"|total|randomi[sz]ed|old|young|aged|hamsters|pairs|rodents|monkeys|people|volunteers|zebrafish|larvae"
    r"|per-protocol|~)\s*){0,3}(?:(?<!\s)/\s?(?=[^\W\d])|/\s?(?=group|arm|condition|genotype|strain|sex\b)"
    r"|(?-i:per[\s-](?!protocol)(?=[a-z\d]))|each\b|in each\b|a group\b)"
)
_PER_BEFORE = re.compile(r"(?i)\b(?:per[- ](?:group|arm)|each (?:group|arm)|group sizes?)\W*$")
# "deaths (n=443)", "liver enzyme elevations: placebo n=1, 30 mg n=2": what happened, not to whom
_EVENTS_BEFORE = re.compile(
    r"(?i)\b(?:deaths|adverse events|events|saes?|elevations|withdrawals|discontinuations|dropouts|erythema"
    r"|scaling|irritation|stinging|burning|fractures|infections)\b(?:\s\(|:?\s(?:[^·;.()]{0,50}[\s,])?)$"
)
_NO_SUBJECTS_NEXT = re.compile(r"\s*(?:$|[)\],;.·]|\([^n()]|total\b)")
_PAIRS_PER = re.compile(r"(?i)\s*(?:[\w-]+\s)?pairs\s?(?:per\b|/)")
# whatever is counted: "n=5 muscles/group"
_ANY_PER = re.compile(r"(?i)\s*(?:[^\W\d][\w-]*\s?){1,2}/\s?(?:group|arm|condition|genotype|treatment)\b")
_EXPERIMENTS = frozenset({"in-vivo", "in-vitro", "ex-vivo", "in-silico", "structural"})
_BENCH = frozenset({"in-vitro", "ex-vivo", "in-silico", "structural"})
_ANIMALS = frozenset({"in-vivo", "ex-vivo"})
_LARGEST_GROUP = 60
_POOLED = frozenset({"meta-analysis", "systematic-review"})
_REPORTS = re.compile(r"[\d\s]reports\b")
_SHORT = 40
_LONG = 120
_COUNTING = ("sample", "design", "population")
_LAST_RESORT = ("raw", "publication", "title", "authors", "note")


def read_samples(note: Note, designs: tuple[str, ...]) -> tuple[SampleSize, ...]:
    """Every stated ``n`` of a footnote with these designs, by place."""
    experiment = bool(designs) and _EXPERIMENTS.issuperset(designs)
    stated: list[Stated] = []
    for letter in _LETTER_N.finditer(note.text, note.start, note.end):
        at = letter.start()
        if (match := _N.match(note.text, at, note.end)) is not None:
            _explicit(note, match, stated)
        elif _DOUBLED.match(note.text, at, note.end) is not None:
            continue  # "n=n=8", "n=N=8 replicates": the second says it
        elif (match := _N_WORD.match(note.text, at, note.end)) is not None:
            if not _CODE.match(note.text, at):
                stated.append(_wordy(match))
        elif (match := _N_UNKNOWN.match(note.text, at, note.end)) is not None:
            stated.append(Stated(match.start(), match.end(), None, None, SampleKind.TOTAL, False))
    later = note.mentions("; n/a")
    for start, end in note.pieces if note.mentions("n/a") else ():
        match = _N_NONE.match(note.text, start, end) or (
            _N_NONE_LATER.search(note.text, start, end) if later else None
        )
        if match is not None:
            stated.append(Stated(match.start(), match.end(), None, None, SampleKind.NOT_APPLICABLE, False))
    known = sorted([(one.start, one.end) for one in stated])
    declared = False
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True) if note.counts else ():
        if kind not in _COUNTING:
            continue
        if kind == "design" and declared:
            # a second segment with a design word is a finding more often than a declaration
            pair = note.brackets.around(start + _SHORT)
            end = min(end, pair[1] if pair is not None and pair[1] < start + _LONG else start + _SHORT)
        declared = declared or kind == "design"
        find_counts(
            note, start, end, stated, known, anywhere=True, strict=kind != "sample", experiment=experiment
        )
    if not stated and note.counts:
        for start, end in note.of_kind(*_LAST_RESORT):
            find_counts(note, start, end, stated, known, anywhere=False, experiment=experiment)
            if stated:
                break
    find_groups(note, stated)
    if not stated:
        return ()
    stated.sort(key=lambda one: (one.start, one.end))
    mark_parts(note, stated)
    if len(stated) > 1:
        bench = "in-vitro" in designs and _BENCH.issuperset(designs)
        compare_sizes(note, stated, lists=not bench)
    _settle_kinds(note, stated, designs)
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


def _names_subjects(note: Note, one: Stated) -> bool:
    """Whether the noun of a size is one for people or animals, behind it or in its own words."""
    for hit in note.hits_in(one.start, min(note.piece_end(one.start), one.end + _SHORT)):
        sense = hit.sense(SAMPLES)
        if sense is not None and sense.id == "subjects":
            return True
    return False


def _explicit(note: Note, match: re.Match[str], stated: list[Stated]) -> None:
    """One ``n=…``: a number, a range, two arms or a part of a whole, and what hangs on it."""
    start, end = match.start(), match.end()
    if _DENIED.search(note.text, max(note.start, start - 12), start):
        return  # "n=21, not n=9 as sometimes cited"
    if _OTHER_WORK.search(note.text, max(note.start, start - 130), start):
        return
    if any(one.start <= start < one.end for one in stated[-3:]):
        return
    approximate = bool(match["approx"].strip()) or match["op"] != "=" or bool(match["plus"])
    low = parse_count(match["low"], match["scale"] or (match["scale2"] if match["tail"] else ""))
    limit = note.piece_end(start)
    if match["tail"] is None:
        _single(note, Stated(start, end, low, low, SampleKind.TOTAL, approximate), limit, stated)
        return
    high = parse_count(match["high"], match["scale2"])
    separator = match["sep"].strip().lower().rstrip(".")
    if separator in ("-", "–", "—", "‑", "−", "to") and low is not None and high is not None and high >= low:
        _single(note, Stated(start, end, low, high, SampleKind.TOTAL, approximate), limit, stated)
        return
    if separator in ("-", "–", "—", "‑", "−", "to"):
        cut = match.start("tail")
        _single(note, Stated(start, cut, low, low, SampleKind.TOTAL, approximate), limit, stated)
        return
    # "36/297" is a part of a whole where the second is larger; "20/18", "20 vs 18", "20 + 18" are arms
    whole = separator == "/" and low is not None and high is not None and high > 2 * low
    first = match.start("high")
    kind = read_noun(note, end, limit)
    arm = SampleKind.ARM if kind in (None, SampleKind.TOTAL) else kind
    stated.append(Stated(start, match.start("tail"), low, low, arm, approximate))
    stated.append(Stated(first, end, high, high, SampleKind.TOTAL if whole else arm, approximate))


def _settle_kinds(note: Note, stated: list[Stated], designs: tuple[str, ...]) -> None:
    """What the designs say of sizes without a noun; what several sizes of one note say of each other."""
    if "in-vitro" in designs and _BENCH.issuperset(designs):
        for one in stated:  # cultures and measurements, unless a noun says that they are subjects
            if one.kind is SampleKind.TOTAL and one.value is not None and not _names_subjects(note, one):
                one.kind = SampleKind.SAMPLES
    elif not _POOLED.isdisjoint(designs):
        for one in stated:  # "19 studies from 22 reports"
            if one.kind is SampleKind.SAMPLES and _REPORTS.search(
                note.text, one.start, min(note.end, one.end + _SHORT)
            ):
                one.kind = SampleKind.STUDIES
    elif not _ANIMALS.isdisjoint(designs):
        for one in stated:  # "n=6–10": groups of so many animals, because a whole has one size
            if (
                one.kind is SampleKind.TOTAL
                and one.value is not None
                and one.value < (one.high or 0) <= _LARGEST_GROUP
                and note.text[one.start] in "nN"
            ):
                one.kind = SampleKind.PER_GROUP
    largest = 0
    for one in stated:
        if one.kind is not SampleKind.TOTAL or one.value is None:
            continue
        if one.value * 1.5 < largest:
            one.kind = _kind_of_cases(note, one)
        largest = max(largest, one.value)


def _kind_of_cases(note: Note, one: Stated) -> SampleKind:
    """Of a larger sample: "3,224 dementia cases" occurred where it was followed up, and else are a part."""
    if not note.text[one.start : one.end].endswith("cases") or note.text[one.start] in "nN":
        return one.kind
    left, right = note.piece_at(one.start)
    small = note.lower[left - note.start : right - note.start]
    if "control" in small or not ("follow-up" in small or "incident" in small or "cohort" in small):
        return SampleKind.ARM
    return SampleKind.EVENTS


def _single(note: Note, one: Stated, limit: int, stated: list[Stated]) -> None:
    text = note.text
    before = text[max(note.start, one.start - BEFORE) : one.start]
    after = text[one.end : min(limit, one.end + AFTER)]
    noun = read_noun(note, one.end, limit)
    if PLANNED_AFTER.match(after) or PLANNED_BEFORE.search(before):
        one.kind = SampleKind.PLANNED
    elif _PAIRS_PER.match(after) or (
        noun in (None, SampleKind.TOTAL)
        and (_PER.match(after) or _PER_BEFORE.search(before) or _ANY_PER.match(after))
    ):
        one.kind = SampleKind.PER_GROUP
    elif noun is not None and noun is not SampleKind.TOTAL:
        one.kind = noun
    elif _EVENTS_BEFORE.search(before) and _NO_SUBJECTS_NEXT.match(after):
        one.kind = SampleKind.EVENTS
    elif (kind := kind_of_whole(note, one, stated)) is not None:
        one.kind = kind
    elif not note.text.startswith(": ", one.end) and is_arm(note, one, before, after, stated):
        one.kind = SampleKind.ARM
    stated.append(one)
    if one.kind in (SampleKind.TOTAL, SampleKind.SAMPLES, SampleKind.STUDIES):
        find_parts(note, one, limit, stated)


def _wordy(match: re.Match[str]) -> Stated:
    """``n=`` before a word: not applicable, or a number that the writer does not know."""
    word = match["word"].strip()
    start, end = match.start(), match.start("word") + len(match["word"].rstrip())
    if _NOT_APPLICABLE.match(word):
        kind = SampleKind.NOT_APPLICABLE
    elif _UNKNOWN.match(word):
        kind = SampleKind.TOTAL
    else:
        kind = SampleKind.NOT_APPLICABLE if _NO_SUBJECTS.search(word) else SampleKind.TOTAL
    return Stated(start, end, None, None, kind, False)
