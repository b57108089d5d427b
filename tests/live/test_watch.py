"""``check --watch`` as an editor uses it: a round for every line of standard input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = "---\ntype: compound\n---\n# A\n\nIt fell.[^n]\n\n[^n]: Smith 2020 doi:10.1000/x\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    root.mkdir()
    (root / "a.md").write_text(PAGE, encoding="utf-8")
    (root / "b.md").write_text("---\ntype: compound\n---\n# B\n\nSee [[a]].\n", encoding="utf-8")
    return root


def _watch(vault: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "claimgraph", "check", str(vault), "--watch", *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_rounds_tell_what_changed_here_and_elsewhere(vault: Path) -> None:
    with _watch(vault, "--format", "json") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        while "waiting for edits" not in process.stderr.readline():
            assert process.poll() is None
        (vault / "a.md").write_text(PAGE.replace("fell.[^n]", "fell.[^m]"), encoding="utf-8")
        process.stdin.write("a.md\n")
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        (vault / "a.md").unlink()
        process.stdin.write("\n")
        process.stdin.flush()
        second = json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(60) in (0, 1)
    assert first["pages"] == ["a.md"]
    assert "FN-01" in {row["rule"] for row in first["findings"]}
    assert {row["path"] for row in first["findings"]} == {"a.md"}
    assert second["pages"] == ["a.md"]
    assert "LK-01" in {row["rule"] for row in second["new"]}


def test_text_and_exit_code(vault: Path) -> None:
    (vault / "a.md").write_text(PAGE.replace("fell.[^n]", "fell.[^m]"), encoding="utf-8")
    process = _watch(vault, "--fail-on", "info")
    out, error = process.communicate("a.md\n/elsewhere/x.md\n", timeout=120)
    assert process.returncode == 1
    assert "waiting for edits" in error
    assert "is no page of this vault" in error
    assert out == ""  # nothing has changed since the first check
    assert "Traceback" not in error


def test_options_that_do_not_go_with_it(vault: Path) -> None:
    for options in (("--fix",), ("--format", "sarif"), ("--engine", "pyshacl"), ("--baseline", "x.json")):
        process = _watch(vault, *options)
        _, error = process.communicate("", timeout=120)
        assert process.returncode == 2, options
        assert "--watch" in error
