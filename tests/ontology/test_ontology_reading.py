"""Reading the ontology: what code may rely on."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG
from claimgraph.ontology import read_ontology

_HEAD = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def _write(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_HEAD + text, encoding="utf-8")


def test_relation_carries_words_sign_and_inverse(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "relations/x.ttl",
        """cg:lifts a owl:ObjectProperty ; rdfs:label "lifts"@en ; cg:sign 1 ; rdfs:subPropertyOf cg:moves ;
            skos:altLabel "hoists"@en, "hebt"@de ; skos:definition "Moves up."@en ;
            owl:inverseOf cg:lifted_by ; rdfs:domain cg:Crane ; rdfs:range <http://example.org/Load> .
        cg:lifted_by a owl:ObjectProperty ; rdfs:label "lifted by"@en .
        cg:beside a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:label "beside"@en .""",
    )
    ontology = read_ontology(tmp_path)
    assert list(ontology.relations) == ["beside", "lifted_by", "lifts"]
    lifts = ontology.relations["lifts"]
    assert lifts.iri == CG + "lifts"
    assert (lifts.label, lifts.alt_labels, lifts.definition) == ("lifts", ("hoists",), "Moves up.")
    assert (lifts.sign, lifts.symmetric, lifts.broader) == (1, False, ("moves",))
    assert (lifts.domain, lifts.range) == ("Crane", "http://example.org/Load")
    assert lifts.inverse == "lifted_by"
    assert ontology.relations["lifted_by"].inverse == "lifts"
    assert ontology.relations["lifted_by"].sign is None
    assert ontology.relations["beside"].symmetric
    assert ontology.relations["beside"].inverse == "beside"


def test_only_files_in_a_relations_folder_declare_relations(tmp_path: Path) -> None:
    _write(tmp_path, "other.ttl", 'cg:page a owl:ObjectProperty ; rdfs:label "page"@en .')
    assert dict(read_ontology(tmp_path).relations) == {}


@pytest.mark.parametrize(
    "wording", ["increases_level", "increases level of", "Increases-Level  of", "UPREGULATES", "raised"]
)
def test_relation_named_ignores_case_blanks_underscores_and_hyphens(wording: str) -> None:
    relation = read_ontology().relation_named(wording)
    assert relation is not None
    assert relation.id == "increases_level"


def test_relation_named_knows_nothing_else() -> None:
    assert read_ontology().relation_named("increases level of a") is None
    assert read_ontology().relation_named("") is None


def test_concept_is_found_by_notation_local_name_and_label(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "scheme.ttl",
        """cg:fruits a skos:ConceptScheme .
        cg:fruit-apple a skos:Concept ; skos:inScheme cg:fruits ; skos:notation "apple" ;
            skos:prefLabel "Apple"@en ; skos:altLabel "Apfel"@de ; skos:hiddenLabel "aple" ;
            skos:exactMatch <http://example.org/apple> ; skos:broader cg:fruit-pome ;
            cg:edible true ; cg:wild false .
        cg:fruit-pome a skos:Concept ; skos:inScheme cg:fruits ; skos:prefLabel "Pome"@en .""",
    )
    ontology = read_ontology(tmp_path)
    apple = ontology.concept("fruits", "apple")
    assert apple is not None
    assert [concept.id for concept in ontology.concepts("fruits")] == ["apple", "fruit-pome"]
    assert apple is ontology.concept(CG + "fruits", "fruit-apple") is ontology.concept_at(CG + "fruit-apple")
    assert (apple.label, apple.alt_labels, apple.hidden_labels) == ("Apple", ("Apfel",), ("aple",))
    assert (apple.broader, apple.matches) == (("fruit-pome",), (("exactMatch", "http://example.org/apple"),))
    assert apple.flags == ("edible",)
    assert ontology.concept("fruits", "pear") is None


def test_unknown_scheme_is_an_error_not_an_empty_one() -> None:
    with pytest.raises(ConfigError, match="no concept scheme 'fruits'"):
        read_ontology().concepts("fruits")


def test_faulty_turtle_names_file_and_line(tmp_path: Path) -> None:
    _write(tmp_path, "bad.ttl", 'cg:x a owl:Class ;\n    rdfs:label "open .\n')
    with pytest.raises(ConfigError) as caught:
        read_ontology(tmp_path)
    assert caught.value.path == str(tmp_path.resolve() / "bad.ttl")
    assert caught.value.line == 6


def test_faulty_sign_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "relations/x.ttl", "cg:lifts a owl:ObjectProperty ; cg:sign 2 .")
    with pytest.raises(ConfigError, match="cg:sign of lifts is 2"):
        read_ontology(tmp_path)


def test_quads_hold_every_triple_in_one_graph() -> None:
    ontology = read_ontology()
    quads = list(ontology.quads("http://example.org/g"))
    assert [quad.triple for quad in quads] == list(ontology.triples)
    assert {quad.graph_name for quad in quads} == {ox.NamedNode("http://example.org/g")}


def test_reading_twice_gives_the_same_object() -> None:
    assert read_ontology() is read_ontology()
