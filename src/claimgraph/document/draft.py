"""The page while it is being read: what the passes hand on to each other.

A ``Draft`` is mutable and private to this package; ``parse_document`` turns it into a frozen
``Document``. All offsets count characters of ``Draft.text``.
"""

from __future__ import annotations

from claimgraph.diagnostics import Diagnostic, Related, Severity, line_index
from claimgraph.document.values import (
    Block,
    BlockKind,
    FootnoteDefinition,
    FootnoteReference,
    FrontMatter,
    Link,
    Region,
    Section,
    Sentence,
    Table,
    Tag,
)

CODE_FILL = "\x1a"
"""Stands for a character of code or of an HTML comment in ``Draft.masked``."""

TAG_CODE_FILL = "\x1b"
"""The same for a code span that holds one tag and nothing else."""


class Leaf:
    """A leaf block before its final index is known.

    ``parent`` is the leaf that introduces it; ``key`` and ``mark_end`` (the offset after the colon)
    are set for footnote definitions; ``level`` for headings; ``indented`` for indented code.
    """

    __slots__ = (
        "depth",
        "end",
        "header",
        "indented",
        "index",
        "key",
        "kind",
        "level",
        "mark_end",
        "parent",
        "quoted",
        "start",
        "table",
    )

    def __init__(self, kind: BlockKind, start: int, end: int, depth: int, quoted: bool) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.depth = depth
        self.quoted = quoted
        self.parent: Leaf | None = None
        self.header: Leaf | None = None
        self.key: str | None = None
        self.mark_end = 0
        self.level = 0
        self.indented = False
        self.table = -1
        self.index = -1


class RawTable:
    """A table before its blocks are numbered."""

    __slots__ = ("caption", "header", "rows")

    def __init__(self, caption: Leaf | None) -> None:
        self.caption = caption
        self.header: Leaf | None = None
        self.rows: list[Leaf] = []


class Draft:
    """Everything known about one page so far.

    Attributes:
        shadow: the page with one ASCII character a character, so that byte offsets of a parser over
            UTF-8 are character offsets; pipes inside wikilinks are neutralised in it.
        masked: the page with code and HTML comments blanked out by fill characters.
        hidden: ranges of code (``True``: its tags count) and of comments (``False``), in order.
        link_pipes: offsets of unescaped pipes inside wikilinks.
        inline_links: ranges of Markdown links ``[text](target)``, wherever they lead.
    """

    __slots__ = (
        "blocks",
        "body_start",
        "definitions",
        "diagnostics",
        "front_matter",
        "hidden",
        "inline_links",
        "leaves",
        "lines",
        "link_pipes",
        "links",
        "masked",
        "path",
        "raw_tables",
        "references",
        "sections",
        "sentences",
        "shadow",
        "tables",
        "tags",
        "text",
    )

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = line_index(text)
        self.front_matter: FrontMatter | None = None
        self.body_start = 0
        self.shadow = ""
        self.masked = text
        self.hidden: list[tuple[int, int, bool]] = []
        self.link_pipes: list[int] = []
        self.inline_links: list[tuple[int, int]] = []
        self.leaves: list[Leaf] = []
        self.raw_tables: list[RawTable] = []
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.sentences: list[Sentence] = []
        self.links: list[Link] = []
        self.references: list[FootnoteReference] = []
        self.definitions: list[FootnoteDefinition] = []
        self.tags: list[Tag] = []
        self.diagnostics: list[Diagnostic] = []

    def report(
        self,
        rule: str,
        severity: Severity,
        start: int,
        end: int,
        message: str,
        *,
        remedy: str,
        focus: str | None = None,
        value: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Add a finding about the characters ``start`` to ``end``."""
        span = self.lines.span(start, end)
        self.diagnostics.append(
            Diagnostic(
                rule=rule,
                severity=severity,
                message=message,
                path=self.path,
                line=span.line,
                end_line=span.end_line,
                focus=focus,
                value=_shorten(value),
                help=remedy,
                related=related,
                span=span,
            )
        )

    def region(self, block: int) -> Region:
        """The region that text of a block stands in."""
        return region_of(self.blocks[block]) if block >= 0 else Region.BODY


def region_of(block: Block) -> Region:
    """Footnote, heading and table come before quote: a table in a quote is a table."""
    region = _REGIONS.get(block.kind)
    if region is not None:
        return region
    return Region.QUOTE if block.quoted else Region.BODY


def text_end(text: str, start: int, end: int, quoted: bool) -> int:
    """Where the text of ``text[start:end]`` ends: before blanks and, in a quote, lines of ``>`` alone."""
    end = start + len(text[start:end].rstrip())
    while quoted:
        line = text.rfind("\n", start, end)
        if line < 0 or text[line:end].strip("> \t\r\n"):
            break
        end = start + len(text[start:line].rstrip())
    return end


_REGIONS = {
    BlockKind.FOOTNOTE: Region.FOOTNOTE,
    BlockKind.HEADING: Region.HEADING,
    BlockKind.ROW: Region.TABLE,
    BlockKind.HEADER_ROW: Region.TABLE,
}

_VALUE_LIMIT = 200


def _shorten(value: str | None) -> str | None:
    """Findings quote at most 200 characters; the page has the rest."""
    if value is None or len(value) <= _VALUE_LIMIT:
        return value
    return value[: _VALUE_LIMIT - 1] + "…"
