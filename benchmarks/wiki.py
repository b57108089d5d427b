"""Times the whole job on a wiki, as CPU seconds and as ratios against peers and floors of the same run.

    python benchmarks/wiki.py PATH/TO/WIKI [--pyshacl] [--repeat N] [--json]

Floors and peers:
  floor      a bare loop that reads the bytes, splits front matter and runs libyaml over it
  markdown   markdown-it-py (CommonMark with tables) parses every page, nothing more, if it is installed
  pyshacl    the same shapes on the same graph by pySHACL (minutes; only with --pyshacl)

Nothing here fails a test on time; numbers with versions stand in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import yaml

from claimgraph.build import read_values, to_findings, to_graph
from claimgraph.graph import write_nquads
from claimgraph.store import EmbeddedStore

PACKAGES = ("claimgraph", "pyoxigraph", "pyromark", "pyyaml", "msgspec", "pyshacl", "rdflib", "markdown-it-py")


def cpu(work: Callable[[], object], repeat: int) -> float:
    """The least CPU time, user and system, of ``repeat`` runs, in seconds."""
    best = float("inf")
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wiki", type=Path)
    parser.add_argument("--pyshacl", action="store_true", help="run pySHACL too (minutes)")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    root: Path = arguments.wiki
    repeat: int = arguments.repeat

    seconds: dict[str, float] = {"floor": cpu(lambda: floor(root), repeat)}
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
        seconds["load"] = cpu(lambda: EmbeddedStore.in_memory(lines), 1)
        store = EmbeddedStore.in_memory(lines)
        to_findings(reading, store)
        seconds["check"] = cpu(lambda: to_findings(reading, store), repeat)
        size = target.stat().st_size
        if arguments.pyshacl:
            seconds["pyshacl"] = cpu(lambda: to_findings(reading, store, engine="pyshacl"), 1)

    ratios = {"build / floor": seconds["build"] / seconds["floor"]}
    if "markdown-it-py" in seconds:
        ratios["build / markdown-it-py"] = seconds["build"] / seconds["markdown-it-py"]
    if "pyshacl" in seconds:
        ratios["pyshacl / check"] = seconds["pyshacl"] / seconds["check"]
    result = {
        "pages": len(reading.values.pages),
        "quads": len(lines),
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
                print(f"  {key:24} {item}")
        else:
            print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
