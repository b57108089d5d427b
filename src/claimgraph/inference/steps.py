"""Steps of causal paths: what leads from one thing to the next, whichever relations say so.

Between two things there are often several edges (a claim in a table, a link in front matter, an
inferred inverse). A path over edges would count each combination; a path over steps counts the things
on the way. A step has the sign that its signed edges agree on, and the best backing among them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from claimgraph.inference.edges import BASES, DirectEdge, InferredEdge
from claimgraph.inference.quads import DERIVED_FROM, TYPE, QuadWriter, cg, text_of, to_integer, to_literal
from claimgraph.namespaces import CG, Minter, content_id
from claimgraph.ontology import Ontology

# Relations that lead on without being an effect. An effect leads on by definition; the rest (is_a,
# associated_with, measures, has_participant …) says nothing of what a change of the subject brings.
LEADS_ON = frozenset(
    ("binds", "interacts_with", "participates_in", "involves_pathway", "upstream_of", "manifests_as")
) | frozenset(("linked_to_hallmark", "targets_hallmark", "accelerates_hallmark"))


class Step(msgspec.Struct, frozen=True):
    """One step. ``sign`` is 1 or -1 where all signed edges agree, else 0."""

    subject: str
    object: str
    sign: int
    basis: str
    backing: str
    edges: tuple[str, ...]


def infer_steps(
    edges: Iterable[DirectEdge], inferred: Iterable[InferredEdge], ontology: Ontology
) -> tuple[Step, ...]:
    """The steps, sorted by subject and object."""
    grouped: dict[tuple[str, str], list[DirectEdge | InferredEdge]] = {}
    every: list[DirectEdge | InferredEdge] = [*edges, *inferred]
    for edge in every:
        name = text_of(edge.predicate).removeprefix(CG)
        relation = ontology.relations.get(name)
        leads = name in LEADS_ON or (relation is not None and relation.sign is not None)
        if leads and edge.basis is not None and edge.subject != edge.object:
            grouped.setdefault((edge.subject, edge.object), []).append(edge)
    steps = []
    for (subject, value), group in sorted(grouped.items()):
        # The best backed and most telling first: "increases level of" before "modulates".
        ordered = sorted(
            group, key=lambda edge: (BASES.index(edge.basis or BASES[-1]), edge.sign == 0, edge.predicate)
        )
        signs = {edge.sign for edge in group if edge.sign}
        said = [f"{_label(edge.predicate, ontology)}: {edge.backing}" for edge in ordered]
        steps.append(
            Step(
                subject=subject,
                object=value,
                sign=signs.pop() if len(signs) == 1 else 0,
                basis=ordered[0].basis or BASES[-1],
                backing=". ".join(dict.fromkeys(said)),
                edges=tuple(edge.iri for edge in ordered),
            )
        )
    return tuple(steps)


def _label(predicate: str, ontology: Ontology) -> str:
    name = text_of(predicate).removeprefix(CG)
    relation = ontology.relations.get(name)
    return relation.label if relation else name


def write_steps(writer: QuadWriter, steps: Iterable[Step], minter: Minter) -> None:
    """A ``cg:Step`` node a step."""
    add = writer.add
    for step in steps:
        node = f"<{minter.hashed('step', content_id(step.subject, step.object))}>"
        add(node, TYPE, cg("Step"))
        add(node, cg("stepFrom"), step.subject)
        add(node, cg("stepTo"), step.object)
        add(node, cg("sign"), to_integer(step.sign))
        add(node, cg("edgeBasis"), to_literal(step.basis))
        add(node, cg("backing"), to_literal(step.backing))
        for edge in step.edges:
            add(node, DERIVED_FROM, edge)
