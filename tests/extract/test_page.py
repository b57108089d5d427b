"""A whole page, read by all extractors: the values agree with each other and with the text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.document import parse_document
from claimgraph.extract import EXTRACTORS, extract_page
from claimgraph.model import AssertedBy, GapScope, PageValues
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

PROFILE = read_profile("evidence-wiki")
ONTOLOGY = read_ontology()

PAGE = """---
type: compound
aliases: [EX-1]
chembl-id: null   # not found; #gap/needs-canonical-id
targets: ["[[ampk]]"]
---

# Examplin

It lowers glucose in rats [^lind2011]. The receptor is not known. #gap/no-mechanism — two are debated.

| Subject | Predicate | Object | Organism | Evidence |
|---|---|---|---|---|
| EX-1 | activates | [[ampk\\|AMPK]] | rat | [^lind2011] #gap/needs-replication |

## Limitations

- Seen once [^oda2014]. #gap/needs-replication

[^lind2011]: doi:10.1234/abc · Lind A, Oda B · *J Example* 2011 · rat · n=12 · #gap/no-fulltext-access
[^oda2014]: doi:10.1234/def · Oda B · 2014
[^oda2014]: doi:10.1234/ghi · Oda B · 2014
[^unused]: doi:10.1234/jkl
"""


def read(text: str, path: str = "molecules/compounds/examplin.md") -> PageValues:
    return extract_page(parse_document(path, text), PROFILE, ONTOLOGY, "00")


def test_order_of_extractors() -> None:
    assert [name for name, _ in EXTRACTORS] == [
        "fields",
        "links",
        "citations",
        "gaps",
        "statements",
        "claims tables",
        "assessments",
        "study tables",
        "retraction",
        "prose",
        "checks",
    ]


def test_whole_page() -> None:
    page = read(PAGE)
    assert (page.path, page.digest, page.page_type) == ("molecules/compounds/examplin.md", "00", "compound")
    assert (page.entity_class, page.title, page.title_span.line) == ("Compound", "Examplin", 8)
    assert page.aliases == ("EX-1",)
    assert [(link.target, link.label, link.field, link.raw) for link in page.links] == [
        ("ampk", None, "targets", "[[ampk]]"),
        ("ampk", "AMPK", None, "[[ampk\\|AMPK]]"),
    ]
    assert [(cited.key, cited.ordinal, cited.referenced) for cited in page.citations] == [
        ("lind2011", 0, True),
        ("oda2014", 1, True),
        ("oda2014", 2, True),
        ("unused", 0, False),
    ]
    assert page.citations[0].facts.year == 2011
    assert [(gap.kind, gap.scope.value, gap.gap_class.value) for gap in page.gaps] == [
        ("needs-canonical-id", "field", "catalogue"),
        ("no-mechanism", "statement", "evidence"),
        ("needs-replication", "statement", "evidence"),
        ("needs-replication", "statement", "evidence"),
        ("no-fulltext-access", "citation", "access"),
    ]
    assert [title for title, _ in page.sections] == ["Examplin", "Limitations"]
    table = [claim for claim in page.claims if claim.asserted_by is AssertedBy.CLAIMS_TABLE]
    assert len(table) == 1
    assert (table[0].subject.page, table[0].predicate, table[0].organism) == (
        page.path,
        "activates",
        "rattus-norvegicus",
    )
    assert page.links[table[0].object.link].target == "ampk"
    assert page.gaps[table[0].gaps[0]].span.line == table[0].span.line
    assert page.statements[table[0].statement].text == table[0].text
    assert any(claim.asserted_by is AssertedBy.FRONT_MATTER for claim in page.claims)


def test_page_without_heading_is_named_after_its_file() -> None:
    page = read("Just text.\n", "notes/some-thing.md")
    assert (page.title, page.title_span.start, page.title_span.line) == ("some-thing", 0, 1)
    assert page.page_type is None


def test_empty_page() -> None:
    page = read("", "notes/empty.md")
    assert (page.title, page.statements, page.gaps, page.links) == ("empty", (), (), ())
    assert (page.span.start, page.span.end) == (0, 0)


def assert_consistent(page: PageValues, text: str) -> None:
    for link in page.links:
        assert text[link.span.start : link.span.end] == link.raw
    for citation in page.citations:
        assert citation.raw in text[citation.span.start : citation.span.end]
    for statement in page.statements:
        assert text[statement.span.start : statement.span.end] == statement.text
        assert all(0 <= gap < len(page.gaps) for gap in statement.gaps)
        assert all(0 <= link < len(page.links) for link in statement.links)
    for number, gap in enumerate(page.gaps):
        assert text[gap.span.start : gap.span.end].casefold() in {f"#gap/{gap.kind}", f"#{gap.kind}"}
        if gap.scope is GapScope.STATEMENT:
            assert number in page.statements[int(gap.about)].gaps
        elif gap.scope is GapScope.CITATION:
            assert gap.about in {citation.key for citation in page.citations}
        elif gap.scope is GapScope.PAGE:
            assert gap.about == page.path
    for claim in page.claims:
        assert claim.text.strip() in text
        if claim.asserted_by is AssertedBy.CLAIMS_TABLE:
            assert page.statements[claim.statement].span.line == claim.span.line


PIECES = st.lists(
    st.sampled_from(
        [*PAGE.splitlines(keepends=True), "\n", "---\n", "é", "\x00", "\u202e", "#stub\n", "[^", "]]"]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_any_page_gives_consistent_values(text: str) -> None:
    assert_consistent(read(text), text)


def test_same_values_every_time() -> None:
    assert read(PAGE) == read(PAGE)


@pytest.mark.shared
def test_the_large_vault_is_consistent(shared_vault: Path) -> None:
    scopes: Counter[str] = Counter()
    for file in sorted(shared_vault.rglob("*.md"))[::10]:
        text = file.read_bytes().decode("utf-8")
        page = read(text, file.relative_to(shared_vault).as_posix())
        assert_consistent(page, text)
        scopes.update(gap.scope.value for gap in page.gaps)
    assert scopes["statement"] > scopes["mention"] > 0
