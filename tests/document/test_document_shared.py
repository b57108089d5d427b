"""The large vault: every page is read, every promise holds, and plain searches find nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from document_view import broken_invariants

from claimgraph.document import parse_document

pytestmark = pytest.mark.shared

FENCE = re.compile(r"^[ \t]*(```|~~~).*?^[ \t]*\1[^\n]*$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
LINK = re.compile(r"\[\[[^\[\]\n]+\]\]")
REFERENCE = re.compile(r"\[\^[^\]\n]+\]")
DEFINITION = re.compile(r"^[ \t]*(\[\^[^\]\n]+\]):", re.MULTILINE)
GAP = re.compile(r"#gap/[\w-]+")


def blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", "~", match[0]), text)


def pages(vault: Path) -> list[tuple[str, str]]:
    found = sorted(vault.rglob("*.md"))
    assert len(found) > 100
    return [(page.relative_to(vault).as_posix(), page.read_bytes().decode("utf-8")) for page in found]


def test_every_promise_holds_on_every_page(shared_vault: Path) -> None:
    for path, text in pages(shared_vault):
        assert broken_invariants(parse_document(path, text)) == [], path


def test_plain_searches_agree(shared_vault: Path) -> None:
    """Links, references, definitions and gap tags against regular expressions over text without code.

    A label with brackets is the one construct that the search for links cannot see.
    """
    differences = []
    for path, text in pages(shared_vault):
        document = parse_document(path, text)
        visible = blank(COMMENT, blank(FENCE, text))
        prose = blank(CODE, visible)
        labelled = [link.span.start for link in document.links if "[" in (link.label or "")]
        for name, expected, read in (
            ("links", {match.start() for match in LINK.finditer(prose)} | set(labelled),
             {link.span.start + link.embedded for link in document.links if text[link.span.end - 1] == "]"}),
            ("definitions", {match.start(1) for match in DEFINITION.finditer(prose)},
             {note.span.start for note in document.definitions}),
            ("references",
             {match.start() for match in REFERENCE.finditer(prose)}
             - {match.start(1) for match in DEFINITION.finditer(prose)},
             {reference.span.start for reference in document.references}),
            ("gaps", {match.start() for match in GAP.finditer(visible)},
             {tag.span.start for tag in document.tags if tag.name.startswith("gap/")}),
        ):  # fmt: skip
            differences += [(path, name, text[at - 20 : at + 40]) for at in expected ^ read]
    assert differences == []
