"""Running other people's programs: what is missing is said, what fails shows its last words."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).resolve().parent

ATTEMPTS = 3

# The graphs that readers are tried on: our sample, everything that breaks formats, and the large vault.
GRAPHS = ("sample", "hostile", pytest.param("shared_built", marks=pytest.mark.shared))

Installer = Callable[[str, list[Path], Callable[[Path], None]], Path]


def missing(reason: str) -> NoReturn:
    """Skips, or fails where all readers are to be there."""
    if os.environ.get("CLAIMGRAPH_PEERS") == "require":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def fetch(what: str, *commands: list[str | Path], folder: Path | None = None, seconds: int = 300) -> None:
    """Runs the commands that download something, each again where it fails or hangs; else it is missing."""
    for command in commands:
        words = [str(part) for part in command]
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(5 * attempt)
            try:
                done = subprocess.run(words, cwd=folder, capture_output=True, timeout=seconds, check=False)
            except subprocess.TimeoutExpired:
                reason = f"no end after {seconds} seconds"
                continue
            if done.returncode == 0:
                break
            reason = (done.stderr or done.stdout).decode("utf-8", "replace")[-300:]
        else:
            missing(f"{what}: {words[0]} could not fetch it, tried {ATTEMPTS} times: {reason}")


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
