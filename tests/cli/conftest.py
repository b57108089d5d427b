"""One build of the sample vault for all tests of the command line, and a way to call it as a user does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from claimgraph.build import build_vault
from claimgraph.cli.main import run
from claimgraph.resources import sample_vault


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    def run_line(*words: object) -> Outcome:
        capsys.readouterr()
        code = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_line


@pytest.fixture(scope="session")
def vault() -> Path:
    return sample_vault()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, vault: Path) -> Path:
    out = tmp_path_factory.mktemp("built")
    build_vault(vault, out)
    return out
