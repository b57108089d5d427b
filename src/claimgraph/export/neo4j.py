"""CSV for ``neo4j-admin database import full``: entities, claims and sources as nodes.

Headers carry types and one id space (``iri:ID``); arrays are split by ``\\x1f``, which no text holds,
so the import needs ``--array-delimiter=U+001F`` and ``--multiline-fields=true``, as the script that
is written beside the files says. Format: https://neo4j.com/docs/operations-manual/5/import/.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.export.result import ExportResult
from claimgraph.files import write_atomic
from claimgraph.namespaces import PREFIXES
from claimgraph.network import EvidenceNetwork, local_name, to_network
from claimgraph.store import EmbeddedStore, GraphStore

ARRAY = "\x1f"

_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))

_CLAIMS = (
    _PREFIX
    + """
SELECT ?claim ?subject ?predicate ?object ?direction ?negated ?certainty ?assertedBy ?organism ?tissue
       ?dose ?route ?timing ?population ?comparator ?effect ?path ?line WHERE {
  ?claim a cg:Claim ; cg:subject ?subject ; cg:predicate ?predicate ; cg:object ?object ;
    cg:negated ?negated ; cg:certainty ?certainty ; cg:assertedBy ?assertedBy ;
    cg:path ?path ; cg:line ?line .
  OPTIONAL { ?claim cg:direction ?direction }
  OPTIONAL { ?claim cg:claimOrganism ?organism }
  OPTIONAL { ?claim cg:tissue ?tissue }
  OPTIONAL { ?claim cg:dose ?dose }
  OPTIONAL { ?claim cg:route ?route }
  OPTIONAL { ?claim cg:timing ?timing }
  OPTIONAL { ?claim cg:population ?population }
  OPTIONAL { ?claim cg:comparator ?comparator }
  OPTIONAL { ?claim cg:effectText ?effect }
} ORDER BY ?claim"""
)

_MENTIONED = (
    _PREFIX
    + """
SELECT ?node ?label ?class ?path WHERE {
  { SELECT DISTINCT ?node WHERE {
    { ?claim a cg:Claim ; cg:subject ?node } UNION { ?claim a cg:Claim ; cg:object ?node } } }
  OPTIONAL { ?node rdfs:label ?label }
  OPTIONAL { ?node a ?class }
  OPTIONAL { ?page a cg:Page ; cg:about ?node ; cg:path ?path }
} ORDER BY ?node ?label ?class ?path"""
)

_EVIDENCE = (
    _PREFIX
    + """
SELECT ?claim ?source ?stance ?scope ?key ?access ?path ?line WHERE {
  ?claim cg:hasEvidenceLine ?evidence .
  ?evidence cg:stance ?stance ; cg:scope ?scope ; cg:source ?source ; cg:citation ?citation .
  ?citation cg:key ?key ; cg:path ?path ; cg:line ?line .
  OPTIONAL { ?citation cg:access ?access }
} ORDER BY ?claim ?source ?stance ?key ?path ?line"""
)

_SOURCES = (
    _PREFIX
    + """
SELECT ?source ?label ?doi ?pmid ?year ?retracted WHERE {
  ?source a cg:Source .
  OPTIONAL { ?source rdfs:label ?label }
  OPTIONAL { ?source cg:doi ?doi }
  OPTIONAL { ?source cg:pmid ?pmid }
  OPTIONAL { ?source cg:year ?year }
  OPTIONAL { ?source cg:retracted ?retracted }
} ORDER BY ?source ?label ?doi ?pmid ?year"""
)

_IMPORT = """\
#!/bin/sh
# Imports these files into an empty Neo4j 5 database. Run it where neo4j-admin is on the PATH:
#   sh import.sh [DATABASE]
set -eu
cd "$(dirname "$0")"
neo4j-admin database import full "${1:-neo4j}" --overwrite-destination \\
  --array-delimiter=U+001F --multiline-fields=true --id-type=string \\
  --nodes=entities.csv --nodes=claims.csv --nodes=sources.csv \\
  --relationships=edges.csv --relationships=claim_ends.csv --relationships=evidence.csv
"""

_EXAMPLES = """\
// Constraints and indexes; run once after the import.
CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (e:Entity) REQUIRE e.iri IS UNIQUE;
CREATE CONSTRAINT claim_iri IF NOT EXISTS FOR (c:Claim) REQUIRE c.iri IS UNIQUE;
CREATE CONSTRAINT source_iri IF NOT EXISTS FOR (s:Source) REQUIRE s.iri IS UNIQUE;
CREATE INDEX entity_label IF NOT EXISTS FOR (e:Entity) ON (e.label);

// What does Semax do, by which study, on which line?
MATCH (e:Entity {label: 'Semax'})<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o:Entity)
OPTIONAL MATCH (c)-[v:EVIDENCE]->(s:Source)
RETURN c.predicate, o.label, c.organism, c.tissue, c.dose, c.certainty, s.doi, v.access, c.path, c.line
ORDER BY c.path, c.line;
"""


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def _entity_rows(store: GraphStore, network: EvidenceNetwork) -> list[tuple[str, str, str, str]]:
    """Every subject and object of a claim: (iri, label, path, labels)."""
    classes = {node.iri: node.kind for node in network.nodes}
    seen: dict[str, tuple[str, str, str, str]] = {}
    for iri, label, class_iri, path in store.select(_MENTIONED).texts():
        kind = classes.get(iri) or local_name(class_iri) or "UnlinkedEntity"
        labels = f"Entity{ARRAY}{kind}" if kind != "Entity" else kind
        seen.setdefault(iri, (iri, label or local_name(iri), path, labels))
    return [seen[iri] for iri in sorted(seen)]


def _edge_rows(network: EvidenceNetwork) -> Iterable[tuple[str, ...]]:
    for edge in network.edges:
        yield (
            edge.subject,
            edge.object,
            edge.relation.upper(),
            edge.iri,
            str(len(edge.claims)),
            str(len(edge.sources)),
            ARRAY.join(edge.sources),
            ARRAY.join(edge.places),
            ARRAY.join(edge.asserted_by),
            ARRAY.join(edge.directions),
            ARRAY.join(edge.access),
            ARRAY.join(edge.organisms),
        )


def _source_rows(store: GraphStore) -> list[tuple[str, ...]]:
    """One row a source; several identifiers of one kind are arrays."""
    merged: dict[str, list[list[str]]] = {}
    for iri, *values in store.select(_SOURCES).texts():
        columns = merged.setdefault(iri, [[] for _ in values])
        for column, value in zip(columns, values, strict=True):
            if value and value not in column:
                column.append(value)
    return [
        (
            iri,
            *(ARRAY.join(column) for column in columns[:3]),
            *(c[0] if c else "" for c in columns[3:]),
            "Source",
        )
        for iri, columns in sorted(merged.items())
    ]


def write_neo4j(built: Path, target: Path) -> ExportResult:
    """Writes the CSV files, ``import.sh`` and ``examples.cypher`` into the folder ``target``.

    Raises:
        InputError: ``target`` is a file.
    """
    if target.exists() and not target.is_dir():
        raise InputError("not a folder", path=str(target), remedy="neo4j writes several files: name a folder")
    store = EmbeddedStore.open(built / "store")
    network = to_network(store)
    target.mkdir(parents=True, exist_ok=True)
    entities = _entity_rows(store, network)
    claims = [
        tuple(
            local_name(value) if column in {"predicate", "certainty", "assertedBy", "organism"} else value
            for column, value in record.items()
        )
        for record in store.select(_CLAIMS).records()
    ]
    sources = _source_rows(store)
    evidence = list(store.select(_EVIDENCE).texts())
    files: dict[str, bytes] = {
        "entities.csv": _csv(("iri:ID", "label", "path", ":LABEL"), entities),
        "claims.csv": _csv(
            (
                "iri:ID",
                "predicate",
                "direction",
                "negated:boolean",
                "certainty",
                "asserted_by",
                "organism",
                "tissue",
                "dose",
                "route",
                "timing",
                "population",
                "comparator",
                "effect",
                "path",
                "line:int",
                ":LABEL",
            ),
            ((row[0], row[2], *row[4:], "Claim") for row in claims),
        ),
        "sources.csv": _csv(
            (
                "iri:ID",
                "label:string[]",
                "doi:string[]",
                "pmid:string[]",
                "year:int",
                "retracted:boolean",
                ":LABEL",
            ),
            sources,
        ),
        "edges.csv": _csv(
            (
                ":START_ID",
                ":END_ID",
                ":TYPE",
                "iri",
                "claims:int",
                "sources:int",
                "source_iris:string[]",
                "places:string[]",
                "asserted_by:string[]",
                "directions:string[]",
                "access:string[]",
                "organisms:string[]",
            ),
            _edge_rows(network),
        ),
        "claim_ends.csv": _csv(
            (":START_ID", ":END_ID", ":TYPE"),
            (end for row in claims for end in ((row[0], row[1], "SUBJECT"), (row[0], row[3], "OBJECT"))),
        ),
        "evidence.csv": _csv(
            (":START_ID", ":END_ID", "stance", "scope", "key", "access", "path", "line:int", ":TYPE"),
            (
                (claim, source, local_name(stance), scope, key, local_name(access), path, line, "EVIDENCE")
                for claim, source, stance, scope, key, access, path, line in evidence
            ),
        ),
        "import.sh": _IMPORT.encode(),
        "examples.cypher": _EXAMPLES.encode(),
    }
    for name, content in files.items():
        write_atomic(target / name, content)
    return ExportResult(
        "neo4j",
        str(target),
        {
            "entities": len(entities),
            "claims": len(claims),
            "sources": len(sources),
            "edges": len(network.edges),
            "evidence": len(evidence),
        },
        ("statements, gaps, links and front-matter fields: see nquads",),
    )
