"""The store of a ``Checker`` holds, after any edits, the very quads of a graph made from nothing."""

from __future__ import annotations

import random
import re
import shutil
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from test_checker import _EDITS, _copy, _pages

from claimgraph.build import check_vault, read_values
from claimgraph.compilation import to_graph
from claimgraph.live import Checker
from claimgraph.store import EmbeddedStore


def _graph(vault: Path) -> set[ox.Quad]:
    graph = to_graph(read_values(vault), today=None)
    return set(EmbeddedStore.of_bytes(graph.chunks()).engine)


def _held(checker: Checker) -> set[ox.Quad]:
    return set(checker._graph.store)


@pytest.mark.parametrize("seed", range(2))
def test_store_after_random_edits(tmp_path: Path, seed: int) -> None:
    generator = random.Random(1000 + seed)
    vault = _copy(tmp_path / "vault", 14)
    checker = Checker(vault)
    assert _held(checker) == _graph(vault)
    for _ in range(3):
        for _ in range(generator.choice((1, 1, 1, 3))):
            generator.choice(_EDITS)(generator, vault)
        checker.update()
        assert _held(checker) == _graph(vault)


_NOTE = "[^{key}]: {author} et al. 2019 · doi:10.5555/{doi} · in-vivo · Mus musculus · n={n}"


def _page(kind: str, name: str, body: str) -> str:
    return f"---\ntype: {kind}\n---\n# {name}\n\n{body}\n"


def test_what_hangs_together_across_pages(tmp_path: Path) -> None:
    """Clusters of authors, footnotes of one source and of one key, edges and things without a page change
    where the page at the other end does.
    """
    vault = tmp_path / "vault"
    (vault / "compounds").mkdir(parents=True)

    def write(name: str, claim: str, author: str, doi: str, n: int) -> None:
        note = _NOTE.format(key=author.split()[0].lower(), author=author, doi=doi, n=n)
        key = note[: note.index("]") + 1]
        body = f"{claim}{key}\n\n{note}"
        (vault / "compounds" / f"{name}.md").write_text(_page("compound", name, body), encoding="utf-8")

    for at, name in enumerate(("one", "two", "three")):
        write(name, "It increases [[three]] in mice.", "Ito K", f"a{at}", 12)
    checker = Checker(vault)
    assert _held(checker) == _graph(vault)
    for edit in (
        ("one", "It increases [[three]] in mice.", "Ito K", "a1", 15),  # now the source of another page
        ("one", "It decreases [[three]] in mice.", "Ito K", "a1", 15),  # contradicts the other page
        ("two", "It increases [[three]] in mice.", "Sato M", "a1", 12),  # another first author
        ("two", "It increases [[nothing such]] in mice.", "Sato M", "a12", 12),
        ("three", "It is good.", "Sato M", "a12", 1),
    ):
        write(*edit)
        checker.update()
        assert _held(checker) == _graph(vault), edit
        assert checker.findings == check_vault(vault).findings
    (vault / "compounds" / "two.md").rename(vault / "compounds" / "nothing such.md")
    checker.update()
    assert _held(checker) == _graph(vault)
    (vault / "compounds" / "three.md").unlink()
    checker.update()
    assert _held(checker) == _graph(vault)


def test_another_class_and_a_new_start(tmp_path: Path) -> None:
    """What a thing is changes; where edges cannot be mended all is inferred anew, with the same result."""
    vault = tmp_path / "vault"
    vault.mkdir()
    page = vault / "a.md"
    plain = "---\ntype: compound\n---\n# A\n\nIt increases [[b]].\n"
    page.write_text(plain, encoding="utf-8")
    (vault / "b.md").write_text("---\ntype: protein\n---\n# B\n\nText.\n", encoding="utf-8")
    checker = Checker(vault)
    edges = checker._graph._conclusions._edges
    assert edges.drawn is not None
    for kind in ("protein", "hallmark", "compound"):
        page.write_text(plain.replace("compound", kind), encoding="utf-8")
        checker.update()
        assert _held(checker) == _graph(vault)
        edges.drawn = None


@pytest.mark.shared
@pytest.mark.slow
def test_large_vault_after_edits(shared_vault: Path, tmp_path: Path) -> None:
    """Findings equal a full check's after edits of each kind, and none takes anywhere near as long."""
    vault = tmp_path / "vault"
    shutil.copytree(shared_vault, vault)
    cache = tmp_path / "cache"
    start = time.process_time()
    checker = Checker(vault, cache=cache)
    whole = time.process_time() - start
    pages = [
        page for page in _pages(vault) if re.search(r"(?m)^\[\^[^\]]+\]:.*n=\d", page.read_text("utf-8"))
    ]
    page = pages[len(pages) // 2]
    text = page.read_text("utf-8")
    note = "\n\n[^zz]: Doe J et al. 2020 · doi:10.1234/abcd.1 · rct · n=30\n"
    edits = {
        "sentence": text + "\nIt was seen once more.\n",
        "footnote": re.sub(r"(?m)^(\[\^[^\]]+\]:.*?)n=(\d)", r"\1n=9\2", text, count=1),
        "claim": f"{text}\nIt increases [[{pages[0].stem}]] in mice.[^zz]{note}",
        "front matter": text.replace("\n---\n", f'\ntargets: ["[[{pages[1].stem}]]"]\n---\n', 1),
    }
    for name, edited in edits.items():
        page.write_text(edited, "utf-8")
        start = time.process_time()
        found = checker.update(page)
        took = time.process_time() - start
        # It takes a tenth or less; the machine may be busy in just this moment.
        assert took < whole / 4, name
        assert found.findings == checker.findings
    page.rename(page.with_name("another-name.md"))
    assert checker.update().findings == check_vault(vault, cache=cache).findings
