"""The block structure of the body, from CommonMark events with their places.

The parser sees an ASCII shadow of the page, one character a character, so that its byte offsets are
character offsets. It decides what is a paragraph, list, table, quote, heading, code or HTML block; text
is always sliced from the page itself.
"""

from __future__ import annotations

import re
from typing import Any

import pyromark

from claimgraph.document.draft import CODE_FILL, TAG_CODE_FILL, Draft, Leaf, RawTable, text_end
from claimgraph.document.values import BlockKind

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_MATH
)
_MARKDOWN = pyromark.Markdown(options=_OPTIONS)

_PIPED_LINK = re.compile(r"\[\[[^\[\]\n|\\]*(\|)[^\[\]\n]*\]\]")
# ``[name]: …`` would vanish as a link reference definition; wikis of this kind write prose that way.
_REFERENCE_DEFINITION = re.compile(r"\[(?!\^)[^\[\]\n]*(\]):")
_TAG_ONLY = re.compile(r"`+\s*#[\w/-]+\s*`+")
# Between two prices there is no formula: what is masked as one has a TeX command, or an index in braces.
_TEX = re.compile(r"\\[A-Za-z]|[_^]\{")
_LEAD_IN_TAIL = re.compile(r"(?:\s|[*_`)]|\[\^[^\]\n]*\]|#[\w/-]+)+\Z")

_INLINE_STARTS = frozenset(
    {"Emphasis", "Strong", "Strikethrough", "Link", "Image", "Superscript", "Subscript"}
)


def make_shadow(draft: Draft) -> None:
    """Prepare the text that the block parser reads: ASCII, front matter blanked, link pipes hidden."""
    text = draft.text
    start = draft.body_start
    shadow = bytearray(text.encode("ascii", "replace"))
    front = shadow[:start]
    shadow[:start] = b"".join(
        line if line == b"\n" else b" " * len(line) for line in re.split(rb"(\n)", front)
    )
    for match in _PIPED_LINK.finditer(text, start):
        at = match.start(1)
        shadow[at] = 0x78
        draft.link_pipes.append(at)
    for match in _REFERENCE_DEFINITION.finditer(text, start):
        shadow[match.start(1)] = 0x78
    draft.shadow = shadow.replace(b"\0", b"?").decode("ascii")


def read_blocks(draft: Draft) -> None:
    """Walk the events of the Markdown parser and collect leaf blocks, tables, code and comments."""
    walk = _Walk(draft)
    walk.run()
    # What is text to Markdown may be blank to a reader: a lone no-break space is no block.
    draft.leaves = [leaf for leaf in walk.leaves if leaf.start < leaf.end]
    if len(draft.leaves) < len(walk.leaves):
        for table in walk.tables:
            table.rows = [row for row in table.rows if row.start < row.end]
    draft.raw_tables = walk.tables
    draft.hidden = walk.hidden
    draft.inline_links = walk.inline_links


class _Walk:
    """One pass over the events. ``containers`` is the stack of open lists, items, quotes, footnotes."""

    def __init__(self, draft: Draft) -> None:
        self.text = draft.text
        self.shadow = draft.shadow
        self.leaves: list[Leaf] = []
        self.tables: list[RawTable] = []
        self.hidden: list[tuple[int, int, bool]] = []
        self.inline_links: list[tuple[int, int]] = []
        self.containers: list[str] = []
        self.items: list[Leaf | None] = []
        self.lead_ins: list[Leaf | None] = []
        self.quotes = 0
        self.footnotes = 0
        self.table: RawTable | None = None
        self.tight: Leaf | None = None

    def run(self) -> None:
        containers = self.containers
        bare = False  # whether inline text would now open the text of a tight list item
        event: Any
        for event, place in _MARKDOWN.events_with_range(self.shadow):
            if event.__class__ is str:
                continue
            if "Text" in event:
                if bare:
                    bare = self.open_tight(place["start"])
                continue
            if "Code" in event:
                if bare:
                    bare = self.open_tight(place["start"])
                self.hidden.append((place["start"], place["end"], True))
            elif "DisplayMath" in event or "InlineMath" in event:
                if bare:
                    bare = self.open_tight(place["start"])
                if "DisplayMath" in event or _TEX.search(event["InlineMath"]):
                    self.hidden.append((place["start"], place["end"], False))
            elif "Start" in event:
                what = event["Start"]
                name, detail = (what, None) if what.__class__ is str else next(iter(what.items()))
                if name in _INLINE_STARTS:
                    if bare:
                        bare = self.open_tight(place["start"])
                    if name == "Link" and detail is not None and detail["link_type"] == "Inline":
                        self.inline_links.append((place["start"], place["end"]))
                    continue
                if name == "TableCell":
                    continue
                if self.tight is not None:
                    self.close_tight(place["start"])
                self.open(name, detail, place["start"], place["end"])
                bare = name == "Item" and not self.footnotes
            elif "End" in event:
                what = event["End"]
                name = what if what.__class__ is str else next(iter(what))
                if name in _INLINE_STARTS or name == "TableCell":
                    continue
                if self.tight is not None:
                    self.close_tight(place["end"])
                self.close(name)
                bare = bool(containers) and containers[-1] == "Item" and not self.footnotes
            elif "InlineHtml" in event:
                if bare:
                    bare = self.open_tight(place["start"])
                if event["InlineHtml"].startswith("<!--"):
                    self.hidden.append((place["start"], place["end"], False))
            elif bare and "FootnoteReference" in event:
                bare = self.open_tight(place["start"])

    # -- leaves

    def add(self, kind: BlockKind, start: int, end: int) -> Leaf:
        quoted = self.quotes > 0
        leaf = Leaf(kind, start, text_end(self.text, start, end, quoted), len(self.items), quoted)
        if self.items:
            first = self.items[-1]
            leaf.parent = first if first is not None else self.outer_item()
        self.leaves.append(leaf)
        return leaf

    def outer_item(self) -> Leaf | None:
        for leaf in reversed(self.items):
            if leaf is not None:
                return leaf
        return self.lead_ins[0] if self.lead_ins else None

    def add_text(self, start: int, end: int) -> Leaf:
        """A paragraph, or the item that it is the first text of."""
        if self.items and self.items[-1] is None and self.containers[-1] == "Item":
            leaf = self.add(BlockKind.ITEM, start, end)
            self.items[-1] = leaf
            return leaf
        return self.add(BlockKind.PARAGRAPH, start, end)

    def add_html(self, start: int, end: int) -> None:
        """An HTML block. Words behind a comment on its last line are visible: a paragraph."""
        text = self.text
        close = text.find("-->", start, end) + 3 if text.startswith("<!--", start) else 0
        rest = text[close:end] if close > 2 else ""
        if rest.strip() and not rest.lstrip().startswith("<"):
            self.add(BlockKind.HTML, start, close)
            self.add_text(close + len(rest) - len(rest.lstrip()), end)
        else:
            self.add(BlockKind.HTML, start, end)

    def open_tight(self, start: int) -> bool:
        self.tight = self.add_text(start, start)
        return False

    def close_tight(self, end: int) -> None:
        leaf = self.tight
        assert leaf is not None
        leaf.end = text_end(self.text, leaf.start, end, leaf.quoted)
        self.tight = None

    # -- containers

    def open(self, name: str, detail: Any, start: int, end: int) -> None:
        if name == "FootnoteDefinition":
            if not self.footnotes:
                leaf = self.add(BlockKind.FOOTNOTE, start, end)
                colon = self.text.find("]:", start, leaf.end)
                leaf.key = self.text[start + 2 : colon].strip()
                leaf.mark_end = colon + 2
            self.footnotes += 1
            self.containers.append(name)
            return
        if name in ("List", "Item", "BlockQuote"):
            self.containers.append(name)
            if name == "BlockQuote":
                self.quotes += 1
            elif self.footnotes:
                pass
            elif name == "Item":
                self.items.append(None)
            elif not self.items:
                self.lead_ins.append(self.find_lead_in(start))
            return
        if name == "CodeBlock":
            fenced = isinstance(detail, dict) or detail == "Fenced"
            if self.footnotes:
                if fenced:
                    self.hidden.append((start, end, False))
                return
            leaf = self.add(BlockKind.CODE, start, end)
            leaf.indented = not fenced
            return
        if name == "HtmlBlock":
            self.hide_comments(start, end)
            if not self.footnotes:
                self.add_html(start, end)
            return
        if self.footnotes:
            return
        if name == "Paragraph":
            self.add_text(start, end)
        elif name == "Heading":
            leaf = self.add(BlockKind.HEADING, start, end)
            leaf.level = int(detail["level"][1])
        elif name == "Table":
            caption = self.leaves[-1] if self.leaves else None
            if caption is not None and caption.kind is not BlockKind.PARAGRAPH:
                caption = None
            self.table = RawTable(caption)
            self.tables.append(self.table)
        elif self.table is not None and name in ("TableHead", "TableRow"):
            kind = BlockKind.HEADER_ROW if name == "TableHead" else BlockKind.ROW
            leaf = self.add(kind, start, end)
            leaf.table = len(self.tables) - 1
            if name == "TableHead":
                self.table.header = leaf
            else:
                leaf.parent = leaf.header = self.table.header
                self.table.rows.append(leaf)

    def close(self, name: str) -> None:
        if name in ("List", "Item", "BlockQuote", "FootnoteDefinition"):
            self.containers.pop()
            if name == "BlockQuote":
                self.quotes -= 1
            elif name == "FootnoteDefinition":
                self.footnotes -= 1
            elif self.footnotes:
                pass
            elif name == "Item":
                self.items.pop()
            elif not self.items:
                self.lead_ins.pop()
        elif name == "Table":
            self.table = None

    def find_lead_in(self, start: int) -> Leaf | None:
        """The paragraph that introduces a list: straight above it, or ending with a colon."""
        leaf = self.leaves[-1] if self.leaves else None
        if leaf is None or leaf.kind is not BlockKind.PARAGRAPH or leaf.quoted != (self.quotes > 0):
            return None
        if self.text.count("\n", leaf.end, start) <= 1:
            return leaf
        ending = self.text[max(leaf.start, leaf.end - 400) : leaf.end]
        return leaf if _LEAD_IN_TAIL.sub("", ending).endswith(":") else None

    def hide_comments(self, start: int, end: int) -> None:
        text = self.text
        at = text.find("<!--", start, end)
        while at >= 0:
            close = text.find("-->", at + 4, end)
            stop = end if close < 0 else close + 3
            self.hidden.append((at, stop, False))
            at = text.find("<!--", stop, end)


def mask_code(draft: Draft) -> None:
    """Blank out code and comments: ``masked`` has the page's length and fill characters in their place."""
    text = draft.text
    ranges = [(leaf.start, leaf.end, False) for leaf in draft.leaves if leaf.kind is BlockKind.CODE]
    ranges += draft.hidden
    ranges.sort()
    parts = []
    done = 0
    for start, end, code in ranges:
        if start < done:
            continue
        parts.append(text[done:start])
        fill = TAG_CODE_FILL if code and _TAG_ONLY.fullmatch(text, start, end) else CODE_FILL
        parts.append(fill * (end - start))
        done = end
    parts.append(text[done:])
    draft.masked = "".join(parts)
    draft.hidden = ranges
