"""OWL RL closure over object triples, semi-naive, for the constructs that our ontology uses.

Rule names are those of the W3C's OWL 2 RL tables: prp-spo1 (sub-property), prp-inv1/2, prp-symp,
prp-trp, prp-spo2 (chains, any length), prp-dom, prp-rng, cax-sco, and for contradictions cax-dw
(disjoint classes), prp-irp, prp-asyp and prp-pdw. A test compares the result with owlrl's. Each
derived triple keeps the rule and the premises that gave it first, so that it can be explained.

Triples are plain tuples of tokens; literals take no part. Nothing here reads evidence: the closure
says what follows from edges, never that there is a study.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec
import pyoxigraph as ox

from claimgraph.namespaces import OWL, RDF, RDFS

Edge: TypeAlias = tuple[str, str, str]

TYPE = RDF + "type"
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"


class Inference(msgspec.Struct, frozen=True):
    """How a triple was derived: the rule's OWL 2 RL name and the triples that it was applied to."""

    rule: str
    premises: tuple[Edge, ...]


class Inconsistency(msgspec.Struct, frozen=True):
    """Triples that cannot all be true, with the axiom they break in words."""

    rule: str
    message: str
    premises: tuple[Edge, ...]


class Axioms(msgspec.Struct, frozen=True):
    """The part of an ontology that the closure uses; everything by full IRI, values sorted."""

    broader: Mapping[str, tuple[str, ...]]
    inverse: Mapping[str, tuple[str, ...]]
    symmetric: frozenset[str]
    transitive: frozenset[str]
    asymmetric: frozenset[str]
    irreflexive: frozenset[str]
    chains: tuple[tuple[str, tuple[str, ...]], ...]
    domain: Mapping[str, tuple[str, ...]]
    range: Mapping[str, tuple[str, ...]]
    superclasses: Mapping[str, tuple[str, ...]]
    disjoint: tuple[tuple[str, str], ...]
    disjoint_properties: tuple[tuple[str, str], ...]


def read_axioms(triples: Iterable[ox.Triple]) -> Axioms:
    """The axioms that a set of ontology triples states."""
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    heads: list[tuple[str, str]] = []
    for triple in triples:
        if isinstance(triple.object, ox.Literal | ox.Triple) or isinstance(triple.subject, ox.Triple):
            continue
        subject, value = _name(triple.subject), _name(triple.object)
        values[triple.predicate.value][subject].add(value)
        if triple.predicate.value == OWL + "propertyChainAxiom":
            heads.append((subject, value))
    kinds = values[TYPE]

    def of_kind(name: str) -> frozenset[str]:
        return frozenset(subject for subject, found in kinds.items() if OWL + name in found)

    def table(predicate: str) -> dict[str, tuple[str, ...]]:
        return {
            subject: tuple(sorted(value for value in found if not value.startswith("_:")))
            for subject, found in sorted(values[predicate].items())
            if not subject.startswith("_:")
        }

    inverse: dict[str, set[str]] = defaultdict(set)
    for subject, found in table(OWL + "inverseOf").items():
        for value in found:
            inverse[subject].add(value)
            inverse[value].add(subject)

    def members(head: str) -> tuple[str, ...]:
        found: list[str] = []
        while head != _NIL and len(found) < 1000:
            found.extend(sorted(values[_FIRST].get(head, ()))[:1])
            head = min(values[_REST].get(head, {_NIL}))
        return tuple(found)

    disjoint = _pairs(table(OWL + "disjointWith"))
    for group in sorted(of_kind("AllDisjointClasses")):
        for head in sorted(values[OWL + "members"].get(group, ())):
            named = sorted(members(head))
            disjoint |= {(a, b) for at, a in enumerate(named) for b in named[at + 1 :]}
    return Axioms(
        broader=table(RDFS + "subPropertyOf"),
        inverse={subject: tuple(sorted(found)) for subject, found in sorted(inverse.items())},
        symmetric=of_kind("SymmetricProperty"),
        transitive=of_kind("TransitiveProperty"),
        asymmetric=of_kind("AsymmetricProperty"),
        irreflexive=of_kind("IrreflexiveProperty"),
        chains=tuple(sorted((subject, members(head)) for subject, head in heads)),
        domain=table(RDFS + "domain"),
        range=table(RDFS + "range"),
        superclasses=table(RDFS + "subClassOf"),
        disjoint=tuple(sorted(disjoint)),
        disjoint_properties=tuple(sorted(_pairs(table(OWL + "propertyDisjointWith")))),
    )


def _name(term: ox.NamedNode | ox.BlankNode) -> str:
    return term.value if isinstance(term, ox.NamedNode) else f"_:{term.value}"


def _pairs(table: Mapping[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    return {(min(a, b), max(a, b)) for a, found in table.items() for b in found if a != b}


class Closure:
    """The closure of a set of edges.

    Attributes:
        asserted: the edges it started from.
        derived: every other edge that follows, with the inference that gave it, in derivation order.
    """

    __slots__ = ("_axioms", "_incoming", "_outgoing", "_plan", "asserted", "derived")

    def __init__(self, edges: Iterable[Edge], axioms: Axioms) -> None:
        self._axioms = axioms
        self.asserted = dict.fromkeys(sorted(set(edges)))
        self.derived: dict[Edge, Inference] = {}
        self._outgoing: dict[tuple[str, str], list[str]] = {}
        self._incoming: dict[tuple[str, str], list[str]] = {}
        self._plan = _Plan(axioms)
        self._run()

    def __contains__(self, edge: Edge) -> bool:
        return edge in self.asserted or edge in self.derived

    def _run(self) -> None:
        # Each edge is taken once and joined with the edges taken before it and with itself, so every
        # combination of premises is met exactly when its last member is taken.
        pending = list(self.asserted)
        asserted, derived = self.asserted, self.derived
        at = 0
        while at < len(pending):
            edge = pending[at]
            at += 1
            subject, predicate, value = edge
            step = self._plan.step(predicate)
            if step.joins:
                self._outgoing.setdefault((predicate, subject), []).append(value)
                self._incoming.setdefault((predicate, value), []).append(subject)
            for found, rule, premises in self._consequences(edge, step):
                if found not in asserted and found not in derived:
                    derived[found] = Inference(rule, premises)
                    pending.append(found)

    def _consequences(self, edge: Edge, step: _Step) -> Iterator[tuple[Edge, str, tuple[Edge, ...]]]:
        subject, predicate, value = edge
        if predicate == TYPE:
            for broader in self._axioms.superclasses.get(value, ()):
                yield (subject, TYPE, broader), "cax-sco", (edge,)
            return
        for broader in step.broader:
            yield (subject, broader, value), "prp-spo1", (edge,)
        for other in step.inverse:
            yield (value, other, subject), "prp-inv", (edge,)
        if step.symmetric:
            yield (value, predicate, subject), "prp-symp", (edge,)
        for kind in step.domain:
            yield (subject, TYPE, kind), "prp-dom", (edge,)
        for kind in step.range:
            yield (value, TYPE, kind), "prp-rng", (edge,)
        if step.transitive:
            for further in self._outgoing.get((predicate, value), ()):
                yield (subject, predicate, further), "prp-trp", (edge, (value, predicate, further))
            for nearer in self._incoming.get((predicate, subject), ()):
                yield (nearer, predicate, value), "prp-trp", ((nearer, predicate, subject), edge)
        for head, links, position in step.chains:
            for path in self._chain(edge, links, position):
                yield (path[0][0], head, path[-1][2]), "prp-spo2", path

    def _chain(self, edge: Edge, links: tuple[str, ...], position: int) -> Iterator[tuple[Edge, ...]]:
        """All instances of a chain that have ``edge`` at ``position``."""
        paths: list[tuple[Edge, ...]] = [(edge,)]
        for link in reversed(links[:position]):
            paths = [
                ((nearer, link, path[0][0]), *path)
                for path in paths
                for nearer in tuple(self._incoming.get((link, path[0][0]), ()))
            ]
        for link in links[position + 1 :]:
            paths = [
                (*path, (path[-1][2], link, further))
                for path in paths
                for further in tuple(self._outgoing.get((link, path[-1][2]), ()))
            ]
        yield from paths

    def why(self, edge: Edge) -> Inference | None:
        """The inference that gave an edge; None where it is asserted or does not follow."""
        return self.derived.get(edge)

    def proof(self, edge: Edge) -> tuple[tuple[Edge, Inference | None], ...]:
        """The edge, its premises, theirs and so on, each once, premises after what they support."""
        seen: dict[Edge, Inference | None] = {}
        pending = [edge]
        while pending:
            current = pending.pop()
            if current in seen:
                continue
            found = self.derived.get(current)
            seen[current] = found
            if found:
                pending.extend(reversed(found.premises))
        return tuple(seen.items())

    def inconsistencies(self) -> tuple[Inconsistency, ...]:
        """Every contradiction, sorted."""
        edges = (*self.asserted, *self.derived)
        types: dict[str, set[str]] = defaultdict(set)
        for subject, predicate, value in edges:
            if predicate == TYPE:
                types[value].add(subject)
        found: set[tuple[str, str, tuple[Edge, ...]]] = set()
        for one, other in self._axioms.disjoint:
            for subject in types.get(one, set()) & types.get(other, set()):
                message = "the thing is in two classes that have nothing in common"
                found.add(("cax-dw", message, ((subject, TYPE, one), (subject, TYPE, other))))
        apart = defaultdict(list)
        for one, other in self._axioms.disjoint_properties:
            apart[one].append(other)
        for edge in edges:
            subject, predicate, value = edge
            if predicate in self._axioms.irreflexive and subject == value:
                found.add(("prp-irp", "the relation cannot hold of a thing and itself", (edge,)))
            if predicate in self._axioms.asymmetric:
                back = (value, predicate, subject)
                if back in self and edge <= back:
                    found.add(("prp-asyp", "the relation cannot hold in both directions", (edge, back)))
            for other in apart.get(predicate, ()):
                twin = (subject, other, value)
                if twin in self:
                    found.add(("prp-pdw", "the two relations exclude each other", (edge, twin)))
        return tuple(Inconsistency(*item) for item in sorted(found))


class _Step(msgspec.Struct, frozen=True):
    """What one predicate can lead to."""

    broader: tuple[str, ...]
    inverse: tuple[str, ...]
    symmetric: bool
    transitive: bool
    domain: tuple[str, ...]
    range: tuple[str, ...]
    chains: tuple[tuple[str, tuple[str, ...], int], ...]
    joins: bool


class _Plan:
    """The steps of all predicates, computed as they are met."""

    __slots__ = ("_axioms", "_chains", "_steps")

    def __init__(self, axioms: Axioms) -> None:
        self._axioms = axioms
        self._steps: dict[str, _Step] = {}
        self._chains: dict[str, list[tuple[str, tuple[str, ...], int]]] = defaultdict(list)
        for head, links in axioms.chains:
            for position, link in enumerate(links):
                self._chains[link].append((head, links, position))

    def step(self, predicate: str) -> _Step:
        found = self._steps.get(predicate)
        if found is None:
            axioms = self._axioms
            transitive = predicate in axioms.transitive
            chains = tuple(self._chains.get(predicate, ()))
            found = self._steps[predicate] = _Step(
                broader=axioms.broader.get(predicate, ()),
                inverse=axioms.inverse.get(predicate, ()),
                symmetric=predicate in axioms.symmetric,
                transitive=transitive,
                domain=axioms.domain.get(predicate, ()),
                range=axioms.range.get(predicate, ()),
                chains=chains,
                joins=transitive or bool(chains),
            )
        return found
