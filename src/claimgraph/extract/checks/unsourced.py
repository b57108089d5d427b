"""CL-02, CL-10, CL-56: what studies found, in text that names no source and carries no gap.

A label with values, or a sentence that goes on ("these animals ..."), tells details of the study that its
section has named before. A sentence that says something by itself needs its own footnote, unless what
leads it in or the heading has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document.values import Block, BlockKind
from claimgraph.extract.checks.page import CheckedPage

_STATISTIC = re.compile(
    r"\b[pP]\s?[<=≤]\s?0?\.\d+|\b(?:HR|OR|RR|SMD|WMD)\s?[=:]?\s?\d+\.\d+|\bn\s?=\s?\d[\d,]*"
)
_MANY = (
    r"(?:about |around |roughly |nearly |some |almost |approximately |up to |at least |more than |over |~|≈"
    r"|> ?)?"
)
_TURN = (
    r"\b(?:increas|decreas|reduc|extend|lower|improv|rais|elevat|declin|ris|fall|fell|drop|rose|shorten"
    r"|lengthen|slow|los|gain|cut|boost|shr|suppress|inhibit|prolong|accelerat|dwindl|grow|grew|wan)\w*\b"
)
_UNIT = (
    r"(?:\s?%|[- ]fold|\s(?:percent|per cent|mmHg|mg/dL|mmol/L|kg|days?|weeks?|months?|years?|points|bpm|m/s"
    r"|SD)\b)"
)
_CHANGE = re.compile(
    r"\b\d+(?:\.\d+)?[- ]fold (?:increase|decrease|reduction|higher|lower|induction|upregulation|greater"
    r"|elevat|more|less|drop|rise|fall)"
    rf"|{_TURN}[^.;|]{{0,40}}?\bby\s{_MANY}(?:an? )?\d+(?:\.\d+)?(?:\s?[–-]\s?\d+(?:\.\d+)?)?{_UNIT}"
    rf"|{_TURN}\s{_MANY}\d+(?:\.\d+)?\s?%"
    r"|\b\d+(?:\.\d+)?\s?(?:%|percent|per cent)\s(?:[a-z-]+ )?(?:increase|decrease|reduction|higher|lower"
    r"|extension|improvement|decline|greater|loss|more|fewer|less|longer|shorter|slower|faster|drop|rise|fall|gain)\b"
    r"|\b\d+(?:\.\d+)?\s?(?:%|percent|per cent)\s[a-z]{3,}er\sthan\b"
    r"|\b(?:doubles|doubled|halves|halved|triples|tripled|quadrupled?s?)\b"
    rf"|{_TURN}[^.;|]{{0,40}}?\bby\s{_MANY}(?:a |one )?(?:half|third|quarter|fifth|tenth)\b"
    r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine) (?:in|out of) (?:every )?"
    r"(?:\d+|two|three|four|five|ten|twenty) (?=[a-z])"
    r"|\b\d+(?:\.\d+)?(?:\s?[–-]\s?\d+(?:\.\d+)?)?\s?[×x] (?:the |higher |greater |more |increased )?"
    r"(?:risk|odds|mortality|incidence|rate|higher|lower|more)\b"
    r"|\b\d+(?:\.\d+)?(?:\s?[–-]\s?\d+(?:\.\d+)?)?\s?% (?:of|per|a) (?:all |the |total |older |aged )?"
    r"(?!baseline|control|normal|typical|wild|it\b|them\b|nuclear)[a-z]+"
    r"|\b(?:twice|three times|four times|five times|ten times) (?:as|more|higher|lower|the)\b",
)
# One of them stands in every match, and to look for them costs a tenth of the patterns.
_CLUES = (
    "%", "=", "fold", "<", "≤", "HR", "OR", "RR", "MD", "percent", "per cent", "mmHg", "mg/dL", "mmol/L",
    " kg", " day", " week", " month", " year", " points", " bpm", " m/s", " SD", "doubl", "halve", "tripl",
    "quadr", "twice", " times", "third", "quarter", " half", " fifth", " tenth", " out of ", " in ", "×",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"\]\(http|doi\.org|\bdoi:|\bPMID|\bPMC\d|\bNCT\d|\[\^|#gap/|#stub|#unsourced"
    r"|\[\[studies/|\b(?:see|per|from|under|cf\.?)[ (:]*\**\[\[|→ ?\**\[\[|\]\]\**(?:'s)? page"
    r"|\b(?:detailed|covered|described|documented|discussed|reviewed|shown|reported|listed)\s(?:[\w ]+\s)?"
    r"(?:in|on|at|by)\s(?:the )?\[\[",
    re.IGNORECASE,
)
"""A source, or a link to a page that tells it; a link to what the sentence is about is none."""
_DATED = re.compile(r"\bet al\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
_AUTHORS = re.compile(
    r"(?<![\w\[^/-])(?P<name>[A-Z][\w'’-]{2,})(?:\set al\.?,?|\s(?:and|&)\s[A-Z][\w'’-]+)\s?"
    r"\(?(?:19|20)\d\d\b"
)
"""Authors and year, as a source is named in running text."""
_ASIDE = re.compile(
    r"\b(?:limitations?|gaps?|verif\w*|provenance|methods?|caveats?|design|proposed|experiment|protocol"
    r"|references|citation|open questions?|predictions?|worked|example|footnotes)\b",
    re.IGNORECASE,
)


_GOES_ON = re.compile(
    r"[\W_]*(?:this|these|that|those|they|it|its|both|all|the (?:same|study|trial|authors?|paper|effect"
    r"|result|finding"
    r"|reduction|increase|difference|group|cohort|analysis)\w*|key|results?|findings?|however"
    r"|in contrast|by contrast"
    r"|similarly|moreover|furthermore|additionally|also|notably|importantly|primary|secondary"
    r"|quantitative|effects?"
    r"|at \d|after \d|a second|another|again|together|in summary|overall|interpretation"
    r"|(?:experimental )?design|note|follow|for comparison|subgroup"
    r"|of (?:these|note)|such|here|thus|therefore|dose|model|n\s?=)\b|[^.]{0,80}:\W*$",
    re.IGNORECASE,
)
_START = re.compile(r"[-*+\d.)\s]*[A-Za-z]")
_LABEL = re.compile(r"[-*+\d.)\s]*\*\*[^*]+\*\*\s*(?:[:—–(-]|$)|[-*+\d.)\s]*\*\*[^*]*[:.—]\*\*|[^.]{0,60}:\s")
_WORKS = (
    r"(?:drives?|drove|(?:caus|induc|reduc|improv|promot|activat|rais|enhanc|accelerat|attenuat|revers|rescu"
    r"|restor|increas|suppress|abolish|depress)(?:es|ed)|(?:extend|shorten|inhibit|impair|prevent|protect|delay"
    r"|block|trigger|lower|exhaust|worsen|lengthen|prolong|slow|blunt|halt)(?:s|ed)|leads?|led|results? in"
    r"|resulted in)\b"
)
_DONE = (
    r"(?:Loss|Excess|Extra|Deletion|Knock-?(?:out|down|in)|Ablation|Silencing|Over-?expression|Inactivation|Depletion|Inhibition"
    r"|Blockade|Haploinsufficiency|Removal|Injection|Infusion|Transplantation|Treatment|Supplementation|Deleting"
    r"|Over-?expressing|Inhibiting|Blocking|Removing|Injecting|Treating|Giving|Disrupting|Restoring|Raising|Lowering"
    r"|Depleting|Feeding)"
)
_SUBJECTS = (
    r"(?:mice|rats|animals|worms|flies|patients|women|men|littermates|mutants|fish|monkeys|dogs|people"
    r"|adults)"
)
_EXPERIMENT = re.compile(
    rf"[-*+\d.)\s]*(?:{_DONE}\b(?:\s(?:of|with|in))?\s(?:[^\s.;:]+\s){{1,10}}?{_WORKS}"
    r"|(?:[\w*/-]+-(?:null|deficient|knockout|overexpressing|transgenic|treated)|Aged|Old|Transgenic|Knockout"
    rf"|Mutant|Treated|In (?:[\w-]+ ){{0,3}}(?={_SUBJECTS}))\s?(?:[\w*-]+\s){{0,3}}?{_SUBJECTS},?\s"
    rf"(?:[^\s.;:]+\s){{0,8}}?(?:{_WORKS}"
    r"|(?:lives?|lived|show(?:s|ed)?|develop(?:s|ed)?|lose|lost|die|died|have|had|fail(?:s|ed)?)\b))"
)
_LIVED = re.compile(
    rf"[^.;:]*\b{_WORKS}\s(?:[\w-]+\s){{0,4}}?"
    r"(?:life-?span|longevity|health-?span|life expectancy|survival)\b"
)
_OUTCOMES = ("span", "longevity", "expectancy", "survival")
_WORK = re.compile(rf"\b{_WORKS}")
_IN_WHOM = re.compile(
    r"\b(?:aged|ageing|aging|old|older|elderly|senescent|mice|rats|worms|flies|patients|humans|volunteers)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|not|if|whether|when|hypothes\w*|suggest\w*|consistent|plausib\w*|likely"
    r"|thought|proposed|predict\w*|potential\w*|e\.g|for example|which is why)\b|→|\?",
    re.IGNORECASE,
)
_SHORT = 2
"""Sentences of a block that tells one experiment; longer ones are overviews."""
_SOURCED = re.compile(r"\[\^|#gap/|\bdoi\b|PMID")


def check_unsourced(page: CheckedPage) -> Iterator[Diagnostic]:
    """CL-02 and CL-56 on pages that originate claims, CL-10 on those that only gather them."""
    known = page.profile.page_type(page.page_type)
    if known is None or page.manual or known.source is not None or page.has_gap("stub"):
        return
    document = page.document
    originates = page.atomic and known.entity_class not in ("Hypothesis", "Hallmark")
    for number, block in enumerate(document.blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted:
            continue
        text = document.quote(block.span)
        if "[^" in text or "#gap/" in text:
            continue  # the commonest of what _ELSEWHERE looks for
        found = _told(text, len(page.layout.sentences_of[number]) if originates else 0)
        if found is None or _ELSEWHERE.search(text) or _names_study(page, text):
            continue
        if _sourced_around(page, number, block, not found.detail):
            continue
        if any(_ASIDE.search(document.sections[at].title) for at in _sections(page, block.section)):
            continue
        start = block.span.start + found.start
        place = page.at(start, start + len(found.said))
        if found.measured:
            yield page.finding(
                "CL-02" if originates else "CL-10",
                Severity.INFO,
                place,
                f"{found.said!r} stands in text without a footnote, a link or a gap tag",
                "add the footnote of the study that measured it, link its page, or tag it #gap/unsourced",
                value=found.said,
            )
        else:
            yield page.finding(
                "CL-56",
                Severity.INFO,
                place,
                "the result of an experiment stands in text without a footnote, a link or a gap tag",
                "add the footnote of the study that did it, link its page, or tag it #gap/unsourced",
                value=found.said,
            )


class _Told(msgspec.Struct, frozen=True):
    """What a block tells of a study; ``detail`` what goes on from, or stands below, what names the study."""

    said: str
    start: int
    measured: bool
    detail: bool


def _told(text: str, sentences: int) -> _Told | None:
    """``sentences`` says how many the block has; 0 asks for numbers only."""
    clue = any(clue in text for clue in _CLUES)
    change = _CHANGE.search(text) if clue else None
    effect = change or (_STATISTIC.search(text) if clue else None)
    if effect is not None:
        alone = change is not None and _is_sentence(text)
        return _Told(effect.group(), effect.start(), measured=True, detail=not alone)
    if not 0 < sentences <= _SHORT:
        return None
    done = _EXPERIMENT.match(text)
    if done is None and any(outcome in text for outcome in _OUTCOMES):
        done = _LIVED.match(text)
    if done is None and sentences == 1 and _IN_WHOM.search(text) and not _UNSURE.search(text):
        done = _WORK.search(text)
    if done is None or not _is_sentence(text):
        return None
    return _Told(done.group(), done.start(), measured=False, detail=False)


def _names_study(page: CheckedPage, text: str) -> bool:
    """Whether a year or authors may name a source; authors whom no footnote or link has do not."""
    if not _DATED.search(text):
        return False
    authors = [_folded(found["name"]) for found in _AUTHORS.finditer(text)]
    if not authors:
        return True
    known = [_folded(citation.key + citation.raw) for citation in page.citations]
    known += [_folded(link.target) for link in page.document.links]
    return any(author in source for author in authors for source in known)


def _folded(text: str) -> str:
    """Letters only, small and without accents."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", text.casefold())))


def _is_sentence(text: str) -> bool:
    """Whether a block says something by itself: no label with values, no piece of a list."""
    whole = text.rstrip().endswith((".", "!")) and _START.match(text) is not None
    return whole and _LABEL.match(text) is None and _GOES_ON.match(text) is None


def _sections(page: CheckedPage, section: int) -> Iterator[int]:
    while section > 0:
        yield section
        section = page.document.sections[section].parent


def _sourced_around(page: CheckedPage, number: int, block: Block, alone: bool) -> bool:
    """Whether what a block belongs to names a source: its lead-in, the items below it, its heading.

    What does not stand alone belongs to all that its section has said before, and to the next block.
    """
    document = page.document
    near = [block.parent, *page.layout.descendants(number)]
    if not alone:
        near.append(number + 1)
        before = number - 1
        while before >= 0 and document.blocks[before].section == block.section:
            near.append(before)
            before -= 1
    for at in near:
        if not 0 <= at < len(document.blocks) or document.blocks[at].section != block.section:
            continue
        if _SOURCED.search(document.quote(document.blocks[at].span)):
            return True
    return any(
        re.search(r"\[\^|\[\[|#gap/", document.quote(document.sections[at].heading))
        for at in _sections(page, block.section)
    )
