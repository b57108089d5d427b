"""A persistent cache of page values: a page that has not changed is not parsed again.

A key is the hash of the page's path and bytes, of the vault profile, of the ontology and of
claimgraph's own reading code, so that a stale answer cannot be found: change any of them and the key
is another. An entry that is damaged, or that cannot be read or written, counts as missing; the cache
never decides whether something works, only how long it takes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

import claimgraph
from claimgraph.chemistry import has_structures
from claimgraph.errors import ClaimgraphError
from claimgraph.files import write_atomic
from claimgraph.model import PageValues
from claimgraph.resources import ontology_dir

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(PageValues)
_CHECK_BYTES = 32


def default_folder() -> Path:
    """``$CLAIMGRAPH_CACHE``, or ``claimgraph`` below the user's cache folder (XDG base directories)."""
    named = os.environ.get("CLAIMGRAPH_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "claimgraph"


def _hash_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@cache
def reader_digest() -> str:
    """The hash of everything of ours that reading a page depends on: its code and the ontology."""
    package = Path(claimgraph.__file__).parent
    code = [
        *sorted((package / "document").rglob("*.py")),
        *sorted((package / "extract").rglob("*.py")),
        *sorted((package / "model").rglob("*.py")),
        *sorted((package / "profile").rglob("*.py")),
        *(package / f"{name}.py" for name in ("diagnostics", "namespaces", "ontology", "vault")),
    ]
    digest = _hash_files([*code, *_ontology_files()])
    # What is found on a page depends on it (ID-42), so what was kept without does not serve with it.
    return f"{digest}+structures" if has_structures() else digest


@cache
def package_digest() -> str:
    """The hash of all of claimgraph's code and of the ontology."""
    package = Path(claimgraph.__file__).parent
    code = sorted(package.rglob("*.py"))
    return _hash_files([*code, *_ontology_files()])


def _ontology_files() -> list[Path]:
    return [*sorted(ontology_dir().rglob("*.ttl")), *sorted(ontology_dir().rglob("*.yaml"))]


def vault_file(folder: Path, root: Path, suffix: str) -> Path:
    """Where a cache folder keeps what it knows of one vault."""
    name = hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    return folder / f"{name[:32]}{suffix}"


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """``values`` are encoded; those of a pack that was read are a part of its bytes, uncopied."""

    digest: str
    values: msgspec.Raw


class _Pack(msgspec.Struct, frozen=True, array_like=True):
    """What the cache file of one vault holds: the entries that the last run used, by page path."""

    salt: str
    entries: dict[str, _Entry]


_PACK = msgspec.msgpack.Decoder(_Pack)
# As many pages may stand beside the pack before it is written anew, which takes as long as reading it.
_BESIDE = 64


class PageCache:
    """The page values of one vault on disk: a pack of all pages, and a small one of those read since."""

    def __init__(self, folder: Path, root: Path, profile_digest: str) -> None:
        self.file = vault_file(folder, root, ".pack")
        self.beside = vault_file(folder, root, ".fresh")
        self.salt = hashlib.sha256(f"{reader_digest()}\0{profile_digest}".encode()).hexdigest()
        self._pack_check = b""
        self._packed = self._read(self.file, self.salt)
        # What stands beside a pack holds for that very pack only.
        beside = self._read(self.beside, f"{self.salt} {self._pack_check.hex()}") if self._packed else {}
        self._found = self._packed | beside
        self._used: dict[str, _Entry] = {}
        self._changed = False

    def _read(self, file: Path, salt: str) -> dict[str, _Entry]:
        try:
            stored = file.read_bytes()
            body = memoryview(stored)[_CHECK_BYTES:]
            if hashlib.sha256(body).digest() == stored[:_CHECK_BYTES]:
                pack = _PACK.decode(body)
                if pack.salt == salt:
                    if file == self.file:
                        self._pack_check = stored[:_CHECK_BYTES]
                    return pack.entries
        except (OSError, msgspec.MsgspecError):
            pass  # missing, unreadable or damaged: all mean that pages are read again
        return {}

    def find(self, path: str, digest: str) -> PageValues | None:
        """The values of the page at ``path`` whose bytes have this SHA-256, if they are known."""
        entry = self._found.get(path)
        if entry is None or entry.digest != digest:
            return None
        try:
            values = _DECODER.decode(entry.values)
        except msgspec.MsgspecError:
            return None
        self._used[path] = entry
        return values

    def keep(self, values: PageValues) -> None:
        """Remembers the values of a page that has been read; ``write`` puts them on disk."""
        self._used[values.path] = _Entry(values.digest, msgspec.Raw(_ENCODER.encode(values)))
        self._changed = True

    def write(self) -> None:
        """Writes the pages of this run, if any is new; a full or read-only disk is no error."""
        if not self._changed:
            return
        fresh = {path: entry for path, entry in self._used.items() if self._packed.get(path) is not entry}
        if len(fresh) <= _BESIDE and len(self._packed) - len(self._used) <= _BESIDE and self._packed:
            self._write(self.beside, f"{self.salt} {self._pack_check.hex()}", fresh)
        else:
            self._write(self.file, self.salt, self._used)

    def _write(self, file: Path, salt: str, entries: dict[str, _Entry]) -> None:
        body = msgspec.msgpack.encode(_Pack(salt, entries))
        with contextlib.suppress(ClaimgraphError):
            write_atomic(file, (hashlib.sha256(body).digest(), body))
