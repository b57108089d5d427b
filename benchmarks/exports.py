"""CPU seconds, highest memory and size of every export, of a graph and of copies of it in one graph.

    python benchmarks/exports.py BUILT [--times 20] [--formats gexf,kgx] [--work FOLDER]

``BUILT`` is a folder that ``claimgraph build`` wrote. A copy has its own names for everything but the
ontology, so that 20 copies are a graph of 20 times the pages: a wiki of 750 pages needs 20 GB of disk then,
and half an hour to be copied and loaded. With ``--work`` the graphs stay there for the next run. Each export
runs in a process of its own, which opens the store, projects and writes; then dumps are read back
(``restore``). Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import filecmp
import heapq
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from claimgraph.export import FORMATS
from claimgraph.namespaces import CG, DEFAULT_BASE
from claimgraph.store import EmbeddedStore

# A picture of one neighbourhood is not made of the whole.
NAMES = [name for name in FORMATS if name != "html"]

# What `claimgraph restore` reads, and the file of the export.
DUMPS = {"nquads": "", "trig": "", "jsonld": "", "parquet": "quads.parquet"}
ENDINGS = {"nquads": ".nq", "trig": ".trig", "jsonld": ".jsonld"}

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


def measure(*words: str) -> tuple[float, int, str]:
    """CPU seconds, highest memory in bytes, and what the command said."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout as output:
        text = output.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text.strip().partition(": ")[2]


def report(times: int, name: str, shape: str, found: tuple[float, int, str], bytes_: int) -> None:
    seconds, memory, counts = found
    print(
        f"| {times} | `{name}` | {shape} | {counts} | {seconds:.1f} | {memory / 1e6:.0f} MB "
        f"| {bytes_ / 1e6:.1f} MB |",
        flush=True,
    )


def measure_all(names: list[str], times: int, built: Path, work: Path) -> None:
    for name in names:
        for shape in FORMATS[name].shapes or ("",):
            target = work / f"export{ENDINGS.get(name, '')}"
            words = ["export", name, "--graph", str(built), "--out", str(target)]
            words += ["--shape", shape] if shape else []
            report(times, name, shape, measure(*words), size(target))
            if name in DUMPS:
                dump, back = target / DUMPS[name], work / "back.nq"
                found = measure("restore", str(dump), "--out", str(back))
                report(times, f"restore {name}", "", found, size(back))
                if not filecmp.cmp(back, built / "graph.nq", shallow=False):
                    raise SystemExit(f"{name} does not lead back to the same graph")
                back.unlink()
            shutil.rmtree(target) if target.is_dir() else target.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("built", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--formats", default=",".join(NAMES))
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    print("| times | format | shape | counts | CPU s | memory | size |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        for times in sorted({1, options.times}):
            built = work / f"x{times}"
            if not (built / "store").is_dir():
                # In a process of its own: the highest memory of a child counts from what its parent had.
                making = get_context("spawn").Process(target=multiply, args=(options.built, built, times))
                making.start()
                making.join()
            measure_all(options.formats.split(","), times, built, work)


if __name__ == "__main__":
    main()
