"""N-Quads lines as inference reads and writes them: terms stay in their serialised form throughout.

Reading a whole wiki's lines with an RDF parser costs more than everything inferred from them, and
only a few kinds of node matter here; so lines are picked by the kind in their subject's IRI and cut
at their blanks, which N-Quads as we write them allows (one blank between terms, literals escaped).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def read_nodes(lines: Iterable[str], minter: Minter, kinds: Iterable[str]) -> dict[str, dict[str, Node]]:
    """The nodes of some kinds (``claim``, ``entity`` …): kind → subject token → predicate → objects.

    ``lines`` are N-Quads as ``graph`` writes them. Objects keep the order of the lines.
    """
    heads = {f"<{minter.base}{kind}/": kind for kind in kinds}
    prefixes = tuple(heads)
    cut = len(minter.base) + 1
    found: dict[str, dict[str, Node]] = {kind: {} for kind in heads.values()}
    for line in lines:
        if not line.startswith(prefixes):
            continue
        subject, predicate, rest = line.split(" ", 2)
        value = rest.rsplit(" ", 2)[0]
        kind = subject[cut : subject.index("/", cut)]
        nodes = found[kind]
        node = nodes.get(subject)
        if node is None:
            node = nodes[subject] = {}
        values = node.get(predicate)
        if values is None:
            node[predicate] = [value]
        elif value not in values:
            values.append(value)
    return found


def first(node: Node, predicate: str) -> str | None:
    """The first value of a predicate as text, or None."""
    values = node.get(predicate)
    return text_of(values[0]) if values else None


class QuadWriter:
    """Collects lines of one named graph."""

    __slots__ = ("_tail", "lines")

    def __init__(self, graph_iri: str) -> None:
        self.lines: list[str] = []
        self._tail = f" <{graph_iri}> ."

    def add(self, subject: str, predicate: str, value: str) -> None:
        """One quad, all three already serialised."""
        self.lines.append(f"{subject} {predicate} {value}{self._tail}")
