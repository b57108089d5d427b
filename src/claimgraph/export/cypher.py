"""What Neo4j's two ways in have in common: groups of nodes and links, labels, types, and the script."""

from __future__ import annotations

import re

from claimgraph.network import EDGE, ENTITY_FIELDS, EVIDENCE, EVIDENCE_NODES, Field, Link, Node

_NO_NAME = re.compile(r"[^A-Za-z0-9_]")


def to_name(text: str) -> str:
    """A label or type that needs no quoting. Quoting would not do: Cypher reads \\u0060 in a quoted name as
    the quote that ends it."""
    name = _NO_NAME.sub("_", text)
    return name if name and not name[0].isdigit() else f"_{name}"


GROUPS = ("Entity", "Claim", "EvidenceLine", "Citation", "Source")
"""The groups of nodes; a source that claims are about is in the last, with the label ``Entity`` too."""


def group_of(node: Node) -> str:
    """The group of a node."""
    return next((name for name in GROUPS[1:] if name in node.classes), GROUPS[0])


def _fields(*tables: tuple[Field, ...]) -> tuple[Field, ...]:
    """Each name once, in order."""
    found: dict[str, Field] = {}
    for table in tables:
        for item in table:
            found.setdefault(item.name, Field(item.name, item.kind, item.many))
    return tuple(found.values())


_HEAD = (Field("label"),)
_IDENTITY = tuple(field for field in ENTITY_FIELDS if field.name in ("path", "aliases", "same_as"))

NODE_FIELDS: dict[str, tuple[Field, ...]] = {
    "Entity": _fields(_HEAD, (Field("kind"),), ENTITY_FIELDS),
    "Claim": _fields(_HEAD, (Field("predicate"),), EVIDENCE_NODES["Claim"], (Field("gaps", many=True),)),
    "EvidenceLine": _fields(_HEAD, EVIDENCE_NODES["EvidenceLine"]),
    "Citation": _fields(_HEAD, EVIDENCE_NODES["Citation"]),
    "Source": _fields(_HEAD, (Field("kind"),), _IDENTITY, EVIDENCE_NODES["Source"], ENTITY_FIELDS),
}
"""The properties of each group, besides ``iri``."""

EDGE_FIELDS = EDGE
EVIDENCE_FIELDS = EVIDENCE


def node_labels(node: Node) -> tuple[str, ...]:
    """Its labels, that of its group first."""
    group = group_of(node)
    return (group, *(to_name(name) for name in node.classes if name != group))


def node_values(node: Node) -> dict[str, tuple[str, ...]]:
    """Its properties, besides ``iri``."""
    return {**node.values, "label": (node.label,), "kind": (node.kind,)}


def link_type(link: Link) -> str:
    """Its type: the relation in capitals."""
    return to_name(link.relation).upper()


def link_fields(link: Link) -> tuple[Field, ...]:
    """Its properties, besides ``iri``."""
    if link.derived:
        return EDGE_FIELDS
    return EVIDENCE_FIELDS if link.relation == "evidence" else ()


CONSTRAINTS = (
    *(
        f"CREATE CONSTRAINT {group.lower()}_iri IF NOT EXISTS FOR (n:{group}) REQUIRE n.iri IS UNIQUE"
        for group in GROUPS
    ),
    # Full text, because a value index refuses a node with a long text.
    "CREATE FULLTEXT INDEX entity_name IF NOT EXISTS FOR (n:Entity) ON EACH [n.label, n.aliases]",
    "CREATE INDEX entity_path IF NOT EXISTS FOR (n:Entity) ON (n.path)",
    "CREATE INDEX source_doi IF NOT EXISTS FOR (n:Source) ON (n.doi)",
    "CREATE INDEX claim_place IF NOT EXISTS FOR (n:Claim) ON (n.path, n.line)",
)

EXAMPLES = """\
// What is claimed of one compound, by which study, on which line? Claims of every certainty.
MATCH (e:Entity {label: 'Semax'})<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o)
OPTIONAL MATCH (c)-[v:EVIDENCE]->(s:Source)
RETURN c.predicate, o.label, c.organism, c.tissue, c.dose, c.certainty,
       v.stance, s.label, s.doi, s.pmid, v.access, c.path, c.line
ORDER BY c.path, c.line;

// Ways of up to three steps from a compound to a hallmark, with the lines behind every step.
MATCH way = (:Compound {label: 'Semax'})-[*1..3]->(h:Hallmark)
WHERE all(step IN relationships(way) WHERE step.claim_count > 0)
RETURN h.label, [step IN relationships(way) | [type(step), step.dois, step.places]] AS steps
ORDER BY size(steps), h.label
LIMIT 25;

// Claims that rest on abstracts only.
MATCH (c:Claim)-[v:EVIDENCE]->(:Source)
WITH c, collect(DISTINCT v.access) AS read
WHERE all(level IN read WHERE level = 'abstract-only')
RETURN c.path, c.line, c.predicate, c.text
ORDER BY c.path, c.line;

// What disputes a claim: the footnote that says so, how far its source was read, and the source.
MATCH (c:Claim)-[:HAS_EVIDENCE_LINE]->(l:EvidenceLine {stance: 'disputes'}),
      (l)-[:CITATION]->(f:Citation)-[:CITES]->(s:Source)
RETURN c.path, c.line, c.predicate, f.key, f.access, s.label, s.doi
ORDER BY c.path, c.line;

// Edges by what is known of their evidence; each axis on its own.
MATCH (a:Entity)-[r]->(b:Entity) WHERE r.claim_count IS NOT NULL
RETURN a.label, type(r), b.label, r.human_claims, r.animal_claims, r.in_vitro_claims, r.aged_claims,
       r.full_text_claims, r.abstract_only_claims, r.independent_groups
ORDER BY r.human_claims DESC, r.source_count DESC, a.label, type(r), b.label
LIMIT 25;
"""


def to_script() -> str:
    """Constraints, indexes and example questions as one script."""
    head = "// Constraints and indexes; run once after the import."
    return "\n".join((head, *(f"{statement};" for statement in CONSTRAINTS), "", EXAMPLES))
