"""A card as Markdown: headings, lists, links. Text from pages is escaped, so that it stays text."""

from __future__ import annotations

import re

from claimgraph.card.layout import to_sections
from claimgraph.card.lines import Item, Limits, StudyMark
from claimgraph.card.marks import (
    ACCESS_MARKS,
    ACCESS_WORDS,
    SIGN_MARKS,
    SIGN_WORDS,
    legend_access,
    legend_organisms,
)
from claimgraph.card.measure import clean
from claimgraph.card.values import Card

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


def to_markdown(card: Card, *, limits: Limits | None = None) -> str:
    """The card as Markdown, ending in a newline."""
    name = clean(card.name, 200) + (f" ⇄ {clean(card.other, 200)}" if card.other else "")
    out = [f"# {escaped(name)}", ""]
    about = [
        part
        for part in ((card.kind or "").lower(), ", ".join(clean(a, 80) for a in card.aliases[:8]))
        if part
    ]
    if about:
        out += [escaped(" · ".join(about)), ""]
    facts = [f"{clean(field.name, 60).replace('-', ' ')}: {clean(field.value, 600)}" for field in card.fields]
    if facts:
        out += [*(f"- {escaped(fact)}" for fact in facts), ""]
    if card.page:
        out += [_code(clean(str(card.page), 200)), ""]
    for section in to_sections(card, limits or Limits()):
        if section.title:
            out += [f"## {escaped(section.title)}", ""]
        if section.note:
            out += [escaped(section.note), ""]
        for item in section.items:
            out += _item(item)
        if section.hidden:
            out.append(f"- … {section.hidden} more {section.unit}")
        out.append("")
    legend = [f"{SIGN_MARKS[sign]} {SIGN_WORDS[sign]}" for sign in (1, -1, 0)]
    legend += [f"{ACCESS_MARKS[access]} {ACCESS_WORDS[access]}" for access in legend_access(card)]
    legend += [f"{organism.mark} {clean(organism.name, 60)}" for organism in legend_organisms(card)]
    return "\n".join([*out, "---", "", escaped(" · ".join(legend))]) + "\n"


def _item(item: Item) -> list[str]:
    indent = "" if item.level == 0 or item.mark else "  "
    tags = " ".join(f"[{organism.mark}]" for organism in item.organisms)
    text = escaped(item.text)
    strong = escaped(item.strong)
    if strong and strong in text:
        text = text.replace(strong, f"**{strong}**", 1)
    parts = [item.mark, escaped(tags), text]
    extra = " · ".join(part for part in (item.details, *item.badges) if part)
    if extra:
        parts.append(f"({escaped(extra)})" if text else escaped(extra))
    studies = [_study(study) for study in item.studies]
    where = _code(str(item.where)) if item.where else ""
    if not item.text and len(studies) == 1:
        return [f"{indent}- {studies[0]} {where}".rstrip()]
    parts.append(where)
    return [
        f"{indent}- " + " ".join(part for part in parts if part),
        *(f"{indent}  - {study}" for study in studies),
    ]


def _study(study: StudyMark) -> str:
    against = {"disputes": "against: ", "inconclusive": "undecided: "}.get(study.stance, "")
    facts = ["/".join(organism.mark for organism in study.organisms), *study.facts]
    if study.group:
        facts.append(f"group {study.group}")
    if study.retracted:
        facts.insert(0, "RETRACTED")
    said = escaped(" · ".join(part for part in (study.name, *facts) if part))
    # The link is percent-encoded where it is made; an angle bracket or blank cannot end it early.
    cited = f"[{escaped(study.cited_as)}](<{study.link}>)" if study.link else escaped(study.cited_as)
    return f"{against}{study.dot} {said} · {cited}"
