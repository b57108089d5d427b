"""Statements: the sentences, items, rows and headings that cite, tag, link or name an identifier."""

from __future__ import annotations

from collections.abc import Sequence

from claimgraph.document.values import BlockKind, Tag
from claimgraph.extract.foreign_citations import find_foreign_citations
from claimgraph.extract.gaps import PlacedGap
from claimgraph.extract.layout import PROSE, Layout
from claimgraph.extract.scope import assign_citations
from claimgraph.model import GapScope, Statement, StatementKind

_LONGEST_LEAD = 200
_KINDS = {
    BlockKind.HEADING: StatementKind.HEADING,
    BlockKind.PARAGRAPH: StatementKind.SENTENCE,
    BlockKind.ITEM: StatementKind.ITEM,
    BlockKind.ROW: StatementKind.ROW,
}


def extract_statements(
    layout: Layout, placed: Sequence[PlacedGap], named: frozenset[int] = frozenset()
) -> tuple[tuple[Statement, ...], dict[int, int]]:
    """The statements of a page in order, and which sentence became which statement.

    A sentence is a statement when it cites (itself or by inheritance), when a gap is about it or
    stands in it, when it carries any other tag, when it links, when it
    names an identifier, or when it is a row that answers a
    question (``Replicated in humans? | no``). ``Statement.text`` is the exact
    text at its span; every sentence of a list item is of kind ITEM.

    Args:
        layout: the page.
        placed: all gap tags of the page; ``Statement.gaps`` indexes them.
        named: sentences that name an identifier. That is their source: they inherit no footnote.
    """
    document = layout.document
    gaps_of: dict[int, list[int]] = {}
    unsourced: set[int] = set()
    for number, gap in enumerate(placed):
        if gap.scope is not GapScope.STATEMENT:
            continue
        for covered in gap.sentences:
            gaps_of.setdefault(covered, []).append(number)
        if gap.kind == "unsourced":
            unsourced.update(gap.sentences)
    tagged = _tagged(document.tags, layout)
    elsewhere = {sentence for sentence, _ in find_foreign_citations(layout)}
    citations = assign_citations(layout, named.union(unsourced, elsewhere))
    statements: list[Statement] = []
    statement_of: dict[int, int] = {}
    blocks, links_of = document.blocks, layout.links_of
    for number, sentence in enumerate(document.sentences):
        block = blocks[sentence.block]
        kind = block.kind
        if kind not in PROSE:
            continue
        gaps, links = gaps_of.get(number, ()), links_of[number]
        stated = citations[number] or gaps or links or number in tagged or number in named
        if not stated and kind is not BlockKind.ROW:
            continue
        cells = _cells(layout, sentence.block) if kind is BlockKind.ROW else ()
        if not (stated or _is_answer(cells)):
            continue
        statement_of[number] = len(statements)
        statements.append(
            Statement(
                index=len(statements),
                kind=_KINDS[kind],
                text=document.text[sentence.span.start : sentence.span.end],
                section=document.sections[block.section].title,
                citations=citations[number],
                gaps=tuple(gaps),
                links=tuple(links),
                span=sentence.span,
                cells=cells,
                lead=_lead(layout, number),
            )
        )
    return tuple(statements), statement_of


def _lead(layout: Layout, number: int) -> str:
    """The bold label of the block, where the sentence is not the first one of it."""
    document = layout.document
    sentence = document.sentences[number]
    first = layout.sentences_of[sentence.block][0]
    if first == number:
        return ""
    start = document.sentences[first].span.start
    if not document.text.startswith("**", start):
        return ""
    end = document.text.find("**", start + 2, min(sentence.span.start, start + _LONGEST_LEAD))
    return " ".join(document.text[start + 2 : end].split()) if end > 0 else ""


def _tagged(tags: Sequence[Tag], layout: Layout) -> frozenset[int]:
    return frozenset(at for tag in tags if tag.block >= 0 and (at := layout.sentence_at(tag.span.start)) >= 0)


def _is_answer(cells: Sequence[tuple[str, str]]) -> bool:
    """Whether a row answers the question in its first cell, as in tables on extrapolation to people."""
    return len(cells) > 1 and cells[0][1].rstrip("* ").endswith("?") and bool(cells[1][1])


def _cells(layout: Layout, number: int) -> tuple[tuple[str, str], ...]:
    """(column heading, cell text) of a row; a cell beyond the header has an empty heading."""
    row = layout.row_of.get(number)
    if row is None:
        return ()
    header = layout.document.tables[layout.document.blocks[number].table].header
    return tuple(
        (header[column].text if column < len(header) else "", cell.text)
        for column, cell in enumerate(row.cells)
    )
