"""Gap tags: which there are, what each is about by where it stands, and the words that explain it.

Tags that stand together ("#gap/a #gap/b — explanation") are one run: they share scope, target and
note. The rules of scope, in order:

===============================================  =====================================================
where the run stands                             what it is about
===============================================  =====================================================
talked about, not used (``mentions``)            MENTION: never a gap
YAML comment or front-matter value               FIELD: the field; before the first field the page
footnote definition                              CITATION: the footnote's key
before the H1; in the banner below it;           PAGE
``#stub`` alone in a paragraph
heading, header row of a table                   SECTION
table row                                        STATEMENT: the row
alone in a paragraph                             STATEMENT: the paragraph before it; after anything
                                                 else (a list, a table, the heading) SECTION
alone in a list item                             STATEMENT: the item above it, else SECTION
opening a paragraph or item, with words after    STATEMENT: the block's own sentences, and the items
                                                 below it; up to the next tag that opens a sentence
opening a sentence of such a block               STATEMENT: that sentence, up to the next such tag
anywhere else in prose                           STATEMENT: the sentence that it follows or stands in; at
                                                 the end of a block the sentence before that too; of an
                                                 item in a section about gaps the whole item
code block (not a query or manual)               SECTION
===============================================  =====================================================
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from claimgraph.diagnostics import Span
from claimgraph.document.values import BlockKind, FootnoteDefinition, Region, Tag
from claimgraph.extract.gap_notes import read_note
from claimgraph.extract.layout import Layout, banner_end, field_places, has_title
from claimgraph.extract.mentions import Ground, is_mention
from claimgraph.model import Gap, GapClass, GapScope


class GapVocabulary(Protocol):
    """What gaps need of a vault profile."""

    @property
    def bare_gaps(self) -> tuple[str, ...]:
        """Tags that are gap tags without ``gap/`` before them."""
        ...

    def gap_class(self, kind: str) -> str:
        """The class of a kind of gap (a value of ``GapClass``), also of one that is not listed."""
        ...

    def is_manual(self, path: str) -> bool:
        """Whether a page explains conventions: tags in its code spans are the vocabulary."""
        ...


# Scope, name of what it is about (empty for statements) and the sentences, as in ``PlacedGap``.
Place = tuple[GapScope, str, tuple[int, ...]]


class PlacedGap(msgspec.Struct, frozen=True, gc=False):
    """A gap tag and what it is about, before statements have their numbers.

    ``sentences`` are the sentences that it qualifies, the one that it is about first; only of scope
    STATEMENT. ``about`` is the name of what it is about for all other scopes.
    """

    kind: str
    scope: GapScope
    about: str
    sentences: tuple[int, ...]
    note: str | None
    span: Span


_PREFIX = "gap/"
_UNSOURCED = "unsourced"
_JOIN = re.compile(r"[\s`*_,;·+/&|]*(?:\b(?:and|or)\b)?[\s`*_#]*")
_MARKS = re.compile(r"(?:[\s>*\-+`_(\[~]|\d+[.)]\s|\[[ xX]\]\s|!)*")
_OPENING_TAG = re.compile(rf"{_MARKS.pattern}#{_PREFIX}")
_REST = re.compile(r"[\s`*_.,;:·)\]\-–—]*")
_GAP_SECTION = re.compile(
    r"\b(gaps?|limitations?|caveats?|open|unknowns?|unresolved|unanswered|uncertain\w*|contradict\w*|missing)\b",
    re.IGNORECASE,
)
_POINTERS = re.compile(r"\[\[[^\]\n]*\]\]|\[\^[^\]\n]*\]|#[\w/-]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What stands, in one word, before the "#" of a fragment or of an escaped tag; words longer are cut.
_ADDRESS = re.compile(r"\\$|\]\(|\[\[|://|^www\.|/$|\.(?:md|html?)$", re.IGNORECASE)
_LONGEST_ADDRESS = 200
# Sentences of the longest list item that one tag is taken to be about as a whole.
_LONGEST_ITEM = 20


def place_gaps(layout: Layout, profile: GapVocabulary) -> tuple[PlacedGap, ...]:
    """All gap tags of a page with their scope, in the order of the page."""
    return tuple(_Placing(layout, profile).placed())


def to_gaps(
    placed: Sequence[PlacedGap], statement_of: dict[int, int], profile: GapVocabulary
) -> tuple[Gap, ...]:
    """The gaps as values, in the same order; ``statement_of`` maps sentences to statements."""
    return tuple(
        Gap(
            kind=gap.kind,
            gap_class=GapClass(profile.gap_class(gap.kind)),
            scope=gap.scope,
            about=str(statement_of[gap.sentences[0]]) if gap.scope is GapScope.STATEMENT else gap.about,
            note=gap.note,
            span=gap.span,
        )
        for gap in placed
    )


class _Placing:
    """The pass over one page."""

    def __init__(self, layout: Layout, profile: GapVocabulary) -> None:
        self.layout = layout
        self.document = layout.document
        self.text = layout.document.text
        self.bare = frozenset(profile.bare_gaps)
        self.candidates = re.compile(
            rf"#({_PREFIX}\w[\w/-]*|(?:{'|'.join(map(re.escape, sorted(self.bare)))})(?![\w/-]))",
            re.IGNORECASE,
        )
        self.block_starts = [block.span.start for block in self.document.blocks]
        # Bare tags about bookkeeping, like ``stub``, are about the whole page when they stand alone.
        self.page_tags = frozenset(
            name for name in profile.bare_gaps if profile.gap_class(name) == GapClass.CATALOGUE
        )
        self.manual = profile.is_manual(layout.document.path)
        self.fields = field_places(self.document)
        self.definitions = sorted(self.document.definitions, key=lambda found: found.span.start)
        self.definition_starts = [definition.span.start for definition in self.definitions]
        self.has_title = has_title(self.document)
        self.banner_end = banner_end(self.document)

    def placed(self) -> Iterator[PlacedGap]:
        for run in self._runs():
            low, high = self._bounds(run[0])
            scope, about, sentences = self._place(run, low, high)
            note = self._note(run, high) if scope is not GapScope.MENTION else None
            for tag in run:
                kind = tag.name.casefold().removeprefix(_PREFIX)
                covered = sentences if kind != _UNSOURCED else self._uncited(sentences)
                yield PlacedGap(kind, scope, about, covered, note, tag.span)

    def _runs(self) -> Iterator[list[Tag]]:
        run: list[Tag] = []
        for tag in self._tags():
            name = tag.name.casefold()
            if name not in self.bare and not (name.startswith(_PREFIX) and name != _PREFIX):
                continue
            if run and not self._joined(run[-1], tag):
                yield run
                run = []
            run.append(tag)
        if run:
            yield run

    def _uncited(self, sentences: tuple[int, ...]) -> tuple[int, ...]:
        """The sentence that "unsourced" is about, and of the others those that name no source."""
        return (*sentences[:1], *(at for at in sentences[1:] if not self.layout.references_of[at]))

    def _tags(self) -> list[Tag]:
        """The page's tags, also what a parsed page does not list: those in code blocks, HTML, comments
        and highlights, and gap tags glued to the word before them.
        """
        known = {tag.span.start: tag for tag in reversed(self.document.tags)}
        for found in self.candidates.finditer(self.text):
            start = found.start()
            if start in known or _is_address(self.text, start):
                continue
            name = found.group(1).rstrip("-/")
            number = bisect_right(self.block_starts, start) - 1
            block = self.document.blocks[number] if number >= 0 else None
            if block is None or start >= block.span.end:
                number, block = -1, None
            code = block is not None and block.kind is BlockKind.CODE
            glued = start > 0 and (self.text[start - 1].isalnum() or self.text[start - 1] in "_#&")
            if glued and (code or "/" not in name):
                continue
            region = Region.FRONT_MATTER if start < self.document.body_start else Region.BODY
            span = self.layout.span(start, start + 1 + len(name))
            known[start] = Tag(name, code, region, number, span)
        return [known[start] for start in sorted(known)]

    def _joined(self, left: Tag, right: Tag) -> bool:
        if left.block != right.block or left.region is not right.region:
            return False
        between = self.text[left.span.end : right.span.start]
        if len(between) > 12 or "\n\n" in between or not _JOIN.fullmatch(between):
            return False
        if left.block >= 0 and self.document.blocks[left.block].kind is BlockKind.ROW:
            return "|" not in between
        return left.block >= 0 or self._field(left) == self._field(right)

    def _place(self, run: list[Tag], low: int, high: int) -> Place:
        tag, start, end = run[0], run[0].span.start, run[-1].span.end
        if self._mentioned(run, low, high):
            return GapScope.MENTION, "", ()
        definition = self._definition(start)
        if definition is not None:
            return GapScope.CITATION, definition.key, ()
        if tag.block < 0:
            field = self._field(tag)
            if field is None:
                return GapScope.PAGE, self.document.path, ()
            return GapScope.FIELD, field, ()
        return self._in_block(tag, start, end, low, high)

    def _bounds(self, tag: Tag) -> tuple[int, int]:
        """The characters that belong together with the tag: its block, table cell or line."""
        definition = self._definition(tag.span.start)
        if definition is not None:
            return definition.body.start, definition.body.end
        if tag.block >= 0:
            block = self.document.blocks[tag.block]
            row = self.layout.row_of.get(tag.block)
            for cell in row.cells if row is not None else ():
                if cell.span.start <= tag.span.start < cell.span.end:
                    return cell.span.start, cell.span.end
            if block.kind is BlockKind.CODE:
                return self._line(tag.span.start)
            return block.span.start, block.span.end
        return self._line(tag.span.start)

    def _line(self, offset: int) -> tuple[int, int]:
        end = self.text.find("\n", offset)
        return self.text.rfind("\n", 0, offset) + 1, len(self.text) if end < 0 else end

    def _mentioned(self, run: list[Tag], low: int, high: int) -> bool:
        tag, start, end = run[0], run[0].span.start, run[-1].span.end
        kind = self.document.blocks[tag.block].kind if tag.block >= 0 else None
        if self.manual and (tag.in_code or kind is BlockKind.CODE):
            return True
        if kind is BlockKind.CODE:
            ground = Ground.CODE
        elif tag.block < 0 or kind is BlockKind.HTML or self._on_page(tag):
            ground = Ground.REPORT
        else:
            ground = Ground.PROSE
        return is_mention(self.text, start, end, low, high, ground) or (
            kind is BlockKind.ROW and self._vocabulary_row(tag)
        )

    def _vocabulary_row(self, tag: Tag) -> bool:
        """Whether the tag stands in a table that explains tags: "| Tag | Meaning |"."""
        table = self.document.tables[self.document.blocks[tag.block].table]
        header = [cell.text.strip("*_` ").casefold() for cell in table.header]
        return (
            bool(header)
            and header[0] in {"tag", "tags", "marker", "gap tag", "gap marker"}
            and any(re.search(r"meaning|definition|when to|use when|used for", name) for name in header[1:])
        )

    def _on_page(self, tag: Tag) -> bool:
        """Whether the tag stands before the H1 or in the banner below it.

        On a page without an H1, whose title is its file name, the text above the first heading is prose.
        """
        block = self.document.blocks[tag.block]
        before = (block.section == 0 and self.has_title) or tag.span.start < self.banner_end
        return before and block.kind is not BlockKind.HEADING

    def _follows_cited(self, tag: Tag) -> bool:
        """Whether the tag's own sentence cites a footnote before it: such a tag is about what was cited."""
        references = self.document.references
        return any(
            sentence.span.start <= references[at].span.start < tag.span.start < sentence.span.end
            for number in self.layout.sentences_of[tag.block]
            for sentence in (self.document.sentences[number],)
            for at in self.layout.references_of[number]
        )

    def _in_block(self, tag: Tag, start: int, end: int, low: int, high: int) -> Place:
        block = self.document.blocks[tag.block]
        section = self.document.sections[block.section]
        in_section: Place = (GapScope.SECTION, section.title, ())
        if block.section == 0:
            in_section = (GapScope.PAGE, self.document.path, ())
        if block.kind in {BlockKind.HEADING, BlockKind.HEADER_ROW}:
            return in_section
        if self._on_page(tag) and not self._follows_cited(tag):
            return GapScope.PAGE, self.document.path, ()
        if block.kind in {BlockKind.CODE, BlockKind.HTML, BlockKind.FOOTNOTE}:
            return in_section
        sentences = self.layout.sentences_of[tag.block]
        if block.kind is BlockKind.ROW:
            return (GapScope.STATEMENT, "", tuple(sentences[:1])) if sentences else in_section
        opens = _MARKS.fullmatch(self.text, low, start) is not None
        alone = opens and _REST.fullmatch(self.text, end, high) is not None
        if alone and tag.name in self.page_tags and block.kind is BlockKind.PARAGRAPH:
            return GapScope.PAGE, self.document.path, ()
        if alone:
            above = self._above(tag.block)
            return (GapScope.STATEMENT, "", above) if above else in_section
        if not sentences:
            return in_section
        if opens:
            below = [
                sentence
                for child in self.layout.descendants(tag.block)
                if self.document.blocks[child].section == block.section
                for sentence in self.layout.sentences_of[child]
            ]
            own = self._explained(sentences, sentences[0])
            return GapScope.STATEMENT, "", own if len(own) < len(sentences) else (*own, *below)
        return GapScope.STATEMENT, "", self._followed(tag, start, sentences, section.title)

    def _followed(self, tag: Tag, start: int, sentences: list[int], section: str) -> tuple[int, ...]:
        """The sentence that the tag follows or stands in, first, and what else it covers."""
        at = self.layout.sentence_at(start)
        if at < 0:
            at = self.layout.sentence_before(start, tag.block)
        elif at > sentences[0] and _MARKS.fullmatch(self.text, self.document.sentences[at].span.start, start):
            if self._opens_with_tag(sentences[0]):
                return self._explained(sentences, at)
            # The tag opens a sentence that explains it: both belong to the sentence before.
            return (at - 1, at)
        if at < 0:
            at = sentences[0]
        while at > sentences[0] and self._says_nothing(at):
            at -= 1
        block = self.document.blocks[tag.block]
        listed = block.kind is BlockKind.ITEM and len(sentences) <= _LONGEST_ITEM
        if listed and _GAP_SECTION.search(section):
            return (at, *(other for other in sentences if other != at))
        # The last sentence of a block mostly comments on the one before it ("Whether this …").
        return (at, at - 1) if at == sentences[-1] and at > sentences[0] else (at,)

    def _explained(self, sentences: list[int], first: int) -> tuple[int, ...]:
        """The sentences of a block from ``first`` to the next that opens with a tag."""
        last = sentences[-1] + 1
        return tuple(
            range(first, next((at for at in range(first + 1, last) if self._opens_with_tag(at)), last))
        )

    def _opens_with_tag(self, sentence: int) -> bool:
        span = self.document.sentences[sentence].span
        return _OPENING_TAG.match(self.text, span.start, span.end) is not None

    def _says_nothing(self, sentence: int) -> bool:
        """Whether a sentence is but links, references and tags, which point and state nothing."""
        span = self.document.sentences[sentence].span
        return _WORD.search(_POINTERS.sub("", self.text[span.start : span.end])) is None

    def _above(self, number: int) -> tuple[int, ...]:
        """The sentences of the block that a lone tag closes, the last one first; empty for none."""
        block = self.document.blocks[number]
        above = block.parent if block.kind is BlockKind.ITEM else number - 1
        if above < 0 or (block.kind is BlockKind.ITEM and block.depth <= 1):
            return ()
        before = self.document.blocks[above]
        expected = block.kind if block.kind is BlockKind.ITEM else BlockKind.PARAGRAPH
        if before.kind is not expected or before.section != block.section:
            return ()
        return tuple(reversed(self.layout.sentences_of[above]))

    def _definition(self, offset: int) -> FootnoteDefinition | None:
        at = bisect_right(self.definition_starts, offset) - 1
        if at >= 0 and offset < self.definitions[at].span.end:
            return self.definitions[at]
        return None

    def _field(self, tag: Tag) -> str | None:
        """The key of the field that a tag in front matter belongs to."""
        starts, keys = self.fields
        # A comment line between two fields is taken with the field above it.
        at = bisect_right(starts, tag.span.start) - 1
        return keys[at] if at >= 0 else None

    def _note(self, run: list[Tag], high: int) -> str | None:
        """The words after a run that explain it."""
        last = run[-1].span
        sentence = self.layout.sentence_at(last.start)
        stop = self.document.sentences[sentence].span.end if sentence >= 0 else high
        segmented = run[0].block < 0 or self._definition(last.end) is not None
        return read_note(self.text, last.end, high, min(high, stop), segmented)


def _is_address(text: str, start: int) -> bool:
    """Whether the ``#`` at ``start`` is escaped, or begins the fragment of an address or a link."""
    at = start
    while at > 0 and start - at < _LONGEST_ADDRESS and not text[at - 1].isspace():
        at -= 1
    return _ADDRESS.search(text[at:start]) is not None
