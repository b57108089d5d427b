"""``docs/rules.md`` is what the rules make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.rules import read_coverage, read_rules, read_sample
from claimgraph.validation.catalogue import main, to_markdown

ROOT = Path(__file__).resolve().parents[2]


def test_document_is_fresh() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == to_markdown(read_rules(), read_sample(), read_coverage()), (
        "run python -m claimgraph.validation.catalogue docs/rules.md"
    )


def test_every_rule_stands_in_it_with_its_rate() -> None:
    text = to_markdown(read_rules(), read_sample(), read_coverage())
    for rule in read_rules():
        read = [reading.true for reading in read_sample() if reading.rule == rule.id]
        rate = f"| {rule.sampled} | {rule.sampled_true} |" if rule.sampled is not None else "| – | – |"
        if read:
            rate = f"| {len(read)} | {sum(read)} |"
        (row,) = [line for line in text.splitlines() if line.startswith(f"| [{rule.id}](")]
        assert row.endswith(rate)
        assert (ROOT / "shapes" / rule.path).is_file()


def test_rates_hold_the_bars_of_their_severity() -> None:
    """95 % true for errors, 85 % for warnings: below that a rule is demoted or mended."""
    bars = {"error": 0.95, "warning": 0.85, "info": 0.0}
    found = [rule for rule in read_rules() if rule.sampled and rule.sampled_true is not None]
    assert len(found) >= 30
    for severity, bar in bars.items():
        of_it = [rule for rule in found if rule.severity.value == severity]
        true = sum(rule.sampled_true or 0 for rule in of_it)
        read = sum(rule.sampled or 0 for rule in of_it)
        assert true / read >= bar
    assert all((rule.sampled_true or 0) <= (rule.sampled or 0) for rule in found)


def test_command_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "rules.md")]) == 0
    assert main([]) == 0
    assert capsys.readouterr().out == (tmp_path / "rules.md").read_text(encoding="utf-8")
