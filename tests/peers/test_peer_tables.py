"""pandas and DuckDB read the tables: as many rows as SPARQL counts, texts as they were, lists that join."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from built_graphs import HOSTILE, LARGE, LISTED, NOT_XML, count
from readers import GRAPHS, HERE, Installer, install_python, run

from claimgraph.export import export_graph
from claimgraph.namespaces import CG

PINS = HERE / "tables"


@pytest.fixture(scope="session")
def python(installed: Installer) -> Path:
    return installed("tables", [PINS / "requirements.txt"], install_python) / "env/bin/python"


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPHS)
def test_rows_texts_and_joins(
    name: str, python: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    forms = ("parquet", "csv", "spreadsheet")
    for form in forms:
        export_graph(form, built, tmp_path / form)
    found = json.loads(run(python, PINS / "read.py", *(tmp_path / form for form in forms)))
    assert found["kinds"] == {"citations.year": "Int64", "claims.has_human_evidence": "boolean"}
    for table, kind in (
        ("claims", "Claim"), ("entities", "Entity"), ("evidence", "EvidenceLine"), ("citations", "Citation"),
        ("sources", "Source"), ("gaps", "Gap"), ("edges", "Edge"),
    ):  # fmt: skip
        of_ours = count(built, "?x", f'?x a cg:{kind} FILTER(!STRSTARTS(STR(?x), "{CG}"))')
        assert set(found["rows"][table].values()) == {of_ours}, table
    with (built / "graph.nq").open("rb") as file:
        quads = sum(1 for _ in file)
    assert set(found["rows"]["quads"].values()) == {quads}
    lines = count(
        built, "?k", "?c cg:hasEvidenceLine ?l . ?l cg:source ?s BIND(CONCAT(STR(?c), STR(?l)) AS ?k)"
    )
    claims = count(built, "?c", "?c cg:hasEvidenceLine ?l . ?l cg:source ?s")
    assert found["sourced"] == [[lines, claims], [lines, claims]]
    readings = list(found["labels"].values())
    assert all(labels == readings[0] for labels in readings)
    if name == "hostile":
        assert {*HOSTILE, *NOT_XML, LARGE} <= set(readings[0])
        # Values stand in the order of the file, where quotation marks are escaped.
        pandas_parquet, pandas_csv, duckdb_parquet, duckdb_csv = found["lists"]
        assert pandas_parquet == pandas_csv == duckdb_parquet[0] == duckdb_csv[0]
        assert [sorted(values) for values in pandas_parquet] == [[*LISTED]]
