"""What holds for every text: no crash, spans that quote, segments that cover, time that is linear."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimgraph.diagnostics import LineIndex
from claimgraph.extract.citation import parse_citation
from claimgraph.model import CitationFacts

_SEPARATORS = re.compile(r"[\s·•∙;—–]")
_FRAGMENTS = st.sampled_from(
    [
        "doi:10.5555/a(1)b",
        "10.5555/(SICI)1(2)3:4<5::AID-6>3.0.CO;2-7",
        "PMID 7654321",
        "PMC7654321",
        "NCT07654321",
        " · ",
        "; ",
        ". ",
        "\n  ",
        "(",
        ")",
        "[",
        "]",
        "[[studies/x]]",
        "*Inv J* 2031;1(2):3",
        "Roe J, van Moe B et al.",
        "n=20/group",
        "n = 5–8 per arm",
        "n=12 vs 13",
        "n=N/A",
        "38 trials",
        "model: ",
        "C57BL/6 mice",
        "human fibroblasts",
        "HeLa",
        "rct",
        "randomized",
        "in-vitro",
        "review",
        "p<0.01",
        "HR 0.5 (95% CI 0.2–0.9)",
        "not verified against the PDF",
        "abstract-only",
        "**RETRACTED**",
        "local PDF: pending",
        "#gap/no-fulltext-access",
        "\u200b",
        "\u202e",
        "İ",
        "ẞ",
        "\x00",
        "μ",
        "10^5",
        "1.2 million",
        '"A title of some length"',
        "— ",
        "· ",
        "preprint",
        "wrong",
        "corrected to ",
    ]
)
_NOTES = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=12)), max_size=24).map("".join)


def check(text: str, start: int, end: int) -> CitationFacts:
    """Parses and checks what must always hold."""
    facts = parse_citation(text, start, end, LineIndex(text), [])
    for one in (*facts.identifiers, *facts.samples, *facts.segments):
        assert start <= one.span.start < one.span.end <= end
        assert text[one.span.start : one.span.end] == one.raw
        assert one.span.line == text.count("\n", 0, one.span.start) + 1
    at = start
    for segment in facts.segments:
        assert segment.span.start >= at
        between = text[at : segment.span.start]
        assert not _SEPARATORS.sub("", between), between
        at = segment.span.end
    assert not _SEPARATORS.sub("", text[at:end])
    for sample in facts.samples:
        assert sample.value is None or sample.high is None or sample.high >= sample.value >= 0
    assert len(set(facts.designs)) == len(facts.designs)
    assert len(set(facts.organisms)) == len(facts.organisms)
    assert facts.human_cells <= ("homo-sapiens" in facts.organisms)
    return facts


@given(_NOTES, st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("n=1·2", "", "")
@example("İn=5 doi:10.5555/x", "a\nb", "10.5555/y")
def test_any_note(note: str, before: str, after: str) -> None:
    text = before + note + after
    check(text, len(before), len(before) + len(note))


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    check(text, 0, len(text))


@given(_NOTES)
@settings(max_examples=100, deadline=None)
@example("— doi:10.5555/a(1)bC57BL/6 mice")
def test_what_stands_around_changes_nothing(note: str) -> None:
    alone = parse_citation(note, 0, len(note), LineIndex(note), [])
    text = f"x\n{note}\n"
    inside = parse_citation(text, 2, 2 + len(note), LineIndex(text), [])
    assert (alone.designs, alone.organisms, alone.access, alone.authors, alone.year) == (
        inside.designs,
        inside.organisms,
        inside.access,
        inside.authors,
        inside.year,
    )
    assert [one.value for one in alone.identifiers] == [one.value for one in inside.identifiers]
    assert [(one.raw, one.kind) for one in alone.samples] == [(one.raw, one.kind) for one in inside.samples]


_UNITS = [
    "(",
    ")",
    "[",
    "()",
    " ",
    "·",
    " · ",
    ".",
    ". ",
    "; ",
    "\n",
    "—",
    " — ",
    "n=",
    "n=1 ",
    "n=9, ",
    "10.5555/",
    "doi:10.5555/a ",
    "10.5555/a(",
    "A",
    "Roe J, ",
    "Roe ",
    "PMID 1234567, ",
    '"',
    "*",
    "*a ",
    "5% ",
    "HR 1 ",
    "human ",
    "mouse ",
    "review ",
    "rct; ",
    "of rct ",
    "pdf ",
    "verified ",
    "not pdf ",
    "1 ",
    "1,",
    "12 mice ",
    "a-",
    "see [[a]] ",
    "#gap/a ",
    "wrong doi ",
    "NCT01234567 ",
    "retracted ",
    "10",
    "(n=1) ",
    "\u200b",
    "in-vitro + ",
]


@pytest.mark.parametrize("unit", _UNITS)
def test_time_grows_with_length_not_faster(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        lines = LineIndex(text)
        begin = time.process_time()
        parse_citation(text, 0, len(text), lines, [])
        return time.process_time() - begin

    seconds(10)
    count = max(1000, 6_000 // len(unit))
    small, large = seconds(count), seconds(4 * count)
    # Four times the length: four times the time; quadratic would be sixteen, and minutes at this length. The
    # slack is for a machine that does other work.
    assert large < 2 or large < 12 * small, (small, large)


def test_fifty_thousand_brackets() -> None:
    text = "(" * 50_000
    begin = time.process_time()
    check(text, 0, len(text))
    assert time.process_time() - begin < 2.0
