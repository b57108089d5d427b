"""Counts of a build as VoID (and DCAT), in Turtle: triples, entities, partitions by class and property."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from claimgraph.description import DCAT, VOID
from claimgraph.export.distinct import DistinctTexts
from claimgraph.export.result import ExportResult
from claimgraph.export.tables import read_subjects
from claimgraph.export.targets import write_file
from claimgraph.graph import TurtleNames
from claimgraph.namespaces import CG, PREFIXES, RDF
from claimgraph.network.scratch import Scratch

_PREFIXES = {**PREFIXES, "void": VOID, "dcat": DCAT}


Facts = dict[str, list[str]]


def write_void(built: Path, target: Path) -> ExportResult:
    """Writes the description of a build with its counts.

    Raises:
        InputError: ``target`` cannot be written.
    """
    with VoidCounts() as counted:
        for subject, facts in read_subjects(built / "graph.nq"):
            counted.add(subject, facts)
        text, counts = counted.to_turtle()
    write_file(target, text.encode())
    return ExportResult("void", str(target), counts)


class VoidCounts(Scratch):
    """Counts subjects with their facts; a context manager. A triple that stands in two graphs counts once."""

    def __init__(self) -> None:
        super().__init__()
        self._objects = DistinctTexts(self.folder)
        self._subjects = self._triples = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._wiki: tuple[str, Facts] | None = None

    def add(self, subject: str, facts: Facts) -> None:
        """Takes all facts of one subject."""
        self._subjects += 1
        for predicate, values in facts.items():
            self._properties[predicate] += len(values)
            self._triples += len(values)
            self._objects.add(values)
        types = facts.get(RDF + "type", ())
        self._classes.update(types)
        if f"<{CG}Wiki>" in types:
            self._wiki = (subject, facts)

    def to_turtle(self) -> tuple[str, dict[str, int]]:
        """Turtle, and the counts that it states."""
        return _to_turtle(
            self._wiki, self._subjects, self._triples, self._objects.count(), self._classes, self._properties
        )


def _to_turtle(
    wiki: tuple[str, Facts] | None,
    subjects: int,
    triples: int,
    objects: int,
    classes: Counter[str],
    properties: Counter[str],
) -> tuple[str, dict[str, int]]:
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
        f"void:distinctObjects {objects}",
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
