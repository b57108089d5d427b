"""The lines of a file by graph: as sorting them gives, however few are held at a time."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from built_graphs import hostile_graph

from claimgraph.errors import InputError
from claimgraph.export import graphs
from claimgraph.export.graphs import GraphLines


def by_graph(lines: list[str]) -> list[tuple[str, list[str]]]:
    """What is expected: graphs of pages, then computed ones, by name; lines as they stood."""

    def key(line: str) -> tuple[bool, str]:
        graph = line.rpartition(" <")[2].removesuffix("> .")
        return "/graph/-/" in graph, f"{graph}>"

    return [(graph[:-1], list(found)) for (_, graph), found in groupby(sorted(lines, key=key), key=key)]


@pytest.mark.parametrize(("run", "block", "files"), [(1, 1, 2), (700, 300, 3), (20_000, 4_000, 48)])
def test_as_sorted(run: int, block: int, files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "_BLOCK", block)
    monkeypatch.setattr(graphs, "_FILES", files)
    text = hostile_graph(large=False)
    text.add(text.mint.graph("a"), "urn:x", "urn:y", "next\x85line\u2028and\u2029ends", "a\x0bb\x1cc")
    built = text.write(tmp_path / "built")
    lines = (built / "graph.nq").read_text("utf-8").split("\n")[:-1]
    with GraphLines(built / "graph.nq", run=run) as found:
        # Twice, and the second time some of them unread.
        assert [(graph, list(own)) for graph, own in found] == by_graph(lines)
        assert [graph for graph, _ in found] == [graph for graph, _ in by_graph(lines)]
        assert found.quads == len(lines)
        assert found.graphs == len(by_graph(lines))
        held = [sum(1 for _ in own) if number % 2 else 0 for number, (_, own) in enumerate(found)]
        assert held[1::2] == [len(own) for _, own in by_graph(lines)[1::2]]


def test_what_is_not_in_order_is_named(tmp_path: Path) -> None:
    built = hostile_graph(large=False).write(tmp_path)
    lines = (built / "graph.nq").read_bytes().splitlines(keepends=True)
    (built / "graph.nq").write_bytes(b"".join([*lines[:6], lines[4], *lines[6:]]))
    with pytest.raises(InputError, match="canonical order") as caught:
        GraphLines(built / "graph.nq")
    assert caught.value.line == 7


def test_an_empty_file_has_no_graph(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(b"")
    with GraphLines(tmp_path / "graph.nq") as found:
        assert list(found) == []
