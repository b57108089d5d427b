"""Numbers before a counting noun: ``38 trials``, ``4,120 sedentary adults``, ``twelve dogs``."""

from __future__ import annotations

import re
from bisect import bisect_left

from claimgraph.extract.citation.lexicon import ORGANISMS, SAMPLES, Hit, Use
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.numbers import (
    APPROXIMATE,
    NUMBER,
    NUMBER_WORD,
    NUMBER_WORDS,
    SCALE,
    parse_count,
)
from claimgraph.extract.citation.patterns import compile_words
from claimgraph.extract.citation.sizes import (
    AFTER,
    BEFORE,
    BREAKING_WORD,
    KINDS,
    ONE_STUDY,
    PLANNED_AFTER,
    PLANNED_BEFORE,
    UNIT,
    Stated,
    is_qualifier,
    subjects_follow,
)
from claimgraph.model import SampleKind

_BEFORE_NOUN = re.compile(
    rf"(?<![\w.,%$€£^#=±\-–−+×/])(?P<approx>{APPROXIMATE})(?:(?P<value>{NUMBER})(?P<scale>{SCALE})"
    rf"(?P<plus>\+)?(?:(?:–|-|\sto\s)(?P<high>{NUMBER}))?|(?P<word>{NUMBER_WORD}))"
    r"(?P<words>(?:\s(?:[^\W\d_][\w'’/α-ωΑ-Ω-]*|\*[^*\n]{2,30}\*|\([^()\n]{1,20}\)),?|\s\+"
    r"|\s&){0,6}?)\s?\*{0,2}$",
    re.IGNORECASE,
)
_IN_FRACTION = re.compile(
    r"\d\s?/\s?$|\d\sof\s$|\bout of\s$|\bphase\s$|\btype\s$|\bgrade\s$|\bstage\s$|\btable\s$"
    r"|\bfig(?:ure)?\.?\s$|\bpart\s$|\bday\s$|\bweek\s$|\bage(?:s|d)?\s$|\byears?\s$|\bvol\.?\s$|\bgroup\s$"
    r"|\bmonths?\s$|\bpage\s$|\bref(?:erence)?\.?\s$|\bp\.\s?$|\bstudy\s$|\bcohort\s$|\bpatient\s$"
    r"|\btrial\s$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?i)\b(?:in|of|on|among|enrol?led|with|from|including|totall?ing|comprising|recruited|randomi[sz]ed"
    r"|followed)\s+(?:the\s+)?$"
)
_SINGULAR = frozenset(
    {"mouse", "rat", "dog", "patient", "adult", "participant", "subject", "animal", "cell", "man", "woman"}
)
# What a sample comes from, not what it consists of: they count only where "n=" stands before them.
_GROUPINGS = frozenset(
    {
        "species",
        "tissues",
        "populations",
        "countries",
        "sites",
        "centres",
        "centers",
        "strains",
        "genotypes",
        "timepoints",
        "visits",
        "items",
        "products",
        "questionnaires",
        "compounds",
        "formulations",
        "breeds",
        "data",
        "endpoints",
        "genes",
        "proteins",
        "variants",
        "snps",
        "loci",
        "cpgs",
        "metabolites",
        "transcripts",
        "mutations",
        "alleles",
    }
)
_NO_THING = re.compile(r"(?i)\s(?:history|planning|tree|-agnostic)\b|-(?:agnostic|specific|wide|level)\b")
_BEHIND_SLASH = re.compile(r"[^\W\d]/\d")
_WITHIN = re.compile(r"(?i)\b(?:within|between|per|intra|inter|split|parent)-$")
_THRESHOLD = re.compile(r"[≥>]|at least|more than")
_AN_ARM = frozenset({"controls", "placebo"})
_ARM_NEXT = re.compile(r"(?i)\s(?:individually\s|age-)?(?:controls?|matched|placebo)\b")
_INCIDENT = re.compile(r"(?i)\b(?:incident|new-onset)\b")
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
_VERB = compile_words(
    r"show\w*|found|was|were|is|are|extend\w*|reduc\w+|increas\w+|improv\w+|demonstrat\w+"
    r"|suggest\w*|identif\w+|associated|predict\w*|correlat\w+|elevated|lower|higher|had|declin\w+"
)
_DIGIT = re.compile(r"\d")
_NUMBER_WORD = compile_words(NUMBER_WORDS)


def find_counts(
    note: Note,
    start: int,
    end: int,
    stated: list[Stated],
    known: list[tuple[int, int]],
    *,
    anywhere: bool,
    strict: bool = False,
    experiment: bool = False,
) -> None:
    """Adds the numbers that stand before a counting noun in ``text[start:end]`` to ``stated``.

    Without ``anywhere`` only "in 24 patients" counts, as in running text; with ``strict`` things count
    only by their plain names (samples, biopsies), not by every noun that can be counted (genes).
    In an ``experiment`` a cohort is a group of animals and no study.
    ``known`` are the places of the ``n=`` of the footnote, sorted.
    """
    nouns = [hit for hit in note.hits_in(start, end) if hit.sense(SAMPLES) is not None]
    if not nouns:
        return
    starts = {hit.start for hit in nouns if _has_number(note, max(start, hit.start - BEFORE), hit.start)}
    if not starts:
        return
    for index, (left, right) in enumerate(note.clauses(start, end)):
        if anywhere and index > 3:
            return
        stop: int | None = None
        for hit in note.hits_in(left, right):
            sense = hit.sense(SAMPLES)
            if sense is None or hit.start not in starts:
                continue
            if stop is None:
                verb = note.find(_VERB, left, right) if anywhere else -1
                stop = verb if verb >= 0 else right
            if hit.start >= stop:
                break
            if sense.id not in KINDS or (sense.id in ("cells", "tissues") and is_qualifier(note, hit, right)):
                continue
            if hit.words[-1] in _GROUPINGS or (experiment and hit.words[-1] in ("cohort", "cohorts")):
                continue
            if _NO_THING.match(note.text, hit.end):
                continue  # "1 strong family history"
            if hit.words[-1] in ONE_STUDY or _WITHIN.search(note.text, max(start, hit.start - 8), hit.start):
                continue  # "the 85+ study", "60 expansion cohort"; "48 forearms, within-person"
            if (sense.id == "tissues" and hit.words[-1][-1] != "s") or hit.words[-1] == "replicate":
                continue  # "26 skin", "two replicate trials": no piece of it
            if hit.words[-1] in _SINGULAR and _counted_next(note, hit):
                continue  # "12 rat tissues"
            if sense.id == "studies" and subjects_follow(note, hit):
                continue  # "1,200 RCT participants"
            if sense.id not in ("subjects", "studies") and (
                not anywhere or (strict and (sense.use is not Use.NAME or sense.id == "cells"))
            ):
                continue
            one = _number_before(note, hit, left, right, KINDS[sense.id], loose=anywhere)
            if one is not None and not _overlaps(one, stated, known):
                stated.append(one)
                if not anywhere:
                    return


def _counted_next(note: Note, hit: Hit) -> bool:
    """Whether another noun that can be counted stands straight behind a label."""
    for other in note.hits_in(hit.end, min(note.end, hit.end + 20)):
        if other.sense(SAMPLES) is not None:
            return other.start == hit.end + 1
    return False


def _has_number(note: Note, start: int, end: int) -> bool:
    return _DIGIT.search(note.text, start, end) is not None or note.find(_NUMBER_WORD, start, end) >= 0


def _overlaps(one: Stated, stated: list[Stated], known: list[tuple[int, int]]) -> bool:
    """Whether a size shares characters with one that was there before or with the last one added."""
    at = bisect_left(known, (one.end, 0)) - 1
    if at >= 0 and known[at][1] > one.start:
        return True
    last = stated[-1] if stated else None
    return last is not None and last.start < one.end and one.start < last.end


def _number_before(
    note: Note, hit: Hit, left: int, right: int, kind: SampleKind, *, loose: bool
) -> Stated | None:
    text = note.text
    base = max(left, hit.start - BEFORE)
    window = text[base : hit.start]
    match = _BEFORE_NOUN.search(window)
    if match is not None and (inner := _BEHIND_SLASH.search(match["words"])) is not None:
        # "54 case series/4,004 patients": the nearest number
        match = _BEFORE_NOUN.search(window[match.start("words") + inner.end() - 1 :])
        base += len(window) - len(match.string) if match is not None else 0
    if match is None or BREAKING_WORD.search(match["words"]):
        return None
    if kind is SampleKind.SAMPLES and "+" in match["words"]:
        return None  # "9 disease models + plasma"
    if _THRESHOLD.search(match["approx"]) and len(match["value"] or "") == 1:
        return None  # "adults with ≥2 cancers in 5 years": who may take part
    if text[hit.start - 1] == "/":
        return None  # a dose: particles/mouse
    written = match["value"] or match["word"]
    number_end = base + (match.end("value") if match["value"] else match.end("word"))
    number_start = base + match.start("approx")
    if any(
        label.sense(ORGANISMS) is not None
        for label in note.hits_in(max(left, number_start - 24), hit.end)
        if label.start < number_end and label.end > number_start
    ):
        return None  # the number belongs to a name: 293 cells, 129 mice
    if "10" in written and re.search(r"[×x^⁰-⁹]", written) and hit.sense(SAMPLES).id == "cells":  # type: ignore[union-attr]
        return None  # a dose of cells
    if match["high"] and UNIT.match(text, base + match.end("high")):
        return None
    if UNIT.match(text, number_end) or _IN_FRACTION.search(text[max(left, number_start - 12) : number_start]):
        return None
    if match["value"] and _YEARLIKE.fullmatch(written) and kind is not SampleKind.TOTAL:
        return None
    if (
        not loose
        and not _LEAD_IN.search(text[max(left, number_start - 24) : number_start])
        and number_start - left > 3
    ):
        return None
    if hit.words[-1] in _SINGULAR and (match["word"] or len(written) == 1) and written != "1":
        return None  # "two mouse schedules": the noun qualifies another
    low = parse_count(written, match["scale"])
    high = parse_count(match["high"]) if match["high"] else low
    if low is None or high is None or high < low:
        return None
    after = text[hit.end : min(right, hit.end + AFTER)]
    before = text[max(left, number_start - BEFORE) : number_start]
    if (kind is SampleKind.TOTAL and PLANNED_AFTER.match(after)) or PLANNED_BEFORE.search(before):
        kind = SampleKind.PLANNED
    elif kind is SampleKind.TOTAL and re.match(r"(?i)\s*(?:/\s?(?=[^\W\d])|per\s|each\b)", after):
        kind = SampleKind.PER_GROUP
    elif hit.words[-1] == "cases" and (
        hit.words[0] == "incident" or (kind is SampleKind.TOTAL and _INCIDENT.search(match["words"]))
    ):
        kind = SampleKind.ARM if _ARM_NEXT.match(after) else SampleKind.EVENTS
    elif kind is SampleKind.TOTAL and (
        hit.words[-1] in _AN_ARM
        or _ARM_NEXT.match(after)
        or re.search(r"(?i)\b(?:placebo|vs\.?|versus)\s*[(:]?\s*$", before)
        or re.match(r"(?i)\s*(?:vs\.?|versus)\s", after)
    ):
        kind = SampleKind.ARM
    approximate = bool(match["approx"].strip()) or bool(match["value"] and match["plus"])
    return Stated(number_start, hit.end, low, high, kind, approximate)
