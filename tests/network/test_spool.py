"""Sequences in files: sorted and counted across runs, read as often as wanted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.network import spool
from claimgraph.network.spool import SortedTexts, Spool
from claimgraph.network.values import Node

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=4))


@given(TEXTS, st.integers(1, 5))
@settings(max_examples=50, deadline=None)
def test_runs_are_merged_in_order_and_counted(texts: list[str], run: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = SortedTexts(Path(folder), "x", run=run)
        for text in texts:
            found.add(text)
        assert list(found) == sorted(Counter(texts).items())
        assert list(found) == list(found)


def test_many_runs_become_few_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_FILES", 3)
    found = SortedTexts(tmp_path, "x", run=2)
    texts = [str(number * 7 % 31) for number in range(101)]
    for text in texts:
        found.add(text)
    # 50 runs are 1212 in the system of three.
    assert len(list(tmp_path.iterdir())) == 1 + 2 + 1 + 2
    assert list(found) == sorted(Counter(texts).items())


def test_a_spool_is_read_again_and_again(tmp_path: Path) -> None:
    found: Spool[Node] = Spool(tmp_path / "s", Node)
    nodes = [Node(f"i{number}", "", "Claim", (), {"a": ("",)}, number) for number in range(3)]
    for node in nodes:
        found.add(node)
    first = iter(found)
    assert next(first) == nodes[0]
    found.close()
    assert list(found) == nodes
    assert [*first] == nodes[1:]
    assert len(found) == 3
