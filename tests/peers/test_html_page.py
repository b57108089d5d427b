"""A real browser draws the page of a neighbourhood, and no name becomes markup."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from readers import missing, run

from claimgraph.export import export_graph, to_selection


@pytest.fixture(scope="session")
def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        missing("no Chromium is installed")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_the_page_is_drawn(name: str, chromium: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    around = ("Semax",) if name == "sample" else ("Hub",)
    selection = to_selection("html", around=around)
    result = export_graph("html", request.getfixturevalue(name), tmp_path / "page.html", selection)
    dom = run(
        chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=4000", "--dump-dom", f"file://{tmp_path / 'page.html'}", seconds=600,
    )  # fmt: skip
    # The script says so at its end, so it came to its end.
    assert f'data-ready="{result.counts["nodes"]} {result.counts["edges"]}"' in dom
    assert len(re.findall(r'<g class="node', dom)) == result.counts["nodes"]
    assert len(re.findall(r'<path class="hit', dom)) == result.counts["edges"]
    # Two elements of script: the data and the one that draws. A name made no third.
    assert dom.count("<script") == 2
    if name == "hostile":
        assert "&lt;/script&gt;" in dom
