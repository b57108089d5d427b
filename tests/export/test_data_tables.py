"""Tables: the rows of SPARQL's counts, types that pandas sees, CSV that a spreadsheet cannot run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from built_graphs import HOSTILE, LARGE, NOT_XML, GraphText, count
from pyarrow import parquet

from claimgraph.errors import InputError, UsageError
from claimgraph.export import export_graph
from claimgraph.export import parquet as parquet_rows
from claimgraph.export.tables import TABLES
from claimgraph.namespaces import CG

COUNTED = {"entities": "Entity", "claims": "Claim", "evidence": "EvidenceLine", "citations": "Citation"}
COUNTED |= {"sources": "Source", "gaps": "Gap", "edges": "Edge"}


@pytest.fixture(autouse=True)
def _long_cells() -> None:
    csv.field_size_limit(1 << 22)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_as_many_rows_as_sparql_counts(
    name: str, form: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    result = export_graph(form, built, tmp_path)
    for table, kind in COUNTED.items():
        expected = count(built, "?x", f'?x a cg:{kind} FILTER(!STRSTARTS(STR(?x), "{CG}"))')
        found = (
            parquet.read_metadata(tmp_path / f"{table}.parquet").num_rows
            if form == "parquet"
            else len(rows(tmp_path / f"{table}.csv"))
        )
        assert found == result.counts[table] == expected, table


def test_a_claim_with_its_context(sample: Path, tmp_path: Path) -> None:
    export_graph("parquet", sample, tmp_path)
    claims = parquet.read_table(tmp_path / "claims.parquet").to_pylist()
    found = [
        claim
        for claim in claims
        if claim["path"] == "molecules/compounds/semax.md"
        and claim["object_label"] == "BDNF"
        and claim["dose_low"]
    ]
    assert found
    claim = found[0]
    assert claim["subject_label"] == "Semax"
    assert claim["organisms"] == ["rattus-norvegicus"]
    assert isinstance(claim["dose_low"], float)
    assert claim["negated"] is False
    assert claim["has_human_evidence"] is False
    sources = {source["id"] for source in parquet.read_table(tmp_path / "sources.parquet").to_pylist()}
    evidence = parquet.read_table(tmp_path / "evidence.parquet").to_pylist()
    lines = [line for line in evidence if claim["id"] in line["claims"]]
    assert sorted(line["id"] for line in lines) == sorted(claim["evidence"])
    assert all(line["source"] in sources for line in lines)


def test_absent_is_null_not_false(sample: Path, tmp_path: Path) -> None:
    export_graph("parquet", sample, tmp_path)
    column = parquet.read_table(tmp_path / "sources.parquet").column("retracted").to_pylist()
    assert None in column
    assert False not in column


def test_hostile_text_comes_out_as_it_went_in(hostile: Path, tmp_path: Path) -> None:
    export_graph("parquet", hostile, tmp_path / "p")
    export_graph("csv", hostile, tmp_path / "c")
    texts = {*HOSTILE, *NOT_XML, LARGE}
    labels = set(parquet.read_table(tmp_path / "p" / "entities.parquet").column("label").to_pylist())
    assert texts <= labels
    assert texts <= {row["label"] for row in rows(tmp_path / "c" / "entities.csv")}


def test_a_spreadsheet_runs_nothing(hostile: Path, tmp_path: Path) -> None:
    result = export_graph("spreadsheet", hostile, tmp_path)
    assert any("would run" in loss for loss in result.not_held)
    seen = 0
    for table in TABLES:
        for row in rows(tmp_path / f"{table.name}.csv"):
            for value in row.values():
                seen += 1
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))
                assert "\0" not in value
                assert len(value) <= 32_767
    assert seen > 1000
    assert "'=1+1" in {row["label"] for row in rows(tmp_path / "entities.csv")}


def test_lists_are_json_and_empty_is_not_null(hostile: Path, tmp_path: Path) -> None:
    export_graph("csv", hostile, tmp_path)
    claims = rows(tmp_path / "claims.csv")
    assert all(isinstance(json.loads(claim["evidence"]), list) for claim in claims)
    text = (tmp_path / "entities.csv").read_text(encoding="utf-8")
    assert ',"",' in text  # a label of nothing
    assert "\r\n" not in text.replace("carriage return\r\n", "")


def test_what_a_column_cannot_hold_is_told(hostile: Path, tmp_path: Path) -> None:
    losses = export_graph("parquet", hostile, tmp_path).not_held
    # The hostile source has two labels, and years that are no numbers.
    assert any("sources.label" in loss for loss in losses)
    assert any("sources.year" in loss for loss in losses)


def test_files_of_others_are_not_replaced(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    with pytest.raises(InputError, match="not one that this export wrote"):
        export_graph("csv", sample, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine.csv"]


def test_without_pyarrow_the_message_says_how(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError) as error:
        export_graph("parquet", sample, tmp_path / "tables")
    assert error.value.remedy is not None
    assert "claimgraph[tables]" in error.value.remedy
    assert not (tmp_path / "tables").exists()


def test_pandas_is_told_what_may_be_null(sample: Path, tmp_path: Path) -> None:
    export_graph("parquet", sample, tmp_path)
    told = json.loads(parquet.read_metadata(tmp_path / "sources.parquet").metadata[b"pandas"])
    kinds = {column["name"]: column["numpy_type"] for column in told["columns"]}
    assert kinds["year"] == "Int64"
    assert kinds["retracted"] == "boolean"
    assert "doi" not in kinds
    assert not any(word in told for word in ("pandas_version", "creator"))


def test_no_writer_names_its_version(sample: Path, tmp_path: Path) -> None:
    export_graph("parquet", sample, tmp_path)
    import pyarrow

    for file in tmp_path.glob("*.parquet"):
        assert pyarrow.__version__.encode() not in file.read_bytes()[-4000:]
        assert parquet.read_metadata(file).created_by.strip() == "claimgraph"


def test_sorted_by_id_without_duplicates(tmp_path: Path) -> None:
    graph = GraphText()
    graph.page("b.md", "B")
    graph.page("a.md", "A")
    export_graph("csv", graph.write(tmp_path / "built"), tmp_path / "csv")
    ids = [row["id"] for row in rows(tmp_path / "csv" / "entities.csv")]
    assert ids == sorted(set(ids))
    assert len(ids) == 2


@pytest.mark.parametrize(("waiting", "rows", "size"), [(1, 1, 1), (7, 50, 1 << 20), (10, 1_000, 2_000)])
def test_rows_come_back_however_few_wait(
    waiting: int, rows: int, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_WAITING", waiting), ("_ROWS", rows), ("_BYTES", size)):
        monkeypatch.setattr(parquet_rows, name, value)
    given = [[f"urn:{number}", number, ["a", "b"] * (number % 3)] for number in range(203)]
    columns = [("id", "text"), ("number", "integer"), ("texts", "texts")]
    with parquet_rows.ParquetRows(tmp_path / "t.parquet", columns) as table:
        for row in given:
            table.add(row)
    found = parquet.read_table(tmp_path / "t.parquet").to_pydict()
    assert [list(row) for row in zip(*found.values(), strict=True)] == given
    assert table.count == len(given)
