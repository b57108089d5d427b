"""A temporary folder with the lifetime of an object, for what need not fit in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self


class Scratch:
    """Has a temporary folder, ``folder``, which goes when it is closed; a context manager.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="claimgraph-")
        self.folder = Path(self._temporary.name)

    def close(self) -> None:
        """Removes the folder and what is in it."""
        self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
