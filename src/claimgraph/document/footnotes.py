"""Footnote definitions: found where a careful reader sees them, and checked against the references.

The Markdown parser knows definitions at the start of a block. This pass adds those that it takes for the
running text of a paragraph, of another definition or of indented code: a line that starts with
``[^key]:`` and is not in fenced code defines ``key``.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from claimgraph.diagnostics import Related, Severity
from claimgraph.document.draft import Draft, Leaf, text_end
from claimgraph.document.values import BlockKind, FootnoteDefinition, FootnoteReference, Region
from claimgraph.spelling import NearNames

_MARK = re.compile(r"\[\^([^\[\]\n]+)\]:")
_LINE_PREFIX = re.compile(r"[ \t>]*")
_TEXT_KINDS = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW, BlockKind.FOOTNOTE, BlockKind.HTML, BlockKind.CODE}
)

_DEFINE_HELP = "Add a line [^key]: with the source at the end of the page, or correct the key."
_UNUSED_HELP = "Cite it where its claim stands, or delete the definition."
_NAMING = re.compile(
    r"(?i)(?:\b(?:footnotes?|keys?)(?: (?:key|was|is|named|called))* ?[:`(\"“]*|\]\][ (]*) ?\Z"
)
_NAMING_REACH = 40
_DUPLICATE_HELP = (
    "Give the sources different keys, or merge the two definitions: readers show only one of them, and a"
    " reference cannot tell which is meant."
)
_EMPTY_HELP = "Write the source after the colon; an empty definition cites nothing."
_INDENTED_HELP = "Move the definition to the left margin, so that every reader takes it for one."


def fold_key(key: str) -> str:
    """What keys are compared by: GitHub and Obsidian ignore case, and Unicode forms look the same."""
    return key.casefold() if key.isascii() else unicodedata.normalize("NFC", key).casefold()


def find_definitions(draft: Draft) -> None:
    """Cut leaf blocks where a definition starts inside them."""
    text = draft.text
    leaves = draft.leaves
    known = {leaf.start for leaf in leaves if leaf.kind is BlockKind.FOOTNOTE}
    starts = [leaf.start for leaf in leaves]
    cuts: dict[int, list[re.Match[str]]] = {}
    fenced = [(start, end) for start, end, code in draft.hidden if not code]
    for match in _MARK.finditer(draft.shadow, draft.body_start):
        at = match.start()
        if at in known:
            continue
        index = bisect_right(starts, at) - 1
        if index < 0 or at >= leaves[index].end:
            continue
        leaf = leaves[index]
        if leaf.kind not in _TEXT_KINDS or (leaf.kind is BlockKind.CODE and not leaf.indented):
            continue
        line_start = text.rfind("\n", 0, at) + 1
        if at != leaf.start and _LINE_PREFIX.match(text, max(line_start, leaf.start), at).end() != at:  # type: ignore[union-attr]
            continue
        if _within(fenced, at):
            continue
        cuts.setdefault(index, []).append(match)
    if cuts:
        draft.leaves = _cut(draft, cuts)
    _extend_empty(draft)


def _within(ranges: list[tuple[int, int]], at: int) -> bool:
    index = bisect_right(ranges, (at, len(ranges) and ranges[-1][1] + 1)) - 1
    return index >= 0 and ranges[index][0] <= at < ranges[index][1]


def _cut(draft: Draft, cuts: dict[int, list[re.Match[str]]]) -> list[Leaf]:
    text = draft.text
    result = []
    for index, leaf in enumerate(draft.leaves):
        marks = cuts.get(index)
        if marks is None:
            result.append(leaf)
            continue
        end = leaf.end
        head = text_end(text, leaf.start, marks[0].start(), leaf.quoted)
        has_head = bool(text[leaf.start : head].strip("> \t\r\n"))
        if has_head:
            leaf.end = head
            result.append(leaf)
        elif leaf.table >= 0:
            draft.raw_tables[leaf.table].rows.remove(leaf)
        for number, mark in enumerate(marks):
            stop = marks[number + 1].start() if number + 1 < len(marks) else end
            note = Leaf(BlockKind.FOOTNOTE, mark.start(), mark.start(), leaf.depth, leaf.quoted)
            note.end = text_end(text, note.start, stop, leaf.quoted)
            note.key = text[mark.start(1) : mark.end(1)].strip()
            note.mark_end = mark.end()
            note.parent = leaf if has_head else leaf.parent
            result.append(note)
    return result


def _extend_empty(draft: Draft) -> None:
    """``[^key]:`` alone on its line goes on with the paragraph on the very next line."""
    text = draft.text
    leaves = draft.leaves
    for index in range(len(leaves) - 2, -1, -1):
        leaf, below = leaves[index], leaves[index + 1]
        if (
            leaf.kind is BlockKind.FOOTNOTE
            and below.kind is BlockKind.PARAGRAPH
            and leaf.end <= leaf.mark_end
            and below.depth == leaf.depth
            and text.count("\n", leaf.end, below.start) == 1
        ):
            leaf.end = below.end
            below.parent = leaf
            del leaves[index + 1]


def collect_definitions(draft: Draft) -> None:
    """Turn footnote blocks into definitions; report the indented ones."""
    text = draft.text
    for leaf in draft.leaves:
        if leaf.kind is not BlockKind.FOOTNOTE:
            continue
        body = text[leaf.mark_end : leaf.end]
        stripped = body.strip()
        start = leaf.mark_end + (len(body) - len(body.lstrip()) if stripped else 0)
        before = text[text.rfind("\n", 0, leaf.start) + 1 : leaf.start]
        indented = len(before) if not before.strip() else 0
        assert leaf.key is not None
        draft.definitions.append(
            FootnoteDefinition(
                leaf.key,
                draft.lines.span(start, start + len(stripped)),
                draft.lines.span(leaf.start, leaf.end),
                leaf.index,
                indented,
            )
        )
        if indented:
            draft.report(
                "RD-03",
                Severity.INFO,
                leaf.start,
                leaf.mark_end,
                f"the definition of footnote [^{leaf.key}] is indented by {indented}",
                remedy=_INDENTED_HELP,
                focus=leaf.key,
            )


def check_footnotes(draft: Draft) -> None:
    """Compare references with definitions: undefined, unused, duplicate and empty ones."""
    first: dict[str, FootnoteDefinition] = {}
    for definition in draft.definitions:
        key = definition.key
        if definition.inline:
            continue
        if definition.body.start == definition.body.end:
            draft.report(
                "FN-04",
                Severity.ERROR,
                definition.span.start,
                definition.span.end,
                f"the definition of footnote [^{key}] is empty",
                remedy=_EMPTY_HELP,
                focus=key,
            )
        earlier = first.setdefault(fold_key(key), definition)
        if earlier is not definition and earlier.body.start == earlier.body.end:
            first[fold_key(key)] = definition  # the empty one is told above, and defines nothing
        elif earlier is not definition:
            draft.report(
                "FN-03",
                Severity.ERROR,
                definition.span.start,
                definition.span.end,
                f"footnote [^{key}] was already defined on line {earlier.span.line}",
                remedy=_DUPLICATE_HELP,
                focus=key,
                related=(
                    Related("first defined here", draft.path, earlier.span.line, earlier.span.end_line),
                ),
            )
    _match_spelling(draft, first)
    bodies = {definition.span: fold_key(definition.key) for definition in draft.definitions}
    inside = sorted(bodies, key=lambda span: span.start)
    begins = [span.start for span in inside]
    used: dict[str, list[FootnoteReference]] = {}
    for reference in draft.references:
        if reference.region in (Region.FRONT_MATTER, Region.COMMENT):
            continue
        folded = fold_key(reference.key)
        index = bisect_right(begins, reference.span.start) - 1
        if index >= 0 and reference.span.end <= inside[index].end:
            if bodies[inside[index]] == folded:
                continue  # a definition that refers to itself is not used by that
            said = draft.text[max(0, reference.span.start - _NAMING_REACH) : reference.span.start]
            if folded not in first and _NAMING.search(said):
                continue  # a note about another footnote, of before or of another page
        used.setdefault(folded, []).append(reference)
    near = NearNames(first)
    for folded, references in used.items():
        if folded in first:
            continue
        reference = references[0]
        where = "" if len(references) == 1 else f" ({len(references)} references)"
        if reference.key.casefold().startswith("gap/"):
            draft.report(
                "FN-01",
                Severity.ERROR,
                reference.span.start,
                reference.span.end,
                f"[^{reference.key}] is a gap tag written as a footnote{where}",
                remedy="write it as a tag, #gap/ and a kind of the vocabulary, and what is meant in words",
                focus=reference.key,
            )
            continue
        meant = near.find(folded)
        if meant is not None:
            where += f"; did you mean [^{first[meant].key}]?"
        draft.report(
            "FN-01",
            Severity.ERROR,
            reference.span.start,
            reference.span.end,
            f"footnote [^{reference.key}] has no definition on this page{where}",
            remedy=_DEFINE_HELP,
            focus=reference.key,
        )
    for folded, definition in first.items():
        if folded not in used:
            draft.report(
                "FN-02",
                Severity.INFO,
                definition.span.start,
                definition.span.end,
                f"footnote [^{definition.key}] is defined and never referenced",
                remedy=_UNUSED_HELP,
                focus=definition.key,
            )


def _match_spelling(draft: Draft, first: dict[str, FootnoteDefinition]) -> None:
    """References take the spelling of the definition that they match."""
    exact = {definition.key for definition in draft.definitions}
    for index, reference in enumerate(draft.references):
        if reference.key in exact:
            continue
        definition = first.get(fold_key(reference.key))
        if definition is not None:
            draft.references[index] = FootnoteReference(
                definition.key, reference.region, reference.block, reference.span, reference.multiple
            )
