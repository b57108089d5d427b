"""Applies fixes: all that do not overlap, each page in one atomic step."""

from __future__ import annotations

import difflib
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from claimgraph.diagnostics import Diagnostic, Edit
from claimgraph.errors import InputError
from claimgraph.files import write_atomic
from claimgraph.vault import PageFile, find_pages


class FixedPage(msgspec.Struct, frozen=True):
    """A page before and after its fixes, and the findings that they mend, in order of place."""

    path: str
    before: str
    after: str
    mended: tuple[Diagnostic, ...]


def choose_fixes(findings: Iterable[Diagnostic]) -> dict[str, tuple[Diagnostic, ...]]:
    """For each page the findings whose fixes can be applied together, in order of place.

    Of two fixes that overlap or touch the first one is taken; the other's turn comes when the page was
    read again.
    """
    chosen: dict[str, list[Diagnostic]] = {}
    taken: dict[str, list[Edit]] = {}
    fixable = [finding for finding in findings if finding.fix is not None and finding.fix.edits]
    for finding in sorted(fixable, key=lambda one: (one.path, _edits(one)[0].start, one.sort_key)):
        others = taken.setdefault(finding.path, [])
        edits = _edits(finding)
        if any(_overlap(edit, other) for edit in edits for other in others):
            continue
        others += edits
        chosen.setdefault(finding.path, []).append(finding)
    return {path: tuple(found) for path, found in chosen.items()}


def _edits(finding: Diagnostic) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _overlap(one: Edit, two: Edit) -> bool:
    """Edits that touch count as overlapping: which of two insertions comes first is nobody's choice."""
    return one.start <= two.end and two.start <= one.end


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, given in offsets of the text as it was.

    Raises:
        ValueError: two of them overlap, or one lies outside the text.
    """
    out = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edits overlap or lie outside the text: {edit}")
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def to_fixed_pages(findings: Iterable[Diagnostic], texts: Mapping[str, str]) -> tuple[FixedPage, ...]:
    """Pages that fixes change, sorted by path."""
    pages = []
    for path, chosen in sorted(choose_fixes(findings).items()):
        before = texts[path]
        after = apply_edits(before, (edit for finding in chosen for edit in _edits(finding)))
        if after != before:
            pages.append(FixedPage(path, before, after, chosen))
    return tuple(pages)


def write_fixed_pages(root: Path, fixed: Sequence[FixedPage], read: Sequence[PageFile]) -> None:
    """Writes the pages, each atomically.

    Raises:
        InputError: a page changed on disk since it was read; it and the pages after it stay as they are.
    """
    files = dict(find_pages(root))
    digests = {page.path: page.digest for page in read}
    for page in fixed:
        file = files.get(page.path, root / unicodedata.normalize("NFC", page.path))
        if hashlib.sha256(file.read_bytes()).hexdigest() != digests[page.path]:
            raise InputError(
                "the page changed while it was checked, so it was not mended",
                path=page.path,
                remedy="run the command again",
            )
        # A page that is a link to a file stays a link.
        write_atomic(file.resolve(), page.after.encode("utf-8"))


def to_diff(page: FixedPage) -> str:
    """The changes of a page as a unified diff, with its path in the vault."""
    before, after = (_lines(text) for text in (page.before, page.after))
    return "".join(
        part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n"
        for part in difflib.unified_diff(before, after, f"a/{page.path}", f"b/{page.path}")
    )


def _lines(text: str) -> list[str]:
    """Lines with their ends, cut at ``\\n`` only, as git does."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines
