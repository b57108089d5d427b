"""Crates: what they say of a wiki is what the wiki says, every file with its size and hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from built_graphs import GraphText, count
from pyoxigraph import RdfFormat, parse

from claimgraph.cli.main import run
from claimgraph.errors import UsageError
from claimgraph.export import export_graph
from claimgraph.export.tables import TABLES
from claimgraph.namespaces import CG


def metadata(folder: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / "ro-crate-metadata.json").read_bytes())
    return {node["@id"]: node for node in document["@graph"]}


def test_every_file_with_its_size_and_hash(sample: Path, tmp_path: Path) -> None:
    export_graph("crate", sample, tmp_path)
    nodes = metadata(tmp_path)
    named = {part["@id"] for part in nodes["./"]["hasPart"]}
    there = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert there - named == {"ro-crate-metadata.json"}
    assert named - there == set()
    for name in named:
        content = (tmp_path / name).read_bytes()
        assert nodes[name]["contentSize"] == str(len(content))
        assert nodes[name]["sha256"] == hashlib.sha256(content).hexdigest()
    assert (tmp_path / "graph.nq").read_bytes() == (sample / "graph.nq").read_bytes()


def test_licence_and_attribution_of_the_wiki(sample: Path, tmp_path: Path) -> None:
    result = export_graph("crate", sample, tmp_path)
    root = metadata(tmp_path)["./"]
    assert root["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert "Joey Adams" in root["creditText"]
    assert not any("unknown" in loss for loss in result.not_held)


def test_what_the_wiki_does_not_say_is_told_not_invented(tmp_path: Path) -> None:
    graph = GraphText()
    graph.page("a.md", "A")
    built = graph.write(tmp_path / "built")
    with pytest.raises(UsageError, match="needs a date"):
        export_graph("crate", built, tmp_path / "crate")
    assert not (tmp_path / "crate").exists()
    result = export_graph("crate", built, tmp_path / "crate", date="2026-01-31")
    assert sum("unknown" in loss for loss in result.not_held) == 2
    root = metadata(tmp_path / "crate")["./"]
    assert root["license"].startswith("Unknown")
    assert "author" not in root
    assert root["datePublished"] == "2026-01-31"


def test_the_date_is_the_newest_check_unless_told(sample: Path, tmp_path: Path) -> None:
    export_graph("crate", sample, tmp_path)
    days = {
        quad.object.value
        for quad in parse(path=sample / "graph.nq", format=RdfFormat.N_QUADS)
        if quad.predicate.value == CG + "verifiedDate"
    }
    assert metadata(tmp_path)["./"]["datePublished"] == max(days)


@pytest.mark.parametrize("arguments", [["crate", "--date", "31.1.2026"], ["nquads", "--date", "2026-01-31"]])
def test_a_wrong_date_is_wrong_use(
    arguments: list[str], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["export", *arguments, "--graph", str(sample), "--out", str(out)]) == 2
    assert "date" in capsys.readouterr().err
    assert not out.exists()


def test_croissant_describes_every_column_of_every_table(sample: Path, tmp_path: Path) -> None:
    export_graph("crate", sample, tmp_path)
    document = json.loads((tmp_path / "croissant.json").read_bytes())
    fields = {
        record["name"]: [field["name"] for field in record["field"]] for record in document["recordSet"]
    }
    assert fields == {table.name: [name for name, _ in table.schema] for table in TABLES}
    files = {item["@id"]: item["sha256"] for item in document["distribution"]}
    for name, digest in files.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    used = {
        field["source"]["fileObject"]["@id"] for record in document["recordSet"] for field in record["field"]
    }
    assert used <= set(files)


def test_the_same_bytes_twice(sample: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export_graph("crate", sample, tmp_path / name)
    for file in (tmp_path / "a").rglob("*"):
        if file.is_file():
            assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes()


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_void_counts_as_sparql_does(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    export_graph("void", built, tmp_path / "void.ttl")
    void = "http://rdfs.org/ns/void#"
    triples = list(parse(path=tmp_path / "void.ttl", format=RdfFormat.TURTLE))
    numbers = {
        triple.predicate.value.removeprefix(void): int(triple.object.value)
        for triple in triples
        if triple.predicate.value.removeprefix(void)
        in ("distinctSubjects", "distinctObjects", "properties", "classes")
    }
    assert numbers["distinctSubjects"] == count(built, "?s", "?s ?p ?o")
    # Not by the store: it writes some numbers another way, so that two of them become one.
    quads = parse(path=built / "graph.nq", format=RdfFormat.N_QUADS)
    assert numbers["distinctObjects"] == len({str(quad.object) for quad in quads})
    assert numbers["properties"] == count(built, "?p", "?s ?p ?o")
    assert numbers["classes"] == count(built, "?c", "?s a ?c")
    partitions = {
        triple.subject: triple.object.value for triple in triples if triple.predicate.value == void + "class"
    }
    entities = {
        triple.subject: int(triple.object.value)
        for triple in triples
        if triple.predicate.value == void + "entities"
    }
    claims = next(node for node, kind in partitions.items() if kind == CG + "Claim")
    assert entities[claims] == count(built, "?x", "?x a cg:Claim")
