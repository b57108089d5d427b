"""Front matter that is not YAML: read key by key, so that only what is broken is lost.

Each top-level ``key:`` with the lines below it is parsed on its own. Of a value that still does not
parse, the part that is complete is kept (``"…" stray words``), then single list items, and at last the
raw text; what belongs to no key stays raw.
"""

from __future__ import annotations

import re

import msgspec

from claimgraph.diagnostics import LineIndex, Span
from claimgraph.document.values import Field, Node, Scalar, Sequence
from claimgraph.document.yaml_nodes import Problem, compose, fold_lines

KEY_LINE = re.compile(
    r"""^(?:"[^"\n]{1,80}"|'[^'\n]{1,80}'|[^\W\d][\w./()-]*(?: [\w./()-]+){0,4}):(?=[ \t\r\n]|$)""",
    re.MULTILINE,
)
"""A line that starts a field: up to five words and a colon, at the left margin."""

_ITEM = re.compile(r"^[ \t]*-(?:[ \t]+|(?=\r?$))", re.MULTILINE)
_FLOW_TOKEN = re.compile(
    r"""\[\[[^\[\]\n]*\]\]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'\[\]{}]+|.""", re.DOTALL
)
_FLOW_LIMIT = 4_000  # a longer broken list is kept as one text: cutting it could take quadratic time
_STRAY = "prose that belongs to no key"
_BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[ \t]*\r?\n")
_LIST_START = re.compile(r"""\[|"[^"\n]*"[ \t]*,|'[^'\n]*'[ \t]*,""")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*", re.MULTILINE)


class Loss(msgspec.Struct, frozen=True, gc=False):
    """A stretch that is not what it should be. ``unread`` stretches are in no field at all."""

    start: int
    end: int
    problem_at: int
    reason: str
    unread: bool
    field: str | None = None


class _Recovery:
    __slots__ = ("fields", "lines", "losses", "scalars", "text")

    def __init__(self, text: str, lines: LineIndex) -> None:
        self.text = text
        self.lines = lines
        self.fields: list[Field] = []
        self.losses: list[Loss] = []
        self.scalars: list[tuple[int, int]] = []

    def lose(self, start: int, end: int, reason: str, problem_at: int | None = None) -> None:
        """Keep a stretch raw, without the blank lines and comments around it."""
        while start < end:
            newline = self.text.find("\n", start, end)
            following = end if newline < 0 else newline + 1
            line = self.text[start:following].strip()
            if line and not line.startswith("#"):
                break
            start = following
        stretch = self.text[start:end].rstrip()
        comment = _COMMENT.search(stretch, stretch.rfind("\n") + 1)
        if comment is not None:
            stretch = stretch[: comment.start()].rstrip()
        if not stretch:
            return
        start += len(stretch) - len(stretch.lstrip())
        at = start if problem_at is None else min(max(problem_at, start), start + len(stretch) - 1)
        self.losses.append(Loss(start, start + len(stretch.lstrip()), at, reason, True))

    def add(self, key: str, key_span: Span, node: Node) -> None:
        span = self.lines.span(key_span.start, max(node.span.end, key_span.end + 1))
        self.fields.append(Field(key, key_span, node, (), span))


def recover_fields(
    text: str, start: int, end: int, lines: LineIndex, problem: Problem
) -> tuple[list[Field], list[Loss], list[tuple[int, int]]]:
    """Read ``text[start:end]`` field by field.

    Returns the fields, the losses and the spans of all scalars, each in order of the page.
    """
    work = _Recovery(text, lines)
    keys = [
        match.start() for match in KEY_LINE.finditer(text, start, end) if _at_line_start(text, match.start())
    ]
    first = keys[0] if keys else end
    work.lose(start, first, problem.message if not keys else "text before the first key")
    for index, at in enumerate(keys):
        _recover_chunk(work, at, keys[index + 1] if index + 1 < len(keys) else end)
    work.scalars.sort()
    return work.fields, work.losses, work.scalars


def _at_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _recover_chunk(work: _Recovery, start: int, end: int, whole: bool = True) -> None:
    """One key with its lines."""
    text = work.text
    composed = compose(text, start, end, work.lines)
    if composed.problem is None and len(composed.fields) == 1:
        work.fields.extend(composed.fields)
        work.scalars.extend(composed.scalars)
        return
    problem = composed.problem or Problem("not one key with one value", start)
    if composed.fields and composed.problem is not None:
        field = composed.fields[0]
        node = field.node
        if _is_whole(text, node) and not text[node.span.end : end].lstrip().startswith(","):
            work.fields.append(field)
            work.scalars.extend(place for place in composed.scalars if place[0] < node.span.end)
            stray = max(node.span.end, _first_stray_line(text, start, end) if whole else end)
            work.lose(
                node.span.end, stray, f"text after the end of the value of {field.key!r}", problem.offset
            )
            work.lose(stray, end, _STRAY)
            return
    if whole:
        stray = _first_stray_line(text, start, end)
        if stray < end:
            _recover_chunk(work, start, stray, whole=False)
            work.lose(stray, end, _STRAY)
            return
    _keep_raw(work, start, end, problem)


def _is_whole(text: str, node: Node) -> bool:
    """Whether libyaml stopped behind a value that its writer closed. A plain value may go on where it
    stopped (``a: b: c``); a quoted one or a list does not.
    """
    return not isinstance(node, Scalar) or text[node.span.start : node.span.start + 1] in ('"', "'")


def _first_stray_line(text: str, start: int, end: int) -> int:
    """The first line below the key that stands at the left margin and can be no part of a value."""
    offset = text.find("\n", start, end) + 1
    while 0 < offset < end:
        if text[offset] not in " \t\r\n#-]}," or (text[offset] == "-" and not _ITEM.match(text, offset)):
            return offset
        newline = text.find("\n", offset, end)
        if newline < 0:
            break
        offset = newline + 1
    return end


def _keep_raw(work: _Recovery, start: int, end: int, problem: Problem) -> None:
    """The value does not parse: its items one by one, or its raw text."""
    text = work.text
    match = KEY_LINE.match(text, start, end)
    if match is None:  # cannot happen for chunks made by recover_fields; nothing is dropped all the same
        work.lose(start, end, problem.message, problem.offset)
        return
    colon = match.end() - 1
    key = text[start:colon].strip("\"'")
    key_span = work.lines.span(start, colon)
    work.scalars.append((start, colon))
    value_start, value_end = _trim(text, colon + 1, end)
    reason = f"{problem.message} (in the value of {key!r})"
    at = min(max(problem.offset, start), max(start, value_end - 1))
    if value_start >= value_end:
        work.add(key, key_span, Scalar("", True, False, work.lines.span(colon + 1, colon + 1)))
        return
    node: Node
    on_key_line = text.find("\n", colon, value_start) < 0
    if not on_key_line and _ITEM.match(text, text.rfind("\n", 0, value_start) + 1):
        node = _items(work, text.rfind("\n", 0, value_start) + 1, value_end)
    elif _LIST_START.match(text, value_start, value_end) and value_end - value_start <= _FLOW_LIMIT:
        node = _flow_items(work, value_start, value_end)
    else:
        node = _raw_scalar(work, value_start, value_end)
    work.losses.append(Loss(value_start, value_end, at, reason, False, key))
    work.add(key, key_span, node)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    return start + left, start + max(left, len(stretch.rstrip()))


def _raw_scalar(work: _Recovery, start: int, end: int) -> Scalar:
    """Text as it stands on one line, without a quote at its ends; comments are no part of it."""
    raw = work.text[start:end]
    if raw[:1] in ("'", '"'):
        work.scalars.append((start, end))
        value = raw[1:-1] if len(raw) > 1 and raw[-1] == raw[0] else raw[1:]
        return Scalar(fold_lines(value), False, True, work.lines.span(start, end))
    header = _BLOCK_SCALAR.match(raw)
    if header is not None:
        work.scalars.append((start, end))
        value = "\n".join(line.strip() for line in raw[header.end() :].splitlines())
        return Scalar(value if raw[0] == "|" else fold_lines(value), False, True, work.lines.span(start, end))
    pieces = []
    done = 0
    for match in _COMMENT.finditer(raw):
        pieces.append(raw[done : match.start()])
        work.scalars.append((start + done, start + match.start()))
        done = match.end()
    pieces.append(raw[done:])
    work.scalars.append((start + done, end))
    value = "".join(pieces)
    end = start + (len(raw) if pieces[-1].strip() else _content_end(raw))
    return Scalar(fold_lines(value.strip()), False, False, work.lines.span(start, end))


def _content_end(raw: str) -> int:
    """The end of the last line that is more than a comment."""
    end = len(raw)
    for match in reversed(list(_COMMENT.finditer(raw))):
        if raw[match.end() : end].strip():
            break
        end = match.start()
    return len(raw[:end].rstrip())


def _items(work: _Recovery, start: int, end: int) -> Sequence:
    """The items of a block list, each parsed on its own."""
    text = work.text
    marks = [match for match in _ITEM.finditer(text, start, end) if _at_line_start(text, match.start())]
    nodes: list[Node] = []
    for index, mark in enumerate(marks):
        begin, stop = _trim(text, mark.end(), marks[index + 1].start() if index + 1 < len(marks) else end)
        if begin >= stop:
            nodes.append(Scalar("", True, False, work.lines.span(mark.end(), mark.end())))
            continue
        composed = compose(text, begin, stop, work.lines)
        root = composed.root
        if root is not None and (composed.problem is None or _is_whole(text, root)):
            nodes.append(root)
            work.scalars.extend(composed.scalars)
            if composed.problem is not None:
                work.lose(root.span.end, stop, "text after the end of a list item", composed.problem.offset)
        else:
            nodes.append(_raw_scalar(work, begin, stop))
    return Sequence(tuple(nodes), work.lines.span(marks[0].start() if marks else start, end))


def _flow_items(work: _Recovery, start: int, end: int) -> Sequence:
    """A list whose brackets or quotes do not close, or that has no brackets: cut at the commas."""
    text = work.text
    nodes: list[Node] = []
    bracketed = text[start] == "[" and text[start : start + 2] != "[["
    begin = start + bracketed
    depth = 0

    def close(at: int) -> None:
        left, right = _trim(text, begin, at)
        if left < right:
            nodes.append(_raw_scalar(work, left, right))

    for match in _FLOW_TOKEN.finditer(text, begin, end):
        token = match[0]
        if token in "[{":
            depth += 1
        elif token in "]}":
            if depth == 0 and bracketed:
                close(match.start())
                work.lose(match.end(), end, "text after the end of a list")
                return Sequence(tuple(nodes), work.lines.span(start, match.end()))
            depth = max(0, depth - 1)
        elif token == "," and depth == 0:
            close(match.start())
            begin = match.end()
    close(end)
    return Sequence(tuple(nodes), work.lines.span(start, end))
