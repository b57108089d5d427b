"""The whole graph as TriG: one block a named graph, pages first, subjects in canonical order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimgraph.export.graphs import GraphLines
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_file
from claimgraph.graph import to_trig_graph, trig_head


def write_trig(built: Path, target: Path) -> ExportResult:
    """Writes all quads as one TriG file; nothing is left out.

    Raises:
        InputError: ``graph.nq`` is not canonical, or ``target`` cannot be written.
    """
    with GraphLines(built / "graph.nq") as graphs:

        def chunks() -> Iterator[bytes]:
            if not graphs.quads:
                yield trig_head("").encode()
            for number, (graph, lines) in enumerate(graphs):
                if number == 0:
                    yield trig_head(graph).encode()
                for text in to_trig_graph(lines, graph):
                    yield text.encode()

        write_file(target, chunks())
        counts = {"graphs": graphs.graphs, "quads": graphs.quads}
    return ExportResult("trig", str(target), counts)
