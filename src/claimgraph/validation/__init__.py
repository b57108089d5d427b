"""Runs the rules of ``shapes/`` over a graph and says what they found, where."""

from __future__ import annotations

from claimgraph.validation.facts import fact_quads
from claimgraph.validation.profile_facts import profile_quads
from claimgraph.validation.run import ValidationReport, validate

__all__ = ["ValidationReport", "fact_quads", "profile_quads", "validate"]
