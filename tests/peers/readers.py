"""Running other people's programs: what is missing is said, what fails shows its last words."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).resolve().parent

Installer = Callable[[str, list[Path], Callable[[Path], None]], Path]


def missing(reason: str) -> NoReturn:
    """Skips, or fails where all readers are to be there."""
    if os.environ.get("CLAIMGRAPH_PEERS") in ("require", "required"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def run(*command: str | Path, folder: Path | None = None, seconds: int = 600) -> str:
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
