"""What lies in a wiki beside its pages: links to it lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.build import build_vault, read_values
from claimgraph.cli.build import path_inside
from claimgraph.cli.main import run
from claimgraph.model import LinkOutcome

PAGE = "---\ntype: compound\n---\n# Drug\n\nSee ![[pathway.png]], [[tables/doses.csv]] and [[lost.png]].\n"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    for name, text in (
        ("drug.md", PAGE),
        ("figures/pathway.png", "x"),
        ("tables/doses.csv", "x"),
        (".git/lost.png", "x"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_links_to_pictures_and_tables_do_not_dangle(wiki: Path, tmp_path: Path) -> None:
    reading = read_values(wiki)
    assert reading.vault.files == ("figures/pathway.png", "tables/doses.csv")
    found = [(link.outcome, link.resolved_to, link.how) for link in reading.values.links["drug.md"]]
    assert found == [
        (LinkOutcome.RESOLVED, "figures/pathway.png", "file"),
        (LinkOutcome.RESOLVED, "tables/doses.csv", "file"),
        (LinkOutcome.DANGLING, None, None),
    ]
    built = build_vault(wiki, tmp_path / "out")
    assert built.summary.links == {"resolved": 2, "dangling": 1, "ambiguous": 0}
    lines = [
        line for line in (tmp_path / "out" / "graph.nq").read_text().splitlines() if "graph/drug" in line
    ]
    files = [line.split(" ")[2] for line in lines if "#resolvedFile>" in line]
    assert sorted(files) == ['"figures/pathway.png"', '"tables/doses.csv"']
    # No page is made up for them.
    assert not any("#resolvedTo>" in line or "page/figures" in line for line in lines)


def test_results_inside_the_wiki_are_warned_of(
    wiki: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert path_inside(wiki / "a" / "out", wiki) == "a/out"
    assert path_inside(wiki, wiki) == "."
    assert path_inside(wiki / ".claimgraph" / "out", wiki) is None
    assert path_inside(tmp_path / "wiki-out", wiki) is None
    assert run(["build", str(wiki), "--out", str(wiki / "out"), "--no-cache"]) == 0
    said = capsys.readouterr()
    assert "warning" in said.err
    assert "into the wiki itself, as out" in said.err
    assert "wiki itself" not in said.out
    assert run(["build", str(wiki), "--out", str(tmp_path / "o"), "--no-cache"]) == 0
    assert capsys.readouterr().err == ""
