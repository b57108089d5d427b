"""The reference engine: pySHACL on rdflib, slow and always available; the oracle of our tests.

pySHACL reports a misspelt target or an unknown term as conforming, so shapes are checked before they
reach it, and its own ``conforms`` (false for a mere warning) is never read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from claimgraph.diagnostics import Severity
from claimgraph.errors import EngineError
from claimgraph.namespaces import RDF, SH
from claimgraph.validation.engine import Result
from claimgraph.validation.shape import Shape

_SEVERITIES = {SH + "Violation": Severity.ERROR, SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}


class ReferenceEngine:
    """``shapes_text`` gives the Turtle of each shape's file and of the vocabulary to pySHACL."""

    name = "pyshacl"

    def __init__(self, shapes_text: Iterable[str]) -> None:
        self._texts = tuple(shapes_text)

    def validate(self, store: ox.Store, shapes: Iterable[Shape], prefixes: str) -> tuple[Result, ...]:
        """Every result of every shape, without duplicates, sorted. ``prefixes`` come with the texts.

        Raises:
            EngineError: pySHACL failed.
        """
        import rdflib
        from pyshacl import validate

        owners = {member: shape for shape in shapes for member in _iris(shape)}
        data = rdflib.Graph()
        data.parse(data=_ntriples(store), format="nt")
        wanted = rdflib.Graph()
        for text in self._texts:
            wanted.parse(data=text, format="turtle")
        try:
            _, report, words = validate(
                data, shacl_graph=wanted, advanced=False, inference="none", inplace=True
            )
        except Exception as error:  # pySHACL raises many kinds; all mean that there is no answer
            raise EngineError(f"pySHACL failed: {error}") from error
        if not isinstance(report, rdflib.Graph):
            raise EngineError(f"pySHACL gave no report: {words}")
        return _read_report(report, owners)


def _iris(shape: Shape) -> Iterable[str]:
    yield shape.iri
    for member in shape.properties:
        yield from _iris(member)


def _ntriples(store: ox.Store) -> bytes:
    triples = sorted({str(quad.triple) for quad in store})
    buffer = io.BytesIO()
    for triple in triples:
        buffer.write(triple.encode())
        buffer.write(b" .\n")
    return buffer.getvalue()


def _read_report(report: Any, owners: dict[str, Shape]) -> tuple[Result, ...]:
    from rdflib import URIRef

    def value(node: Any, name: str) -> Any:
        return report.value(node, URIRef(SH + name))

    found = set()
    for node in report.subjects(URIRef(RDF + "type"), URIRef(SH + "ValidationResult")):
        source = str(value(node, "sourceShape"))
        if source not in owners:
            raise EngineError(f"pySHACL reported a shape that is no rule's: {source}")
        path = value(node, "resultPath")
        messages = sorted(str(message) for message in report.objects(node, URIRef(SH + "resultMessage")))
        found.add(
            Result(
                owners[source].rule,
                source,
                str(value(node, "focusNode")),
                _path(report, path) if path is not None else "",
                str(value(node, "sourceConstraintComponent")),
                _SEVERITIES[str(value(node, "resultSeverity"))],
                " / ".join(messages),
                str(value(node, "value")) if value(node, "value") is not None else "",
            )
        )
    return tuple(sorted(found))


def _path(report: Any, node: Any) -> str:
    from rdflib import RDF as RDF_NS
    from rdflib import URIRef
    from rdflib.collection import Collection

    if isinstance(node, URIRef):
        return f"<{node}>"
    if (node, RDF_NS.first, None) in report:
        return "/".join(_path(report, item) for item in Collection(report, node))
    for term, form in (
        ("inversePath", "^{}"),
        ("zeroOrMorePath", "{}*"),
        ("oneOrMorePath", "{}+"),
        ("zeroOrOnePath", "{}?"),
    ):
        inner = report.value(node, URIRef(SH + term))
        if inner is not None:
            text = _path(report, inner)
            return form.format(text if text.startswith("<") and "/<" not in text else f"({text})")
    alternatives = report.value(node, URIRef(SH + "alternativePath"))
    if alternatives is not None:
        return "(" + "|".join(_path(report, item) for item in Collection(report, alternatives)) + ")"
    raise EngineError("pySHACL reported a path that cannot be read")
