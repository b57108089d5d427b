"""A card for a terminal: fitted to a width, in colour where the caller says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from claimgraph.card.layout import to_sections
from claimgraph.card.lines import Item, Limits, Section, StudyMark
from claimgraph.card.marks import (
    ACCESS_MARKS,
    ACCESS_WORDS,
    SIGN_MARKS,
    SIGN_WORDS,
    legend_access,
    legend_organisms,
)
from claimgraph.card.measure import clean, width, wrap
from claimgraph.card.values import Card, Place

MIN_WIDTH, MAX_WIDTH = 48, 140

_CODES = {
    "up": "32",
    "down": "31",
    "flat": "36",
    "apart": "35",
    "gap": "33",
    "error": "31",
    "warning": "33",
    "info": "2",
    "good": "32",
    "plain": "0",
    "dim": "2",
    "bold": "1",
    "title": "1;36",
}
_GROUP_CODES = ("34", "35", "33", "36", "32", "31")

Paint = Callable[[str, str], str]


def _painter(colour: bool) -> Paint:
    def paint(text: str, tone: str) -> str:
        if not colour or not text:
            return text
        if tone.startswith("group"):
            number = int(tone.removeprefix("group") or 0)
            code = _GROUP_CODES[(number - 1) % len(_GROUP_CODES)] if number else "0"
        else:
            code = _CODES.get(tone, "0")
        return f"\x1b[{code}m{text}\x1b[0m"

    return paint


def to_text(card: Card, *, columns: int = 100, colour: bool = False, limits: Limits | None = None) -> str:
    """The card as text at most ``columns`` wide (between 48 and 140), no trailing newline."""
    columns = max(MIN_WIDTH, min(columns, MAX_WIDTH))
    paint = _painter(colour)
    own = clean(card.page.path, 160) if card.page else ""
    lines = _head(card, columns, paint)
    for section in to_sections(card, limits or Limits()):
        lines += _section(section, columns, own, paint)
    lines += _legend(card, columns, paint)
    return "\n".join(line.rstrip() for line in lines)


def _head(card: Card, columns: int, paint: Paint) -> list[str]:
    name = clean(card.name, 120) + (f"  ⇄  {clean(card.other, 120)}" if card.other else "")
    inner = columns - 4
    out = [paint("╭" + "─" * (columns - 2) + "╮", "dim")]

    def row(text: str, tone: str, end: str = "") -> None:
        for at, line in enumerate(wrap(text, inner, inner - (width(end) + 2 if end else 0))):
            tail = end if at == 0 else ""
            gap = " " * (inner - width(line) - width(tail))
            side = paint("│", "dim")
            out.append(f"{side} {paint(line, tone)}{gap}{paint(tail, 'dim')} {side}")

    row(name, "bold", (card.kind or "").lower())
    if card.aliases:
        row(" · ".join(clean(alias, 40) for alias in card.aliases[:6]), "dim")
    facts = [
        f"{clean(field.name, 40).replace('-', ' ')}: {clean(field.value, 60)}"
        for field in card.fields
        if field.name != "next-experiment"
    ]
    if facts:
        row(" · ".join(facts), "plain")
    for field in card.fields:
        if field.name == "next-experiment":
            row(f"next experiment: {clean(field.value, 300)}", "plain")
    if card.page:
        row(clean(str(card.page), 200), "dim")
    out.append(paint("╰" + "─" * (columns - 2) + "╯", "dim"))
    return out


def _section(section: Section, columns: int, own: str, paint: Paint) -> list[str]:
    out: list[str] = []
    if section.title:
        *above, title = wrap(section.title.upper(), columns)
        rule = " " + "─" * (columns - width(title) - 1) if width(title) < columns - 1 else ""
        out += ["", *(paint(line, "title") for line in above), paint(title, "title") + paint(rule, "dim")]
    if section.note:
        out += [paint(line, "dim") for line in wrap(section.note, columns)]
    for item in section.items:
        out += _item(item, columns, own, paint)
    if section.hidden:
        said = f"… {section.hidden} more {section.unit}; --all shows them"
        out += [paint(line, "dim") for line in wrap(said, columns)]
    return out


def _item(item: Item, columns: int, own: str, paint: Paint) -> list[str]:
    if item.level == 0 and item.organisms and not item.studies and item.text == item.strong:
        return _heading(item, columns, paint)
    where = _place(item.where, own)
    if not item.text:
        return _studies(item.studies, columns, 2 if item.level else 0, where, paint)
    lead = f"{item.mark} " if item.level == 0 or item.mark else "  · "
    room = columns - width(lead)
    # The place stands at the end of the first line where there is room, else on a line of its own.
    beside = width(where) <= room // 2
    tags = " ".join(f"[{organism.mark}]" for organism in item.organisms)
    said = f"{tags} {item.text}" if tags else item.text
    extra = " · ".join(part for part in (item.details, *item.badges) if part)
    if extra and not item.details and width(extra) < room // 3:
        said, extra = f"{said} ({extra})", ""
    out = []
    for at, line in enumerate(wrap(said, room, room - width(where) - 2 if where and beside else room)):
        tail = where if at == 0 and beside else ""
        gap = " " * max(0, room - width(line) - width(tail)) if tail else ""
        start = paint(lead, item.tone) if at == 0 else " " * width(lead)
        out.append(start + _emphasis(line, item, paint) + gap + paint(tail, "dim"))
    below = " " * width(lead)
    if extra:
        out += [below + paint(line, "dim") for line in wrap(extra, columns - len(below))]
    if where and not beside:
        out += [below + paint(line, "dim") for line in wrap(where, columns - len(below))]
    return out + _studies(item.studies, columns, len(below), "", paint)


def _place(place: Place | None, own: str) -> str:
    """``path:line``; on the card's own page, whose path stands in the head, the file's name is enough."""
    if place is None:
        return ""
    return str(Place(place.path.rsplit("/", 1)[-1], place.line) if place.path == own else place)


def _emphasis(line: str, item: Item, paint: Paint) -> str:
    """The strong words in bold, where they stand on one line."""
    if not item.strong or item.strong not in line:
        return line
    before, _, after = line.partition(item.strong)
    return before + paint(item.strong, "bold") + after


def _heading(item: Item, columns: int, paint: Paint) -> list[str]:
    tags = " ".join(organism.mark for organism in item.organisms)
    end = " · ".join(part for part in (tags, *item.badges) if part)
    room = columns - 3
    out = []
    inline = width(item.strong) + width(end) + 3 <= room
    for at, line in enumerate(wrap(item.strong, room)):
        tail = end if inline and at == 0 else ""
        gap = " " * (room - width(line) - width(tail))
        start = paint(item.mark or " ", item.tone) + " " if at == 0 else "  "
        out.append(start + paint(line, "bold") + gap + " " + paint(tail, "dim"))
    if not inline and end:
        out += ["  " + paint(line, "dim") for line in wrap(end, room)]
    return out


def _studies(studies: Iterable[StudyMark], columns: int, indent: int, where: str, paint: Paint) -> list[str]:
    out = []
    for study in studies:
        against = {"disputes": "against: ", "inconclusive": "undecided: "}.get(study.stance, "")
        group = f"group {study.group}" if study.group else ""
        species = "/".join(organism.mark for organism in study.organisms)
        facts = [part for part in (species, *study.facts, group) if part]
        if study.retracted:
            facts.insert(0, "RETRACTED")
        facts.append(study.link or study.cited_as)
        text = f"{against}{study.name} · " + " · ".join(facts)
        lines = wrap(text, columns - indent - 2)
        tone = "error" if study.retracted else f"group{ord(study.group[0]) - 64}" if study.group else "plain"
        for at, line in enumerate(lines):
            start = " " * indent + (f"{study.dot} " if at == 0 else "  ")
            tail = ""
            if where and at == len(lines) - 1:
                gap = columns - indent - 2 - width(line) - width(where)
                tail = " " * gap + where if gap > 1 else ""
            out.append(start + paint(line, tone if at == 0 else "dim") + paint(tail, "dim"))
        if where and not tail:
            below = wrap(where, columns)
            out += [" " * (columns - width(line)) + paint(line, "dim") for line in below]
    return out


def _legend(card: Card, columns: int, paint: Paint) -> list[str]:
    entries = [f"{SIGN_MARKS[sign]} {SIGN_WORDS[sign]}" for sign in (1, -1, 0)]
    entries += [f"{ACCESS_MARKS[access]} {ACCESS_WORDS[access]}" for access in legend_access(card)]
    entries += [f"{organism.mark} {clean(organism.name, 40)}" for organism in legend_organisms(card)[:14]]
    if any(study.group for study in card.studies):
        entries.append("group A, B …: studies that share authors")
    out = ["", paint("─" * columns, "dim")]
    line = ""
    for entry in (part for long in entries for part in wrap(long, columns)):
        joined = f"{line}   {entry}" if line else entry
        if width(joined) > columns:
            out.append(paint(line, "dim"))
            joined = entry
        line = joined
    return [*out, paint(line, "dim")]
