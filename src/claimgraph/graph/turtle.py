"""One graph as Turtle for people: stable prefixes, in the order of the page, no dates.

The writer works on canonical N-Quads lines, so the same lines always give the same bytes, in any
order of the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from claimgraph.namespaces import CG, DCTERMS, PREFIXES, RDF, RDFS, SKOS, XSD

_LINE = re.compile(
    r"(?P<subject><[^>]*>) <(?P<predicate>[^>]*)> "
    r'(?P<object><[^>]*>|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r"(?: <(?P<graph>[^>]*)>)? \.",
    re.DOTALL,
)
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_RELATIVE = re.compile(r"[a-z]+/[^?#:]*")
_DOTS = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")
_TYPED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"\^\^<(?P<datatype>[^>]*)>', re.DOTALL)
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
        found = _LINE.fullmatch(line.rstrip("\n"))
        if found is None:
            raise ValueError(f"not a canonical N-Quads line: {line[:200]}")
        if base is None and found["graph"]:
            base = _base(found["graph"])
        _collect(subjects.setdefault(found["subject"], _Subject()), found["predicate"], found["object"])
    used: set[str] = set()
    blocks = [
        _block(subject, node, base, used)
        for subject, node in sorted(subjects.items(), key=lambda item: _order(*item))
    ]
    head = [f"@base <{base}> ."] if base is not None else []
    head += [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items() if prefix in used]
    return "\n\n".join([*(["\n".join(head)] if head else []), *blocks]) + "\n"


def _base(graph: str) -> str | None:
    """What the data's IRIs are relative to. A base that ends in ``#`` cannot be one in Turtle."""
    before, found, _ = graph.partition("/graph/")
    return f"{before}/" if found else None


def _collect(node: _Subject, predicate: str, value: str) -> None:
    node.predicates.setdefault(predicate, []).append(value)
    if predicate == RDF + "type":
        node.classes.append(value[1:-1].removeprefix(CG))
    elif predicate == CG + "line":
        node.line = int(value[1 : value.index('"', 1)])


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


def _block(subject: str, node: _Subject, base: str | None, used: set[str]) -> str:
    parts: list[str] = []
    for predicate in sorted(node.predicates, key=_predicate_order):
        name = "a" if predicate == RDF + "type" else _iri(predicate, None, used)
        # Canonical order of the lines is already that of the values.
        values = [_value(value, base, used) for value in node.predicates[predicate]]
        parts.append(f"{name} {(',' + chr(10) + '        ').join(values)}")
    return f"{_iri(subject[1:-1], base, used)} " + " ;\n    ".join(parts) + " ."


def _predicate_order(predicate: str) -> tuple[int, str]:
    if predicate in _FIRST:
        return (_FIRST.index(predicate), predicate)
    return (len(_FIRST) + (1 + _LAST.index(predicate) if predicate in _LAST else 0), predicate)


def _iri(iri: str, base: str | None, used: set[str]) -> str:
    if base is not None and iri.startswith(base):
        relative = iri[len(base) :]
        # A segment of dots, or an empty one, would change when the IRI is resolved.
        if _RELATIVE.fullmatch(relative) and not _DOTS.search(relative):
            return f"<{relative}>"
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            used.add(prefix)
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _value(value: str, base: str | None, used: set[str]) -> str:
    if value.startswith("<"):
        return _iri(value[1:-1], base, used)
    typed = _TYPED.fullmatch(value)
    if typed is None:
        return value
    bare = _BARE.get(typed["datatype"])
    if bare is not None and bare.fullmatch(typed["text"]):
        return typed["text"]
    return f'"{typed["text"]}"^^{_iri(typed["datatype"], None, used)}'
