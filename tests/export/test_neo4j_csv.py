"""Neo4j's CSV: typed headers, ids that resolve, texts that survive, counts as SPARQL has them."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
from built_graphs import HOSTILE, LARGE, NOT_XML, GraphText, count

from claimgraph.export import export_graph
from claimgraph.export.neo4j import ARRAY, import_options
from claimgraph.namespaces import CG

NODES = ("entities.csv", "claims.csv", "evidence_lines.csv", "citations.csv", "sources.csv")
RELATIONSHIPS = ("edges.csv", "evidence.csv", "parts.csv")
TYPES = {"", "ID", "LABEL", "TYPE", "START_ID", "END_ID", "int", "double", "boolean", "string[]"}


@pytest.fixture(autouse=True)
def _large_fields() -> None:
    csv.field_size_limit(1 << 26)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows as the csv module reads them; its dialect is the one of RFC 4180."""
    text = (folder / name).read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture(params=["sample", "hostile"])
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    built = request.getfixturevalue(request.param)
    export_graph("neo4j", built, tmp_path / "neo4j")
    return built, tmp_path / "neo4j"


def test_every_row_has_every_column_and_fits_its_type(exported: tuple[Path, Path]) -> None:
    _, folder = exported
    for name in (*NODES, *RELATIONSHIPS):
        rows = table(folder, name)
        assert rows
        for row in rows:
            assert None not in row
            assert None not in row.values()
            for column, value in row.items():
                kind = column.partition(":")[2]
                assert kind in TYPES
                if kind == "int" and value:
                    assert re.fullmatch(r"-?[0-9]+", value)
                if kind == "double" and value:
                    float(value)
                if kind == "boolean":
                    assert value in {"", "true", "false"}


def test_ids_are_unique_and_every_end_is_there(exported: tuple[Path, Path]) -> None:
    _, folder = exported
    ids = [row["iri:ID"] for name in NODES for row in table(folder, name)]
    assert len(ids) == len(set(ids))
    ends = {
        row[end] for name in RELATIONSHIPS for row in table(folder, name) for end in (":START_ID", ":END_ID")
    }
    assert ends <= set(ids)
    assert all(row[":TYPE"] for name in RELATIONSHIPS for row in table(folder, name))


def test_counts_are_those_of_sparql(exported: tuple[Path, Path]) -> None:
    built, folder = exported
    claims = count(built, "?c", "?c a cg:Claim")
    assert len(table(folder, "claims.csv")) == claims > 30
    parts = Counter(row[":TYPE"] for row in table(folder, "parts.csv"))
    lines = count(built, "?l", "?l a cg:EvidenceLine")
    assert parts["SUBJECT"] == parts["OBJECT"] == claims
    assert parts["HAS_EVIDENCE_LINE"] == parts["CITATION"] == parts["SOURCE"] == lines
    assert parts["CITES"] == count(built, "?c", "?c a cg:Citation ; cg:source ?s")
    assert len(table(folder, "evidence_lines.csv")) == lines
    assert len(table(folder, "citations.csv")) == count(built, "?c", "?c a cg:Citation")
    assert len(table(folder, "sources.csv")) == count(built, "?s", "?s a cg:Source")
    assert len(table(folder, "edges.csv")) == count(built, "?e", "?e a cg:Edge")
    assert len(table(folder, "evidence.csv")) == lines
    entities = count(
        built,
        "?n",
        "{ ?p a cg:Page ; cg:about ?n } UNION { ?c a cg:Claim ; cg:subject|cg:object ?n }",
    )
    labelled = [
        row for name in NODES for row in table(folder, name) if "Entity" in row[":LABEL"].split(ARRAY)
    ]
    assert len(labelled) == entities
    assert export_graph("neo4j", built, folder).counts == {
        name.removesuffix(".csv"): len(table(folder, name)) for name in (*NODES, *RELATIONSHIPS)
    }


def test_every_edge_names_its_lines_and_every_supported_edge_its_studies(
    sample: Path, tmp_path: Path
) -> None:
    export_graph("neo4j", sample, tmp_path)
    sources = {row["iri:ID"]: row for row in table(tmp_path, "sources.csv")}
    supported = 0
    for row in table(tmp_path, "edges.csv"):
        places = row["places:string[]"].split(ARRAY)
        assert all(re.fullmatch(r".+\.md:[1-9][0-9]*", place) for place in places)
        iris = [iri for iri in row["sources:string[]"].split(ARRAY) if iri]
        assert len(iris) == int(row["source_count:int"])
        if iris:
            supported += 1
            dois = {sources[iri]["doi"] for iri in iris} - {""}
            assert set(row["dois:string[]"].split(ARRAY)) - {""} == dois
            pmids = {sources[iri]["pmid"] for iri in iris} - {""}
            assert set(row["pmids:string[]"].split(ARRAY)) - {""} == pmids
            assert row["studies:string[]"]
    assert supported > 30


def test_hostile_texts_come_out_as_they_went_in(hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path)
    labels = {row["label"] for row in table(tmp_path, "entities.csv")}
    # Only in arrays would U+001F split; a label is no array.
    assert {*HOSTILE, *NOT_XML, LARGE} <= labels
    doses = {row["dose"] for row in table(tmp_path, "claims.csv")}
    assert {*HOSTILE, *NOT_XML, LARGE} <= doses


def test_an_empty_label_is_a_text_and_an_absent_value_is_not(hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path)
    lines = (tmp_path / "entities.csv").read_bytes().split(b"\n")
    (empty,) = [line for line in lines if b"folder%200/" in line]
    assert b'%AF","","Target",' in empty
    claim = (tmp_path / "claims.csv").read_bytes().split(b"\n")[1]
    assert b",,," in claim


def test_a_source_with_a_page_is_one_node_of_both_kinds(hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path)
    (row,) = [row for row in table(tmp_path, "sources.csv") if row["doi"] == "10.1000/plain"]
    assert sorted(row[":LABEL"].split(ARRAY)) == ["Entity", "Source", "Study"]


def test_several_values_of_one_text_are_kept_and_said(hostile: Path, tmp_path: Path) -> None:
    losses = export_graph("neo4j", hostile, tmp_path).not_held
    (row,) = [row for row in table(tmp_path, "sources.csv") if row["doi"] == "10.1000/plain"]
    assert (row["label"], row["aliases:string[]"]) == ("=HYPERLINK(1)", "A second label")
    assert row["title"] == "One title | Other title"
    assert row["year:int"] == "2020"
    assert any("several values of a single text, 1 times" in loss for loss in losses)
    # "c. 2021" is no number.
    assert any(loss.startswith("1 values that are no number") for loss in losses)


def test_the_array_delimiter_in_a_text_is_replaced_and_said(tmp_path: Path) -> None:
    graph = GraphText()
    one = graph.page("one.md", "One")
    source = graph.source("10.1/x", f"before{ARRAY}after")
    graph.evidence("one.md", graph.claim("one.md", 1, one, "targets", one), source)
    result = export_graph("neo4j", graph.write(tmp_path / "built"), tmp_path / "neo4j")
    (edge,) = table(tmp_path / "neo4j", "edges.csv")
    assert edge["studies:string[]"] == "before\ufffdafter"
    assert any("U+001F" in loss and "1 texts" in loss for loss in result.not_held)


def test_disputing_sources_are_no_support(hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path)
    rows = [row for row in table(tmp_path, "edges.csv") if row["disputing_count:int"] == "1"]
    assert {row[":TYPE"] for row in rows} == {"INCREASES_LEVEL", "DECREASES_LEVEL", "ASSOCIATED_WITH"}
    for row in rows:
        assert row["disputing:string[]"].endswith("10.1000/plain")
        assert "10.1000/plain" not in row["sources:string[]"]


def test_a_claim_without_an_object_is_said(tmp_path: Path) -> None:
    graph = GraphText()
    one = graph.page("one.md", "One")
    claim = graph.claim("one.md", 1, one, "targets", one)
    graph.lines = [line for line in graph.lines if not line.startswith(f"<{claim}> <{CG}object>")]
    result = export_graph("neo4j", graph.write(tmp_path / "built"), tmp_path / "neo4j")
    assert result.counts["claims"] == 1
    assert Counter(row[":TYPE"] for row in table(tmp_path / "neo4j", "parts.csv")) == {"SUBJECT": 1}
    assert any(
        loss.startswith("1 claims, edges or evidence lines with a missing") for loss in result.not_held
    )


def test_the_script_names_every_file_and_the_options_it_needs(hostile: Path, tmp_path: Path) -> None:
    export_graph("neo4j", hostile, tmp_path)
    script = (tmp_path / "import.sh").read_text()
    words = shlex.split(script[script.index("neo4j-admin database") :].replace("\\\n", " "))
    for name in NODES:
        assert f"--nodes={name}" in words
    for name in RELATIONSHIPS:
        assert f"--relationships={name}" in words
    assert set(import_options(0)) <= set(words)
    assert {path.name for path in tmp_path.iterdir()} == {
        *NODES,
        *RELATIONSHIPS,
        "import.sh",
        "examples.cypher",
    }
    assert not any("buffer" in option for option in import_options(1000))
    assert import_options(5 << 20)[-1] == f"--read-buffer-size={20 << 20}"


def test_same_bytes_twice(sample: Path, tmp_path: Path) -> None:
    export_graph("neo4j", sample, tmp_path / "one")
    export_graph("neo4j", sample, tmp_path / "two")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
