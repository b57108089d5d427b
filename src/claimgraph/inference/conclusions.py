"""What follows from a wiki that changes page by page.

``Conclusions`` says which facts of the derived graphs go and which come with a change. They equal what
``infer_nodes`` gives of all premises: facts about evidence are inferred by the same code from the
premises of only those claims, entities, pages and sources that a change touches; edges are joined again
where their claims changed (``LiveEdges``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import TypeAlias

import msgspec

from claimgraph.graph import QuadNode
from claimgraph.inference.authors import common_bearers
from claimgraph.inference.edges import DirectEdge
from claimgraph.inference.live_edges import Drawn, LiveEdges
from claimgraph.inference.premises import Premises
from claimgraph.inference.quads import DERIVED_FROM, NodeIndex, cg
from claimgraph.inference.shelf import Shelf
from claimgraph.inference.stages import infer_facts
from claimgraph.inference.told import ToldFacts
from claimgraph.inference.wiki import Changed, WikiPremises, bearers_of
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology

Facts: TypeAlias = dict[str, list[str]]
"""What one graph says, by subject."""
_REFERS = (f"{cg('sourceCluster')} ", f"{cg('humanSourceCluster')} ")
_FROM = f"{DERIVED_FROM} "


class Delta(msgspec.Struct, frozen=True):
    """Facts that are not concluded any more, and those that are now; none is in both."""

    gone: list[QuadNode]
    new: list[QuadNode]


class Remains(msgspec.Struct, frozen=True, array_like=True):
    """What ``Conclusions`` cannot read again from the graphs, for a process that starts anew.

    Attributes:
        drawn: the edges and what was drawn from them; None where they cannot be mended.
        references: how often each cluster and link of one is referred to.
        conflicts: claim → conflicts with it.
        bearers: source → surnames of its authors with their first initials.
    """

    drawn: Drawn | None
    references: dict[str, int]
    conflicts: dict[str, set[str]]
    bearers: dict[str, tuple[tuple[str, str], ...]]


class Conclusions:
    """The facts of the derived graphs."""

    def __init__(self, ontology: Ontology, minter: Minter) -> None:
        self._ontology = ontology
        self._minter = minter
        self._wiki = WikiPremises(ontology, minter)
        self._edges = LiveEdges(self._wiki, ontology, minter)
        self._facts: MutableMapping[str, list[str]] = {}
        self._common: frozenset[str] = frozenset()
        # Nodes of clusters and of their links are there as long as something refers to them.
        self._references: Counter[str] = Counter()
        self._conflicts: dict[str, set[str]] = {}
        self._conflict = f"<{minter.base}conflict/"
        self._cluster = f"<{minter.base}cluster/"
        self._shared = (self._cluster, f"<{minter.base}clusterlink/")

    @classmethod
    def recalled(
        cls,
        ontology: Ontology,
        minter: Minter,
        shelf: Shelf,
        told: Callable[[str, str], list[str]],
        remains: Remains,
    ) -> Conclusions:
        """The conclusions of another process.

        Args:
            told: what a derived graph (``derived``, ``facts``) says of a subject.
        """
        self = cls(ontology, minter)
        self._wiki = WikiPremises(ontology, minter, shelf)
        self._wiki.bearers = remains.bearers
        self._edges = LiveEdges(self._wiki, ontology, minter)
        self._edges.recall(remains.drawn, ToldFacts("derived", told))
        self._facts = ToldFacts("facts", told)
        self._common = self._common_surnames()
        self._references.update(remains.references)
        self._conflicts = remains.conflicts
        return self

    def take(self, premises: Premises, edges: Iterable[DirectEdge], facts: Iterable[QuadNode]) -> None:
        """Goes on from what was inferred of all premises at once; only ``remains`` can be asked then.

        Args:
            facts: the nodes of the graph of facts.
        """
        self._edges.take(premises, edges)
        for subject, _, found in facts:
            self._count(subject, found, 1)
        self._wiki.bearers = {token: bearers_of(source.authors) for token, source in premises.sources.items()}

    @property
    def remains(self) -> Remains:
        """What another process needs to go on from here."""
        conflicts = {claim: found for claim, found in self._conflicts.items() if found}
        return Remains(self._edges.drawn, self._references, conflicts, self._wiki.bearers)

    def change(
        self,
        pages: Mapping[str, NodeIndex | None],
        sources: Mapping[str, Sequence[str] | None],
        terms: Mapping[str, tuple[str, ...] | None],
    ) -> Delta:
        """Takes in what has changed, as ``WikiPremises.replace`` does; what follows otherwise than before."""
        changed = self._wiki.replace(pages, sources, terms)
        gone: list[QuadNode] = []
        new: list[QuadNode] = []
        for graph, (before, after) in (
            ("derived", self._edges.change(changed)),
            ("facts", self._change_facts(changed)),
        ):
            end = f" <{self._minter.named_graph(graph)}> ."
            for subject in before.keys() | after.keys():
                old, now = before.get(subject, ()), after.get(subject, ())
                if old != now:
                    gone.append((subject, end, sorted(set(old).difference(now))))
                    new.append((subject, end, sorted(set(now).difference(old))))
        return Delta([node for node in gone if node[2]], [node for node in new if node[2]])

    def _change_facts(self, changed: Changed) -> tuple[Facts, Facts]:
        """By subject what was said of those that a change touches, and what is said of them now."""
        if changed.sources:
            self._feel_names(changed)
        touched = {*changed.before, *changed.claims, *changed.tokens}
        for claim in (*changed.before.values(), *changed.claims.values()):
            touched.update(line.iri for line in claim.lines)
        conflicts = {
            node for iri in (*changed.before, *changed.claims) for node in self._conflicts.get(iri, ())
        }
        part = self._wiki.part(changed.tokens)
        after: Facts = {}
        for subject, _, facts in infer_facts(part, self._ontology, self._minter, common=self._common):
            if (
                subject in touched
                or subject.startswith(self._shared)
                or self._is_between(subject, facts, changed)
            ):
                after[subject] = facts
        before = {
            subject: self._facts[subject]
            for subject in (*touched, *conflicts, *after)
            if subject in self._facts
        }
        for subject, facts in before.items():
            self._count(subject, facts, -1)
            del self._facts[subject]
        for subject, facts in after.items():
            self._count(subject, facts, 1)
            self._facts[subject] = facts
        self._drop_unused(before)
        return before, after

    def _is_between(self, subject: str, facts: Iterable[str], changed: Changed) -> bool:
        """Whether a node is a conflict with one of the claims that have changed."""
        return subject.startswith(self._conflict) and any(
            fact.startswith(_FROM) and fact[len(_FROM) :] in changed.claims for fact in facts
        )

    def _count(self, subject: str, facts: Iterable[str], number: int) -> None:
        """Notes what a subject refers to, or does not any more."""
        if subject.startswith(self._conflict):
            for fact in facts:
                if fact.startswith(_FROM):
                    known = self._conflicts.setdefault(fact[len(_FROM) :], set())
                    (known.add if number > 0 else known.discard)(subject)
            return
        starts = (_FROM,) if subject.startswith(self._cluster) else _REFERS
        for fact in facts:
            if fact.startswith(starts):
                self._references[fact.partition(" ")[2]] += number

    def _drop_unused(self, before: Facts) -> None:
        """Takes out the clusters, and then the links, that nothing refers to."""
        unused = [node for node, number in self._references.items() if number <= 0]
        while unused:
            node = unused.pop()
            del self._references[node]
            facts = self._facts.pop(node, None)
            if facts is None:
                continue
            before.setdefault(node, facts)
            self._count(node, facts, -1)
            unused += [
                link
                for fact in facts
                if fact.startswith(_FROM) and self._references.get(link := fact[len(_FROM) :], 1) <= 0
            ]

    def _feel_names(self, changed: Changed) -> None:
        """Sources of which an author's surname has become common, or is so no more, count as changed."""
        bearers = self._wiki.bearers
        common = self._common_surnames()
        other = common ^ self._common
        self._common = common
        if other:
            self._wiki.feel(
                [iri for iri, found in bearers.items() if any(surname in other for surname, _ in found)],
                changed,
            )

    def _common_surnames(self) -> frozenset[str]:
        return common_bearers(one for found in self._wiki.bearers.values() for one in found)
