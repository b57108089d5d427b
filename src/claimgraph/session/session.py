"""A graph that is open for questions."""

from __future__ import annotations

from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyoxigraph

from claimgraph.errors import UsageError
from claimgraph.network import to_network
from claimgraph.queries import SavedQuery, find_page, find_query, read_queries, run_query
from claimgraph.session.answer import Answer, to_rdflib_term
from claimgraph.session.place import Place, Say, find_place, say_on_stderr
from claimgraph.store import (
    EmbeddedStore,
    EndpointStore,
    GraphStore,
    IsolatedStore,
    Limits,
    Table,
    answer_any,
)

if TYPE_CHECKING:
    import networkx
    import rdflib

_SIZES = """PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT
  (COUNT(DISTINCT ?page) AS ?pages)
  (COUNT(DISTINCT ?claim) AS ?claims)
  (COUNT(DISTINCT ?source) AS ?sources)
WHERE { { ?page a cg:Page } UNION { ?claim a cg:Claim } UNION { ?source a cg:Source } }"""
_QUADS = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_PAGE = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"
_GRAPH_OF = (
    "PREFIX cg: <https://w3id.org/claimgraph/ontology#> "
    "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?page a cg:Page } } ORDER BY ?g"
)


class Session:
    """A graph that is open for questions; ``claimgraph.open`` makes one.

    Questions run in a process of their own, with a deadline and a memory cap (``limits``), so that none of
    them takes the notebook down. Leave it with ``close()``, ``with``, or just let it go.
    """

    def __init__(self, name: str, store: GraphStore, *, place: Place | None, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._store = store
        self._place = place

    def queries(self) -> tuple[SavedQuery, ...]:
        """The saved questions: ``id``, ``summary``, ``params`` and ``columns`` of each."""
        return read_queries()

    def ask(self, query_id: str, **params: object) -> Answer:
        """The answer of a saved question. Parameters are names as the wiki has them: ``compound="semax"``.

        Raises:
            UsageError: there is no such question, or a parameter is missing, unknown or names nothing.
            EngineError: the store failed, or the deadline passed.
        """
        query = find_query(query_id)
        texts = {name: str(value) for name, value in params.items() if value is not None}
        return Answer(run_query(self._store, query, texts), query.summary)

    def sparql(self, text: str) -> Answer | bool | rdflib.Graph:
        """The answer of a read-only SPARQL 1.1 query: rows, a truth value, or a graph of triples.

        SERVICE, FROM and updates are refused. The default graph is the union of all pages.
        """
        found = answer_any(self._store, text)
        if isinstance(found, Table):
            return Answer(found)
        if isinstance(found, bool):
            return found
        return _to_graph(found)

    def graph(self, page: str | None = None) -> Any:
        """The whole graph as an rdflib ``Dataset`` (its default graph the union), or one page's ``Graph``.

        ``page`` is a page's path, name or title. The whole of a large wiki takes rdflib minutes.
        """
        if page is not None:
            node = find_page(self._store, page)
            table = self._store.select(_GRAPH_OF, {"page": node}, trusted=True)
            if not table.rows:
                raise UsageError(f"page {page!r} has no graph of its own")
            graph = table.rows[0][0]
            assert isinstance(graph, pyoxigraph.NamedNode)
            return _to_graph(self._store.construct(_PAGE, {"g": graph}))
        return self._dataset()

    def _dataset(self) -> Any:
        import warnings

        from rdflib import Dataset, URIRef

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, about itself
            dataset = Dataset(default_union=True)
            graphs: dict[str, Any] = {}
            for s, p, o, name in self._quads():
                if name not in graphs:
                    graphs[name] = dataset.graph(URIRef(name))
                graphs[name].add((to_rdflib_term(s), to_rdflib_term(p), to_rdflib_term(o)))
        return dataset

    def _quads(self) -> Any:
        if self._place is not None and self._place.nquads.is_file():
            for quad in pyoxigraph.parse(path=str(self._place.nquads), format=pyoxigraph.RdfFormat.N_QUADS):
                yield quad.subject, quad.predicate, quad.object, getattr(quad.graph_name, "value", "")
            return
        for s, p, o, g in self._trusted().select(_QUADS, trusted=True).rows:
            yield s, p, o, getattr(g, "value", "")

    def _trusted(self) -> GraphStore:
        """What our own bulk queries run on: in this process, where no row travels."""
        return self._store if self._place is None else EmbeddedStore.open(self._place.store)

    def network(self) -> networkx.MultiDiGraph[str]:
        """A networkx multigraph: entities, and edges with the evidence that they rest on.

        Node attributes: ``label``, ``kind``, ``path`` …; edge attributes: ``claims``, ``places`` (path:line),
        ``dois``, ``organisms``, ``designs``, ``access``, ``directions`` …, tuples all of them; and counts of
        the evidence by axis (``human_claims`` …).
        """
        with to_network(self._trusted()) as network:
            return network.to_networkx()

    def sizes(self) -> dict[str, int]:
        """How many pages, claims and sources there are."""
        (row,) = Answer(self._store.select(_SIZES, trusted=True)).rows
        return {name: int(value or 0) for name, value in row.items()}

    def close(self) -> None:
        """Ends the process that answers."""
        if isinstance(self._store, IsolatedStore):
            self._store.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<claimgraph.Session of {self.name}>"

    def _repr_html_(self) -> str:
        counts = ", ".join(f"{value} {name}" for name, value in self.sizes().items())
        return f"<p><b>claimgraph</b> {escape(self.name)}: {counts}</p>"


def _to_graph(triples: Any) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for triple in triples:
        graph.add(tuple(to_rdflib_term(term) for term in triple))  # type: ignore[arg-type]
    return graph


def open_session(
    path_or_url: str | Path, *, limits: Limits | None = None, say: Say = say_on_stderr
) -> Session:
    """Opens a build folder, a ``graph.nq``, a wiki folder (compiled into the cache) or an endpoint.

    Raises:
        InputError: there is nothing of the kind.
        UsageError: the address of an endpoint is malformed.
    """
    limits = limits or Limits()
    if isinstance(path_or_url, str) and path_or_url.lower().startswith(("http://", "https://")):
        endpoint = EndpointStore(path_or_url, limits=limits)
        return Session(endpoint.url, endpoint, place=None, limits=limits)
    place = find_place(Path(path_or_url), say)
    return Session(place.name, IsolatedStore(place.store, limits), place=place, limits=limits)
