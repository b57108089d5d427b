"""The tables as files: Parquet, CSV, and CSV that a spreadsheet cannot run.

CSV is UTF-8 with commas and line feeds (RFC 4180 quoting); lists are JSON arrays, null is empty, and
an empty text is ``""`` in quotes. In the spreadsheet form a text that a spreadsheet would take for a
formula gets an apostrophe before it (OWASP, CSV injection); that form is for reading, not for loading.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from claimgraph.export.parquet import QUAD_COLUMNS, ParquetRows, pyarrow
from claimgraph.export.result import ExportResult
from claimgraph.export.tables import TABLES, Row, Table, TableRows
from claimgraph.export.targets import read_chunks, write_folder
from claimgraph.graph import cut_quad
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import RDF

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_CELLS_OF_EXCEL = 32_767

Watch = Callable[[str, dict[str, list[str]]], None]


def write_parquet(built: Path, target: Path, watch: Watch | None = None) -> ExportResult:
    """One Parquet file a table, and ``quads.parquet`` with every quad, from which the graph can be had again.

    ``watch`` is told every subject with its facts, for who would read the graph once more.

    Raises:
        UsageError: pyarrow is not installed.
        InputError: ``target`` holds files of others, or cannot be written.
    """
    pyarrow()
    with (
        tempfile.TemporaryDirectory(prefix=".claimgraph-") as name,
        TableRows(built / "graph.nq", watch) as rows,
    ):
        folder = Path(name)
        counts = _write_tables(
            rows, lambda table: ParquetRows(folder / f"{table.name}.parquet", table.schema)
        )
        quads = ParquetRows(folder / "quads.parquet", [(column, "text") for column in QUAD_COLUMNS])
        with quads:
            for row in _quad_rows(built / "graph.nq"):
                quads.add(row)
        counts["quads"] = quads.count
        _move(folder, target, ".parquet")
    return ExportResult("parquet", str(target), counts, _not_held(rows))


def write_csv(built: Path, target: Path) -> ExportResult:
    """One CSV file a table.

    Raises:
        InputError: ``target`` holds files of others, or cannot be written.
    """
    return _write_csv(built, target, "csv", safe=False)


def write_spreadsheet_csv(built: Path, target: Path) -> ExportResult:
    """One CSV file a table, no cell of which a spreadsheet takes for a formula.

    Raises:
        InputError: ``target`` holds files of others, or cannot be written.
    """
    return _write_csv(built, target, "spreadsheet", safe=True)


def _write_csv(built: Path, target: Path, form: str, *, safe: bool) -> ExportResult:
    with tempfile.TemporaryDirectory(prefix=".claimgraph-") as name, TableRows(built / "graph.nq") as rows:
        folder = Path(name)
        writers: list[_CsvRows] = []

        def opened(table: Table) -> _CsvRows:
            writers.append(_CsvRows(folder / f"{table.name}.csv", table, safe=safe))
            return writers[-1]

        counts = _write_tables(rows, opened)
        _move(folder, target, ".csv")
    lost = list(_not_held(rows))
    changed = sum(writer.changed for writer in writers)
    if changed:
        lost.append(f"{changed} cells that a spreadsheet would run or cut, changed: see csv")
    lost.append("quads outside these tables (statements, links, fields, ontology): see nquads or parquet")
    return ExportResult(form, str(target), counts, tuple(lost))


class _CsvRows:
    """Writes the rows of one table as CSV."""

    def __init__(self, path: Path, table: Table, *, safe: bool) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._safe = safe
        self.count = 0
        self.changed = 0
        self._file.write(",".join(name for name, _ in table.schema) + "\n")

    def __enter__(self) -> _CsvRows:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._file.close()

    def add(self, row: Sequence[object]) -> None:
        """Writes one row."""
        self._file.write(",".join(self._cell(value) for value in row) + "\n")
        self.count += 1

    def _cell(self, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str | list):
            return str(value)
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        if self._safe:
            given, text = text, text.replace("\0", "\ufffd")
            if text.startswith(_FORMULA):
                text = "'" + text
            text = text[:_CELLS_OF_EXCEL]
            self.changed += text != given
        if not text or any(mark in text for mark in ',"\n\r'):
            return '"' + text.replace('"', '""') + '"'
        return text


class _Rows(Protocol):
    """What takes the rows of one table; a context manager that closes the file."""

    count: int

    def __enter__(self) -> _Rows: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...

    def add(self, row: Sequence[object]) -> None: ...


def _write_tables(rows: TableRows, opened: Callable[[Table], _Rows]) -> dict[str, int]:
    with ExitStack() as files:
        writers = {table.name: files.enter_context(opened(table)) for table in TABLES}
        for table, row in rows:
            writers[table.name].add(row)
    return {name: writer.count for name, writer in writers.items()}


def _quad_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            subject, predicate, value, graph = cut_quad(line[:-1])
            datatype: str | None = None
            language: str | None = None
            if value.startswith('"'):
                tail = value[value.rindex('"') + 1 :]
                language = tail[1:] if tail.startswith("@") else None
                datatype = RDF + "langString" if language else tail[3:-1]
            yield [subject[1:-1], predicate, text_of(value), datatype, language, graph]


def _move(folder: Path, target: Path, suffix: str) -> None:
    def files() -> Iterator[tuple[str, Iterator[bytes]]]:
        for file in sorted(folder.iterdir()):
            yield file.name, read_chunks(file)

    names = {file.name for file in folder.iterdir()}
    write_folder(target, files(), ours=lambda file: file.name in names and file.suffix == suffix)


def _not_held(rows: TableRows) -> tuple[str, ...]:
    return tuple(
        f"{number} values of {column} beyond the one that the column holds, or of another type"
        for column, number in sorted(rows.losses.counts.items())
    )
