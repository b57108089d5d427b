"""``claimgraph check --watch``: check again after every edit, and say what that changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from claimgraph.cli.terminal import SEVERITY_COLOURS, Progress
from claimgraph.diagnostics import Diagnostic, Severity, compare_severity
from claimgraph.errors import InputError
from claimgraph.live import Checker, Update
from claimgraph.report.findings import finding_row
from claimgraph.report.tables import plain, to_json
from claimgraph.vault import find_files

_SECONDS = 0.5


class WatchOptions(msgspec.Struct, frozen=True):
    """``least``: only findings that are at least this bad; ``output_format`` is ``text`` or ``json``."""

    fail_on: Severity
    least: Severity
    output_format: str
    quiet: bool


def watch(checker: Checker, options: WatchOptions, progress: Progress) -> int:
    """Rounds until standard input ends or the user stops; the exit code of the last round's findings.

    On a terminal a round follows every change on disk. Where standard input is no terminal, a round
    follows every line: the path of the page that changed, or an empty line for whatever has.
    """
    progress.close()
    _say(options, f"{len(checker.findings)} findings; waiting for edits")
    try:
        rounds = _changes(checker.root) if sys.stdin.isatty() else _requests()
        for paths in rounds:
            started = time.process_time()
            try:
                update = checker.update(*paths)
            except InputError as error:
                click.echo(f"{error.path}: {error.message}", err=True)
                continue
            spent = time.process_time() - started
            _print(update, options)
            _say(options, f"{len(update.pages)} pages read again, {spent:.2f} s")
    except KeyboardInterrupt:
        _say(options, "stopped")
    return int(any(compare_severity(finding.severity, options.fail_on) for finding in checker.findings))


def _requests() -> Iterator[tuple[str, ...]]:
    for line in sys.stdin:
        path = line.rstrip("\r\n")
        yield (path,) if path else ()


def _changes(root: Path) -> Iterator[tuple[str, ...]]:
    known = _states(root)
    while True:
        time.sleep(_SECONDS)
        found = _states(root)
        changed = sorted(path for path in known.keys() | found.keys() if known.get(path) != found.get(path))
        known = found
        if changed:
            yield tuple(changed)


def _states(root: Path) -> dict[str, tuple[int, int]]:
    """Time and size of every file."""
    states = {}
    for path, file in find_files(root):
        try:
            found = file.stat()
        except OSError:
            continue  # gone while we looked: the next round sees that
        states[path] = (found.st_mtime_ns, found.st_size)
    return states


def _print(update: Update, options: WatchOptions) -> None:
    if options.output_format == "json":
        record = {
            "pages": update.pages,
            **{
                name: [finding_row(finding) for finding in found]
                for name, found in (("findings", update.here), ("new", update.new), ("gone", update.gone))
            },
        }
        click.echo(to_json(record, indent=None))
        return
    for mark, found in (
        ("", update.here),
        ("new elsewhere: ", update.new),
        ("gone elsewhere: ", update.gone),
    ):
        for finding in found:
            if compare_severity(finding.severity, options.least):
                click.echo(f"{mark}{_line(finding)}")


def _line(finding: Diagnostic) -> str:
    severity = click.style(finding.severity.value, fg=SEVERITY_COLOURS[finding.severity], bold=True)
    return f"{finding.path}:{finding.line}: {severity} [{finding.rule}] {plain(finding.message)}"


def _say(options: WatchOptions, words: str) -> None:
    if not options.quiet:
        click.echo(words, err=True)
