"""Values by key in a file, for what is looked up in any order and need not fit in memory."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

# Pages of the file that are kept in memory, in KiB, and values that wait to be written together.
_CACHE = 16_384
_WAITING = 4_096


class Lookup(Generic[T]):
    """Values by key, each key once: the first value that was put stays.

    The file is temporary by its nature: what a crash leaves of it is of no use.

    Raises:
        OSError: the file cannot be written; so do all methods but ``close``.
    """

    def __init__(self, path: Path, kind: type[T]) -> None:
        self._path = path
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._waiting: dict[str, T] = {}
        with self._told():
            # The driver of exports may run in another thread than the one that closes them.
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for name, value in (
                ("journal_mode", "OFF"), ("synchronous", "OFF"), ("locking_mode", "EXCLUSIVE"),
                ("cache_size", f"-{_CACHE}"),
            ):  # fmt: skip
                self._database.execute(f"PRAGMA {name} = {value}")
            self._database.execute("CREATE TABLE found (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A full disk is one, whatever SQLite calls it."""
        try:
            yield
        except sqlite3.Error as error:
            raise OSError(errno.EIO, str(error), str(self._path)) from error

    def put(self, key: str, value: T) -> None:
        """Adds a value, unless the key has one."""
        self._waiting.setdefault(key, value)
        if len(self._waiting) >= _WAITING:
            self._write()

    def _write(self) -> None:
        rows = [(_bytes(key), self._encoder.encode(value)) for key, value in self._waiting.items()]
        with self._told():
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR IGNORE INTO found VALUES (?, ?)", rows)
            self._database.execute("COMMIT")
        self._waiting = {}

    def get(self, key: str) -> T | None:
        """The value of a key, None where it has none."""
        with self._told():
            row = self._database.execute("SELECT value FROM found WHERE key = ?", (_bytes(key),)).fetchone()
        # What waits was put later than what is written.
        return self._waiting.get(key) if row is None else self._decoder.decode(row[0])

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


def _bytes(key: str) -> bytes:
    # SQLite's texts end at a NUL.
    return key.encode()
