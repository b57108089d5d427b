"""Marks: letters, dots and arrows for species, designs, access and direction, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.card.values import Card, Organism, Study

ACCESS_MARKS = {
    "full-text-read": "●",
    "abstract-only": "◐",
    "available-unread": "◌",
    "pending": "◌",
    "no-access": "○",
    "unmarked": "·",
}
ACCESS_WORDS = {
    "full-text-read": "read in full",
    "abstract-only": "abstract only",
    "available-unread": "at hand, not said to be read",
    "pending": "pending",
    "no-access": "no access",
    "unmarked": "reading not stated",
}
ACCESS_ORDER = tuple(ACCESS_WORDS)
SIGN_MARKS = {1: "▲", -1: "▼", 0: "◆"}
SIGN_WORDS = {1: "raises", -1: "lowers", 0: "acts on, direction open or none"}
STANDING_ORDER = ("backed", "link", "disputed", "denied", "speculative", "unsourced")
STANDING_WORDS = {
    "backed": "backed by a study",
    "link": "front matter, no study",
    "speculative": "speculative",
    "disputed": "disputed",
    "denied": "denied",
    "unsourced": "no source",
}

_DESIGNS = {
    "randomized-controlled-trial": "RCT",
    "clinical-trial": "trial",
    "non-randomized-trial": "open trial",
    "case-control": "case-control",
    "case-report": "case report",
    "cohort": "cohort",
    "cross-sectional": "cross-sect.",
    "observational": "observ.",
    "mendelian-randomization": "MR",
    "gwas": "GWAS",
    "meta-analysis": "meta-an.",
    "systematic-review": "syst. review",
    "in-vivo": "in vivo",
    "in-vitro": "in vitro",
    "ex-vivo": "ex vivo",
    "in-silico": "in silico",
    "structural": "structure",
    "review": "review",
}


def design_name(notation: str) -> str:
    """A short name of a study design."""
    return _DESIGNS.get(notation, notation.replace("-", " "))


def to_organism(name: str) -> Organism:
    """A species with its letters: *Mus musculus* is Mm, a group such as *Rodentia* Ro."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    if len(words) >= 2:
        return Organism(name, words[0][0].upper() + words[1][0].lower())
    return Organism(name, (words[0][:2].capitalize() if words else "?"))


def legend_organisms(card: Card) -> tuple[Organism, ...]:
    """Every species on the card, sorted."""
    found = {organism for study in card.studies for organism in study.organisms}
    for group in (*card.backed, *card.apart, *card.links):
        found.update(organism for claim in group.claims for organism in claim.organisms)
    return tuple(sorted(found))


def legend_access(card: Card) -> tuple[str, ...]:
    """Every kind of access on the card, from read to unknown."""
    found = {study.access for study in card.studies}
    return tuple(access for access in ACCESS_ORDER if access in found)


def count_access(studies: Iterable[Study]) -> dict[str, int]:
    """How many studies were read how far, in the order of the legend."""
    counts = dict.fromkeys(ACCESS_ORDER, 0)
    for study in studies:
        counts[study.access] = counts.get(study.access, 0) + 1
    return {access: count for access, count in counts.items() if count}


def plural(count: int, word: str, words: str | None = None) -> str:
    """``1 study``, ``3 studies``."""
    return f"{count} {word if count == 1 else words or word + 's'}"
