"""Whatever the page: all extractors, with the real profile and ontology, keep what their values promise."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.model import PageValues
from fuzz import ADVERSARIAL, PATH, PIECES, broken_promises, check, generate, read, run_batch, shrink

FRONT = [
    "type: compound\n", "aliases: [EX-1, 'a: b']\n", "aliases: x\n", 'targets: ["[[p]]", "[[q]] (weak)"]\n',
    "targets:\n  - [[p]]\n", "hallmarks: [[[h]], [[i]]]\n", "clinical-stage: phase-2 (one trial)  # #gap/x\n",
    "chembl-id: null # none yet #gap/needs-canonical-id\n", "molecular-weight: ~1,200 Da\n",
    "verified: yes\n", "verified-date: 2026-01-02\n", "half-life: 8–9 h\n", "pubchem-cid: 012\n",
    "# a remark\n", "\n", "type: pathway\n",
]  # fmt: skip
BODY = [
    "# Examplin\n\n", "## Limitations\n\n", "## Gaps\n\n", "It lowers [[p|glucose]] in rats [^a]. ",
    "Not in cats [^b]; ", "but it does in dogs [^a][^c].\n", "#gap/no-mechanism — two are debated.\n",
    "- Seen once [^a]. #gap/needs-replication\n", "  - Below it `#gap/needs-human-replication`\n",
    "Shown here [^a]:\n\n- one\n- two [[q]]\n\n", "> quoted [^b] #stub\n",
    "| Subject | Predicate | Object | Organism | Evidence |\n|---|---|---|---|---|\n"
    "| X | activates | [[p\\|P]] | rat | [^a] #gap/needs-replication |\n",
    "| Dimension | Status |\n|---|---|\n| Pathway kept? | yes [^a] |\n", "\n\n", "```\n#gap/x [[no]]\n```\n",
    "<!-- #gap/y -->\n", "Tagged as `#gap/z` by convention.\n",
    "[^a]: doi:10.1234/abc · Lind A et al. · *J* 2011 · rct · n=12 · rat\n",
    "[^b]: [[studies/oda-2014]] · PMID 12345678 · n=8–9 per group · #gap/no-fulltext-access\n", "[^c]:\n",
    "[^a]: doi:10.1002/1529-0131(200201)46:1<114::AID-ART1>3.0.CO;2-P · not verified against the PDF\n",
]  # fmt: skip
well_formed = st.builds(
    lambda front, body: "---\n" + "".join(front) + "---\n" + "".join(body),
    st.lists(st.sampled_from(FRONT), max_size=8),
    st.lists(st.sampled_from(BODY), max_size=20),
)
broken = st.builds(
    lambda front, body: front + body,
    st.sampled_from(["", "---\n", "---\ntype: compound\n---\n"]),
    st.lists(st.one_of(st.sampled_from(BODY), st.sampled_from(PIECES), st.text(max_size=6)), max_size=25).map(
        "".join
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(well_formed)
def test_promises_hold_on_pages_as_people_write_them(text: str) -> None:
    assert broken_promises(read(text), text) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken)
def test_promises_hold_on_broken_pages(text: str) -> None:
    page = read(text)
    assert broken_promises(page, text) == []
    assert read(text) == page


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_around_a_gap_tag_leaves_it_found(before: str, after: str) -> None:
    """A tag on a line of its own is found whatever the lines around it, unless they hide or fence it."""
    if any(mark in before for mark in ("`", "~~~", "<", "---")):
        return
    text = f"x {before}\n\n#gap/no-mechanism\n\n{after}"
    assert "no-mechanism" in [gap.kind for gap in read(text).gaps]


def test_two_thousand_fuzzed_inputs() -> None:
    assert run_batch(0, 2000, 20).faults == []


def test_inputs_of_a_seed_are_the_same_every_time() -> None:
    assert [generate(number, 3) for number in range(50)] == [generate(number, 3) for number in range(50)]
    assert len({generate(number, 3) for number in range(50)}) > 40


@pytest.mark.parametrize("name", [name for name in ADVERSARIAL if "20,000" in name or "bomb" in name])
def test_large_hand_made_pages(name: str) -> None:
    if "footnote of" not in name:
        assert check(ADVERSARIAL[name]()) is None


# The checks themselves: a page whose values were bent must be told.


PAGE = "# T\n\nA [[p]] claim [^a]. #gap/x\n\n[^a]: doi:10.1234/abc · n=3\n"


def bend(page: PageValues, kind: str) -> PageValues:
    """The page with one span, index or text off."""
    replace = msgspec.structs.replace
    match kind:
        case "link":
            link = page.links[0]
            return replace(page, links=(replace(link, raw=link.raw + "x"),))
        case "statement":
            statement = page.statements[0]
            return replace(page, statements=(replace(statement, text=statement.text[1:]),))
        case "gap":
            gap = page.gaps[0]
            return replace(page, gaps=(replace(gap, span=page.links[0].span),))
        case "gap of a statement":
            statement = page.statements[0]
            return replace(page, statements=(replace(statement, gaps=()),))
        case "identifier":
            citation = page.citations[0]
            found = replace(citation.facts.identifiers[0], span=page.links[0].span)
            facts = replace(citation.facts, identifiers=(found,))
            return replace(page, citations=(replace(citation, facts=facts),))
        case _:
            citation = page.citations[0]
            return replace(page, citations=(replace(citation, span=page.links[0].span),))


@pytest.mark.parametrize("kind", ["link", "statement", "gap", "gap of a statement", "identifier", "citation"])
def test_a_bent_page_is_told(kind: str) -> None:
    page = read(PAGE)
    assert broken_promises(page, PAGE) == []
    assert broken_promises(bend(page, kind), PAGE) != []


def test_a_fault_is_told_and_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    import fuzz

    monkeypatch.setattr(fuzz, "broken_promises", lambda page, text: ["q"] if "q" in text else [])
    words = "".join(random.Random(1).choices("abcdefgh \n", k=300)) + "q" + "ijk" * 50
    assert fuzz.check(words) == "q"
    assert shrink(words) == "q"
    assert PATH.endswith(".md")
