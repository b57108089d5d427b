"""Neo4j 5, from its own jars: its import command takes the CSV, its Cypher counts what SPARQL counts."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from built_graphs import HOSTILE, LARGE, LISTED, NOT_XML, count
from readers import HERE, Installer, install_java, read_classpath, run

from claimgraph.export import export_graph, load_graph, to_selection
from claimgraph.store import EmbeddedStore

PINS = HERE / "neo4j"

SEMAX = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?relation ?object ?doi ?path ?line WHERE {
  ?e rdfs:label "Semax" . ?c a cg:Claim ; cg:subject ?e ; cg:predicate ?p ; cg:object ?o .
  ?c cg:path ?path ; cg:line ?line . ?o rdfs:label ?object .
  BIND(STRAFTER(STR(?p), "#") AS ?relation)
  OPTIONAL { ?c cg:hasEvidenceLine ?l . ?l cg:source ?s OPTIONAL { ?s cg:doi ?doi } }
}"""

SEMAX_CYPHER = """
MATCH (e:Entity {label: 'Semax'})<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o)
OPTIONAL MATCH (c)-[v:EVIDENCE]->(s:Source)
RETURN c.predicate, o.label, coalesce(s.doi, ''), c.path, toString(c.line)"""

ABSTRACTS = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT DISTINCT ?c WHERE {
  ?c cg:hasEvidenceLine/cg:citation/cg:access cg:access-abstract-only
  MINUS { ?c cg:hasEvidenceLine/cg:citation/cg:access ?a FILTER(?a != cg:access-abstract-only) }
}"""

ABSTRACTS_CYPHER = """
MATCH (c:Claim)-[v:EVIDENCE]->(:Source) WITH c, collect(DISTINCT v.access) AS read
WHERE all(level IN read WHERE level = 'abstract-only') RETURN c.iri"""

HALLMARKS = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT ?x ?p ?h ?n WHERE {
  ?h a cg:Hallmark . ?e a cg:Edge ; cg:subject ?x ; cg:predicate ?q ; cg:object ?h ; cg:claimCount ?n .
  BIND(UCASE(STRAFTER(STR(?q), "#")) AS ?p)
}"""

HALLMARKS_CYPHER = """
MATCH (x:Entity)-[r]->(h:Hallmark) WHERE r.claim_count IS NOT NULL
RETURN x.iri, type(r), h.iri, toString(r.claim_count)"""

DISPUTED = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT DISTINCT ?c ?s WHERE { ?c cg:hasEvidenceLine ?l . ?l cg:stance cg:Disputes ; cg:source ?s }"""

DISPUTED_CYPHER = """
MATCH (c:Claim)-[:EVIDENCE {stance: 'disputes'}]->(s:Source) RETURN DISTINCT c.iri, s.iri"""

READ = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?level (STR(COUNT(DISTINCT ?l)) AS ?n) WHERE {
  ?l a cg:EvidenceLine ; cg:citation/cg:access/skos:notation ?level } GROUP BY ?level"""

READ_CYPHER = """
MATCH (:Claim)-[v:EVIDENCE]->(:Source) WHERE v.access IS NOT NULL RETURN v.access, toString(count(v))"""

QUESTIONS = (
    (SEMAX, SEMAX_CYPHER),
    (ABSTRACTS, ABSTRACTS_CYPHER),
    (HALLMARKS, HALLMARKS_CYPHER),
    (DISPUTED, DISPUTED_CYPHER),
    (READ, READ_CYPHER),
)


@pytest.fixture(scope="session")
def classpath(installed: Installer) -> str:
    return read_classpath(installed("neo4j", [PINS / "pom.xml"], install_java))


class Neo4j:
    """Imports a folder as ``import.sh`` does and answers statements."""

    def __init__(self, classpath: str, folder: Path, home: Path) -> None:
        script = (folder / "import.sh").read_text()
        words = shlex.split(script[script.index("neo4j-admin database") :].replace("\\\n", " "))
        # What follows "neo4j-admin database import full", with the default of the shell's parameter.
        self.options = ["neo4j", *words[5:]]
        self.classpath, self.folder, self.home = classpath, folder, home

    def answers(self, *statements: str) -> list[list[Any]]:
        questions = self.home / "questions.cypher"
        self.home.mkdir()
        questions.write_text("\n//--\n".join(statement.strip() for statement in statements), encoding="utf-8")
        output = run(
            "java", "-Xmx1g", "-cp", self.classpath, PINS / "Reader.java", self.home / "db", questions,
            *self.options, folder=self.folder,
        )  # fmt: skip
        return [json.loads(line) for line in output.splitlines() if line.startswith("[")][-len(statements) :]


def check_counts(answers: Callable[..., list[list[Any]]], built: Path, *more: str) -> list[list[Any]]:
    """Nodes by label and relationships by type as SPARQL counts them; returns the other answers."""
    labels, types, *others = answers(
        "MATCH (n) UNWIND labels(n) AS l RETURN l, count(*)",
        "MATCH ()-[r]->() RETURN CASE WHEN r.claim_count IS NULL THEN type(r) ELSE 'edge' END AS t, count(*)",
        *more,
    )
    nodes = dict(labels)
    assert nodes["Claim"] == count(built, "?c", "?c a cg:Claim")
    assert nodes["Source"] == count(built, "?s", "?s a cg:Source")
    assert nodes["Entity"] == count(
        built, "?n", "{ ?p a cg:Page ; cg:about ?n } UNION { ?c a cg:Claim ; cg:subject|cg:object ?n }"
    )
    # A type without a relationship is in no answer of Cypher.
    assert {"edge": 0, "EVIDENCE": 0, **dict(types)} == {
        "edge": count(built, "?e", "?e a cg:Edge"),
        # A footnote that nobody defined has no source.
        "EVIDENCE": count(built, "?l", "?l a cg:EvidenceLine ; cg:source ?s"),
        "SUBJECT": nodes["Claim"],
        "OBJECT": nodes["Claim"],
        **{
            name: number
            for name, number in (
                ("HAS_EVIDENCE_LINE", count(built, "?l", "?c cg:hasEvidenceLine ?l")),
                ("CITATION", count(built, "?l", "?l a cg:EvidenceLine ; cg:citation ?x")),
                ("SOURCE", count(built, "?l", "?l a cg:EvidenceLine ; cg:source ?x")),
                ("CITES", count(built, "?l", "?l a cg:Citation ; cg:source ?x")),
            )
            if number
        },
    }
    return others


def check_questions(built: Path, answers: list[list[Any]]) -> None:
    """The same rows, in any order, as SPARQL gives."""
    store = EmbeddedStore.open(built / "store")
    for (sparql, _), answer in zip(QUESTIONS, answers, strict=True):
        expected = sorted(store.select(sparql).texts())
        assert sorted(tuple(row) for row in answer) == expected


@pytest.mark.slow
def test_the_sample_imports_and_answers_the_same(classpath: str, sample: Path, tmp_path: Path) -> None:
    export_graph("neo4j", sample, tmp_path / "csv")
    text = (tmp_path / "csv" / "examples.cypher").read_text()
    examples = [part.strip() for part in text.split(";\n") if part.strip()]
    neo4j = Neo4j(classpath, tmp_path / "csv", tmp_path / "home")
    answers = check_counts(neo4j.answers, sample, *(cypher for _, cypher in QUESTIONS), *examples)
    assert all(answers[: len(QUESTIONS)])
    check_questions(sample, answers[: len(QUESTIONS)])
    asked = [
        answer
        for statement, answer in zip(examples, answers[len(QUESTIONS) :], strict=True)
        if "RETURN" in statement
    ]
    assert len(asked) == 5
    assert all(asked)


@pytest.mark.slow
def test_hostile_texts_come_out_as_they_went_in(classpath: str, hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path / "csv")
    neo4j = Neo4j(classpath, tmp_path / "csv", tmp_path / "home")
    labels, doses, absent, several, listed = check_counts(
        neo4j.answers,
        hostile,
        "MATCH (e:Target) RETURN e.label",
        "MATCH (c:Claim) WHERE c.dose IS NOT NULL RETURN c.dose",
        "MATCH (c:Claim) WHERE c.dose IS NULL RETURN count(*)",
        "MATCH (s:Source {doi: '10.1000/plain'}) RETURN s.label, s.year, labels(s)",
        "MATCH (e:Entity {label: 'Hub'}) RETURN e.aliases",
    )
    assert listed == [[[*LISTED]]]
    texts = {*HOSTILE, *NOT_XML, LARGE}
    assert {label for (label,) in labels} == texts
    assert {dose for (dose,) in doses} == texts
    assert absent == [[5]]
    ((label, year, kinds),) = several
    assert (label, year, sorted(kinds)) == (
        "=HYPERLINK(1)",
        2020,
        ["Entity", "Source", "Study"],
    )


@pytest.mark.shared
@pytest.mark.slow
def test_the_large_vault_imports_and_answers_the_same(
    classpath: str, shared_built: Path, tmp_path: Path
) -> None:
    export_graph("neo4j", shared_built, tmp_path / "csv")
    neo4j = Neo4j(classpath, tmp_path / "csv", tmp_path / "home")
    check_questions(
        shared_built, check_counts(neo4j.answers, shared_built, *(cypher for _, cypher in QUESTIONS))
    )


@contextmanager
def serving(classpath: str, folder: Path) -> Iterator[str | None]:
    """A running Neo4j on loopback; its address, None where it did not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["java", "-Xmx2g", "-cp", classpath, PINS / "Server.java", folder, port]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield f"bolt://127.0.0.1:{port}" if b"ready" in process.stdout.readline() else None
    finally:
        process.stdin.close()
        try:
            process.wait(120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def running(classpath: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests; another program may have taken its port in the meantime."""
    with ExitStack() as stack:
        for _ in range(3):
            folder = tmp_path_factory.mktemp("neo4j") / "server"
            if (url := stack.enter_context(serving(classpath, folder))) is not None:
                break
        else:
            pytest.fail((folder.parent / "server.log").read_text("utf-8", "replace")[-3000:], pytrace=False)
        yield url


@pytest.fixture
def server(running: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty Neo4j."""
    monkeypatch.setenv("NEO4J_PASSWORD", "none is needed")
    ask(running, "MATCH (n) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
    return running


def ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    import neo4j

    with neo4j.GraphDatabase.driver(url) as driver, driver.session() as session:
        return [tuple(record.values()) for record in session.run(statement)]


@pytest.mark.slow
def test_a_live_load_is_idempotent_and_answers_the_same(server: str, sample: Path) -> None:
    everything = "MATCH (n) RETURN n.iri, labels(n), properties(n) ORDER BY n.iri"
    links = "MATCH ()-[r]->() RETURN r.iri, type(r), properties(r) ORDER BY r.iri, type(r)"
    # Somebody else's node stays as it is.
    ask(server, "CREATE (:Mine {iri: 'urn:mine'})")
    first = load_graph(sample, server)
    assert first.counts["deleted"] == 0
    check_questions(sample, [[list(row) for row in ask(server, cypher)] for _, cypher in QUESTIONS])
    before = ask(server, everything), ask(server, links)
    assert len(before[0]) == first.counts["nodes"] + 1
    assert len(before[1]) == first.counts["relationships"]
    assert load_graph(sample, server).counts["deleted"] == 0
    assert (ask(server, everything), ask(server, links)) == before
    # What is gone goes, and what stays is what a load of the part alone gives.
    part = load_graph(sample, server, to_selection("neo4j", around=("Semax",)))
    assert part.counts["deleted"] > 100
    assert len(ask(server, everything)) == part.counts["nodes"] + 1
    assert len(ask(server, links)) == part.counts["relationships"]
    assert ask(server, "MATCH (n:Mine) RETURN n.iri") == [("urn:mine",)]
    load_graph(sample, server)
    after = ask(server, everything), ask(server, links)
    assert after == before


@pytest.mark.shared
@pytest.mark.slow
def test_the_large_vault_is_loaded_live(server: str, shared_built: Path) -> None:
    def answers(*statements: str) -> list[list[Any]]:
        return [[list(row) for row in ask(server, statement)] for statement in statements]

    first = load_graph(shared_built, server)
    questions = [cypher for _, cypher in QUESTIONS]
    check_questions(shared_built, check_counts(answers, shared_built, *questions))
    again = load_graph(shared_built, server)
    assert again == first
    assert again.counts["deleted"] == 0
    check_questions(shared_built, check_counts(answers, shared_built, *questions))
    totals = answers("MATCH (n) RETURN count(*)", "MATCH ()-[r]->() RETURN count(*)")
    assert totals == [[[first.counts["nodes"]]], [[first.counts["relationships"]]]]


@pytest.mark.slow
def test_hostile_texts_are_loaded_as_they_are(server: str, hostile: Path) -> None:
    load_graph(hostile, server)
    labels = {label for (label,) in ask(server, "MATCH (e:Target) RETURN e.label")}
    assert labels == {*HOSTILE, *NOT_XML, LARGE}
    assert ask(server, "MATCH (e:Entity {label: 'Hub'}) RETURN e.aliases") == [([*LISTED],)]
