"""Every rule against its own examples: shapes in both engines, code rules through the reader."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from examples import (
    CODE_RULES,
    FAILING,
    PREFIXES,
    SHAPE_RULES,
    as_stated,
    lines_of_others,
    pages_of,
    shape_of,
    to_store,
    write_pages,
)

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.model import PageValues
from claimgraph.resources import shapes_dir
from claimgraph.rules import VOCABULARY_FILE, Rule
from claimgraph.validation.findings import to_diagnostics
from claimgraph.validation.reference import ReferenceEngine
from claimgraph.validation.setwise import SetwiseEngine
from claimgraph.vault import PageFile

VOCABULARY = (shapes_dir() / VOCABULARY_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_failing_example_gives_exactly_what_it_states(rule: Rule) -> None:
    store, expected = to_store(rule.failing, rule.path)
    assert expected, "a failing example states what it must give"
    results = SetwiseEngine().validate(store, [shape_of(rule.id)], PREFIXES)
    assert as_stated(results, expected) == expected


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_passing_example_gives_nothing_and_is_looked_at(rule: Rule) -> None:
    store, expected = to_store(rule.passing, rule.path)
    shape = shape_of(rule.id)
    assert not expected
    assert SetwiseEngine().validate(store, [shape], PREFIXES) == ()
    counted = SetwiseEngine().count_all(store, [shape.targets])
    assert counted[shape.targets] > 0, "a passing example without focus nodes proves nothing"


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_both_engines_agree(rule: Rule) -> None:
    shape = shape_of(rule.id)
    reference = ReferenceEngine([VOCABULARY, rule.text])
    for text in (rule.passing, rule.failing):
        store, _ = to_store(text, rule.path)
        fast = {(*r.comparable, r.value) for r in SetwiseEngine().validate(store, [shape], PREFIXES)}
        slow = {(*r.comparable, r.value) for r in reference.validate(store, [shape], PREFIXES)}
        assert fast == slow


@pytest.mark.parametrize("rule", SHAPE_RULES, ids=lambda rule: rule.id)
def test_findings_have_a_place_and_full_words(rule: Rule) -> None:
    store, _ = to_store(rule.failing, rule.path)
    results = SetwiseEngine().validate(store, [shape_of(rule.id)], PREFIXES)
    findings = to_diagnostics(store, results, {rule.id: rule})
    assert findings
    for finding in findings:
        assert finding.path.endswith(".md")
        assert finding.line >= 1
        assert finding.help
        assert "{?" not in finding.message, "a variable of the message is not bound"
        assert "{$" not in finding.message


@pytest.mark.parametrize("rule", [r for r in SHAPE_RULES if r.example], ids=lambda rule: rule.id)
def test_a_curator_sees_the_fault_where_the_example_says(rule: Rule, tmp_path: Path) -> None:
    from claimgraph.build import read_values
    from claimgraph.compilation import to_graph
    from claimgraph.store import EmbeddedStore
    from claimgraph.validation import validate

    first = write_pages(rule.example, tmp_path)
    store = EmbeddedStore.of_bytes(to_graph(read_values(tmp_path), today=None).chunks())
    report = validate(store, [rule])
    assert rule.expected_lines
    assert {finding.line for finding in report.findings if finding.path == first} == set(rule.expected_lines)


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.id)
def test_code_rule_is_reported_where_its_example_says(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rule.expected_lines
    found, first = _report(rule.failing, tmp_path / "fail", rule.id, monkeypatch)
    expected = {(first, line) for line in rule.expected_lines} | lines_of_others(rule.failing)
    assert {(finding.path, finding.line) for finding in found} == expected
    assert {finding.severity for finding in found} <= _spoken(rule)
    assert all(finding.message and finding.help for finding in found)


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.id)
def test_code_rule_is_silent_on_its_passing_example(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pages_of(rule.passing)
    found, _ = _report(rule.passing, tmp_path / "pass", rule.id, monkeypatch)
    assert not found


def _spoken(rule: Rule) -> set[Severity]:
    """The severity of a code rule; a milder form of the same fault may be told as less."""
    order = list(Severity)
    return set(order[order.index(rule.severity) :])


def _report(
    text: str, root: Path, rule_id: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Diagnostic], str]:
    """What reading and resolving report of a rule on the pages of an example, and the path of the first."""
    from claimgraph import build
    from claimgraph.review.reviewing import ReviewOptions

    root.mkdir()
    first = write_pages(text, root)
    if rule_id.startswith("WV-"):  # what waivers waive is known only after a whole check
        checked = build.check_vault(root, options=ReviewOptions(day=datetime.date(2026, 1, 1)))
        return [found for found in checked.findings if found.rule == rule_id], first
    reader = build.extract_values

    def fail_where_asked(page: PageFile, *rest: Any) -> PageValues:
        if f"<!-- page: {page.path}{FAILING} -->" in text:
            raise RuntimeError("asked to fail")
        return reader(page, *rest)

    monkeypatch.setattr(build, "extract_values", fail_where_asked)
    reading = build.read_values(root)
    reported = (
        *reading.failed,
        *reading.values.diagnostics,
        *(finding for page in reading.values.pages for finding in page.diagnostics),
    )
    assert rule_id == "RD-99" or not [finding for finding in reported if finding.rule == "RD-99"]
    return [finding for finding in reported if finding.rule == rule_id], first
