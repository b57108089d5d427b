"""What comparing the footnotes of all pages finds, kept true while single pages change.

Footnotes are compared in groups: those of one key, and those of one source with the study page about it.
A change compares again only the groups in which it changes something. All together equal
``citation_fact_nodes`` of all pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.graph import QuadNode
from claimgraph.inference import NodeIndex, Shelf, key_token
from claimgraph.inference.quads import QuadWriter, cg, text_of
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile
from claimgraph.validation.facts import write_key_facts, write_source_facts

Group: TypeAlias = tuple[str, str]
"""``key`` or ``source``, and which."""
_Facts: TypeAlias = dict[str, set[str]]
_STARTS = {
    name: f"{cg(name)} " for name in ("key", "source", "sample", "about", "page")
}  # the predicates that tell which group a footnote is in, and what belongs to it


class _Said(msgspec.Struct):
    """What one page says in one group: nodes by kind."""

    nodes: dict[str, dict[str, list[str]]]


class Comparisons:
    """The facts about footnotes in ``graph/-/checks``, by group."""

    def __init__(
        self, profile: Profile, ontology: Ontology, minter: Minter, shelf: Shelf | None = None
    ) -> None:
        """``shelf`` holds what is taken for known; without one nothing is known yet."""
        self._shelf = shelf
        self._recalled: set[str] = set()
        self._profile = profile
        self._ontology = ontology
        self._minter = minter
        self._said: dict[str, dict[Group, _Said]] = {}
        self._members: dict[Group, set[str]] = {}
        self._found: dict[Group, _Facts] = {}

    def change(self, pages: Mapping[str, NodeIndex | None]) -> tuple[list[QuadNode], list[QuadNode]]:
        """Takes in pages that were read again, None for what is gone; gives the facts that go and come."""
        touched: set[Group] = set()
        self._recall(pages)
        of_pages = {path: self._groups(index) for path, index in pages.items() if index is not None}
        for path in pages:
            self._recall_groups({*self._said.get(path, ()), *of_pages.get(path, ())})
        for path in pages:
            old = self._said.pop(path, {})
            now = of_pages.get(path, {})
            if now:
                self._said[path] = now
            for group in old.keys() | now.keys():
                if old.get(group) != now.get(group):
                    touched.add(group)
                members = self._members.setdefault(group, set())
                (members.add if group in now else members.discard)(path)
        old_facts = self._of(touched)
        for group in touched:
            self._found.pop(group, None)
            if len(self._members[group]) == 0:
                del self._members[group]
                continue
            found = self._compare(group)
            if found:
                self._found[group] = found
        new_facts = self._of(touched)
        # What two groups say alike goes only with both.
        rest = self._of(self._beside(touched, pages, old_facts.keys() | new_facts.keys()))
        return self._nodes(old_facts, new_facts, rest), self._nodes(new_facts, old_facts, rest)

    def _recall(self, paths: Iterable[str]) -> None:
        """Takes pages from the shelf, as they were."""
        for path in paths:
            if self._shelf is None or path in self._recalled:
                continue
            self._recalled.add(path)
            index = self._shelf.page(path)
            groups = {} if index is None else self._groups(index)
            if groups:
                self._said[path] = groups
            for group in groups:
                self._members.setdefault(group, set()).add(path)

    def _recall_groups(self, groups: Iterable[Group]) -> None:
        """Takes groups with all their pages from the shelf, and compares them, unless that was done."""
        if self._shelf is None:
            return
        for group in groups:
            if group in self._found:
                continue
            self._recall(self._shelf.paths(group[1] if group[0] == "source" else key_token(group[1])))
            self._found[group] = self._compare(group) if group in self._members else {}

    def _beside(self, touched: set[Group], pages: Iterable[str], subjects: Iterable[str]) -> set[Group]:
        """The groups beside those touched that say something of some subjects of theirs, or of pages."""
        named = set(subjects)
        paths = set(pages).union(*(self._members.get(group, ()) for group in touched))
        beside = {
            group
            for path in paths
            for group, said in self._said.get(path, {}).items()
            if group not in touched and any(not named.isdisjoint(nodes) for nodes in said.nodes.values())
        }
        self._recall_groups(beside)
        return beside

    @property
    def quads(self) -> set[ox.Quad]:
        """All that is held."""
        nodes = self._nodes(self._of(self._found), {}, {})
        predicate, graph = "", ox.NamedNode(self._minter.named_graph("checks"))
        quads = set()
        for subject, _, facts in nodes:
            for fact in facts:
                predicate, _, value = fact.partition(" ")
                quads.add(
                    ox.Quad(
                        ox.NamedNode(text_of(subject)),
                        ox.NamedNode(text_of(predicate)),
                        ox.NamedNode(text_of(value)),
                        graph,
                    )
                )
        return quads

    def _of(self, groups: Iterable[Group]) -> _Facts:
        found: _Facts = {}
        for group in groups:
            for subject, facts in self._found.get(group, {}).items():
                found.setdefault(subject, set()).update(facts)
        return found

    def _nodes(self, facts: _Facts, other: _Facts, rest: _Facts) -> list[QuadNode]:
        end = f" <{self._minter.named_graph('checks')}> ."
        nodes = []
        for subject, found in facts.items():
            left = found - other.get(subject, set()) - rest.get(subject, set())
            if left:
                nodes.append((subject, end, sorted(left)))
        return nodes

    def _groups(self, index: NodeIndex) -> dict[Group, _Said]:
        """What a page says, by the groups in which it says it."""
        groups: dict[Group, _Said] = {}
        samples = dict(index.facts("sample"))
        for token, facts in index.facts("citation"):
            own = {kind: _values(facts, kind) for kind in ("key", "source", "sample")}
            belongs = [("key", text_of(value).casefold()) for value in own["key"][:1]]
            belongs += [("source", value) for value in own["source"][:1]]
            for group in belongs:
                said = groups.setdefault(group, _Said({"citation": {}, "sample": {}}))
                said.nodes["citation"][token] = facts
                if group[0] == "source":
                    said.nodes["sample"].update({s: samples[s] for s in own["sample"] if s in samples})
        fields = dict(index.facts("field"))  # only pages about a source have any here
        for token, facts in index.facts("page") if fields else ():
            for about in _values(facts, "about"):
                said = groups.setdefault(("source", about), _Said({"citation": {}, "sample": {}}))
                said.nodes["page"] = {token: facts}
                said.nodes["field"] = fields
        return groups

    def _compare(self, group: Group) -> _Facts:
        index = NodeIndex((), self._minter)
        for path in sorted(self._members[group]):
            for nodes in self._said[path][group].nodes.values():
                index.add((token, "", facts) for token, facts in nodes.items())
        writer = QuadWriter(self._minter.named_graph("checks"))
        if group[0] == "key":
            write_key_facts(writer, index)
        else:
            write_source_facts(writer, index, self._profile, self._ontology)
        return {subject: set(facts) for subject, _, facts in writer.nodes}


def _values(facts: Iterable[str], name: str) -> list[str]:
    start = _STARTS[name]
    return [fact[len(start) :] for fact in facts if fact.startswith(start)]
