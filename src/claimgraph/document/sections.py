"""Numbers the blocks and builds sections out of the headings."""

from __future__ import annotations

import re

from claimgraph.diagnostics import Severity
from claimgraph.document.draft import Draft, Leaf
from claimgraph.document.values import Block, BlockKind, Section

_ATX = re.compile(r"#{1,6}[ \t]*")
_ATX_CLOSE = re.compile(r"(?:^|[ \t])#+$")


def number_blocks(draft: Draft) -> None:
    """Give each leaf its index and section; sets ``blocks`` and ``sections``."""
    span = draft.lines.span
    sections: list[Section] = [Section(0, "", -1, span(0, 0), span(0, len(draft.text)))]
    open_sections = [0]
    ends: dict[int, int] = {}
    blocks: list[Block] = []
    for index, leaf in enumerate(draft.leaves):
        leaf.index = index
        if leaf.kind is BlockKind.HEADING and not leaf.quoted and not leaf.depth:
            while open_sections[-1] and sections[open_sections[-1]].level >= leaf.level:
                ends[open_sections.pop()] = leaf.start
            start, end = heading_text(draft.text, leaf)
            place = span(leaf.start, leaf.end)
            sections.append(Section(leaf.level, draft.text[start:end], open_sections[-1], place, place))
            open_sections.append(len(sections) - 1)
        parent = leaf.parent.index if leaf.parent is not None else -1
        blocks.append(
            Block(
                leaf.kind,
                span(leaf.start, leaf.end),
                open_sections[-1],
                parent,
                leaf.depth,
                leaf.quoted,
                leaf.table,
            )
        )
    for index in open_sections[1:]:
        ends[index] = len(draft.text)
    draft.sections = [
        section
        if not index
        else Section(
            section.level,
            section.title,
            section.parent,
            section.heading,
            span(section.heading.start, ends[index]),
        )
        for index, section in enumerate(sections)
    ]
    draft.blocks = blocks


def heading_text(text: str, leaf: Leaf) -> tuple[int, int]:
    """Where the words of a heading stand: without ``#`` marks or the line below it."""
    raw = text[leaf.start : leaf.end]
    mark = _ATX.match(raw)
    if mark is None:  # underlined: the last line is the underline
        raw = raw.rstrip()
        cut = raw.rfind("\n")
        return leaf.start, leaf.start + len(raw[: max(cut, 0)].rstrip("> \t\r\n"))
    end = len(raw.rstrip())
    closing = _ATX_CLOSE.search(raw, mark.end(), end)
    if closing is not None:
        end = closing.start()
    end = max(mark.end(), len(raw[:end].rstrip()))
    return leaf.start + mark.end(), leaf.start + end


def check_headings(draft: Draft) -> None:
    """FM-10: a page has exactly one top heading."""
    if not draft.text.strip("\ufeff \t\r\n"):
        draft.report(
            "RD-05",
            Severity.WARNING,
            0,
            0,
            "the page is empty",
            remedy="Write the page or delete the file; links to it lead nowhere.",
        )
        return
    titles = [section for section in draft.sections if section.level == 1]
    if len(titles) == 1:
        return
    first = min(draft.body_start, max(0, len(draft.text.rstrip()) - 1))
    place = titles[1].heading if titles else draft.lines.span(first, first)
    draft.report(
        "FM-10",
        Severity.INFO,
        place.start,
        place.end,
        f"the page has {len(titles)} level-one headings, expected 1",
        remedy="Give the page one # heading, its title; start sections at ##.",
        value=titles[1].title if titles else None,
    )
