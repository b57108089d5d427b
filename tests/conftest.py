"""Shared fixtures: where the large vault is, if it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _shared_root() -> Path | None:
    named = os.environ.get("CLAIMGRAPH_SHARED")
    candidate = Path(named) if named else ROOT.parent / "shared"
    return candidate if (candidate / "vault").is_dir() else None


SHARED = _shared_root()
SHARED_VAULT = SHARED / "vault" if SHARED else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start other programs; skip what needs the large vault where it is missing.

    Slow ones come first: with several workers none is then left alone with one of them at the end.
    """
    for item in items:
        if "peers" in item.path.parts:
            item.add_marker(pytest.mark.peers)
    items.sort(key=lambda item: "slow" not in item.keywords)
    if SHARED is not None:
        return
    skip = pytest.mark.skip(reason="the large shared vault is not beside this repository")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared_vault() -> Path:
    """The large vault; tests that use it are marked ``shared``."""
    assert SHARED_VAULT is not None
    return SHARED_VAULT
