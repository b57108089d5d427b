"""Nodes as blocks of lines: whatever the order and the overlap, the file is the sorted set of lines."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.graph import QuadNode, Quads, lines_of, to_blocks, to_nodes, write_nquads

SUBJECTS = st.sampled_from(["<x:a>", "<x:a/b>", "<x:a!>", "<x:é>", "<x:\U0001f9ec>"])
FACTS = st.sampled_from(
    ['<x:p> "a"', '<x:p> "a"@en', '<x:p> "a b"', '<x:p> "é"', "<x:p> <x:o>", "<x:p/q> <x:o>", '<x:p> "a\\n"']
)
GRAPHS = st.sampled_from(["x:g", "x:g/h", "x:-"])


@st.composite
def node_lists(draw: st.DrawFn) -> list[QuadNode]:
    nodes: list[QuadNode] = []
    for _ in range(draw(st.integers(0, 6))):
        facts = {draw(SUBJECTS): draw(st.lists(FACTS, min_size=1, max_size=4))}
        nodes += to_nodes(facts, draw(GRAPHS))
    return nodes


@given(st.lists(node_lists(), max_size=4))
def test_blocks_are_the_sorted_set_of_lines(parts: list[list[QuadNode]]) -> None:
    wanted = sorted({line for nodes in parts for line in lines_of(nodes)})
    quads = Quads(block for nodes in parts for block in to_blocks(nodes))
    assert list(quads) == wanted
    assert len(quads) == len(wanted)
    assert b"".join(quads.chunks()) == "".join(f"{line}\n" for line in wanted).encode()
    # Canonical order is that of the bytes, as LC_ALL=C sort has it.
    assert sorted(line.encode() for line in wanted) == [line.encode() for line in wanted]


def test_an_empty_graph_is_an_empty_file(tmp_path: Path) -> None:
    assert write_nquads(tmp_path / "x.nq", Quads([])) == 0
    assert (tmp_path / "x.nq").read_bytes() == b""
