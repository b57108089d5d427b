"""Counts of a build as VoID (and DCAT), in Turtle: triples, entities, partitions by class and property."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from claimgraph.description import DCAT, VOID
from claimgraph.export.result import ExportResult
from claimgraph.export.tables import read_subjects
from claimgraph.export.targets import write_file
from claimgraph.graph import TurtleNames
from claimgraph.namespaces import CG, PREFIXES, RDF

_PREFIXES = {**PREFIXES, "void": VOID, "dcat": DCAT}


def write_void(built: Path, target: Path) -> ExportResult:
    """Writes the description of a build with its counts.

    Raises:
        InputError: ``target`` cannot be written.
    """
    text, counts = to_void(built / "graph.nq")
    write_file(target, text.encode())
    return ExportResult("void", str(target), counts)


def to_void(path: Path) -> tuple[str, dict[str, int]]:
    """Turtle, and the counts that it states. A triple that stands in two graphs counts twice."""
    subjects = triples = 0
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    objects: set[int] = set()
    wiki: tuple[str, dict[str, list[str]]] | None = None
    for subject, facts in read_subjects(path):
        subjects += 1
        for predicate, values in facts.items():
            properties[predicate] += len(values)
            triples += len(values)
            objects.update(map(hash, values))
        classes.update(facts.get(RDF + "type", ()))
        if f"<{CG}Wiki>" in facts.get(RDF + "type", ()):
            wiki = (subject, facts)
    names = TurtleNames(None, _PREFIXES)
    name = wiki[0] if wiki is not None else "https://w3id.org/claimgraph/id/wiki"
    said = dict(wiki[1]) if wiki is not None else {RDF + "type": [f"<{VOID}Dataset>"]}
    said = {key: values for key, values in said.items() if "sparql-service-description" not in key}
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in _PREFIXES.items()]
    parts = [
        f"{'a' if key == RDF + 'type' else names.of(key)} {', '.join(names.value(value) for value in values)}"
        for key, values in said.items()
    ]
    parts += [
        f"void:triples {triples}",
        f"void:distinctSubjects {subjects}",
        f"void:distinctObjects {len(objects)}",
        f"void:classes {len(classes)}",
        f"void:properties {len(properties)}",
    ]
    parts += [
        f"void:classPartition [ void:class {names.value(kind)} ; void:entities {count} ]"
        for kind, count in sorted(classes.items())
    ]
    parts += [
        f"void:propertyPartition [ void:property {names.of(kind)} ; void:triples {count} ]"
        for kind, count in sorted(properties.items())
    ]
    text = "\n".join(lines) + f"\n\n{names.of(name)} " + " ;\n    ".join(parts) + " .\n"
    return text, {"triples": triples, "classes": len(classes), "properties": len(properties)}
