"""Waivers in files: one for the whole wiki (``claimgraph-waivers.toml``), or one beside a page.

[[waiver]]
rule = "FN-06"                      # or a list of rules
page = "molecules/compounds/x.md"   # or a glob; in x.waivers.toml beside the page it is left out
text = "golub2001"                  # optional: words on the finding's line, or in its value
line = 12                           # optional, but lines move
reason = "pilot study; n is not published"
until = 2027-03-31
"""

from __future__ import annotations

import datetime
import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from claimgraph.diagnostics import Diagnostic, LineIndex, Severity, Span
from claimgraph.review.waiver_comments import rules_fault
from claimgraph.review.waivers import Waiver, waiver_finding
from claimgraph.vault import Vault

SUFFIX = ".waivers.toml"
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*waiver[ \t]*\]\]", re.MULTILINE)
_KEYS = ("rule", "page", "line", "text", "reason", "until")
_EXAMPLE = "until = 2027-03-31"


def read_waiver_files(
    vault: Vault, known: Sequence[str]
) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """The waivers of the vault's file and of the files beside its pages, in order of their paths."""
    pages = {page.path for page in vault.pages}
    waivers: list[Waiver] = []
    faults: list[Diagnostic] = []
    for path, file in _files(vault):
        beside = None
        if path != vault.config.waivers:
            beside = _page_of(path, pages)
            if beside is None:
                message = "There is no page beside this file of waivers."
                faults.append(_fault(path, Span(0, 0, 1, 1), message, f"Name it as the page: name{SUFFIX}."))
                continue
        try:
            text = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = f"The waivers cannot be read: {error}"
            faults.append(_fault(path, Span(0, 0, 1, 1), message, "Save the file as UTF-8, readable."))
            continue
        found, wrong = parse_waivers(path, text, known, page=beside)
        waivers += found
        faults += wrong
    return tuple(waivers), tuple(faults)


def _files(vault: Vault) -> Iterator[tuple[str, Path]]:
    """The vault's files of waivers as (path in the vault, file), sorted; the central one first."""
    central = vault.root / vault.config.waivers
    if central.is_file():
        yield vault.config.waivers, central
    found = []
    for folder, folders, names in os.walk(vault.root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(SUFFIX):
                file = Path(folder) / name
                path = unicodedata.normalize("NFC", file.relative_to(vault.root).as_posix())
                found.append((path, file))
    yield from sorted(entry for entry in found if entry[1] != central)


def _page_of(path: str, pages: Collection[str]) -> str | None:
    stem = path.removesuffix(SUFFIX)
    return next((page for page in (f"{stem}.md", stem) if page in pages), None)


def parse_waivers(
    path: str, text: str, known: Sequence[str], *, page: str | None = None
) -> tuple[tuple[Waiver, ...], tuple[Diagnostic, ...]]:
    """The waivers of one TOML text, and a WV-01 for each that is malformed.

    Args:
        path: of the file, relative to the vault.
        page: the page that all of them are about, where the file stands beside one.
    """
    lines = LineIndex(text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = min(int(found[1]), lines.count) if found else lines.count
        span = Span(lines.line_start(line), lines.line_start(line), line, line)
        return (), (_fault(path, span, f"The file of waivers is not TOML: {error}.", "Mend the syntax."),)
    entries = table.pop("waiver", [])
    faults = [
        _fault(
            path, Span(0, 0, 1, 1), f"The file of waivers has an unknown key {key!r}.", "Write [[waiver]]."
        )
        for key in table
    ]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(_fault(path, Span(0, 0, 1, 1), "waiver is not a list of tables.", "Write [[waiver]]."))
        entries = []
    waivers = []
    for entry, span in zip(entries, _spans(text, lines, len(entries)), strict=True):
        made = _to_waiver(entry, path, span, page, known)
        if isinstance(made, Waiver):
            waivers.append(made)
        else:
            faults.append(_fault(path, span, *made))
    return tuple(waivers), tuple(faults)


def _fault(path: str, span: Span, message: str, how: str) -> Diagnostic:
    return waiver_finding("WV-01", Severity.ERROR, message, path, span, how)


def _spans(text: str, lines: LineIndex, count: int) -> list[Span]:
    """The header of each waiver. A header inside a multi-line string is none: it adds no waiver."""
    headers = [match.span() for match in _HEADER.finditer(text)]
    if len(headers) != count:
        true: list[tuple[int, int]] = []
        for start, end in headers:
            try:
                so_far = len(tomllib.loads(text[:end]).get("waiver", []))
            except tomllib.TOMLDecodeError:
                continue
            if so_far == len(true) + 1:
                true.append((start, end))
        headers = true
    spans = [lines.span(start, end) for start, end in headers[:count]]
    return spans + [Span(0, 0, 1, 1)] * (count - len(spans))


def _to_waiver(
    entry: dict[str, Any], path: str, span: Span, page: str | None, known: Sequence[str]
) -> Waiver | tuple[str, str]:
    """A waiver, or what is wrong with its entry and what to do."""
    unknown = [key for key in entry if key not in _KEYS]
    if unknown:
        return f"The waiver has an unknown key {unknown[0]!r}.", f"Its keys are {', '.join(_KEYS)}."
    named = entry.get("rule")
    rules = [named] if isinstance(named, str) else named
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, str) for rule in rules):
        return "The waiver names no rule.", 'Write rule = "FN-06".'
    ids = tuple(dict.fromkeys(rule.strip().upper() for rule in rules))
    fault = rules_fault(ids, known)
    if fault is not None:
        return fault
    reason, text = entry.get("reason"), entry.get("text")
    if not isinstance(reason, str) or not reason.strip():
        return "The waiver gives no reason.", 'Write reason = "why the finding is right as it is".'
    if text is not None and (not isinstance(text, str) or not text.strip()):
        return "text is not a text.", 'Write text = "words on the line".'
    line = entry.get("line")
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 1):
        return "line is not a line number.", "Lines count from 1."
    place = entry.get("page")
    if page is not None and place is not None:
        return "The waiver stands beside its page and names a page as well.", "Take page = … out."
    if page is None and (not isinstance(place, str) or not place.strip()):
        return "The waiver names no page.", 'Write page = "folder/page.md", or a glob such as "folder/*".'
    until = _to_date(entry.get("until"))
    if until is None:
        return "The waiver has no day on which it ends.", f"Write {_EXAMPLE}."
    where = page if page is not None else unicodedata.normalize("NFC", str(place).replace("\\", "/"))
    lines = None if line is None else (line, line)
    return Waiver(ids, where, lines, text, " ".join(reason.split()), until, path, span)


def _to_date(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None
