"""Where a graph is: a build folder, an N-Quads file, a wiki that is still to be compiled, or an endpoint."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

import claimgraph
from claimgraph.build import build_vault
from claimgraph.cache import default_folder
from claimgraph.errors import InputError
from claimgraph.files import write_atomic
from claimgraph.resources import ontology_dir, shapes_dir
from claimgraph.store import EmbeddedStore

Say = Callable[[str], None]


def say_on_stderr(text: str) -> None:
    """One line for the person who waits."""
    print(text, file=sys.stderr)


class Place(msgspec.Struct, frozen=True):
    """``store`` is the folder that is asked, ``nquads`` the same graph as a file; ``name`` what was named."""

    name: str
    store: Path
    nquads: Path


def find_place(path: Path, say: Say = say_on_stderr) -> Place:
    """The store of a build folder, of an N-Quads file or of a wiki.

    A file is loaded, and a wiki compiled, into the cache folder (``$CLAIMGRAPH_CACHE``, else
    ``~/.cache/claimgraph``); ``say`` tells so. Where nothing has changed since, that is used again.

    Raises:
        InputError: there is no such path, or it is none of these.
    """
    path = path.expanduser()
    if path.is_file():
        return _loaded(path, say)
    if not path.is_dir():
        raise InputError(
            "there is no such file or folder",
            path=str(path),
            remedy="name a build folder, a graph.nq, a wiki folder or the address of an endpoint",
        )
    if EmbeddedStore.is_store(path / "store") or _is_built(path):
        return _prepared(Place(str(path), path / "store", path / "graph.nq"), say)
    if EmbeddedStore.is_store(path) and path.name == "store":
        return Place(str(path), path, path.parent / "graph.nq")
    return _compiled(path, say)


def _is_built(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("graph.nq", "summary.json"))


def _prepared(place: Place, say: Say) -> Place:
    """The place once its store is there: a build leaves the graph only."""
    EmbeddedStore.prepare(place.store, lambda stage, _done, _total: say(f"claimgraph: {stage}"))
    return place


def _key(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:20]


def _loaded(path: Path, say: Say) -> Place:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:20]
    root = default_folder() / "opened"
    mine = f"file-{_key(path)}-"
    folder = root / (mine + digest)
    if not EmbeddedStore.is_store(folder / "store"):
        say(f"claimgraph: loading {path} into {folder}")
        root.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".loading-", dir=root))
        try:
            EmbeddedStore.create(fresh / "store", path)
            if not EmbeddedStore.is_store(folder / "store"):
                shutil.rmtree(folder, ignore_errors=True)
                fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        for stale in root.glob(mine + "*"):
            if stale != folder:
                shutil.rmtree(stale, ignore_errors=True)
    return Place(str(path), folder / "store", path)


def _states(root: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if any(part.startswith((".", "__pycache__")) for part in parts) or not path.is_file():
            continue
        state = path.stat()
        yield "/".join(parts), state.st_size, state.st_mtime_ns


def _fingerprint(wiki: Path) -> str:
    """Of everything that the compiled graph depends on: the wiki's files and our own, by size and time."""
    digest = hashlib.sha256(claimgraph.__version__.encode())
    for root in (wiki, Path(claimgraph.__file__).parent, ontology_dir(), shapes_dir()):
        for state in _states(root):
            digest.update(repr(state).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _compiled(wiki: Path, say: Say) -> Place:
    cache = default_folder()
    out = cache / "opened" / f"wiki-{_key(wiki)}"
    mark = out / "opened.txt"
    state = _fingerprint(wiki)
    known = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    if known != state or not _is_built(out):
        say(f"claimgraph: compiling {wiki} into {out}")
        mark.unlink(missing_ok=True)
        build_vault(wiki, out, cache=cache)
        write_atomic(mark, state)
    return _prepared(Place(str(wiki), out / "store", out / "graph.nq"), say)
