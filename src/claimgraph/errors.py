"""The exception tree. Exceptions carry fields; only the command line turns them into words.

Each class names one exit code of the command line contract (see ``docs/cli.md``):
2 wrong use, 3 input unreadable, 4 our fault or an engine's.
"""

from __future__ import annotations


class ClaimgraphError(Exception):
    """Root of every error that claimgraph raises on purpose.

    Attributes:
        message: what is wrong, one sentence, without a trailing remedy.
        path: the file that it is about, where there is one.
        line: 1-based line in that file, where it is known.
        remedy: what the user can do about it.
    """

    exit_code = 4

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.remedy = remedy


class UsageError(ClaimgraphError):
    """The call itself is wrong: an unknown query, rule, format or parameter."""

    exit_code = 2


class InputError(ClaimgraphError):
    """A file or folder the user named cannot be read or is not what it should be."""

    exit_code = 3


class ConfigError(InputError):
    """``claimgraph.toml``, a vault profile, a shape or a saved query is malformed."""


class EngineError(ClaimgraphError):
    """A store, reasoner or validator failed or gave an answer that cannot be trusted."""

    exit_code = 4
