"""The card's picture: one self-contained SVG without scripts, fonts or references to anything outside.

The subject stands on the left, what it acts on (or what acts on it) on the right, strongest first. Every
dot is a study: its shape says people, animals or neither, its filling how far it was read, its colour
which group of authors it belongs to.
"""

from __future__ import annotations

from html import escape

import msgspec

from claimgraph.card.headline import to_headline
from claimgraph.card.lines import group_letter, group_organisms, group_title
from claimgraph.card.marks import (
    ACCESS_WORDS,
    SIGN_MARKS,
    SIGN_WORDS,
    STANDING_ORDER,
    STANDING_WORDS,
    legend_access,
    legend_organisms,
    plural,
)
from claimgraph.card.measure import clean, width, wrap
from claimgraph.card.values import Card, ClaimGroup, Study

WIDTH = 1200
_ROW = 54
_MAX_ROWS = 10
_MAX_APART = 4
_MAX_DOTS = 9
_LABEL_X, _DOT_X = 470, 925

# Okabe and Ito's palette, which people with any colour vision tell apart; studies that stand alone are grey.
_GROUPS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_ALONE = "#5b6470"
_SIGNS = {1: "#1a7f4b", -1: "#b3261e", 0: "#51606f"}
_APART = "#8a6d1d"
_INK, _DIM, _LINE, _PAPER = "#16202a", "#5b6876", "#d6dde4", "#ffffff"
_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"


class _Row(msgspec.Struct, frozen=True):
    group: ClaimGroup
    colour: str
    dashed: bool


def to_svg(card: Card) -> str:
    """The picture as an SVG document, ending in a newline."""
    backed = [_Row(group, _SIGNS[group.sign], dashed=False) for group in card.backed[:_MAX_ROWS]]
    apart_limit = _MAX_APART if backed else _MAX_ROWS
    told = sorted(card.apart, key=lambda group: STANDING_ORDER.index(group.standing))
    apart = [_Row(group, _APART, dashed=True) for group in told[:apart_limit]]
    links = card.links[: max(0, 6 - len(backed) - len(apart)) + (2 if not backed else 0)]
    rows = [*backed, *(_Row(group, _SIGNS[group.sign], dashed=True) for group in links), *apart]
    rest = len(card.backed) + len(card.apart) + len(card.links) - len(rows)

    parts: list[str] = []
    top = _header(card, parts)
    body = top + 16
    height = max(len(rows) * _ROW, 96)
    middle = body + height / 2
    for at, row in enumerate(rows):
        _edge(row, middle, body + at * _ROW + _ROW / 2, parts)
    _subject(card, middle, parts)
    for at, row in enumerate(rows):
        _row(row, body + at * _ROW + _ROW / 2, parts)
    y = body + height + 6
    if not rows:
        parts.append(_text(_LABEL_X, middle + 5, "no claim is stated", 16, _DIM))
    if rest > 0:
        parts.append(_text(_LABEL_X, y + 12, f"and {rest} more", 13, _DIM))
        y += 22
    y = _open(card, y + 12, parts)
    y = _legend(card, y + 14, parts)
    title = clean(card.name, 120) + (f" and {clean(card.other, 120)}" if card.other else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(y)}" width="{WIDTH}" '
        f'height="{_n(y)}" role="img" font-family="{_FONT}">'
        f"<title>{escape(title)}: evidence card</title>"
        f'<rect width="{WIDTH}" height="{_n(y)}" rx="14" fill="{_PAPER}"/>' + "".join(parts) + "</svg>\n"
    )


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _fit(text: str, pixels: float, size: float) -> str:
    """A text cut to so many pixels, by the mean width of a letter."""
    columns = max(4, int(pixels / (size * 0.52)))
    if width(text) <= columns:
        return text
    return wrap(text, columns - 1)[0][: columns - 1].rstrip(" ,·") + "…"


def _text(
    x: float, y: float, text: str, size: float, colour: str, *, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{colour}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _header(card: Card, parts: list[str]) -> float:
    name = clean(card.name, 120) + (f"  ⇄  {clean(card.other, 120)}" if card.other else "")
    parts.append(_text(40, 58, _fit(name, 760, 32), 32, _INK, weight=700))
    kind = (card.kind or "").lower()
    page = clean(card.page.path, 120) if card.page else ""
    parts.append(_text(WIDTH - 40, 46, kind, 15, _DIM, anchor="end"))
    parts.append(_text(WIDTH - 40, 66, _fit(page, 420, 13), 13, _DIM, anchor="end"))
    facts = " · ".join(
        f"{clean(field.name, 40).replace('-', ' ')}: {clean(field.value, 50)}"
        for field in card.fields
        if field.name not in ("next-experiment", "verified")
    )
    y = 84.0
    for line in wrap(facts, 150)[:2] if facts else ():
        parts.append(_text(40, y, line, 13.5, _DIM))
        y += 19
    total = sum(card.kinds.values())
    numbers = [
        (str(card.kinds["backed"]), f"of {total} claims rest on a study"),
        (str(len(card.studies)), "sources" if len(card.studies) != 1 else "source"),
        (str(sum(study.access == "full-text-read" for study in card.studies)), "read in full"),
        (_group_count(card), "groups of authors"),
        (str(len(card.conflicts)), "conflict" if len(card.conflicts) == 1 else "conflicts"),
    ]
    x = 40.0
    y += 20
    for number, words in numbers:
        parts.append(_text(x, y, number, 24, _INK, weight=700))
        shift = 16 * len(number) + 6
        parts.append(_text(x + shift, y, words, 14, _DIM))
        x += shift + len(words) * 7.4 + 34
    parts.append(f'<line x1="40" x2="{WIDTH - 40}" y1="{_n(y + 18)}" y2="{_n(y + 18)}" stroke="{_LINE}"/>')
    return y + 18


def _group_count(card: Card) -> str:
    count = len(card.author_groups)
    return str(count) if card.independence_known or count < 2 else f"≤{count}"


def _subject(card: Card, middle: float, parts: list[str]) -> None:
    lines = wrap(clean(card.name, 90), 17)[:3]
    height = 30 + 22 * len(lines)
    parts.append(
        f'<rect x="40" y="{_n(middle - height / 2)}" width="200" height="{_n(height)}" rx="12" '
        f'fill="{_INK}"/>'
    )
    for at, line in enumerate(lines):
        y = middle + 6 + (at - (len(lines) - 1) / 2) * 22
        parts.append(_text(140, y, _fit(line, 190, 18), 18, "#ffffff", weight=700, anchor="middle"))


def _edge(row: _Row, middle: float, y: float, parts: list[str]) -> None:
    strength = 1.6 + 0.9 * min(len(row.group.studies), 6)
    dash = ' stroke-dasharray="5 5"' if row.dashed else ""
    start, end = 240, _LABEL_X - 26
    parts.append(
        f'<path d="M{start} {_n(middle)} C{start + 110} {_n(middle)} {end - 120} {_n(y)} {end} {_n(y)}" '
        f'fill="none" stroke="{row.colour}" stroke-width="{_n(strength)}" stroke-opacity="0.75"{dash}/>'
    )
    x = end + 4
    if row.group.standing == "denied":
        parts.append(
            f'<path d="M{x - 6} {_n(y - 7)} L{x + 8} {_n(y + 7)} M{x + 8} {_n(y - 7)} L{x - 6} {_n(y + 7)}" '
            f'stroke="{row.colour}" stroke-width="3"/>'
        )
    elif row.group.incoming:
        parts.append(f'<circle cx="{x + 2}" cy="{_n(y)}" r="6" fill="{row.colour}"/>')
        parts.append(f'<path d="M252 {_n(middle)} l12 -7 v14 z" fill="{_INK}"/>')
    elif row.group.sign < 0:
        parts.append(
            f'<path d="M{x + 2} {_n(y - 10)} V{_n(y + 10)}" stroke="{row.colour}" stroke-width="4.5"/>'
        )
    elif row.group.sign > 0:
        parts.append(f'<path d="M{x + 10} {_n(y)} l-15 -8.5 v17 z" fill="{row.colour}"/>')
    else:
        parts.append(f'<path d="M{x - 6} {_n(y)} l8 -8 l8 8 l-8 8 z" fill="{row.colour}"/>')


def _row(row: _Row, y: float, parts: list[str]) -> None:
    group = row.group
    title = group_title(group).removeprefix("← ")
    arrow = {1: "▲ ", -1: "▼ ", 0: ""}[group.sign] if group.standing in ("backed", "link") else ""
    parts.append(_text(_LABEL_X, y - 3, _fit(arrow + title, 430, 16.5), 16.5, row.colour, weight=700))
    best = max(group.claims, key=lambda claim: (claim.effect is not None, claim.dose is not None))
    said = [best.effect or ("not " if best.standing == "denied" else "") + best.relation]
    said += [text for text in (best.tissue, best.dose, best.route, best.population) if text]
    if group.standing != "backed":
        said.insert(0, STANDING_WORDS[group.standing])
    if len(group.claims) > 1:
        said.append(f"{len(group.claims)} claims")
    detail = " · ".join(clean(text, 70) for text in said)
    parts.append(_text(_LABEL_X, y + 15, _fit(detail, 430, 12.5), 12.5, _DIM))
    x = float(_DOT_X)
    for study in group.studies[:_MAX_DOTS]:
        parts.append(_dot(study, x, y, 13))
        x += 31
    if len(group.studies) > _MAX_DOTS:
        parts.append(_text(x - 8, y + 5, f"+{len(group.studies) - _MAX_DOTS}", 13, _DIM))
    if not group.studies:
        species = " ".join(organism.mark for organism in group_organisms(group)[:4])
        words = ("no study" if group.standing != "denied" else "no study given") + (
            f" · {species}" if species else ""
        )
        parts.append(_text(_DOT_X - 12, y + 5, words, 12.5, _DIM))


def _colour(number: int) -> str:
    return _GROUPS[(number - 1) % len(_GROUPS)] if number else _ALONE


def _shape(kind: str, x: float, y: float, r: float, extra: str) -> str:
    if kind == "people":
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {extra}/>'
    if kind == "animals":
        return (
            f'<rect x="{_n(x - r * 0.9)}" y="{_n(y - r * 0.9)}" width="{_n(r * 1.8)}" height="{_n(r * 1.8)}" '
            f'rx="3" {extra}/>'
        )
    d = f"M{_n(x)} {_n(y - r * 1.15)} l{_n(r * 1.15)} {_n(r * 1.15)} l{_n(-r * 1.15)} {_n(r * 1.15)} "
    return f'<path d="{d}l{_n(-r * 1.15)} {_n(-r * 1.15)} z" {extra}/>'


def _dot(study: Study, x: float, y: float, r: float) -> str:
    cells = "in vitro" in study.designs and "in vivo" not in study.designs
    kind = "people" if study.people else "animals" if study.organisms and not cells else "other"
    colour = _colour(study.group)
    outline = f'stroke="{colour}" stroke-width="2.4"'
    full = study.access == "full-text-read"
    half = study.access == "abstract-only"
    said = [study.name, *study.designs, *study.samples, ACCESS_WORDS.get(study.access, study.access)]
    if study.group:
        said.append(f"group {group_letter(study.group)}")
    if study.retracted:
        said.append("RETRACTED")
    tip = f"<title>{escape(clean(' · '.join(said), 200))}</title>"
    fill = colour if full else "#ffffff"
    dashed = ' stroke-dasharray="3 3"' if study.access in ("unmarked", "pending", "available-unread") else ""
    shapes = _shape(kind, x, y, r, f'fill="{fill}" {outline}{dashed}')
    if half:
        # The left half, cut by its own geometry: no clip path, hence no id that could clash on a page.
        if kind == "people":
            shapes += (
                f'<path d="M{_n(x)} {_n(y - r)} A{_n(r)} {_n(r)} 0 0 0 {_n(x)} {_n(y + r)} z" '
                f'fill="{colour}" fill-opacity="0.38"/>'
            )
        elif kind == "animals":
            side = r * 0.9
            shapes += (
                f'<rect x="{_n(x - side)}" y="{_n(y - side)}" width="{_n(side)}" height="{_n(2 * side)}" '
                f'fill="{colour}" fill-opacity="0.38"/>'
            )
        else:
            shapes += (
                f'<path d="M{_n(x)} {_n(y - r * 1.15)} v{_n(r * 2.3)} l{_n(-r * 1.15)} {_n(-r * 1.15)} z" '
                f'fill="{colour}" fill-opacity="0.38"/>'
            )
    if study.retracted:
        shapes += (
            f'<path d="M{_n(x - r)} {_n(y + r)} L{_n(x + r)} {_n(y - r)}" stroke="#b3261e" stroke-width="3"/>'
        )
    mark = study.organisms[0].mark if study.organisms else ""
    ink = "#ffffff" if full else _INK
    letters = _text(x, y + 4, mark, 10.5, ink, weight=700, anchor="middle") if mark else ""
    inner = tip + shapes + letters
    if study.link:
        return f'<a href="{escape(study.link)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
    return f"<g>{inner}</g>"


def _open(card: Card, y: float, parts: list[str]) -> float:
    lines = [
        line for line in to_headline(card) if line.tone in ("gap", "error", "warning") or line.mark == "◉"
    ]
    if not lines:
        return y
    shown: list[tuple[str, str, str]] = []
    for line in lines[:6]:
        for at, text in enumerate(wrap(clean(line.text, 300), 150)[:2]):
            shown.append((line.mark if at == 0 else "", text, line.tone))
    height = 22 + 21 * len(shown)
    parts.append(
        f'<rect x="40" y="{_n(y)}" width="{WIDTH - 80}" height="{_n(height)}" rx="10" fill="#f6f3ea"/>'
    )
    for at, (mark, text, tone) in enumerate(shown):
        line_y = y + 25 + 21 * at
        colour = "#b3261e" if tone == "error" else _APART if tone in ("gap", "warning") else _INK
        parts.append(_text(58, line_y, mark, 14, colour, weight=700))
        parts.append(_text(80, line_y, text, 14, _INK))
    return y + height


def _legend(card: Card, y: float, parts: list[str]) -> float:
    x = 40.0
    y += 12

    def put(shape: str, words: str, wide: float = 26) -> None:
        nonlocal x, y
        length = wide + width(words) * 6.6 + 22
        if x + length > WIDTH - 30:
            x, y = 40.0, y + 26
        parts.append(shape.replace("@X", _n(x + 10)).replace("@Y", _n(y - 4)))
        parts.append(_text(x + wide, y, words, 12.5, _DIM))
        x += length

    for kind, words in (("people", "people"), ("animals", "animals"), ("other", "cells, or not said")):
        put(_legend_dot(kind, "none"), words)
    for access in legend_access(card):
        fill = {"full-text-read": "full", "abstract-only": "half", "no-access": "none"}.get(access, "dashed")
        put(_legend_dot("people", fill), ACCESS_WORDS[access])
    letters = '<text x="@X" y="@Y" dy="4" text-anchor="middle" '
    for sign in (1, -1, 0):
        put(f'{letters}font-size="13" fill="{_SIGNS[sign]}">{SIGN_MARKS[sign]}</text>', SIGN_WORDS[sign])
    numbers = sorted({study.group for study in card.studies if study.group})
    for number in numbers[: len(_GROUPS)]:
        members = sum(study.group == number for study in card.studies)
        dot = f'<circle cx="@X" cy="@Y" r="7" fill="{_colour(number)}"/>'
        put(dot, f"group {group_letter(number)}, {plural(members, 'source')} by shared authors")
    for organism in legend_organisms(card)[:12]:
        mark = f'font-size="11" font-weight="700" fill="{_INK}">{escape(organism.mark)}</text>'
        put(letters + mark, clean(organism.name, 40))
    return y + 26


def _legend_dot(kind: str, fill: str) -> str:
    paint = {"full": f'fill="{_ALONE}"', "half": f'fill="{_ALONE}" fill-opacity="0.38"'}.get(
        fill, 'fill="#ffffff"'
    )
    dash = ' stroke-dasharray="3 3"' if fill == "dashed" else ""
    extra = f'{paint} stroke="{_ALONE}" stroke-width="2"{dash}'
    if kind == "people":
        return f'<circle cx="@X" cy="@Y" r="8" {extra}/>'
    if kind == "animals":
        return (
            f'<g transform="translate(@X @Y)"><rect x="-7" y="-7" width="14" height="14" rx="2" {extra}/></g>'
        )
    return f'<g transform="translate(@X @Y)"><path d="M0 -9 l9 9 l-9 9 l-9 -9 z" {extra}/></g>'
