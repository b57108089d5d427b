"""The validators of RO-Crate and Croissant, in an environment of their own, accept a crate and read it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from built_graphs import count
from readers import GRAPHS, HERE, Installer, fetch, program, run

from claimgraph.export import export_graph
from claimgraph.namespaces import CG

pytestmark = pytest.mark.peers
PINS = HERE / "packaging"


@pytest.fixture(scope="session")
def validators(installed: Installer) -> Path:
    npm = program("npm")

    def steps(folder: Path) -> None:
        fetch(
            "validators of crates",
            [sys.executable, "-m", "venv", "--clear", "env"],
            ["env/bin/pip", "install", "-q", "-r", "requirements.txt"],
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"],
            folder=folder,
            seconds=600,
        )

    names = ("requirements.txt", "package.json", "validate_crate.py", "read_croissant.py")
    return installed("packaging", [PINS / name for name in names], steps)


@pytest.mark.parametrize("name", GRAPHS)
def test_the_crate_is_valid(
    name: str, validators: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    export_graph("crate", built, tmp_path / "crate", date="2026-01-31")
    context = validators / "node_modules" / "ro-crate" / "lib" / "context.json"
    found = run(
        validators / "env" / "bin" / "python",
        validators / "validate_crate.py",
        tmp_path / "crate",
        context,
        "REQUIRED",
    )
    assert [line for line in found.splitlines() if line.startswith("{")] == []
    assert "validated" in found


@pytest.mark.parametrize("name", GRAPHS)
def test_croissant_reads_every_record(
    name: str, validators: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    export_graph("crate", built, tmp_path / "crate", date="2026-01-31")
    python = validators / "env" / "bin" / "python"
    script = validators / "read_croissant.py"
    found = json.loads(run(python, script, "croissant.json", folder=tmp_path / "crate").splitlines()[-1])
    assert found["claims"] == count(built, "?x", f'?x a cg:Claim FILTER(!STRSTARTS(STR(?x), "{CG}"))')
    assert found["entities"] == count(built, "?x", f'?x a cg:Entity FILTER(!STRSTARTS(STR(?x), "{CG}"))')
    assert found["gaps"] == count(built, "?x", "?x a cg:Gap")
