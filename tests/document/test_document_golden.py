"""Small pages and what they are read as: ``pages/<name>.md`` beside ``pages/<name>.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from document_view import broken_invariants, view

from claimgraph.document import PASSES, parse_document

PAGES = sorted((Path(__file__).parent / "pages").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_read_as_expected(page: Path) -> None:
    document = parse_document(page.name, page.read_bytes().decode("utf-8"))
    assert view(document) == json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert broken_invariants(document) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_windows_line_ends_change_no_word(page: Path) -> None:
    text = page.read_bytes().decode("utf-8")
    unix = view(parse_document(page.name, text))
    windows = parse_document(page.name, text.replace("\n", "\r\n"))
    assert broken_invariants(windows) == []
    assert json.loads(json.dumps(view(windows)).replace("\\r\\n", "\\n")) == unix


def test_there_are_golden_pages_and_named_passes() -> None:
    assert len(PAGES) >= 6
    names = [step.name for step in PASSES]
    assert len(set(names)) == len(names)
    assert names.index("front-matter") < names.index("blocks") < names.index("sentences")
