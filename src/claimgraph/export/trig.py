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
    path = built / "graph.nq"
    with path.open("rb") as file:
        graphs = GraphLines(file, path)

        def chunks() -> Iterator[bytes]:
            names = graphs.in_order()
            yield trig_head(_iri(names[0]) if names else "").encode()
            for graph in names:
                for text in to_trig_graph(graphs.lines(graph), _iri(graph)):
                    yield text.encode()

        write_file(target, chunks())
        counts = {"graphs": len(graphs.offsets), "quads": sum(map(len, graphs.offsets.values()))}
    return ExportResult("trig", str(target), counts)


def _iri(graph: bytes) -> str:
    return graph[1:-1].decode()
