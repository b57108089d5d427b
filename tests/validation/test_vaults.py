"""Whole wikis: both engines on the sample vault, and the large one within its bounds."""

from __future__ import annotations

import datetime
import math
import shutil
from collections import Counter
from pathlib import Path

import pytest

from claimgraph.build import read_values
from claimgraph.compilation import to_graph
from claimgraph.diagnostics import Severity
from claimgraph.resources import sample_vault
from claimgraph.rules import Rule, RuleKind, read_rules
from claimgraph.store import EmbeddedStore
from claimgraph.validation import ValidationReport, validate

PAGES = (
    "molecules/compounds/epitalon.md",
    "hallmarks/telomere-attrition.md",
    "studies/harrison-2009-rapamycin-lifespan.md",
)
TODAY = datetime.date(2026, 11, 22)


def _store(root: Path) -> EmbeddedStore:
    return EmbeddedStore.in_memory(to_graph(read_values(root), today=TODAY))


@pytest.fixture(scope="module")
def sample() -> EmbeddedStore:
    return _store(sample_vault())


def _comparable(report: ValidationReport) -> set[tuple[str, ...]]:
    return {(*result.comparable, result.value) for result in report.results}


def test_sample_vault_has_no_error_and_rules_look_at_it(sample: EmbeddedStore) -> None:
    report = validate(sample, read_rules())
    assert [finding for finding in report.findings if finding.severity is Severity.ERROR] == []
    assert sum(count > 0 for count in report.focus_nodes.values()) >= 60
    assert len(report.findings) > 0


def test_validation_is_the_same_every_time(sample: EmbeddedStore) -> None:
    rules = read_rules()
    first, second = validate(sample, rules), validate(sample, tuple(reversed(rules)))
    assert first.findings == second.findings


def _page_store(page: str, folder: Path) -> EmbeddedStore:
    (folder / page).parent.mkdir(parents=True)
    shutil.copy(sample_vault() / page, folder / page)
    return _store(folder)


@pytest.mark.slow
def test_both_engines_agree_on_pages_of_the_sample_vault(tmp_path: Path) -> None:
    """Each rule on one page, which it finds something on if there is one, with the fewest nodes to look at.

    pySHACL runs each query once a focus node: all rules on the pages together would take minutes.
    """
    stores = [_page_store(page, tmp_path / str(at)) for at, page in enumerate(PAGES)]
    rules = [rule for rule in read_rules() if rule.kind is not RuleKind.CODE]
    reports = [validate(store, rules) for store in stores]
    found = [Counter(result.rule for result in report.results) for report in reports]
    chosen: dict[int, list[Rule]] = {}
    for rule in rules:
        at = min(
            range(len(PAGES)),
            key=lambda at: (not found[at][rule.id], reports[at].focus_nodes[rule.id] or math.inf),
        )
        chosen.setdefault(at, []).append(rule)
    assert set(chosen) == set(range(len(PAGES)))
    compared = 0
    for at, some in chosen.items():
        fast = validate(stores[at], some)
        compared += len(fast.results)
        assert _comparable(fast) == _comparable(validate(stores[at], some, engine="pyshacl"))
    assert compared > 10


@pytest.mark.shared
@pytest.mark.slow
def test_large_vault_is_checked_to_the_end(shared_vault: Path) -> None:
    store = _store(shared_vault)
    report = validate(store, read_rules())
    assert all(finding.line >= 1 and finding.path.endswith(".md") for finding in report.findings)
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    assert 10 < len(errors) < 300
    assert {rule for rule, count in report.focus_nodes.items() if count == 0} <= {"CL-44", "AU-01"}
