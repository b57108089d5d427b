"""Identifiers outside footnotes: where they stand, and what they belong to."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.extract.identifier_mentions import find_mentions
from claimgraph.extract.identifier_slips import check_mentions
from claimgraph.extract.layout import Layout
from claimgraph.model import PageValues
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

PAGE = """---
type: compound
aliases: [examplin]
pubchem-cid: 12345
verified-scope: "Roe 2031 (PMID 7654321) read in full; PMC7654321"
next-experiment: a trial   # see NCT07654321
---

# Examplin

Roe and colleagues saw it first (doi:10.5555/abc.2031). A sentence without any. Cited one.[^k]

- shown again, PMID: 7654322
  and [here](https://doi.org/10.5555/x.y)

| Study | Result |
|---|---|
| PMC7654323 | longer life |

```
doi:10.5555/code
```

[^k]: doi:10.5555/own · in-vivo (mouse)
"""


def _read(text: str) -> PageValues:
    return extract_page(
        parse_document("compounds/examplin.md", text),
        read_profile("evidence-wiki"),
        read_ontology(),
        "00",
    )


def _where(page: PageValues, value: str) -> str:
    (one,) = [mention for mention in page.identifiers if mention.value == value]
    if one.statement >= 0:
        return page.statements[one.statement].kind.value
    return page.fields[one.field].field if one.field >= 0 else "page"


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("10.5555/abc.2031", "sentence"),
        ("7654322", "item"),
        ("10.5555/x.y", "item"),
        ("PMC7654323", "row"),
        ("7654321", "verified-scope"),
        ("PMC7654321", "verified-scope"),
        ("NCT07654321", "next-experiment"),
        ("10.5555/code", "page"),
    ],
)
def test_an_identifier_belongs_to_what_it_stands_in(value: str, where: str) -> None:
    assert _where(_read(PAGE), value) == where


def test_spans_are_exact_and_footnotes_keep_their_own() -> None:
    page = _read(PAGE)
    for mention in page.identifiers:
        assert PAGE[mention.span.start : mention.span.end] == mention.raw
    assert [mention.value for mention in page.identifiers].count("10.5555/own") == 0
    assert page.citations[0].facts.identifiers[0].value == "10.5555/own"


def test_a_field_that_is_an_identifier_is_no_mention() -> None:
    page = _read("---\ntype: study\ndoi: 10.5555/study\npmid: 7654321\n---\n\n# Roe 2031\n")
    assert page.identifiers == ()


def test_a_sentence_that_names_its_source_inherits_no_footnote() -> None:
    prose = "Mice lived longer.[^a] Rats did too (doi:10.5555/rats). They also ate less."
    page = _read(f"# Examplin\n\n{prose}\n\n[^a]: doi:10.5555/a\n")
    cited = {statement.text.split()[0]: statement.citations for statement in page.statements}
    assert cited["Mice"]
    assert cited["Rats"] == ()
    assert "They" not in cited


def test_many_fields_and_identifiers_stay_cheap() -> None:
    fields = "".join(f"k{number}: PMID {number + 1000000}\n" for number in range(3000))
    page = _read(f"---\n{fields}---\n")
    assert len(page.identifiers) == 3000
    assert [page.fields[mention.field].field for mention in page.identifiers[:2]] == ["k0", "k1"]


def test_a_malformed_identifier_in_running_text_is_told() -> None:
    text = "# Drug\n\nA trial (NCT0730694) runs, PMID 1234567890 says; NCT07306949 too.\n\n```\nNCT1\n```\n"
    layout = Layout(parse_document("a.md", text))
    found = [(slip.rule, slip.value) for slip in check_mentions(layout, find_mentions(layout, ()))]
    assert found == [("FN-35", "NCT0730694"), ("FN-35", "1234567890")]
