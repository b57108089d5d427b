"""Where exports go: one file, or a folder of files that is written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from claimgraph.errors import InputError, UsageError
from claimgraph.files import write_atomic

BUILD_AGAIN = "build it again: claimgraph build VAULT --out DIR"
"""What to do about a graph that is damaged."""

_STAGING = ".claimgraph-"

# What `claimgraph build` leaves; no export may take the place of these.
_BUILD = ("graph.nq", "findings.json", "summary.json", "store")


def check_target(built: Path, target: Path, *, allowed: str | None = None) -> None:
    """Refuses a target that would overwrite the build itself; ``allowed`` names one of its files.

    Raises:
        UsageError: the target is one of the results of the build, or lies inside one.
    """
    place = target.resolve()
    for name in _BUILD:
        result = (built / name).resolve()
        if name != allowed and (place == result or result in place.parents):
            raise UsageError(
                "this is the build itself", path=str(target), remedy="name another file or folder with --out"
            )


def read_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces of a mebibyte, so that none is held whole."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def write_file(target: Path, content: bytes | Iterable[bytes]) -> int:
    """Writes one file whole or not at all, and returns its number of bytes.

    Raises:
        InputError: ``target`` is a folder, or cannot be written.
    """
    if target.is_dir():
        raise InputError(
            "a folder, and this format is one file", path=str(target), remedy="name a file with --out"
        )
    return write_atomic(target, content)


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise InputError(f"the name {name!r} leads out of the folder", path=name)


def _unwritable(path: Path, error: OSError | UnicodeError) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        f"cannot be written: {reason}",
        path=str(getattr(error, "filename", None) or path),
        remedy="name a folder that can be written, with room for the files",
    )


def _old_files(target: Path, ours: Callable[[Path], bool]) -> set[Path]:
    """The files that an earlier export left in ``target``."""
    old: set[Path] = set()
    for path in sorted(target.rglob("*")):
        if path.relative_to(target).parts[0].startswith(_STAGING):
            continue
        # Through a link we would write to, or tidy, some other folder.
        if path.is_symlink() or not (path.is_dir() or (path.is_file() and ours(path))):
            raise InputError(
                "this file is not one that this export wrote, and the export replaces the whole folder",
                path=str(path),
                remedy="name an empty folder with --out, or move the file away",
            )
        if path.is_file():
            old.add(path)
    return old


def write_folder(
    target: Path,
    files: Iterable[tuple[str, bytes | Iterable[bytes]]],
    *,
    ours: Callable[[Path], bool] | None = None,
) -> list[str]:
    """Writes ``files`` (name relative to ``target``, content) and returns their names.

    All of them are written to a folder beside their places first: what fails before the last is
    written leaves ``target`` as it was. With ``ours`` the folder is ours alone: a file that ``ours``
    does not know is an error, and files of earlier exports that are not among ``files`` are removed.

    Raises:
        InputError: ``target`` is a file, cannot be written or holds other files; a name leads out of it.
    """
    if target.exists() and not target.is_dir():
        raise InputError(
            "a file, and this format is several files", path=str(target), remedy="name a folder with --out"
        )
    existed = target.exists()
    names: list[str] = []
    try:
        old = _old_files(target, ours) if ours is not None and existed else set()
        target.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=target))
        try:
            for name, content in files:
                _check_name(name)
                write_atomic(staging / name, content)
                names.append(name)
            _tidy(target, old - {target / name for name in names})
            for name in names:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (staging / name).replace(target / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except (OSError, UnicodeError) as error:
        raise _unwritable(target, error) from error
    finally:
        if not existed:
            with suppress(OSError):
                target.rmdir()  # fails, as it should, once there is something in it
    return names


def _tidy(target: Path, stale: set[Path]) -> None:
    for file in sorted(stale):
        file.unlink()
        for folder in file.parents:
            if folder == target:
                break
            with suppress(OSError):
                folder.rmdir()
