"""What a page says, before anybody interprets it: frozen values, each with its place.

Every ``span`` counts characters of ``Document.text``, the page exactly as read (no newline
translation), so ``text[span.start:span.end]`` is the construct itself.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from claimgraph.diagnostics import Diagnostic, Span


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A YAML scalar as written.

    Attributes:
        text: the value with quotes and escapes resolved, never converted to a bool, number or date.
        is_null: ``true`` for an empty value, ``null``, ``Null``, ``NULL`` or ``~`` (all unquoted).
        quoted: whether it was quoted or a block scalar.
        span: the scalar including its quotes.
    """

    text: str
    is_null: bool
    quoted: bool
    span: Span


class Sequence(msgspec.Struct, frozen=True):
    """A YAML list, block or flow style. ``items`` may nest, which the vault profile then reports."""

    items: tuple[Node, ...]
    span: Span


class Mapping(msgspec.Struct, frozen=True):
    """A nested YAML mapping (rare in front matter, kept whole)."""

    entries: tuple[Field, ...]
    span: Span


Node = Scalar | Sequence | Mapping


class Comment(msgspec.Struct, frozen=True, gc=False):
    """A YAML comment: ``text`` without the ``#`` and the blanks around it; ``span`` from the ``#`` on."""

    text: str
    span: Span


class Field(msgspec.Struct, frozen=True):
    """One key of the front matter with its value and the comments on or between its lines."""

    key: str
    key_span: Span
    node: Node
    comments: tuple[Comment, ...]
    span: Span


class FrontMatter(msgspec.Struct, frozen=True):
    """The block between the two ``---`` lines.

    Attributes:
        fields: in order of the page; of a duplicated key every occurrence is kept.
        span: both fences included.
        closed: false where the closing line is missing and the end was inferred.
        comments: comments that belong to no field (before the first key).
        unparsed: stretches that are neither a key, a value nor a comment, kept as they stand.
    """

    fields: tuple[Field, ...]
    span: Span
    closed: bool
    comments: tuple[Comment, ...] = ()
    unparsed: tuple[Span, ...] = ()


class Region(StrEnum):
    """In which part of a page a construct stands."""

    FRONT_MATTER = "front-matter"
    COMMENT = "yaml-comment"
    BODY = "body"
    TABLE = "table"
    HEADING = "heading"
    FOOTNOTE = "footnote"
    QUOTE = "quote"


class Link(msgspec.Struct, frozen=True, gc=False):
    """A wikilink as written: ``[[target#anchor|label]]``, with ``!`` before it where embedded.

    ``block`` is the index into ``Document.blocks`` (-1 in front matter). ``escaped`` tells that the
    pipe was written ``\\|``, as tables need it.
    """

    target: str
    label: str | None
    anchor: str | None
    embedded: bool
    escaped: bool
    region: Region
    block: int
    span: Span


class FootnoteReference(msgspec.Struct, frozen=True, gc=False):
    """``[^key]`` in running text. A malformed multi-key reference gives one value a key, same span."""

    key: str
    region: Region
    block: int
    span: Span
    multiple: bool = False


class FootnoteDefinition(msgspec.Struct, frozen=True, gc=False):
    """``[^key]: text``. ``body`` spans the text after the colon, continuation lines included.

    ``indented`` counts blanks before the bracket. ``inline`` marks an Obsidian ``^[text]`` note.
    """

    key: str
    body: Span
    span: Span
    block: int
    indented: int = 0
    inline: bool = False


class Tag(msgspec.Struct, frozen=True, gc=False):
    """``#name`` in text or in a YAML comment: ``name`` without the ``#``, e.g. ``gap/no-mechanism``.

    ``in_code`` tells that it stands in a code span, where curators put tags to keep Obsidian from
    indexing them and also where they *talk about* tags.
    """

    name: str
    in_code: bool
    region: Region
    block: int
    span: Span


class BlockKind(StrEnum):
    """The kinds of leaf block that text stands in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    HEADER_ROW = "header-row"
    FOOTNOTE = "footnote"
    CODE = "code"
    HTML = "html"


class Block(msgspec.Struct, frozen=True, gc=False):
    """A leaf block. Blocks never overlap and come in the order of the page.

    Attributes:
        kind: of an item only its own text, not that of the items below it.
        section: index into ``Document.sections`` (0 is the page itself, before any heading).
        parent: index of the block that introduces this one: the item above a nested item, the
            paragraph that leads in a list, the header row of a row; -1 where there is none.
        depth: nesting of list items, 0 outside lists.
        quoted: whether it stands in a block quote.
        table: index into ``Document.tables`` for rows, else -1.
    """

    kind: BlockKind
    span: Span
    section: int
    parent: int = -1
    depth: int = 0
    quoted: bool = False
    table: int = -1


class Section(msgspec.Struct, frozen=True, gc=False):
    """A heading and what stands below it. ``parent`` is -1 for the page itself, which is section 0."""

    level: int
    title: str
    parent: int
    heading: Span
    span: Span


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A table cell: its text without the blanks around it."""

    text: str
    span: Span


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A body row. It may have fewer or more cells than the header; nothing is cut or invented."""

    cells: tuple[Cell, ...]
    span: Span
    block: int


class Table(msgspec.Struct, frozen=True, gc=False):
    """A pipe table. ``caption`` is the index of the block straight before it, or -1."""

    header: tuple[Cell, ...]
    header_block: int
    rows: tuple[TableRow, ...]
    section: int
    span: Span
    caption: int = -1


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence of a paragraph, item, heading, quote or cell-less row, without blanks around it.

    A table row is one sentence. Footnote references and tags that follow the full stop belong to
    the sentence that they follow.
    """

    span: Span
    block: int


class Document(msgspec.Struct, frozen=True):
    """One page, parsed and not interpreted.

    ``diagnostics`` says what could not be read; the raw text is always in ``text``.
    """

    path: str
    text: str
    front_matter: FrontMatter | None
    body_start: int
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    sentences: tuple[Sentence, ...]
    links: tuple[Link, ...]
    references: tuple[FootnoteReference, ...]
    definitions: tuple[FootnoteDefinition, ...]
    tags: tuple[Tag, ...]
    diagnostics: tuple[Diagnostic, ...]

    def quote(self, span: Span) -> str:
        """The exact text at ``span``."""
        return self.text[span.start : span.end]
