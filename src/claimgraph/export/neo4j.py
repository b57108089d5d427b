"""CSV for ``neo4j-admin database import full``: entities, claims and sources as nodes.

Headers carry types and one id space (``iri:ID``). A value that is not there is an empty field without
quotes, so that the property is absent, not an empty text. Arrays are split by ``\\x1f``, which no text
in the files holds, so the import needs ``--array-delimiter=U+001F`` and ``--multiline-fields=true``, as
``import.sh`` beside the files says. Format:
https://neo4j.com/docs/operations-manual/5/tutorial/neo4j-admin-import/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_folder
from claimgraph.network import (
    EntityNode,
    EvidenceEdge,
    EvidenceGraph,
    EvidenceNetwork,
    SourceNode,
    to_evidence_graph,
    to_network,
)
from claimgraph.store import EmbeddedStore

ARRAY = "\x1f"

# Between the values of a property that is one text by its header and has several.
_SEVERAL = " | "

# Neo4j reads a field into one buffer, of 4 MiB unless told otherwise.
_BUFFER = 4 << 20

_NUMBERS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "int": (re.compile(r"[+-]?[0-9]+"), lambda text: -(2**31) <= int(text) < 2**31),
    "double": (re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"), lambda _: True),
    "boolean": (re.compile(r"true|false"), lambda _: True),
}

_ENTITIES = ("iri:ID", "label", "kind", "path", "aliases:string[]", "same_as:string[]", ":LABEL")

_CLAIMS = (
    "iri:ID",
    "predicate",
    "direction",
    "negated:boolean",
    "certainty",
    "asserted_by",
    "organism",
    "tissue",
    "dose",
    "dose_low:double",
    "dose_high:double",
    "dose_unit",
    "route",
    "timing",
    "population",
    "comparator",
    "effect",
    "note",
    "text",
    "gaps:string[]",
    "path",
    "line:int",
    ":LABEL",
)

_SOURCES = (
    "iri:ID",
    "label",
    "title",
    "same_as:string[]",
    "doi",
    "pmid",
    "pmcid",
    "nct",
    "year:int",
    "authors:string[]",
    "authors_truncated:boolean",
    "primary:boolean",
    "design:string[]",
    "organism:string[]",
    "access",
    "retracted:boolean",
    "path",
    ":LABEL",
)

_EDGES = (
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "iri",
    "claim_count:int",
    "source_count:int",
    "disputing_count:int",
    "claims:string[]",
    "places:string[]",
    "sources:string[]",
    "studies:string[]",
    "dois:string[]",
    "pmids:string[]",
    "disputing:string[]",
    "asserted_by:string[]",
    "directions:string[]",
    "access:string[]",
    "designs:string[]",
    "organisms:string[]",
)

_ENDS = (":START_ID", ":END_ID", ":TYPE")

_EVIDENCE = (
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "iri",
    "stance",
    "scope",
    "key",
    "access",
    "path",
    "line:int",
)

_IMPORT = """\
#!/bin/sh
# Imports these files into an empty Neo4j 5 database. Run it where neo4j-admin is on the PATH:
#   sh import.sh [DATABASE]
set -eu
cd "$(dirname "$0")"
neo4j-admin database import full "${{1:-neo4j}}" --overwrite-destination \\
  {options} \\
  --nodes=entities.csv --nodes=claims.csv --nodes=sources.csv \\
  --relationships=edges.csv --relationships=claim_ends.csv --relationships=evidence.csv
"""

_EXAMPLES = """\
// Constraints and indexes; run once after the import.
CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (e:Entity) REQUIRE e.iri IS UNIQUE;
CREATE CONSTRAINT claim_iri IF NOT EXISTS FOR (c:Claim) REQUIRE c.iri IS UNIQUE;
CREATE CONSTRAINT source_iri IF NOT EXISTS FOR (s:Source) REQUIRE s.iri IS UNIQUE;
CREATE INDEX entity_label IF NOT EXISTS FOR (e:Entity) ON (e.label);
CREATE INDEX source_doi IF NOT EXISTS FOR (s:Source) ON (s.doi);

// What is claimed of one compound, by which study, on which line? Claims of every certainty.
MATCH (e:Entity {label: 'Semax'})<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o)
OPTIONAL MATCH (c)-[v:EVIDENCE]->(s:Source)
RETURN c.predicate, o.label, c.organism, c.tissue, c.dose, c.certainty,
       v.stance, s.label, s.doi, s.pmid, v.access, c.path, c.line
ORDER BY c.path, c.line;

// Ways of up to three steps from a compound to a hallmark, with the lines behind every step.
MATCH way = (:Compound {label: 'Semax'})-[*1..3]->(h:Hallmark)
WHERE all(step IN relationships(way) WHERE step.claim_count > 0)
RETURN h.label, [step IN relationships(way) | [type(step), step.dois, step.places]] AS steps
ORDER BY size(steps), h.label
LIMIT 25;

// Claims that rest on abstracts only.
MATCH (c:Claim)-[v:EVIDENCE]->(:Source)
WITH c, collect(DISTINCT v.access) AS read
WHERE all(level IN read WHERE level = 'abstract-only')
RETURN c.path, c.line, c.predicate, c.text
ORDER BY c.path, c.line;

// Sources that claims are supported by and disputed by.
MATCH (c:Claim)-[:EVIDENCE {stance: 'disputes'}]->(s:Source)
RETURN c.path, c.line, c.predicate, s.label, s.doi
ORDER BY c.path, c.line;
"""


class _Writer:
    """Writes rows, and counts what the columns could not hold as it was."""

    def __init__(self) -> None:
        self.delimiters = 0
        self.several = 0
        self.untyped = 0
        self.longest = 0

    def text(self, text: str) -> str:
        quoted = text.replace('"', '""')
        self.longest = max(self.longest, len(quoted))
        return f'"{quoted}"'

    def array(self, values: tuple[str, ...]) -> str:
        clean = tuple(value.replace(ARRAY, "\ufffd") for value in values)
        self.delimiters += sum(old != new for old, new in zip(values, clean, strict=True))
        return self.text(ARRAY.join(clean)) if clean else ""

    def field(self, column: str, values: tuple[str, ...]) -> str:
        """One field by the type in its header; absent where there is no value."""
        kind = column.partition(":")[2]
        if kind.endswith("[]") or kind == "LABEL":
            return self.array(values)
        if kind in _NUMBERS:
            pattern, fits = _NUMBERS[kind]
            fitting = [value for value in values if pattern.fullmatch(value) and fits(value)]
            self.untyped += len(values) - len(fitting) + max(0, len(fitting) - 1)
            return fitting[0] if fitting else ""
        self.several += len(values) > 1
        return self.text(_SEVERAL.join(values)) if values else ""

    def rows(self, header: tuple[str, ...], rows: Iterable[dict[str, tuple[str, ...]]]) -> Iterator[bytes]:
        """CSV lines; rows map the name of a column without its type to its values."""
        names = [column if column.startswith(":") else column.partition(":")[0] for column in header]
        yield (",".join(header) + "\n").encode()
        for row in rows:
            fields = (
                self.field(column, row.get(name, ())) for column, name in zip(header, names, strict=True)
            )
            yield (",".join(fields) + "\n").encode()

    def losses(self) -> list[str]:
        """What was changed, as sentences."""
        found = []
        if self.delimiters:
            found.append(f"the character U+001F, which splits arrays, in {self.delimiters} texts: U+FFFD")
        if self.several:
            found.append(f"several values of a single text, {self.several} times: joined by {_SEVERAL!r}")
        if self.untyped:
            found.append(f"{self.untyped} values that are no number, or a second one, left out: see nquads")
        return found


Row = dict[str, tuple[str, ...]]


def _entity(node: EntityNode) -> Row:
    labels = ("Entity", *(name for name in node.classes if name != "Entity"))
    return {
        "iri": (node.iri,),
        "label": (node.label,),
        "kind": (node.kind,),
        "path": (node.path,) if node.path is not None else (),
        "aliases": node.aliases,
        "same_as": node.same_as,
        ":LABEL": labels,
    }


def _source(source: SourceNode) -> Row:
    """A source that claims are about is one node with the labels of both."""
    labels = {"Source", *source.classes} - {"Entity"}
    if source.entity:
        labels.add("Entity")
    return {"iri": (source.iri,), **source.properties, ":LABEL": tuple(sorted(labels))}


def _edge(edge: EvidenceEdge) -> Row:
    return {
        ":START_ID": (edge.subject,),
        ":END_ID": (edge.object,),
        ":TYPE": (edge.relation.upper(),),
        "iri": (edge.iri,),
        "claim_count": (str(len(edge.claims)),),
        "source_count": (str(len(edge.sources)),),
        "disputing_count": (str(len(edge.disputing)),),
        "claims": edge.claims,
        "places": edge.places,
        "sources": edge.sources,
        "studies": edge.studies,
        "dois": edge.dois,
        "pmids": edge.pmids,
        "disputing": edge.disputing,
        "asserted_by": edge.asserted_by,
        "directions": edge.directions,
        "access": edge.access,
        "designs": edge.designs,
        "organisms": edge.organisms,
    }


def _ends(graph: EvidenceGraph) -> Iterator[Row]:
    for claim in graph.claims:
        for kind, end in (("SUBJECT", claim.subject), ("OBJECT", claim.object)):
            yield {":START_ID": (claim.iri,), ":END_ID": (end,), ":TYPE": (kind,)}


def _files(
    writer: _Writer, graph: EvidenceGraph, network: EvidenceNetwork
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    yield "entities.csv", writer.rows(_ENTITIES, map(_entity, graph.entities))
    claims = (
        {"iri": (c.iri,), "predicate": (c.predicate,), **c.properties, ":LABEL": ("Claim",)}
        for c in graph.claims
    )
    yield "claims.csv", writer.rows(_CLAIMS, claims)
    yield "sources.csv", writer.rows(_SOURCES, map(_source, graph.sources))
    yield "edges.csv", writer.rows(_EDGES, map(_edge, network.edges))
    yield "claim_ends.csv", writer.rows(_ENDS, _ends(graph))
    lines = (
        {
            ":START_ID": (e.claim,),
            ":END_ID": (e.source,),
            ":TYPE": ("EVIDENCE",),
            "iri": (e.iri,),
            **e.properties,
        }
        for e in graph.evidence
    )
    yield "evidence.csv", writer.rows(_EVIDENCE, lines)
    yield "import.sh", _IMPORT.format(options=" ".join(import_options(writer.longest))).encode()
    yield "examples.cypher", _EXAMPLES.encode()


def import_options(longest: int) -> list[str]:
    """The options that the import needs, when the longest field has ``longest`` characters."""
    options = ["--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string", "--bad-tolerance=0"]
    if longest > _BUFFER // 2:
        options.append(f"--read-buffer-size={4 * longest}")
    return options


def write_neo4j(built: Path, target: Path) -> ExportResult:
    """Writes the CSV files, ``import.sh`` and ``examples.cypher`` into the folder ``target``.

    Other files in the folder are left alone.

    Raises:
        InputError: ``target`` is a file, or cannot be written.
    """
    store = EmbeddedStore.open(built / "store")
    network = to_network(store)
    graph = to_evidence_graph(store)
    writer = _Writer()
    write_folder(target, _files(writer, graph, network))
    not_held = [
        "statements, gaps, links, citations and front-matter fields as nodes of their own: see nquads",
        *writer.losses(),
    ]
    if network.inferred:
        not_held.append(f"{network.inferred} edges that no claim states and inference adds: see nquads")
    if graph.incomplete:
        not_held.append(f"{graph.incomplete} claims or evidence lines with a missing or second end")
    return ExportResult(
        "neo4j",
        str(target),
        {
            "entities": len(graph.entities) + sum(source.entity for source in graph.sources),
            "claims": len(graph.claims),
            "sources": len(graph.sources),
            "edges": len(network.edges),
            "evidence": len(graph.evidence),
        },
        tuple(not_held),
    )
