from __future__ import annotations

import random
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_pages import WIKI, link, page

from claimgraph.document.values import Region
from claimgraph.model import LinkOutcome, PageValues, VaultValues
from claimgraph.resolve import LinkIndex, resolve_vault

PAGES = (
    page(
        "pathways/mtor.md",
        aliases=["mTOR signalling", "TOR"],
        sections=["Upstream inputs", "In **yeast** (TOR)"],
    ),
    page("proteins/mtor-kinase.md", aliases=["mTOR kinase", "FRAP1"]),
    page("proteins/nf-kb.md", aliases=["NF-κB", "JAK/STAT"]),
    page("proteins/Klotho.md"),
    page("hypotheses/hormesis.md"),
    page("processes/hormesis.md"),
    page("studies/2018/smith-2018.md"),
    page("processes/caf\u00e9-au-lait.md"),
    page("index.md", page_type=None),
    page("a/README.md", page_type=None),
    page("README.md", page_type=None),
    page("drugs/a.md", aliases=["shared name"]),
    page("drugs/b.md", aliases=["Shared Name", "hormesis of b"]),
)
INDEX = LinkIndex(((found.path, found.aliases) for found in PAGES), ["pictures/plot.png", "data/t.csv"])


@pytest.mark.parametrize(
    ("target", "resolved", "how"),
    [
        ("pathways/mtor", "pathways/mtor.md", "path"),
        ("pathways/mtor.md", "pathways/mtor.md", "path"),
        ("/pathways/mtor", "pathways/mtor.md", "path"),
        ("index", "index.md", "path"),
        ("README", "README.md", "path"),
        ("2018/smith-2018", "studies/2018/smith-2018.md", "suffix"),
        ("mtor", "pathways/mtor.md", "name"),
        (" mtor ", "pathways/mtor.md", "name"),
        ("mtor\\", "pathways/mtor.md", "name"),
        ("MTOR", "pathways/mtor.md", "name-case"),
        ("klotho", "proteins/Klotho.md", "name-case"),
        ("Pathways/mTOR", "pathways/mtor.md", "name-case"),
        ("FRAP1", "proteins/mtor-kinase.md", "alias"),
        ("NF-κB", "proteins/nf-kb.md", "alias"),
        ("frap1", "proteins/mtor-kinase.md", "alias-slug"),
        ("mtor-signalling", "pathways/mtor.md", "alias-slug"),
        ("jak-stat", "proteins/nf-kb.md", "alias-slug"),
        ("compounds/mtor-kinase", "proteins/mtor-kinase.md", "wrong-directory"),
        ("x/KLOTHO", "proteins/Klotho.md", "wrong-directory"),
        ("cafe\u0301-au-lait", "processes/caf\u00e9-au-lait.md", "name"),
        ("caf%C3%A9-au-lait", "processes/caf\u00e9-au-lait.md", "name"),
        ("mtor%2Dkinase.md", "proteins/mtor-kinase.md", "name"),
        ("plot.png", "pictures/plot.png", "file"),
        ("data/t.csv", "data/t.csv", "file"),
        ("", "proteins/here.md", "self"),
    ],
)
def test_each_step_of_the_ladder(target: str, resolved: str, how: str) -> None:
    found = INDEX.resolve(target, "proteins/here.md")
    assert (found.outcome, found.resolved_to, found.how) == (LinkOutcome.RESOLVED, resolved, how)


@pytest.mark.parametrize(
    ("target", "resolved"),
    [
        ("./nf-kb", "proteins/nf-kb.md"),
        ("../pathways/mtor", "pathways/mtor.md"),
        ("../index.md", "index.md"),
        ("../../index", None),
        ("..", None),
        (".", None),
    ],
)
def test_relative_targets(target: str, resolved: str | None) -> None:
    assert INDEX.resolve(target, "proteins/here.md").resolved_to == resolved


@pytest.mark.parametrize(
    ("target", "candidates"),
    [
        ("hormesis", ("hypotheses/hormesis.md", "processes/hormesis.md")),
        ("HORMESIS", ("hypotheses/hormesis.md", "processes/hormesis.md")),
        ("x/hormesis", ("hypotheses/hormesis.md", "processes/hormesis.md")),
        ("shared-name", ("drugs/a.md", "drugs/b.md")),
    ],
)
def test_several_pages_are_ambiguous_and_all_named(target: str, candidates: tuple[str, ...]) -> None:
    found = INDEX.resolve(target, "proteins/here.md")
    assert (found.outcome, found.resolved_to, found.candidates) == (LinkOutcome.AMBIGUOUS, None, candidates)


def test_an_exact_alias_beats_a_slug_and_a_folder_beats_doubt() -> None:
    assert INDEX.resolve("shared name", "x.md").resolved_to == "drugs/a.md"
    assert INDEX.resolve("processes/hormesis", "x.md").resolved_to == "processes/hormesis.md"


@pytest.mark.parametrize(
    "target", ["nobody", "proteins/nobody", "+++", "/", "%", "%zz", "plot", "mtor/", "a/b/c/"]
)
def test_what_is_nowhere_dangles(target: str) -> None:
    found = INDEX.resolve(target, "x.md")
    if target == "mtor/":
        assert found.resolved_to == "pathways/mtor.md"
    else:
        assert (found.outcome, found.resolved_to, found.candidates) == (LinkOutcome.DANGLING, None, ())


@given(st.text(alphabet="./\\%#aé2m tor-", max_size=30))
def test_no_target_breaks_it(target: str) -> None:
    found = INDEX.resolve(target, "proteins/here.md")
    assert (found.resolved_to is not None) == (found.outcome is LinkOutcome.RESOLVED)
    again = INDEX.resolve(unicodedata.normalize("NFD", target), "proteins/here.md")
    assert again == found


def test_page_order_makes_no_difference() -> None:
    shuffled = list(PAGES)
    random.Random(3).shuffle(shuffled)
    other = LinkIndex((found.path, found.aliases) for found in shuffled)
    for target in ("hormesis", "shared-name", "mtor", "x/hormesis"):
        assert other.resolve(target, "x.md") == INDEX.resolve(target, "x.md")


# ------------------------------------------------------------------------------ findings


def resolve(*pages: PageValues) -> VaultValues:
    return resolve_vault([*PAGES, *pages], WIKI)


def rules(found: VaultValues, path: str) -> list[tuple[str, str]]:
    return [
        (diagnostic.rule, diagnostic.severity.value)
        for diagnostic in found.diagnostics
        if diagnostic.path == path
    ]


def test_faults_by_the_place_of_the_link() -> None:
    found = resolve(
        page(
            "proteins/x.md",
            links=[
                link("nobody"),
                link("nobody", field="targets", region=Region.FRONT_MATTER),
                link("studies/nobody-2020", region=Region.FOOTNOTE),
                link("nobody", region=Region.COMMENT),
                link("protocols/me", line=30),
                link("Experiments/x", region=Region.COMMENT, line=31),
            ],
        )
    )
    assert rules(found, "proteins/x.md") == [
        ("LK-01", "info"),
        ("LK-02", "info"),
        ("LK-03", "info"),
        ("LK-10", "error"),
        ("LK-10", "error"),
    ]
    assert len(found.links["proteins/x.md"]) == 6


def test_ambiguity_names_the_candidates() -> None:
    found = resolve(page("proteins/x.md", links=[link("hormesis", line=12)]))
    (diagnostic,) = [found for found in found.diagnostics if found.path == "proteins/x.md"]
    assert (diagnostic.rule, diagnostic.severity.value, diagnostic.line) == ("LK-04", "error", 12)
    assert [related.path for related in diagnostic.related] == [
        "hypotheses/hormesis.md",
        "processes/hormesis.md",
    ]


def test_wrong_folder_and_missing_section_are_told() -> None:
    found = resolve(
        page(
            "proteins/x.md",
            links=[
                link("drugs/mtor-kinase"),
                link("mtor#Upstream inputs"),
                link("mtor#in-yeast-tor"),
                link("mtor#Downstream"),
                link("mtor#^block"),
                link("mtor#Top#Upstream inputs"),
                link("#Elsewhere"),
            ],
            sections=["Here"],
        )
    )
    assert [
        (diagnostic.rule, diagnostic.value)
        for diagnostic in found.diagnostics
        if diagnostic.path == "proteins/x.md"
    ] == [("LK-05", "[[drugs/mtor-kinase]]"), ("LK-18", "[[#Elsewhere]]"), ("LK-18", "[[mtor#Downstream]]")]


def test_links_of_manuals_are_examples() -> None:
    found = resolve(
        page("sops/how.md", page_type="sop", links=[link("nobody"), link("protocols/x"), link("mtor")])
    )
    assert rules(found, "sops/how.md") == []
    assert found.links["sops/how.md"][2].resolved_to == "pathways/mtor.md"


def test_aliases_that_take_another_things_name_are_told() -> None:
    found = resolve(
        page("proteins/x.md", aliases=["Klotho", "FRAP1", "mine", "Mine"]),
        page("drugs/mine.md", aliases=["x"]),
    )
    told = [
        (diagnostic.path, diagnostic.value, [related.path for related in diagnostic.related])
        for diagnostic in found.diagnostics
        if diagnostic.rule == "LK-09"
    ]
    assert told == [
        ("drugs/a.md", "shared name", ["drugs/b.md"]),
        ("drugs/mine.md", "x", ["proteins/x.md"]),
        ("proteins/mtor-kinase.md", "FRAP1", ["proteins/x.md"]),
        ("proteins/x.md", "Klotho", ["proteins/Klotho.md"]),
        ("proteins/x.md", "mine", ["drugs/mine.md"]),
    ]


def test_a_large_vault_resolves_fast() -> None:
    pages = [
        (f"d{number % 20}/page-{number}.md", (f"Alias {number}", f"Other {number}")) for number in range(1000)
    ]
    targets = [
        f"page-{number % 1300}" if number % 3 else f"d1/page-{number % 900}" for number in range(26_000)
    ]
    started = process_time()
    index = LinkIndex(pages)
    outcomes = [index.resolve(target, "x.md").outcome for target in targets]
    assert process_time() - started < 1.0
    assert {outcome.value for outcome in outcomes} == {"resolved", "dangling"}
