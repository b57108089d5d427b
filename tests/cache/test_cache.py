"""The cache changes how long reading takes, never what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph import build as building
from claimgraph import cache as caching
from claimgraph.build import read_values
from claimgraph.resources import sample_vault

PAGE = (
    "---\ntype: compound\n---\n# {name}\n\nIt binds [[b]] [^k].\n\n[^k]: doi:10.5555/x.1 · in-vitro · n=3\n"
)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    root.mkdir()
    for name in ("a", "b", "c"):
        (root / f"{name}.md").write_text(PAGE.format(name=name), encoding="utf-8")
    return root


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that were parsed, as they are."""
    seen: list[str] = []
    real = building.parse_document

    def watch(path: str, text: str) -> object:
        seen.append(path)
        return real(path, text)

    monkeypatch.setattr(building, "parse_document", watch)
    return seen


def test_what_comes_from_the_cache_is_what_was_read(tmp_path: Path) -> None:
    cold = read_values(sample_vault(), cache=tmp_path).values
    assert read_values(sample_vault(), cache=tmp_path).values == cold
    assert read_values(sample_vault()).values == cold


def test_only_what_changed_is_parsed_again(wiki: Path, tmp_path: Path, parsed: list[str]) -> None:
    cache = tmp_path / "cache"
    read_values(wiki, cache=cache)
    assert parsed == ["a.md", "b.md", "c.md"]
    (wiki / "b.md").write_text(PAGE.format(name="b, edited"), encoding="utf-8")
    (wiki / "c.md").rename(wiki / "d.md")
    parsed.clear()
    pages = read_values(wiki, cache=cache).values.pages
    assert parsed == ["b.md", "d.md"]
    assert [page.title for page in pages] == ["a", "b, edited", "c"]
    parsed.clear()
    read_values(wiki, cache=cache)
    assert parsed == []


def test_another_reader_or_profile_finds_nothing(
    wiki: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_values(wiki, cache=tmp_path)
    parsed.clear()
    monkeypatch.setattr(caching, "reader_digest", lambda: "another reader")
    read_values(wiki, cache=tmp_path)
    assert parsed == ["a.md", "b.md", "c.md"]


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 200])
def test_a_damaged_cache_is_no_cache(wiki: Path, tmp_path: Path, parsed: list[str], damage: bytes) -> None:
    cache = tmp_path / "cache"
    cold = read_values(wiki, cache=cache).values
    (pack,) = cache.glob("*.pack")
    whole = pack.read_bytes()
    pack.write_bytes(damage or whole[:-7])
    parsed.clear()
    assert read_values(wiki, cache=cache).values == cold
    assert parsed == ["a.md", "b.md", "c.md"]
    assert pack.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_error(wiki: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert len(read_values(wiki, cache=in_the_way).values.pages) == 3


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 200])
def test_a_damaged_memory_of_resolving_is_none(wiki: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    cold = read_values(wiki, cache=cache).values
    (memory,) = cache.glob("*.resolved")
    whole = memory.read_bytes()
    memory.write_bytes(damage or whole[:-7])
    assert read_values(wiki, cache=cache).values == cold
    assert memory.read_bytes() == whole


def test_what_another_page_is_called_changes_what_is_resolved(wiki: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read_values(wiki, cache=cache)
    text = (wiki / "a.md").read_text(encoding="utf-8")
    (wiki / "b.md").rename(wiki / "z.md")
    (wiki / "c.md").write_text(text.replace("type: compound", "aliases: [b]"), encoding="utf-8")
    assert read_values(wiki, cache=cache).values == read_values(wiki).values
    (wiki / "c.md").write_text(text.replace("# a", "# c\n\n## New heading"), encoding="utf-8")
    (wiki / "z.md").write_text(text.replace("[[b]]", "[[c#New heading]] and [[b]]"), encoding="utf-8")
    assert read_values(wiki, cache=cache).values == read_values(wiki).values
    (wiki / "c.md").write_text(text.replace("# a", "# c"), encoding="utf-8")
    found = read_values(wiki, cache=cache).values
    assert found == read_values(wiki).values
    assert {fault.rule for fault in found.diagnostics} >= {"LK-01", "LK-18"}
