"""The large vault: nothing crashes, every span quotes, and no plain identifier is missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimgraph.diagnostics import LineIndex
from claimgraph.extract.citation import parse_citation
from claimgraph.model import IdentifierScheme

_DEFINITION = re.compile(r"^[ ]{0,3}\[\^[^\]\n]+\]:[ \t]*(.*)$", re.MULTILINE)
# Identifiers as the plainest reader finds them; brackets and old Wiley forms are left to the golden table.
_PLAIN = {
    IdentifierScheme.DOI: re.compile(r"(?<![\d.])(10\.\d{4,9}/[A-Za-z0-9._/-]*[A-Za-z0-9])(?=[\s,;·]|$)"),
    IdentifierScheme.PMID: re.compile(r"PMID:? ?(\d{5,8})\b"),
    IdentifierScheme.PMCID: re.compile(r"\b(PMC\d{5,8})\b"),
    IdentifierScheme.NCT: re.compile(r"\b(NCT\d{8})\b"),
}


@pytest.mark.shared
def test_every_footnote_of_the_large_vault(shared_vault: Path) -> None:
    footnotes = wanted = found = 0
    for path in sorted(shared_vault.rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "replace")
        lines = LineIndex(text)
        for match in _DEFINITION.finditer(text):
            start, end = match.span(1)
            facts = parse_citation(text, start, end, lines, [])
            footnotes += 1
            for one in (*facts.identifiers, *facts.samples, *facts.segments):
                assert start <= one.span.start < one.span.end <= end
                assert text[one.span.start : one.span.end] == one.raw
            values = {(one.scheme, one.value) for one in facts.identifiers}
            for scheme, pattern in _PLAIN.items():
                for plain in pattern.findall(match[1]):
                    wanted += 1
                    found += (scheme, plain.lower() if scheme is IdentifierScheme.DOI else plain) in values
    assert footnotes > 1000
    assert found >= 0.998 * wanted, (found, wanted)
