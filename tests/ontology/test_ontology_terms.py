"""The ontology against itself and against everything that uses it: no term undeclared, none unused."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.document.values import Region
from claimgraph.extract.relations import Pattern
from claimgraph.model import (
    Access,
    Answer,
    AssertedBy,
    Certainty,
    EvidenceScope,
    GapScope,
    IdentifierRole,
    LinkOutcome,
    Question,
    SampleKind,
    Stance,
    StatementKind,
)
from claimgraph.namespaces import CG, OWL, RDF, RDFS, SKOS
from claimgraph.ontology import fold, read_ontology
from claimgraph.profile import read_profile
from claimgraph.resources import ontology_dir

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "claimgraph"

_LITERAL_CALL = re.compile(r'\b_?cg\(\s*f?"([A-Za-z][A-Za-z0-9_-]*)"')
_CONCATENATED = re.compile(r'\bCG \+ "([A-Za-z][A-Za-z0-9_-]*)"|\{CG\}([A-Za-z][A-Za-z0-9_]*)>')
_PREFIXED = re.compile(r"(?<![\w:/])cg:([A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)")
# Names that a line of Python puts together from parts; the parts stand in inference/.
_COMPOSED = {
    "hasHumanEvidence", "hasAnimalEvidence", "hasInVitroEvidence", "hasAgedEvidence", "independentGroups",
    "independentGroupsAtMost", "independenceUnknown", "sourceCluster", "humanIndependentGroups",
    "humanIndependentGroupsAtMost", "humanIndependenceUnknown", "humanSourceCluster",
}  # fmt: skip

# Not a term: the node that the query catalogue hangs its prefixes on, which it declares itself.
_NODES = {"prefixes"}


def _declared(folder: Path, pattern: str = "*.ttl") -> dict[str, dict[str, set[str]]]:
    """Local name → predicate → values, for all cg: subjects with a type below ``folder``."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in sorted(folder.rglob(pattern)):
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(CG):
                value = getattr(quad.object, "value", None)
                if value is not None:
                    found[quad.subject.value.removeprefix(CG)][quad.predicate.value].add(value)
    return {name: dict(values) for name, values in found.items() if RDF + "type" in values}


ONTOLOGY = _declared(ontology_dir())
RULE_WORDS = _declared(ROOT / "shapes", "vocabulary.ttl")


def _uses(folder: Path, suffixes: tuple[str, ...]) -> dict[str, set[str]]:
    """Local names of cg: terms that files use → the files."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(folder.rglob("*")):
        if file.suffix not in suffixes or "__pycache__" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            text_names = [match[1] for match in _LITERAL_CALL.finditer(text)]
            text_names += [match[1] or match[2] for match in _CONCATENATED.finditer(text)]
            # SPARQL in Python strings, but not the prose of docstrings and comments.
            code = "\n".join(line for line in text.splitlines() if "``cg:" not in line and "# " not in line)
            text_names += [match[1] for match in _PREFIXED.finditer(code)]
        else:
            kept = "\n".join(
                line.partition(" #")[0] for line in text.splitlines() if not line.startswith("#")
            )
            text_names = [match[1] for match in _PREFIXED.finditer(kept)]
        for name in text_names:
            found[name].add(file.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("name", sorted({**ONTOLOGY, **RULE_WORDS}))
def test_every_term_has_label_definition_and_example(name: str) -> None:
    values = {**ONTOLOGY, **RULE_WORDS}[name]
    assert values.get(RDFS + "label") or values.get(SKOS + "prefLabel"), "no label"
    assert values.get(SKOS + "definition"), "no definition"
    assert values.get(SKOS + "example"), "no example"


def test_every_term_that_the_code_writes_is_declared() -> None:
    known = set(ONTOLOGY) | set(RULE_WORDS) | _NODES
    missing = {name: sorted(files) for name, files in _uses(SOURCE, (".py",)).items() if name not in known}
    assert missing == {}


def test_every_term_that_rules_and_queries_use_is_declared() -> None:
    known = set(ONTOLOGY) | set(RULE_WORDS)
    missing = {
        name: sorted(files)
        for folder in (ROOT / "shapes", ROOT / "queries")
        for name, files in _uses(folder, (".ttl", ".rq")).items()
        if name not in known and not name.startswith("gap-")
    }
    assert missing == {}


def test_no_class_or_property_is_unused() -> None:
    used = set(_uses(SOURCE, (".py",))) | _COMPOSED
    used |= set(_uses(ROOT / "shapes", (".ttl",))) | set(_uses(ROOT / "queries", (".rq",)))
    profile = read_profile("evidence-wiki")
    used |= {kind.entity_class for kind in profile.types.values() if kind.entity_class}
    for values in ONTOLOGY.values():
        used |= {
            value.removeprefix(CG) for found in values.values() for value in found if value.startswith(CG)
        }
    kinds = {OWL + "Class", OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty"}
    relations = set(read_ontology().relations)
    unused = {
        name
        for name, values in ONTOLOGY.items()
        if values[RDF + "type"] & kinds and name not in used and name not in relations
    }
    # What only the schemes use, as a flag, link or word of their concepts, is used there.
    unused -= {
        name
        for scheme in read_ontology().schemes
        for c in read_ontology().concepts(scheme)
        for name in (*c.flags, *(link for link, _ in c.links), *(word for word, _ in c.words))
    }
    assert unused == set()


def test_every_reference_within_the_ontology_leads_to_a_declared_term() -> None:
    known = set(ONTOLOGY) | set(RULE_WORDS)
    dangling = {
        (name, value.removeprefix(CG))
        for name, values in ONTOLOGY.items()
        for found in values.values()
        for value in found
        if value.startswith(CG) and value.removeprefix(CG) not in known
    }
    assert dangling == set()


def test_no_term_is_declared_twice() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for file in sorted(ontology_dir().rglob("*.ttl")):
        for quad in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value == RDF + "type" and isinstance(quad.subject, ox.NamedNode):
                places[quad.subject.value].add(file.name)
    assert {iri: files for iri, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize(
    ("scheme", "values"),
    [
        ("access-levels", set(Access)),
        ("assertion-origins", set(AssertedBy)),
        ("certainties", set(Certainty)),
        ("evidence-scopes", set(EvidenceScope)),
        ("gap-scopes", set(GapScope) - {GapScope.MENTION}),
        ("identifier-roles", set(IdentifierRole)),
        ("link-outcomes", set(LinkOutcome)),
        ("regions", set(Region)),
        ("stances", set(Stance)),
        ("statement-kinds", set(StatementKind)),
        ("questions", set(Question)),
        ("answers", set(Answer)),
        ("patterns", set(Pattern)),
        ("directions", {"increase", "decrease", "none", "mixed", "unspecified"}),
    ],
)
def test_schemes_hold_exactly_the_values_of_the_model(scheme: str, values: set[str]) -> None:
    assert {concept.id for concept in read_ontology().concepts(scheme)} == {str(value) for value in values}


def test_sample_kinds_of_the_model_are_concepts() -> None:
    assert {str(kind) for kind in SampleKind} <= {found.id for found in read_ontology().concepts("samples")}


def test_every_class_of_the_profile_is_declared() -> None:
    classes = read_ontology().classes
    assert [kind.name for kind in read_profile("evidence-wiki").types.values()
            if kind.entity_class is not None and kind.entity_class not in classes] == []  # fmt: skip


def test_gap_kinds_of_the_profile_are_concepts_of_the_same_class() -> None:
    ontology = read_ontology()
    tops = {"EvidenceGap": "evidence", "AccessGap": "access", "CatalogueGap": "catalogue"}

    def top(kind: str) -> str:
        concept = ontology.concept("gaps", kind)
        assert concept is not None, f"{kind} is no concept"
        return tops.get(concept.id) or top(concept.broader[0])

    profile = read_profile("evidence-wiki")
    assert {kind: top(kind) for kind in profile.gap_kinds} == dict(profile.gap_kinds)


def test_no_wording_belongs_to_two_relations() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for relation in read_ontology().relations.values():
        for wording in (relation.id, relation.label, *relation.alt_labels):
            owners[fold(wording)].add(relation.id)
    assert {wording: ids for wording, ids in owners.items() if len(ids) > 1} == {}


def test_every_relation_is_below_related_to_and_signs_agree_upwards() -> None:
    relations = read_ontology().relations
    for relation in relations.values():
        seen: set[str] = set()
        todo = [relation.id]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo.extend(relations[at].broader)
        assert "related_to" in seen, relation.id
        if relation.sign is not None:
            assert "affects" in seen, f"{relation.id} has a sign and is no effect"
            wider = {relations[name].sign for name in seen - {relation.id}} - {None, 0}
            assert wider <= {relation.sign}, f"{relation.id} contradicts the sign of a wider relation"


def test_a_relation_below_affects_has_a_sign() -> None:
    relations = read_ontology().relations
    assert [r.id for r in relations.values() if "affects" in r.broader and r.sign is None] == []


def test_relations_have_no_domain_and_no_range() -> None:
    # A page linked by mistake would get a class that it does not have.
    relations = read_ontology().relations.values()
    assert [relation.id for relation in relations if relation.domain or relation.range] == []


def test_ontology_header_has_version_licence_and_title() -> None:
    header: dict[str, set[str]] = defaultdict(set)
    for triple in read_ontology().triples:
        if triple.subject == ox.NamedNode("https://w3id.org/claimgraph/ontology"):
            header[triple.predicate.value].add(getattr(triple.object, "value", ""))
    assert header[OWL + "versionIRI"] == {"https://w3id.org/claimgraph/ontology/0.1.0"}
    assert header["http://purl.org/dc/terms/license"]
    assert header["http://purl.org/dc/terms/title"]
    assert header["http://purl.org/dc/terms/description"]


def _mappings() -> tuple[list[str], list[dict[str, str]]]:
    lines = (ontology_dir() / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    return head, list(csv.DictReader(lines[len(head) :], delimiter="\t"))


def test_mappings_are_sssom_with_declared_subjects_and_prefixes() -> None:
    head, rows = _mappings()
    prefixes = {line[1:].strip().partition(":")[0] for line in head if line.startswith("#  ")}
    assert rows
    for row in rows:
        assert row["subject_id"].startswith("cg:")
        assert row["subject_id"][3:] in ONTOLOGY, row["subject_id"]
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in prefixes, row
        assert 0 < float(row["confidence"]) <= 1
    assert rows == sorted(rows, key=lambda row: (row["subject_id"], row["subject_label"], row["predicate_id"],
                                                 row["object_id"]))  # fmt: skip


def test_matches_in_turtle_stand_in_the_mapping_table_too() -> None:
    _, rows = _mappings()
    table = {(row["subject_id"][3:], row["object_id"].replace("ECO:", "http://purl.obolibrary.org/obo/ECO_"))
             for row in rows}  # fmt: skip
    stated = {
        (concept.iri.removeprefix(CG), iri)
        for concept in read_ontology().concepts("designs")
        for _, iri in concept.matches
    }
    assert stated <= table


def test_every_relation_is_mapped_or_is_below_one_that_is() -> None:
    _, rows = _mappings()
    mapped = {row["subject_id"][3:] for row in rows}
    assert [
        relation.id
        for relation in read_ontology().relations.values()
        if relation.id not in mapped and not mapped & set(relation.broader)
    ] == []
