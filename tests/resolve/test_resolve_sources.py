from __future__ import annotations

import random

import pytest
from vault_pages import WIKI, citation, field, page

from claimgraph.model import Access, Citation, PageValues, Source, VaultValues
from claimgraph.resolve import resolve_vault


def cite(path: str, *citations: Citation) -> PageValues:
    return page(path, citations=citations)


def study(path: str, **fields: str) -> PageValues:
    named = [
        field(name.replace("_", "-"), value, kind="identifier", line=line)
        for line, (name, value) in enumerate(fields.items(), 3)
    ]
    return page(path, page_type="study", fields=named)


def resolve(*pages: PageValues) -> VaultValues:
    return resolve_vault(pages, WIKI)


def source(found: VaultValues, path: str, key: str, ordinal: int = 0) -> Source:
    (known,) = [item for item in found.sources if item.key == found.source_of[(path, key, ordinal)]]
    return known


def clashes(found: VaultValues) -> list[tuple[str, int, str, list[tuple[str, int]]]]:
    return [
        (item.path, item.line, item.value or "", [(other.path, other.line) for other in item.related])
        for item in found.diagnostics
        if item.rule == "FN-14"
    ]


@pytest.mark.parametrize(
    ("fields", "retracted"),
    [
        ({"retracted": "true"}, True),
        ({"retracted": "2025-03-01"}, True),
        ({"title": "RETRACTED: A drug that calms"}, True),
        ({"title": "[Retracted] A drug that calms"}, True),
        ({"retracted": "false"}, False),
        ({"title": "Retracted nuclei in aged muscle"}, False),
    ],
)
def test_a_study_page_can_say_that_its_source_is_retracted(fields: dict[str, str], retracted: bool) -> None:
    found = resolve(
        study("studies/s.md", doi="10.1000/a", **fields), cite("a.md", citation("x", doi=["10.1000/a"]))
    )
    assert [only.retracted for only in found.sources] == [retracted]


def test_citations_of_one_doi_are_one_source() -> None:
    found = resolve(
        cite("a.md", citation("x", doi=["10.1000/a"], pmid=["11"], year=2018)),
        cite("b.md", citation("y", doi=["10.1000/a"], year=2018), citation("z", pmid=["11"])),
    )
    (only,) = found.sources
    assert only.key == "doi:10.1000/a"
    assert (only.doi, only.pmid, only.year) == (("10.1000/a",), ("11",), 2018)
    assert only.citations == (("a.md", "x", 0), ("b.md", "y", 0), ("b.md", "z", 0))
    assert clashes(found) == []


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"doi": ["10.1000/a"], "pmid": ["1"], "nct": ["NCT1"]}, "doi:10.1000/a"),
        ({"pmid": ["1"], "pmcid": ["PMC2"]}, "pmid:1"),
        ({"pmcid": ["PMC2"], "nct": ["NCT1"]}, "pmcid:PMC2"),
        ({"nct": ["NCT1"]}, "nct:NCT1"),
        ({"study": ["studies/s"]}, "page:studies/s.md"),
        ({}, "note:a.md#k"),
    ],
)
def test_the_key_is_the_first_identifier_that_there_is(facts: dict[str, list[str]], key: str) -> None:
    assert [item.key for item in resolve(cite("a.md", citation("k", **facts))).sources] == [key]  # type: ignore[arg-type]


def test_repeated_keys_without_identifier_stay_apart() -> None:
    found = resolve(cite("a.md", citation("k", ordinal=1), citation("k", ordinal=2)))
    assert [item.key for item in found.sources] == ["note:a.md#k~1", "note:a.md#k~2"]


def test_a_wrong_pmid_never_joins_two_dois() -> None:
    found = resolve(
        cite("a.md", citation("one", doi=["10.1000/a"], pmid=["1"], line=20)),
        cite("b.md", citation("two", doi=["10.1000/b"], pmid=["2"], line=21)),
        cite("c.md", citation("two", doi=["10.1000/b"], pmid=["2"], line=22)),
        # The DOI of b with the PMID of a.
        cite("d.md", citation("bad", doi=["10.1000/b"], pmid=["1"], line=23)),
        cite("e.md", citation("only", pmid=["1"], line=24)),
    )
    assert source(found, "d.md", "bad").key == "doi:10.1000/b"
    assert source(found, "a.md", "one").key == "doi:10.1000/a"
    # PMID 1 is said of two papers as often: nobody can say which this one is.
    assert source(found, "e.md", "only").key == "pmid:1"
    assert ("d.md", 23, "1", [("b.md", 21)]) in clashes(found)
    assert source(found, "b.md", "two").pmid == ("2",) or source(found, "b.md", "two").pmid[0] == "2"


def test_the_majority_owns_a_pmid() -> None:
    found = resolve(
        cite("a.md", citation("x", doi=["10.1000/a"], pmid=["1"])),
        cite("b.md", citation("x", doi=["10.1000/a"], pmid=["1"])),
        cite("c.md", citation("bad", doi=["10.1000/b"], pmid=["1"], line=23)),
        cite("d.md", citation("only", pmid=["1"])),
    )
    assert source(found, "d.md", "only").key == "doi:10.1000/a"
    assert source(found, "c.md", "bad").key == "doi:10.1000/b"
    assert source(found, "c.md", "bad").pmid == ()
    assert [(path, line) for path, line, _, _ in clashes(found)] == [("c.md", 23)]


def test_equal_claims_to_a_pmid_are_told_at_both_places() -> None:
    found = resolve(
        cite("a.md", citation("x", doi=["10.1000/a"], pmid=["1"], line=20)),
        cite("b.md", citation("y", doi=["10.1000/b"], pmid=["1"], line=21)),
    )
    assert {item.key for item in found.sources} == {"doi:10.1000/a", "doi:10.1000/b"}
    assert clashes(found) == [
        ("a.md", 20, "10.1000/a", [("b.md", 21)]),
        ("b.md", 21, "10.1000/b", [("a.md", 20)]),
    ]


def test_chains_through_other_schemes_never_join_two_dois() -> None:
    found = resolve(
        cite("a.md", citation("x", doi=["10.1000/a"], pmid=["1"])),
        cite("b.md", citation("x", pmid=["1"], pmcid=["PMC1"])),
        cite("c.md", citation("x", doi=["10.1000/b"], pmcid=["PMC1"])),
    )
    for item in found.sources:
        assert len(item.doi) <= 1
    assert source(found, "a.md", "x").key != source(found, "c.md", "x").key


def test_trials_with_many_papers_do_not_merge_them() -> None:
    found = resolve(
        cite(
            "a.md",
            citation("x", doi=["10.1000/a"], nct=["NCT01"]),
            citation("y", doi=["10.1000/b"], nct=["NCT01"]),
        ),
        cite("b.md", citation("registry", nct=["NCT01"])),
        cite("c.md", citation("registry", nct=["NCT01"])),
    )
    assert sorted(item.key for item in found.sources) == ["doi:10.1000/a", "doi:10.1000/b", "nct:NCT01"]
    assert source(found, "b.md", "registry") == source(found, "c.md", "registry")
    assert source(found, "a.md", "x").nct == ("NCT01",)


def test_two_papers_in_one_footnote_stay_two_sources() -> None:
    found = resolve(
        cite("a.md", citation("both", doi=["10.1000/a", "10.1000/b"])),
        cite("b.md", citation("x", doi=["10.1000/b"])),
    )
    assert source(found, "a.md", "both").key == "doi:10.1000/a"
    assert source(found, "b.md", "x").citations == (("a.md", "both", 0), ("b.md", "x", 0))


def test_identifiers_that_are_only_mentioned_join_nothing() -> None:
    found = resolve(
        cite("a.md", citation("x", doi=["10.1000/a"], mentioned=["10.1000/b"])),
        cite("b.md", citation("y", doi=["10.1000/b"])),
    )
    assert source(found, "a.md", "x").key != source(found, "b.md", "y").key


def test_study_pages_join_the_source_of_their_identifiers() -> None:
    found = resolve(
        study("studies/smith-2018.md", doi="10.1000/A", pmid="1", title="On things", year="2018"),
        cite("a.md", citation("x", doi=["10.1000/a"])),
        cite("b.md", citation("y", study=["smith-2018"])),
        cite("c.md", citation("z", pmid=["1"])),
    )
    (only,) = found.sources
    assert (only.key, only.study_page, only.title) == ("doi:10.1000/a", "studies/smith-2018.md", "On things")
    assert len(only.citations) == 3


def test_a_study_page_without_identifier_gets_that_of_its_footnotes() -> None:
    found = resolve(
        study("studies/s.md", title="S"),
        cite("a.md", citation("x", doi=["10.1000/a"], study=["studies/s"])),
    )
    assert [(item.key, item.study_page) for item in found.sources] == [("doi:10.1000/a", "studies/s.md")]


def test_a_footnote_that_links_another_papers_page_goes_by_its_doi() -> None:
    found = resolve(
        study("studies/s.md", doi="10.1000/s"),
        cite("a.md", citation("x", doi=["10.1000/a"], study=["studies/s"], line=30)),
        cite("b.md", citation("x", doi=["10.1000/s"], study=["studies/s"])),
    )
    assert source(found, "a.md", "x").key == "doi:10.1000/a"
    assert source(found, "a.md", "x").study_page is None
    assert [(path, line) for path, line, _, _ in clashes(found)] == [("a.md", 30)]


def test_a_link_to_a_page_that_is_no_study_names_no_study_page() -> None:
    found = resolve(page("proteins/p.md"), cite("a.md", citation("x", study=["studies/p"])))
    assert source(found, "a.md", "x").key == "page:studies/p.md"
    assert source(found, "a.md", "x").study_page is None


def test_the_merged_view_keeps_the_best_and_all() -> None:
    found = resolve(
        cite(
            "a.md",
            citation(
                "x",
                doi=["10.1000/a"],
                authors=["A B"],
                truncated=True,
                designs=["in-vivo"],
                organisms=["mus-musculus"],
                access=Access.ABSTRACT,
                year=2018,
            ),
        ),
        cite(
            "b.md",
            citation(
                "x",
                doi=["10.1000/a"],
                authors=["A B", "C D"],
                designs=["in-vitro"],
                organisms=["homo-sapiens"],
                access=Access.FULL_TEXT,
                year=2018,
                retracted=True,
            ),
        ),
        cite("c.md", citation("x", doi=["10.1000/a"], access=Access.NONE, year=2019)),
    )
    (only,) = found.sources
    assert (only.authors, only.authors_truncated) == (("A B", "C D"), False)
    assert only.designs == ("in-vivo", "in-vitro")
    assert only.organisms == ("mus-musculus", "homo-sapiens")
    assert (only.access, only.year, only.retracted, only.primary) == (Access.FULL_TEXT, 2018, True, True)


@pytest.mark.parametrize(
    ("designs", "primary"),
    [
        ([["in-vivo"]], True),
        ([["review"]], False),
        ([["meta-analysis", "randomized-controlled-trial"]], False),
        ([[]], None),
        ([["cohort"], ["review"]], None),
        ([["cohort"], ["cohort"], ["review"]], True),
    ],
)
def test_primary_or_not(designs: list[list[str]], primary: bool | None) -> None:
    found = resolve(
        *(
            cite(f"p{number}.md", citation("x", doi=["10.1000/a"], designs=named))
            for number, named in enumerate(designs)
        )
    )
    assert found.sources[0].primary is primary


def test_the_publication_type_of_a_study_page_decides() -> None:
    found = resolve(
        study("studies/s.md", doi="10.1000/a", publication_type="review"),
        cite("a.md", citation("x", doi=["10.1000/a"], designs=["cohort"])),
    )
    assert found.sources[0].primary is False


def test_page_order_makes_no_difference() -> None:
    pages = [
        study("studies/s.md", doi="10.1000/s", pmid="9"),
        *(
            cite(
                f"p{number}.md",
                citation("x", doi=[f"10.1000/{number % 3}"], pmid=[str(number % 4)], line=number + 1),
            )
            for number in range(12)
        ),
    ]
    expected = resolve(*pages)
    for seed in range(5):
        random.Random(seed).shuffle(pages)
        assert resolve(*pages) == expected


def test_every_citation_has_a_source_that_lists_it() -> None:
    found = resolve(
        *(
            cite(
                f"p{number}.md",
                citation("a", doi=[f"10.1000/{number % 3}"], pmid=[str(number % 4)]),
                citation("b", pmid=[str(number % 5)], pmcid=[f"PMC{number % 2}"]),
                citation("c", study=[f"studies/s{number % 2}"], nct=["NCT1"]),
                citation("d"),
            )
            for number in range(12)
        )
    )
    sources = {item.key: item for item in found.sources}
    assert len(sources) == len(found.sources)
    assert len(found.source_of) == 48
    for place, key in found.source_of.items():
        assert place in sources[key].citations
    for item in found.sources:
        assert len(item.doi) <= 1
