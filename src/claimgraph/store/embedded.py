"""Oxigraph in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store, Triple

from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.store.safety import bound_query, require_form
from claimgraph.store.tables import Table, Term


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
    def load(cls, nquads_path: Path) -> EmbeddedStore:
        """A store of an N-Quads file that lives in memory."""
        store = Store()
        try:
            store.bulk_load(path=str(nquads_path), format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError, ValueError) as error:
            raise EngineError(f"the graph cannot be loaded: {error}", path=str(nquads_path)) from error
        return cls(store, writable=True)

    @classmethod
    def create(cls, directory: Path, nquads_path: Path) -> EmbeddedStore:
        """Load an N-Quads file into a new store folder, replacing an old one whole or not at all."""
        directory.parent.mkdir(parents=True, exist_ok=True)
        fresh = directory.with_name(f".{directory.name}.new")
        stale = directory.with_name(f".{directory.name}.old")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            store = Store(str(fresh))
            store.bulk_load(path=str(nquads_path), format=RdfFormat.N_QUADS)
            store.flush()
            del store
        except (OSError, SyntaxError, ValueError) as error:
            shutil.rmtree(fresh, ignore_errors=True)
            raise EngineError(f"the store could not be built: {error}", path=str(nquads_path)) from error
        shutil.rmtree(stale, ignore_errors=True)
        if directory.exists():
            directory.rename(stale)
        fresh.rename(directory)
        shutil.rmtree(stale, ignore_errors=True)
        return cls.open(directory)

    @classmethod
    def open(cls, directory: Path) -> EmbeddedStore:
        """Open a store folder for reading only; many processes may do so at once."""
        if not cls.is_store(directory):
            raise InputError(
                "there is no graph store here",
                path=str(directory),
                remedy="build it first: claimgraph build VAULT --out DIR",
            )
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
        text = "\n".join(line.rstrip("\n") for line in lines)
        try:
            self._store.bulk_load(text.encode(), format=RdfFormat.N_QUADS)
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
