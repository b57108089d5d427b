"""Where things stand on a page: which sentences, references, links and tags share a block or sentence.

Built once a page; the passes over gaps, statements and citation scope all read it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from claimgraph.diagnostics import Span, line_index
from claimgraph.document.values import BlockKind, Document

_BANNER = re.compile(
    r"⚠|🚧|\[!|\b(?:un)?verif|\bstub\b|full[ -]text|abstract|preprint|peer.review|AI-|draft|banner|retract",
    re.IGNORECASE,
)

# Blocks whose sentences can be statements. Code and HTML are not prose; footnotes are citations.
PROSE = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW})


class Layout:
    """Index of one page.

    Attributes:
        sentences_of: block index -> indices of its sentences, in order.
        references_of: sentence index -> indices into ``Document.references``.
        links_of: sentence index -> indices into ``Document.links``.
        row_of: block index -> the table row that it is.
        children_of: block index -> blocks that name it as their parent.
        header_references: index of a header row's block -> references in it (header rows are no
            statements); ``heading_references`` the same by section.
    """

    __slots__ = (
        "_link_starts",
        "_starts",
        "children_of",
        "document",
        "header_references",
        "heading_references",
        "lines",
        "links_of",
        "references_of",
        "row_of",
        "sentences_of",
    )

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = line_index(document.text)
        sentences = document.sentences
        self._starts = [sentence.span.start for sentence in sentences]
        self.sentences_of: list[list[int]] = [[] for _ in document.blocks]
        for number, sentence in enumerate(sentences):
            self.sentences_of[sentence.block].append(number)
        self.children_of: dict[int, list[int]] = {}
        for number, block in enumerate(document.blocks):
            if block.parent >= 0:
                self.children_of.setdefault(block.parent, []).append(number)
        self.row_of = {row.block: row for table in document.tables for row in table.rows}
        self.references_of: list[list[int]] = [[] for _ in sentences]
        self.header_references: dict[int, list[int]] = {}
        self.heading_references: dict[int, list[int]] = {}
        for number, reference in enumerate(document.references):
            if reference.block < 0:
                continue
            block = document.blocks[reference.block]
            if block.kind is BlockKind.HEADER_ROW:
                self.header_references.setdefault(reference.block, []).append(number)
            elif block.kind in PROSE:
                if block.kind is BlockKind.HEADING:
                    self.heading_references.setdefault(block.section, []).append(number)
                at = self.sentence_at(reference.span.start)
                if at >= 0:
                    self.references_of[at].append(number)
        self._link_starts = [link.span.start for link in document.links]
        self.links_of: list[list[int]] = [[] for _ in sentences]
        for number, link in enumerate(document.links):
            if link.block >= 0 and document.blocks[link.block].kind in PROSE:
                at = self.sentence_at(link.span.start)
                if at >= 0:
                    self.links_of[at].append(number)

    def sentence_at(self, offset: int) -> int:
        """The sentence that the character at ``offset`` stands in, or -1."""
        at = bisect_right(self._starts, offset) - 1
        if at >= 0 and offset < self.document.sentences[at].span.end:
            return at
        return -1

    def sentence_before(self, offset: int, block: int) -> int:
        """The last sentence of ``block`` that ends at or before ``offset``, or -1."""
        at = bisect_right(self._starts, offset) - 1
        if at >= 0 and self.document.sentences[at].span.end > offset:
            at -= 1
        return at if at >= 0 and self.document.sentences[at].block == block else -1

    def links_in(self, span: Span) -> range:
        """Indices of the links that start within ``span``."""
        starts = self._link_starts
        return range(bisect_left(starts, span.start), bisect_left(starts, span.end))

    def descendants(self, block: int) -> list[int]:
        """All blocks below ``block`` in the order of the page: the items that a paragraph leads in."""
        found: list[int] = []
        waiting = list(self.children_of.get(block, ()))
        while waiting:
            child = waiting.pop()
            found.append(child)
            waiting.extend(self.children_of.get(child, ()))
        return sorted(found)

    def span(self, start: int, end: int) -> Span:
        """The span of these characters, with its lines."""
        return self.lines.span(start, end)


def field_places(document: Document) -> tuple[list[int], list[str]]:
    """Starts and keys of the top-level fields, in order of the page."""
    if document.front_matter is None:
        return [], []
    fields = sorted(document.front_matter.fields, key=lambda field: field.span.start)
    return [field.span.start for field in fields], [field.key for field in fields]


def has_title(document: Document) -> bool:
    """Whether the page has a level-one heading."""
    return any(section.level == 1 for section in document.sections)


def banner_end(document: Document) -> int:
    """Where the banner below the H1 ends: quotes or HTML that speak of checking, before any prose."""
    end = -1
    titled = has_title(document)
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if document.sections[block.section].level > 1:
                break
            continue
        if block.quoted or block.kind is BlockKind.HTML:
            if _BANNER.search(document.text, block.span.start, block.span.end):
                end = block.span.end
            continue
        if block.section != 0 or not titled:
            break
    return end
