"""YAML text to nodes with spans: strict, on libyaml's events, nothing converted.

libyaml's marks count characters, also outside the basic plane, so ``base + mark.index`` is an offset
into the page. The composer keeps what was complete when libyaml gave up: recovery builds on that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import yaml

from claimgraph.diagnostics import LineIndex, Span
from claimgraph.document.values import Field, Mapping, Node, Scalar, Sequence

MAX_DEPTH = 16
"""Deeper nesting is not front matter but an accident or an attack; it is kept raw."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# libyaml refuses these; each is replaced by one character, so that offsets stay. Line separators would
# break lines in YAML 1.1 that no editor shows as broken.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Why libyaml gave up, and at which offset of the page."""

    message: str
    offset: int


class Composed(msgspec.Struct):
    """What a stretch of YAML said.

    Attributes:
        root: the whole node; None where there is none or it was not complete.
        fields: the complete entries of a top-level mapping.
        pending_key: key and its span where the value was not complete.
        partial: a complete quoted scalar or collection that the error came right after.
        anchors: offset and text of every anchor, alias and tag, none of which is honoured.
        scalars: spans of all scalars in order, so that a comment scan knows what is a value.
    """

    root: Node | None = None
    fields: list[Field] = msgspec.field(default_factory=list)
    pending_key: tuple[str, Span] | None = None
    anchors: list[tuple[int, str]] = msgspec.field(default_factory=list)
    scalars: list[tuple[int, int]] = msgspec.field(default_factory=list)
    problem: Problem | None = None


class _Frame:
    """An open collection; ``keys`` is None for a sequence."""

    __slots__ = ("entries", "items", "key", "mapping", "start")

    def __init__(self, mapping: bool, start: int) -> None:
        self.mapping = mapping
        self.start = start
        self.items: list[Node] = []
        self.entries: list[Field] = []
        self.key: tuple[str, Span] | None = None


def fold_lines(text: str) -> str:
    """The text on one line: each line break with the blanks around it becomes one space."""
    return " ".join(line.strip(" \t\r") for line in text.split("\n")) if "\n" in text else text


def printable(text: str) -> str:
    """The text with every character that libyaml refuses replaced by one that it takes."""
    return _REFUSED.sub("\N{REPLACEMENT CHARACTER}", text)


def compose(source: str, start: int, end: int, lines: LineIndex) -> Composed:
    """Read ``source[start:end]`` as one YAML document.

    Never raises for bad YAML: ``problem`` says what was wrong, and what came before it is kept.
    """
    raw = source[start:end]
    text = printable(raw)
    result = Composed()
    loader = yaml.CLoader(text)
    try:
        _run(loader.get_event, raw, text != raw, start, lines, result)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = start + min(mark.index if mark is not None else 0, len(raw))
        result.problem = Problem(error.problem or error.context or "not YAML", offset)
    except yaml.YAMLError as error:
        result.problem = Problem(str(error).splitlines()[0], start)
    finally:
        loader.dispose()
    return result


def _run(
    next_event: Callable[[], Any], raw: str, replaced: bool, base: int, lines: LineIndex, result: Composed
) -> None:
    stack: list[_Frame] = []
    span = lines.span
    documents = 0
    while True:
        event = next_event()
        kind = event.__class__
        node: Node
        if kind is yaml.ScalarEvent:
            start = event.start_mark.index
            end = min(event.end_mark.index, len(raw))
            value: str = event.value
            style = event.style
            quoted = style in ("'", '"', "|", ">")
            if style in ("|", ">"):
                end = start + len(raw[start:end].rstrip())
            elif not quoted and end > start and (replaced or event.anchor or event.tag):
                value = fold_lines(raw[start:end])
            if event.anchor or event.tag:
                result.anchors.append((base + start, raw[start:end]))
            node = Scalar(value, not quoted and value in _NULLS, quoted, span(base + start, base + end))
            result.scalars.append((base + start, base + end))
        elif kind is yaml.AliasEvent:
            start, end = event.start_mark.index, min(event.end_mark.index, len(raw))
            result.anchors.append((base + start, raw[start:end]))
            result.scalars.append((base + start, base + end))
            node = Scalar(raw[start:end], False, False, span(base + start, base + end))
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if event.anchor or event.tag:
                result.anchors.append((base + event.start_mark.index, event.anchor or event.tag))
            if len(stack) >= MAX_DEPTH:
                result.problem = Problem(
                    f"nested more than {MAX_DEPTH} levels deep", base + event.start_mark.index
                )
                return
            stack.append(_Frame(kind is yaml.MappingStartEvent, event.start_mark.index))
            continue
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            frame = stack.pop()
            end = min(event.end_mark.index, len(raw))
            if end == event.start_mark.index:  # block style ends where the next token begins
                end = _last_end(frame, base, end)
            place = span(base + frame.start, base + max(end, frame.start))
            if frame.mapping:
                node = Mapping(tuple(frame.entries), place)
            else:
                node = Sequence(tuple(frame.items), place)
        elif kind is yaml.StreamEndEvent:
            return
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                result.problem = Problem("a second YAML document", base + event.start_mark.index)
                return
            continue
        else:
            continue
        if not stack:
            result.root = node
            result.fields = list(node.entries) if isinstance(node, Mapping) else []
            result.pending_key = None
            continue
        frame = stack[-1]
        if not frame.mapping:
            frame.items.append(node)
        elif frame.key is None:
            place = node.span
            key = node.text if isinstance(node, Scalar) else raw[place.start - base : place.end - base]
            frame.key = (key, place)
            if len(stack) == 1:
                result.pending_key = frame.key
        else:
            key, key_span = frame.key
            frame.key = None
            # the colon belongs to the field; an explicit key ("? a") may end the text without one
            end = max(node.span.end, min(key_span.end + 1, base + len(raw)))
            entry = Field(key, key_span, node, (), span(key_span.start, end))
            frame.entries.append(entry)
            if len(stack) == 1:
                result.fields.append(entry)
                result.pending_key = None


def _last_end(frame: _Frame, base: int, fallback: int) -> int:
    if frame.entries:
        return frame.entries[-1].span.end - base
    if frame.items:
        return frame.items[-1].span.end - base
    return fallback
