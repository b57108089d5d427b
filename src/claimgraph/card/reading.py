"""Reads a card from a store: one thing, or two and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from claimgraph.card.claims import (
    ABOUT_ONE,
    ABOUT_TWO,
    CITING,
    Claims,
    group_claims,
    read_conflicts,
    read_names,
)
from claimgraph.card.nodes import Node, read_nodes, read_rows
from claimgraph.card.strength import is_human, rank_studies
from claimgraph.card.studies import Clusters, Concepts, place_of, read_relations, read_studies
from claimgraph.card.values import (
    Card,
    ClaimLine,
    Failing,
    FieldLine,
    GapLine,
    HallmarkLine,
    PathLine,
    Place,
    StatementLine,
    Study,
)
from claimgraph.errors import UsageError
from claimgraph.namespaces import RDF, SKOS
from claimgraph.queries import find_entity, find_query, find_source
from claimgraph.store import GraphStore

_VAGUE = frozenset(("Entity", "UnlinkedEntity", "Source", "Expression"))
_PAGE_CITATIONS = "?page cg:about ?entity . ?citation cg:page ?page ; a cg:Citation ; cg:referenced true ."
_OWN_CITATIONS = "?citation cg:source ?entity ; a cg:Citation ."
# What the page itself says with a footnote, and what any page says of the thing with one.
_ABOUT_STATEMENTS = (
    "{ #@bind\n ?page cg:about ?entity . ?statement cg:page ?page ; a cg:Statement } "
    "UNION { #@bind\n ?statement cg:mentions ?entity ; a cg:Statement } "
)
_CITING_STATEMENTS = "?citation cg:source ?entity . ?statement cg:cites ?citation ; a cg:Statement . "
_BOTH_STATEMENTS = (
    "{ #@bind\n ?page cg:about ?entity . ?statement cg:page ?page ; a cg:Statement } "
    "UNION { #@bind\n ?page cg:about ?second . ?statement cg:page ?page ; a cg:Statement } "
    "UNION { #@bind\n ?statement cg:mentions ?entity , ?second ; a cg:Statement } "
)
_FIELDS = "?page cg:about ?entity . ?node cg:page ?page ; a cg:FieldValue ."
_VERIFICATION = "?page cg:about ?entity . ?node cg:page ?page ; a cg:Verification ."


def read_card(
    store: GraphStore, text: str, other: str | None = None, findings: Iterable[Failing] = ()
) -> Card:
    """The card of what ``text`` names: an entity, a study or a source; with ``other``, of both together.

    ``findings`` are those of the last check; the card keeps those on its page.

    Raises:
        UsageError: a name means nothing or several things in this graph, or both mean the same one.
    """
    entity = find_thing(store, text, "X")
    second = find_thing(store, other, "Y") if other is not None else None
    if second == entity:
        raise UsageError("both names mean the same thing", remedy="name two different things, or only one")
    bindings = {"entity": entity} if second is None else {"entity": entity, "second": second}
    (me,) = read_nodes(store, "BIND(?entity AS ?node)", {"entity": entity}).values()
    is_source = any(kind.endswith(("#Source", "#Study")) for kind in me.texts(RDF + "type"))
    pattern = ABOUT_ONE if second is None else ABOUT_TWO
    if is_source and second is None:
        pattern = f"{ABOUT_ONE} UNION {CITING}"
    concepts = Concepts(store)
    relations = read_relations(store)
    claims = Claims(store, pattern, bindings, concepts, relations)
    cited = read_studies(
        store, concepts, _OWN_CITATIONS if is_source else _PAGE_CITATIONS, {"entity": entity}
    )
    statement_pattern = _CITING_STATEMENTS if is_source else _ABOUT_STATEMENTS
    if second is not None:
        statement_pattern = _BOTH_STATEMENTS
    statements = _Statements(store, statement_pattern, bindings, concepts)
    if second is not None:
        statements.keep_naming(
            {
                _page_iri(store, entity): _names(store, second),
                _page_iri(store, second): _names(store, entity),
            },
            (entity.value, second.value),
        )

    clusters = Clusters.read(store, pattern, [bindings], [entity])
    # On the card of two things what stands between them counts, not all that a page cites; on that of
    # one the sentences of other pages, which may cite a study for something else, do not.
    beside = cited if second is None else statements.studies
    studies = clusters.number(_unique((*claims.studies.values(), *beside.values())))
    lines = {iri: claims.line(node, clusters) for iri, node in claims.nodes.items()}
    labels, kinds = read_names(store, pattern, bindings)
    groups = group_claims(
        ((claims.nodes[iri], line) for iri, line in lines.items()), entity.value, labels, kinds
    )
    page = _page(store, me, entity)
    places = {place.path for place in (page,) if place}
    return Card(
        name=me.label or next(iter(lines.values())).subject if lines else me.label or text,
        iri=entity.value,
        kind=_kind(me),
        aliases=tuple(alias for alias in me.texts(SKOS + "altLabel") if alias != me.label),
        page=page,
        other=_label(store, second, other),
        fields=_fields(store, entity) if second is None else (),
        empty_fields=_empty_fields(store, entity) if second is None else (),
        kinds=_kinds(lines.values()),
        backed=tuple(group for group in groups if group.standing == "backed"),
        apart=tuple(group for group in groups if group.standing not in ("backed", "link")),
        links=tuple(group for group in groups if group.standing == "link"),
        studies=tuple(sorted(studies, key=lambda study: (rank_studies((study,)), study.name, study.iri))),
        author_groups=clusters.groups(studies),
        independence_known=not me.flag("independenceUnknown"),
        human_groups=me.number("humanIndependentGroups"),
        human_groups_at_most=me.number("humanIndependentGroupsAtMost"),
        conflicts=read_conflicts(store, lines, pattern, bindings),
        hallmarks=_hallmarks(store, entity, me) if second is None and not is_source else (),
        gaps=_gaps(store, entity) if second is None else (),
        statements=statements.lines(clusters, lines.values(), claims.nodes.values(), page),
        paths=_paths(store, entity, second) if second is not None else (),
        failing=tuple(item for item in findings if item.where.path in places) if second is None else (),
    )


def find_thing(store: GraphStore, text: str, name: str) -> NamedNode:
    """The entity, else the source, that is called so.

    Raises:
        UsageError: nothing or more than one thing is.
    """
    try:
        return find_entity(store, text, name)
    except UsageError as missing:
        if "can mean" in missing.message:
            raise
        try:
            return find_source(store, text, name)
        except UsageError as ambiguous:
            raise (ambiguous if "can mean" in ambiguous.message else missing) from missing


def _unique(studies: Iterable[Study]) -> tuple[Study, ...]:
    found: dict[str, Study] = {}
    for study in studies:
        found.setdefault(study.iri, study)
    return tuple(found.values())


def _kind(node: Node) -> str | None:
    names = (kind.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for kind in node.texts(RDF + "type"))
    return min((name for name in names if name not in _VAGUE), default=None)


def _label(store: GraphStore, node: NamedNode | None, written: str | None) -> str | None:
    if node is None:
        return None
    labels = read_rows(store, "SELECT ?label WHERE { ?thing rdfs:label ?label }", {"thing": node})
    return min((label for (label,) in labels), default=written)


def _page(store: GraphStore, me: Node, entity: NamedNode) -> Place | None:
    rows = read_rows(
        store, "SELECT ?path WHERE { ?page cg:about ?entity ; a cg:Page ; cg:path ?path }", {"entity": entity}
    )
    path = min((path for (path,) in rows), default=None)
    if path is None:
        return None
    place = place_of(me)
    return place if place and place.path == path else Place(path, 1)


def _page_iri(store: GraphStore, entity: NamedNode) -> str:
    rows = read_rows(store, "SELECT ?page WHERE { ?page cg:about ?entity ; a cg:Page }", {"entity": entity})
    return min((page for (page,) in rows), default="")


def _names(store: GraphStore, entity: NamedNode) -> tuple[str, ...]:
    rows = read_rows(
        store, "SELECT ?name WHERE { ?entity rdfs:label|skos:altLabel ?name }", {"entity": entity}
    )
    return tuple(sorted({name for (name,) in rows if len(name) > 2}))


def _kinds(lines: Iterable[ClaimLine]) -> dict[str, int]:
    counts = dict.fromkeys(("backed", "link", "speculative", "disputed", "denied", "unsourced"), 0)
    for line in lines:
        counts[line.standing] += 1
    return counts


def _fields(store: GraphStore, entity: NamedNode) -> tuple[FieldLine, ...]:
    """The page's own verdicts: fields with a closed list of values, the next experiment, the check."""
    found = []
    for node in read_nodes(store, _FIELDS, {"entity": entity}).values():
        name, value = node.text("field") or "", node.text("value")
        told = node.text("fieldKind") == "enum" and not name.startswith("verified")
        if value and (told or name == "next-experiment"):
            found.append(FieldLine(name, value, node.text("note") or "", place_of(node) or Place("", 0)))
    for node in read_nodes(store, _VERIFICATION, {"entity": entity}).values():
        verified = node.flag("verified")
        if verified is not None:
            by = " ".join(part for part in (node.text("verifiedBy"), node.text("verifiedDate")) if part)
            value = f"yes, {by}" if verified and by else "yes" if verified else "no"
            found.append(
                FieldLine("verified", value, node.text("verifiedScope") or "", place_of(node) or Place("", 0))
            )
    return tuple(sorted(found, key=lambda field: (field.where, field.name, field.value)))


def _empty_fields(store: GraphStore, entity: NamedNode) -> tuple[FieldLine, ...]:
    found = []
    for node in read_nodes(store, _FIELDS, {"entity": entity}).values():
        if node.text("fieldKind") != "link" or node.text("value") or node.text("link"):
            continue
        note = node.text("note") or node.text("comment") or ""
        found.append(FieldLine(node.text("field") or "", "", note, place_of(node) or Place("", 0)))
    return tuple(sorted(found, key=lambda field: (field.where, field.name)))


def _place(text: str) -> Place:
    path, _, line = text.rpartition(":")
    return Place(path, int(line)) if line.isdigit() else Place(text, 0)


def _hallmarks(store: GraphStore, entity: NamedNode, me: Node) -> tuple[HallmarkLine, ...]:
    if any(kind.endswith("#Hallmark") for kind in me.texts(RDF + "type")):
        return ()
    rows = store.select(find_query("hallmark-status").text, {"entity": entity}, trusted=True).records()
    return tuple(
        HallmarkLine(row["status"], row["hallmark"], row["text"], _place(row["where"])) for row in rows
    )


def _gaps(store: GraphStore, entity: NamedNode) -> tuple[GapLine, ...]:
    pages = read_rows(store, "SELECT ?page WHERE { ?page cg:about ?entity ; a cg:Page }", {"entity": entity})
    query = find_query("page-gaps").text
    found: dict[GapLine, None] = {}
    for (page,) in sorted(pages):
        for row in store.select(query, {"page": NamedNode(page)}, trusted=True).records():
            line = GapLine(row["gap"], row["class"], row["text"] or row["note"], _place(row["where"]))
            found.setdefault(line)
    return tuple(found)


def _paths(store: GraphStore, entity: NamedNode, goal: NamedNode) -> tuple[PathLine, ...]:
    query = find_query("paths-between").text
    found = []
    for one, two in ((entity, goal), (goal, entity)):
        rows = store.select(query, {"entity": one, "goal": two}, trusted=True).records()
        found += [PathLine(row["sign"], row["path"], row["weakest"], row["backing"]) for row in rows]
    return tuple(found)


class _Statements:
    """Statements that cite a source and are about the card's subject."""

    __slots__ = ("_gaps", "_nodes", "studies")

    def __init__(
        self, store: GraphStore, pattern: str, bindings: Mapping[str, NamedNode], concepts: Concepts
    ) -> None:
        citing = pattern + " ?statement cg:cites ?citation ."
        self._nodes = read_nodes(store, citing + " BIND(?statement AS ?node)", bindings)
        self.studies = read_studies(store, concepts, citing, bindings)
        self._gaps = read_nodes(store, citing + " ?statement cg:gap ?node .", bindings)

    def keep_naming(self, names: Mapping[str, tuple[str, ...]], both: tuple[str, str]) -> None:
        """Keeps statements that link both things, or stand on one's page and name the other."""
        patterns = {
            page: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, found)) + r")(?!\w)", re.IGNORECASE)
            for page, found in names.items()
            if page and found
        }
        kept = {}
        for iri, node in self._nodes.items():
            pattern = patterns.get(node.text("page") or "")
            mentions = set(node.texts("mentions"))
            if set(both) <= mentions or (pattern and pattern.search(node.text("text") or "")):
                kept[iri] = node
        self._nodes = kept
        used = {citation for node in kept.values() for citation in node.texts("cites")}
        self.studies = {iri: study for iri, study in self.studies.items() if iri in used}

    def lines(
        self,
        clusters: Clusters,
        claims: Iterable[ClaimLine],
        nodes: Iterable[Node],
        page: Place | None,
    ) -> tuple[StatementLine, ...]:
        """The statements that no claim with its own line on the card is read from, its own page's first."""
        standing = {claim.iri: claim.standing for claim in claims}
        told = {
            statement
            for node in nodes
            if standing.get(node.iri) != "link"
            for statement in node.texts("statement")
        }
        found = []
        for iri, node in self._nodes.items():
            if iri in told:
                continue
            studies = tuple(
                clusters.numbered(self.studies[citation])
                for citation in node.texts("cites")
                if citation in self.studies
            )
            tags = {self._gaps[gap].text("tag") or "" for gap in node.texts("gap") if gap in self._gaps}
            found.append(
                StatementLine(
                    section=node.text("section") or "",
                    text=" ".join((node.text("text") or "").split()),
                    studies=studies,
                    gaps=tuple(sorted(tags)),
                    where=place_of(node) or Place("", 0),
                )
            )
        own = page.path if page else None
        found.sort(
            key=lambda line: (
                line.where.path != own,
                not any(study.primary is not False and not study.retracted for study in line.studies),
                not any(is_human(study) for study in line.studies),
                line.where,
                line.text,
            )
        )
        return tuple(found)
