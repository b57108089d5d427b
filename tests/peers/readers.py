"""Running other people's programs: what is missing is said, what fails shows its last words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from downloads import MAVEN, NPM, PIP, NotFetched, fetch_all

HERE = Path(__file__).resolve().parent

# The graphs that readers are tried on: our sample, everything that breaks formats, and the large vault.
GRAPHS = ("sample", "hostile", pytest.param("shared_built", marks=pytest.mark.shared))

Installer = Callable[[str, list[Path], Callable[[Path], None]], Path]

Exporter = Callable[[str, str], Path]


def missing(reason: str) -> NoReturn:
    """Skips, or fails where all readers are to be there."""
    if os.environ.get("CLAIMGRAPH_PEERS") == "require":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def fetch(what: str, *commands: list[str | Path], folder: Path) -> None:
    """Runs the commands that download something, or says that it is missing."""
    try:
        fetch_all(*commands, folder=folder)
    except NotFetched as reason:
        missing(f"{what}: {reason}")


def install_python(folder: Path) -> None:
    """An environment of its own, by the folder's ``requirements.txt``."""
    fetch(
        folder.name,
        [sys.executable, "-m", "venv", "--clear", "env"],
        ["env/bin/pip", *PIP, "-r", "requirements.txt"],
        folder=folder,
    )


def install_node(folder: Path) -> None:
    """The packages of the folder's ``package.json``."""
    program("node")
    fetch(folder.name, [program("npm"), *NPM], folder=folder)


def install_java(folder: Path) -> None:
    """The jars of the folder's ``pom.xml``; ``classpath.txt`` says where they are."""
    program("java")
    words = ["dependency:build-classpath", "-Dmdep.outputFile=classpath.txt"]
    fetch(folder.name, [program("mvn"), *MAVEN, *words], folder=folder)


def read_classpath(folder: Path) -> str:
    """What Java is told."""
    return (folder / "classpath.txt").read_text().strip()


def run(*command: str | Path, folder: Path | None = None, seconds: int = 1_800) -> str:
    """The standard output of a program that must succeed."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-3000:]
    return done.stdout.decode("utf-8")


def program(name: str) -> str:
    """The path of a program, or a skip."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed")
    return found
