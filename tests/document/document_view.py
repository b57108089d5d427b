"""A document as plain, readable data for golden files, and the invariants that every document keeps.

``python tests/document/document_view.py PAGE.md`` prints the view of a page: read it before you accept it
as a golden file.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from claimgraph.document import parse_document
from claimgraph.document.values import BlockKind, Document, Mapping, Node, Scalar, Sequence


def _node(node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Sequence):
        return [_node(item) for item in node.items]
    return {entry.key: _node(entry.node) for entry in node.entries}


def view(document: Document) -> dict[str, Any]:
    """What a reader would check by eye; places are line numbers."""
    quote = document.quote
    front = document.front_matter
    sentences: dict[int, list[str]] = {}
    for sentence in document.sentences:
        sentences.setdefault(sentence.block, []).append(quote(sentence.span))
    blocks = []
    for index, block in enumerate(document.blocks):
        entry: dict[str, Any] = {"kind": block.kind.value, "line": block.span.line}
        if block.parent >= 0:
            entry["parent"] = block.parent
        if block.depth:
            entry["depth"] = block.depth
        if block.quoted:
            entry["quoted"] = True
        if index in sentences:
            entry["sentences"] = sentences[index]
        else:
            entry["text"] = quote(block.span)
        blocks.append(entry)
    return {
        "front_matter": None
        if front is None
        else {
            "closed": front.closed,
            "end_line": front.span.end_line,
            "fields": [
                [field.key, _node(field.node), *(comment.text for comment in field.comments)]
                for field in front.fields
            ],
            "unparsed": [quote(span) for span in front.unparsed],
        },
        "sections": [f"{'#' * section.level} {section.title}" for section in document.sections[1:]],
        "blocks": blocks,
        "tables": [
            {
                "header": [cell.text for cell in table.header],
                "caption": table.caption,
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
            }
            for table in document.tables
        ],
        "links": [
            f"{link.span.line} {link.region}: {link.target}"
            f"{'' if link.anchor is None else ' # ' + link.anchor}"
            f"{'' if link.label is None else ' | ' + link.label}{' (embedded)' if link.embedded else ''}"
            for link in document.links
        ],
        "references": [
            f"{reference.span.line} {reference.region}: {reference.key}" for reference in document.references
        ],
        "definitions": [
            [definition.span.line, definition.key, quote(definition.body)]
            for definition in document.definitions
        ],
        "tags": [
            f"{tag.span.line} {tag.region}: {tag.name}{' (code)' if tag.in_code else ''}"
            for tag in document.tags
        ],
        "diagnostics": [
            f"{found.line} {found.rule} {found.severity}: {found.message}" for found in document.diagnostics
        ],
    }


def _scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Mapping):
        return [scalar for entry in node.entries for scalar in _scalars(entry.node)]
    return [scalar for item in node.items for scalar in _scalars(item)]


def broken_invariants(document: Document) -> list[str]:
    """Every promise of the values that this document breaks: spans, order, coverage, indices, lines."""
    text, quote = document.text, document.quote
    broken = []

    def demand(condition: bool, what: str) -> None:
        if not condition:
            broken.append(what)

    for first, second in pairwise(document.blocks):
        demand(first.span.end <= second.span.start, f"blocks overlap at {second.span}")
    for index, block in enumerate(document.blocks):
        demand(block.span.start < block.span.end, f"empty block {index}")
        demand(-1 <= block.parent < index, f"parent of block {index}")
        demand(0 <= block.section < len(document.sections), f"section of block {index}")
        demand(
            (block.table >= 0) == (block.kind in (BlockKind.ROW, BlockKind.HEADER_ROW)), f"table of {index}"
        )
    for link in document.links:
        raw = quote(link.span)
        if raw.endswith(")"):
            demand(raw.startswith("[") and Path(link.target).name in unquote(raw), f"link {raw!r}")
            continue
        demand(raw.startswith("![[" if link.embedded else "[[") and raw.endswith("]]"), f"link {raw!r}")
        demand(link.target in raw and (link.label or "") in raw, f"parts of link {raw!r}")
        demand("\n" not in raw, f"link over lines {raw!r}")
    for reference in document.references:
        raw = quote(reference.span)
        demand(raw.startswith(("[^", "^[")) and raw.endswith("]"), f"reference {raw!r}")
    for definition in document.definitions:
        raw = quote(definition.span)
        demand(definition.inline or raw.startswith("[^"), f"definition {raw!r}")
        demand(
            definition.span.start <= definition.body.start <= definition.body.end <= definition.span.end,
            f"body of {raw!r}",
        )
        if not definition.inline:
            demand(document.blocks[definition.block].span == definition.span, f"block of {raw!r}")
    for tag in document.tags:
        demand(quote(tag.span) == f"#{tag.name}", f"tag {quote(tag.span)!r}")
    for table in document.tables:
        demand(document.blocks[table.header_block].kind is BlockKind.HEADER_ROW, "header of a table")
        for row in table.rows:
            demand(document.blocks[row.block].span == row.span, "block of a row")
            demand(document.blocks[row.block].parent == table.header_block, "parent of a row")
        for cell in (*table.header, *(cell for row in table.rows for cell in row.cells)):
            demand(quote(cell.span) == cell.text == cell.text.strip(), f"cell {cell.text!r}")
    _demand_sentences(document, demand)
    if document.front_matter is not None:
        for field in document.front_matter.fields:
            raw = quote(field.key_span)
            escaped = raw.startswith('"') and "\\" in raw
            demand(field.key in (raw, raw[1:-1].replace("''", "'")) or escaped, f"key {field.key!r}")
            for comment in field.comments:
                demand(quote(comment.span).startswith("#"), f"comment {comment.text!r}")
            for scalar in _scalars(field.node):
                if not scalar.quoted and scalar.span.line == scalar.span.end_line:
                    demand(quote(scalar.span) == scalar.text, f"value {scalar.text!r}")
    lines = text.count("\n") + 1
    for found in document.diagnostics:
        demand(1 <= found.line <= found.end_line <= lines, f"line of {found}")
        demand(bool(found.help), f"help of {found}")
    return broken


def _words(text: str) -> str:
    """The text without blanks and without the marks of a block quote."""
    return text.replace(">", "").strip()


def _demand_sentences(document: Document, demand: Any) -> None:
    """In order, not overlapping, no blanks around them, and no character of a text block left out."""
    text = document.text
    spans: dict[int, list[Any]] = {}
    for sentence in document.sentences:
        spans.setdefault(sentence.block, []).append(sentence.span)
    for index, block in enumerate(document.blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            continue
        done = block.span.start
        for span in spans.get(index, []):
            demand(done <= span.start < span.end, f"order of sentences in block {index}")
            demand(not _words(text[done : span.start]), f"left out {text[done : span.start]!r}")
            demand(text[span.start : span.end] == text[span.start : span.end].strip(), f"blanks at {span}")
            done = span.end
        demand(done <= block.span.end, f"sentence beyond block {index}")
        demand(not _words(text[done : block.span.end]), f"left out {text[done : block.span.end]!r}")


if __name__ == "__main__":
    page = Path(sys.argv[1])
    shown = view(parse_document(page.name, page.read_bytes().decode("utf-8")))
    print(json.dumps(shown, ensure_ascii=False, indent=1))
