"""Lines of a card as they are shown: a claim, a study, a fold. All text is made safe here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from claimgraph.card.marks import ACCESS_MARKS, SIGN_MARKS
from claimgraph.card.measure import clean
from claimgraph.card.values import ClaimGroup, ClaimLine, Organism, Place, Study

_Item = TypeVar("_Item")


class Limits(msgspec.Struct, frozen=True):
    """How many lines a section shows before it is folded."""

    groups: int = 12
    claims: int = 4
    apart: int = 12
    links: int = 12
    conflicts: int = 4
    gaps: int = 10
    hallmarks: int = 6
    statements: int = 14
    statements_beside: int = 4
    paths: int = 8
    failing: int = 8
    studies: int = 40

    @classmethod
    def none(cls) -> Limits:
        """Everything is shown."""
        return cls(*(10**9 for _ in cls.__struct_fields__))


class StudyMark(msgspec.Struct, frozen=True):
    """A study beside a line: dot of access, name, what it is, link, letter of its group of authors."""

    access: str
    dot: str
    name: str
    facts: tuple[str, ...]
    organisms: tuple[Organism, ...]
    group: str
    cited_as: str
    link: str | None
    stance: str
    retracted: bool
    where: Place | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a section. ``level`` 0 heads the lines of level 1 below it.

    ``tone`` is one of up, down, flat, apart, gap, error, warning, info, good, plain.
    """

    text: str
    mark: str = ""
    tone: str = "plain"
    level: int = 1
    badges: tuple[str, ...] = ()
    organisms: tuple[Organism, ...] = ()
    strong: str = ""
    details: str = ""
    studies: tuple[StudyMark, ...] = ()
    where: Place | None = None
    hidden: int = 0


class Section(msgspec.Struct, frozen=True):
    """A titled run of lines; ``hidden`` counts what is folded, ``unit`` names it."""

    key: str
    title: str
    items: tuple[Item, ...]
    hidden: int = 0
    unit: str = ""
    note: str = ""


def group_letter(number: int) -> str:
    """A, B, C … for groups of authors; empty for studies that stand alone."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def to_study_mark(study: Study, stance: str = "supports", *, note: str = "") -> StudyMark:
    """How a study is shown beside a line."""
    samples = tuple(f"n={clean(sample, 40)}" for sample in study.samples[:1])
    secondary = ("not a primary source",) if study.primary is False and not study.designs else ()
    return StudyMark(
        access=study.access,
        dot=ACCESS_MARKS.get(study.access, "·"),
        name=clean(study.name, 60),
        facts=(
            *(clean(design, 30) for design in study.designs[:2]),
            *secondary,
            *samples,
            *((note,) if note else ()),
        ),
        organisms=study.organisms[:4],
        group=group_letter(study.group),
        cited_as=clean(study.cited_as, 80),
        link=study.link,
        stance=stance,
        retracted=study.retracted,
        where=safe_place(study.place),
    )


def safe_place(place: Place | None) -> Place | None:
    """A place whose path is safe to show."""
    return Place(clean(place.path, 160), place.line) if place else None


def cut(items: Sequence[_Item], limit: int) -> tuple[Sequence[_Item], int]:
    """The items that are shown and how many are folded."""
    # A fold that hides one line takes as much room as the line.
    return (items, 0) if len(items) <= limit + 1 else (items[:limit], len(items) - limit)


def group_title(group: ClaimGroup) -> str:
    """``BDNF``; ``← rapamycin`` where the other thing acts on the card's subject."""
    return ("← " if group.incoming else "") + clean(group.other, 90)


def group_tone(group: ClaimGroup) -> str:
    """Tone of a group: of its direction, or apart."""
    return ("up", "flat", "down")[1 - group.sign] if group.standing in ("backed", "link") else "apart"


def group_mark(group: ClaimGroup) -> str:
    """The arrow of a group; a cross for what is denied, a question mark for what is not asserted."""
    return {"denied": "✕", "speculative": "?", "disputed": "≠", "unsourced": "∅"}.get(
        group.standing, SIGN_MARKS[group.sign]
    )


def group_organisms(group: ClaimGroup) -> tuple[Organism, ...]:
    """Species of the claims, else of the studies."""
    stated = {organism for claim in group.claims for organism in claim.organisms}
    return tuple(sorted(stated or {organism for study in group.studies for organism in study.organisms}))


def to_claim_item(claim: ClaimLine, tone: str, *, full: bool = False) -> Item:
    """A claim as one line; ``full`` names its subject too."""
    denied = "not " if claim.standing == "denied" else ""
    said = f"{denied}{clean(claim.relation, 60)} {clean(claim.object, 90)}"
    if full:
        said = f"{clean(claim.subject, 90)} {said}"
    if claim.standing != "denied" and claim.direction in ("none", "mixed"):
        said += f" ({'no change' if claim.direction == 'none' else 'mixed'})"
    strong = clean(claim.effect, 160) if claim.effect else ""
    if strong:
        said += f": {strong}"
    details = [
        clean(text, 160)
        for text in (claim.tissue, claim.dose, claim.route, claim.timing, claim.population)
        if text
    ]
    if claim.comparator:
        details.append(f"vs {clean(claim.comparator, 80)}")
    if claim.note:
        details.append(clean(claim.note, 200))
    if claim.asserted_by == "extracted":
        details.append("read from prose")
    return Item(
        text=said,
        strong=strong,
        tone=tone,
        details=" · ".join(details),
        organisms=claim.organisms,
        badges=tuple(f"#{clean(gap, 60)}" for gap in claim.gaps),
        studies=tuple(to_study_mark(item.study, item.stance) for item in claim.backing),
        where=safe_place(claim.where),
    )
