"""Saved questions: read from ``queries/``, run on a store, listed in catalogues."""

from claimgraph.queries.catalogue import to_markdown
from claimgraph.queries.lookup import find_entity, find_page, find_source
from claimgraph.queries.running import bind_parameters, run_query, to_term
from claimgraph.queries.saved import Column, Parameter, SavedQuery, find_query, parse_query, read_queries

__all__ = [
    "Column",
    "Parameter",
    "SavedQuery",
    "bind_parameters",
    "find_entity",
    "find_page",
    "find_query",
    "find_source",
    "parse_query",
    "read_queries",
    "run_query",
    "to_markdown",
    "to_term",
]
