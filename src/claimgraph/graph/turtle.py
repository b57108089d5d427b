"""One graph as Turtle for people: stable prefixes, in the order of the page, no dates.

The writer works on canonical N-Quads lines, so the same lines always give the same bytes, in any
order of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from claimgraph.namespaces import CG, DCTERMS, PREFIXES, RDF, RDFS, SKOS, XSD

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_RELATIVE = re.compile(r"[a-z]+/[^?#:]*")
_DOTS = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}

# A page first, then what it is about; below them nodes in the order of the lines they stand on, and of
# those on one line what others refer to before what refers to it.
_CLASS_ORDER = (
    "Page",
    "Verification",
    "FieldValue",
    "Link",
    "Citation",
    "SampleSize",
    "Identifier",
    "Statement",
    "Gap",
    "Claim",
    "EvidenceLine",
    "Diagnostic",
)
_FIRST = (RDF + "type", RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", DCTERMS + "title")
# Between the values of a property.
_AND = ",\n        "

# Names that are kept while a graph is written.
_KEPT = 50_000

_LAST = (CG + "page", CG + "path", CG + "line", CG + "endLine")


class _Subject:
    __slots__ = ("classes", "line", "predicates")

    def __init__(self) -> None:
        self.predicates: dict[str, list[str]] = {}
        self.classes: list[str] = []
        self.line = 0


def to_turtle(lines: Iterable[str]) -> str:
    """The triples of N-Quads lines (of one graph) as Turtle, sorted; ends in a line feed.

    IRIs of the data are written relative to ``@base``, which is taken from the graph's name.

    Raises:
        ValueError: a line is not canonical N-Quads.
    """
    subjects: dict[str, _Subject] = {}
    base: str | None = None
    for line in sorted(set(lines)):
        subject, predicate, value, graph = cut_quad(line.rstrip("\n"))
        if base is None and graph is not None:
            base = _base(graph)
        _collect(subjects.setdefault(subject, _Subject()), predicate, value)
    names = TurtleNames(base)
    blocks = [
        _block(subject, node, names)
        for subject, node in sorted(subjects.items(), key=lambda item: _order(*item))
    ]
    head = [f"@base <{base}> ."] if base is not None else []
    head += [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items() if prefix in names.used]
    return "\n\n".join([*(["\n".join(head)] if head else []), *blocks]) + "\n"


def to_trig_graph(lines: Iterable[str], graph: str) -> Iterator[str]:
    """One graph of a TriG file, a subject a text, in the order of canonical ``lines``.

    The file must open with ``trig_head`` of the same base. A subject is held at a time, never the graph.

    Raises:
        ValueError: a line is not canonical N-Quads.
    """
    names = TurtleNames(_base(graph))
    yield f"\n{names.of(graph)} {{\n"
    for subject, own in groupby(map(cut_quad, lines), key=itemgetter(0)):
        node = _Subject()
        for _, predicate, value, _ in own:
            _collect(node, predicate, value)
        yield _block(subject, node, names) + "\n"
    yield "}\n"


def trig_head(graph: str) -> str:
    """The base, taken from the name of one of the graphs, and all prefixes."""
    base = _base(graph)
    head = [f"@base <{base}> ."] if base is not None else []
    return "\n".join([*head, *(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items())]) + "\n"


def cut_quad(line: str) -> tuple[str, str, str, str | None]:
    """Subject (in brackets), predicate, object as a term and graph, both IRIs without brackets.

    Canonical lines have one blank between terms, and no IRI holds a blank or a quotation mark.

    Raises:
        ValueError: the line is not canonical N-Quads.
    """
    parts = line.split(" ", 2)
    if len(parts) != 3 or parts[0][:1] != "<" or parts[1][:1] != "<" or parts[2][-2:] != " .":
        raise ValueError(f"not a canonical N-Quads line: {line[:200]}")
    value, graph = parts[2][:-2], None
    start = value.rfind(" ") + 1
    if start and value.startswith("<", start) and value.endswith(">") and '"' not in value[start:]:
        value, graph = value[: start - 1], value[start + 1 : -1]
    if value[:1] not in {"<", '"'}:
        raise ValueError(f"not a canonical N-Quads line: {line[:200]}")
    return parts[0], parts[1][1:-1], value, graph


def _base(graph: str) -> str | None:
    """What the data's IRIs are relative to. A base that ends in ``#`` cannot be one in Turtle."""
    before, found, _ = graph.partition("/graph/")
    return f"{before}/" if found else None


def _collect(node: _Subject, predicate: str, value: str) -> None:
    node.predicates.setdefault(predicate, []).append(value)
    if predicate == RDF + "type":
        node.classes.append(value[1:-1].removeprefix(CG))
    elif predicate == CG + "line":
        digits = value[1 : value.rindex('"')]
        node.line = int(digits) if digits.isascii() and digits.isdigit() else 0


def _order(subject: str, node: _Subject) -> tuple[int, int, int, str]:
    ranks = [_CLASS_ORDER.index(name) if name in _CLASS_ORDER else -1 for name in node.classes]
    rank = max(ranks, default=-1)
    if rank == 0:
        return (0, 0, 0, subject)
    if not node.line:
        return (2, 0, 0, subject)
    if rank < 0:
        return (0, 1, node.line, subject)
    return (1, node.line, rank, subject)


def _block(subject: str, node: _Subject, names: TurtleNames) -> str:
    parts: list[str] = []
    for predicate in sorted(node.predicates, key=_predicate_order):
        name = "a" if predicate == RDF + "type" else names.of(predicate)
        # Canonical order of the lines is already that of the values.
        values = node.predicates[predicate]
        if len(values) == 1:
            parts.append(f"{name} {names.value(values[0])}")
        else:
            parts.append(f"{name} {_AND.join(map(names.value, values))}")
    return f"{names.of(subject[1:-1])} " + " ;\n    ".join(parts) + " ."


@lru_cache(maxsize=_KEPT)
def _predicate_order(predicate: str) -> tuple[int, str]:
    if predicate in _FIRST:
        return (_FIRST.index(predicate), predicate)
    return (len(_FIRST) + (1 + _LAST.index(predicate) if predicate in _LAST else 0), predicate)


class TurtleNames:
    """IRIs as Turtle writes them, and which prefixes that took."""

    __slots__ = ("_base", "_known", "_prefixes", "used")

    def __init__(self, base: str | None, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._base = base
        self._prefixes = prefixes
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def of(self, iri: str) -> str:
        """A prefixed name, a relative IRI, or the IRI in full."""
        known = self._known.get(iri)
        if known is None:
            if len(self._known) == _KEPT:
                self._known.clear()  # a graph can name more than there is room for
            known = self._known[iri] = self._shorten(iri)
        return known

    def _shorten(self, iri: str) -> str:
        if self._base is not None and iri.startswith(self._base):
            relative = iri[len(self._base) :]
            # A segment of dots, or an empty one, would change when the IRI is resolved.
            if _RELATIVE.fullmatch(relative) and not _DOTS.search(relative):
                return f"<{relative}>"
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def value(self, term: str) -> str:
        """A canonical term as Turtle writes it: numbers and truth values bare, IRIs and datatypes short."""
        if term.startswith("<"):
            return self.of(term[1:-1])
        if not term.endswith(">"):
            return term
        quoted, _, datatype = term.rpartition("^^")
        datatype = datatype[1:-1]
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(quoted, 1, len(quoted) - 1):
            return quoted[1:-1]
        return f"{quoted}^^{self.of(datatype)}"
