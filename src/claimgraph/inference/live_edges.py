"""The derived graph of a wiki that changes: direct edges, their closure, steps.

Edges are joined again from the claims of those subjects that a change touches. The closure is drawn
again only where there are other edges than before, and classes follow from each node's own. Where
anything contradicts itself, or a relation says of what class its ends are, all is inferred anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import TypeAlias, TypeVar

import msgspec

from claimgraph.hierarchy import ahead_of
from claimgraph.inference.closure import TYPE, Closure, read_axioms
from claimgraph.inference.edges import (
    DirectEdge,
    InferredEdge,
    infer_edges,
    infer_inferred_edges,
    write_edges,
    write_inferred,
)
from claimgraph.inference.premises import Premises
from claimgraph.inference.quads import TYPE as TYPE_TOKEN
from claimgraph.inference.quads import QuadWriter, text_of
from claimgraph.inference.stages import infer_derived
from claimgraph.inference.steps import Step, infer_steps, write_steps
from claimgraph.inference.told import ToldFacts
from claimgraph.inference.wiki import Changed, WikiPremises
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology

Facts: TypeAlias = dict[str, list[str]]
_Key: TypeAlias = tuple[str, str, str]
_Name = TypeVar("_Name")
_Item = TypeVar("_Item", DirectEdge, InferredEdge, Step)


class Drawn(msgspec.Struct, frozen=True, array_like=True):
    """All that was drawn from the edges; ``triples`` are edges and derived edges, no classes."""

    edges: dict[_Key, DirectEdge]
    triples: set[_Key]
    inferred: dict[str, InferredEdge]
    steps: dict[tuple[str, str], Step]


class LiveEdges:
    """The facts of ``graph/-/derived``."""

    def __init__(self, wiki: WikiPremises, ontology: Ontology, minter: Minter) -> None:
        self._wiki = wiki
        self._ontology = ontology
        self._minter = minter
        self._axioms = read_axioms(ontology.triples)
        wider = self._axioms.superclasses
        self._above = {kind: ahead_of(kind, lambda one: wider.get(one, ())) for kind in wider}
        self._facts: MutableMapping[str, list[str]] = {}
        self.drawn: Drawn | None = None
        # The closure of ``drawn``, where it has been needed.
        self._closure: Closure | None = None

    def recall(self, drawn: Drawn | None, facts: ToldFacts) -> None:
        """Goes on from what another process drew."""
        self.drawn, self._facts = drawn, facts

    def change(self, changed: Changed) -> tuple[Facts, Facts]:
        """By subject what was said of those that a change touches, and what is said of them now."""
        gone: dict[str, set[str]] = {}
        new: dict[str, set[str]] = {}
        if self.drawn is None or not self._mend(self.drawn, changed, gone, new):
            return self._infer_all()
        before: Facts = {}
        after: Facts = {}
        for subject in gone.keys() | new.keys():
            old = self._facts.pop(subject, [])
            now = sorted((set(old) - gone.get(subject, set())) | new.get(subject, set()))
            before[subject] = old
            after[subject] = now
            if now:
                self._facts[subject] = now
        return before, after

    def _infer_all(self) -> tuple[Facts, Facts]:
        before = dict(self._facts)
        premises = self._wiki.whole()
        found = infer_edges(premises, self._ontology, self._minter)
        nodes = infer_derived(premises, self._ontology, self._minter, edges=found)
        self._facts = {subject: facts for subject, _, facts in nodes}
        self.take(premises, found)
        return before, dict(self._facts)

    def take(self, premises: Premises, found: Iterable[DirectEdge]) -> None:
        """Goes on from the edges of some premises."""
        edges = {(edge.subject, edge.predicate, edge.object): edge for edge in found}
        closure = self._close(edges)
        self._closure = closure
        self.drawn = None
        if closure is not None and None not in map(self._above_all, set(premises.types.values())):
            self.drawn = self._draw(edges, closure)

    def _close(self, edges: Iterable[_Key]) -> Closure | None:
        """The closure of the edges alone; None where more than edges follow from them, or a contradiction."""
        closure = Closure(((text_of(s), text_of(p), text_of(o)) for s, p, o in edges), self._axioms)
        if any(edge[1] == TYPE for edge in (*closure.asserted, *closure.derived)):
            return None
        return None if closure.inconsistencies() else closure

    def _above_all(self, classes: Iterable[str]) -> tuple[str, ...] | None:
        """The classes that follow from some, without these; None where two have nothing in common."""
        own = {text_of(kind) for kind in classes}
        every = own.union(*(self._above.get(kind, ()) for kind in own))
        if any(one in every and other in every for one, other in self._axioms.disjoint):
            return None
        return tuple(sorted(every - own))

    def _draw(self, edges: dict[_Key, DirectEdge], closure: Closure) -> Drawn:
        ordered = [edges[key] for key in sorted(edges)]
        inferred = infer_inferred_edges(closure, ordered, self._ontology, self._minter)
        steps = infer_steps(ordered, inferred, self._ontology)
        return Drawn(
            edges,
            {*edges, *((f"<{s}>", f"<{p}>", f"<{o}>") for s, p, o in closure.derived)},
            {edge.iri: edge for edge in inferred},
            {(step.subject, step.object): step for step in steps},
        )

    def _mend(
        self, drawn: Drawn, changed: Changed, gone: dict[str, set[str]], new: dict[str, set[str]]
    ) -> bool:
        """Notes the facts that go and come; False where all must be inferred anew."""
        for token, before in changed.types.items():
            below, above = self._above_all(before), self._above_all(self._wiki.types.get(token, ()))
            if below is None or above is None:
                return False
            for kinds, noted in ((below, gone), (above, new)):
                for kind in kinds:
                    noted.setdefault(token, set()).add(f"{TYPE_TOKEN} <{kind}>")
        claims = (*changed.before.values(), *changed.claims.values(), *changed.moved.values())
        keys = {(claim.subject, claim.predicate, claim.object) for claim in claims}
        if not keys:
            return True
        found = infer_edges(self._wiki.backing(keys), self._ontology, self._minter)
        joined = {(edge.subject, edge.predicate, edge.object): edge for edge in found}
        if all(drawn.edges.get(key) == joined.get(key) for key in keys):
            return True
        edges = {key: edge for key, edge in drawn.edges.items() if key not in keys}
        edges.update(joined)
        closure = self._closure
        if closure is None or edges.keys() != drawn.edges.keys():
            closure = self._closure = self._close(edges)
        if closure is None:
            return False
        self.drawn = now = self._draw(edges, closure)
        for triples, noted in ((drawn.triples - now.triples, gone), (now.triples - drawn.triples, new)):
            for subject, predicate, value in triples:
                noted.setdefault(subject, set()).add(f"{predicate} {value}")
        self._note(drawn.edges, now.edges, write_edges, gone, new)
        self._note(drawn.inferred, now.inferred, write_inferred, gone, new)

        def write(writer: QuadWriter, steps: Iterable[Step]) -> None:
            write_steps(writer, steps, self._minter)

        self._note(drawn.steps, now.steps, write, gone, new)
        return True

    def _note(
        self,
        old: Mapping[_Name, _Item],
        now: Mapping[_Name, _Item],
        write: Callable[[QuadWriter, Iterable[_Item]], None],
        gone: dict[str, set[str]],
        new: dict[str, set[str]],
    ) -> None:
        """Notes what the nodes of edges or steps said that are not as they were, and what they say now."""
        differing = [name for name in old.keys() | now.keys() if old.get(name) != now.get(name)]
        kinds = (f"<{self._minter.base}edge/", f"<{self._minter.base}step/")
        for items, noted in ((old, gone), (now, new)):
            writer = QuadWriter(self._minter.named_graph("derived"))
            write(writer, [items[name] for name in differing if name in items])
            for subject, _, facts in writer.nodes:
                if subject.startswith(kinds):  # the edges themselves are compared as triples
                    noted.setdefault(subject, set()).update(facts)
