"""Results of an engine → ``Diagnostic`` values with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import pyoxigraph as ox

from claimgraph.diagnostics import Diagnostic, Related
from claimgraph.errors import EngineError
from claimgraph.namespaces import CG, RDFS
from claimgraph.rules import Rule
from claimgraph.store import to_text
from claimgraph.validation.engine import Result

_PATH, _LINE, _END = (ox.NamedNode(CG + name) for name in ("path", "line", "endLine"))
_NAMES = tuple(ox.NamedNode(iri) for iri in (CG + "rawValue", CG + "key", RDFS + "label", CG + "text"))


_TEXT, _TAG = ox.NamedNode(CG + "text"), ox.NamedNode(CG + "tag")
_KINDS = (
    ("page", "the page"),
    ("link", "the link"),
    ("gap", "the gap tag"),
    ("verification", "the verification"),
    ("statement", "the statement"),
    ("claim", "the claim"),
    ("evidence", "the evidence"),
    ("source", "the source"),
)


class Place(msgspec.Struct, frozen=True, order=True):
    """Where a node stands: page and lines."""

    path: str
    line: int
    end_line: int


class Places:
    """Looks up places and names of nodes in a store, each once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._places: dict[str, Place | None] = {}

    def _values(self, node: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
        quads = self._store.quads_for_pattern(node, predicate, None, None)
        return sorted({to_text(quad.object) for quad in quads})

    def of(self, iri: str) -> Place | None:
        """The place of a node, or of the first citation of a source; None where it has none."""
        if iri not in self._places:
            self._places[iri] = self._find(iri)
        return self._places[iri]

    def _find(self, iri: str) -> Place | None:
        try:
            node = ox.NamedNode(iri)
        except ValueError:  # the value of a result may be a literal that is no IRI
            return None
        own = self._own(node)
        if own is not None:
            return own
        cited = self._store.quads_for_pattern(None, ox.NamedNode(CG + "source"), node, None)
        places = sorted(
            place
            for quad in cited
            if isinstance(quad.subject, ox.NamedNode) and (place := self._own(quad.subject)) is not None
        )
        return places[0] if places else None

    def _own(self, node: ox.NamedNode) -> Place | None:
        paths, lines = self._values(node, _PATH), self._values(node, _LINE)
        if not paths or not lines:
            return None
        line = min(int(value) for value in lines)
        ends = [int(value) for value in self._values(node, _END)] or [line]
        return Place(paths[0], line, max(line, min(ends)))

    def name(self, iri: str) -> str:
        """What a reader would call a node: its text as written, its key or label, else the IRI."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return iri
        for predicate in _NAMES:
            found = self._values(node, predicate)
            if found:
                return found[0]
        return iri

    def called(self, iri: str) -> str:
        """The name of a node, or what kind of thing it is where it has none."""
        name = self.name(iri)
        return (_kind(iri) or name) if name == iri else name

    def quote(self, iri: str) -> str | None:
        """The words of the page that a node is about: a statement's text, a gap's tag."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return None
        for tag in self._values(node, _TAG):
            return f"#gap/{tag}"
        return next(iter(self._values(node, _TEXT)), None)


def _kind(iri: str) -> str | None:
    """What a node without a name is, by the path of its IRI: ``…/link/1a2b`` is a link."""
    return next((word for part, word in _KINDS if f"/{part}/" in iri), None)


def to_diagnostics(
    store: ox.Store, results: Iterable[Result], rules: Mapping[str, Rule]
) -> tuple[Diagnostic, ...]:
    """Findings sorted by path, line and rule, without duplicates.

    A finding stands at its value node where that has a place on the focus node's page, else at its
    focus node.

    Raises:
        EngineError: a result has no place, so its rule targets the wrong kind of node.
    """
    places = Places(store)
    return merge_diagnostics(to_diagnostic(places, result, rules) for result in results)


def to_diagnostic(places: Places, result: Result, rules: Mapping[str, Rule]) -> Diagnostic:
    """One result as a finding; see ``to_diagnostics``."""
    place = places.of(result.focus)
    value = places.of(result.value) if result.value and result.value != result.focus else None
    if value is not None and (place is None or value.path == place.path):
        place = value
    if place is None:
        raise EngineError(
            f"a finding of {result.rule} has no place: {result.focus}",
            remedy="the rule must target a node that carries cg:path and cg:line",
        )
    related = []
    for iri in result.related:
        other = places.of(iri)
        if other is not None and other != place:
            related.append(Related(places.called(iri), other.path, other.line, other.end_line))
    return Diagnostic(
        rule=result.rule,
        severity=result.severity,
        message=result.message,
        path=place.path,
        line=place.line,
        end_line=place.end_line,
        focus=result.focus,
        value=places.name(result.value) if result.value else None,
        help=rules[result.rule].how,
        related=tuple(related),
        quote=None if result.value and result.value != result.focus else places.quote(result.focus),
    )


def merge_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings sorted, of those that say the same one, with the related places of all."""
    found: dict[tuple[object, ...], Diagnostic] = {}
    for diagnostic in diagnostics:
        key = diagnostic.sort_key
        if key in found:
            merged = dict.fromkeys((*found[key].related, *diagnostic.related))
            diagnostic = msgspec.structs.replace(diagnostic, related=tuple(merged))
        found[key] = diagnostic
    return tuple(sorted(found.values(), key=lambda diagnostic: diagnostic.sort_key))
