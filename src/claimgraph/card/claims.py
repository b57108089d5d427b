"""Claims of a card, and their groups by the other thing, the direction and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from claimgraph.card.nodes import Node, read_nodes, read_rows
from claimgraph.card.strength import count_groups, rank_claim, rank_group, studies_of
from claimgraph.card.studies import Clusters, Concepts, place_of, read_studies
from claimgraph.card.values import Backing, ClaimGroup, ClaimLine, ConflictLine, Place
from claimgraph.namespaces import CG
from claimgraph.store import GraphStore

_DIRECTIONS = {"increase": 1, "decrease": -1}
_STANCES = {"Supports": "supports", "Disputes": "disputes", "Inconclusive": "inconclusive"}
_VAGUE = frozenset(("Entity", "UnlinkedEntity", "Source", "Expression"))

# Oxigraph starts a branch of a UNION from anything unless the parameter is bound in the branch too.
ABOUT_ONE = (
    "{ #@bind\n ?claim cg:subject ?entity ; a cg:Claim } "
    "UNION { #@bind\n ?claim cg:object ?entity ; a cg:Claim } "
)
ABOUT_TWO = (
    "{ #@bind\n ?claim cg:subject ?entity ; cg:object ?second ; a cg:Claim } "
    "UNION { #@bind\n ?claim cg:subject ?second ; cg:object ?entity ; a cg:Claim } "
)
CITING = "{ #@bind\n ?line cg:source ?entity . ?claim cg:hasEvidenceLine ?line ; a cg:Claim } "


class Claims:
    """The claims of a pattern (``?claim``), with all that stands behind them."""

    __slots__ = ("_concepts", "_gaps", "_lines", "_relations", "_said", "nodes", "studies")

    def __init__(
        self,
        store: GraphStore,
        pattern: str,
        bindings: Mapping[str, NamedNode],
        concepts: Concepts,
        relations: Mapping[str, tuple[str, int | None]],
    ) -> None:
        self.nodes = read_nodes(store, pattern + " BIND(?claim AS ?node)", bindings)
        self._lines = read_nodes(store, pattern + " ?claim cg:hasEvidenceLine ?node .", bindings)
        self._gaps = read_nodes(store, pattern + " ?claim cg:gap ?node .", bindings)
        self._said = read_nodes(store, pattern + " ?claim cg:statement ?node .", bindings)
        self.studies = read_studies(
            store, concepts, pattern + " ?claim cg:hasEvidenceLine/cg:citation ?citation .", bindings
        )
        self._concepts = concepts
        self._relations = relations

    def line(self, node: Node, clusters: Clusters) -> ClaimLine:
        """One claim."""
        predicate = node.text("predicate") or ""
        relation, sign = self._relations.get(
            predicate, (predicate.rsplit("#", 1)[-1].replace("_", " "), None)
        )
        direction = node.text("direction")
        backing = []
        for iri in node.texts("hasEvidenceLine"):
            line = self._lines.get(iri)
            study = self.studies.get(line.text("citation") or "") if line else None
            if line and study:
                stance = (line.text("stance") or "").removeprefix(CG)
                backing.append(Backing(_STANCES.get(stance, "inconclusive"), clusters.numbered(study)))
        backing.sort(key=lambda item: (item.stance != "supports", item.study.name, item.study.iri))
        organisms = self._concepts.organisms(node.texts("claimOrganism"))
        gaps = sorted(
            {
                gap.text("tag") or ""
                for iri in node.texts("gap")
                if (gap := self._gaps.get(iri)) and gap.text("gapClass") == CG + "EvidenceGap"
            }
        )
        return ClaimLine(
            iri=node.iri,
            subject=node.text("subjectText") or "",
            relation=relation,
            object=node.text("objectText") or "",
            direction=direction,
            sign=(sign or _DIRECTIONS.get(direction or "", 0)) if sign is not None else 0,
            standing=_standing(node, backing),
            asserted_by=node.text("assertedBy") or "",
            organisms=organisms,
            tissue=node.text("tissue"),
            dose=node.text("dose"),
            route=node.text("route"),
            timing=node.text("timing"),
            population=node.text("population"),
            comparator=node.text("comparator"),
            effect=node.text("effectText"),
            note=node.text("note"),
            gaps=tuple(gap for gap in gaps if gap),
            backing=tuple(backing),
            groups=node.number("independentGroups"),
            groups_at_most=node.number("independentGroupsAtMost"),
            retracted=bool(node.flag("onlyRetractedSupport")),
            quote=self._quote(node),
            where=place_of(node) or Place("", 0),
        )

    def _quote(self, node: Node) -> str | None:
        said = self._said.get(node.text("statement") or "")
        return (said.text("text") if said else None) or node.text("text")


def _standing(node: Node, backing: Iterable[Backing]) -> str:
    if node.flag("negated"):
        return "denied"
    certainty = (node.text("certainty") or "").removeprefix(CG)
    if certainty in ("Speculative", "Disputed"):
        return certainty.lower()
    if any(item.stance == "supports" for item in backing):
        return "backed"
    if any(item.stance == "disputes" for item in backing):
        return "disputed"
    return "link" if node.text("assertedBy") == "front-matter" else "unsourced"


def read_names(
    store: GraphStore, pattern: str, bindings: Mapping[str, NamedNode]
) -> tuple[dict[str, str], dict[str, str]]:
    """Labels and classes of the subjects and objects of claims, by IRI."""
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    both = pattern + " ?claim cg:subject|cg:object ?thing ."
    for thing, label in read_rows(
        store, f"SELECT DISTINCT ?thing ?label WHERE {{ {both} ?thing rdfs:label ?label }}", bindings
    ):
        labels[thing] = min(label, labels.get(thing, label))
    for thing, kind in read_rows(
        store, f"SELECT DISTINCT ?thing ?kind WHERE {{ {both} ?thing a ?kind }}", bindings
    ):
        name = kind.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        if name not in _VAGUE:
            kinds[thing] = min(name, kinds.get(thing, name))
    return labels, kinds


def group_claims(
    claims: Iterable[tuple[Node, ClaimLine]],
    entity: str,
    labels: Mapping[str, str],
    kinds: Mapping[str, str],
) -> tuple[ClaimGroup, ...]:
    """Claims by the other thing, direction and standing, strongest first; one thing's groups together."""
    grouped: dict[tuple[str, bool, int, str], list[ClaimLine]] = {}
    names: dict[str, str] = {}
    for node, line in claims:
        incoming = node.text("object") == entity and node.text("subject") != entity
        # On the card of a study both ends are other things: what it says of the object is shown.
        end = "subject" if incoming else "object"
        other = node.text(end) or ""
        names[other] = labels.get(other) or (line.subject if incoming else line.object)
        grouped.setdefault((other, incoming, line.sign, line.standing), []).append(line)
    groups = []
    for (other, incoming, sign, standing), lines in grouped.items():
        studies = studies_of(lines)
        group = ClaimGroup(
            other=names[other],
            kind=kinds.get(other),
            incoming=incoming,
            sign=sign,
            standing=standing,
            claims=tuple(sorted(lines, key=rank_claim)),
            studies=studies,
            groups=count_groups(studies),
        )
        groups.append((other, group))
    best: dict[str, tuple[object, ...]] = {}
    for other, group in groups:
        rank = rank_group(group)
        best[other] = min(rank, best.get(other, rank))
    groups.sort(key=lambda item: (best[item[0]], item[0], rank_group(item[1]), item[1].standing))
    return tuple(group for _, group in groups)


def read_conflicts(
    store: GraphStore, lines: Mapping[str, ClaimLine], pattern: str, bindings: Mapping[str, NamedNode]
) -> tuple[ConflictLine, ...]:
    """Conflicts between claims of the card."""
    found = []
    for node in read_nodes(store, pattern + " ?node cg:side ?claim .", bindings).values():
        one, other = lines.get(node.text("side") or ""), lines.get(node.text("otherSide") or "")
        if one and other:
            found.append(
                ConflictLine(
                    node.text("conflictKind") or "",
                    one,
                    other,
                    node.texts("differsIn"),
                    node.texts("unknownIn"),
                )
            )
    return tuple(sorted(found, key=lambda item: (rank_claim(item.one), rank_claim(item.other))))
