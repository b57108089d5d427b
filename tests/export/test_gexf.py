"""GEXF: valid by version 1.3, counts as SPARQL has them, texts as they were."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from built_graphs import HOSTILE, LARGE, LISTED, NOT_XML, RELATIONS, count
from gexf_schema import check_structure, schema
from lxml import etree

from claimgraph.export import export_graph, to_selection
from claimgraph.export.gexf import NAMESPACE, VIZ
from claimgraph.export.xml import LONGEST
from claimgraph.network.typed import SEPARATOR

G, V = f"{{{NAMESPACE}}}", f"{{{VIZ}}}"


def export(built: Path, target: Path) -> ElementTree.Element:
    export_graph("gexf", built, target)
    return ElementTree.parse(target).getroot()


@pytest.mark.parametrize("shape", ["browse", "evidence"])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_it_is_valid(name: str, shape: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    target = tmp_path / "g.gexf"
    export_graph("gexf", request.getfixturevalue(name), target, to_selection("gexf", shape))
    check_structure(target)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version="1.3"', 'version="1.2"'),
        ('class="edge"', 'class="edges"'),
        ('type="integer"', 'type="number"'),
        (' for="kind"', ' fur="kind"'),
        ('<viz:color r="', '<viz:color r="1'),
        ("<viz:size", "<viz:shape"),
        (' target="', ' target="x'),
        ('<nodes count="', '<nodes count="-'),
        ("</nodes>", "</nodes><nodes/>"),
        ("http://gexf.net/1.3/viz", "http://gexf.net/1.2/viz"),
    ],
)
def test_the_schema_finds_what_is_wrong(sample: Path, tmp_path: Path, old: str, new: str) -> None:
    export(sample, tmp_path / "g.gexf")
    text = (tmp_path / "g.gexf").read_text("utf-8")
    assert old in text
    assert not schema().validate(etree.fromstring(text.replace(old, new, 1).encode()))


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_counts_are_those_of_sparql(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    result = export_graph("gexf", built, tmp_path / "g.gexf")
    edges = count(built, "?e", "?e a cg:Edge")
    nodes = count(built, "?n", "?e a cg:Edge . { ?e cg:subject ?n } UNION { ?e cg:object ?n }")
    assert result.counts == {"nodes": nodes, "edges": edges}
    graph = networkx.read_gexf(tmp_path / "g.gexf")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (nodes, edges)
    assert edges > 30


def test_every_edge_names_its_lines_and_every_supported_edge_its_studies(
    sample: Path, tmp_path: Path
) -> None:
    export(sample, tmp_path / "g.gexf")
    supported = 0
    for _, _, edge in networkx.read_gexf(tmp_path / "g.gexf").edges(data=True):
        places = edge["places"].split(SEPARATOR)
        assert all(place.rpartition(":")[0].endswith(".md") for place in places)
        assert all(int(place.rpartition(":")[2]) > 0 for place in places)
        if edge["source_count"]:
            supported += 1
            assert len(edge["sources"].split(SEPARATOR)) == edge["source_count"]
            assert len(edge["studies"].split(SEPARATOR)) == edge["source_count"]
            assert edge.get("dois") or edge.get("pmids")
        else:
            assert "sources" not in edge
    assert supported == count(
        sample,
        "?e",
        "?e a cg:Edge ; cg:fromClaim ?c . ?c cg:hasEvidenceLine ?l . ?l cg:stance cg:Supports ; cg:source ?s",
    )


def test_nodes_carry_identifiers(sample: Path, tmp_path: Path) -> None:
    export(sample, tmp_path / "g.gexf")
    nodes = [data for _, data in networkx.read_gexf(tmp_path / "g.gexf").nodes(data=True)]
    (semax,) = [data for data in nodes if data["label"] == "Semax"]
    assert "inchikey/AFEHBIGDWIGTEH-AQRCPPRCSA-N" in semax["same_as"]
    studies = [data for data in nodes if data["kind"] == "Study"]
    assert studies
    assert all(data["iri"].endswith(data["dois"]) for data in studies)


def test_hostile_texts_come_out_as_they_went_in(hostile: Path, tmp_path: Path) -> None:
    result = export_graph("gexf", hostile, tmp_path / "g.gexf")
    graph = networkx.read_gexf(tmp_path / "g.gexf")
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    assert set(HOSTILE) <= labels
    # Gephi refuses a whole file for one text that is longer.
    assert LARGE[: LONGEST - 1] + "…" in labels
    assert any("the ends of 1 texts" in loss for loss in result.not_held)
    for text in NOT_XML:
        assert text not in labels
    assert "nul \ufffd inside" in labels
    assert any(f"in {len(NOT_XML)} texts" in loss for loss in result.not_held)


def test_lists_are_one_text_and_it_is_said_where_that_is_ambiguous(hostile: Path, tmp_path: Path) -> None:
    losses = export_graph("gexf", hostile, tmp_path / "g.gexf").not_held
    graph = networkx.read_gexf(tmp_path / "g.gexf")
    (hub,) = (data for _, data in graph.nodes(data=True) if data["label"] == "Hub")
    assert hub["aliases"] == SEPARATOR.join(LISTED)
    assert any("where values end in 1 lists" in loss for loss in losses)


def test_parallel_edges_and_loops_stay_apart(hostile: Path, tmp_path: Path) -> None:
    export(hostile, tmp_path / "g.gexf")
    graph = networkx.read_gexf(tmp_path / "g.gexf")
    labels = {data["label"]: node for node, data in graph.nodes(data=True)}
    parallel = graph.get_edge_data(labels["Hub"], labels["<!-- --> ]]> &amp; & < >"]).values()
    assert {edge["relation"] for edge in parallel} == {*RELATIONS, "targets"}
    assert {edge["disputing_count"] for edge in parallel} == {0, 1}
    assert graph.has_edge(labels["Hub"], labels["Hub"])


def test_what_is_left_out_is_said(hostile: Path, tmp_path: Path) -> None:
    losses = export_graph("gexf", hostile, tmp_path / "g.gexf").not_held
    assert any("1 entities without an edge" in loss for loss in losses)


def test_no_two_nodes_stand_on_one_place(sample: Path, tmp_path: Path) -> None:
    root = export(sample, tmp_path / "g.gexf")
    places = [(p.attrib["x"], p.attrib["y"]) for p in root.iter(V + "position")]
    assert len(set(places)) == len(places) > 100


def test_same_bytes_twice_and_no_date(sample: Path, tmp_path: Path) -> None:
    export(sample, tmp_path / "one.gexf")
    export(sample, tmp_path / "two.gexf")
    assert (tmp_path / "one.gexf").read_bytes() == (tmp_path / "two.gexf").read_bytes()
    assert b"lastmodified" not in (tmp_path / "one.gexf").read_bytes()
