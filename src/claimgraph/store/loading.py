"""Brings a server's graphs to what a graph file holds, one named graph at a time.

A graph is put under a staging name, counted there, and moved to its own name in the same request that
writes its digest into the list of what is loaded (``…/graph/-/loaded``). So a graph is the old one or
the new one; what was interrupted goes on where it was; and what has not changed is not sent again. Only
graphs in that list are ever deleted: other people's stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote
from urllib.request import Request

import msgspec

from claimgraph.errors import EngineError
from claimgraph.namespaces import CG, XSD
from claimgraph.store.endpoint import EndpointStore
from claimgraph.store.isolated import Limits
from claimgraph.store.parts import Part, Parts
from claimgraph.store.requests import RefusedError, Sender
from claimgraph.store.services import Services
from claimgraph.store.tables import to_text

STAGING = "urn:claimgraph:staging:"
_LOADED = "graph/-/loaded"
_TRIPLES = "http://rdfs.org/ns/void#triples"
_CHUNK_LINES = 2000
_NO_GRAPH_STORE = frozenset((404, 405, 501))

Report = Callable[[str, int, int], None]


class Plan(msgspec.Struct, frozen=True):
    """What is to be done: graphs that are new, changed, gone, and those that stay as they are."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]


class _Known(msgspec.Struct, frozen=True):
    """What a server holds: the digest and size of each loaded graph, and the sizes of all graphs."""

    loaded: dict[str, tuple[str, int]]
    sizes: dict[str, int]


def list_name(parts: Iterable[Part]) -> str:
    """The graph in which the list of loaded graphs is kept: beside the graphs of the wiki itself."""
    names = [part.graph for part in parts]
    own = next((name for name in names if "/graph/-/" in name), None)
    base = own.partition("graph/-/")[0] if own else "urn:claimgraph:"
    return base + _LOADED


class Loader:
    """Brings one server to what ``parts`` hold.

    Errors: ``EngineError`` where the server cannot be reached, refuses, or holds another number of triples
    than it was sent.
    """

    def __init__(self, services: Services, parts: Parts, *, limits: Limits | None = None) -> None:
        self.services = services
        self.parts = {part.graph: part for part in parts.parts}
        self.list = list_name(parts.parts)
        self._lines = parts.lines
        limits = limits or Limits(seconds=600.0)
        self._sender = Sender(seconds=limits.seconds, size=limits.size)
        self._endpoint = EndpointStore(services.query, limits=limits, union=False)
        self._put = services.store is not None

    def plan(self) -> Plan:
        """Compares the file with the server; changes nothing."""
        return self._compare(self._read_known())

    def run(self, report: Report = lambda *_: None) -> Plan:
        """Does what ``plan`` says, and gives it back."""
        known = self._read_known()
        plan = self._compare(known)
        work = [*plan.added, *plan.replaced]
        total = len(work) + len(plan.deleted)
        for done, name in enumerate(sorted(work)):
            report("loading", done, total)
            self._load(self.parts[name], known)
        for done, name in enumerate(plan.deleted, start=len(work)):
            report("deleting", done, total)
            self._update(f"DROP SILENT GRAPH <{name}> ; {self._forget(name)}")
        for name in known.sizes:
            if name.startswith(STAGING):  # of a run that was interrupted
                self._update(f"DROP SILENT GRAPH <{name}>")
        report("loading", total, total)
        self._endpoint.check_union()
        return plan

    def _read_known(self) -> _Known:
        select = self._endpoint.select
        listed = f"SELECT ?g ?d ?n WHERE {{ GRAPH <{self.list}> {{ ?g <{CG}digest> ?d ; <{_TRIPLES}> ?n }} }}"
        counted = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        loaded = {graph: (digest, int(n)) for graph, digest, n in select(listed, trusted=True).texts()}
        sizes = {to_text(g): int(to_text(n)) for g, n in select(counted, trusted=True).rows if g is not None}
        return _Known(loaded, sizes)

    def _compare(self, known: _Known) -> Plan:
        added, replaced, unchanged = [], [], []
        for name, part in self.parts.items():
            size = known.sizes.get(name, 0)
            if known.loaded.get(name) == (part.digest, size):
                unchanged.append(name)
            elif size:
                replaced.append(name)
            else:
                added.append(name)
        deleted = sorted(known.loaded.keys() - self.parts.keys())
        return Plan(tuple(added), tuple(replaced), tuple(deleted), tuple(unchanged))

    def _load(self, part: Part, known: _Known) -> None:
        staging = STAGING + part.digest
        size = known.sizes.get(staging, 0)
        if size != part.triples:
            self._send(part, staging)
            size = self._count(staging)
            if size != part.triples:
                raise EngineError(
                    f"the server holds {size} triples of {part.graph}, and was sent {part.triples}",
                    path=self.services.query,
                    remedy="run it again; if it stays so, the server changes what it is given",
                )
        record = f'<{part.graph}> <{CG}digest> "{part.digest}" ; <{_TRIPLES}> "{size}"^^<{XSD}integer> .'
        self._update(
            f"MOVE GRAPH <{staging}> TO GRAPH <{part.graph}> ; {self._forget(part.graph)} ; "
            f"INSERT DATA {{ GRAPH <{self.list}> {{ {record} }} }}"
        )

    def _forget(self, name: str) -> str:
        return f"DELETE WHERE {{ GRAPH <{self.list}> {{ <{name}> ?p ?o }} }}"

    def _count(self, graph: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        ((count,),) = self._endpoint.select(query, trusted=True).texts()
        return int(count)

    def _send(self, part: Part, staging: str) -> None:
        if self._put:
            try:
                self._put_graph(part, staging)
            except RefusedError as error:
                if error.status not in _NO_GRAPH_STORE:
                    raise
                self._put = False
            else:
                return
        self._update(f"DROP SILENT GRAPH <{staging}>")
        for lines in _chunks(self._lines(part.graph), _CHUNK_LINES):
            text = b"".join(lines).decode()
            self._update(f"INSERT DATA {{ GRAPH <{staging}> {{\n{text}}} }}")

    def _put_graph(self, part: Part, staging: str) -> None:
        request = Request(
            f"{self.services.store}?graph={quote(staging, safe='')}",
            data=b"".join(self._lines(part.graph)),
            headers={"Content-Type": "application/n-triples", "User-Agent": "claimgraph"},
            method="PUT",
        )
        # The same graph put twice is the graph put once.
        self._sender.send(request, again=True)

    def _update(self, text: str) -> None:
        from SPARQLWrapper import POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self.services.query, updateEndpoint=self.services.update, agent="claimgraph")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(text)
        wrapper.addCustomHttpHeader("Accept", "*/*")
        request = wrapper._createRequest()
        # Never twice: an answer that got lost may stand for an update that was done.
        self._sender.send(request, again=False)


def _chunks(lines: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
