"""Page text to ``Document``: the passes, in order, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from claimgraph.document.blocks import make_shadow, mask_code, read_blocks
from claimgraph.document.characters import check_characters
from claimgraph.document.draft import Draft
from claimgraph.document.fences import check_fences
from claimgraph.document.footnotes import check_footnotes, collect_definitions, find_definitions
from claimgraph.document.front_matter import read_front_matter
from claimgraph.document.inline import read_inline
from claimgraph.document.sections import check_headings, number_blocks
from claimgraph.document.sentences import split_sentences
from claimgraph.document.tables import read_tables
from claimgraph.document.values import Document


class Pass(NamedTuple):
    """A named step of reading; ``run`` works on what the passes before it left in the draft."""

    name: str
    run: Callable[[Draft], None]


PASSES: tuple[Pass, ...] = (
    Pass("characters", check_characters),
    Pass("front-matter", read_front_matter),
    Pass("shadow", make_shadow),
    Pass("blocks", read_blocks),
    Pass("definitions", find_definitions),
    Pass("sections", number_blocks),
    Pass("footnotes", collect_definitions),
    Pass("tables", read_tables),
    Pass("code", mask_code),
    Pass("inline", read_inline),
    Pass("sentences", split_sentences),
    Pass("check-footnotes", check_footnotes),
    Pass("check-headings", check_headings),
    Pass("check-fences", check_fences),
)
"""Every step of reading a page, in order."""


def parse_document(path: str, text: str) -> Document:
    """Parse one page. Never fails: what cannot be read becomes a diagnostic, and its text is kept.

    Args:
        path: the page, relative to the vault, with ``/`` separators; only named in diagnostics.
        text: the page exactly as read, without newline translation.
    """
    draft = Draft(path, text)
    for step in PASSES:
        step.run(draft)
    draft.diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    return Document(
        path=path,
        text=text,
        front_matter=draft.front_matter,
        body_start=draft.body_start,
        sections=tuple(draft.sections),
        blocks=tuple(draft.blocks),
        tables=tuple(draft.tables),
        sentences=tuple(draft.sentences),
        links=tuple(draft.links),
        references=tuple(draft.references),
        definitions=tuple(draft.definitions),
        tags=tuple(draft.tags),
        diagnostics=tuple(draft.diagnostics),
    )
