"""The front matter of a page: where it ends, its fields, its comments, what is left over.

As in Obsidian, front matter starts with ``---`` on the very first line (a byte order mark before it is
tolerated) and ends at the next line that is ``---``. Where the block is not YAML, or its closing line
is missing, every field that can be read is read and the rest is kept raw and reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import msgspec

from claimgraph.diagnostics import Related, Severity
from claimgraph.document.draft import Draft
from claimgraph.document.recovery import KEY_LINE, Loss, recover_fields
from claimgraph.document.values import Comment, Field, FrontMatter, Scalar
from claimgraph.document.yaml_nodes import Composed, Problem, compose

KEY_LIMIT = 40
"""A longer key is prose with a colon in it (rule FM-02)."""

_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r?\n|\Z)")
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_LATE_OPENING = re.compile(
    r"\ufeff?(?:[ \t]*\r?\n|<!--[^>]{0,2000}-->[ \t]*\r?\n){1,50}(---)[ \t]*\r?\n[A-Za-z_][\w-]*:(?:\s|$)"
)
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_COMMENT = re.compile(r"(?:^|(?<=[ \t\n]))#[^\n\r]*")
_SLUG_KEY = re.compile(r"[a-z_][a-z0-9_-]*:(?=[ \t\r\n]|$)")
_MAYBE_HEADING = re.compile(r"\n[ \t]*\r?\n#{1,6}[ \t]")
_COMMENT_LINES = 40  # how far below a comment its key is looked for
_PLAIN_START = re.compile(r"[^\s#\-\]},]")

_CLOSE_HELP = (
    "Put a line that is exactly --- after the last field; without it Obsidian shows no properties and GitHub"
    " renders the fields as text."
)
_TOP_HELP = (
    "Move the opening --- to the first line of the file; nothing, not even a comment, may stand before it."
)
_YAML_HELP = (
    "Quote values that hold a colon, a quote or a bracket, indent continuation lines, and move prose that"
    " is not a value into the body. What could not be read is kept as raw text and is in no field."
)
_SPILL_HELP = (
    "Close the quote before the line ends, or indent the continuation lines; other YAML readers reject the"
    " whole block."
)
_ANCHOR_HELP = (
    "Write the value out: anchors, aliases and tags of YAML are not followed, so that no page can explode."
)


def read_front_matter(draft: Draft) -> None:
    """Find, parse and cut off the front matter; sets ``front_matter`` and ``body_start``."""
    text = draft.text
    opening = _OPENING.match(text)
    if opening is None:
        draft.body_start = 1 if text.startswith("\ufeff") else 0
        late = _LATE_OPENING.match(text)
        if late is not None:
            draft.report(
                "FM-01",
                Severity.ERROR,
                late.start(1),
                late.end(1),
                "front matter does not start on the first line, so it is not read as front matter",
                remedy=_TOP_HELP,
            )
        return
    start = opening.end()
    fence = _FENCE.search(text, start)
    limit = fence.start() if fence is not None else len(text)
    composed = compose(text, start, limit, draft.lines)
    closed = fence is not None
    readable = composed.problem is None and not _has_prose_key(composed)
    if not readable or not closed or _MAYBE_HEADING.search(text, start - 1, limit):
        inferred = _infer_end(text, start, limit, closed)
        if inferred is not None and (inferred < limit or not closed):
            closed = False
            limit = inferred
            composed = compose(text, start, limit, draft.lines)
    if (
        not composed.fields
        and not KEY_LINE.search(text, start, limit)
        and not _only_comments(text, start, limit)
    ):
        # A page that opens with a thematic break: no key, no front matter.
        draft.body_start = 1 if text.startswith("\ufeff") else 0
        return
    opened = 1 if text.startswith("\ufeff") else 0
    if closed:
        assert fence is not None
        block_end = fence.end() - (1 if text[fence.end() - 1 : fence.end()] == "\r" else 0)
        newline = text.find("\n", fence.end() - 1)
        draft.body_start = newline + 1 if newline >= 0 else len(text)
    else:
        block_end = max(opened + 3, start + len(text[start:limit].rstrip()))
        draft.body_start = limit
        last_line = max(opened, block_end - 1)
        draft.report(
            "FM-01",
            Severity.ERROR,
            last_line,
            block_end,
            "front matter is not closed by a line that is exactly ---; its end was inferred after this line",
            remedy=_CLOSE_HELP,
        )
    fields, losses, scalars = _fields(draft, composed, start, limit)
    fields, losses = _drop_prose_keys(fields, losses)
    losses.sort(key=lambda loss: (loss.start, loss.end))
    for loss in losses:
        _report_loss(draft, loss)
    for offset, raw in composed.anchors:
        draft.report(
            "FM-02",
            Severity.ERROR,
            offset,
            offset + 1,
            "YAML anchor, alias or tag; it is kept as text and not followed",
            remedy=_ANCHOR_HELP,
            value=raw,
        )
    _report_spilling(draft, fields)
    _report_duplicates(draft, fields)
    comments = _comments(draft, start, limit, scalars, losses)
    loose, fields = _attach(fields, comments)
    draft.front_matter = FrontMatter(
        fields=tuple(fields),
        span=draft.lines.span(opened, block_end),
        closed=closed,
        comments=tuple(loose),
        unparsed=tuple(draft.lines.span(loss.start, loss.end) for loss in losses if loss.unread),
    )


def _only_comments(text: str, start: int, limit: int) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text[start:limit].split("\n"))


def _has_prose_key(composed: Composed) -> bool:
    return any(len(field.key) > KEY_LIMIT for field in composed.fields)


def _infer_end(text: str, start: int, limit: int, closed: bool) -> int | None:
    """Where front matter ends that has no closing line: the offset of the first line of the body.

    The body begins at a heading, or at a paragraph that no key follows. With a closing line in sight
    both must stand after a blank line. None where the block looks like front matter with stray text.
    """
    offset = start
    blank = True
    prose: int | None = None
    marks: int | None = None  # a ``#`` line after a blank one: it goes with what comes below it
    while offset < limit:
        newline = text.find("\n", offset, limit)
        following = limit if newline < 0 else newline + 1
        line = text[offset:following]
        if not line.strip():
            blank = True
            offset = following
            continue
        loose = blank or not closed
        if line[0] == "#" and loose and _HEADING.match(line) and not _is_comment(text, following, limit):
            return next(found for found in (prose, marks, offset) if found is not None)
        if line[0] == "#":
            marks = offset if marks is None and blank else marks
        elif _SLUG_KEY.match(line):
            prose = marks = None
        elif loose and prose is None and _PLAIN_START.match(line) and not KEY_LINE.match(line):
            prose = marks if marks is not None else offset
        elif line[0] in " \t-]},":
            marks = None
        blank = False
        offset = following
    if prose is not None:
        return prose
    return None if closed else limit


def _is_comment(text: str, offset: int, limit: int) -> bool:
    """Whether the ``#`` line that ends at ``offset`` is a YAML comment: a key follows it, or nothing does."""
    gap = False
    for _ in range(_COMMENT_LINES):
        if offset >= limit:
            break
        newline = text.find("\n", offset, limit)
        following = limit if newline < 0 else newline + 1
        line = text[offset:following]
        if not line.strip():
            gap = True
        elif not line.startswith("#"):
            return _SLUG_KEY.match(line) is not None or (not gap and KEY_LINE.match(line) is not None)
        offset = following
    return not gap


def _fields(
    draft: Draft, composed: Composed, start: int, limit: int
) -> tuple[list[Field], list[Loss], list[tuple[int, int]]]:
    text = draft.text
    if composed.problem is None and (composed.fields or not text[start:limit].strip()):
        return composed.fields, [], composed.scalars
    if composed.problem is None and _only_comments(text, start, limit):
        return [], [], []
    problem = composed.problem or Problem("not a list of keys with values", start)
    return recover_fields(text, start, limit, draft.lines, problem)


def _drop_prose_keys(fields: list[Field], losses: list[Loss]) -> tuple[list[Field], list[Loss]]:
    kept = []
    for field in fields:
        if len(field.key) > KEY_LIMIT:
            losses.append(
                Loss(
                    field.span.start,
                    field.span.end,
                    field.span.start,
                    f"a key of {len(field.key)} characters, which is prose with a colon",
                    True,
                )
            )
        else:
            kept.append(field)
    return kept, losses


def _report_loss(draft: Draft, loss: Loss) -> None:
    what = (
        "unreadable text in the front matter"
        if loss.unread
        else "malformed value in the front matter, kept as text"
    )
    draft.report(
        "FM-02",
        Severity.ERROR,
        min(loss.problem_at, max(loss.start, loss.end - 1)),
        max(loss.problem_at + 1, min(loss.end, len(draft.text))) if loss.unread else loss.problem_at + 1,
        f"{what}: {loss.reason}",
        remedy=_YAML_HELP,
        focus=loss.field,
        value=draft.text[loss.start : loss.end],
    )


def _report_spilling(draft: Draft, fields: list[Field]) -> None:
    """A quoted value whose next line starts at the left margin: libyaml takes it, the YAML standard,
    Obsidian and a human reader do not.
    """
    text = draft.text
    for field in fields:
        span = field.node.span
        if span.line == span.end_line or not isinstance(field.node, Scalar) or not field.node.quoted:
            continue
        if text[span.start] not in "\"'":
            continue
        for line in range(span.line + 1, span.end_line + 1):
            at = draft.lines.line_start(line)
            if text[at] not in " \t\r\n":
                stop = text.find("\n", at)
                draft.report(
                    "FM-02",
                    Severity.ERROR,
                    at,
                    stop if stop >= 0 else len(text),
                    f"the value of {field.key!r} continues at the left margin, where only a key may stand",
                    remedy=_SPILL_HELP,
                    focus=field.key,
                    value=text[at : stop if stop >= 0 else len(text)],
                )
                break


def _report_duplicates(draft: Draft, fields: list[Field]) -> None:
    first: dict[str, Field] = {}
    for field in fields:
        earlier = first.setdefault(field.key, field)
        if earlier is not field:
            draft.report(
                "FM-08",
                Severity.ERROR,
                field.key_span.start,
                field.key_span.end,
                f"the key {field.key!r} was already given on line {earlier.key_span.line}",
                remedy="Keep one of the two; other readers silently take only the last.",
                focus=field.key,
                value=draft.text[field.node.span.start : field.node.span.end],
                related=(
                    Related("first given here", draft.path, earlier.key_span.line, earlier.key_span.end_line),
                ),
            )


def _comments(
    draft: Draft, start: int, limit: int, scalars: list[tuple[int, int]], losses: list[Loss]
) -> list[Comment]:
    """Comments are what libyaml drops: a ``#`` at a line start or after a blank, outside every value."""
    text = draft.text
    if text.find("#", start, limit) < 0:
        return []
    taken = sorted(scalars + [(loss.start, loss.end) for loss in losses if loss.unread])
    starts = [begin for begin, _ in taken]
    comments = []
    for match in _COMMENT.finditer(text, start, limit):
        at = match.start()
        if at > 0 and text[at - 1] not in " \t\n":
            continue
        index = bisect_right(starts, at) - 1
        if index >= 0 and at < taken[index][1]:
            continue
        end = at + len(match[0].rstrip())
        comments.append(Comment(text[at:end].lstrip("#").strip(), draft.lines.span(at, end)))
    return comments


def _attach(fields: list[Field], comments: list[Comment]) -> tuple[list[Comment], list[Field]]:
    """Comments after a key and before the next belong to it; those before the first key to nobody."""
    if not comments:
        return [], fields
    starts = [field.key_span.start for field in fields]
    of: dict[int, list[Comment]] = {}
    for comment in comments:
        of.setdefault(bisect_right(starts, comment.span.start) - 1, []).append(comment)
    attached = [
        msgspec.structs.replace(field, comments=tuple(of[index])) if index in of else field
        for index, field in enumerate(fields)
    ]
    return of.get(-1, []), attached
