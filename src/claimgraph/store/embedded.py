"""Oxigraph in this process."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from pyoxigraph import RdfFormat, Store, Triple

from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.store.safety import bound_query, require_form
from claimgraph.store.tables import Table, Term

Progress = Callable[[str, int, int], None]

# A file of our own among those of the engine, which leaves it alone: which graph the store was made from.
_LOADED = "LOADED"


class _GraphState(msgspec.Struct, frozen=True):
    size: int
    modified: int
    sha256: str


def graph_state(graph: Path) -> _GraphState:
    """Size, time (ns) and SHA-256 of a graph's file."""
    found = graph.stat()
    with graph.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return _GraphState(found.st_size, found.st_mtime_ns, digest)


def _is_loaded(directory: Path, graph: Path) -> bool:
    """Whether a store was made from this very graph; bytes are compared only where times differ."""
    try:
        loaded = msgspec.json.decode((directory / _LOADED).read_bytes(), type=_GraphState)
    except (OSError, msgspec.MsgspecError):
        return False
    found = graph.stat()
    if found.st_size != loaded.size:
        return False
    return found.st_mtime_ns == loaded.modified or graph_state(graph).sha256 == loaded.sha256


class EmbeddedStore:
    """Oxigraph in this process, in memory or in a folder."""

    __slots__ = ("_store", "directory", "writable")

    def __init__(self, store: Store, directory: Path | None = None, *, writable: bool = False) -> None:
        self._store = store
        self.directory = directory
        self.writable = writable

    @classmethod
    def in_memory(cls, lines: Iterable[str] = ()) -> EmbeddedStore:
        """A store of N-Quads ``lines`` (with or without their newline) that lives in memory."""
        store = cls(Store(), writable=True)
        store.add(lines)
        return store

    @classmethod
    def of_bytes(cls, chunks: Iterable[bytes]) -> EmbeddedStore:
        """A store in memory of N-Quads of our own making, in pieces which need not end where lines do."""
        store = cls(Store(), writable=True)
        store._add(b"".join(chunks), trusted=True)
        return store

    @classmethod
    def load(cls, nquads_path: Path, *, trusted: bool = False) -> EmbeddedStore:
        """A store of an N-Quads file that lives in memory; ``trusted`` if we have just written it."""
        store = Store()
        try:
            # What we wrote ourselves needs no second look at every IRI, a third of the work.
            store.bulk_load(path=str(nquads_path), format=RdfFormat.N_QUADS, lenient=trusted)
        except (OSError, SyntaxError, ValueError) as error:
            raise EngineError(f"the graph cannot be loaded: {error}", path=str(nquads_path)) from error
        return cls(store, writable=True)

    @classmethod
    def create(cls, directory: Path, nquads_path: Path) -> EmbeddedStore:
        """Load an N-Quads file into a new store folder, replacing an old one whole or not at all.

        Several processes may do so at once: the last one's store stays.
        """
        directory.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        try:
            fresh = scratch / "new"
            state = graph_state(nquads_path)
            store = Store(str(fresh))
            store.bulk_load(path=str(nquads_path), format=RdfFormat.N_QUADS)
            store.flush()
            del store
            (fresh / _LOADED).write_bytes(msgspec.json.encode(state))
            if directory.exists():
                directory.rename(scratch / "old")
            try:
                fresh.rename(directory)
            except OSError:
                # Somebody else was quicker by a moment; theirs is as good.
                if not cls.is_store(directory):
                    raise
        except (SyntaxError, ValueError) as error:
            raise InputError(
                f"this is not a whole graph: {error}",
                path=str(nquads_path),
                remedy="name a whole N-Quads file, or build it again: claimgraph build VAULT --out DIR",
            ) from error
        except OSError as error:
            raise EngineError(f"the store could not be built: {error}", path=str(nquads_path)) from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return cls._open(directory)

    @classmethod
    def prepare(cls, directory: Path, progress: Progress | None = None) -> None:
        """Sees to it that a store folder is there and holds the ``graph.nq`` beside it.

        A build leaves the graph only; the store is made for whoever asks first, and again after the
        graph has changed. A store without a graph beside it is taken as it is.

        Raises:
            InputError: there is neither, or the folder cannot be written.
            EngineError: the graph cannot be loaded.
        """
        graph = directory.with_name("graph.nq")
        if not graph.is_file():
            if cls.is_store(directory):
                return
            raise InputError(
                "there is no graph store here",
                path=str(directory),
                remedy="build it first: claimgraph build VAULT --out DIR",
            )
        if cls.is_store(directory) and _is_loaded(directory, graph):
            return
        if directory.exists() and not cls.is_store(directory):
            raise InputError(
                "is a folder that claimgraph did not write", path=str(directory), remedy="move it away"
            )
        if not os.access(directory.parent, os.W_OK):
            raise InputError(
                "the store for questions cannot be made in a folder that cannot be written",
                path=str(directory.parent),
                remedy="make it writable for the first question, or ask a copy of it",
            )
        if progress is not None:
            progress("making the store for questions, once", 0, 0)
        cls.create(directory, graph)

    @classmethod
    def open(cls, directory: Path, progress: Progress | None = None) -> EmbeddedStore:
        """Open a store folder for reading only, made first where need be (``prepare``).

        Many processes may do so at once.
        """
        cls.prepare(directory, progress)
        return cls._open(directory)

    @classmethod
    def _open(cls, directory: Path) -> EmbeddedStore:
        try:
            return cls(Store.read_only(str(directory)), directory)
        except OSError as error:
            raise InputError(f"the graph store cannot be opened: {error}", path=str(directory)) from error

    @staticmethod
    def is_store(directory: Path) -> bool:
        """Whether a folder looks like one that ``create`` made."""
        return (directory / "CURRENT").is_file() and (directory / "IDENTITY").is_file()

    def add(self, lines: Iterable[str]) -> None:
        """Add N-Quads lines to a store in memory."""
        if not self.writable:
            raise EngineError("this store is open for reading only")
        self._add("\n".join(line.rstrip("\n") for line in lines).encode())

    def _add(self, text: bytes, *, trusted: bool = False) -> None:
        try:
            self._store.bulk_load(text, format=RdfFormat.N_QUADS, lenient=trusted)
        except SyntaxError as error:
            raise EngineError(f"the graph is not N-Quads: {error}") from error

    def __len__(self) -> int:
        return len(self._store)

    @property
    def engine(self) -> Store:
        """The pyoxigraph store itself, for bulk reading; not for writing."""
        return self._store

    def _run(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> Any:
        require_form(query, forms, trusted)
        return self.run(query, bindings)

    def run(self, query: str, bindings: Mapping[str, Term] | None = None) -> Any:
        """The engine's own answer to a query of any form that has been checked already."""
        try:
            return self._store.query(bound_query(query, bindings), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise UsageError(f"the query is not SPARQL 1.1: {error}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(f"the query failed: {error}") from error

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        found = self._run(query, bindings, ("select",), trusted)
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution) for solution in found))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False) -> bool:
        """The answer of an ASK."""
        return bool(self._run(query, bindings, ("ask",), trusted))

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        return tuple(self._run(query, bindings, ("construct", "describe")))
