"""Prints ``docs/queries.md``."""

from claimgraph.queries import read_queries, to_markdown

print(to_markdown(read_queries()), end="")
