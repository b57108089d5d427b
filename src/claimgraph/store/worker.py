"""The process in which questions are answered that may not end well; ``isolated`` starts and ends it.

Oxigraph has no time-out in Python, and a query can exhaust the memory or the stack of the process that runs
it. Here that ends this process and nothing else. Where the system allows it, the process has no network.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import msgspec
from pyoxigraph import QueryBoolean, QuerySolutions

from claimgraph.errors import ClaimgraphError, InputError, UsageError
from claimgraph.store.embedded import EmbeddedStore
from claimgraph.store.frames import Cell, Question, Reply, read_frame, to_cell, to_term, write_frame
from claimgraph.store.safety import check_read_only, require_form

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_LONGEST_QUESTION = 16 * 1024 * 1024


def limit_memory(size: int) -> None:
    """No more than ``size`` bytes of data for this process, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    bound = size if hard == resource.RLIM_INFINITY else min(size, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (bound, bound))
    # A crash is expected here and reported; its memory on disk helps nobody.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor(seconds: int) -> None:
    """This process dies after ``seconds`` more of processor time, also if nobody is left to end it."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    bound = math.ceil(used.ru_utime + used.ru_stime) + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_CPU, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard)
        )


def leave_network() -> bool:
    """Moves this process into a network of its own that leads nowhere; False where that is not allowed."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return any(unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def _collect(found: Any, rows: int, size: int) -> Reply:
    if isinstance(found, QueryBoolean):
        return Reply("truth", truth=bool(found))
    solutions = isinstance(found, QuerySolutions)
    columns = tuple(variable.value for variable in found.variables) if solutions else ("s", "p", "o")
    kept: list[tuple[Cell, ...]] = []
    length = 0
    for row in found:
        cells = tuple(to_cell(term) for term in row)
        length += sum(len(part) for cell in cells if cell for part in cell)
        if len(kept) >= rows or length > size:
            raise UsageError(
                f"the answer has more than {rows} rows or {size} characters",
                remedy="narrow the query or give it a LIMIT; --max-rows allows more",
            )
        kept.append(cells)
    return Reply("rows" if solutions else "triples", columns, tuple(kept))


class Worker:
    """Answers questions on one store folder, or only checks them where there is none."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory
        self.store: EmbeddedStore | None = None

    def answer(self, question: Question) -> Reply:
        """The reply to one question; errors are replies too."""
        _limit_processor(question.seconds)
        try:
            return self._answer(question)
        except InputError as error:
            return Reply("unreadable", message=error.message, path=error.path, remedy=error.remedy)
        except UsageError as error:
            return Reply("refused", message=error.message, line=error.line, remedy=error.remedy)
        except ClaimgraphError as error:
            return Reply("failed", message=error.message, remedy=error.remedy)
        except MemoryError:
            return Reply("failed", message="the query needs more memory than it may have")
        except (Exception, RecursionError) as error:
            return Reply("failed", message=f"{type(error).__name__}: {error}")

    def _answer(self, question: Question) -> Reply:
        if question.task == "warm":
            check_read_only("ASK { }")
            return Reply("form")
        if question.task == "check":
            return Reply("form", columns=(check_read_only(question.query),))
        require_form(question.query, question.forms, question.trusted)
        if self.store is None:
            if self.directory is None:
                raise InputError("there is no graph store to ask")
            self.store = EmbeddedStore.open(self.directory)
        bindings = {name: term for name, cell in question.bindings.items() if (term := to_term(cell))}
        found = self.store.run(question.query, bindings)
        return _collect(found, question.rows, question.size)


def serve(directory: Path | None, questions: IO[bytes], replies: IO[bytes]) -> None:
    """Answers until the parent closes its end."""
    worker = Worker(directory)
    while (frame := read_frame(questions, _LONGEST_QUESTION)) is not None:
        write_frame(replies, worker.answer(msgspec.json.decode(frame, type=Question)))


def main(directory: str, memory: int) -> None:
    """The whole life of the process. Only replies go to what was its standard output."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    leave_network()
    limit_memory(memory)
    with suppress(BrokenPipeError, KeyboardInterrupt):
        serve(Path(directory) if directory else None, sys.stdin.buffer, replies)
