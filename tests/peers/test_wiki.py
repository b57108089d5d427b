"""The whole large vault: every dump leads back to its hash, and Python libraries read its networks."""

from __future__ import annotations

import hashlib
from pathlib import Path

import igraph
import networkx
import pytest
from gexf_schema import check_structure
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse
from test_gexf_readers import expected

from claimgraph.export import export_graph, to_selection
from claimgraph.export.dumps import restore_dump

pytestmark = [pytest.mark.shared, pytest.mark.slow]

DUMPS = {"nquads": "wiki.nq", "trig": "wiki.trig", "jsonld": "wiki.jsonld", "parquet": "tables/quads.parquet"}


@pytest.fixture(scope="module")
def digest(shared_built: Path) -> str:
    with (shared_built / "graph.nq").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.parametrize("form", DUMPS)
def test_back_to_the_same_hash(form: str, digest: str, shared_built: Path, tmp_path: Path) -> None:
    dump = tmp_path / DUMPS[form]
    export_graph(form, shared_built, dump.parent if form == "parquet" else dump)
    restored = restore_dump(dump, tmp_path / "back.nq")
    assert restored.digest == digest
    assert restored.quads > 1_000_000


def test_turtle_files_hold_the_triples_of_their_pages(shared_built: Path, tmp_path: Path) -> None:
    result = export_graph("turtle", shared_built, tmp_path / "ttl")
    found: set[int] = set()
    files = 0
    for file in sorted((tmp_path / "ttl").rglob("*.ttl")):
        files += 1
        for triple in parse(path=file, format=RdfFormat.TURTLE):
            assert triple.graph_name == DefaultGraph()
            found.add(hash((triple.subject, triple.predicate, triple.object)))
    of_pages = {
        hash((quad.subject, quad.predicate, quad.object))
        for quad in parse(path=shared_built / "graph.nq", format=RdfFormat.N_QUADS)
        if isinstance(quad.graph_name, NamedNode) and "/graph/-/" not in quad.graph_name.value
    }
    assert found == of_pages
    assert files == result.counts["pages"] > 700


@pytest.mark.parametrize("shape", ["browse", "evidence"])
def test_gexf_is_valid(shape: str, shared_built: Path, tmp_path: Path) -> None:
    export_graph("gexf", shared_built, tmp_path / "g.gexf", to_selection("gexf", shape))
    check_structure(tmp_path / "g.gexf")


def test_networkx_and_igraph_find_the_same(shared_built: Path, tmp_path: Path) -> None:
    for form in ("gexf", "graphml"):
        export_graph(form, shared_built, tmp_path / f"g.{form}")
    graphs = (networkx.read_gexf(tmp_path / "g.gexf"), networkx.read_graphml(tmp_path / "g.graphml"))
    counted = expected(shared_built)
    for graph in graphs:
        edges = [data for _, _, data in graph.edges(data=True)]
        assert counted == {
            "nodes": graph.number_of_nodes(),
            "edges": graph.number_of_edges(),
            "claims": sum(data["claim_count"] for data in edges),
            "sources": sum(data["source_count"] for data in edges),
        }
    other = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert counted == {
        "nodes": other.vcount(),
        "edges": other.ecount(),
        "claims": int(sum(other.es["claim_count"])),
        "sources": int(sum(other.es["source_count"])),
    }
