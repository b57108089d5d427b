"""A card as one self-contained HTML page: the picture, then every line. No script, nothing loaded."""

from __future__ import annotations

from html import escape

from claimgraph.card.drawing import to_svg
from claimgraph.card.layout import to_sections
from claimgraph.card.lines import Item, Limits, Section, StudyMark
from claimgraph.card.marks import ACCESS_WORDS, legend_organisms
from claimgraph.card.measure import clean
from claimgraph.card.values import Card, Place

_STYLE = """
:root{--ink:#16202a;--dim:#5b6876;--line:#dfe5ea;--paper:#fff;--back:#f2f4f6;--up:#1a7f4b;--down:#b3261e;
--flat:#51606f;--apart:#8a6d1d;--link:#0a5aa8}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);line-height:1.45;
font:15px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif}
main{max-width:1240px;margin:20px auto;padding:0 20px}
.picture svg{width:100%;height:auto;display:block;border:1px solid var(--line);border-radius:14px}
section{background:var(--paper);border:1px solid var(--line);border-radius:14px;margin:16px 0;
padding:14px 22px}
h1{font-size:26px;margin:10px 2px}h2{font-size:15px;margin:2px 0 8px;letter-spacing:.02em}
p.note{margin:0 0 8px;color:var(--dim);font-size:13px}
ul{list-style:none;margin:0;padding:0}
li{padding:7px 0 7px 26px;border-top:1px solid var(--line);position:relative;overflow-wrap:anywhere}
li:first-child{border-top:0}li.sub{margin-left:26px;padding-left:18px}
.mark{position:absolute;left:2px;font-weight:700}li.sub .mark{left:0}
.up>.mark,.up>.head{color:var(--up)}.down>.mark,.down>.head{color:var(--down)}
.flat>.mark{color:var(--flat)}
.apart>.mark,.gap>.mark,.warning>.mark{color:var(--apart)}.error>.mark{color:var(--down)}
.good>.mark{color:var(--up)}
.head{font-weight:700;font-size:16px}
.where{float:right;margin-left:14px;color:var(--dim);
font:12px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.details{color:var(--dim);font-size:13.5px}
.badge{display:inline-block;background:#eef1f4;border-radius:9px;padding:0 8px;margin:1px 4px 1px 0;
font-size:12px;
color:var(--dim)}
.sp{display:inline-block;border:1.5px solid var(--dim);border-radius:5px;padding:0 4px;margin-right:4px;
font-size:11px;
font-weight:700}
.study{font-size:13.5px;margin-top:2px}.study a{color:var(--link)}
.dot{font-size:15px;margin-right:3px}
.g{font-weight:700}.g1{color:#0072b2}.g2{color:#b34a00}.g3{color:#00765a}.g4{color:#a3487a}
.g5{color:#8f6400}.g0{color:#2477a8}
.retracted{color:var(--down);font-weight:700}
summary{cursor:pointer;color:var(--link);font-size:13.5px;padding:6px 0}
footer{color:var(--dim);font-size:12.5px;margin:14px 4px 30px}
@media print{body{background:#fff}section{break-inside:avoid}}
"""


def to_html(card: Card, *, limits: Limits | None = None) -> str:
    """The card as an HTML document. What is folded elsewhere stands here behind a fold."""
    shown = to_sections(card, limits or Limits())
    every = {section.key: section for section in to_sections(card, Limits.none())}
    name = clean(card.name, 200) + (f" and {clean(card.other, 200)}" if card.other else "")
    body = [_section(section, every[section.key]) for section in shown]
    aliases = " · ".join(clean(alias, 80) for alias in card.aliases[:12])
    species = " · ".join(f"{organism.mark} {clean(organism.name, 60)}" for organism in legend_organisms(card))
    next_up = [field for field in card.fields if field.name == "next-experiment"]
    experiment = (
        f"<section><h2>Next experiment, as the page says</h2>{_where(next_up[0].where)}"
        f"{_words(clean(next_up[0].value, 600))}</section>"
        if next_up
        else ""
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(name)}: evidence card</title><style>{_STYLE}</style></head><body><main>"
        f'<div class="picture">{to_svg(card).rstrip()}</div>'
        + (f'<p class="note">Also called {_words(aliases)}</p>' if aliases else "")
        + "".join(body[:1])
        + experiment
        + "".join(body[1:])
        + f"<footer>{escape(species)}</footer></main></body></html>\n"
    )


def _words(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _where(place: Place | None) -> str:
    return f'<span class="where">{escape(str(place))}</span>' if place else ""


def _section(section: Section, whole: Section) -> str:
    title = f"<h2>{_words(section.title)}</h2>" if section.title else ""
    note = f'<p class="note">{escape(section.note)}</p>' if section.note else ""
    out = f"<section>{title}{note}<ul>{''.join(map(_item, section.items))}</ul>"
    folded = section.hidden or any(item.hidden for item in section.items)
    if folded:
        count = section.hidden + sum(item.hidden for item in section.items)
        unit = section.unit if section.hidden else "claims"
        inner = "".join(map(_item, whole.items))
        out += f"<details><summary>All of it: {count} more {escape(unit)}</summary><ul>{inner}</ul></details>"
    return out + "</section>"


def _item(item: Item) -> str:
    level = "sub" if item.level and item.mark in ("", "·") else "top"
    heading = item.level == 0 and item.text == item.strong and not item.studies
    marks = "".join(
        f'<span class="sp" title="{escape(clean(organism.name, 80))}">{escape(organism.mark)}</span>'
        for organism in item.organisms
    )
    text = item.text
    if heading:
        said = f'<span class="head">{_words(text)}</span> '
    elif item.strong and item.strong in text:
        before, _, after = text.partition(item.strong)
        said = f"<bdi>{escape(before)}<b>{escape(item.strong)}</b>{escape(after)}</bdi> "
    else:
        said = _words(text) + " " if text else ""
    badges = "".join(f'<span class="badge">{escape(badge)}</span>' for badge in item.badges)
    details = f'<div class="details">{_words(item.details)}</div>' if item.details else ""
    studies = "".join(map(_study, item.studies))
    mark = f'<span class="mark">{escape(item.mark)}</span>' if item.mark else ""
    tone = item.tone if not item.tone.startswith("group") else "plain"
    return (
        f'<li class="{level} {tone}">{mark}{_where(item.where)}{marks}{said}{badges}{details}{studies}</li>'
    )


def _study(study: StudyMark) -> str:
    against = {"disputes": "against: ", "inconclusive": "undecided: "}.get(study.stance, "")
    species = "".join(
        f'<span class="sp" title="{escape(clean(organism.name, 80))}">{escape(organism.mark)}</span>'
        for organism in study.organisms
    )
    facts = "".join(f" · {escape(fact)}" for fact in study.facts)
    number = (ord(study.group[-1]) - 64) % 6 if study.group else 0
    group = f' · <span class="g g{number}">group {study.group}</span>' if study.group else ""
    retracted = '<span class="retracted">RETRACTED </span>' if study.retracted else ""
    cited = escape(study.cited_as)
    link = (
        f' · <a href="{escape(study.link)}" rel="noopener noreferrer">{cited}</a>'
        if study.link
        else f" · {cited}"
    )
    words = escape(ACCESS_WORDS.get(study.access, study.access))
    return (
        f'<div class="study"><span class="dot" title="{words}">{study.dot}</span>{retracted}{against}'
        f"{species}{_words(study.name)}{facts}{group} · {words}{link}</div>"
    )
