"""The addresses of one server: where it is asked, where it is changed, where graphs are put."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import msgspec

from claimgraph.errors import UsageError
from claimgraph.store.requests import check_url


class Services(msgspec.Struct, frozen=True):
    """``store`` is of the SPARQL 1.1 Graph Store protocol; ``None`` where there is none known."""

    query: str
    update: str
    store: str | None


# The last words of a query address, and what stands in their place for updates and for graphs. The first
# that fits is taken: at the top of a server (no folder before it) the words mean other servers.
_TOP = {
    "query": ("update", "store"),  # Oxigraph
    "sparql": ("sparql", "sparql-graph-crud"),  # Virtuoso
    "sparql-auth": ("sparql-auth", "sparql-graph-crud-auth"),
}
_BELOW = {"query": ("update", "data"), "sparql": ("update", "data")}  # Fuseki


def find_services(query: str, update: str | None = None, store: str | None = None) -> Services:
    """The services of a server from its query address, where they are not named.

    Known are the addresses of Oxigraph, Fuseki, Virtuoso, and of RDF4J and GraphDB.

    Raises:
        UsageError: an address is malformed, or the one for updates can't be told from that for queries.
    """
    query = check_url(query)
    parts = urlsplit(query)
    folder, _, last = parts.path.rstrip("/").rpartition("/")

    def address(path: str) -> str:
        return urlunsplit(parts._replace(path=path, query=""))

    known: tuple[str, str] | None = None
    if folder.endswith("/repositories"):
        known = (f"{folder}/{last}/statements", f"{folder}/{last}/rdf-graphs/service")
    else:
        words = (_BELOW if folder else _TOP).get(last)
        if words is not None:
            known = (f"{folder}/{words[0]}", f"{folder}/{words[1]}")
    if update is None and known is None:
        raise UsageError(
            "the address for updates cannot be told from that for queries",
            path=query,
            remedy="name it with --update-url, and that of the Graph Store protocol with --store-url",
        )
    return Services(
        query,
        check_url(update) if update else address(known[0]) if known else query,
        check_url(store) if store else address(known[1]) if known and not update else None,
    )
