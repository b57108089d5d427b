"""Different texts are counted as a set counts them, however many wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.export import distinct
from claimgraph.export.distinct import DistinctTexts


@pytest.mark.parametrize("waiting", [1, 100, 100_000])
def test_as_a_set_counts(waiting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "_WAITING", waiting)
    found = DistinctTexts(tmp_path)
    texts = [f"<x{number * number % 997}>" for number in range(3_000)]
    for start in range(0, len(texts), 7):
        found.add(texts[start : start + 7])
    assert found.count() == len(set(texts))


def test_nothing(tmp_path: Path) -> None:
    assert DistinctTexts(tmp_path).count() == 0
