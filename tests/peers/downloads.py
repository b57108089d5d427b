"""What peers download, and where it is kept; tried again where a registry hangs.

``CLAIMGRAPH_PEER_CACHE`` names the folder; Maven's repository is then in it too.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

ATTEMPTS = 3

# Under load, and on a slow line.
SECONDS = 900

_NAMED = os.environ.get("CLAIMGRAPH_PEER_CACHE")
CACHE = Path(_NAMED).absolute() if _NAMED else Path.home() / ".cache" / "claimgraph-peers"

# Without -U Maven remembers that a download failed, and does not try again for a day.
MAVEN = ("-q", "-B", "-U", *((f"-Dmaven.repo.local={CACHE / 'm2'}",) if _NAMED else ()))
NPM = ("install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=5")
PIP = ("install", "-q", "--retries", "10", "--timeout", "60")


class NotFetched(Exception):
    """Something that could not be downloaded; the reason."""


def fetch_all(*commands: list[str | Path], folder: Path | None = None, seconds: int = SECONDS) -> None:
    """Runs the commands that download something, each again where it fails or hangs.

    Raises:
        NotFetched: one of them failed every time.
    """
    for command in commands:
        words = [str(part) for part in command]
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(10 * attempt)
            try:
                done = subprocess.run(words, cwd=folder, capture_output=True, timeout=seconds, check=False)
            except subprocess.TimeoutExpired:
                reason = f"no end after {seconds} seconds"
                continue
            except OSError as error:
                raise NotFetched(f"{words[0]} cannot be started: {error}") from error
            if done.returncode == 0:
                break
            reason = (done.stderr or done.stdout).decode("utf-8", "replace")[-300:]
        else:
            raise NotFetched(f"{words[0]} could not fetch it, tried {ATTEMPTS} times: {reason}")
