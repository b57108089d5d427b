from __future__ import annotations

from typing import Any

import pytest

from claimgraph.graph import lines_of
from claimgraph.inference import infer_derived, infer_facts, infer_nodes
from claimgraph.inference.evidence import is_aged, known_any
from claimgraph.inference.premises import read_premises
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import CG
from claimgraph.ontology import read_ontology
from claimgraph.store import EmbeddedStore


def facts_of(graph: Any) -> EmbeddedStore:
    ontology = read_ontology()
    premises = read_premises(graph.lines, ontology, graph.minter)
    nodes = [*infer_derived(premises, ontology, graph.minter), *infer_facts(premises, ontology, graph.minter)]
    return EmbeddedStore.in_memory([*graph.lines, *lines_of(nodes)])


def values(store: EmbeddedStore, subject: str, predicate: str) -> list[str]:
    rows = store.select(f"SELECT ?x WHERE {{ {subject} <{CG}{predicate}> ?x }} ORDER BY ?x")
    return [text for (text,) in rows.texts()]


# ------------------------------------------------------------------------- independence


def test_sources_that_share_an_author_are_one_group_across_transliterations(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    sources = [
        graph.source("10.1/a", ["Gusev EI", "Myasoedov NF"]),
        graph.source("10.1/b", ["Miasoedova NF", "Nasonov EL"]),
        graph.source("10.1/c", ["Polunin GS", "Sheremet NL"]),
    ]
    cites = [graph.citation("drug.md", f"k{at}", source) for at, source in enumerate(sources)]
    two = graph.claim(drug, "activates", target, cites[:2])
    three = graph.claim(drug, "inhibits", target, cites)
    store = facts_of(graph)
    assert values(store, two, "independentGroups") == ["1"]
    assert values(store, three, "independentGroups") == ["2"]
    assert values(store, three, "independenceUnknown") == []
    linking = store.select(f"SELECT ?x WHERE {{ ?link a <{CG}ClusterLink> ; <{CG}linkingAuthor> ?x }}")
    assert list(linking.texts()) == [("Myasoedov NF = Miasoedova NF",)]


def test_a_list_cut_short_makes_independence_unknown_unless_it_is_linked_already(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    one = graph.source("10.1/a", ["Gusev EI"])
    cut = graph.source("10.1/b", ["Kurysheva NI"], truncated=True)
    linked = graph.source("10.1/c", ["Gusev EI", "Martynov MYu"], truncated=True)
    nobody = graph.source("10.1/d", [])
    cites = {key: graph.citation("drug.md", key[-2], key) for key in (one, cut, linked, nobody)}
    open_claim = graph.claim(drug, "activates", target, [cites[one], cites[cut]])
    sure = graph.claim(drug, "activates", target, [cites[one], cites[linked]])
    unnamed = graph.claim(drug, "activates", target, [cites[one], cites[nobody]])
    store = facts_of(graph)
    assert values(store, open_claim, "independentGroups") == []
    assert values(store, open_claim, "independenceUnknown") == ["true"]
    assert values(store, open_claim, "independentGroupsAtMost") == ["2"]
    assert values(store, sure, "independentGroups") == ["1"]
    assert values(store, unnamed, "independenceUnknown") == ["true"]


def test_reviews_are_no_group_of_their_own(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    study = graph.source("10.1/a", ["Gusev EI"])
    review = graph.source("10.1/b", ["Somebody XY"], primary=False)
    cites = [graph.citation("drug.md", "a", study), graph.citation("drug.md", "b", review)]
    claim = graph.claim(drug, "activates", target, cites)
    store = facts_of(graph)
    assert values(store, claim, "independentGroups") == ["1"]
    assert values(store, claim, "supportCount") == ["2"]
    assert values(store, claim, "primarySupport") == ["1"]


def test_human_evidence_of_a_page_is_clustered(graph: Any) -> None:
    drug = graph.page("drug.md")
    for at, (author, organisms, designs) in enumerate(
        [
            ("Gusev EI", ["homo-sapiens"], ["clinical-trial"]),
            ("Gusev EI", [], ["randomized-controlled-trial"]),
            ("Polunin GS", ["homo-sapiens"], []),
            ("Ratman R", ["rattus-norvegicus"], ["in-vivo"]),
            ("Cellman C", ["homo-sapiens"], ["in-vitro"]),
        ]
    ):
        source = graph.source(f"10.1/{at}", [author])
        graph.citation("drug.md", f"k{at}", source, organisms=organisms, designs=designs)
    store = facts_of(graph)
    assert values(store, drug, "humanIndependentGroups") == ["2"]
    members = store.select(
        f"SELECT ?n WHERE {{ {drug} <{CG}humanSourceCluster>/<{CG}memberCount> ?n }} ORDER BY ?n"
    )
    assert list(members.texts()) == [("1",), ("2",)]


# ------------------------------------------------------------- species, age, access


@pytest.mark.parametrize(
    ("cited", "human", "animal", "in_vitro"),
    [
        ([{"organisms": ["homo-sapiens"], "designs": ["clinical-trial"]}], "true", "false", "false"),
        ([{"organisms": ["mus-musculus"], "designs": ["in-vivo"]}], "false", "true", "false"),
        ([{"organisms": ["homo-sapiens"], "designs": ["in-vitro"]}], "false", "false", "true"),
        ([{"designs": ["in-vitro"]}], "false", "false", "true"),
        ([{"designs": ["in-vivo"]}], None, None, "false"),
        ([{}], None, None, None),
        ([{"organisms": ["mus-musculus"], "designs": ["in-vivo"]}, {}], None, "true", None),
        ([{"organisms": ["saccharomyces-cerevisiae"]}], "false", "false", None),
        ([{"designs": ["cohort"]}], "true", "false", "false"),
    ],
)
def test_species_of_evidence_is_known_or_absent(
    graph: Any, cited: list[dict[str, Any]], human: str | None, animal: str | None, in_vitro: str | None
) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    cites = [
        graph.citation("drug.md", f"k{at}", graph.source(f"10.1/{at}", [f"Author A{at}"]), **facts)
        for at, facts in enumerate(cited)
    ]
    claim = graph.claim(drug, "activates", target, cites)
    store = facts_of(graph)
    for name, expected in (("Human", human), ("Animal", animal), ("InVitro", in_vitro)):
        found = values(store, claim, f"has{name}Evidence")
        assert found == ([] if expected is None else [expected]), name


def test_the_claims_own_species_narrows_a_study_of_several(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    source = graph.source("10.1/a", ["Egan MF"])
    cite = graph.citation("drug.md", "k", source, organisms=["homo-sapiens", "rattus-norvegicus"])
    claim = graph.claim(drug, "activates", target, [cite], claimOrganism="rattus-norvegicus")
    store = facts_of(graph)
    assert values(store, claim, "hasHumanEvidence") == ["false"]
    assert values(store, claim, "hasAnimalEvidence") == ["true"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adults aged 60–80", True),
        ("community-dwelling older adults", True),
        ("24-month-old mice", True),
        ("600-day-old males", True),
        ("3 months old and 24 months old", True),
        ("8-week-old mice", False),
        ("43.9±9.5 years mean age", False),
        ("young males", False),
        ("middle-aged men", None),
        ("12-month follow-up", None),
        ("acute ischaemic stroke", None),
        ("", None),
    ],
)
def test_age_is_read_from_words_and_numbers(text: str, expected: bool | None) -> None:
    assert is_aged(text) is expected


def test_known_any() -> None:
    assert known_any([None, True, False]) is True
    assert known_any([False, False]) is False
    assert known_any([False, None]) is None
    assert known_any([]) is None


def test_access_retraction_and_premises(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    read = graph.citation("drug.md", "a", graph.source("10.1/a", ["A B"]), access="full-text-read")
    gone = graph.citation(
        "drug.md", "b", graph.source("10.1/b", ["C D"], retracted=True), access="abstract-only"
    )
    both = graph.claim(drug, "activates", target, [read, gone])
    only = graph.claim(drug, "inhibits", target, [gone])
    store = facts_of(graph)
    assert values(store, both, "bestAccess") == [CG + "access-full-text-read"]
    assert values(store, both, "restsOnRetracted") == ["true"]
    assert values(store, both, "onlyRetractedSupport") == []
    assert values(store, only, "onlyRetractedSupport") == ["true"]
    premises = store.select(
        f"SELECT ?x WHERE {{ {both} <http://www.w3.org/ns/prov#wasDerivedFrom> ?x }} ORDER BY ?x"
    )
    assert [text for (text,) in premises.texts()] == sorted(text_of(token) for token in (read, gone))


# ------------------------------------------------------------------------------ edges


def test_which_claims_give_edges(graph: Any) -> None:
    drug = graph.page("drug.md")
    cite = graph.citation("drug.md", "a", graph.source("10.1/a", ["A B"]))
    things = {
        name: graph.page(f"{name}.md", "Target")
        for name in (
            *("sourced", "denied", "guess", "disputed", "gap", "front", "against", "plain"),
            *("uncited", "read", "unsure"),
        )
    }
    graph.claim(drug, "activates", things["sourced"], [cite])
    graph.claim(drug, "activates", things["denied"], [cite], negated=True)
    graph.claim(drug, "activates", things["guess"], [cite], certainty="Speculative")
    graph.claim(drug, "activates", things["disputed"], [cite], certainty="Disputed")
    graph.claim(drug, "activates", things["gap"], gaps=["g"])
    graph.claim(drug, "targets", things["front"], by="front-matter", gaps=["g"])
    graph.claim(drug, "activates", things["against"], [cite], stance="Disputes")
    graph.claim(drug, "activates", things["plain"])
    graph.claim(drug, "activates", things["uncited"], by="extracted", pattern="active")
    graph.claim(drug, "activates", things["read"], [cite], by="extracted", pattern="active")
    graph.claim(drug, "activates", things["unsure"], [cite], by="extracted", pattern="outcome")
    pageless = f"<{graph.minter.unlinked('pageless')}>"
    graph.claim(drug, "activates", pageless, [cite], by="extracted", pattern="active")
    store = facts_of(graph)
    rows = store.select(
        f"SELECT ?o ?b WHERE {{ ?e a <{CG}Edge> ; <{CG}object> ?o ; <{CG}edgeBasis> ?b }} ORDER BY ?o"
    )
    found = {to.rsplit("/", 1)[-1]: basis for to, basis in rows.texts()}
    assert found == {"sourced": "evidence", "front": "front-matter", "plain": "page", "read": "extracted"}
    assert store.ask(f"ASK {{ {drug} <{CG}activates> {things['sourced']} }}")
    assert store.ask(f"ASK {{ {drug} <{CG}affects> {things['sourced']} }}")
    assert not store.ask(f"ASK {{ {drug} <{CG}affects> {things['gap']} }}")


def test_edges_say_sign_sources_and_places(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    cite = graph.citation("drug.md", "a", graph.source("10.1/a", ["A B"]))
    graph.claim(drug, "modulates", target, [cite], direction="decrease")
    graph.claim(drug, "modulates", target, [cite], direction="decrease", dose="1 mg/kg")
    store = facts_of(graph)
    rows = store.select(
        f"SELECT ?s ?n ?m ?b WHERE {{ ?e a <{CG}Edge> ; <{CG}sign> ?s ; <{CG}claimCount> ?n ; "
        f"<{CG}sourceCount> ?m ; <{CG}backing> ?b }}"
    )
    assert list(rows.texts()) == [("-1", "2", "1", "page.md:1 (doi:10.1/a); page.md:2 (doi:10.1/a)")]


def test_inferred_edges_name_rule_and_premises_and_no_evidence(graph: Any) -> None:
    part, whole, top = (graph.page(f"{name}.md", "Tissue") for name in ("part", "whole", "top"))
    graph.claim(part, "part_of", whole, by="front-matter")
    graph.claim(whole, "part_of", top, by="front-matter")
    store = facts_of(graph)
    rows = store.select(
        f"SELECT ?rule (COUNT(?premise) AS ?n) WHERE {{ ?e a <{CG}InferredEdge> ; <{CG}subject> {part} ; "
        f"<{CG}predicate> <{CG}part_of> ; <{CG}object> {top} ; <{CG}inferenceRule> ?rule ; "
        "<http://www.w3.org/ns/prov#wasDerivedFrom> ?premise } GROUP BY ?rule"
    )
    assert list(rows.texts()) == [("prp-trp", "2")]
    assert not store.ask(f"ASK {{ ?e a <{CG}InferredEdge> ; <{CG}fromClaim> ?c }}")
    assert not store.ask(f"ASK {{ ?e a <{CG}InferredEdge> ; <{CG}bestAccess> ?c }}")


# ---------------------------------------------------------------------------- conflicts


def test_opposite_directions_conflict_with_what_differs(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    up = graph.claim(drug, "increases_level", target, claimOrganism="mus-musculus", dose="1 mg/kg")
    down = graph.claim(drug, "decreases_level", target, claimOrganism="homo-sapiens", dose="1 mg/kg")
    store = facts_of(graph)
    rows = store.select(
        f"SELECT ?kind ?one ?two ?differs WHERE {{ ?c a <{CG}Conflict> ; <{CG}conflictKind> ?kind ; "
        f"<{CG}side> ?one ; <{CG}otherSide> ?two ; <{CG}differsIn> ?differs }}"
    )
    assert list(rows.texts()) == [("direction", text_of(up), text_of(down), "organism")]


def test_a_claim_without_a_species_has_that_of_its_studies_in_a_conflict(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    source = graph.source("10.1/a", ["A B"])
    cite = graph.citation("drug.md", "a", source, organisms=["homo-sapiens"])
    graph.claim(drug, "increases_level", target, [cite])
    graph.claim(drug, "decreases_level", target, claimOrganism="mus-musculus")
    rows = facts_of(graph).select(f"SELECT ?differs WHERE {{ ?c <{CG}differsIn> ?differs }}")
    assert list(rows.texts()) == [("organism",)]


def test_denial_conflicts_and_other_families_do_not(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    graph.claim(drug, "activates", target)
    graph.claim(drug, "activates", target, negated=True)
    graph.claim(drug, "decreases_level", target)
    graph.claim(drug, "inhibits", target, certainty="Disputed")
    store = facts_of(graph)
    rows = store.select(f"SELECT ?kind WHERE {{ ?c a <{CG}Conflict> ; <{CG}conflictKind> ?kind }}")
    assert list(rows.texts()) == [("denial",)]


def test_infer_is_deterministic_and_writes_each_line_once(graph: Any) -> None:
    drug, target = graph.page("drug.md"), graph.page("target.md", "Target")
    cite = graph.citation("drug.md", "a", graph.source("10.1/a", ["A B"]))
    graph.claim(drug, "activates", target, [cite])
    graph.claim(drug, "inhibits", target, [cite])
    ontology = read_ontology()

    def infer() -> list[str]:
        premises = read_premises(sorted(graph.lines), ontology, graph.minter)
        return list(lines_of(infer_nodes(premises, ontology, graph.minter)))

    first, second = infer(), infer()
    assert first == second
    assert len(set(first)) == len(first)
    derived = f"<{graph.minter.named_graph('derived')}> ."
    facts = f"<{graph.minter.named_graph('facts')}> ."
    assert all(line.endswith((derived, facts)) for line in first)
