"""Times the whole job on a wiki, as CPU seconds and as ratios against peers and floors of the same run.

    python benchmarks/wiki.py PATH/TO/WIKI [--whole] [--pyshacl] [--repeat N] [--json]

Floors and peers:
  floor      a bare loop that reads the bytes, splits front matter and runs libyaml over it
  markdown   markdown-it-py (CommonMark with tables) parses every page, nothing more, if it is installed
  pyshacl    the same shapes on the same graph by pySHACL (very long; only with --pyshacl)

Ours: a build is read (parse, extract, resolve), graph (quads, inference, checks) and write (canonical
N-Quads). ``warm …`` is the same three after one page was edited, from the cache of the build before, each
in a new process: ``words`` adds a sentence at the end of the page, ``lines`` moves its text two lines down,
``claims`` changes a footnote, so that sources and facts of other pages could change. With --whole,
``claimgraph build`` as a whole too, findings included, and the store that the first question makes.

Nothing here fails a test on time; numbers with versions stand in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec
import yaml

from claimgraph.build import build_vault, open_graph, read_values, to_findings
from claimgraph.cache import vault_file
from claimgraph.compilation import to_graph, write_graph
from claimgraph.graph import file_state, write_nquads, write_record
from claimgraph.store import EmbeddedStore

PACKAGES = (
    "claimgraph",
    "pyoxigraph",
    "pyromark",
    "pyyaml",
    "msgspec",
    "pyshacl",
    "rdflib",
    "markdown-it-py",
)


class Told(dict[str, float]):
    """Seconds by name; each is told on stderr as soon as it is known, because the whole takes minutes."""

    def __setitem__(self, name: str, seconds: float) -> None:
        super().__setitem__(name, seconds)
        print(f"{name}: {seconds:.3f} s", file=sys.stderr, flush=True)


def cpu(work: Callable[[], object], repeat: int) -> float:
    """The least CPU time, user and system, of ``repeat`` runs, in seconds."""
    best = math.inf
    for _ in range(repeat):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best


def floor(root: Path) -> int:
    """Reads every page, splits the front matter, lets libyaml compose it; counts the nodes that it gave."""
    seen = 0
    for file in root.rglob("*.md"):
        text = file.read_bytes().decode("utf-8", "replace")
        if not text.startswith("---\n"):
            continue
        end = text.find("\n---", 4)
        if end < 0:
            continue
        try:
            seen += yaml.compose(text[4:end], Loader=yaml.CSafeLoader) is not None
        except yaml.YAMLError:
            continue
    return seen


def markdown(root: Path) -> int:
    """markdown-it-py over every page; counts tokens."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    return sum(
        len(parser.parse(file.read_text(encoding="utf-8", errors="replace"))) for file in root.rglob("*.md")
    )


def copy_pages(root: Path, target: Path) -> Path:
    """The wiki as files of our own, which can be edited."""
    shutil.copytree(root, target, copy_function=shutil.copyfile)
    for file in target.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    target.chmod(0o755)
    return target


def edited_page(wiki: Path) -> Path:
    """A page of middling length that has footnotes and a title."""
    pages = sorted(wiki.rglob("*.md"), key=lambda file: (file.stat().st_size, file.as_posix()))
    told = [
        file
        for file in pages
        if {"\n[^", "\n# "} <= {part for part in ("\n[^", "\n# ") if part in text(file)}
    ]
    return told[len(told) // 2] if told else pages[len(pages) // 2]


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def edits(page: Path) -> dict[str, Callable[[], object]]:
    """What is done to the page before each warm build."""
    return {
        "warm, words": lambda: page.write_text(text(page) + "\nOne more sentence, see [[nowhere at all]].\n"),
        "warm, lines": lambda: page.write_text(text(page).replace("\n# ", "\n\n\n# ", 1)),
        "warm, claims": lambda: page.write_text(text(page).replace("\n[^", "\n[^new]: n=7 · mouse\n\n[^", 1)),
    }


def build_once(wiki: Path, cache: Path, previous: Path, target: Path) -> None:
    """A build from ``previous``, where there is one, to ``target``; what a new process does."""
    reading = read_values(wiki, cache=cache)
    _, record = write_graph(reading, target, previous=previous if previous.exists() else None, cache=cache)
    state = file_state(target)
    assert state is not None
    write_record(vault_file(cache, wiki, ".graph"), msgspec.structs.replace(record, file=state))


def children() -> float:
    """CPU seconds, user and system, of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def warm(root: Path, scratch: Path, seconds: Told) -> None:
    """CPU seconds of builds that start from the one before, each a process of its own, its start and
    imports included.
    """
    wiki, cache = copy_pages(root, scratch / "wiki"), scratch / "cache"
    previous = scratch / "none"
    for name, edit in {"cold, with cache": lambda: None, **edits(edited_page(wiki))}.items():
        edit()
        target = scratch / f"{name}.nq"
        before = children()
        subprocess.run([sys.executable, __file__, str(wiki), "--once", cache, previous, target], check=True)
        seconds[name] = children() - before
        previous.unlink(missing_ok=True)
        previous = target


def whole(root: Path, scratch: Path, seconds: Told) -> None:
    """CPU seconds of whole builds with findings, cold and after a change of words, and of the store."""
    wiki, cache = copy_pages(root, scratch / "whole"), scratch / "whole-cache"
    for name, edit in {
        "whole, cold": lambda: None,
        "whole, warm": edits(edited_page(wiki))["warm, words"],
    }.items():
        edit()
        seconds[name] = cpu(lambda: build_vault(wiki, scratch / "built", cache=cache), 1)
    seconds["store for the first question"] = cpu(lambda: open_graph(scratch / "built"), 1)


def versions() -> dict[str, str]:
    """Versions of what was measured."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wiki", type=Path)
    parser.add_argument("--pyshacl", action="store_true", help="run pySHACL too (minutes)")
    parser.add_argument("--whole", action="store_true", help="time whole builds too, with findings and store")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--once", nargs=3, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.once is not None:
        build_once(arguments.wiki, *arguments.once)
        return
    root: Path = arguments.wiki
    repeat: int = arguments.repeat

    seconds = Told()
    seconds["floor"] = cpu(lambda: floor(root), repeat)
    try:
        import markdown_it  # noqa: F401
    except ImportError:
        print("markdown-it-py is not installed: no figure for it", file=sys.stderr)
    else:
        seconds["markdown-it-py"] = cpu(lambda: markdown(root), 1)

    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "graph.nq"
        seconds["read"] = cpu(lambda: read_values(root), repeat)
        reading = read_values(root)
        seconds["graph"] = cpu(lambda: to_graph(reading, today=None), repeat)
        lines = to_graph(reading, today=None)
        seconds["write"] = cpu(lambda: write_nquads(target, lines), repeat)
        seconds["build"] = seconds["read"] + seconds["graph"] + seconds["write"]
        seconds["load"] = cpu(lambda: EmbeddedStore.of_bytes(lines.chunks()), 1)
        store = EmbeddedStore.of_bytes(lines.chunks())
        to_findings(reading, store)
        seconds["check"] = cpu(lambda: to_findings(reading, store), repeat)
        size = target.stat().st_size
        quads = len(lines)
        warm(root, Path(scratch), seconds)
        if arguments.whole:
            whole(root, Path(scratch), seconds)
        if arguments.pyshacl:
            seconds["pyshacl"] = cpu(lambda: to_findings(reading, store, engine="pyshacl"), 1)

    # A loaded machine slows a short loop as much as a long one, but by chance: once more beside the rest.
    seconds["floor"] = min(seconds["floor"], cpu(lambda: floor(root), repeat))
    ratios = {"build / floor": seconds["build"] / seconds["floor"]}
    for name in ("warm, words", "warm, lines", "warm, claims"):
        ratios[f"{name} / cold, %"] = 100 * seconds[name] / seconds["cold, with cache"]
    if "markdown-it-py" in seconds:
        ratios["build / markdown-it-py"] = seconds["build"] / seconds["markdown-it-py"]
    if "pyshacl" in seconds:
        ratios["pyshacl / check"] = seconds["pyshacl"] / seconds["check"]
    result = {
        "pages": len(reading.values.pages),
        "quads": quads,
        "bytes": size,
        "cpu_seconds": {name: round(value, 3) for name, value in seconds.items()},
        "ratios": {name: round(value, 2) for name, value in ratios.items()},
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "versions": versions(),
    }
    if arguments.json:
        print(json.dumps(result, indent=2))
        return
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for key, item in value.items():
                print(f"  {key:26} {item}")
        else:
            print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
