"""Runs the rules of ``shapes/`` over a graph and says what they found, where."""

from __future__ import annotations

from claimgraph.validation.comparisons import Comparisons
from claimgraph.validation.facts import citation_fact_nodes, fact_nodes, page_fact_nodes
from claimgraph.validation.profile_facts import profile_nodes
from claimgraph.validation.run import ValidationReport, validate

__all__ = [
    "Comparisons",
    "ValidationReport",
    "citation_fact_nodes",
    "fact_nodes",
    "page_fact_nodes",
    "profile_nodes",
    "validate",
]
