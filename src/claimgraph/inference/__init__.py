"""What follows from the graph, kept apart from what pages state.

``graph/-/derived`` holds direct edges and their OWL RL closure, ``graph/-/facts`` the computed facts
about evidence. Both are computed from the page graphs alone, and every fact names its premises.
"""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.graph import QuadNode
from claimgraph.inference.closure import Closure, read_axioms
from claimgraph.inference.conclusions import Conclusions, Delta, Remains
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
from claimgraph.inference.shelf import Shelf, key_token, said_token, tokens_of
from claimgraph.inference.stages import infer_derived, infer_facts
from claimgraph.inference.told import UnmendableError
from claimgraph.namespaces import Minter
from claimgraph.ontology import Ontology

__all__ = [
    "KINDS",
    "Conclusions",
    "Delta",
    "NodeIndex",
    "PremiseNode",
    "Remains",
    "Shelf",
    "UnmendableError",
    "classes_of",
    "infer_derived",
    "infer_facts",
    "infer_nodes",
    "key_token",
    "pick_premises",
    "said_token",
    "to_closure",
    "to_premises",
    "tokens_of",
]


def infer_nodes(
    premises: Premises, ontology: Ontology, minter: Minter, conclusions: Conclusions | None = None
) -> list[QuadNode]:
    """The nodes of the derived graphs that follow from premises; ``conclusions`` take them in."""
    edges = infer_edges(premises, ontology, minter)
    facts = infer_facts(premises, ontology, minter)
    if conclusions is not None:
        conclusions.take(premises, edges, facts)
    return [*infer_derived(premises, ontology, minter, edges=edges), *facts]


def to_closure(lines: Iterable[str], ontology: Ontology, minter: Minter) -> Closure:
    """The closure of a built graph's edges, which can say why an edge follows."""
    premises = read_premises(lines, ontology, minter)
    edges = infer_edges(premises, ontology, minter)
    return infer_closure(edges, premises.types, read_axioms(ontology.triples))
