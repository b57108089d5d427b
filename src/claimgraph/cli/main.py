"""``claimgraph``: the group of commands, and the one place that turns errors into words and exit codes.

Exit codes: 0 conforms, 1 findings at or above ``--fail-on``, 2 wrong use, 3 input unreadable,
4 our fault or an engine's, 130 interrupted, 141 the reader of a pipe went away.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import click

import claimgraph
from claimgraph.cli.terminal import colours_wanted, say_error
from claimgraph.errors import ClaimgraphError

# Name → module below claimgraph.cli: a command is imported only when it is called or listed, so that
# `claimgraph show` does not wait for pySHACL and rdflib to load.
_COMMANDS = {
    "demo": "demo",
    "build": "build",
    "check": "check",
    "show": "show",
    "suggest": "suggest",
    "ask": "ask",
    "explain": "explain",
    "why": "why",
    "queries": "queries",
    "rule": "rule",
    "export": "export",
    "load": "load",
    "restore": "restore",
}


class _Commands(click.Group):
    """A group whose commands are modules, loaded on demand and listed in the order of the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"claimgraph.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], _COMMANDS, n=2)
            if not near:
                raise
            meant = f"{error.message} Did you mean {' or '.join(map(repr, near))}?"
            raise click.UsageError(meant, ctx) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 conforms · 1 findings · 2 wrong use · 3 input unreadable · 4 internal.",
)
@click.version_option(claimgraph.__version__, "-V", "--version", prog_name="claimgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Compile an evidence wiki into a graph that can show its sources, and check it.

    Every edge can show its study, every finding its line.

    \b
    Start here:
      claimgraph demo                        the sample vault, end to end
      claimgraph check path/to/wiki          findings with file and line
      claimgraph build path/to/wiki --out out
      claimgraph ask effects --param compound=semax --graph out
    """
    context.color = colours_wanted()


def _prepare_streams() -> None:
    """Where the output's encoding lacks a character, it is written as an escape instead of ending the run.

    A stream that the caller has closed leads nowhere, and no file that is opened later takes its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _tell(words: Callable[[], None]) -> None:
    """Writes to standard error; a reader there that went away does not change the exit code."""
    try:
        words()
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code; no traceback reaches the user.

    Set ``CLAIMGRAPH_TRACEBACK=1`` to see where an internal error came from.
    """
    _prepare_streams()
    try:
        # Not cli.main(): it answers a reader that goes away with exit code 1, which means findings here.
        words = list(sys.argv[1:] if arguments is None else arguments)
        with cli.make_context("claimgraph", words) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        _tell(error.show)
        return 2
    except (KeyboardInterrupt, click.Abort):
        _tell(lambda: click.echo("\ninterrupted; nothing half-written is left", err=True))
        return 130
    except BrokenPipeError:
        # The reader (head, less) has gone: say nothing, and keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except ClaimgraphError as error:
        told = error
        _tell(lambda: say_error(told.message, path=told.path, line=told.line, remedy=told.remedy))
        return error.exit_code
    except OSError as error:
        what, where = error.strerror or str(error), str(error.filename) if error.filename else None
        remedy = "nothing was changed; check the disk and the permissions, then try again"
        _tell(lambda: say_error(what, path=where, remedy=remedy))
        return 3
    except Exception as error:
        if os.environ.get("CLAIMGRAPH_TRACEBACK"):
            traceback.print_exc()
        what = f"internal error: {type(error).__name__}: {error}"
        remedy = "this is our fault; report it with the output of CLAIMGRAPH_TRACEBACK=1 claimgraph …"
        _tell(lambda: say_error(what, remedy=remedy))
        return 4
    return 0
