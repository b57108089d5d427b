"""The whole graph as JSON-LD 1.1: one line a subject, and our context inside the file.

Keys are the local names of our properties; a property that is none of ours keeps its IRI as key, so
that no prefix can swallow an IRI by accident. Literals keep the letters they were written with: a
number is a string with its datatype, not a JSON number, which readers may write another way. Keys stand
in the order of Streaming JSON-LD (context, type, id), so that a reader need not hold the document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from claimgraph.export.graphs import GraphLines
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_file
from claimgraph.graph import cut_quad
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import CG, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD
from claimgraph.resources import ontology_dir

# Terms of other vocabularies that the context names; the names are those vocabularies' own.
_OTHERS = {
    "title": DCTERMS + "title",
    "label": RDFS + "label",
    "prefLabel": SKOS + "prefLabel",
    "altLabel": SKOS + "altLabel",
    "hiddenLabel": SKOS + "hiddenLabel",
    "definition": SKOS + "definition",
    "notation": SKOS + "notation",
}
_OTHER_LINKS = {
    "exactMatch": SKOS + "exactMatch",
    "closeMatch": SKOS + "closeMatch",
    "broader": SKOS + "broader",
    "inScheme": SKOS + "inScheme",
    "subClassOf": RDFS + "subClassOf",
    "wasDerivedFrom": PROV + "wasDerivedFrom",
}


@cache
def context() -> dict[str, object]:
    """The JSON-LD context, made from the ontology: a term a class and a property, typed by its range.

    A property of ours whose local name another vocabulary's term has is left out: its IRI is its key.
    """
    terms: dict[str, object] = {**_OTHERS}
    terms.update({name: {"@id": iri, "@type": "@id"} for name, iri in _OTHER_LINKS.items()})
    classes: set[str] = set()
    ranges: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    for file in sorted(ontology_dir().rglob("*.ttl")):
        for triple in parse(path=file, format=RdfFormat.TURTLE):
            subject, value = getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")
            if not subject.startswith(CG):
                continue
            name = subject[len(CG) :]
            if triple.predicate.value == RDFS + "range":
                ranges.setdefault(name, set()).add(value)
            elif triple.predicate.value == RDF + "type" and value == OWL + "Class":
                classes.add(name)
            elif triple.predicate.value == RDF + "type" and value in (
                OWL + "ObjectProperty",
                OWL + "DatatypeProperty",
            ):
                kinds[name] = value
    for name, kind in sorted(kinds.items()):
        if name in terms:
            continue
        found = sorted(ranges.get(name, ()))
        if kind == OWL + "ObjectProperty":
            terms[name] = {"@id": CG + name, "@type": "@id"}
        elif len(found) == 1 and found[0].startswith(XSD) and found[0] != XSD + "string":
            terms[name] = {"@id": CG + name, "@type": found[0]}
        else:
            terms[name] = CG + name
    terms.update({name: CG + name for name in classes if name not in terms})
    return {"@version": 1.1, **dict(sorted(terms.items()))}


def write_jsonld(built: Path, target: Path) -> ExportResult:
    """Writes all quads as one JSON-LD document; nothing is left out.

    Raises:
        InputError: ``graph.nq`` is not canonical, or ``target`` cannot be written.
    """
    with GraphLines(built / "graph.nq") as graphs:
        write_file(target, _chunks(graphs))
        counts = {"graphs": graphs.graphs, "quads": graphs.quads}
    return ExportResult("jsonld", str(target), counts)


def _chunks(graphs: GraphLines) -> Iterator[bytes]:
    keys = _keys()
    classes = {iri: name for name, iri in context().items() if isinstance(iri, str)}
    yield b'{"@context":' + _json(context()) + b',\n"@graph":['
    for number, (graph, lines) in enumerate(graphs):
        yield b"," * bool(number) + b'\n{"@id":' + _json(graph) + b',"@graph":['
        nodes = groupby(map(cut_quad, lines), key=itemgetter(0))
        for place, (subject, facts) in enumerate(nodes):
            node: dict[str, list[object]] = {}
            for _, predicate, value, _ in facts:
                key, coerced = keys.get(predicate, (predicate, None))
                if key == "@type":
                    value = f"<{classes.get(value[1:-1], value[1:-1])}>"
                node.setdefault(key, []).append(_value(value, coerced))
            only = {key: values[0] if len(values) == 1 else values for key, values in node.items()}
            types = {"@type": only.pop("@type")} if "@type" in only else {}
            yield b"," * bool(place) + b"\n" + _json({**types, "@id": subject[1:-1], **only})
        yield b"]}"
    yield b"\n]}\n"


def _keys() -> dict[str, tuple[str, str | None]]:
    """Predicate -> its key and the type that the context gives its strings."""
    keys: dict[str, tuple[str, str | None]] = {RDF + "type": ("@type", "@id")}
    for name, term in context().items():
        if isinstance(term, dict):
            keys[term["@id"]] = (name, term["@type"])
        elif isinstance(term, str):
            keys[term] = (name, None)
    return keys


def _value(value: str, coerced: str | None) -> object:
    if value.startswith("<"):
        iri = value[1:-1]
        return iri if coerced == "@id" else {"@id": iri}
    text, tail = text_of(value), value[value.rindex('"') + 1 :]
    if tail.startswith("@"):
        return {"@value": text, "@language": tail[1:]}
    datatype = tail[3:-1] or XSD + "string"
    if datatype == (coerced or XSD + "string"):
        return text
    return {"@type": datatype, "@value": text} if tail else {"@value": text}


def _json(value: object) -> bytes:
    # Line separators are legal in JSON and end a line elsewhere; controls are escaped by the encoder.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
