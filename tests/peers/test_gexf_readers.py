"""Other programs read GEXF and GraphML, and find as many nodes, edges, claims and sources as SPARQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from built_graphs import HOSTILE, LARGE, count
from readers import (
    GRAPHS,
    HERE,
    Exporter,
    Installer,
    install_java,
    install_node,
    program,
    read_classpath,
    run,
)

from claimgraph.export.xml import LONGEST

SUPPORT = "?e a cg:Edge ; cg:fromClaim/cg:hasEvidenceLine ?l . ?l cg:stance cg:Supports ; cg:source ?s"


def expected(built: Path) -> dict[str, int]:
    pairs = "CONCAT(STR(?e), ' ', STR(?s))"
    return {
        "nodes": count(built, "?n", "?e a cg:Edge ; cg:subject|cg:object ?n"),
        "edges": count(built, "?e", "?e a cg:Edge"),
        "claims": count(
            built, "?k", "?e a cg:Edge ; cg:fromClaim ?c BIND(CONCAT(STR(?e), ' ', STR(?c)) AS ?k)"
        ),
        "sources": count(built, "?k", f"{SUPPORT} BIND({pairs} AS ?k)"),
    }


def longest(form: str) -> str:
    """The text of a mebibyte; GEXF holds it in an attribute, whose length Gephi limits."""
    return LARGE[: LONGEST - 1] + "…" if form == "gexf" else LARGE


@pytest.fixture(scope="session")
def graphology(installed: Installer) -> Path:
    pins = HERE / "graphology"
    return installed("graphology", [pins / "package.json", pins / "read.cjs"], install_node)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["gexf", "graphml"])
@pytest.mark.parametrize("name", GRAPHS)
def test_graphology(
    form: str, name: str, graphology: Path, exported: Exporter, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    found = json.loads(run(program("node"), "read.cjs", exported(form, name), folder=graphology))
    labels = found.pop("labels")
    assert found == expected(built)
    if name == "hostile":
        # graphology leaves out a label that is empty.
        assert {*HOSTILE, longest(form)} - {""} <= set(labels)


@pytest.fixture(scope="session")
def gephi(installed: Installer) -> Path:
    return installed("gephi", [HERE / "gephi" / "pom.xml"], install_java)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["gexf", "graphml"])
@pytest.mark.parametrize("name", GRAPHS)
def test_gephi(
    form: str, name: str, gephi: Path, exported: Exporter, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    lines = run(
        "java", "-Djava.awt.headless=true", "-Xmx2g", "-cp", read_classpath(gephi),
        HERE / "gephi" / "Reader.java", exported(form, name), tmp_path / "g.pdf",
    ).splitlines()  # fmt: skip
    words = [line.split(" ") for line in lines]
    parallel = "issue INFO Parallel edges detected, remember to choose a merge strategy"
    issues = {"issue INFO GEXF version 1.3"} if form == "gexf" else {parallel}
    assert {line for line in lines if line.startswith("issue")} == issues
    counted = expected(built)
    assert {name: int(value) for name, value in (word for word in words if word[0] in counted)} == counted
    labels = {"".join(chr(int(point)) for point in w[1:]) for w in words if w[0] == "label"}
    if name == "hostile":
        blank = {"", " "} if form == "graphml" else set()  # Gephi gives no label for a blank one in GraphML
        assert {*HOSTILE, longest(form)} - blank <= labels
    # Rendered: an empty page has some 900 bytes.
    assert (tmp_path / "g.pdf").stat().st_size > 5_000
