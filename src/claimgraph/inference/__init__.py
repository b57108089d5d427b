"""What follows from the graph, kept apart from what pages state.

``graph/-/derived`` holds direct edges and their OWL RL closure, ``graph/-/facts`` the computed facts
about evidence. Both are computed from the page graphs alone, and every fact names its premises.
"""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.graph import QuadNode
from claimgraph.inference.closure import Closure, read_axioms
from claimgraph.inference.conclusions import Conclusions
from claimgraph.inference.edges import infer_closure, infer_edges
from claimgraph.inference.premises import (
    KINDS,
    PremiseNode,
    Premises,
    classes_of,
    pick_premises,
    read_premises,
    to_premises,
)
from claimgraph.inference.quads import NodeIndex
from claimgraph.inference.stages import infer_derived, infer_facts
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology

__all__ = [
    "KINDS",
    "Conclusions",
    "NodeIndex",
    "PremiseNode",
    "classes_of",
    "infer_derived",
    "infer_facts",
    "infer_nodes",
    "pick_premises",
    "to_closure",
    "to_premises",
]


def infer_nodes(premises: Premises, ontology: Ontology, minter: Minter) -> list[QuadNode]:
    """The nodes of the derived graphs that follow from premises."""
    return [*infer_derived(premises, ontology, minter), *infer_facts(premises, ontology, minter)]


def to_closure(lines: Iterable[str], ontology: Ontology, minter: Minter) -> Closure:
    """The closure of a built graph's edges, which can say why an edge follows."""
    premises = read_premises(lines, ontology, minter)
    edges = infer_edges(premises, ontology, minter)
    return infer_closure(edges, premises.types, read_axioms(ontology.triples))
