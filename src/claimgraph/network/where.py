"""``--where``: which claims a projection is made of.

A condition is ``key=value`` or ``key!=value``. Several values of one key mean *any of them*, several keys
*all of them*; ``!=`` takes away. Conditions look at claims: an entity, edge or source is there because
of a claim that fits. What is unknown of a claim equals nothing, so it is not found by ``=`` and not taken
away by ``!=``; ``access=unknown`` and ``species=unknown`` ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

import msgspec

from claimgraph.errors import UsageError
from claimgraph.hierarchy import ahead_of
from claimgraph.namespaces import CG, SKOS
from claimgraph.network.claims import ClaimRecord
from claimgraph.network.records import Records, local_name
from claimgraph.queries import find_entity, find_page, find_source
from claimgraph.store import EmbeddedStore

UNKNOWN = "unknown"

_CONDITION = re.compile(r"\s*(?P<key>[\w-]+)\s*(?P<operator>!?=)\s*(?P<value>.*?)\s*", re.DOTALL)
_YES = {"yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}


class Condition(msgspec.Struct, frozen=True):
    """One condition as written."""

    key: str
    value: str
    negated: bool


class Claims:
    """What keys need to look things up: the store and its records."""

    __slots__ = ("records", "store")

    def __init__(self, store: EmbeddedStore, records: Records) -> None:
        self.store, self.records = store, records

    def concepts(self, scheme: str, predicates: Iterable[str]) -> dict[str, str]:
        """Concepts by every name that they go by, folded: those of a scheme, and those in use."""
        iris = set(self.records.subjects(SKOS + "inScheme", CG + scheme))
        for predicate in predicates:
            iris.update(self.records.objects(CG + predicate))
        found: dict[str, str] = {}
        for iri in sorted(iris):
            notation = self.records.notation(iri)
            names = [notation, local_name(iri), *self.records.values(iri, SKOS + "prefLabel")]
            for name in (*names, *self.records.values(iri, SKOS + "altLabel")):
                found.setdefault(_fold(name), notation)
        return found

    def wider(self, organism: str) -> set[str]:
        """An organism and everything that it belongs to, as notations."""
        above = ahead_of(organism, lambda iri: self.records.values(iri, SKOS + "broader"))
        return {self.records.notation(iri) for iri in (organism, *above)}


class Key(msgspec.Struct, frozen=True):
    """A key: ``resolve`` turns what the user wrote into the value that ``of`` gives for claims."""

    name: str
    about: str
    example: str
    resolve: Callable[[Claims, str], str]
    of: Callable[[Claims, ClaimRecord], Iterable[str]]


def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


def _one_of(key: str, known: dict[str, str], text: str) -> str:
    """The value that a text means; ``known`` maps folded names to values."""
    found = known.get(_fold(text))
    if found is not None:
        return found
    close = list(dict.fromkeys(known[near] for near in get_close_matches(_fold(text), known, 3, 0.6)))
    remedy = (
        f"did you mean {' or '.join(close)}?"
        if close
        else f"values: {', '.join(sorted(set(known.values())))}"
    )
    raise UsageError(f"--where {key}: there is no value {text!r}", remedy=remedy)


def _enumerated(key: str, scheme: str, *predicates: str) -> Callable[[Claims, str], str]:
    def resolve(claims: Claims, text: str) -> str:
        known = claims.concepts(scheme, predicates)
        known[UNKNOWN] = UNKNOWN
        return _one_of(key, known, text)

    return resolve


def _entity(key: str, kind: str | None = None) -> Callable[[Claims, str], str]:
    def resolve(claims: Claims, text: str) -> str:
        entity = find_entity(claims.store, text, f"--where {key}").value
        if kind is not None and not claims.records.is_a(entity, kind):
            _, known = claims.records.classes(entity)
            raise UsageError(
                f"--where {key}: {text!r} is no {kind.lower()} but a {known}", remedy=f"use entity={text}"
            )
        return entity

    return resolve


def _literal(key: str, names: Sequence[str]) -> Callable[[Claims, str], str]:
    known = {_fold(name): name for name in names}
    return lambda _, text: _one_of(key, known, text)


def _yes(key: str) -> Callable[[Claims, str], str]:
    return lambda _, text: _one_of(key, _YES, text)


def _relation(claims: Claims, text: str) -> str:
    used = {local_name(iri) for iri in claims.records.objects(CG + "predicate")}
    return _one_of("relation", {_fold(name): name for name in used}, text)


def _ends(_: Claims, claim: ClaimRecord) -> Iterable[str]:
    return tuple(end for end in (claim.subject, claim.object) if end)


def _access(claims: Claims, claim: ClaimRecord) -> Iterable[str]:
    return claims.records.concepts(claim.cited("access")) or (UNKNOWN,)


def _species(claims: Claims, claim: ClaimRecord) -> Iterable[str]:
    organisms = claim.of("claimOrganism") or claim.cited("organism")
    return {name for organism in organisms for name in claims.wider(organism)} or (UNKNOWN,)


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")
    return (path, *("/".join(parts[:depth]) + "/" for depth in range(1, len(parts))))


def _page(claims: Claims, text: str) -> str:
    if text.endswith("/"):
        folders = {f for path in claims.records.objects(CG + "path") for f in _folders(path) if f[-1] == "/"}
        known = {folder.casefold(): folder for folder in folders}
        found = known.get(text.lstrip("/").casefold())
        if found is None:
            close = [known[near] for near in get_close_matches(text.casefold(), known, 3, 0.6)]
            remedy = f"did you mean {' or '.join(close)}?" if close else "a folder ends in a slash"
            raise UsageError(f"--where page: no page stands in {text!r}", remedy=remedy)
        return found
    page = find_page(claims.store, text, "--where page").value
    return claims.records.values(page, CG + "path")[0]


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("entity", "subject or object of the claim, of any kind", "BDNF", _entity("entity"), _ends),
        Key(
            "compound", "a compound that is its subject or object", "Semax",
            _entity("compound", "Compound"), _ends,
        ),
        Key(
            "hallmark", "a hallmark that is its subject or object", "cellular-senescence",
            _entity("hallmark", "Hallmark"), _ends,
        ),
        Key(
            "relation", "its relation", "increases_level", _relation,
            lambda _, claim: (local_name(claim.predicate or ""),),
        ),
        Key(
            "certainty", "asserted, speculative or disputed", "asserted",
            _enumerated("certainty", "certainties", "certainty"),
            lambda claims, claim: claims.records.concepts(claim.of("certainty")) or (UNKNOWN,),
        ),
        Key("negated", "yes or no: whether the page denies it", "no", _yes("negated"),
            lambda _, claim: ("yes" if "true" in claim.of("negated") else "no",)),
        Key("extracted", "yes: read out of prose by us; no: declared on the page", "no", _yes("extracted"),
            lambda _, claim: ("yes" if "extracted" in claim.of("assertedBy") else "no",)),
        Key("access", "how far a supporting source was read", "full-text-read",
            _enumerated("access", "access-levels", "access"), _access),
        Key("species", "species of the claim, else of its supporting studies; wider groups count", "mammals",
            _enumerated("species", "organisms", "organism", "claimOrganism"), _species),
        Key(
            "design", "design of a supporting study", "randomized-controlled-trial",
            _enumerated("design", "designs", "design"),
            lambda claims, claim: claims.records.concepts(claim.cited("design")) or (UNKNOWN,),
        ),
        Key("evidence", "yes: some source supports it; no: none does", "yes", _yes("evidence"),
            lambda _, claim: ("yes" if claim.supporting else "no",)),
        Key(
            "source", "a source on either side: DOI, PMID or footnote key", "10.1016/j.cell.2013.05.039",
            lambda claims, text: find_source(claims.store, text, "--where source").value,
            lambda _, claim: (line.source for line in claim.evidence if line.source),
        ),
        Key("page", "the page that states it: path, name, or a folder with a slash at its end",
            "molecules/compounds/", _page,
            lambda _, claim: (part for path in claim.of("path") for part in _folders(path))),
    )
}  # fmt: skip
"""Every key of the language, by name."""


def parse_where(texts: Iterable[str]) -> tuple[Condition, ...]:
    """Conditions as written on the command line.

    Raises:
        UsageError: one is no condition, or its key is unknown.
    """
    found = []
    for text in texts:
        match = _CONDITION.fullmatch(text)
        if match is None or not match["value"]:
            raise UsageError(f"--where {text!r} is no condition", remedy="write key=value or key!=value")
        key = match["key"].casefold()
        if key not in KEYS:
            close = get_close_matches(key, KEYS, 3, 0.6)
            raise UsageError(
                f"--where has no key {match['key']!r}",
                remedy=f"did you mean {' or '.join(close)}?" if close else f"keys: {', '.join(KEYS)}",
            )
        found.append(Condition(key, match["value"], match["operator"] == "!="))
    return tuple(found)


class Filter:
    """Tells which claims fit all conditions.

    Raises:
        UsageError: a value is unknown.
    """

    __slots__ = ("_claims", "_excluded", "_wanted")

    def __init__(self, conditions: Iterable[Condition], store: EmbeddedStore, records: Records) -> None:
        self._claims = Claims(store, records)
        self._wanted: dict[str, set[str]] = {}
        self._excluded: dict[str, set[str]] = {}
        for condition in conditions:
            value = KEYS[condition.key].resolve(self._claims, condition.value)
            side = self._excluded if condition.negated else self._wanted
            side.setdefault(condition.key, set()).add(value)

    @property
    def is_open(self) -> bool:
        """Whether there is no condition, so that every claim fits."""
        return not self._wanted and not self._excluded

    def fits(self, claim: ClaimRecord) -> bool:
        """Whether a claim meets all conditions."""
        return all(
            not values.isdisjoint(KEYS[key].of(self._claims, claim)) for key, values in self._wanted.items()
        ) and all(
            values.isdisjoint(KEYS[key].of(self._claims, claim)) for key, values in self._excluded.items()
        )
