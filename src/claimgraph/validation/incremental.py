"""The results of all rules on a store that changes, kept true by looking at what a change can touch.

``LiveRules.change`` takes the quads that go and come, and evaluates a shape anew only for the focus
nodes that it can reach from them (``reach``). What it then holds equals a run over the whole store; a
property test compares the two after random edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from claimgraph.diagnostics import Diagnostic
from claimgraph.namespaces import CG, RDFS
from claimgraph.rules import Rule
from claimgraph.validation.engine import Result
from claimgraph.validation.findings import Places, merge_diagnostics, to_diagnostic
from claimgraph.validation.reach import Reach, reach_of
from claimgraph.validation.run import prepare
from claimgraph.validation.setwise import Run
from claimgraph.validation.shape import Shape
from claimgraph.validation.walk import Node, Walk

_SOURCE = ox.NamedNode(CG + "source")
_SUBCLASS = RDFS + "subClassOf"
# Beyond so many focus nodes one query over the whole store is cheaper.
_FEW = 400


class _Held:
    """One shape with its reach and its results by focus node."""

    __slots__ = ("reach", "results", "shape")

    def __init__(self, shape: Shape, reach: Reach) -> None:
        self.shape = shape
        self.reach = reach
        self.results: dict[str, tuple[Result, ...]] = {}


class LiveRules:
    """All rules on one store in memory, which nobody else may change meanwhile."""

    def __init__(self, store: ox.Store, rules: Sequence[Rule], root: Path | None = None) -> None:
        """Runs every rule once.

        Raises:
            ConfigError: a shape that cannot be trusted, with its file.
            EngineError: the store failed.
        """
        self.store = store
        self._rules = {rule.id: rule for rule in rules}
        self._shapes, self._prefixes = prepare(rules, root)
        self._diagnostics: dict[Result, Diagnostic] = {}
        self._about: dict[str, set[Result]] = {}
        self._start()

    def _start(self) -> None:
        self._all = Run(self.store, self._prefixes)
        self._some = Run(self.store, self._prefixes, few=True)
        classes = {target.iri for shape in self._shapes for target in shape.targets}
        members = {iri: self._all.closure(iri) for iri in sorted(classes)}
        self._held = [_Held(shape, reach_of(shape, self._prefixes, members)) for shape in self._shapes]
        for held in self._held:
            held.results = _by_focus(self._all.results(held.shape, self._all.target(held.shape)))
        self._forget(list(self._diagnostics))
        self._describe(result for held in self._held for found in held.results.values() for result in found)

    @property
    def results(self) -> tuple[Result, ...]:
        """Every result, sorted."""
        return tuple(
            sorted(result for held in self._held for found in held.results.values() for result in found)
        )

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Every finding, sorted by path, line and rule."""
        return merge_diagnostics(self._diagnostics[result] for result in self.results)

    def change(self, gone: Iterable[ox.Quad], new: Iterable[ox.Quad]) -> frozenset[str]:
        """Takes ``gone`` out of the store, puts ``new`` in, and mends the results.

        Returns the ids of the rules that were looked at again. No quad may be in both.

        Raises:
            EngineError: the store failed.
        """
        gone, new = list(gone), list(new)
        if not gone and not new:
            return frozenset()
        pairs: dict[str, list[tuple[Node, Node]]] = {}
        for quad in (*gone, *new):
            pairs.setdefault(quad.predicate.value, []).append((quad.subject, quad.object))
        # What hung together before or hangs together now is in the store while ways are walked.
        self.store.extend(new)
        walk = Walk(self.store)
        affected = [(held, held.reach.affected(walk, pairs)) for held in self._held]
        moved = self._moved(pairs)
        for quad in gone:
            self.store.remove(quad)
        if _SUBCLASS in pairs:  # what a target means has changed
            self._start()
            return frozenset(shape.rule for shape in self._shapes)
        self._some.look_anew()
        looked: set[str] = set()
        fresh: list[Result] = []
        for held, nodes in affected:
            if nodes is None or nodes:
                looked.add(held.shape.rule)
                fresh += self._mend(held, nodes)
        again = {result for iri in moved for result in self._about.get(iri, ())}
        self._forget(again)
        self._describe({*again, *fresh})
        return frozenset(looked)

    def _mend(self, held: _Held, nodes: frozenset[Node] | None) -> list[Result]:
        """Evaluates a shape for some focus nodes, or all; returns the results that are new."""
        iris = sorted(node.value for node in nodes or () if isinstance(node, ox.NamedNode))
        if nodes is None or len(nodes) > _FEW:
            before = held.results
            held.results = found = _by_focus(self._all.results(held.shape, self._all.target(held.shape)))
        elif len(iris) < len(nodes):
            raise TypeError(f"rule {held.shape.rule} has a focus node that is no IRI")
        else:
            values = f"VALUES ?this {{ {' '.join(f'<{iri}>' for iri in iris)} }} "
            # Braces, because the target may be a UNION.
            target = f"{values}{{ {self._some.target(held.shape)} }}"
            found = _by_focus(self._some.results(held.shape, target))
            before = {iri: held.results.pop(iri) for iri in iris if iri in held.results}
            held.results.update(found)
        old = {result for results in before.values() for result in results}
        now = {result for results in found.values() for result in results}
        self._forget(old - now)
        return list(now - old)

    def _moved(self, pairs: dict[str, list[tuple[Node, Node]]]) -> set[str]:
        """Nodes of which place or name may have changed; the place of a source is that of its citations."""
        subjects = {subject for found in pairs.values() for subject, _ in found}
        moved = {subject.value for subject in subjects}
        for subject in subjects:
            if "/citation/" in subject.value:
                cited = self.store.quads_for_pattern(subject, _SOURCE, None, None)
                moved.update(quad.object.value for quad in cited if isinstance(quad.object, ox.NamedNode))
        moved.update(value.value for _, value in pairs.get(_SOURCE.value, ()))
        return moved

    def _describe(self, results: Iterable[Result]) -> None:
        places = Places(self.store)
        for result in results:
            self._diagnostics[result] = to_diagnostic(places, result, self._rules)
            for iri in (result.focus, result.value, *result.related):
                self._about.setdefault(iri, set()).add(result)

    def _forget(self, results: Iterable[Result]) -> None:
        for result in results:
            self._diagnostics.pop(result, None)
            for iri in (result.focus, result.value, *result.related):
                known = self._about.get(iri)
                if known is not None:
                    known.discard(result)
                    if not known:
                        del self._about[iri]


def _by_focus(results: Iterable[Result]) -> dict[str, tuple[Result, ...]]:
    found: dict[str, dict[Result, None]] = {}
    for result in results:
        found.setdefault(result.focus, {})[result] = None
    return {focus: tuple(kept) for focus, kept in found.items()}
