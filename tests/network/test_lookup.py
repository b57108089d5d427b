"""Values by key in a file: the first that was put stays, whether it is written yet or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.network import lookup
from claimgraph.network.lookup import Lookup


@pytest.mark.parametrize("waiting", [1, 3, 1_000])
def test_the_first_value_stays(waiting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "_WAITING", waiting)
    found = Lookup(tmp_path / "x", str)
    keys = ["", "a\0b", "ünï", "b", "a\0", *map(str, range(20))]
    for key in keys:
        found.put(key, key)
        found.put(key, "later")
    for key in keys:
        found.put(key, "last")
        assert found.get(key) == key
    assert found.get("a") is None
    found.close()


def test_values_keep_their_type(tmp_path: Path) -> None:
    found = Lookup(tmp_path / "x", dict[str, list[str]])
    found.put("a", {"p": ["1", ""]})
    found.put("b", {})
    assert found.get("a") == {"p": ["1", ""]}
    assert found.get("b") == {}
    found.close()


def test_what_the_disk_refuses_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        Lookup(tmp_path / "nowhere" / "x", str)
    found = Lookup(tmp_path / "x", str)
    found._database.execute("PRAGMA max_page_count = 3")

    def fill() -> None:
        for number in range(20_000):
            found.put(str(number), "x" * 100)

    with pytest.raises(OSError, match="full"):
        fill()
    found.close()
