"""The examples beside the rules, as stores and as wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from claimgraph.namespaces import SH
from claimgraph.ontology import read_ontology
from claimgraph.rules import Expected, Rule, RuleKind, parse_expected, read_rules, read_vocabulary
from claimgraph.validation.engine import Result
from claimgraph.validation.shape import Shape, declared_terms, parse_shape
from claimgraph.validation.sparql import read_prefixes

RULES = read_rules()
SHAPE_RULES = [rule for rule in RULES if rule.kind is not RuleKind.CODE]
CODE_RULES = [rule for rule in RULES if rule.kind is RuleKind.CODE]
PREFIXES = read_prefixes(read_vocabulary())
_SEVERITY = {"error": SH + "Violation", "warning": SH + "Warning", "info": SH + "Info"}
GRAPH = ox.NamedNode("https://w3id.org/claimgraph/id/graph/example")

_PAGE = re.compile(r"^<!-- page: (\S+(?: \([\w ]+\))?) -->\n", re.MULTILINE)
BROKEN, FAILING = " (a link to nowhere)", " (fails inside the reader)"
"""What a page of a Markdown example may be instead of text, said in its first line."""
_ALSO = re.compile(r" \(also ([\d ]+)\)\Z")
"""Said there too: the lines that a rule must report on another page than the first one."""


@cache
def terms() -> frozenset[str]:
    return declared_terms((*read_ontology().triples, *read_vocabulary()))


@cache
def shape_of(rule_id: str) -> Shape:
    return parse_shape(next(rule for rule in RULES if rule.id == rule_id), terms())


def to_store(text: str, path: str) -> tuple[ox.Store, tuple[Expected, ...]]:
    expected, triples = parse_expected(text, path)
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH) for triple in triples)
    return store, expected


def pages_of(text: str) -> dict[str, str]:
    """Path → text of the pages of a Markdown example, the first one first."""
    parts = _PAGE.split(text)
    assert parts[0] == "", "a Markdown example starts with <!-- page: path -->"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write_pages(text: str, root: Path) -> str:
    """Writes the pages of a Markdown example; gives the path of the first one."""
    pages = pages_of(text)
    for name, content in pages.items():
        file = root / _path_of(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(BROKEN):
            file.symlink_to("nowhere")
            continue
        file.write_text(content.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return _path_of(next(iter(pages)))


def _path_of(name: str) -> str:
    return _ALSO.sub("", name.removesuffix(BROKEN).removesuffix(FAILING))


def lines_of_others(text: str) -> set[tuple[str, int]]:
    """(path, line) of what a rule must report on the pages after the first one."""
    return {
        (_path_of(name), int(line))
        for name in pages_of(text)
        for found in _ALSO.finditer(name)
        for line in found[1].split()
    }


def rule(rule_id: str) -> Rule:
    return next(found for found in RULES if found.id == rule_id)


def as_expected(results: Iterable[Result]) -> tuple[Expected, ...]:
    """What an example states that gives exactly these results."""
    found = {
        Expected(
            result.focus,
            result.path.strip("<>"),
            result.component,
            _SEVERITY[result.severity.value],
            "" if result.value == result.focus else result.value,
            result.message,
            result.related,
        )
        for result in results
    }
    return tuple(sorted(found))


def as_stated(results: Iterable[Result], stated: Iterable[Expected]) -> tuple[Expected, ...]:
    """The results, as fully as the example states those of the same focus, path and component.

    One that states no message says nothing of value and related places either.
    """
    brief = {(item.focus, item.path, item.component): item.value for item in stated if not item.message}
    found = set()
    for item in as_expected(results):
        short = (item.focus, item.path, item.component)
        if short in brief:
            found.add(Expected(*short, item.severity, item.value if brief[short] else ""))
        else:
            found.add(item)
    return tuple(sorted(found))
