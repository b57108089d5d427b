"""Times every saved query on a built graph: median, growth on ten times the data, and rdflib beside it.

    python benchmarks/queries.py OUT [--times 10] [--repeat 5] [--rdflib [SECONDS]] [--only ID …] [--json]

OUT is a folder that ``claimgraph build`` wrote. A query is asked with its own examples where the graph knows
them, and with the things that most claims, pages or footnotes are about, so that the slowest likely answer is
timed; the slowest of these is shown. ``--times 10`` replicates the graph: each copy has IRIs of its own and
shares only the ontology, so that answers stay the same and only the data around them grow. ``--rdflib`` asks
rdflib the same text on the same quads, each query for at most SECONDS (60).

Times are CPU time of this process (Oxigraph answers in the caller's thread), so that other work on the
machine tells less. The first run of each query is not counted. Nothing here fails a test on time; figures
with versions stand in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from claimgraph.build import open_graph
from claimgraph.errors import UsageError
from claimgraph.namespaces import CG, DEFAULT_BASE
from claimgraph.queries import SavedQuery, read_queries, to_term
from claimgraph.store import EmbeddedStore, Term, bound_query

# What a parameter's type can be that makes a query work hardest: most often named in this role.
_BUSIEST = {
    "entity": (
        "SELECT ?x (COUNT(*) AS ?n) WHERE {{ ?claim cg:{role} ?x ; a cg:Claim . ?page cg:about ?x }} "
        "GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
    ),
    "page": (
        "SELECT ?x (COUNT(*) AS ?n) WHERE {{ ?statement cg:page ?x ; a cg:Statement }} "
        "GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
    ),
    "source": (
        "SELECT ?x (COUNT(*) AS ?n) WHERE {{ ?line cg:source ?x ; a cg:EvidenceLine }} "
        "GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
    ),
}
_BUSIEST_HALLMARK = (
    "SELECT ?x (COUNT(*) AS ?n) WHERE { ?claim cg:object ?x . ?x a cg:Hallmark } "
    "GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
)
_PREFIX = f"PREFIX cg: <{CG}> "
_PATHS = frozenset(("pathways", "hallmark-paths", "paths-between"))


def busiest(store: EmbeddedStore) -> dict[tuple[str, str], Term]:
    """The busiest thing for every parameter type and role."""
    found: dict[tuple[str, str], Term] = {}
    for kind, query in _BUSIEST.items():
        for role in ("subject", "object"):
            rows = store.select(_PREFIX + query.format(role=role), trusted=True).rows
            if rows and rows[0][0] is not None:
                found[kind, role] = rows[0][0]
    rows = store.select(_PREFIX + _BUSIEST_HALLMARK, trusted=True).rows
    if rows and rows[0][0] is not None:
        found["hallmark", "object"] = rows[0][0]
    return found


def bindings_of(
    store: EmbeddedStore, query: SavedQuery, busy: Mapping[tuple[str, str], Term]
) -> list[tuple[str, dict[str, Term]]]:
    """The ways a query is asked: (name, bindings)."""
    ways: dict[str, dict[str, Term]] = {}
    for way in ("example", "subject", "object", "free"):
        bound: dict[str, Term] = {}
        for parameter in query.params:
            if parameter.optional and (way != "example"):
                continue
            kind = "hallmark" if parameter.name in ("hallmark", "goal") else parameter.type
            heavy = busy.get((kind, "object" if kind == "hallmark" else way))
            if way != "example" and heavy is not None:
                bound[parameter.name] = heavy
                continue
            try:
                text = parameter.default if parameter.default is not None else parameter.example
                bound[parameter.name] = to_term(store, parameter, str(text))
            except UsageError:
                if not parameter.optional:
                    break
        else:
            if bound not in ways.values():
                ways[way] = bound
    return list(ways.items())


def timed(store: EmbeddedStore, text: str, bound: Mapping[str, Term], repeat: int) -> tuple[float, int]:
    """Median seconds over ``repeat`` runs after one that is not counted, and the rows."""
    rows = len(store.select(text, bound, trusted=True))
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        store.select(text, bound, trusted=True)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), rows


def write_copies(nquads: Path, target: Path, times: int) -> int:
    """The graph ``times`` over, each copy with its own IRIs, the ontology once; gives the number of quads."""
    ontology = f"<{DEFAULT_BASE}graph/-/ontology>"
    count = 0
    with target.open("w", encoding="utf-8") as out:
        for copy in range(times):
            fresh = f"<{DEFAULT_BASE}copy-{copy}/"
            with nquads.open(encoding="utf-8") as lines:
                for line in lines:
                    if copy:
                        if ontology in line:
                            continue
                        line = line.replace(f"<{DEFAULT_BASE}", fresh)
                    out.write(line)
                    count += 1
    return count


class LateError(Exception):
    """A query ran into its deadline."""


@contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Raises ``LateError`` in the block after so many seconds."""

    def stop(_number: int, _frame: object) -> None:
        raise LateError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def rdflib_seconds(dataset: Any, text: str, bound: Mapping[str, Term], seconds: int) -> float | None:
    """Seconds that rdflib takes for the same text; None where it is not done in time."""
    start = time.process_time()
    try:
        with deadline(seconds):
            list(dataset.query(bound_query(text, dict(bound))))
    except LateError:
        return None
    return time.process_time() - start


def main() -> None:
    """Runs the benchmark and prints a Markdown table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--times", type=int, default=10, help="copies of the graph; 1 leaves that part out")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rdflib", type=int, nargs="?", const=60, metavar="SECONDS")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()

    store = open_graph(arguments.out)
    busy = busiest(store)
    asked: list[dict[str, Any]] = []
    for query in read_queries():
        if arguments.only and query.id not in arguments.only:
            continue
        best: dict[str, Any] | None = None
        for way, bound in bindings_of(store, query, busy):
            seconds, rows = timed(store, query.text, bound, arguments.repeat)
            entry: dict[str, Any] = {
                "query": query,
                "way": way,
                "bound": bound,
                "ms": seconds * 1000,
                "rows": rows,
            }
            if best is None or entry["ms"] > best["ms"]:
                best = entry
        if best is None:
            print(f"{query.id}: the graph knows none of its examples", file=sys.stderr)
            continue
        asked.append(best)

    if arguments.times > 1:
        with tempfile.TemporaryDirectory(prefix="claimgraph-bench-") as scratch:
            folder = Path(scratch)
            quads = write_copies(arguments.out / "graph.nq", folder / "copies.nq", arguments.times)
            print(f"{quads} quads in {arguments.times} copies", file=sys.stderr)
            large = EmbeddedStore.create(folder / "store", folder / "copies.nq")
            (folder / "copies.nq").unlink()
            for entry in asked:
                seconds, rows = timed(large, entry["query"].text, entry["bound"], min(3, arguments.repeat))
                entry["large_ms"], entry["large_rows"] = seconds * 1000, rows
    if arguments.rdflib:
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(str(arguments.out / "graph.nq"), format="nquads")
        for entry in asked:
            found = rdflib_seconds(dataset, entry["query"].text, entry["bound"], arguments.rdflib)
            entry["rdflib_ms"] = None if found is None else found * 1000
    report(asked, arguments)


def report(asked: list[dict[str, Any]], arguments: argparse.Namespace) -> None:
    """Prints what was measured."""
    if arguments.json:
        for entry in asked:
            entry["query"] = entry["query"].id
            entry["bound"] = {
                name: term.value if isinstance(term, NamedNode) else str(term)
                for name, term in entry["bound"].items()
            }
        print(json.dumps(asked, indent=2))
        return
    times = arguments.times
    print(f"| query | asked for | rows | ms | ms on {times}× | growth | rdflib ms | rdflib / ours |")
    print("|---|---|---|---|---|---|---|---|")
    for entry in asked:
        large = entry.get("large_ms")
        growth = f"{large / entry['ms']:.1f}" if large is not None else ""
        slow = entry.get("rdflib_ms")
        beside = f"{slow:.0f}" if slow is not None else f"> {arguments.rdflib}000" if arguments.rdflib else ""
        factor = f"{slow / entry['ms']:.0f}" if slow is not None else ""
        limit = 500 if entry["query"].id in _PATHS else 100
        mark = " **over**" if entry["ms"] > limit else ""
        print(
            f"| {entry['query'].id} | {entry['way']} | {entry['rows']} | {entry['ms']:.1f}{mark} "
            f"| {f'{large:.1f}' if large is not None else ''} | {growth} | {beside} | {factor} |"
        )


if __name__ == "__main__":
    main()
