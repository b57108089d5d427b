"""Cytoscape.js opens its JSON: nodes, edges, sums as SPARQL has them, names as they were, no warning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from built_graphs import HOSTILE, LARGE, LISTED, NOT_XML
from readers import GRAPHS, HERE, Installer, install_node, program, run
from test_gexf_readers import expected

from claimgraph.export import export_graph


@pytest.fixture(scope="session")
def cytoscape(installed: Installer) -> Path:
    pins = HERE / "cytoscape"
    return installed("cytoscape", [pins / "package.json", pins / "read.cjs"], install_node)


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPHS)
def test_cytoscape_js(name: str, cytoscape: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    export_graph("cyjs", built, tmp_path / "g.json")
    found = json.loads(run(program("node"), "read.cjs", tmp_path / "g.json", folder=cytoscape))
    labels, lists = found.pop("labels"), found.pop("lists")
    assert found.pop("warnings") == 0
    # One node may stand where the axes cross.
    assert found.pop("placed") >= found["nodes"] - 1
    assert found == expected(built)
    if name == "hostile":
        assert {*HOSTILE, *NOT_XML, LARGE} <= set(labels)
        assert [*LISTED] in lists
