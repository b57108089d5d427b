"""Atomic writing: a file is either the old one or the whole new one, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from claimgraph.errors import InputError


class FileRange(NamedTuple):
    """Bytes ``start`` to ``stop`` of an open file (by its descriptor), to be copied unread."""

    descriptor: int
    start: int
    stop: int


def write_atomic(path: Path, data: bytes | str | Iterable[bytes | memoryview | FileRange]) -> int:
    """Write ``data`` to ``path`` and return the number of bytes.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and then take the
    name ``path`` in one step. On any failure, also of the iterable, the old file stays as it was and
    the temporary one is removed. A folder that is missing is made. Text is written as UTF-8.

    Raises:
        InputError: the disk is full, the folder cannot be written, or ``path`` is a device or a pipe.
    """
    path = Path(path)
    if path.exists() and not (path.is_file() or path.is_dir()):
        # Who may write its folder would put a file in the place of /dev/null.
        raise InputError(
            "a device or a pipe, which no file can take the place of",
            path=str(path),
            remedy="name a file",
        )
    chunks: Iterable[bytes | memoryview | FileRange]
    if isinstance(data, str):
        chunks = (data.encode("utf-8"),)
    elif isinstance(data, bytes):
        chunks = (data,)
    else:
        chunks = data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _failure(path, error) from error
    temporary = Path(name)
    size = 0
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as stream:
            for chunk in chunks:
                if isinstance(chunk, FileRange):
                    stream.flush()
                    size += _copy(chunk, stream)
                else:
                    size += stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files that only their owner reads; results are ordinary files.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        _remove(temporary)
        raise _failure(path, error) from error
    except BaseException:
        _remove(temporary)
        raise
    _sync_folder(path.parent)
    return size


def _copy(source: FileRange, stream: BinaryIO) -> int:
    """Appends a range to a file that has been flushed, in the system where it can, which shares or moves
    pages without bringing them here.
    """
    start = source.start
    copy = getattr(os, "copy_file_range", None)
    while start < source.stop:
        done = 0
        if copy is not None:
            try:
                done = copy(source.descriptor, stream.fileno(), source.stop - start, start)
            except OSError:
                copy = None  # not on this file system, or full, which writing will tell
        if not done:
            os.lseek(source.descriptor, start, os.SEEK_SET)
            piece = os.read(source.descriptor, min(1 << 20, source.stop - start))
            if not piece:
                raise OSError(errno.EIO, "the file became shorter while it was copied")
            done = stream.write(piece)
            stream.flush()
        start += done
    return source.stop - source.start


def _failure(path: Path, error: OSError) -> InputError:
    return InputError(
        f"the file cannot be written: {error.strerror or error}",
        path=str(path),
        remedy="make room on the disk, or name a folder that can be written",
    )


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _umask() -> int:
    # The only way to read the mask is to set it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can; a folder cannot be opened everywhere."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
