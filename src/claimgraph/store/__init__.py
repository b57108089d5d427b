"""Where the graph is asked: an embedded Oxigraph store, or a SPARQL 1.1 endpoint that the user names.

Every query is read-only and local. Before an engine sees it, ``check_read_only`` reads the text word by
word (in SPARQL a bare word is always a keyword, so a word is an exact test where a pattern is not) and
parses it with rdflib: SERVICE, FROM, LOAD and every update are refused in any spelling. Queries that
somebody else wrote run in an ``IsolatedStore``, a process that is ended at a deadline or a memory cap.

Parameters never become text by concatenation. A term is serialised by the engine's own writer into
one ``VALUES`` row at the start of the outermost group, the same for every store. Oxigraph's own
substitutions were tried first: they need each variable in the projection, and with
``BIND(?parameter AS ?x)`` 0.5.13 answers as if the parameter were free.

The default graph is the union of all named graphs.
"""

from claimgraph.store.answers import answer_any, answer_table
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.endpoint import EndpointStore
from claimgraph.store.isolated import IsolatedStore, Limits
from claimgraph.store.lexing import BIND_MARK
from claimgraph.store.loading import Loader, Plan
from claimgraph.store.parts import read_parts
from claimgraph.store.safety import bound_query, check_read_only
from claimgraph.store.services import find_services
from claimgraph.store.tables import GraphStore, Table, Term, to_text

__all__ = [
    "BIND_MARK",
    "EmbeddedStore",
    "EndpointStore",
    "GraphStore",
    "IsolatedStore",
    "Limits",
    "Loader",
    "Plan",
    "Table",
    "Term",
    "answer_any",
    "answer_table",
    "bound_query",
    "check_read_only",
    "find_services",
    "read_parts",
    "to_text",
]
