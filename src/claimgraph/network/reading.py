"""Makes nodes and edges of a projection, each from what the store says of it."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.namespaces import CG
from claimgraph.network.claims import ClaimRecord, EvidenceRecord
from claimgraph.network.records import ALIAS, LABEL, Records, local_name, unique
from claimgraph.network.tables import (
    CITATION,
    CLAIM,
    ENTITY,
    EVIDENCE_LINE,
    IDENTIFIERS,
    IDENTITY,
    SOURCE,
)
from claimgraph.network.values import Link, Node, Values


def _present(values: Values) -> Values:
    return {name: found for name, found in values.items() if found}


def read_entity(records: Records, iri: str, degree: int) -> Node:
    """An entity: with a page, or only named. A study that claims are about is one too."""
    record = records.record(iri)
    classes, kind = records.classes(iri)
    label = records.label(iri)
    path = records.page_path(iri)
    values = records.select(record, (*IDENTITY, *IDENTIFIERS, *ENTITY))
    values["aliases"] = _aliases(record, label)
    values["path"] = (path,) if path is not None else ()
    return Node(iri, label, kind, classes, _present(values), degree)


def _aliases(record: dict[str, tuple[str, ...]], label: str) -> tuple[str, ...]:
    """Every other name: aliases, and labels after the first."""
    return unique(name for name in (*record.get(ALIAS, ()), *record.get(LABEL, ())) if name != label)


def is_mentioned(records: Records, iri: str) -> bool:
    """Whether a page is about a source, or a claim has it as an end."""
    return (
        records.page_path(iri) is not None
        or any(records.is_a(node, "Claim") for node in records.subjects(CG + "subject", iri))
        or any(records.is_a(node, "Claim") for node in records.subjects(CG + "object", iri))
    )


def read_source(records: Records, iri: str, degree: int) -> Node:
    """A source. It has the class ``Entity`` too where claims or a page are about it."""
    record = records.record(iri)
    classes, kind = records.classes(iri)
    label = records.label(iri)
    values = records.select(record, (*IDENTITY, *SOURCE))
    values["aliases"] = _aliases(record, label)
    path = records.page_path(iri)
    values["path"] = (path,) if path is not None else ()
    told = {*classes, "Source"} - {"Entity"}
    if is_mentioned(records, iri):
        told.add("Entity")
        values.update(records.select(record, (*IDENTIFIERS, *ENTITY)))
    return Node(iri, label, kind, tuple(sorted(told)), _present(values), degree)


def read_claim(records: Records, iri: str, degree: int) -> Node:
    """A claim; its label is a sentence made of its ends."""
    claim = ClaimRecord(iri, records)
    values = records.select(claim.record, CLAIM)
    relation = local_name(claim.predicate or "")
    ends = {"subject": claim.subject, "predicate": relation, "object": claim.object}
    values.update({role: (end,) for role, end in ends.items() if end})
    gaps = (kind for gap in claim.of("gap") for kind in records.values(gap, CG + "gapKind"))
    values["gaps"] = records.concepts(gaps)
    words = (
        records.label(claim.subject) if claim.subject else "?",
        *(("does not:",) if "true" in claim.of("negated") else ()),
        relation.replace("_", " ") or "?",
        records.label(claim.object) if claim.object else "?",
    )
    return Node(iri, " ".join(words), "Claim", ("Claim",), _present(values), degree)


def read_line(records: Records, iri: str, degree: int) -> Node:
    """An evidence line, labelled by its stance and its footnote."""
    line = EvidenceRecord(iri, records)
    values = records.select(line.record, EVIDENCE_LINE)
    keys = line.cited.get(CG + "key", ())
    label = " ".join((line.stance or "says", *keys[:1]))
    return Node(iri, label, "EvidenceLine", ("EvidenceLine",), _present(values), degree)


def read_citation(records: Records, iri: str, degree: int) -> Node:
    """What one footnote says, labelled by its key."""
    record = records.record(iri)
    keys = record.get(CG + "key", ())
    label = keys[0] if keys else local_name(iri)
    return Node(iri, label, "Citation", ("Citation",), _present(records.select(record, CITATION)), degree)


def read_node(records: Records, iri: str, degree: int) -> Node:
    """A node of the evidence shape, by what it is."""
    if records.is_a(iri, "Claim"):
        return read_claim(records, iri, degree)
    if records.is_a(iri, "EvidenceLine"):
        return read_line(records, iri, degree)
    if records.is_a(iri, "Citation"):
        return read_citation(records, iri, degree)
    if records.is_a(iri, "Source"):
        return read_source(records, iri, degree)
    return read_entity(records, iri, degree)


def _known(claims: Iterable[ClaimRecord], name: str) -> int:
    return sum("true" in claim.of(name) for claim in claims)


def _of_all(claims: Iterable[ClaimRecord], name: str) -> tuple[str, ...]:
    return unique(value for claim in claims for value in claim.of(name))


def _cited(claims: Iterable[ClaimRecord], name: str) -> tuple[str, ...]:
    return unique(value for claim in claims for value in claim.cited(name))


def _groups(claims: list[ClaimRecord], name: str) -> tuple[str, ...]:
    """Groups of several claims cannot be added up: two claims may rest on one group."""
    sourced = [claim for claim in claims if claim.supporting]
    return sourced[0].of(name) if len(sourced) == 1 else ()


def read_edge(
    records: Records, iri: str, ends: tuple[str, str, str], claims: list[ClaimRecord], own: Values
) -> Link:
    """A derived edge with what its claims rest on. ``own`` is what the graph says of the edge itself."""
    subject, relation, target = ends
    sources = unique(line.source or "" for claim in claims for line in claim.supporting)
    disputing = unique(line.source or "" for claim in claims for line in claim.disputing)
    places = sorted(
        {(path, _line(line)) for claim in claims for path in claim.of("path") for line in claim.of("line")}
    )
    best = [records.concepts(claim.of("bestAccess")) for claim in claims]
    read = {source: records.kept(source) for source in sources}
    values: Values = {
        **own,
        "claim_count": (str(len(claims)),),
        "source_count": (str(len(sources)),),
        "disputing_count": (str(len(disputing)),),
        "human_claims": (str(_known(claims, "hasHumanEvidence")),),
        "animal_claims": (str(_known(claims, "hasAnimalEvidence")),),
        "in_vitro_claims": (str(_known(claims, "hasInVitroEvidence")),),
        "aged_claims": (str(_known(claims, "hasAgedEvidence")),),
        "full_text_claims": (str(sum("full-text-read" in access for access in best)),),
        "abstract_only_claims": (str(sum("abstract-only" in access for access in best)),),
        "extracted_claims": (str(sum("extracted" in claim.of("assertedBy") for claim in claims)),),
        "retracted_claims": (str(_known(claims, "restsOnRetracted")),),
        "independent_groups": _groups(claims, "independentGroups"),
        "independent_groups_at_most": _groups(claims, "independentGroupsAtMost"),
        "claims": tuple(claim.iri for claim in claims),
        "places": tuple(f"{path}:{line}" for path, line in places),
        "sources": sources,
        "studies": tuple(records.label(source) for source in sources),
        "dois": unique(doi for record in read.values() for doi in record.get(CG + "doi", ())),
        "pmids": unique(pmid for record in read.values() for pmid in record.get(CG + "pmid", ())),
        "disputing": disputing,
        "asserted_by": _of_all(claims, "assertedBy"),
        "directions": _of_all(claims, "direction"),
        "access": records.concepts(_cited(claims, "access")),
        "designs": records.concepts(_cited(claims, "design")),
        "organisms": records.concepts((*_of_all(claims, "claimOrganism"), *_cited(claims, "organism"))),
    }
    return Link(iri, subject, target, local_name(relation), True, _present(values))


def read_short_way(records: Records, claim: ClaimRecord, line: EvidenceRecord, source: str) -> Link:
    """A link from a claim to a source, with what the evidence line and its citation say."""
    values: Values = {
        "stance": (line.stance,) if line.stance else (),
        "scope": line.record.get(CG + "scope", ()),
        "key": line.cited.get(CG + "key", ()),
        "access": records.concepts(line.cited.get(CG + "access", ())),
        "path": line.cited.get(CG + "path", ()),
        "line": line.cited.get(CG + "line", ()),
    }
    return Link(f"{line.iri}#evidence", claim.iri, source, "evidence", False, _present(values))


def _line(text: str) -> int:
    """A line number for sorting; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() else 0
