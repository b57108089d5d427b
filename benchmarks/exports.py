"""Seconds, size and highest memory of every network export, of a graph and of copies of it in one graph.

    python benchmarks/exports.py BUILT [--times 20] [--formats gexf,kgx] [--work FOLDER]

``BUILT`` is a folder that ``claimgraph build`` wrote. A copy has its own IRIs for everything but the
ontology, so that 20 copies are a graph of 20 times the pages. Each export runs in a process of its own,
which opens the store, projects and writes. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import heapq
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from claimgraph.export import FORMATS
from claimgraph.namespaces import CG, DEFAULT_BASE
from claimgraph.store import EmbeddedStore

# A picture of one neighbourhood is not made of the whole.
NETWORKS = [name for name, form in FORMATS.items() if form.shapes and name != "html"]

# What stands below the base of a graph: ``entity/``, ``claim/`` …; and the path that a node was read from.
_NAMES = re.compile(rb"(<" + re.escape(DEFAULT_BASE.encode()) + rb"[a-z]+/)")
_PATH = b" <" + CG.encode() + b'path> "'
_PATHS = re.compile(b"(" + re.escape(_PATH) + b")")

RUN = "import sys; from claimgraph.__main__ import main; sys.argv[0] = 'claimgraph'; sys.exit(main())"


def copied(number: int) -> Callable[[bytes], bytes]:
    """Makes a line that of a copy: every name of ours gets a folder more, and so does the path of a page."""
    folder = b"copy-%d/" % number
    name, path = rb"\1" + folder, rb"\1" + folder

    def copy(line: bytes) -> bytes:
        line = _NAMES.sub(name, line)
        return _PATHS.sub(path, line, count=1) if _PATH in line else line

    return copy


def copies(path: Path, times: int) -> Iterator[bytes]:
    """The lines of a graph as often as asked, with names of their own, sorted as a build sorts them."""

    def stream(number: int) -> Iterator[bytes]:
        copy = copied(number)
        with path.open("rb") as file:
            for line in file:
                # One ontology, however many pages.
                if b"/graph/-/ontology>" not in line:
                    yield copy(line)

    with path.open("rb") as file:
        last = b""
        for line in heapq.merge(file, *(stream(number) for number in range(1, times))):
            if line != last:
                yield line
            last = line


def multiply(built: Path, folder: Path, times: int) -> None:
    """A folder with the store of a graph that is the given one several times."""
    folder.mkdir(parents=True, exist_ok=True)
    if times == 1:
        (folder / "graph.nq").symlink_to((built / "graph.nq").resolve())
    else:
        with (folder / "graph.nq").open("wb") as file:
            file.writelines(copies(built / "graph.nq", times))
    EmbeddedStore.create(folder / "store", folder / "graph.nq")


def size(path: Path) -> int:
    return sum(
        file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()
    )


def measure(name: str, shape: str, built: Path, target: Path) -> tuple[float, int, str]:
    """Seconds, highest memory in bytes, and what was written."""
    command = [sys.executable, "-c", RUN, "export", name, "--graph", str(built), "--out", str(target)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--shape", shape], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout as output:
        text = output.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} failed with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss * 1024, text.strip().partition(": ")[2]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("built", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--formats", default=",".join(NETWORKS))
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    print("| times | format | shape | counts | seconds | memory | size |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        for times in sorted({1, options.times}):
            built = Path(work) / f"x{times}"
            # In a process of its own: the highest memory of a child counts from what its parent had.
            making = get_context("spawn").Process(target=multiply, args=(options.built, built, times))
            making.start()
            making.join()
            for name in options.formats.split(","):
                for shape in FORMATS[name].shapes:
                    target = Path(work) / "target" / f"{times}-{name}-{shape}"
                    target.parent.mkdir(exist_ok=True)
                    seconds, memory, counts = measure(name, shape, built, target)
                    print(
                        f"| {times} | `{name}` | {shape} | {counts} | {seconds:.1f} "
                        f"| {memory / 1e6:.0f} MB | {size(target) / 1e6:.1f} MB |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
