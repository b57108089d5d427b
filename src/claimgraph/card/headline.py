"""The card in a few sentences: what it rests on, who stands behind it, what is open."""

from __future__ import annotations

import msgspec

from claimgraph.card.marks import ACCESS_WORDS, count_access, plural
from claimgraph.card.measure import readable
from claimgraph.card.strength import is_human
from claimgraph.card.values import AuthorGroup, Card, HallmarkLine, Place, Study

_NAMED = 4


class Headline(msgspec.Struct, frozen=True):
    """A sentence, its mark and tone, and the line that it comes from where there is one."""

    text: str
    mark: str
    tone: str
    where: Place | None = None


def to_headline(card: Card) -> tuple[Headline, ...]:
    """The sentences of a card."""
    found = [_rests_on(card), _reading(card), *_people(card), *_open(card)]
    return tuple(line for line in found if line is not None)


def _rests_on(card: Card) -> Headline | None:
    total = sum(card.kinds.values())
    if card.other is not None and not total:
        return Headline(f"No page states a claim that joins {card.name} and {card.other}.", "∅", "gap")
    if not total:
        text = "No claim is stated about it"
        if card.statements:
            text += f"; {plural(len(card.statements), 'sentence')} with a source " + (
                "speaks of it" if len(card.statements) == 1 else "speak of it"
            )
        return Headline(text + ".", "∅", "gap")
    parts = [f"{card.kinds['backed']} of {plural(total, 'claim')} rest on a study"]
    for standing, words in (
        ("link", "links of front matter without one"),
        ("speculative", "speculative"),
        ("disputed", "disputed"),
        ("denied", "denied"),
        ("unsourced", "without a source"),
    ):
        if card.kinds[standing]:
            parts.append(f"{card.kinds[standing]} {words}")
    return Headline("; ".join(parts) + ".", "§", "plain")


def _reading(card: Card) -> Headline | None:
    if not card.studies:
        return None
    counts = count_access(card.studies)
    parts = [f"{count} {ACCESS_WORDS.get(access, access)}" for access, count in counts.items()]
    full = [study for study in card.studies if study.access == "full-text-read"]
    text = f"{plural(len(card.studies), 'source')}: {', '.join(parts)}."
    if full:
        text += f" In full: {_names(full)}."
    else:
        text += " None was read in full."
    return Headline(text, "●" if full else "○", "plain" if full else "gap")


def _names(studies: list[Study] | tuple[Study, ...]) -> str:
    shown = [study.name for study in studies[:_NAMED]]
    more = f" and {len(studies) - _NAMED} more" if len(studies) > _NAMED else ""
    return ", ".join(shown) + more


def _people(card: Card) -> list[Headline]:
    groups = [group for group in card.author_groups if group.human]
    studies = [study for group in groups for study in group.studies if is_human(study)]
    if not studies:
        if card.kind != "Study" and any(study.primary is not False for study in card.studies):
            return [Headline("No primary study of people is cited.", "∅", "gap")]
        return []
    ranked = sorted(groups, key=lambda group: (-group.human, group.name))
    main = ranked[0]
    count = plural(len(studies), "study", "studies")
    if len(ranked) == 1:
        if len(studies) == 1:
            return [Headline(f"Human evidence: one study, {studies[0].name}.", "◉", "gap")]
        return [
            Headline(f"Human evidence: {count}, all of one group of authors ({_authors(main)}).", "◉", "gap")
        ]
    limit = f"{'' if card.independence_known else 'at most '}{plural(len(ranked), 'group')} of authors"
    text = f"Human evidence: {count}, {limit}."
    if main.human > 1 and main.human > ranked[1].human:
        apart = [" with ".join(study.name for study in group.studies[:3]) for group in ranked[1:]]
        text += (
            f" One main group stands behind {main.human} of them ({_authors(main)}); "
            f"apart from it: {', '.join(apart[:_NAMED])}"
            + (f" and {len(apart) - _NAMED} more." if len(apart) > _NAMED else ".")
        )
    return [Headline(text, "◉", "plain")]


def _authors(group: AuthorGroup) -> str:
    shown = ", ".join(group.authors[:3]) or group.name
    return shown + (f" and {len(group.authors) - 3} more" if len(group.authors) > 3 else "")


def _open(card: Card) -> list[Headline]:
    found = []
    disputed = [claim for group in card.apart if group.standing == "disputed" for claim in group.claims]
    own = card.page.path if card.page else None
    disputed.sort(key=lambda claim: (claim.where.path != own, bool(claim.backing), claim.where, claim.iri))
    for claim in disputed[:2]:
        effect = f", {claim.effect}" if claim.effect else ""
        sourced = "" if claim.backing else " and without a source"
        found.append(
            Headline(
                f"Disputed{sourced}: {claim.subject} {claim.relation} {claim.object}{effect}.",
                "≠",
                "gap",
                claim.where,
            )
        )
    if card.conflicts:
        found.append(Headline(f"{plural(len(card.conflicts), 'conflict')} between claims.", "⚡", "warning"))
    hallmark_field = False
    for field in card.empty_fields:
        if not field.note:
            continue
        hallmark_field = hallmark_field or "hallmark" in field.name
        found.append(Headline(f"No {field.name}: {_sentence(field.note)}", "∅", "gap", field.where))
    if card.hallmarks and not hallmark_field and not any(h.status == "asserted" for h in card.hallmarks):
        found.append(_no_hallmark(card.hallmarks))
    retracted = [study for study in card.studies if study.retracted]
    if retracted:
        found.append(Headline(f"Retracted: {_names(retracted)}.", "✖", "error"))
    return found


def _no_hallmark(lines: tuple[HallmarkLine, ...]) -> Headline:
    """What the page says instead of asserting one: with a gap first, then the longest text."""
    said = [line for line in lines if line.hallmark and line.status != "denied"]
    text = "No hallmark of ageing is asserted"
    if not said:
        return Headline(text + ".", "∅", "gap", lines[0].where)
    best = max(said, key=lambda line: (line.status != "statement", len(line.text), line.where))
    return Headline(
        f"{text}; of {best.hallmark} the page says: {_sentence(best.text)}", "∅", "gap", best.where
    )


def _sentence(text: str) -> str:
    return readable(text, 300).rstrip(".") + "."
