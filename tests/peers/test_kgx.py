"""KGX's own validator and the Biolink Model Toolkit find no error in what we write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from built_graphs import HOSTILE, LARGE, LISTED, count
from readers import GRAPHS, HERE, Installer, install_python, run

from claimgraph.export import export_graph, to_selection

PINS = HERE / "kgx"


@pytest.fixture(scope="session")
def kgx(installed: Installer) -> Path:
    return installed("kgx", [PINS / "requirements.txt"], install_python) / "env/bin/python"


@pytest.fixture(scope="session")
def ndex(installed: Installer) -> Path:
    return installed("cx2", [HERE / "cx2/requirements.txt"], install_python) / "env/bin/python"


def validate(python: Path, folder: Path, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(python, PINS / "check.py", folder, kind).splitlines()[-1])
    return found


def statements(folder: Path, kind: str) -> set[tuple[str, str, str]]:
    """What KGX tells edges apart by."""
    lines = (folder / f"edges.{kind}").read_text("utf-8").splitlines()
    if kind == "jsonl":
        records = [json.loads(line) for line in lines]
    else:
        header = lines[0].split("\t")
        records = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
    return {(edge["subject"], edge["predicate"], edge["object"]) for edge in records}


@pytest.mark.slow
@pytest.mark.parametrize(("form", "kind"), [("kgx", "tsv"), ("kgx-jsonl", "jsonl")])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_no_error(
    form: str, kind: str, name: str, kgx: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    result = export_graph(form, request.getfixturevalue(name), tmp_path)
    found = validate(kgx, tmp_path, kind)
    assert found["errors"] == {}
    assert found["wrong"] == []
    assert found["nodes"] == result.counts["nodes"]
    assert found["edges"] == len(statements(tmp_path, kind))
    assert found["counts"]["knowledge_level"] == found["edges"]
    if name == "hostile" and kind == "jsonl":
        # KGX makes every run of blanks, tabs and line breaks one blank when it reads.
        names = {" ".join(name.split()) for name in found["names"]}
        assert {" ".join(text.split()) for text in (*HOSTILE, LARGE)} <= names


@pytest.mark.slow
def test_the_validator_finds_what_is_wrong(kgx: Path, sample: Path, tmp_path: Path) -> None:
    export_graph("kgx", sample, tmp_path)
    for name, old, new in (
        ("nodes.tsv", "biolink:Protein", "biolink:Protean"),
        ("edges.tsv", "\tincreased\t", "\tupwards\t"),
    ):
        text = (tmp_path / name).read_text("utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new), "utf-8")
    found = validate(kgx, tmp_path, "tsv")
    assert found["errors"]
    assert "object_direction_qualifier upwards" in found["wrong"]


@pytest.mark.slow
def test_one_association_an_edge_has_no_error(kgx: Path, sample: Path, tmp_path: Path) -> None:
    result = export_graph("kgx-jsonl", sample, tmp_path, to_selection("kgx-jsonl", "browse"))
    found = validate(kgx, tmp_path, "jsonl")
    assert (found["errors"], found["wrong"]) == ({}, [])
    assert found["edges"] == len(statements(tmp_path, "jsonl"))
    assert result.counts["edges"] == count(sample, "?e", "?e a cg:Edge")


@pytest.mark.shared
@pytest.mark.slow
def test_the_large_vault_has_no_error(kgx: Path, shared_built: Path, tmp_path: Path) -> None:
    export_graph("kgx-jsonl", shared_built, tmp_path / "kgx")
    found = validate(kgx, tmp_path / "kgx", "jsonl")
    assert (found["errors"], found["wrong"]) == ({}, [])
    assert found["edges"] == len(statements(tmp_path / "kgx", "jsonl")) > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPHS)
def test_ndex_reads_cx2(name: str, ndex: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    from test_gexf_readers import expected

    built = request.getfixturevalue(name)
    export_graph("cx2", built, tmp_path / "g.cx2")
    found = json.loads(run(ndex, HERE / "cx2/read.py", tmp_path / "g.cx2"))
    labels, lists = found.pop("labels"), found.pop("lists")
    assert found == expected(built)
    if name == "hostile":
        assert {*HOSTILE, LARGE} <= set(labels)
        assert [*LISTED] in lists
