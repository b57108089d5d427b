"""A card as sections of lines: what is said, in which order, and how much of it."""

from __future__ import annotations

import msgspec

from claimgraph.card.headline import to_headline
from claimgraph.card.lines import (
    Item,
    Limits,
    Section,
    cut,
    group_letter,
    group_mark,
    group_organisms,
    group_title,
    group_tone,
    safe_place,
    to_claim_item,
    to_study_mark,
)
from claimgraph.card.marks import STANDING_ORDER, STANDING_WORDS, plural
from claimgraph.card.measure import clean, readable
from claimgraph.card.values import Card, ClaimGroup, ClaimLine, Place


def to_sections(card: Card, limits: Limits) -> tuple[Section, ...]:
    """The sections that have something to say, in reading order."""
    sections = (
        Section("headline", "", to_headline_items(card)),
        _paths(card, limits),
        _backed(card, limits),
        _apart(card, limits),
        _conflicts(card, limits),
        *(() if is_declared(card) else (_statements(card, limits),)),
        _authors(card, limits),
        _hallmarks(card, limits),
        _gaps(card, limits),
        _links(card, limits),
        *((_statements(card, limits),) if is_declared(card) else ()),
        _failing(card, limits),
    )
    return tuple(section for section in sections if section.items)


def is_declared(card: Card) -> bool:
    """Whether a curator wrote its claims; claims read from prose leave much to the sentences."""
    return any(
        claim.asserted_by == "claims-table" for group in (*card.backed, *card.apart) for claim in group.claims
    )


def to_headline_items(card: Card) -> tuple[Item, ...]:
    """The card in a few sentences."""
    return tuple(
        Item(text=clean(line.text, 420), mark=line.mark, tone=line.tone, where=safe_place(line.where))
        for line in to_headline(card)
    )


def _backed(card: Card, limits: Limits) -> Section:
    shown, hidden = cut(card.backed, limits.groups)
    items: list[Item] = []
    for group in shown:
        tone, mark = group_tone(group), group_mark(group)
        if len(group.claims) == 1:
            item = to_claim_item(group.claims[0], tone, full=group.incoming)
            items.append(msgspec.structs.replace(item, mark=mark, level=0))
            continue
        badges = [plural(len(group.studies), "study", "studies")]
        if sum(study.primary is not False for study in group.studies) > 1:
            badges.append("one group" if group.groups == 1 else f"≤ {group.groups} groups")
        badges.append(plural(len(group.claims), "claim"))
        items.append(
            Item(
                text=group_title(group),
                strong=group_title(group),
                mark=mark,
                tone=tone,
                level=0,
                badges=tuple(badges),
                organisms=group_organisms(group)[:8],
            )
        )
        lines, folded = cut(group.claims, limits.claims)
        items.extend(to_claim_item(claim, tone, full=group.incoming) for claim in lines)
        if folded:
            items.append(Item(text=f"and {plural(folded, 'more claim')}", hidden=folded, tone="info"))
    return Section("backed", "What the studies say", tuple(items), hidden, "things")


def _apart(card: Card, limits: Limits) -> Section:
    """Claims that are not asserted on a study; those that differ in the other thing alone share a line."""
    grouped: dict[tuple[object, ...], list[tuple[ClaimGroup, ClaimLine]]] = {}
    for group in card.apart:
        for claim in group.claims:
            told = (claim.tissue, claim.dose, claim.route, claim.timing, claim.population, claim.comparator)
            stated = (group.standing, group.incoming, claim.subject, claim.relation, claim.direction)
            beside = (claim.organisms, claim.note, claim.gaps, claim.effect, claim.backing, claim.where.path)
            key = (*stated, *told, *beside)
            grouped.setdefault(key, []).append((group, claim))
    ordered = sorted(
        grouped.values(),
        key=lambda found: (STANDING_ORDER.index(found[0][0].standing), found[0][1].where, found[0][1].iri),
    )
    shown, hidden = cut(ordered, limits.apart)
    items = []
    for found in shown:
        group, first = found[0]
        item = to_claim_item(first, "apart", full=group.incoming)
        if len(found) > 1:
            others = sorted(claim.object for _, claim in found)
            said = ", ".join(clean(other, 60) for other in others[:12])
            more = f" and {len(others) - 12} more" if len(others) > 12 else ""
            denied = "not " if group.standing == "denied" else ""
            subject = f"{clean(first.subject, 90)} " if group.incoming else ""
            item = msgspec.structs.replace(
                item,
                text=f"{subject}{denied}{clean(first.relation, 60)} {said}{more}",
                strong="",
                where=safe_place(min(claim.where for _, claim in found)),
            )
        items.append(
            msgspec.structs.replace(
                item,
                mark=group_mark(group),
                level=0,
                badges=(STANDING_WORDS[group.standing], *item.badges),
            )
        )
    title = "Held apart: disputed, denied, speculative, without a source"
    return Section("apart", title, tuple(items), hidden, "claims")


def _conflicts(card: Card, limits: Limits) -> Section:
    shown, hidden = cut(card.conflicts, limits.conflicts)
    items = []
    for conflict in shown:
        differs = ", ".join(map(clean, conflict.differs_in)) or "nothing that both state"
        unknown = ", ".join(map(clean, conflict.unknown_in))
        what = f"{clean(conflict.one.subject, 60)} and {clean(conflict.one.object, 60)}:"
        items.append(
            Item(
                text=f"{what} differs in {differs}" + (f"; not stated by both: {unknown}" if unknown else ""),
                strong=what,
                mark="⚡",
                tone="warning",
                level=0,
                badges=("opposite directions" if conflict.kind == "direction" else clean(conflict.kind, 30),),
            )
        )
        items += [
            to_claim_item(claim, ("up", "flat", "down")[1 - claim.sign], full=True)
            for claim in (conflict.one, conflict.other)
        ]
    return Section("conflicts", "Conflicts, and what differs", tuple(items), hidden, "conflicts")


def _authors_of(authors: tuple[str, ...]) -> str:
    shown = ", ".join(clean(author, 60) for author in authors[:5])
    return shown + (f" and {len(authors) - 5} more" if len(authors) > 5 else "")


def _authors(card: Card, limits: Limits) -> Section:
    items: list[Item] = []
    shown, hidden = cut(card.author_groups, limits.studies)
    for group in shown:
        letter = group_letter(group.number)
        apart = "apart, author list cut short" if group.truncated else "apart"
        badges = [plural(len(group.studies), "study", "studies")]
        if group.human:
            badges.append(f"{group.human} of people")
        if group.truncated:
            badges.append("author list cut short")
        if letter:
            items.append(
                Item(
                    text=f"Group {letter}, linked by " + _authors_of(group.authors),
                    strong=f"Group {letter}",
                    mark="◉",
                    tone=f"group{group.number}",
                    level=0,
                    badges=tuple(badges),
                )
            )
        items += [
            Item(
                text="",
                tone=f"group{group.number}" if letter else "plain",
                level=1 if letter else 0,
                studies=(to_study_mark(study, note="" if letter else apart),),
                where=safe_place(study.place),
            )
            for study in group.studies
        ]
    secondary = [study for study in card.studies if study.primary is False]
    items += [
        Item(text="", level=0, studies=(to_study_mark(study),), where=safe_place(study.place))
        for study in secondary[: limits.studies]
    ]
    note = (
        "Studies that share an author are one group."
        if card.independence_known
        else "Studies that share an author are one group. Author lists that are cut short can hide a link: "
        "groups are at most so many."
    )
    hidden += max(0, len(secondary) - limits.studies)
    return Section(
        "authors", "Who stands behind it, and how it was read", tuple(items), hidden, "studies", note
    )


# What says most of a hallmark first. The empty field itself stands in the card's first lines.
_HALLMARK_ORDER = ("asserted", "denied", "disputed", "speculative", "statement with a gap", "statement")


def _hallmarks(card: Card, limits: Limits) -> Section:
    claimed = {line.where for line in card.hallmarks if not line.status.startswith("statement")}
    told = [
        line
        for line in card.hallmarks
        if line.status in _HALLMARK_ORDER
        and not (line.status.startswith("statement") and line.where in claimed)
    ]
    told.sort(key=lambda line: (_HALLMARK_ORDER.index(line.status), line.where, line.hallmark, line.text))
    # A field lists many hallmarks on one line, and so does the card.
    listed: dict[tuple[str, Place], list[str]] = {}
    for line in told:
        if line.status == "asserted":
            listed.setdefault((line.status, line.where), []).append(line.hallmark)
    items = []
    for (status, place), names in listed.items():
        said = ", ".join(clean(name, 80) for name in dict.fromkeys(names))
        items.append(
            Item(
                text=f"{said}: {status}",
                strong=said,
                mark="✓",
                tone="good",
                level=0,
                where=safe_place(place),
                badges=() if any(group.kind == "Hallmark" for group in card.backed) else ("no study given",),
            )
        )
    shown, hidden = cut([line for line in told if line.status != "asserted"], limits.hallmarks)
    items += [
        Item(
            text=f"{clean(line.hallmark, 80)}: {readable(line.text, 240)}",
            strong=clean(line.hallmark, 80),
            mark="✕" if line.status == "denied" else "?",
            tone="gap",
            level=0,
            badges=(clean(line.status, 60),),
            where=safe_place(line.where),
        )
        for line in shown
    ]
    return Section("hallmarks", "Hallmarks of ageing", tuple(items), hidden, "lines")


def _gaps(card: Card, limits: Limits) -> Section:
    told = {field.where for field in card.empty_fields if field.note}
    items = [
        Item(
            text=f"{clean(field.name, 60)}: none; {readable(field.note, 220)}",
            strong=f"{clean(field.name, 60)}: none",
            mark="∅",
            tone="gap",
            where=safe_place(field.where),
        )
        for field in card.empty_fields
        if field.note
    ]
    seen: dict[tuple[str, str], Item] = {}
    for gap in card.gaps:
        if gap.kind != "evidence" or gap.where in told:
            continue
        text = readable(gap.text, 200)
        item = Item(
            text=text, mark="?", tone="gap", badges=(f"#{clean(gap.tag, 60)}",), where=safe_place(gap.where)
        )
        seen.setdefault((gap.tag, text), item)
    shown, hidden = cut(tuple(seen.values()), limits.gaps)
    return Section("gaps", "Not known", (*items, *shown), hidden, "gaps")


def _links(card: Card, limits: Limits) -> Section:
    by_relation: dict[tuple[str, bool], list[tuple[str, Place]]] = {}
    for group in card.links:
        for claim in group.claims:
            key = (claim.relation, group.incoming)
            by_relation.setdefault(key, []).append((clean(group.other, 60), claim.where))
    items = []
    for (relation, incoming), others in sorted(
        by_relation.items(), key=lambda item: (item[0][1], item[0][0])
    ):
        names = list(dict.fromkeys(name for name, _ in others))
        places = sorted({place for _, place in others})
        shown, hidden = cut(names, limits.links)
        said = ", ".join(shown) + (f" and {hidden} more" if hidden else "")
        items.append(
            Item(
                text=f"{clean(relation, 60)} ({len(names)}): {said}",
                strong=clean(relation, 60),
                mark="←" if incoming else "→",
                tone="flat",
                badges=() if len(places) == 1 else (f"{len(places)} places, the first one shown",),
                where=safe_place(places[0]),
            )
        )
    return Section("links", "Links of the front matter, no study given", tuple(items), 0, "links")


def _statements(card: Card, limits: Limits) -> Section:
    shown, hidden = cut(card.statements, limits.statements_beside if is_declared(card) else limits.statements)
    items = [
        Item(
            text=(f"{clean(line.section, 60)}: " if line.section else "") + readable(line.text, 360),
            strong=clean(line.section, 60),
            mark="❝",
            level=0,
            badges=tuple(f"#{clean(gap, 60)}" for gap in line.gaps),
            studies=tuple(to_study_mark(study) for study in line.studies[:4]),
            where=safe_place(line.where),
        )
        for line in shown
    ]
    return Section("statements", "Sentences with a source", tuple(items), hidden, "statements")


def _paths(card: Card, limits: Limits) -> Section:
    shown, hidden = cut(card.paths, limits.paths)
    items = [
        Item(
            text=f"{clean(path.path, 200)}: {clean(path.backing, 320)}",
            strong=clean(path.path, 200),
            level=0,
            mark={"+": "▲", "−": "▼"}.get(path.sign, "◆"),
            tone={"+": "up", "−": "down"}.get(path.sign, "flat"),
            badges=(f"weakest step: {clean(path.weakest, 60)}",),
        )
        for path in shown
    ]
    return Section(
        "paths", f"Paths to {clean(card.other or '', 80)}: a map, no finding", tuple(items), hidden, "paths"
    )


def _failing(card: Card, limits: Limits) -> Section:
    """Failing rules, errors first; one line for what one rule says of many lines."""
    order = ("error", "warning", "info")
    told: dict[tuple[int, str, str], list[Place]] = {}
    for item in card.failing:
        rank = order.index(item.severity) if item.severity in order else len(order)
        told.setdefault((rank, item.rule, item.message), []).append(item.where)
    shown, hidden = cut(sorted(told.items()), limits.failing)
    items = []
    for (rank, rule, message), places in shown:
        first, *rest = sorted(places)
        severity = order[rank] if rank < len(order) else "info"
        items.append(
            Item(
                text=f"{clean(rule, 40)}: {clean(message, 240)}",
                strong=clean(rule, 40),
                level=0,
                mark={"error": "✖", "warning": "▲"}.get(severity, "i"),
                tone=severity,
                badges=(f"and on {plural(len(rest), 'more line')}",) if rest else (),
                where=safe_place(first),
            )
        )
    return Section("failing", "Failing rules of the page", tuple(items), hidden, "findings")
