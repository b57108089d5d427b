"""Readers of other people's making, each in an environment of its own.

They are fetched by their package managers into a cache, pinned. Where a machine has not what a reader
needs, its tests skip and say what is missing; with ``CLAIMGRAPH_PEERS=require`` they fail instead.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from readers import HERE, Installer, missing

sys.path.append(str(HERE.parent / "export"))

from built_graphs import hostile_graph, write_sample, write_vault


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_graph().write(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def shared_built(shared_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The large vault, built once for all readers."""
    return write_vault(shared_vault, tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session")
def installed() -> Installer:
    """Installs a reader once: a cache folder by name and by the bytes of the files that pin it."""
    root = Path(os.environ.get("CLAIMGRAPH_PEER_CACHE") or Path.home() / ".cache" / "claimgraph-peers")

    def install(name: str, pins: list[Path], steps: Callable[[Path], None]) -> Path:
        digest = hashlib.sha256(b"".join(pin.read_bytes() for pin in pins)).hexdigest()[:12]
        folder = root / f"{name}-{digest}"
        if (folder / "done").is_file():
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for pin in pins:
            shutil.copy(pin, folder)
        try:
            steps(folder)
        except (OSError, subprocess.SubprocessError) as error:
            missing(f"{name} could not be installed: {error}")
        (folder / "done").touch()
        return folder

    return install
