"""What a writer says of its work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from claimgraph.network import Network


class ExportResult(msgspec.Struct, frozen=True):
    """``counts`` of what was written, by name; ``not_held``: what the format could not hold, as sentences."""

    format: str
    path: str
    counts: dict[str, int]
    not_held: tuple[str, ...] = ()


def to_result(name: str, target: Path, network: Network, losses: Iterable[str] = ()) -> ExportResult:
    """The result of a format that writes nodes and links as they are."""
    counts = {"nodes": len(network.nodes), "edges": len(network.links)}
    return ExportResult(name, str(target), counts, (*map(str, network.omissions), *losses))
