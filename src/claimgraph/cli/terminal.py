"""What every command shares: options, error words, colours, progress."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimgraph.cache import default_folder
from claimgraph.diagnostics import Severity
from claimgraph.report.tables import plain

_Command = TypeVar("_Command", bound=Callable[..., Any])

SEVERITY_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def colours_wanted() -> bool | None:
    """False where NO_COLOR is set (https://no-color.org), else None: on a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def say_error(
    message: str, *, path: str | None = None, line: int | None = None, remedy: str | None = None
) -> None:
    """An error on standard error: what, where, what to do."""
    place = f"{plain(path)}:{line}: " if path and line else f"{plain(path)}: " if path else ""
    click.echo(
        f"{click.style('error', fg='red', bold=True)}: {place}{plain(message)}",
        err=True,
        color=colours_wanted(),
    )
    if remedy:
        say_help(remedy)


def say_warning(message: str, *, path: str, remedy: str) -> None:
    """On standard error: what may not be meant, and what to do."""
    click.echo(
        f"{click.style('warning', fg='yellow', bold=True)}: {plain(path)}: {plain(message)}",
        err=True,
        color=colours_wanted(),
    )
    say_help(remedy)


def say_help(remedy: str) -> None:
    """On standard error: what to do."""
    click.echo(f"  {click.style('help', fg='cyan')}: {plain(remedy)}", err=True, color=colours_wanted())


def format_option(*formats: str) -> Callable[[_Command], _Command]:
    """``--format``, the first of ``formats`` by default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the answer.",
    )


def parse_today(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime.date | None:
    """The date of ``--today``: an ISO date, or ``now`` for the clock of this machine."""
    if value is None:
        return None
    if value == "now":
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a date such as 2026-11-22, nor 'now'") from error


def today_option(command: _Command) -> _Command:
    """``--today``: the date that recency rules count from. Without it they do not run, and say so."""
    return click.option(
        "--today",
        metavar="DATE",
        callback=parse_today,
        help="Date that rules about recency count from (2026-11-22, or 'now'). Without it they do not "
        "run, so that the same input gives the same findings on any day.",
    )(command)


def cache_option(command: _Command) -> _Command:
    """``--no-cache``; the command receives ``cache``: a folder, or None."""
    return click.option(
        "--no-cache",
        "cache",
        is_flag=True,
        callback=lambda _context, _parameter, off: None if off else default_folder(),
        help="Read every page anew. Otherwise pages that have not changed since the last run are taken "
        "from the cache ($CLAIMGRAPH_CACHE, else ~/.cache/claimgraph).",
    )(command)


VAULT = click.Path(path_type=Path, file_okay=True, dir_okay=True)


class Progress:
    """A line of progress on standard error, only where that is a terminal and only for long work."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._active = not quiet and sys.stderr.isatty()
        self._width = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows ``stage done/total``; overwrites the line before."""
        if not self._active:
            return
        text = f"{stage} {done}/{total}" if total else stage
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)
        self._width = len(text)

    def close(self) -> None:
        """Clears the line."""
        if self._active and self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
            self._width = 0
