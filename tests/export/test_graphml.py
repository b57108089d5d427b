"""GraphML: typed keys, counts as SPARQL has them, texts as they were, in networkx and igraph."""

from __future__ import annotations

from pathlib import Path

import igraph
import networkx
import pytest
from built_graphs import HOSTILE, LARGE, NOT_XML, RELATIONS, count

from claimgraph.export import export_graph, to_selection


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_counts_are_those_of_sparql(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    result = export_graph("graphml", built, tmp_path / "g.graphml")
    edges = count(built, "?e", "?e a cg:Edge")
    graph = networkx.read_graphml(tmp_path / "g.graphml")
    assert result.counts["edges"] == graph.number_of_edges() == edges > 30
    assert result.counts["nodes"] == graph.number_of_nodes()


def test_the_evidence_shape_holds_every_part(sample: Path, tmp_path: Path) -> None:
    selection = to_selection("graphml", "evidence")
    export_graph("graphml", sample, tmp_path / "g.graphml", selection)
    graph = networkx.read_graphml(tmp_path / "g.graphml")
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    for kind in ("Claim", "EvidenceLine", "Citation"):
        assert kinds.count(kind) == count(sample, "?n", f"?n a cg:{kind}") > 0
    relations = [data["relation"] for _, _, data in graph.edges(data=True)]
    assert relations.count("subject") == relations.count("object") == kinds.count("Claim")
    line = next(data for _, data in graph.nodes(data=True) if data["kind"] == "Claim" and "dose_low" in data)
    assert isinstance(line["dose_low"], float)
    assert isinstance(line["line"], int)
    assert isinstance(line["negated"], bool)


def test_hostile_texts_come_out_as_they_went_in(hostile: Path, tmp_path: Path) -> None:
    result = export_graph("graphml", hostile, tmp_path / "g.graphml")
    graph = networkx.read_graphml(tmp_path / "g.graphml")
    # networkx takes an empty element for no value.
    labels = {data.get("label", "") for _, data in graph.nodes(data=True)}
    assert {*HOSTILE, LARGE} <= labels
    assert "nul \ufffd inside" in labels
    assert any(f"in {len(NOT_XML)} texts" in loss for loss in result.not_held)


def test_parallel_edges_and_loops_stay_apart(hostile: Path, tmp_path: Path) -> None:
    export_graph("graphml", hostile, tmp_path / "g.graphml")
    graph = networkx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    names = {data.get("label", ""): node for node, data in graph.nodes(data=True)}
    parallel = graph.get_edge_data(names["Hub"], names["<!-- --> ]]> &amp; & < >"]).values()
    assert {edge["relation"] for edge in parallel} == {*RELATIONS, "targets"}
    assert graph.has_edge(names["Hub"], names["Hub"])


def test_igraph_reads_the_same(hostile: Path, tmp_path: Path) -> None:
    result = export_graph("graphml", hostile, tmp_path / "g.graphml")
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert (graph.vcount(), graph.ecount()) == (result.counts["nodes"], result.counts["edges"])
    assert {*HOSTILE, LARGE} <= set(graph.vs["label"])
    assert graph.is_directed()
    assert sum(graph.es["claim_count"]) == graph.ecount()


def test_same_bytes_twice(sample: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_graph("graphml", sample, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
