"""The validators of RO-Crate and Croissant, in an environment of their own, accept a crate and read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from built_graphs import count
from readers import GRAPHS, HERE, Exporter, Installer, install_node, install_python, run

from claimgraph.namespaces import CG

pytestmark = pytest.mark.peers
PINS = HERE / "packaging"


@pytest.fixture(scope="session")
def validators(installed: Installer) -> Path:
    def steps(folder: Path) -> None:
        install_python(folder)
        install_node(folder)

    names = ("requirements.txt", "package.json", "validate_crate.py", "read_croissant.py")
    return installed("packaging", [PINS / name for name in names], steps)


@pytest.mark.parametrize("name", GRAPHS)
def test_the_crate_is_valid(name: str, validators: Path, exported: Exporter) -> None:
    context = validators / "node_modules" / "ro-crate" / "lib" / "context.json"
    found = run(
        validators / "env" / "bin" / "python",
        validators / "validate_crate.py",
        exported("crate", name),
        context,
        "REQUIRED",
    )
    assert [line for line in found.splitlines() if line.startswith("{")] == []
    assert "validated" in found


@pytest.mark.parametrize("name", GRAPHS)
def test_croissant_reads_every_record(
    name: str, validators: Path, exported: Exporter, request: pytest.FixtureRequest
) -> None:
    built = request.getfixturevalue(name)
    python = validators / "env" / "bin" / "python"
    script = validators / "read_croissant.py"
    found = json.loads(run(python, script, "croissant.json", folder=exported("crate", name)).splitlines()[-1])
    assert found["claims"] == count(built, "?x", f'?x a cg:Claim FILTER(!STRSTARTS(STR(?x), "{CG}"))')
    assert found["entities"] == count(built, "?x", f'?x a cg:Entity FILTER(!STRSTARTS(STR(?x), "{CG}"))')
    assert found["gaps"] == count(built, "?x", "?x a cg:Gap")
