"""What a writer says of its work."""

from __future__ import annotations

import msgspec


class ExportResult(msgspec.Struct, frozen=True):
    """``counts`` of what was written, by name; ``not_held``: what the format could not hold, as sentences."""

    format: str
    path: str
    counts: dict[str, int]
    not_held: tuple[str, ...] = ()
