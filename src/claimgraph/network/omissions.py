"""What a projection leaves out of the graph, counted: nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Iterator

from claimgraph.network.records import Records
from claimgraph.network.values import Omission, Shape

# Kinds of nodes that no network holds as nodes of their own.
_OTHERS = (
    ("Statement", "statements"),
    ("Gap", "gaps as nodes of their own"),
    ("Link", "links between pages"),
    ("FieldValue", "front-matter values"),
    ("Verification", "notes of verification"),
    ("SampleSize", "sample sizes"),
)


def _count(records: Records, kind: str) -> int:
    return sum(1 for _ in records.instances(kind))


def count_omissions(
    records: Records, shape: Shape, edge_claims: int, incomplete: int, *, partial: bool, entities: int
) -> tuple[Omission, ...]:
    """What is not there, in sentences' order; of a part of a graph only what the whole shape cannot hold.

    ``edge_claims`` counts the claims behind edges, ``entities`` the entities that are there.
    """
    return tuple(
        item for item in _found(records, shape, edge_claims, incomplete, partial, entities) if item.count
    )


def _found(
    records: Records, shape: Shape, edge_claims: int, incomplete: int, partial: bool, entities: int
) -> Iterator[Omission]:
    if shape in (Shape.BROWSE, Shape.CLAIMS) and not partial:
        yield Omission(
            _count(records, "Claim") - edge_claims,
            "claims that give no edge (negated, speculative, disputed, gap-only)",
            "--shape evidence",
        )
        mentioned = len(set(records.about())) + _count(records, "UnlinkedEntity")
        yield Omission(max(0, mentioned - entities), "entities without an edge", "--shape evidence")
    if shape in (Shape.BROWSE, Shape.CLAIMS):
        yield Omission(
            _count(records, "EvidenceLine"),
            "evidence lines and their citations as nodes of their own",
            "--shape evidence",
        )
    if shape is Shape.EVIDENCE:
        yield Omission(_count(records, "Edge"), "direct edges derived from claims", "--shape browse")
    yield Omission(_count(records, "InferredEdge"), "edges that no claim states and inference adds")
    yield Omission(incomplete, "claims, edges or evidence lines with a missing or second end")
    for kind, words in _OTHERS:
        yield Omission(_count(records, kind), words)
