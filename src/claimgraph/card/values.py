"""What stands on an evidence card; frozen, in the order in which it is shown."""

from __future__ import annotations

import msgspec


class Place(msgspec.Struct, frozen=True, order=True):
    """A line of a page: ``path:line``, the path relative to the vault."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Organism(msgspec.Struct, frozen=True, order=True):
    """A species or group: its name and the letters that stand for it."""

    name: str
    mark: str


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """A source as one page's footnote describes it.

    Attributes:
        iri: the source's node.
        cited_as: ``doi:…``, ``PMID:…``, else the short name.
        link: where it can be read: the DOI, PubMed or the registry; None where it has no identifier.
        designs: names of designs, short.
        samples: sizes in the page's words: ``110 subjects``.
        access: notation of the best access that is stated; ``unmarked`` where none is.
        primary: whether it is a primary source; None where unknown.
        people: whether it studied people, and not only their cells.
        group: number of its group of authors on this card, from 1; 0 where it stands alone.
        place: the footnote.
    """

    iri: str
    name: str
    cited_as: str
    link: str | None
    designs: tuple[str, ...]
    organisms: tuple[Organism, ...]
    samples: tuple[str, ...]
    access: str
    primary: bool | None
    people: bool
    retracted: bool
    group: int
    place: Place | None


class Backing(msgspec.Struct, frozen=True):
    """A study behind a claim, and what it does for it: ``supports``, ``disputes``, ``inconclusive``."""

    stance: str
    study: Study


class ClaimLine(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as a page states it; texts are the page's own.

    Attributes:
        sign: 1 raises, -1 lowers, 0 neither or not said.
        standing: ``backed`` by a supporting source, ``link`` of front matter without a study,
            ``speculative``, ``disputed``, ``denied`` or ``unsourced``.
        gaps: tags of evidence gaps.
        groups: independent groups of authors behind it; None where unknown.
        quote: the sentence or row that it was read from, as it stands on the page; None for a field.
        where: the page and line.
    """

    iri: str
    subject: str
    relation: str
    object: str
    direction: str | None
    sign: int
    standing: str
    asserted_by: str
    organisms: tuple[Organism, ...]
    tissue: str | None
    dose: str | None
    route: str | None
    timing: str | None
    population: str | None
    comparator: str | None
    effect: str | None
    note: str | None
    gaps: tuple[str, ...]
    backing: tuple[Backing, ...]
    groups: int | None
    groups_at_most: int | None
    retracted: bool
    quote: str | None
    where: Place


class ClaimGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Claims about one other thing that point in one direction.

    Attributes:
        other: name of the other thing; ``incoming`` is true where it acts on the card's subject.
        kind: class of the other thing (``Target``), None where it has no page.
        studies: the supporting studies, each once.
        groups: how many groups of authors they fall into at most; each unlinked study is its own.
    """

    other: str
    kind: str | None
    incoming: bool
    sign: int
    standing: str
    claims: tuple[ClaimLine, ...]
    studies: tuple[Study, ...]
    groups: int


class AuthorGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Studies linked by shared authors; number 0 for studies that stand alone.

    ``human`` counts its studies of people.
    """

    number: int
    name: str
    authors: tuple[str, ...]
    studies: tuple[Study, ...]
    human: int
    truncated: bool


class ConflictLine(msgspec.Struct, frozen=True):
    """Two claims that contradict each other, the conditions that differ and those not stated."""

    kind: str
    one: ClaimLine
    other: ClaimLine
    differs_in: tuple[str, ...]
    unknown_in: tuple[str, ...]


class GapLine(msgspec.Struct, frozen=True):
    """A gap of the page: its tag, class (``evidence``, ``access``, ``catalogue``) and the words beside it."""

    tag: str
    kind: str
    text: str
    where: Place


class FieldLine(msgspec.Struct, frozen=True):
    """A front-matter field; ``value`` is empty where the page leaves it so, ``note`` says why."""

    name: str
    value: str
    note: str
    where: Place


class StatementLine(msgspec.Struct, frozen=True):
    """A sentence, item or row that cites and is about, or names, the card's subject."""

    section: str
    text: str
    studies: tuple[Study, ...]
    gaps: tuple[str, ...]
    where: Place


class HallmarkLine(msgspec.Struct, frozen=True):
    """What the page holds of a hallmark: ``asserted``, ``speculative``, ``field left empty`` …"""

    status: str
    hallmark: str
    text: str
    where: Place


class PathLine(msgspec.Struct, frozen=True):
    """A path of steps between the two things of a card, and what its weakest step rests on."""

    sign: str
    path: str
    weakest: str
    backing: str


class Failing(msgspec.Struct, frozen=True):
    """A finding of the last check on the page."""

    rule: str
    severity: str
    message: str
    where: Place


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One evidence card. ``other`` is the second thing of a card about two.

    Attributes:
        kinds: counts of claims by standing.
        human_groups, human_groups_at_most: independent groups behind the human studies of the page;
            None where unknown or where there is none.
    """

    name: str
    iri: str
    kind: str | None
    aliases: tuple[str, ...]
    page: Place | None
    other: str | None
    fields: tuple[FieldLine, ...]
    empty_fields: tuple[FieldLine, ...]
    kinds: dict[str, int]
    backed: tuple[ClaimGroup, ...]
    apart: tuple[ClaimGroup, ...]
    links: tuple[ClaimGroup, ...]
    studies: tuple[Study, ...]
    author_groups: tuple[AuthorGroup, ...]
    independence_known: bool
    human_groups: int | None
    human_groups_at_most: int | None
    conflicts: tuple[ConflictLine, ...]
    hallmarks: tuple[HallmarkLine, ...]
    gaps: tuple[GapLine, ...]
    statements: tuple[StatementLine, ...]
    paths: tuple[PathLine, ...]
    failing: tuple[Failing, ...]
