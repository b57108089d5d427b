"""Every dump of the whole graph leads back to the same canonical bytes; readers agree on its size."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import rdflib
from built_graphs import GraphText
from pyoxigraph import RdfFormat, parse

from claimgraph.cli.main import run
from claimgraph.errors import InputError, UsageError
from claimgraph.export import export_graph
from claimgraph.export.dumps import restore_dump
from claimgraph.export.jsonld import context
from claimgraph.namespaces import XSD

FORMATS = {
    "nquads": "wiki.nq",
    "trig": "wiki.trig",
    "jsonld": "wiki.jsonld",
    "parquet": "tables/quads.parquet",
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["sample", "hostile"])
@pytest.mark.parametrize("form", FORMATS)
def test_back_to_the_same_hash(name: str, form: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    dump = tmp_path / FORMATS[form]
    export_graph(form, built, dump.parent if form == "parquet" else dump)
    restored = restore_dump(dump, tmp_path / "back.nq")
    assert restored.digest == sha256(built / "graph.nq") == sha256(tmp_path / "back.nq")
    assert restored.quads == (tmp_path / "back.nq").read_bytes().count(b"\n") > 100


def test_many_runs_are_merged(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.export.dumps._RUN", 10_000)
    export_graph("trig", sample, tmp_path / "wiki.trig")
    assert restore_dump(tmp_path / "wiki.trig", tmp_path / "b.nq").digest == sha256(sample / "graph.nq")


# rdflib's parsers use what rdflib itself calls deprecated.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", ["trig", "jsonld"])
def test_rdflib_reads_the_same_quads(form: str, hostile: Path, tmp_path: Path) -> None:
    dump = tmp_path / FORMATS[form]
    export_graph(form, hostile, dump)
    dataset = rdflib.Dataset()
    dataset.parse(dump, format="json-ld" if form == "jsonld" else form)
    found = {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)}
    expected: dict[str, int] = {}
    for quad in parse(path=hostile / "graph.nq", format=RdfFormat.N_QUADS):
        expected[quad.graph_name.value] = expected.get(quad.graph_name.value, 0) + 1
    assert found == expected


@pytest.mark.parametrize("form", ["trig", "jsonld", "parquet", "csv", "spreadsheet"])
def test_the_same_bytes_twice(form: str, hostile: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export_graph(form, hostile, tmp_path / name)
    first, second = tmp_path / "a", tmp_path / "b"
    if first.is_file():
        assert first.read_bytes() == second.read_bytes()
    else:
        names = sorted(file.name for file in first.iterdir())
        assert names == sorted(file.name for file in second.iterdir())
        assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_jsonld_is_readable_json_with_its_context_inside(sample: Path, tmp_path: Path) -> None:
    export_graph("jsonld", sample, tmp_path / "wiki.jsonld")
    document = json.loads((tmp_path / "wiki.jsonld").read_bytes())
    assert document["@context"] == context()
    nodes = [node for graph in document["@graph"] for node in graph["@graph"]]
    claim = next(node for node in nodes if node.get("@type") == "Claim")
    assert claim["subject"].startswith("https://")
    assert claim["line"].isdigit()  # a number keeps its letters; the context says that it is an integer
    line = context()["line"]
    assert isinstance(line, dict)
    assert line["@type"] == XSD + "integer"


def test_no_term_of_the_context_can_swallow_an_iri() -> None:
    assert all(":" not in name for name in context())


def test_odd_literals_keep_their_letters(tmp_path: Path) -> None:
    graph = GraphText()
    entity = graph.page("a.md", "A")
    page = graph.mint.graph("a.md")
    ends = (f'"007"^^<{XSD}integer>', f'"1.50"^^<{XSD}decimal>', f'"+1"^^<{XSD}integer>', '"x"@en-gb')
    for number, end in enumerate((*ends, f'"not a number"^^<{XSD}integer>', f'"5"^^<{XSD}string2>')):
        graph.lines.append(f"<{entity}> <https://example.org/p{number}> {end} <{page}> .")
        graph.lines.append(f"<{entity}> <https://w3id.org/claimgraph/ontology#line> {end} <{page}> .")
    built = graph.write(tmp_path / "built")
    for form, name in FORMATS.items():
        export_graph(form, built, tmp_path / form / name if form != "parquet" else tmp_path / form)
        dump = tmp_path / form / (name if form != "parquet" else "quads.parquet")
        assert restore_dump(dump, tmp_path / "back.nq").digest == sha256(built / "graph.nq"), form


BAD = {
    "a.nq": ("<http://a> <http://b> .\n", "malformed nq"),
    "b.trig": ("<http://a> {", "malformed trig"),
    "c.jsonld": ('{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "http://a"}', "malformed jsonld"),
    "d.nq": ("_:b <http://a> <http://b> <http://g> .\n", "blank node"),
    "e.nq": ("<http://a> <http://a> <http://b> .\n", "outside all named graphs"),
    "f.parquet": ("PAR1 not really", "no Parquet file"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_dump_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, message = BAD[name]
    (tmp_path / name).write_text(text)
    (tmp_path / "old.nq").write_text("old")
    with pytest.raises(InputError, match=message):
        restore_dump(tmp_path / name, tmp_path / "old.nq")
    assert (tmp_path / "old.nq").read_text() == "old"
    assert run(["restore", str(tmp_path / name), "--out", str(tmp_path / "old.nq")]) == 3
    assert name in capsys.readouterr().err


def test_wrong_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.ttl").write_text("")
    with pytest.raises(UsageError, match="ending"):
        restore_dump(tmp_path / "x.ttl", tmp_path / "y.nq")
    with pytest.raises(InputError, match="cannot be read"):
        restore_dump(tmp_path / "missing.nq", tmp_path / "y.nq")
    assert run(["restore", str(tmp_path / "missing.parquet"), "--out", str(tmp_path / "y.nq")]) == 3
    assert "no such file" in capsys.readouterr().err


def test_restore_says_the_hash(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "trig", "--graph", str(sample), "--out", str(tmp_path / "w.trig")]) == 0
    capsys.readouterr()
    arguments = ["restore", str(tmp_path / "w.trig"), "--out", str(tmp_path / "w.nq"), "--format", "json"]
    assert run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == sha256(sample / "graph.nq")


def test_jsonld_can_be_streamed(hostile: Path, tmp_path: Path) -> None:
    export_graph("jsonld", hostile, tmp_path / "wiki.jsonld")
    found = sum(1 for _ in parse(path=tmp_path / "wiki.jsonld", format=RdfFormat.STREAMING_JSON_LD))
    assert found == (hostile / "graph.nq").read_bytes().count(b"\n")


def test_jsonld_of_others_need_not_be(tmp_path: Path) -> None:
    node = '{"@id": "http://a", "@type": "http://t", "http://p": {"@value": "5", "@type": "http://d"}}'
    (tmp_path / "x.jsonld").write_text('{"@id": "http://g", "@graph": [' + node + "]}")
    assert restore_dump(tmp_path / "x.jsonld", tmp_path / "x.nq").quads == 2
