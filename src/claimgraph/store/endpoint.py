"""A SPARQL 1.1 endpoint that the user named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from claimgraph.errors import EngineError
from claimgraph.store.isolated import IsolatedStore, Limits
from claimgraph.store.requests import Sender, check_url
from claimgraph.store.safety import bound_query, require_form
from claimgraph.store.tables import Table, Term, canonical, to_text

_ROWS = ("application/sparql-results+json", "application/json")
_TRIPLES = ("application/n-triples", "text/plain")

# Any one triple of a named graph must be seen in the default graph, too.
_ANY = "SELECT ?s ?p WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1"
_VIRTUOSO_TRUTH = "__ASK_RETVAL"  # Virtuoso 7 answers an ASK with one row of one such column
_SEEN = "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1"


class EndpointStore:
    """A SPARQL 1.1 endpoint that the user named. Its default graph must be the union of its graphs, which
    is checked once; not where ``union`` is false, for queries that name their graphs.

    Requests are POSTs of read-only queries with a deadline; redirects and answers that are too large or
    of another type are refused. Nothing is sent anywhere else.

    Errors: ``UsageError`` for a refused query or address; ``EngineError`` where the server cannot be
    reached, answers wrongly, or keeps its default graph apart.
    """

    __slots__ = ("_checked", "_checker", "_sender", "limits", "url")

    def __init__(self, url: str, *, limits: Limits | None = None, union: bool = True) -> None:
        self.url = check_url(url)
        self.limits = limits or Limits()
        self._sender = Sender(seconds=self.limits.seconds, size=self.limits.size)
        self._checker: IsolatedStore | None = None
        self._checked = not union

    def check_union(self) -> None:
        """Raises EngineError where the default graph does not show what stands in named graphs."""
        for s, p in self._parse(self._post(_ANY, "select")):
            if not list(self._parse(self._post(bound_query(_SEEN, {"s": s, "p": p}), "select"))):
                raise EngineError(
                    "the endpoint's default graph does not show its named graphs",
                    path=self.url,
                    remedy="configure its default graph as the union of all graphs (docs/stores.md says how)",
                )
        self._checked = True

    def _fetch(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> bytes:
        if not trusted:
            # Parsing may take for ever, too.
            if self._checker is None:
                self._checker = IsolatedStore(None, self.limits)
            self._checker.check(query)
        require_form(query, forms, trusted=True)
        if not self._checked:
            self.check_union()
        return self._post(bound_query(query, bindings), forms[0])

    def _post(self, text: str, form: str) -> bytes:
        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

        kinds = _ROWS if form in ("select", "ask") else _TRIPLES
        wrapper = SPARQLWrapper(self.url, returnFormat=JSON if kinds == _ROWS else N3, agent="claimgraph")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(text)
        wrapper.addCustomHttpHeader("Accept", kinds[0])
        # Its own query() follows redirects and reads without end; the request is what we take from it.
        request = wrapper._createRequest()
        answer = self._sender.send(request, again=True)
        if answer.kind not in kinds:
            raise EngineError(
                f"the endpoint answered with {answer.kind}, not {kinds[0]}",
                path=self.url,
                remedy="check that this is the address of a SPARQL query service",
            )
        return answer.body

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        found = self._parse(self._fetch(query, bindings, ("select",), trusted))
        if isinstance(found, pyoxigraph.QueryBoolean):
            raise EngineError("the endpoint answered a SELECT with a truth value", path=self.url)
        columns = tuple(variable.value for variable in found.variables)
        try:
            rows = tuple(tuple(map(canonical, solution)) for solution in found)
        except (SyntaxError, ValueError) as error:
            raise EngineError(f"the endpoint's answer is not SPARQL JSON: {error}", path=self.url) from error
        if len(rows) > self.limits.rows:
            raise EngineError(f"the answer has more than {self.limits.rows} rows", path=self.url)
        return Table(columns, rows)

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False) -> bool:
        """The answer of an ASK."""
        found = self._parse(self._fetch(query, bindings, ("ask",), trusted))
        if isinstance(found, pyoxigraph.QueryBoolean):
            return bool(found)
        if [variable.value for variable in found.variables] == [_VIRTUOSO_TRUTH]:
            return any(to_text(term) == "1" for row in found for term in row)
        raise EngineError("the endpoint answered an ASK with rows", path=self.url)

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        body = self._fetch(query, bindings, ("construct", "describe"))
        try:
            return tuple(quad.triple for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise EngineError(f"the endpoint's answer is not N-Triples: {error}", path=self.url) from error

    def _parse(self, body: bytes) -> Any:
        try:
            return pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise EngineError(f"the endpoint's answer is not SPARQL JSON: {error}", path=self.url) from error
