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
from functools import cache
from pathlib import Path

import pytest
from downloads import CACHE
from readers import HERE, Exporter, Installer, missing, read_classpath

sys.path.append(str(HERE.parent / "export"))

from built_graphs import hostile_graph, write_sample, write_vault

from claimgraph.export import export_graph


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


def _is_whole(folder: Path) -> bool:
    """Jars stand in Maven's folder, which others tidy."""
    if not (folder / "classpath.txt").is_file():
        return True
    return all(Path(jar).is_file() for jar in read_classpath(folder).split(os.pathsep))


@pytest.fixture(scope="session")
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exporter:
    """Exports a graph (by the name of its fixture) once for all who read it."""

    @cache
    def export(form: str, graph: str) -> Path:
        target = tmp_path_factory.mktemp(form) / f"{graph}.{form}"
        date = "2026-01-31" if form == "crate" else None
        export_graph(form, request.getfixturevalue(graph), target, date=date)
        return target

    return export


@pytest.fixture(scope="session")
def installed() -> Installer:
    """Installs a reader once: a cache folder by name and by the bytes of the files that pin it."""

    def install(name: str, pins: list[Path], steps: Callable[[Path], None]) -> Path:
        digest = hashlib.sha256(b"".join(pin.read_bytes() for pin in pins)).hexdigest()[:12]
        folder = CACHE / f"{name}-{digest}"
        if (folder / "done").is_file() and _is_whole(folder):
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
