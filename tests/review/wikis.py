"""Small wikis with known faults, and a git repository around one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

NOTE = "[^smith2010]: doi:10.1000/182 · n=12 · in-vivo · model: C57BL/6 mice"
DRUG = f"""---
type: compound
aliases: []
---

# Drug

It calms mice [^smith2010].

It is a kin of [[other-drug]].

{NOTE}
"""
MTOR = "---\ntype: pathway\n---\n\n# mTOR\n\nSee [[drug]].\n"
DRUG_PATH = "molecules/compounds/drug.md"


def write_wiki(root: Path, pages: dict[str, str] | None = None) -> Path:
    """Writes pages as given, to the byte; the wiki of one dangling link by default."""
    for path, text in (pages or {DRUG_PATH: DRUG, "pathways/mtor.md": MTOR}).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    return root


def git(root: Path, *words: str) -> str:
    """Runs git as somebody whose configuration is empty."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(root), *names, *words], capture_output=True, check=True, env=environment
    )
    return done.stdout.decode("utf-8", "replace")


def commit(root: Path, message: str = "work") -> str:
    """Commits everything; gives the commit's id."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD").strip()
