"""RDF exports: N-Quads byte for byte, Turtle pages that add up to the graphs of the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from built_graphs import GraphText, hostile_graph
from pyoxigraph import RdfFormat, parse

from claimgraph.errors import InputError
from claimgraph.export import export_graph
from claimgraph.export.rdf import MARK


def triples_by_page(built: Path) -> dict[str, set[str]]:
    """The triples of each page's graph, by the page's path, as Oxigraph's parser reads graph.nq."""
    by_graph: dict[str, set[str]] = {}
    for quad in parse(path=built / "graph.nq", format=RdfFormat.N_QUADS):
        by_graph.setdefault(quad.graph_name.value, set()).add(str(quad.triple))
    computed = {graph: found for graph, found in by_graph.items() if "/graph/-/" in graph}
    assert computed
    return {graph: found for graph, found in by_graph.items() if graph not in computed}


def test_a_name_that_leaves_no_room_is_cut(tmp_path: Path) -> None:
    graph = GraphText()
    names = ["é" * 126 + ".md", "é" * 126 + "a.md", "b" * 200 + ".md"]
    for name in names:
        graph.page(f"notes/{name}", name)
    result = export_graph("turtle", graph.write(tmp_path / "built"), tmp_path / "ttl")
    assert result.counts["pages"] == 3
    files = sorted(file.name for file in (tmp_path / "ttl/notes").iterdir())
    assert "b" * 200 + ".ttl" in files
    assert len(files) == 3
    assert all(len(file.encode()) < 220 for file in files)


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_pages_add_up_to_their_graphs(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    result = export_graph("turtle", built, tmp_path / "ttl")
    expected = triples_by_page(built)
    files = sorted((tmp_path / "ttl").rglob("*.ttl"))
    assert len(files) == len(expected) == result.counts["pages"]
    found = [frozenset(str(t.triple) for t in parse(path=file, format=RdfFormat.TURTLE)) for file in files]
    assert set(found) == {frozenset(triples) for triples in expected.values()}
    assert result.counts["triples"] == sum(map(len, expected.values()))


def test_rdflib_reads_the_same_number_of_triples(sample: Path, tmp_path: Path) -> None:
    export_graph("turtle", sample, tmp_path)
    expected = triples_by_page(sample)
    (graph,) = [name for name in expected if name.endswith("compounds/semax")]
    page = rdflib.Graph().parse(tmp_path / "molecules" / "compounds" / "semax.ttl", format="turtle")
    assert len(page) == len(expected[graph]) > 100


def test_files_stand_where_their_pages_do(sample: Path, tmp_path: Path) -> None:
    export_graph("turtle", sample, tmp_path)
    file = tmp_path / "molecules" / "compounds" / "semax.ttl"
    text = file.read_text(encoding="utf-8")
    assert text.startswith(MARK)
    assert '    cg:path "molecules/compounds/semax.md" ;' in text
    assert not (tmp_path / "-").exists()


def test_a_base_that_looks_like_a_graph_leads_nowhere_else(tmp_path: Path) -> None:
    graph = GraphText("https://example.org/graph/wiki/")
    graph.page("graph/one.md", "One")
    built = graph.write(tmp_path / "built")
    assert export_graph("turtle", built, tmp_path / "ttl").counts["pages"] == 1
    file = tmp_path / "ttl" / "graph" / "one.ttl"
    read = {str(t.triple) for t in parse(path=file, format=RdfFormat.TURTLE)}
    assert read == {str(q.triple) for q in parse(path=built / "graph.nq", format=RdfFormat.N_QUADS)}


def test_odd_names_of_pages_are_names_of_files(tmp_path: Path) -> None:
    graph = GraphText()
    names = ("a b.md", "50%.md", "ünï.md", "-/own.md", "x.y.md", "UPPER.MD", "new\nline.md", "q'\"uote.md")
    for name in names:
        graph.page(name, name)
    export_graph("turtle", graph.write(tmp_path / "built"), tmp_path / "ttl")
    found = {file.relative_to(tmp_path / "ttl").as_posix() for file in (tmp_path / "ttl").rglob("*.ttl")}
    assert found == {f"{name[:-3]}.ttl" for name in names}


@pytest.mark.parametrize("path", ["../out.md", "a/../../out.md", "/out.md", "a/../../../out.md", "x\0y.md"])
def test_a_page_cannot_lead_out_of_the_folder(path: str, tmp_path: Path) -> None:
    graph = GraphText()
    graph.page("first.md", "First")
    graph.page(path, "Out")
    built = graph.write(tmp_path / "built")
    with pytest.raises(InputError, match="leads out of the folder"):
        export_graph("turtle", built, tmp_path / "deep" / "ttl")
    assert not list(tmp_path.rglob("*.ttl"))


def test_two_pages_of_one_file_are_an_error(tmp_path: Path) -> None:
    graph = GraphText()
    graph.page("one.md", "One")
    graph.page("other.md", "Other")
    # No build does this; it is what a graph from elsewhere may hold.
    graph.lines = [line.replace('"other.md"', '"one.md"') for line in graph.lines]
    with pytest.raises(InputError, match="two pages"):
        export_graph("turtle", graph.write(tmp_path / "built"), tmp_path / "ttl")
    assert not (tmp_path / "ttl").exists()


def test_what_belongs_to_no_page_is_counted(hostile: Path, tmp_path: Path) -> None:
    quads = (hostile / "graph.nq").read_bytes().count(b"\n")
    result = export_graph("turtle", hostile, tmp_path)
    (loss,) = result.not_held
    assert loss.startswith(f"{quads - result.counts['triples']} quads in 2 graphs")


def test_nquads_are_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    result = export_graph("nquads", sample, tmp_path / "graph.nq")
    content = (tmp_path / "graph.nq").read_bytes()
    assert content == (sample / "graph.nq").read_bytes()
    assert result.counts == {"quads": content.count(b"\n")}
    assert not result.not_held


def test_nquads_onto_themselves_change_nothing(tmp_path: Path) -> None:
    built = hostile_graph(large=False).write(tmp_path)
    before = (built / "graph.nq").read_bytes()
    export_graph("nquads", built, built / "graph.nq")
    assert (built / "graph.nq").read_bytes() == before


def test_a_damaged_graph_is_named_with_its_line(tmp_path: Path) -> None:
    built = hostile_graph(large=False).write(tmp_path / "built")
    lines = (built / "graph.nq").read_bytes().split(b"\n")
    lines[4] = b"<a> <b> <c>"
    (built / "graph.nq").write_bytes(b"\n".join(lines))
    with pytest.raises(InputError) as caught:
        export_graph("turtle", built, tmp_path / "ttl")
    assert caught.value.line == 5
