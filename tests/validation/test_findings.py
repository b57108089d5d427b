"""Results become findings with a place, in a total order, each once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from claimgraph.diagnostics import Severity
from claimgraph.errors import EngineError
from claimgraph.namespaces import CG, SH
from claimgraph.rules import read_rules
from claimgraph.validation.engine import Result, fill_message
from claimgraph.validation.findings import to_diagnostics

RULES = {rule.id: rule for rule in read_rules()}
TURTLE = f"""@base <http://example.org/> . @prefix cg: <{CG}> .
<page> cg:path "a.md" ; cg:line 1 ; cg:endLine 1 .
<field> cg:path "a.md" ; cg:line 7 ; cg:endLine 8 ; cg:rawValue "raw" .
<elsewhere> cg:path "b.md" ; cg:line 3 ; cg:key "smith" .
<cited> cg:path "c.md" ; cg:line 4 ; cg:source <source> .
<cited2> cg:path "b.md" ; cg:line 9 ; cg:source <source> .
<nowhere> cg:key "x" .
"""


def _store() -> ox.Store:
    store = ox.Store()
    parsed = ox.parse(TURTLE.encode(), format=ox.RdfFormat.TURTLE)
    store.extend(
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("http://example.org/g")) for q in parsed
    )
    return store


def _result(focus: str, value: str = "", related: tuple[str, ...] = (), message: str = "m") -> Result:
    base = "http://example.org/"
    return Result(
        "FN-06",
        "s",
        base + focus,
        "",
        SH + "X",
        Severity.WARNING,
        message,
        base + value if value else "",
        tuple(base + r for r in related),
    )


def test_place_is_that_of_the_value_on_the_same_page() -> None:
    (found,) = to_diagnostics(_store(), [_result("page", "field")], RULES)
    assert (found.path, found.line, found.end_line, found.value) == ("a.md", 7, 8, "raw")
    assert found.help == RULES["FN-06"].how
    (other,) = to_diagnostics(_store(), [_result("page", "elsewhere")], RULES)
    assert (other.path, other.line, other.value) == ("a.md", 1, "smith")


def test_source_stands_at_its_first_citation() -> None:
    (found,) = to_diagnostics(_store(), [_result("source")], RULES)
    assert (found.path, found.line) == ("b.md", 9)


def test_related_places_are_joined_and_sorted() -> None:
    results = [_result("field", related=("elsewhere",)), _result("field", related=("cited", "field"))]
    (found,) = to_diagnostics(_store(), results, RULES)
    assert [(place.path, place.line) for place in found.related] == [("b.md", 3), ("c.md", 4)]


def test_order_is_by_path_line_rule() -> None:
    found = to_diagnostics(_store(), [_result("elsewhere"), _result("field"), _result("page")], RULES)
    assert [(finding.path, finding.line) for finding in found] == [("a.md", 1), ("a.md", 7), ("b.md", 3)]


def test_result_without_a_place_is_an_error_of_the_rule() -> None:
    with pytest.raises(EngineError, match="has no place"):
        to_diagnostics(_store(), [_result("nowhere")], RULES)


def test_messages_are_filled_in() -> None:
    assert fill_message("{?a} and {$b}, {?c}", {"a": "1", "b": "2"}) == "1 and 2, {?c}"
    assert fill_message("plain", {"a": "1"}) == "plain"
