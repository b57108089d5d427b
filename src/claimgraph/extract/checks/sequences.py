"""ID-40, ID-41: the peptide sequence of a page, against itself and what the page says of it.

A residue lost or added makes another peptide, and nothing on the page looks wrong. But pages write a
sequence more than once (an alias, a line "Sequence:", one-letter code in brackets behind it), and say
its length and weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from claimgraph.chemistry import (
    Peptide,
    composition_of,
    has_structures,
    inchikey_of,
    parse_formula,
    parse_letters,
    parse_sequence,
    residue_weights,
    to_hill,
    weight_of,
)
from claimgraph.diagnostics import Diagnostic, Related, Severity, Span
from claimgraph.extract.checks.page import CheckedPage
from claimgraph.spelling import edits

# Two residues, or a sequence in letters. Each begins with what is quickly found: few places are tried.
_RESIDUES = re.compile(r"-(?<=[A-Z][a-z]{2}-)(?:[DL]-)?[A-Z][a-z]{2}")
_SPELT = re.compile(r"sequence(?<!\wsequence)\W{1,5}(?:[A-Z]-?){5}")
_CODE = re.compile(
    r"(?<![\w-])(?:(?:H|Ac)-)?(?:(?:[DL]-)?[A-Z][a-z]{2}-)*(?P<ring>cyclo[\[(])?(?:[DL]-)?[A-Z][a-z]{2}"
    r"(?:-(?:[DL]-)?[A-Z][a-z]{2})+(?(ring)[\])])(?:-(?:OH|NH2|NH₂))?(?![\w-])"
)
_SHORT_FORM = (
    r"(?<![\w-])(?:(?:H|Ac)-)?(?:(?:[ACDEFGHIKLMNPQRSTVWY]-)+[ACDEFGHIKLMNPQRSTVWY]|[ACDEFGHIKLMNPQRSTVWY]{3,})"
    r"(?:-(?:OH|NH2|NH₂))?(?![\w-])"
)
_LETTERED = re.compile(
    r"\b[Ss]equence\W{1,5}((?:[ACDEFGHIKLMNPQRSTVWY]-?){4,}[ACDEFGHIKLMNPQRSTVWY])(?![\w-])"
)
_BRACKET_BEHIND = re.compile(rf"[\s*_`]*\([^()]*?({_SHORT_FORM})[^()]*\)")
_BRACKET_BEFORE = re.compile(rf"({_SHORT_FORM})[\s*_`]*\([^()]*$")
_LABEL = re.compile(r"\bsequence\b(?:[^|:]{0,40}[:|][^.;:|]{0,30}| (?:is )?\(?)$", re.IGNORECASE)
_DERIVED = re.compile(
    r"fragment|residues? \d|motif|derived from|parent|analog|metabolite|core of|prototyp|consensus"
    r"|versus|\bvs\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?P<number>\d+)[- ]?(?:amino[- ]acids?|aa|AA|residues?|mer)\b"
    r"|\b(?P<word>tri|tetra|penta|hexa|hepta|octa|nona|deca|undeca|dodeca)peptide\b"
)
_WORDS = {
    "tri": 3, "tetra": 4, "penta": 5, "hexa": 6, "hepta": 7, "octa": 8, "nona": 9, "deca": 10,
    "undeca": 11, "dodeca": 12,
}  # fmt: skip
_WEIGHT = re.compile(
    r"\b(?:MW|mol(?:ecular|ar) (?:weight|mass))[ :=~≈]{1,3}(?P<number>\d[\d,]*\.?\d*)(?! ?k)"
)
_KEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
_KEY_LINE = re.compile(r"\W*InChI-?Key\W{1,8}([A-Z]{14}-[A-Z]{10}-[A-Z])\b", re.IGNORECASE)
_NEAR = 2
_LONG = 7
"""From how many residues on two differences still mean a slip and not another peptide."""
_WEIGHT_TOLERANCE = 0.7


class _Written(msgspec.Struct, frozen=True):
    """One sequence as written; ``own`` where the page gives it as that of its subject."""

    text: str
    peptide: Peptide
    span: Span
    own: bool


def check_sequences(page: CheckedPage) -> Iterator[Diagnostic]:
    """Every sequence of the page."""
    if page.manual or not _has_clue(page.document.text):
        return
    known = page.profile.page_type(page.page_type)
    if known is None or known.source is not None:
        return
    aliases = list(_of_aliases(page))
    body = list(_of_body(page))
    own = [written for written in (*aliases, *(written for written, _, _ in body)) if written.own]
    unfit: dict[int, Diagnostic] = {}
    differing: dict[int, Diagnostic] = {}
    for written, text, start in body:
        for finding in _beside(page, written, text, start):
            (differing if finding.rule == "ID-40" else unfit).setdefault(finding.line, finding)
    for finding in _of_fields(page, own):
        unfit.setdefault(finding.line, finding)
    for finding in _copies(page, own, {*differing, *unfit}):
        differing.setdefault(finding.line, finding)
    yield from differing.values()
    yield from _keys(page, own)
    yield from (finding for line, finding in unfit.items() if line not in differing)


def _has_clue(text: str) -> bool:
    return _RESIDUES.search(text) is not None or _SPELT.search(text) is not None


def _keys(page: CheckedPage, own: Sequence[_Written]) -> Iterator[Diagnostic]:
    """ID-42: the InChIKeys of the page against the one of its sequence, the part about connections only."""
    formula = page.first("molecular-formula")
    chains = {written.peptide for written in own}
    if len(chains) != 1 or not has_structures():
        return
    (peptide,) = chains
    stated = parse_formula(formula.value or "") if formula is not None else None
    if stated is not None and stated != +composition_of(peptide):
        return  # a salt, a complex or a modified peptide
    fields = [(field.value or "", field.span) for field in page.values("inchikey")]
    labelled = [(found[1], span) for span, text in page.prose() if (found := _KEY_LINE.match(text))]
    for written, span in (*fields, *labelled):
        if not _KEY.fullmatch(written):
            continue
        computed = inchikey_of(peptide)
        if computed is None or written.partition("-")[0] == computed.partition("-")[0]:
            continue
        finding = page.finding(
            "ID-42",
            Severity.WARNING,
            span,
            f"the InChIKey {written} is not that of the sequence {own[0].text}, which makes {computed}",
            "look the key up: it belongs to another substance, or to a salt or modified form that the page "
            "should name",
            value=written,
        )
        yield _with_place(page, finding, f"the sequence {own[0].text}", own[0].span)


def _of_aliases(page: CheckedPage) -> Iterator[_Written]:
    for field in page.values("aliases"):
        peptide = parse_sequence(field.value or "")
        if peptide is not None:
            yield _Written(field.value or "", peptide, field.span, True)


def _of_body(page: CheckedPage) -> Iterator[tuple[_Written, str, int]]:
    """The sequences of running text, with the text around and where they start in it."""
    for span, text in page.prose():
        if not _has_clue(text):
            continue
        for found in _CODE.finditer(text):
            peptide = parse_sequence(found.group())
            if peptide is None:
                continue
            before = re.sub(r"[*_`]", "", text[max(0, found.start() - 60) : found.start()])
            # What a label calls "derived from residues 4–7" is a part of something else.
            own = bool(_LABEL.search(before)) and not _DERIVED.search(before)
            yield _Written(found.group(), peptide, span, own), text, found.start()
        for found in _LETTERED.finditer(text):
            peptide = parse_letters(found[1])
            if peptide is not None:
                yield _Written(found[1], peptide, span, True), text, found.start(1)


def _copies(page: CheckedPage, own: Sequence[_Written], doubtful: set[int]) -> Iterator[Diagnostic]:
    """ID-40: copies of the page's own sequence that differ by a slip.

    The rarer ones are reported; where there are as many, those that fit nothing else, or the first.
    """
    chains = [written.peptide.residues for written in own]

    def trust(at: int) -> tuple[int, int, int]:
        return (chains.count(chains[at]), -(own[at].span.line in doubtful), at)

    for at, written in enumerate(own):
        others = [there for there, chain in enumerate(chains) if _is_slip(chain, chains[at])]
        better = [there for there in others if trust(there) > trust(at)]
        if better:
            other = own[better[0]]
            yield _finding(page, written, other.text, other.span)


def _beside(page: CheckedPage, written: _Written, text: str, start: int) -> Iterator[Diagnostic]:
    """What stands beside a sequence in its own sentence: one-letter code, length, weight."""
    end = start + len(written.text)
    before, behind = text[max(0, start - 60) : start], text[end : end + 60]
    mine = tuple(residue[-3:] for residue in written.peptide.residues)
    for found in (_BRACKET_BEFORE.search(before), _BRACKET_BEHIND.match(behind)):
        letters = parse_letters(found[1]) if found is not None else None
        if found is not None and letters is not None and _is_slip(letters.residues, mine):
            yield _finding(page, written, found[1], None)
            return
    near = before + behind
    counts = {_count(found) for found in _COUNT.finditer(near)}
    if len(counts) == 1 and not _CODE.search(near) and not _DERIVED.search(near):
        said, length = counts.pop(), len(mine)
        if length != said and abs(length - said) <= _NEAR:
            yield _unfit(page, written, f"it has {length} residues, and the text says {said}", None)
            return
    weight = _WEIGHT.search(behind)
    if weight is not None:
        yield from _weighed(page, written, float(weight["number"].replace(",", "").rstrip(".")), None)


def _of_fields(page: CheckedPage, own: Sequence[_Written]) -> Iterator[Diagnostic]:
    """The page's own sequence against weight and formula of its front matter.

    An alias against the formula is ID-33's.
    """
    formula = page.first("molecular-formula")
    atoms = parse_formula(formula.value or "") if formula is not None else None
    weight = page.first("molecular-weight-da")
    lead = next((text for _, text in page.prose()), "")
    counts = {_count(found) for found in _COUNT.finditer(lead[:400])} if not _CODE.search(lead) else set()
    for written in own:
        alias = written.span.line < page.at(page.document.body_start, page.document.body_start).line
        if atoms is not None and formula is not None:
            computed = composition_of(written.peptide)
            if not alias and _one_residue(weight_of(atoms) - weight_of(computed)):
                said = f"its formula is {to_hill(computed)}, and the front matter says {formula.value}"
                yield _unfit(page, written, said, formula.span)
        elif weight is not None and (stated := _number(weight.value)) is not None:
            yield from _weighed(page, written, stated, weight.span)
        elif len(counts) == 1:
            length, said_length = len(written.peptide.residues), next(iter(counts))
            if length != said_length and abs(length - said_length) == 1:
                yield _unfit(
                    page, written, f"it has {length} residues, and the page opens with {said_length}", None
                )


def _weighed(page: CheckedPage, written: _Written, stated: float, at: Span | None) -> Iterator[Diagnostic]:
    computed = weight_of(composition_of(written.peptide))
    if _one_residue(stated - computed):
        yield _unfit(page, written, f"it weighs {computed:.1f}, and the page says {stated:g}", at)


def _one_residue(difference: float) -> bool:
    """Whether two weights are as far apart as one residue more or less makes them."""
    return any(
        abs(abs(difference) - weight) <= _WEIGHT_TOLERANCE for weight in sorted(residue_weights().values())
    )


def _count(found: re.Match[str]) -> int:
    return int(found["number"]) if found["number"] else _WORDS[found["word"]]


def _number(text: str | None) -> float | None:
    found = re.match(r"\d[\d,]*(?:\.\d+)?", text or "")
    return float(found.group().replace(",", "")) if found else None


def _is_slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two chains are one edit apart, or two where they are long."""
    allowed = _NEAR if min(len(one), len(other)) >= _LONG else 1
    return one != other and edits(one, other) <= allowed


def _finding(page: CheckedPage, written: _Written, other: str, at: Span | None) -> Diagnostic:
    finding = page.finding(
        "ID-40",
        Severity.ERROR,
        written.span,
        f"the sequence {written.text} stands here, and {other} elsewhere on the page",
        "look the sequence up: a residue is missing, too many or another one in one of the two",
        value=written.text,
    )
    return finding if at is None else _with_place(page, finding, f"the other sequence: {other}", at)


def _unfit(page: CheckedPage, written: _Written, said: str, at: Span | None) -> Diagnostic:
    finding = page.finding(
        "ID-41",
        Severity.WARNING,
        written.span,
        f"the sequence {written.text} does not fit: {said}",
        "look the sequence up: a residue is missing, too many or another one",
        value=written.text,
    )
    return finding if at is None else _with_place(page, finding, "what it does not fit", at)


def _with_place(page: CheckedPage, finding: Diagnostic, message: str, at: Span) -> Diagnostic:
    place = Related(message, page.document.path, at.line, at.end_line)
    return msgspec.structs.replace(finding, related=(place,))
