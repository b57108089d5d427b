"""Quads as inference reads and writes them: terms stay in their serialised form throughout.

Reading a whole wiki's lines with an RDF parser costs more than everything inferred from them, and
only a few kinds of node matter here; so nodes are picked by the kind in their subject's IRI, and facts
are cut at their first blank, which N-Quads as we write them allows (one blank between terms).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence

from claimgraph.graph import QuadNode, to_nodes
from claimgraph.namespaces import CG, PROV, RDF, XSD, Minter

TYPE = f"<{RDF}type>"
DERIVED_FROM = f"<{PROV}wasDerivedFrom>"
TRUE = f'"true"^^<{XSD}boolean>'
FALSE = f'"false"^^<{XSD}boolean>'

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_BACK = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})

Node = dict[str, list[str]]
"""Outgoing values of one subject, by full predicate token."""


def cg(name: str) -> str:
    """The token of one of our own terms."""
    return f"<{CG}{name}>"


def to_literal(text: str) -> str:
    """A plain string literal."""
    return f'"{text.translate(_BACK)}"'


def to_integer(number: int) -> str:
    """An ``xsd:integer`` literal."""
    return f'"{number}"^^<{XSD}integer>'


def to_boolean(value: bool) -> str:
    """An ``xsd:boolean`` literal."""
    return TRUE if value else FALSE


def text_of(token: str) -> str:
    """The lexical form of a literal token, or the IRI of an IRI token."""
    if token.startswith("<"):
        return token[1:-1]
    inner = token[1 : token.rindex('"')]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(_unescape, inner)


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _PLAIN.get(match[3], match[3])


def to_quad_nodes(lines: Iterable[str]) -> Iterator[QuadNode]:
    """N-Quads lines, as ``graph`` writes them, as nodes; lines of one node need not follow each other."""
    facts: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        subject, rest = line.split(" ", 1)
        fact, graph, _ = rest.rsplit(" ", 2)
        facts.setdefault((subject, f" {graph} ."), []).append(fact)
    for (subject, end), found in facts.items():
        yield subject, end, sorted(found)


class NodeIndex:
    """The nodes of a graph by the kind in their subject's IRI (``claim``, ``entity`` …)."""

    __slots__ = ("_cut", "_kinds", "_start")

    def __init__(self, nodes: Iterable[QuadNode], minter: Minter) -> None:
        self._start = f"<{minter.base}"
        self._cut = len(self._start)
        self._kinds: dict[str, list[tuple[str, list[str]]]] = {}
        self.add(nodes)

    def add(self, nodes: Iterable[QuadNode]) -> None:
        """More nodes of the same graph."""
        kinds, start, cut = self._kinds, self._start, self._cut
        for subject, _, facts in nodes:
            if subject.startswith(start):
                kind = subject[cut : subject.find("/", cut)]
                if kind in kinds:
                    kinds[kind].append((subject, facts))
                else:
                    kinds[kind] = [(subject, facts)]

    def take(self, other: NodeIndex, kinds: Iterable[str]) -> None:
        """The nodes of some kinds of another index of the same graph."""
        for kind in kinds:
            found = other._kinds.get(kind)
            if found:
                self._kinds.setdefault(kind, []).extend(found)

    def without(self, kind: str) -> NodeIndex:
        """The same nodes but for those of a kind."""
        rest = NodeIndex((), Minter(self._start[1:]))
        rest._kinds = {other: nodes for other, nodes in self._kinds.items() if other != kind}
        return rest

    def facts(self, kind: str) -> Iterator[tuple[str, list[str]]]:
        """The nodes of a kind as they were added, each with its facts."""
        yield from self._kinds.get(kind, ())

    def picked(
        self,
        kind: str,
        predicates: Iterable[str],
        *,
        having: Sequence[str] = (),
        among: Container[str] | None = None,
    ) -> dict[str, Node]:
        """The nodes of a kind with the values of a few predicates only, by subject.

        Args:
            having: only nodes with a value of at least one of these predicates.
            among: only these subjects.
        """
        wanted = tuple([f"{predicate} " for predicate in predicates])
        needed = [f"{predicate} " for predicate in having]
        found: dict[str, Node] = {}
        for subject, facts in self._kinds.get(kind, ()):
            if among is not None and subject not in among:
                continue
            if needed and not any(_has(facts, start) for start in needed):
                continue
            node = found.get(subject)
            if node is None:
                node = found[subject] = {}
            for fact in facts:
                if fact.startswith(wanted):
                    predicate, _, value = fact.partition(" ")
                    values = node.get(predicate)
                    if values is None:
                        node[predicate] = [value]
                    elif value not in values:
                        values.append(value)
        return found


def _has(facts: list[str], start: str) -> bool:
    """Whether a fact starts so; facts are sorted."""
    at = bisect_left(facts, start)
    return at < len(facts) and facts[at].startswith(start)


def first(node: Node, predicate: str) -> str | None:
    """The first value of a predicate as text, or None."""
    values = node.get(predicate)
    return text_of(values[0]) if values else None


class QuadWriter:
    """Collects the facts of one named graph."""

    __slots__ = ("_facts", "_graph")

    def __init__(self, graph_iri: str) -> None:
        self._graph = graph_iri
        self._facts: dict[str, list[str]] = {}

    def add(self, subject: str, predicate: str, value: str) -> None:
        """One quad, all three already serialised."""
        facts = self._facts.get(subject)
        if facts is None:
            self._facts[subject] = [f"{predicate} {value}"]
        else:
            facts.append(f"{predicate} {value}")

    @property
    def nodes(self) -> list[QuadNode]:
        """What was added, by subject."""
        return to_nodes(self._facts, self._graph)
