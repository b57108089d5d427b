"""Sequences in files: sorted and counted across runs, read as often as wanted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_spool_is_read_again_and_again(tmp_path: Path) -> None:
    spool: Spool[Node] = Spool(tmp_path / "s", Node)
    nodes = [Node(f"i{number}", "", "Claim", (), {"a": ("",)}, number) for number in range(3)]
    for node in nodes:
        spool.add(node)
    first = iter(spool)
    assert next(first) == nodes[0]
    spool.close()
    assert list(spool) == nodes
    assert [*first] == nodes[1:]
    assert len(spool) == 3
