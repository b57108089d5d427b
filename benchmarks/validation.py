"""The set-based engine against pySHACL, its growth with the data, and a check after one edit.

    python benchmarks/validation.py vault                         # all rules, both engines, rule by rule
    python benchmarks/validation.py WIKI --pages 40 --rules CL-01,FN-05
    python benchmarks/validation.py WIKI --growth 10 --no-reference
    python benchmarks/validation.py WIKI --edit --no-reference

Figures are CPU seconds of this process. Rules run one by one, so that a run that is stopped has told
what it measured; results of the two engines are compared on focus, path, component, severity and message.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from claimgraph.build import read_values
from claimgraph.compilation import to_graph
from claimgraph.live import Checker
from claimgraph.namespaces import Minter
from claimgraph.rules import Rule, RuleKind, read_rules
from claimgraph.store import EmbeddedStore
from claimgraph.validation import validate
from claimgraph.validation.run import prepare
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.vault import find_pages


def copy_pages(root: Path, target: Path, count: int | None) -> None:
    """Copies every n-th page, so that ``count`` of all folders are there."""
    pages = sorted(find_pages(root))
    step = 1 if count is None else max(1, len(pages) // count)
    for path, file in pages[::step][:count]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target / path)
    for name in ("claimgraph.toml",):
        if (root / name).is_file():
            shutil.copyfile(root / name, target / name)


def replicas(lines: Iterable[str], base: str, count: int) -> Iterator[str]:
    """The graph several times over, each copy with IRIs of its own; one profile and one ontology."""
    once = tuple(f"graph/-/{name}> ." for name in ("profile", "ontology", "dataset"))
    for line in lines:
        yield line
        if line.endswith(once):
            continue
        for number in range(1, count):
            yield line.replace(f"<{base}", f"<{base}copy{number}/")


def compare(store: EmbeddedStore, rules: Iterable[Rule]) -> None:
    """Both engines on each rule alone."""
    fast_total = slow_total = 0.0
    differing = []
    for rule in rules:
        started = time.process_time()
        fast = validate(store, [rule])
        fast_spent = time.process_time() - started
        started = time.process_time()
        slow = validate(store, [rule], engine="pyshacl")
        slow_spent = time.process_time() - started
        same = {r.comparable for r in fast.results} == {r.comparable for r in slow.results}
        if not same:
            differing.append(rule.id)
        fast_total += fast_spent
        slow_total += slow_spent
        print(f"{rule.id}\t{fast_spent:.3f}\t{slow_spent:.1f}\t{len(fast.results)}\t{same}", flush=True)
    print(f"all\t{fast_total:.2f}\t{slow_total:.1f}\tratio {slow_total / max(fast_total, 1e-9):.0f}")
    print(f"differing: {', '.join(differing) or 'none'}")


def run_setwise(store: EmbeddedStore, rules: tuple[Rule, ...]) -> float:
    """CPU seconds of all rules in one run."""
    shapes, prefixes = prepare(rules)
    started = time.process_time()
    SetwiseEngine().validate(store.engine, shapes, prefixes)
    return time.process_time() - started


def time_edits(vault: Path) -> None:
    """A check after single edits of the longest page."""
    checker = Checker(vault)
    page = max((file for _, file in find_pages(vault)), key=lambda file: file.stat().st_size)
    note = "\nIt was seen again.[^zz]\n\n[^zz]: Smith A et al. 2020 doi:10.1000/zz · rct · n=44\n"
    for name, added in (("a sentence", "\nIt was seen once more.\n"), ("a footnote", note)):
        page.write_text(page.read_text(encoding="utf-8") + added, encoding="utf-8")
        started = time.process_time()
        update = checker.update(page)
        print(f"{name} added\t{time.process_time() - started:.2f}\t{update.rules} rules run again")


def main() -> int:
    """Prints what was asked for; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wiki", type=Path)
    parser.add_argument("--pages", type=int, help="only so many pages of it")
    parser.add_argument("--rules", help="only these rules, with commas")
    parser.add_argument("--growth", type=int, help="the set-based engine on the graph so many times over")
    parser.add_argument("--edit", action="store_true", help="a check after one edit")
    parser.add_argument("--no-reference", action="store_true", help="leave pySHACL out")
    options = parser.parse_args()
    wanted = None if options.rules is None else set(options.rules.split(","))
    rules = tuple(
        rule
        for rule in read_rules()
        if rule.kind is not RuleKind.CODE and (wanted is None or rule.id in wanted)
    )
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "wiki"
        copy_pages(options.wiki, vault, options.pages)
        reading = read_values(vault)
        lines = list(to_graph(reading, today=None))
        store = EmbeddedStore.in_memory(lines)
        print(f"{len(reading.values.pages)} pages, {len(lines)} quads, {len(rules)} rules")
        once = run_setwise(store, rules)
        print(f"set-based, all rules\t{once:.2f}")
        if options.growth:
            base = Minter(reading.vault.config.base).base
            many = EmbeddedStore.in_memory(replicas(lines, base, options.growth))
            spent = run_setwise(many, rules)
            print(
                f"set-based, {options.growth} times the data\t{spent:.2f}\t{spent / once:.1f} times as much"
            )
        if not options.no_reference:
            compare(store, rules)
        if options.edit:
            time_edits(vault)
    return 0


if __name__ == "__main__":
    sys.exit(main())
