"""Which properties of the graph become attributes, by what name and of what type.

A name means the same thing and has the same type on every kind of node, because formats declare an
attribute once for all nodes. Where the graph may hold several values of something that is one by its
meaning (two labels of a source), the field is single and writers say what they joined.
"""

from __future__ import annotations

from claimgraph.namespaces import CG
from claimgraph.network.records import ALIAS, MATCH, TITLE, Property
from claimgraph.network.values import Field


def _text(name: str, local: str | None = None) -> Property:
    return Property(name, iri=CG + (local or name))


def _texts(name: str, local: str | None = None) -> Property:
    return Property(name, many=True, iri=CG + (local or name))


def _concept(name: str, local: str | None = None) -> Property:
    return Property(name, iri=CG + (local or name), concept=True)


def _concepts(name: str, local: str | None = None) -> Property:
    return Property(name, many=True, iri=CG + (local or name), concept=True)


def _number(name: str, local: str | None = None, kind: str = "integer") -> Property:
    return Property(name, kind, iri=CG + (local or name))


def _yes(name: str, local: str | None = None) -> Property:
    return Property(name, "boolean", iri=CG + (local or name))


PLACE = (_text("path"), _number("line"))

IDENTITY = (
    Property("aliases", many=True, iri=ALIAS),
    Property("same_as", many=True, iri=MATCH),
)

IDENTIFIERS = (_texts("dois", "doi"), _texts("pmids", "pmid"))

# How many claims about a thing rest on which evidence; each axis on its own, never one score.
COUNTS = (
    _number("sourced_claims", "sourcedClaims"),
    _number("human_claims", "humanClaims"),
    _number("animal_claims", "animalClaims"),
    _number("in_vitro_claims", "inVitroClaims"),
    _number("aged_claims", "agedClaims"),
)

GROUPS = (
    _number("independent_groups", "independentGroups"),
    _number("independent_groups_at_most", "independentGroupsAtMost"),
)

ENTITY = (*COUNTS, *GROUPS)

CLAIM = (
    _text("direction"),
    _yes("negated"),
    _concept("certainty"),
    _text("asserted_by", "assertedBy"),
    _concepts("organism", "claimOrganism"),
    _text("tissue"),
    _text("dose"),
    _number("dose_low", "doseLow", "double"),
    _number("dose_high", "doseHigh", "double"),
    _text("dose_unit", "doseUnit"),
    _text("route"),
    _text("timing"),
    _texts("population"),
    _text("comparator"),
    _text("effect", "effectText"),
    _text("note"),
    _text("text"),
    _number("support_count", "supportCount"),
    _number("dispute_count", "disputeCount"),
    _number("primary_support", "primarySupport"),
    _concept("best_access", "bestAccess"),
    _yes("human_evidence", "hasHumanEvidence"),
    _yes("animal_evidence", "hasAnimalEvidence"),
    _yes("in_vitro_evidence", "hasInVitroEvidence"),
    _yes("aged_evidence", "hasAgedEvidence"),
    _yes("rests_on_retracted", "restsOnRetracted"),
    *GROUPS,
    *PLACE,
)

EVIDENCE_LINE = (_concept("stance"), _text("scope"), _yes("species_mismatch", "speciesMismatch"), *PLACE)

_READ = (
    _text("doi"),
    _text("pmid"),
    _text("pmcid"),
    _texts("nct"),
    _number("year"),
    _text("first_author", "firstAuthor"),
    _texts("authors", "author"),
    _yes("authors_truncated", "authorsTruncated"),
    _concepts("design"),
    _concepts("organism"),
    _concept("access"),
    _yes("retracted"),
)

CITATION = (
    _text("key"),
    *_READ,
    _text("access_text", "accessText"),
    _text("venue"),
    _texts("population"),
    _texts("p_value", "pValue"),
    _text("effect", "effectText"),
    _yes("human_cells", "humanCells"),
    _text("text"),
    *PLACE,
)

SOURCE = (
    Property("title", iri=TITLE),
    *_READ,
    _yes("primary"),
    _text("cited_as", "citedAs"),
    _number("page_count", "pageCount"),
    _number("citation_count", "citationCount"),
    _number("claim_count", "claimCount"),
)

# Nodes that both shapes have, by the name of their class; everything else is an entity.
EVIDENCE_NODES: dict[str, tuple[Property, ...]] = {
    "Claim": CLAIM,
    "EvidenceLine": EVIDENCE_LINE,
    "Citation": CITATION,
    "Source": SOURCE,
}

EDGE = (
    Field("basis"),
    Field("sign", "integer"),
    Field("claim_count", "integer"),
    Field("source_count", "integer"),
    Field("disputing_count", "integer"),
    Field("human_claims", "integer"),
    Field("animal_claims", "integer"),
    Field("in_vitro_claims", "integer"),
    Field("aged_claims", "integer"),
    Field("full_text_claims", "integer"),
    Field("abstract_only_claims", "integer"),
    Field("extracted_claims", "integer"),
    Field("retracted_claims", "integer"),
    Field("independent_groups", "integer"),
    Field("independent_groups_at_most", "integer"),
    Field("best_access"),
    Field("claims", many=True),
    Field("places", many=True),
    Field("sources", many=True),
    Field("studies", many=True),
    Field("dois", many=True),
    Field("pmids", many=True),
    Field("disputing", many=True),
    Field("asserted_by", many=True),
    Field("directions", many=True),
    Field("access", many=True),
    Field("designs", many=True),
    Field("organisms", many=True),
)
"""What a derived edge carries. Counts are of the claims it is made from; a count of a kind of evidence
says for how many claims such evidence is known."""

EVIDENCE = (
    Field("stance"),
    Field("scope"),
    Field("key"),
    Field("access"),
    Field("path"),
    Field("line", "integer"),
)
"""What the short way from a claim to a source carries, in the shape that holds both: its evidence line and
citation in one. Other links between the parts of a claim carry nothing; their relation says it all."""


_OF_ONE = ("direction", "organism", "asserted_by", "support_count", "dispute_count")

TOLD = tuple(item for item in CLAIM if item.name not in _OF_ONE and item not in (*PLACE, *GROUPS))
"""What an edge that stands for one claim says of it, besides what every edge says."""


def _merged(*tables: tuple[Field, ...]) -> tuple[Field, ...]:
    found: dict[str, Field] = {}
    for table in tables:
        for item in table:
            field = Field(item.name, item.kind, item.many)
            if found.setdefault(item.name, field) != field:
                raise ValueError(f"the attribute {item.name} has two types")
    return tuple(found.values())


ENTITY_FIELDS = _merged((Field("path"), *IDENTITY, *IDENTIFIERS), ENTITY)
"""What an entity carries in either shape."""

NODE_FIELDS = _merged(
    (Field("predicate"), Field("subject"), Field("object"), Field("gaps", many=True)),
    ENTITY_FIELDS,
    *EVIDENCE_NODES.values(),
)
"""What any node of the evidence shape can carry."""

CLAIM_EDGE = _merged(EDGE, (Field("edge"),), TOLD)
"""What an edge that stands for one claim carries."""
