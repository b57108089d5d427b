"""Study designs: which design words of a footnote state the design of *its* source.

A design word counts where the writer declares a design: in a segment that opens with one, in the
segment of the sample size, in the population (``model: human RCT``). Only a footnote without such a
place is searched further, first its title, then its other text. A word does not count where it is about
something else: what a review includes ("12 RCTs", "of cohort studies"), what is missing ("no RCT",
"needs", "not a"), another study ("unlike the earlier trial"), the reviewing of manuscripts.

"Randomised" alone is a trial of people only where no animal is the subject.
"""

from __future__ import annotations

import re

from claimgraph.extract.citation.design_edges import (
    AFTER_NOT,
    AMBIGUOUS,
    COUNTED,
    EDGE_AFTER,
    EDGE_BEFORE,
    IN_PROSE_NOT,
    LABEL,
    NESTED,
    NOT_ITS_OWN,
    OF,
    OTHER_SENSE,
    OWN_PART,
    STUDY_NEXT,
    TITLED_SYSTEMATIC,
    VERB,
)
from claimgraph.extract.citation.lexicon import DESIGNS, ORGANISMS, SAMPLES, Hit, Use, read_lexicon
from claimgraph.extract.citation.note import Note

HUMAN = "homo-sapiens"
RCT = "randomized-controlled-trial"
OPEN = "non-randomized-trial"
IN_VIVO = "in-vivo"

_COMPANIONS = frozenset({"canis-lupus-familiaris", "felis-catus", "equus-caballus"})
_JOURNAL_BEFORE = re.compile(r"[A-Z][a-z]+ $")
_YEAR_NEXT = re.compile(r"\s(?:19|20)\d\d\b")
_TRIALS = frozenset({RCT, "clinical-trial"})
_OBSERVING = frozenset({IN_VIVO, "in-vitro", "ex-vivo", "structural", "observational", "cohort"})
_WEAK_RANDOM = frozenset(
    {
        "randomized",
        "randomised",
        "randomization",
        "placebo",
        "sham",
        "vehicle",
        "double",
        "blind",
        "blinded",
        "controlled",
        "parallel",
        "group",
        "crossover",
        "cross",
        "over",
    }
)
_RANDOMISED = re.compile(r"(?i)\brandomi[sz]ed\b")
_SMALL_NUMBER = re.compile(
    r"(?i)(?:^|[\s(])(?:2|3|4|two|three|four|both|pooled|parallel|replicate|twin)\s+(?:[\w-]+\s+){0,3}$"
)
_PLURAL_TRIALS = frozenset(
    {
        "rcts",
        "trials",
        "randomized trials",
        "randomised trials",
        "randomized controlled trials",
        "randomised controlled trials",
    }
)
# MR is also magnetic resonance, a receptor, methionine restriction: it must stand as a design does.
_MR_BEFORE = re.compile(
    r"(?i)(?:^|[+,(;&:·]|\band|\bor|\bwith|sample|cis|drug-target|multivariable|bidirectional"
    r"|bi-directional|proteome-wide|two-step)[\s*_(-]*$"
)
_MR_AFTER = re.compile(
    r"(?i)^[\s*_]*(?:$|[+,(;):·]|stud|analys|evidence|estimate|instrument|ivw|meta|design|using|with|in\b"
    r"|of\b|on\b|and\b|=)"
)
_GWAS_DATA = re.compile(
    r"(?i)^[\s-]*(?:instruments?|summary|data|loci|locus|hits?|variants?|snps?|catalog|cohorts?|statistics"
    r"|identified|signals?)\b"
)
_TIMING = frozenset({"prospective", "retrospective", "longitudinal", "prospectively", "study"})
_QUALIFIED = frozenset(
    {
        RCT,
        "clinical-trial",
        "non-randomized-trial",
        "case-control",
        "case-report",
        "cross-sectional",
        "meta-analysis",
        IN_VIVO,
    }
)
_RETELLING = frozenset(
    {"review", "systematic-review", "meta-analysis", "editorial", "guideline", "database", "theory"}
)
_HEAD_REACH = 48
_CUE = 44
_MARKUP = 3
_ADJACENT = 2
_SETTINGS = frozenset({"in-vivo", "in-vitro", "ex-vivo", "in-silico", "structural"})
_GROUP_WORDS = frozenset({"cohort", "cohorts"})
_LATER_REACH = 14
_MAX_PROSE = 3

DECLARING = ("design",)
SECOND_PLACE = ("sample", "population")


def is_design_segment(
    note: Note, start: int, end: int, *, reach: int = _HEAD_REACH, firm: bool = False
) -> bool:
    """Whether ``text[start:end]`` declares a design: it opens with an accepted design word within
    ``reach`` characters; with ``firm`` a word that only hints must be the first.
    """
    text = note.text
    label = LABEL.match(text[start : min(end, start + 40)])
    if label is not None:
        return any(hit.sense(DESIGNS) for hit in note.hits_in(start, end))
    for hit in note.hits_in(start, min(end, start + reach + 40)):
        if hit.start - start > reach:
            return False
        sense = hit.sense(DESIGNS)
        if sense is None or (firm and sense.use is Use.HINT and hit.start - start > _MARKUP):
            continue
        if note.find(VERB, start, hit.start) >= 0:
            return False
        if _accepts(note, hit, start, end, head=True):
            return True
    return False


def read_designs(note: Note) -> tuple[str, ...]:
    """Canonical ids of the designs that the footnote states, in order of mention.

    An unspecific design (``observational``) is dropped where a more specific one below it is there too.
    """
    found: list[str] = []
    for start, end in note.of_kind(*DECLARING):
        # a later segment that happens to hold a design word ("comprehensive regulation …") says less
        if not found or is_design_segment(note, start, end, reach=_LATER_REACH * 2, firm=True):
            told = not _RETELLING.isdisjoint(found)
            more = _declared(note, start, end, told=told)
            found += [one for one in more if not (told and one == "structural")]  # an overview of structure
    secondary_only = bool(found) and not any(read_lexicon().concept(DESIGNS, one).primary for one in found)
    if not secondary_only:
        declared = bool(found)
        for start, end in note.of_kind(*SECOND_PLACE):
            found += _in_place(note, start, end, strict=declared)
    if not found:
        found = _elsewhere(note)
    if "clinical-trial" in found and RCT not in found and _says_randomised(note):
        found = [RCT if one == "clinical-trial" else one for one in found]
    if (
        RCT in found
        and OPEN in found
        and not any(hit.words[0].startswith("non") for hit in note.hits if hit.sense(DESIGNS))
    ):
        found = [one for one in found if one != OPEN]  # an open-label randomised trial is randomised
    if "meta-analysis" in found and "systematic-review" not in found and _is_systematic(note):
        found.append("systematic-review")
    if "editorial" in found and not _OBSERVING.isdisjoint(found):
        found = [one for one in found if one != "editorial"]  # a research letter has data of its own
    return tuple(_specific(dict.fromkeys(found)))


def _is_systematic(note: Note) -> bool:
    """Whether a meta-analysis is a systematic review by its title or by where it stands."""
    return note.mentions("cochrane database") or (
        note.mentions("systematic review")
        and any(TITLED_SYSTEMATIC.search(note.text, *piece) for piece in note.of_kind("title", "authors"))
    )


def _says_randomised(note: Note) -> bool:
    """Whether a trial that is declared without saying so is randomised by its title."""
    return any(_RANDOMISED.search(note.text, start, end) for start, end in note.of_kind("title", "authors"))


def settle_randomised(designs: tuple[str, ...], note: Note, animals: tuple[str, ...]) -> tuple[str, ...]:
    """Reads a bare "randomized" of laboratory animals as an experiment in vivo; ``animals`` are the
    species where people are not among them. Trials of companion animals are trials.
    """
    if not animals or _TRIALS.isdisjoint(designs) or _COMPANIONS.issuperset(animals):
        return designs
    for hit in note.hits:
        sense = hit.sense(DESIGNS)
        if sense is not None and sense.id in _TRIALS and not _WEAK_RANDOM.issuperset(hit.words):
            return designs
    return tuple(dict.fromkeys(IN_VIVO if design in _TRIALS else design for design in designs))


def _declared(note: Note, start: int, end: int, *, told: bool) -> list[str]:
    """Designs of a segment that declares them: its first clause, brackets included, and any later
    clause that opens with a design again; ``told`` where a segment before has declared a review.
    """
    found: list[str] = []
    retelling: bool | None = None  # None until a design is found
    for index, (left, right) in enumerate(note.clauses(start, end)):
        if index and not is_design_segment(note, left, right, reach=_LATER_REACH):
            continue
        verb = _first_verb(note, left, right)
        stated: list[tuple[str, Hit]] = []
        for hit in note.hits_in(left, right):
            sense = hit.sense(DESIGNS)
            if sense is None or (verb is not None and hit.start > verb):
                continue
            if retelling is False and sense.use is Use.HINT and sense.id in _RETELLING:
                continue  # "cross-sectional overview of": a word, no second design
            if retelling and sense.id not in _RETELLING and _is_inside(note, hit, left):
                continue  # "review (in-vivo data)": what it retells
            if hit.words[0] in _GROUP_WORDS and stated and _is_of_animals(note, hit, left):
                continue  # "in-vivo (monkeys, multi-age cohort)": a group of the animals
            if hit.words == ("survey",) and told:
                continue  # a survey of what was written
            if _accepts(note, hit, left, right, head=hit.start - left <= _HEAD_REACH):
                stated.append((sense.id, hit))
                retelling = retelling is not False and sense.id in _RETELLING
        found += _without_adjectives(stated)
    return found


def _without_adjectives(stated: list[tuple[str, Hit]]) -> list[str]:
    """Drops "prospective" and its like straight before or behind the design that it qualifies
    ("prospective RCT"); apart from one it is a cohort's own word.
    """
    kept: list[str] = []
    for index, (design, hit) in enumerate(stated):
        if _TIMING.issuperset(hit.words) and any(
            other in _QUALIFIED and max(near.start - hit.end, hit.start - near.end) <= _ADJACENT
            for other, near in (*stated[max(0, index - 1) : index], *stated[index + 1 : index + 2])
        ):
            continue
        kept.append(design)
    return kept


def _is_of_animals(note: Note, hit: Hit, left: int) -> bool:
    """Whether a word stands in brackets that name an animal and not people."""
    pair = note.brackets.around(hit.start)
    if pair is None or pair[0] <= left:
        return False
    named = {sense.id for other in note.hits_in(*pair) if (sense := other.sense(ORGANISMS)) is not None}
    return bool(named) and HUMAN not in named


def _is_inside(note: Note, hit: Hit, left: int) -> bool:
    pair = note.brackets.around(hit.start)
    return pair is not None and pair[0] > left


def _first_verb(note: Note, start: int, end: int) -> int | None:
    at = note.find(VERB, start, end)
    while at >= 0:
        if note.brackets.around(at) is None:
            return at
        at = note.find(VERB, at + 1, end)
    return None


def _in_place(note: Note, start: int, end: int, *, strict: bool) -> list[str]:
    """Designs named in a sample or population segment: firm names only, and where the design is
    declared elsewhere only what stands in the first clause.
    """
    found: list[str] = []
    for index, (left, right) in enumerate(note.clauses(start, end)):
        if strict and index:
            break
        if index > 1 and not is_design_segment(note, left, right, reach=_LATER_REACH):
            continue
        for hit in note.hits_in(left, right):
            sense = hit.sense(DESIGNS)
            if sense is None or (
                sense.use is not Use.NAME and not _stands_alone(note.text, hit, left, right)
            ):
                continue
            if strict and len(hit.words) == 1 and not _stands_alone(note.text, hit, left, right):
                continue
            if _accepts(note, hit, left, right, head=False):
                found.append(sense.id)
    return found


def _elsewhere(note: Note) -> list[str]:
    """Designs of a footnote that declares none: in its title, else in the first segments that name
    one, else trials counted as two or three.
    """
    if not note.found and not note.of_kind("study-page", "authors", "venue", "title", "design", "sample"):
        return []  # a remark that names no source has no design
    for kinds in (
        ("title", "publication"),
        ("raw", "note", "access", "authors", "identifier", "study-page", "statistic", "venue"),
    ):
        for start, end in note.of_kind(*kinds):
            found = [
                sense.id
                for hit in note.hits_in(start, end)
                if (sense := hit.sense(DESIGNS)) is not None
                and (
                    sense.use is Use.NAME
                    or sense.id in (RCT, OPEN)
                    or (sense.id == "clinical-trial" and STUDY_NEXT.match(note.text[hit.end : hit.end + 60]))
                )
                and _accepts(note, hit, start, end, head=False)
                and not IN_PROSE_NOT.match(note.text[hit.end : hit.end + 30])
            ]
            if found:
                return found[:_MAX_PROSE]
    for hit in note.hits:
        if hit.sense(SAMPLES) is not None and " ".join(hit.words) in _PLURAL_TRIALS:
            before = note.text[max(note.start, hit.start - 40) : hit.start]
            if _SMALL_NUMBER.search(before):
                return [RCT if hit.words[0] != "trials" else "clinical-trial"]
    return []


def _accepts(note: Note, hit: Hit, start: int, end: int, *, head: bool) -> bool:
    text = note.text
    sense = hit.sense(DESIGNS)
    assert sense is not None
    before = text[max(start, hit.start - 90) : hit.start]
    after = text[hit.end : min(end, hit.end + 60)]
    if sense.use is Use.HINT and not (EDGE_BEFORE.search(before) or head):
        return False
    if (hit.words[0] in AMBIGUOUS and OTHER_SENSE.match(text, hit.start)) or (
        hit.words[0] == "registered" and before.endswith("pre-")
    ):
        return False
    if sense.id == "editorial" and len(hit.words) == 1 and _JOURNAL_BEFORE.search(before):
        return False  # "Perspectives in Some Biology", "Skin Letter": a journal
    if sense.use is Use.HINT and _YEAR_NEXT.match(after):
        return False  # part of a journal's name: Some Cell Biology 2031
    bounded = (
        EDGE_AFTER.match(after) is not None
        or _design_follows(note, hit, end)
        or (sense.id != "gwas" and STUDY_NEXT.match(after) is not None)
    )
    if sense.use is Use.HINT and not bounded and not (head and sense.id in (RCT, OPEN)):
        return False
    if hit.words == ("mr",) and not (_MR_BEFORE.search(before) and _MR_AFTER.match(after)):
        return False
    if sense.id == "gwas" and _GWAS_DATA.match(after):
        return False
    if AFTER_NOT.match(after):
        return False
    near = before[-_CUE:]
    own = NESTED.search(near)
    if NOT_ITS_OWN.search(near) and not (
        own and OWN_PART.search(before[: len(before) - len(near) + own.start()])
    ):
        return _SMALL_NUMBER.search(near) is not None and " ".join(hit.words) in _PLURAL_TRIALS
    if sense.id not in _SETTINGS and COUNTED.search(near):
        return _SMALL_NUMBER.search(near) is not None and " ".join(hit.words) in _PLURAL_TRIALS
    # "12 weeks of", "meta-analysis of": the word is what another design is made of
    within = OF.search(before, max(0, len(before) - 60))
    return within is None or OWN_PART.search(before[: within.start()]) is not None


def is_stated(note: Note, hit: Hit, start: int, end: int) -> bool:
    """Whether a label near the start of a clause stands as a design does: bounded, and not denied."""
    text = note.text
    before, after = text[start : hit.start], text[hit.end : min(end, hit.end + 60)]
    return (
        (EDGE_AFTER.match(after) is not None or STUDY_NEXT.match(after) is not None)
        and not AFTER_NOT.match(after)
        and not NOT_ITS_OWN.search(before)
        and note.find(VERB, start, hit.start) < 0
    )


def _design_follows(note: Note, hit: Hit, end: int) -> bool:
    for other in note.hits_in(hit.end, min(end, hit.end + 40)):
        gap = note.text[hit.end : other.start]
        return not gap.strip(" -–/(*_")
    return False


def _stands_alone(text: str, hit: Hit, start: int, end: int) -> bool:
    before, after = text[start : hit.start], text[hit.end : end]
    return bool(re.search(r"[(;,:/]\s*$|^\s*$", before)) and bool(re.match(r"\s*[);,/]|\s*$", after))


def _specific(found: dict[str, None]) -> list[str]:
    lexicon = read_lexicon()
    covered: set[str] = set()
    for one in found:
        covered |= lexicon.concept(DESIGNS, one).ancestors
    return [one for one in found if one not in covered]
