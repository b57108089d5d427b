"""``--where`` and ``--entity``: which claims a projection is made of, and what a wrong condition says."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.build import read_values, to_graph
from claimgraph.errors import UsageError
from claimgraph.namespaces import CG
from claimgraph.network import KEYS, Node, Selection, Shape, parse_where, to_network
from claimgraph.resources import sample_vault
from claimgraph.store import EmbeddedStore


@pytest.fixture(scope="module")
def sample() -> EmbeddedStore:
    return EmbeddedStore.in_memory(to_graph(read_values(sample_vault()), today=None))


def claims(
    store: EmbeddedStore, *where: str, around: tuple[str, ...] = (), depth: int = 1
) -> dict[str, Node]:
    """The claims that fit, by IRI."""
    with to_network(store, Selection(Shape.EVIDENCE, where, around, depth)) as network:
        return {node.iri: node for node in network.nodes if node.kind == "Claim"}


def asked(store: EmbeddedStore, pattern: str) -> set[str]:
    """The claims that SPARQL finds."""
    query = f"PREFIX cg: <{CG}> SELECT DISTINCT ?c WHERE {{ ?c a cg:Claim . {pattern} }}"
    return {iri for (iri,) in store.select(query).texts()}


CITED = "?c cg:hasEvidenceLine ?l . ?l cg:stance cg:Supports ; cg:citation ?f . "


@pytest.mark.parametrize(
    ("where", "pattern"),
    [
        (["certainty=speculative"], "?c cg:certainty cg:Speculative"),
        (["certainty=Reported and disputed"], "?c cg:certainty cg:Disputed"),
        (["access=abstract-only"], CITED + "?f cg:access cg:access-abstract-only"),
        (["access=abstract only"], CITED + "?f cg:access cg:access-abstract-only"),
        (["negated=yes"], "?c cg:negated true"),
        (["extracted=yes"], '?c cg:assertedBy "extracted"'),
        (["relation=increases level"], "?c cg:predicate cg:increases_level"),
        (
            ["design=randomized-controlled-trial"],
            CITED + "?f cg:design cg:design-randomized-controlled-trial",
        ),
        (["page=molecules/compounds/"], '?c cg:path ?p FILTER(STRSTARTS(?p, "molecules/compounds/"))'),
        (["page=semax"], '?c cg:path "molecules/compounds/semax.md"'),
        (["evidence=yes"], "?c cg:hasEvidenceLine/cg:stance cg:Supports"),
        (
            ["certainty=speculative", "certainty=asserted", "negated=yes"],
            "?c cg:negated true ; cg:certainty ?t FILTER(?t IN (cg:Speculative, cg:Asserted))",
        ),
        (["certainty!=asserted"], "?c cg:certainty ?t FILTER(?t != cg:Asserted)"),
    ],
)
def test_conditions_find_what_sparql_finds(sample: EmbeddedStore, where: list[str], pattern: str) -> None:
    expected = asked(sample, pattern)
    assert set(claims(sample, *where)) == expected
    if where != ["extracted=yes"]:
        assert expected


def test_ends_are_found_by_any_name(sample: EmbeddedStore) -> None:
    by_label = claims(sample, "compound=Semax")
    assert set(by_label) == set(claims(sample, "entity=molecules/compounds/semax.md")) != set()
    both = claims(sample, "entity=Semax", "entity=Metformin")
    assert set(both) == set(by_label) | set(claims(sample, "compound=Metformin"))


def test_a_wider_group_holds_its_species(sample: EmbeddedStore) -> None:
    mice, mammals = set(claims(sample, "species=mouse")), set(claims(sample, "species=mammals"))
    assert mice
    assert mice < mammals
    unknown = set(claims(sample, "species=unknown"))
    assert unknown.isdisjoint(mammals)


def test_unknown_is_neither_found_nor_taken_away(sample: EmbeddedStore) -> None:
    every = set(claims(sample))
    assert set(claims(sample, "access=unknown")).isdisjoint(claims(sample, "access=unmarked"))
    read = set(claims(sample, "access=full-text-read"))
    assert set(claims(sample, "access!=full-text-read")) == every - read


def test_browse_and_evidence_rest_on_the_same_claims(sample: EmbeddedStore) -> None:
    where = ("access=full-text-read",)
    with to_network(sample, Selection(Shape.BROWSE, where)) as network:
        named = {claim for link in network.links for claim in link.values["claims"]}
        ends = {end for link in network.links for end in (link.source, link.target)}
        assert {node.iri for node in network.nodes} == ends
    assert named
    assert named <= set(claims(sample, *where))


def test_a_part_of_an_edge_says_nothing_of_the_whole(sample: EmbeddedStore) -> None:
    with to_network(sample, Selection()) as network:
        several = next(
            link
            for link in network.links
            if len({place.rpartition(":")[0] for place in link.values["places"]}) > 1
        )
    path = several.values["places"][0].rpartition(":")[0]
    with to_network(sample, Selection(where=(f"page={path}",))) as network:
        (part,) = [link for link in network.links if link.iri == several.iri]
    assert part.values["claim_count"] < several.values["claim_count"]
    assert "basis" in several.values
    assert "basis" not in part.values


def test_a_neighbourhood_grows_by_steps(sample: EmbeddedStore) -> None:
    sizes = []
    for depth in (0, 1, 2):
        with to_network(sample, Selection(around=("Semax",), depth=depth)) as network:
            names = {node.label for node in network.nodes}
            sizes.append(len(names))
            assert depth == 0 or "Semax" in names
            assert network.centres[0].endswith("semax")
    assert sizes[0] < sizes[1] < sizes[2]


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("hallmark", "is no condition", "key=value"),
        ("hallmark=", "is no condition", "key=value"),
        ("halmark=x", "no key 'halmark'", "did you mean hallmark?"),
        ("colour=red", "no key 'colour'", "keys: entity"),
        ("access=abstrct only", "no value 'abstrct only'", "did you mean abstract-only?"),
        ("certainty=1234", "no value '1234'", "values: "),
        ("extracted=maybe", "no value 'maybe'", "values: no, yes"),
        ("species=mous", "no value 'mous'", "mus-musculus"),
        ("compound=Semaks", "is called 'Semaks'", "did you mean Semax"),
        ("compound=BDNF", "is no compound but a Target", "entity=BDNF"),
        ("relation=increases_levle", "no value", "increases_level"),
        ("page=molecules/compunds/", "no page stands in", "molecules/compounds/"),
    ],
)
def test_a_wrong_condition_says_what_was_meant(
    sample: EmbeddedStore, text: str, message: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as caught:
        to_network(sample, Selection(where=(text,)))
    assert message in caught.value.message
    assert remedy in (caught.value.remedy or "")


def test_a_depth_out_of_range(sample: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="out of range"):
        to_network(sample, Selection(around=("Semax",), depth=99))


def test_values_may_hold_equal_signs() -> None:
    (condition,) = parse_where(["page != a=b.md"])
    assert (condition.key, condition.value, condition.negated) == ("page", "a=b.md", True)


def test_every_key_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    for key in KEYS.values():
        assert f"| `{key.name}` |" in text
        assert key.example in text
