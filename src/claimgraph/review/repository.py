"""Where a vault lies in its repository, for reports that name files from the repository's top."""

from __future__ import annotations

from pathlib import Path


def path_prefix(root: Path) -> str:
    """The vault's folder relative to the top of its git repository, with a final ``/``; empty at the top.

    Outside a repository the folder from which the command runs takes its place; a vault outside that
    too has no prefix. The folder ``.git`` (in a worktree a file) marks the top; git is not called.
    """
    vault = root.resolve()
    for folder in (vault, *vault.parents):
        if (folder / ".git").exists():
            return _relative(vault, folder)
    return _relative(vault, Path.cwd())


def _relative(vault: Path, top: Path) -> str:
    try:
        relative = vault.relative_to(top.resolve()).as_posix()
    except ValueError:
        return ""
    return "" if relative == "." else f"{relative}/"
