"""Parquet through pyarrow, which is an extra: written and read a batch of rows at a time.

A Parquet file names the program and version that wrote it. The same graph shall give the same bytes
wherever it is exported, so that name is overwritten by blanks of the same length; no reader needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from claimgraph.errors import InputError, UsageError

QUAD_COLUMNS = ("subject", "predicate", "object", "datatype", "language", "graph")
"""Of the table of all quads; ``datatype`` is null where the object is an IRI."""

_TAIL = 8

# Rows that wait as Python's values, then as columns; and bytes of columns that are written together.
_WAITING = 2_048
_ROWS = 65_536
_BYTES = 16 << 20


def pyarrow() -> Any:
    """The library, or a clear word on how to get it.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(
            "Parquet files need pyarrow, which is not installed",
            remedy="pip install 'claimgraph[tables]', or export csv, which needs nothing",
        ) from error
    return pyarrow


class ParquetRows:
    """Writes rows of (name, kind) columns as one Parquet file; a context manager.

    Kinds: ``text``, ``integer``, ``boolean``, ``number`` and ``texts`` (a list of texts). None is null.
    """

    def __init__(self, path: Path, columns: Sequence[tuple[str, str]]) -> None:
        self._arrow: Any = pyarrow()
        arrow = self._arrow
        kinds = {
            "text": arrow.string(),
            "integer": arrow.int64(),
            "boolean": arrow.bool_(),
            "number": arrow.float64(),
            "texts": arrow.list_(arrow.string()),
        }
        self.path = path
        self.count = 0
        self._nullable = _to_pandas(columns)
        self._schema = arrow.schema([(name, kinds[kind]) for name, kind in columns])
        self._pending: list[Sequence[object]] = []
        self._packed: list[Any] = []
        self._size = self._rows = 0
        self._writer = arrow.parquet.ParquetWriter(
            str(path), self._schema, compression="zstd", store_schema=False
        )

    def __enter__(self) -> ParquetRows:
        return self

    def add(self, row: Sequence[object]) -> None:
        """Takes one row; every so many are written."""
        self._pending.append(row)
        self.count += 1
        if len(self._pending) == _WAITING:
            self._pack()
            if self._rows >= _ROWS or self._size >= _BYTES:
                self._write()

    def _pack(self) -> None:
        """Rows as columns: a tenth of the room."""
        arrays = [
            self._arrow.array(values, type=field.type)
            for values, field in zip(zip(*self._pending, strict=True), self._schema, strict=True)
        ]
        batch = self._arrow.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._packed.append(batch)
        self._size += batch.nbytes
        self._rows += len(self._pending)
        self._pending = []

    def _write(self) -> None:
        """Writes what waits as one group of rows."""
        if self._pending:
            self._pack()
        if self._packed:
            self._writer.write_table(self._arrow.Table.from_batches(self._packed, schema=self._schema))
        self._packed, self._size, self._rows = [], 0, 0

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._write()
            self._writer.add_key_value_metadata({"pandas": self._nullable})
        self._writer.close()
        if kind is None:
            _forget_writer(self.path, self._arrow.parquet.read_metadata(str(self.path)).created_by)


# What pandas calls numbers and truth values that may be null; its own would make years 2020.0.
_NULLABLE = {"integer": ("int64", "Int64"), "boolean": ("bool", "boolean")}


def _to_pandas(columns: Sequence[tuple[str, str]]) -> str:
    """What a pandas reader is told of the columns, and other readers pass over.

    https://pandas.pydata.org/docs/development/developer.html, without the versions that it names.
    """
    told = [
        {
            "name": name,
            "field_name": name,
            "pandas_type": _NULLABLE[kind][0],
            "numpy_type": _NULLABLE[kind][1],
            "metadata": None,
        }
        for name, kind in columns
        if kind in _NULLABLE
    ]
    return json.dumps({"index_columns": [], "column_indexes": [], "columns": told})


def _forget_writer(path: Path, name: str | None) -> None:
    """Blanks the writer's name in the footer, which has no checksum; its length stays."""
    if not name:
        return
    with path.open("r+b") as file:
        file.seek(-_TAIL, 2)
        length = int.from_bytes(file.read(4), "little")
        file.seek(-_TAIL - length, 2)
        start = file.tell()
        footer = file.read(length)
        at = footer.rindex(name.encode())
        file.seek(start + at)
        file.write(b"claimgraph".ljust(len(name))[: len(name)])


def read_batches(path: Path, columns: Sequence[str]) -> Iterator[dict[str, list[Any]]]:
    """Batches of rows as column lists.

    Raises:
        InputError: it is no Parquet file, or lacks one of the columns.
    """
    arrow = pyarrow()
    try:
        with arrow.parquet.ParquetFile(str(path)) as file:
            missing = [name for name in columns if name not in file.schema_arrow.names]
            if missing:
                raise InputError(
                    f"no table of quads: it has no column {', '.join(missing)}",
                    path=str(path),
                    remedy="name the file quads.parquet of an export",
                )
            for batch in file.iter_batches(columns=list(columns)):
                yield batch.to_pydict()
    except FileNotFoundError as error:
        raise InputError("there is no such file", path=str(path)) from error
    except (OSError, arrow.ArrowInvalid) as error:
        raise InputError(f"no Parquet file: {error}", path=str(path)) from error
