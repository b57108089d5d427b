"""A store in a process of its own that can be ended: for queries that somebody else wrote."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.frames import Question, Reply, read_frame, to_cell, to_term, write_frame
from claimgraph.store.tables import Table, Term

_START = (
    "import sys; sys.path[:0] = [sys.argv[1]]; "
    "from claimgraph.store.worker import main; main(sys.argv[2], int(sys.argv[3]))"
)
_SECONDS_TO_START = 120.0


class Limits(msgspec.Struct, frozen=True):
    """What one query may use: seconds on the clock, bytes of memory, rows and characters of its answer."""

    seconds: float = 60.0
    memory: int = 2 * 1024**3
    rows: int = 200_000
    size: int = 128 * 1024**2


class _Process:
    """One running worker, and a thread that reads its replies so that waiting for them can end."""

    def __init__(self, directory: Path | None, limits: Limits) -> None:
        package = Path(__file__).resolve().parents[2]
        words = ["-P", "-c", _START, str(package), str(directory or ""), str(limits.memory)]
        self.process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for us: we end the worker, and it says nothing of its own.
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.questions = self.process.stdin
        self.replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.warm = False
        limit = limits.size * 8 + 1024**2  # escaped characters take up to six bytes
        threading.Thread(
            target=_read_replies, args=(self.process.stdout, limit, self.replies), daemon=True
        ).start()

    def end(self) -> int:
        """Ends the process at once; its exit code, negative for a signal."""
        with suppress(OSError):
            self.process.kill()
        with suppress(OSError):
            self.questions.close()
        return self.process.wait()


def _read_replies(stream: Any, limit: int, replies: queue.SimpleQueue[bytes | None]) -> None:
    with stream:
        while True:
            frame = read_frame(stream, limit)
            replies.put(frame)
            if frame is None:
                return


class IsolatedStore:
    """A store folder, asked in a process of its own; the process starts with the first question.

    A query that takes longer or needs more than ``limits`` allow ends that process, never this one; the
    next question starts a new one. Without a folder only ``check`` can be asked.

    Errors: ``UsageError`` for a refused or malformed query or too large an answer, ``EngineError`` for one
    that ran into the deadline, the memory cap, or ended the engine.
    """

    __slots__ = ("__weakref__", "_finalizer", "_process", "directory", "limits")

    def __init__(self, directory: Path | None, limits: Limits | None = None) -> None:
        if directory is not None:
            EmbeddedStore.prepare(directory)  # here, where making it has all the time and memory it needs
        self.directory = directory
        self.limits = limits or Limits()
        self._process: _Process | None = None
        self._finalizer: weakref.finalize[Any, Any] | None = None

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        reply = self._ask(query, bindings, ("select",), trusted)
        return Table(reply.columns, tuple(tuple(to_term(cell) for cell in row) for row in reply.rows))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False) -> bool:
        """The answer of an ASK."""
        return self._ask(query, bindings, ("ask",), trusted).truth

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        reply = self._ask(query, bindings, ("construct", "describe"))
        rows = [[to_term(cell) for cell in row] for row in reply.rows]
        return tuple(Triple(s, p, o) for s, p, o in rows)  # type: ignore[arg-type]

    def check(self, query: str) -> str:
        """The form of a safe query; parsing it, too, is done where it can be ended."""
        self._warm()
        return self._exchange(Question("check", query), self.limits.seconds).columns[0]

    def close(self) -> None:
        """Ends the process, if one runs."""
        process, self._process = self._process, None
        if self._finalizer is not None:
            self._finalizer.detach()
            self._finalizer = None
        if process is not None:
            process.end()

    def __enter__(self) -> IsolatedStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> Reply:
        cells = {}
        for name, term in (bindings or {}).items():
            if not isinstance(term, NamedNode | Literal):
                raise UsageError(f"parameter {name} must be an IRI or a literal, not {type(term).__name__}")
            cells[name] = to_cell(term) or ()
        if not trusted:
            self._warm()
        limits = self.limits
        question = Question("run", query, cells, forms, trusted, limits.rows, limits.size)
        return self._exchange(question, limits.seconds)

    def _warm(self) -> None:
        """Loads what reads untrusted text, so that the deadline is for the query alone."""
        if self._process is None or not self._process.warm:
            self._exchange(Question("warm"), _SECONDS_TO_START)
            if self._process is not None:
                self._process.warm = True

    def _exchange(self, question: Question, seconds: float) -> Reply:
        process = self._started()
        question = msgspec.structs.replace(question, seconds=int(seconds) + 5)
        try:
            with suppress(BrokenPipeError):  # it died; reading its reply says how
                write_frame(process.questions, question)
            frame = process.replies.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise EngineError(
                f"the query took longer than {seconds:g} seconds and was stopped",
                remedy="narrow it, or allow more with --timeout",
            ) from None
        except BaseException:
            self.close()
            raise
        if frame is None:
            raise self._ended(process)
        return _checked(msgspec.json.decode(frame, type=Reply))

    def _started(self) -> _Process:
        if self._process is None:
            self._process = _Process(self.directory, self.limits)
            self._finalizer = weakref.finalize(self, self._process.end)
        return self._process

    def _ended(self, process: _Process) -> EngineError:
        try:
            code = process.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self.close()
        if code < 0:
            try:
                how = f"signal {signal.Signals(-code).name}"
            except ValueError:
                how = f"signal {-code}"
        else:
            how = f"exit code {code}"
        return EngineError(
            f"the query ended the engine ({how}): it nests too deeply or needs more than "
            f"{self.limits.memory // 1024**2} MiB",
            remedy="write it flatter or narrower; nothing else was harmed",
        )


def _checked(reply: Reply) -> Reply:
    if reply.kind == "refused":
        raise UsageError(reply.message, line=reply.line, remedy=reply.remedy)
    if reply.kind == "unreadable":
        raise InputError(reply.message, path=reply.path, remedy=reply.remedy)
    if reply.kind == "failed":
        raise EngineError(f"the query failed: {reply.message}", remedy=reply.remedy)
    return reply
