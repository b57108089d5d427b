"""Words searched by first letter find what the plain pattern finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.extract.citation.patterns import compile_words

WORDS = r"show(?:s|ed)?|found|fin(?:d|ish)s?|is|improv\w+|two|ten|twelve"
PIECES = st.sampled_from(
    ["show", "shows", "found", "fin", "is", "improv", "two", "ten", "x", "_", "-", " ", ".", "é"]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_by_first_letter_is_the_same_as_at_every_letter(text: str) -> None:
    plain = re.compile(rf"\b(?:{WORDS})\b")
    fast = compile_words(WORDS)
    assert [match.span() for match in fast.finditer(text)] == [match.span() for match in plain.finditer(text)]
