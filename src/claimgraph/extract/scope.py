"""Which footnotes stand behind which sentence, and which words of it each one ends.

A sentence's own references are its evidence, each for the clause that it ends. A sentence without
any may *inherit* some; every inherited use carries the scope it came by, and never stands beside an
own one. In order, the first that gives anything:

========== =============================================================================================
ROW        a reference in a row's cell under "Source", "Study", "Evidence" … covers the whole row
INLINE     any other own reference; in a row it covers its cell
ITEM       in a list item: the nearest cited sentence before it, else the one that ends the item
PARAGRAPH  in a paragraph: the nearest cited sentence before it, else the one that ends the paragraph,
           where that is at most two sentences on
CAPTION    of a row: references in the table's header cells, else in the sentence that introduces it
LEAD_IN    of an item: the item above it or the sentence with the colon that leads the list in
HEADING    the nearest heading above that cites
========== =============================================================================================

What does not inherit: a sentence tagged as unsourced; one that names a DOI, PMID, PMCID or trial number;
one that speaks of what is open, possible or missing, because a study does not report what nobody has
shown; one that names another work by author and year; a row of a table of questions ("Replicated in
humans? | no"), which is the curator's own judgement. Nothing is carried forward past an open or unsourced
sentence either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimgraph.diagnostics import Span
from claimgraph.document.values import BlockKind, Sentence
from claimgraph.extract.layout import Layout
from claimgraph.model import CitationUse, EvidenceScope

SOURCE_COLUMN = re.compile(
    r"\b(sources?|stud(?:y|ies)|references?|refs?|evidence|citations?|cites?|papers?|publications?)\b",
    re.IGNORECASE,
)
# How many uncited sentences the source at the end of a block reaches back over. In hand-annotated pages
# it is the one before it; of five before a closing reference none belonged to it.
_BACKWARD = 2
# No name of an author is longer, no sentence that names one; keeps hostile pages from costing time.
_REACH, _LONGEST = 120, 4000
# Words of sentences about what is open, possible or missing; looked up one by one, because one large
# pattern over every uncited sentence of a wiki takes longer than all else in this module.
_OPEN_WORDS = frozenset(
    (
        b"may might could would should whether unknown unclear uncertain untested unresolved unexplored "
        b"unverified uncharacterised uncharacterized uncited plausible plausibly hypothesis hypotheses "
        b"hypothesise hypothesised hypothesises hypothesize hypothesized hypothesizes speculative "
        b"speculatively speculate speculation conceivable conceivably presumably remain remains future "
        b"need needs needed needing await awaits relevant relevance implication implications matters "
        b"likely unlikely probable probably perhaps candidate candidates"
    ).split()
)
_OPEN_CLUES = frozenset(b"no not none see page wiki date".split())
# The start of a word is tested once for all branches but the last.
_OPEN_PHRASE = re.compile(
    r"\b(?=[a-z])(?:not (?:yet |fully |clearly |well )?(?:been|tested|known|established|available|published"
    r"|replicated|shown|characteri[sz]ed|(?:\w+ )?cited)\b|"
    r"no (?:human|direct|published|clinical|completed|interventional|independent|primary|peer)\b|"
    r"no (?:[\w-]+ ){0,3}(?:study|studies|trials?|data|rcts?|evidence|reports?)\b|"
    r"none of\b|see (?:also\b|\[\[)|this (?:page|wiki)\b|to date\b|as of \d{4}|"
    r"(?:sourced|verified|documented|covered|discussed) (?:on|in) \[\[)|\[\[[^\]\n]*\]\] page\b"
)
# Every byte but a small letter becomes a blank; words are then what blanks part.
_SMALL_LETTERS = bytes(byte if 97 <= byte <= 122 else 32 for byte in range(256))
_WORK = re.compile(
    r"\b([A-Z][\w'’-]{2,})(?:\s+(?:et al\.?|(?:&|and)\s+[A-Z][\w'’-]+))?,?\s+\(?((?:19|20)\d\d)\b"
)
_INHERITING = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW})
_QUESTIONS = frozenset({"dimension", "question", "criterion", "aspect", "assessment"})
_ENDS = re.compile(r"(?:\s|\[\^[^\]\n]*\]|`?#[\w/-]++`?|[.,;:!?)\]\"'”’*_—–-])*$")
_COLON = re.compile(r":(?:\s|\[\^[^\]\n]*\]|`?#[\w/-]++`?|[*_)])*$")
_BETWEEN = re.compile(r"[\s,;&+*_)(]*(?:and\b|see\b|cf\.)?[\s*_(]*")
_LEADING = re.compile(r"[\s.,;:)\]*_—–|-]*(?:(?:and|but|while|whereas)\s+)?")
# "Dolotov et al. 2006 [^x] found that …": the reference names its author and is about what follows.
_NARRATIVE = re.compile(
    r"(?:\bet al\.?,?(?:\s*\(?(?:19|20)\d\d[a-z]?\)?)?|\b[A-Z][\w'’-]+(?:\s+(?:&|and)\s+[A-Z][\w'’-]+)?,?\s+"
    r"\(?(?:19|20)\d\d[a-z]?\)?)[\s*_,(]*$"
)
_WORD = re.compile(r"[^\W_]{2}")
_LABEL = re.compile(r"[\s*_)]*:")


def assign_citations(layout: Layout, unsourced: frozenset[int]) -> list[tuple[CitationUse, ...]]:
    """The citations of every sentence of a page, own or inherited, by index of the sentence.

    Args:
        layout: the page.
        unsourced: sentences that a gap tag calls unsourced, or that name their source; they inherit nothing.
    """
    return _Scoping(layout, unsourced).assigned()


class _Scoping:
    def __init__(self, layout: Layout, unsourced: frozenset[int]) -> None:
        self.layout = layout
        self.document = layout.document
        self.text = layout.document.text
        self.unsourced = unsourced
        self.open: dict[int, bool] = {}
        self.own: list[tuple[CitationUse, ...]] = [
            self._own(references, sentence) if references else ()
            for references, sentence in zip(layout.references_of, layout.document.sentences, strict=True)
        ]

    def assigned(self) -> list[tuple[CitationUse, ...]]:
        found = list(self.own)
        heading = self._by_heading()
        own = self.own
        for number, block in enumerate(self.document.blocks):
            if block.kind not in _INHERITING:
                continue
            sentences = self.layout.sentences_of[number]
            if all(own[sentence] for sentence in sentences):
                continue
            if block.kind is BlockKind.ROW and self._asks(number):
                continue
            outer: tuple[tuple[int, ...], EvidenceScope] | None = None
            within = EvidenceScope.ITEM if block.kind is BlockKind.ITEM else EvidenceScope.PARAGRAPH
            beside = self._beside(sentences) if len(sentences) > 1 else {}
            for sentence in sentences:
                if own[sentence] or sentence in self.unsourced:
                    continue
                references, scope = beside.get(sentence, ()), within
                if not references:
                    if outer is None:
                        outer = self._around(number, heading)
                        if outer[1] is EvidenceScope.HEADING and self._names_others(sentences, outer[0]):
                            outer = (), EvidenceScope.HEADING
                    references, scope = outer
                    references = references if references and self._reported(sentence, references) else ()
                if references:
                    found[sentence] = self._inherited(references, scope, self.document.sentences[sentence])
        return found

    def _asks(self, number: int) -> bool:
        """Whether a row belongs to a table of questions, which the curator answers."""
        row = self.layout.row_of.get(number)
        if row is None or not row.cells:
            return False
        header = self.document.tables[self.document.blocks[number].table].header
        return row.cells[0].text.rstrip("*_ ").endswith("?") or (
            bool(header) and header[0].text.strip("*_ ").casefold() in _QUESTIONS
        )

    def _own(self, references: list[int], sentence: Sentence) -> tuple[CitationUse, ...]:
        block = self.document.blocks[sentence.block]
        if block.kind is BlockKind.ROW and block.table >= 0:
            return self._in_row(references, sentence, block.table)
        spans = [self.document.references[at].span for at in references]
        clauses = clause_spans(self.text, sentence.span, spans)
        return tuple(
            CitationUse(
                self.document.references[at].key,
                EvidenceScope.INLINE,
                self.document.references[at].span,
                self.layout.span(*clause),
            )
            for at, clause in zip(references, clauses, strict=True)
        )

    def _in_row(self, references: list[int], sentence: Sentence, table: int) -> tuple[CitationUse, ...]:
        uses = []
        header = self.document.tables[table].header
        cells = self.layout.row_of[sentence.block].cells
        for at in references:
            reference = self.document.references[at]
            scope, clause = EvidenceScope.ROW, sentence.span
            for column, cell in enumerate(cells):
                if cell.span.start <= reference.span.start < cell.span.end:
                    named = column < len(header) and SOURCE_COLUMN.search(header[column].text)
                    # A cell of nothing but references says nothing itself: it supports its row.
                    if not named and not _only_references(cell.text) and column > 0:
                        scope, clause = EvidenceScope.INLINE, cell.span
                    break
            uses.append(CitationUse(reference.key, scope, reference.span, clause))
        return tuple(uses)

    def _beside(self, sentences: list[int]) -> dict[int, tuple[int, ...]]:
        """What sentences of one block without references inherit from the others, where they do."""
        found: dict[int, tuple[int, ...]] = {}
        cited = [sentence for sentence in sentences if self.own[sentence]]
        if not cited:
            return found
        # Forward, from the nearest cited sentence before.
        group: tuple[int, ...] = ()
        for sentence in sentences[sentences.index(cited[0]) :]:
            if self.own[sentence]:
                group = self._last_group(sentence)
            elif sentence in self.unsourced or self._is_open(sentence):
                group = ()
            elif group and self._reported(sentence, group):
                found[sentence] = group
            else:
                group = ()  # a sentence that names other works ends the reach
        # Backward, from the source that ends the block, where it is the block's only one.
        if cited[-1] != sentences[-1] or not self._ends_cited(cited[-1]):
            return found
        group = self._last_group(cited[-1])
        keys = {self.document.references[at].key for at in group}
        if all(use.key in keys for sentence in cited for use in self.own[sentence]) and not self._names(
            cited[-1], keys
        ):
            first = sentences.index(cited[0])
            for sentence in sentences[max(0, first - _BACKWARD) : first]:
                if self._reported(sentence, group):
                    found[sentence] = group
        return found

    def _names(self, sentence: int, keys: set[str]) -> bool:
        """Whether a sentence names the author of its reference: it is about that work, the others are not."""
        joined = "".join(keys).casefold()
        return any(author in joined for author in self._named(sentence))

    def _names_others(self, sentences: Sequence[int], references: Sequence[int]) -> bool:
        """Whether one of these sentences names a work by author and year that is none of ``references``."""
        keys = "".join(self.document.references[at].key for at in references).casefold()
        return any(author not in keys for sentence in sentences for author in self._named(sentence))

    def _named(self, sentence: int) -> list[str]:
        """The authors of the works that a sentence names by author and year, folded."""
        span = self.document.sentences[sentence].span
        if not _may_date(self.text[span.start : span.end]):
            return []
        end = min(span.end, span.start + _LONGEST)
        return [work.group(1).casefold() for work in _WORK.finditer(self.text, span.start, end)]

    def _reported(self, sentence: int, references: Sequence[int]) -> bool:
        """Whether the works behind ``references`` can have reported what an uncited sentence says."""
        if self._is_open(sentence):
            return False
        span = self.document.sentences[sentence].span
        if not _may_date(self.text[span.start : span.end]):
            return True
        keys = "".join(self.document.references[at].key for at in references).casefold()
        return all(
            work.group(1).casefold() in keys and work.group(2) in keys
            for work in _WORK.finditer(self.text, span.start, min(span.end, span.start + _LONGEST))
        )

    def _is_open(self, sentence: int) -> bool:
        known = self.open.get(sentence)
        if known is None:
            span = self.document.sentences[sentence].span
            known = self.open[sentence] = _is_open(self.text[span.start : span.end])
        return known

    def _ends_cited(self, sentence: int) -> bool:
        """Whether a sentence ends with a reference, full stops, tags and their note aside."""
        span = self.document.sentences[sentence].span
        last = self.document.references[self.layout.references_of[sentence][-1]].span
        rest = self.text[last.end : span.end]
        tag = re.match(r"[\s.,;)\]*_]*`?#[\w/-]+", rest)
        return tag is not None or _ENDS.match(rest) is not None

    def _last_group(self, sentence: int) -> tuple[int, ...]:
        """The references at the end of a sentence that stand together."""
        references = self.layout.references_of[sentence]
        group = [references[-1]]
        for at in reversed(references[:-1]):
            left, right = self.document.references[at].span, self.document.references[group[0]].span
            if right.start > left.end and not _BETWEEN.fullmatch(self.text, left.end, right.start):
                break
            group.insert(0, at)
        return tuple(group)

    def _around(
        self, number: int, heading: dict[int, tuple[int, ...]]
    ) -> tuple[tuple[int, ...], EvidenceScope]:
        """What the surroundings of a block give it: caption, lead-in or heading."""
        block = self.document.blocks[number]
        if block.kind is BlockKind.ROW and block.table >= 0:
            table = self.document.tables[block.table]
            references = tuple(self.layout.header_references.get(table.header_block, ()))
            if not references and table.caption >= 0:
                single = len(self.layout.sentences_of[table.caption]) == 1
                references = self._closing(table.caption, colon=not single)
            if references:
                return references, EvidenceScope.CAPTION
        if block.kind is BlockKind.ITEM:
            above = block.parent
            while above >= 0:
                outer = self.document.blocks[above]
                references = self._closing(above, colon=outer.kind is not BlockKind.ITEM)
                if references:
                    return references, EvidenceScope.LEAD_IN
                if outer.kind is not BlockKind.ITEM:
                    break
                above = outer.parent
        return heading.get(block.section, ()), EvidenceScope.HEADING

    def _closing(self, number: int, *, colon: bool) -> tuple[int, ...]:
        """References of the sentence that closes a block, which introduces what stands below it."""
        block = self.document.blocks[number]
        if block.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
            return ()
        sentences = self.layout.sentences_of[number]
        if not sentences or not self.own[sentences[-1]]:
            return ()
        span = self.document.sentences[sentences[-1]].span
        if colon and not _COLON.search(self.text[span.start : span.end]):
            return ()
        if not colon and not self._ends_cited(sentences[-1]):
            return ()
        return self._last_group(sentences[-1])

    def _by_heading(self) -> dict[int, tuple[int, ...]]:
        """For every section the references of the nearest heading above that has any."""
        found: dict[int, tuple[int, ...]] = {}
        for number, section in enumerate(self.document.sections):
            own = self.layout.heading_references.get(number)
            found[number] = tuple(own) if own else found.get(section.parent, ())
        return found

    def _inherited(
        self, references: Sequence[int], scope: EvidenceScope, sentence: Sentence
    ) -> tuple[CitationUse, ...]:
        found = [self.document.references[at] for at in references]
        return tuple(CitationUse(reference.key, scope, reference.span, sentence.span) for reference in found)


def _is_open(sentence: str) -> bool:
    """Whether a sentence speaks of what is open, possible or missing."""
    folded = sentence.lower()
    words = folded.encode(errors="replace").translate(_SMALL_LETTERS).split()
    if not _OPEN_WORDS.isdisjoint(words) or folded.endswith("?"):
        return True
    hinted = (
        not _OPEN_CLUES.isdisjoint(words)
        or ("[[" in folded and ("n [[" in folded or "]] page" in folded))
        or "as of " in folded
    )
    return hinted and _OPEN_PHRASE.search(folded) is not None


def _may_date(text: str) -> bool:
    """Whether a text can have a year: a cheap look before a pattern is tried at every character."""
    return "20" in text or "19" in text


def _only_references(text: str) -> bool:
    return not re.sub(r"\[\^[^\]\n]*\]|`?#[\w/-]+`?|[\s,;·.*_]", "", text)


def clause_spans(text: str, sentence: Span, references: Sequence[Span]) -> list[tuple[int, int]]:
    """The clause that each reference of a sentence ends, as (start, end) offsets.

    A clause runs from the previous reference, or the start of the sentence, to its own reference; commas,
    semicolons and "and" before it are left out. A semicolon does not part it: curators cite once for
    "this; that [^a]". References that stand together share a clause. Where a reference follows the names
    of its authors, or a label with a colon follows it, it is about what comes after it, and the clause
    runs on to the next reference, semicolon or the end.
    """
    groups: list[list[int]] = []
    for number, span in enumerate(references):
        if groups:
            last = references[groups[-1][-1]]
            if span.start <= last.end or _BETWEEN.fullmatch(text, last.end, span.start):
                groups[-1].append(number)
                continue
        groups.append([number])
    clauses: list[tuple[int, int]] = [(0, 0)] * len(references)
    previous = sentence.start
    for position, group in enumerate(groups):
        first, last = references[group[0]], references[group[-1]]
        start = previous
        lead = _LEADING.match(text, start, first.start) if start > sentence.start else None
        start = lead.end() if lead else start
        end = last.end
        said = text[max(start, first.start - _REACH) : first.start]
        limit = references[groups[position + 1][0]].start if position + 1 < len(groups) else sentence.end
        named = (_may_date(said) or "et al" in said) and _NARRATIVE.search(said) is not None
        if named or not said.strip(" \t\r\n*_()[]-") or _LABEL.match(text, last.end, limit):
            further = _first_semicolon(text, last.end, limit)
            if _WORD.search(text, last.end, further):
                end = further
        for number in group:
            clauses[number] = (min(start, first.start), end)
        previous = end
    return clauses


def _first_semicolon(text: str, start: int, end: int) -> int:
    """The offset of the first "; " outside brackets, else ``end`` without blanks before it."""
    depth = 0
    for at in range(start, end):
        char = text[at]
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif char == ";" and depth == 0 and at + 1 < end and text[at + 1].isspace():
            return at
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
