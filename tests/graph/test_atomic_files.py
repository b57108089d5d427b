"""Atomic writing and canonical N-Quads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimgraph.errors import InputError
from claimgraph.files import FileRange, write_atomic
from claimgraph.graph import write_nquads


def test_bytes_text_and_chunks_are_written_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "x.txt"
    assert write_atomic(file, b"ab") == 2
    assert file.read_bytes() == b"ab"
    assert write_atomic(file, "µ\n") == 3
    assert file.read_bytes() == b"\xc2\xb5\n"
    assert write_atomic(file, (bytes([65 + at]) for at in range(3))) == 3
    assert file.read_bytes() == b"ABC"
    assert [found.name for found in file.parent.iterdir()] == ["x.txt"]


def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    write_atomic(file, b"old")

    def failing() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        write_atomic(file, failing())
    assert file.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.txt"]


def test_a_full_disk_is_an_input_error_and_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.txt"
    write_atomic(file, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as caught:
        write_atomic(file, b"new")
    assert caught.value.path == str(file)
    assert "No space left" in caught.value.message
    assert file.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.txt"]


def test_a_file_in_place_of_the_folder_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(InputError):
        write_atomic(tmp_path / "x" / "y.txt", b"")


def test_results_are_ordinary_files(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    write_atomic(tmp_path / "x", b"")
    assert (tmp_path / "x").stat().st_mode == plain.stat().st_mode


def test_nquads_are_sorted_by_code_point_unique_and_end_in_line_feeds(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    lines = [
        '<x:b> <x:p> "2" .',
        '<x:a> <x:p> "é" .',
        '<x:a> <x:p> "z" .',
        '<x:b> <x:p> "2" .',
        '<x:a> <x:p> "𝛼" .',
    ]
    assert write_nquads(file, iter(lines)) == 4
    content = file.read_bytes()
    assert content.decode().splitlines() == sorted(set(lines))
    assert content.splitlines() == sorted(content.splitlines())
    assert content.endswith(b" .\n")


def test_many_lines_are_written_in_chunks(tmp_path: Path) -> None:
    count = 1_001
    assert write_nquads(tmp_path / "x.nq", (f"<x:{at:06}> <x:p> <x:o> ." for at in range(count))) == count
    assert (tmp_path / "x.nq").read_bytes().count(b"\n") == count
    assert b"\n\n" not in (tmp_path / "x.nq").read_bytes()


def test_an_empty_graph_is_an_empty_file(tmp_path: Path) -> None:
    assert write_nquads(tmp_path / "x.nq", []) == 0
    assert (tmp_path / "x.nq").read_bytes() == b""


@pytest.mark.parametrize("help_of_the_system", [True, False, None])
def test_ranges_of_another_file_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, help_of_the_system: bool | None
) -> None:
    if help_of_the_system is None:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    elif not help_of_the_system:

        def refuse(*_: object) -> int:
            raise OSError(95, "not supported")

        monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    old = bytes(range(256)) * 10_000
    (tmp_path / "old").write_bytes(old)
    with (tmp_path / "old").open("rb") as stream:
        source = stream.fileno()
        ranges = [FileRange(source, 5, 5), FileRange(source, 10, 2_000_000), b"new", FileRange(source, 0, 3)]
        size = write_atomic(tmp_path / "new", [b"head", *ranges, b"tail"])
    wanted = b"head" + old[10:2_000_000] + b"new" + old[:3] + b"tail"
    assert (tmp_path / "new").read_bytes() == wanted
    assert size == len(wanted)


def test_a_source_that_became_shorter_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"abc")
    (tmp_path / "kept").write_bytes(b"kept")
    with (tmp_path / "old").open("rb") as stream, pytest.raises(InputError, match="shorter"):
        write_atomic(tmp_path / "kept", [FileRange(stream.fileno(), 0, 10)])
    assert (tmp_path / "kept").read_bytes() == b"kept"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="a device or a pipe"):
        write_atomic(pipe, b"ab")
    assert pipe.is_fifo()
    assert [found.name for found in tmp_path.iterdir()] == ["pipe"]
