"""Order of claims and groups: along the axes of evidence, one after the other, never as one score."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from claimgraph.card.marks import ACCESS_ORDER
from claimgraph.card.values import ClaimGroup, ClaimLine, Study

Rank: TypeAlias = tuple[int, ...]


def is_human(study: Study) -> bool:
    """Whether a primary study is of people."""
    return study.primary is not False and study.people


def studies_of(claims: Iterable[ClaimLine], *, stance: str = "supports") -> tuple[Study, ...]:
    """The studies behind claims, each once, in order of first use."""
    found: dict[str, Study] = {}
    for claim in claims:
        for backing in claim.backing:
            if backing.stance == stance:
                found.setdefault(backing.study.iri, backing.study)
    return tuple(found.values())


def count_groups(studies: Iterable[Study]) -> int:
    """How many groups of authors the primary studies fall into, at most."""
    found = {
        f"group {study.group}" if study.group else study.iri
        for study in studies
        if study.primary is not False
    }
    return len(found)


def rank_studies(studies: tuple[Study, ...]) -> Rank:
    """Smaller is stronger: any human study, then groups of authors, number, and how well they were read."""
    alive = tuple(study for study in studies if not study.retracted)
    primary = [study for study in alive if study.primary is not False]
    best = min((ACCESS_ORDER.index(study.access) for study in primary), default=len(ACCESS_ORDER))
    return (
        not primary,
        not any(is_human(study) for study in primary),
        -count_groups(primary),
        -len(primary),
        -sum(is_human(study) for study in primary),
        best,
        -len(alive),
    )


def rank_claim(claim: ClaimLine) -> tuple[object, ...]:
    """Order of claims in a group; the effect's size and the place break ties."""
    return (*rank_studies(studies_of([claim])), claim.effect is None, claim.where, claim.object, claim.iri)


def rank_group(group: ClaimGroup) -> tuple[object, ...]:
    """Order of groups on the card; groups about one thing are kept together by the caller."""
    return (
        *rank_studies(group.studies),
        group.sign == 0,
        -len(group.claims),
        group.other,
        -group.sign,
        group.incoming,
    )
