"""A SPARQL 1.1 endpoint that the user named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from claimgraph.errors import EngineError, UsageError
from claimgraph.store.safety import bound_query, require_form
from claimgraph.store.tables import Table, Term


class EndpointStore:
    """A SPARQL 1.1 endpoint that the user named. Its default graph must be the union of its graphs.

    Requests are POSTs of read-only queries with a time-out; redirects and answers that are too large
    or of another type are refused. Nothing is sent anywhere else.
    """

    __slots__ = ("max_bytes", "timeout", "url")

    def __init__(self, url: str, *, timeout: float = 60.0, max_bytes: int = 256 * 1024 * 1024) -> None:
        if not re.match(r"https?://", url):
            raise UsageError(f"an endpoint is an http or https address, not {url!r}")
        self.url = url
        self.timeout = timeout
        self.max_bytes = max_bytes

    def _fetch(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> bytes:
        require_form(query, forms, trusted)
        from urllib.error import HTTPError, URLError
        from urllib.request import HTTPRedirectHandler, build_opener

        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

        class _NoRedirect(HTTPRedirectHandler):
            def redirect_request(self, *_: Any, **__: Any) -> None:
                return None

        wanted = JSON if forms[0] in ("select", "ask") else N3
        wrapper = SPARQLWrapper(self.url, returnFormat=wanted, agent="claimgraph")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(bound_query(query, bindings))
        accept = "application/sparql-results+json" if wanted == JSON else "application/n-triples"
        wrapper.addCustomHttpHeader("Accept", accept)
        request = wrapper._createRequest()  # its own query() follows redirects; the request is what we need
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout) as response:
                kind = response.headers.get_content_type()
                if kind not in (accept, "application/json", "text/plain"):
                    raise EngineError(f"the endpoint answered with {kind}, not {accept}", path=self.url)
                body: bytes = response.read(self.max_bytes + 1)
        except HTTPError as error:
            detail = error.read(300).decode("utf-8", "replace")
            raise EngineError(f"the endpoint answered {error.code}: {detail}", path=self.url) from error
        except (URLError, OSError) as error:
            raise EngineError(f"the endpoint cannot be reached: {error}", path=self.url) from error
        if len(body) > self.max_bytes:
            raise EngineError(f"the answer is larger than {self.max_bytes} bytes", path=self.url)
        return body

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        found = self._parse(self._fetch(query, bindings, ("select",), trusted))
        if isinstance(found, pyoxigraph.QueryBoolean):
            raise EngineError("the endpoint answered a SELECT with a truth value", path=self.url)
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution) for solution in found))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """The answer of an ASK."""
        found = self._parse(self._fetch(query, bindings, ("ask",)))
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise EngineError("the endpoint answered an ASK with rows", path=self.url)
        return bool(found)

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
