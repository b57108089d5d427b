"""Front-matter values of which only one writing can be meant (EN-00, FM-01, FM-03, FM-08, ID-…)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.profile import Registry
from claimgraph.review.fixes.context import FixContext, nearest, one_edit

_KEY = re.compile(r"(?P<key>[^\s:#][^:]*?)\s*:(?:\s|$)")
_DATE = re.compile(r"(?<![\d./-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d./-])")
_URL = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*", re.IGNORECASE)


def _field_of(finding: Diagnostic, context: FixContext) -> str | None:
    """The key of the field that the finding's line belongs to: on that line, or above its list items."""
    for number in range(finding.line, max(0, finding.line - 200), -1):
        line = context.texts.line(finding.path, number)
        if number > 1 and line.startswith("---"):
            return None
        match = _KEY.match(line)
        if match is not None and not line.startswith((" ", "-", "\t")):
            return match["key"]
    return None


def _replace_value(finding: Diagnostic, context: FixContext, new: str) -> Fix | None:
    """The value on its line, replaced; None where it stands there more than once."""
    value = finding.value
    start, line = context.line_at(finding)
    if not value or value == new:
        return None
    places = [match.start() for match in re.finditer(rf"(?<![\w/-]){re.escape(value)}(?![\w-])", line)]
    colon = line.find(":")
    places = [at for at in places if at > colon] if not line.lstrip().startswith("-") else places
    if len(places) != 1:
        return None
    at = start + places[0]
    return one_edit(f"Write {new}", at, at + len(value), new)


def fix_declared_value(finding: Diagnostic, context: FixContext) -> Fix | None:
    """A value of a closed list that is a slip of one of the declared values."""
    field = _field_of(finding, context)
    rule = context.profile.field(context.page_type(finding.path), field) if field else None
    if rule is None or not rule.values or not finding.value:
        return None
    meant = nearest(finding.value, rule.values)
    return None if meant is None else _replace_value(finding, context, meant)


def fix_type(finding: Diagnostic, context: FixContext) -> Fix | None:
    """A page type that is a slip of one of the declared types."""
    declared = context.page_type(finding.path)
    meant = nearest(declared, sorted(context.profile.types)) if declared else None
    if declared is None or meant is None:
        return None
    lines = context.texts.lines(finding.path)
    for number in range(2, min(lines.count, 80) + 1):
        line = context.texts.line(finding.path, number)
        if line.startswith(f"{context.profile.type_field}:"):
            at = lines.line_start(number) + line.index(declared, len(context.profile.type_field) + 1)
            return one_edit(f"Write {meant}", at, at + len(declared), meant)
    return None


def fix_identifier(finding: Diagnostic, context: FixContext) -> Fix | None:
    """An identifier with its address, its label, a final dot or the wrong case: the bare one."""
    field = _field_of(finding, context)
    rule = context.profile.field(context.page_type(finding.path), field) if field else None
    if rule is None or rule.registry is None or not finding.value:
        return None
    accepted = [bare for bare in _bare(finding.value, rule.registry) if rule.registry.accepts(bare)]
    return _replace_value(finding, context, accepted[0]) if accepted else None


def _bare(value: str, registry: Registry) -> Iterable[str]:
    """Writings that mean the same identifier, the least changed first."""
    trimmed = value.strip().strip("<>()").rstrip(".,;")
    labels = ("/", ":", "=")
    parts = (trimmed.rpartition(label)[2].strip() for label in labels)
    for form in (trimmed, _URL.sub("", trimmed), *parts):
        for case in (form, form.upper(), form.lower()):
            bare = registry.normalise(case)
            if bare:
                yield bare


def fix_date(finding: Diagnostic, context: FixContext) -> Fix | None:
    """``2026/5/9`` → ``2026-05-09``; the year must stand first, else day and month could be confused."""
    start, line = context.line_at(finding)
    if not finding.value:
        return None
    # Reading takes what it can: of 2026/5/9 the year is the value and the rest a note.
    found = [match for match in _DATE.finditer(line) if match[0].startswith(finding.value)]
    if len(found) != 1:
        return None
    match = found[0]
    try:
        date = datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if date.isoformat() == match[0]:
        return None
    at = start + match.start()
    return one_edit(f"Write {date.isoformat()}", at, at + len(match[0]), date.isoformat())


def fix_repeated_key(finding: Diagnostic, context: FixContext) -> Fix | None:
    """Takes out the second of two front-matter lines that are the same."""
    if len(finding.related) != 1:
        return None
    start, line = context.line_at(finding)
    first = finding.related[0].line
    if line.rstrip() != context.texts.line(finding.path, first).rstrip():
        return None
    for number in (first, finding.line):  # a value that goes on below is not on the line alone
        following = context.texts.line(finding.path, number + 1)
        if following.startswith((" ", "\t", "- ")):
            return None
    text = context.texts.text(finding.path)
    newline = text.find("\n", start)
    if newline < 0:
        return None
    return one_edit("Take the repeated line out", start, newline + 1, "")


def fix_missing_fence(finding: Diagnostic, context: FixContext) -> Fix | None:
    """Writes the closing ``---`` below the line where the front matter was found to end."""
    if not finding.message.startswith("front matter is not closed"):
        return None
    text = context.texts.text(finding.path)
    newline = text.find("\n", context.line_at(finding)[0])
    if newline < 0:
        return None
    end = "\r\n" if text[newline - 1 : newline] == "\r" else "\n"
    return one_edit("Close the front matter with ---", newline + 1, newline + 1, f"---{end}")
