"""Built folders that the export tests share; they only read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from built_graphs import hostile_graph, write_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_graph().write(tmp_path_factory.mktemp("hostile"))
