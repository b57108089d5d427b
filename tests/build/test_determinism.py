"""The same input gives the same bytes: whatever the hash seed, file order, locale, time zone or folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from claimgraph.resources import sample_vault

RESULTS = ("graph.nq", "findings.json", "summary.json", "wiki.gexf", "neo4j/edges.csv", "neo4j/claims.csv")

SCRIPT = """
import sys
from pathlib import Path
from claimgraph.build import build_vault
from claimgraph.export import export_graph
out = Path(sys.argv[2])
build_vault(Path(sys.argv[1]), out)
export_graph("gexf", out, out / "wiki.gexf")
export_graph("neo4j", out, out / "neo4j")
export_graph("turtle", out, out / "turtle")
"""


def build(vault: Path, out: Path, **environment: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(vault), str(out)],
        check=True,
        env={**os.environ, **environment},
        timeout=300,
    )
    found = {name: (out / name).read_bytes() for name in RESULTS}
    for file in sorted((out / "turtle").rglob("*.ttl")):
        found[file.relative_to(out).as_posix()] = file.read_bytes()
    return found


def copy_backwards(vault: Path, target: Path) -> Path:
    """A copy whose files were created in the opposite order, with other times."""
    for file in sorted((f for f in vault.rglob("*") if f.is_file()), reverse=True):
        place = target / file.relative_to(vault)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        os.utime(place, (1, 1))
    return target


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    vault = sample_vault()
    one = build(vault, tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    other = copy_backwards(vault, tmp_path / "elsewhere" / "copy of the vault")
    two = build(other, tmp_path / "two", PYTHONHASHSEED="4242", TZ="America/Lima", LC_ALL="C.UTF-8")
    assert list(one) == list(two)
    for name, content in one.items():
        assert content == two[name], name
