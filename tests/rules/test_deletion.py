"""Whichever file of ``shapes/`` is missing, something is said to be wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from examples import RULES

from claimgraph.errors import ConfigError
from claimgraph.resources import shapes_dir
from claimgraph.rules import RuleKind, read_coverage, read_rule, read_sample, read_vocabulary

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path.relative_to(shapes_dir()).as_posix() for path in shapes_dir().rglob("*") if path.is_file()
)
LISTED = frozenset(re.findall(r"\]\(\.\./shapes/([^)]+)\)", (ROOT / "docs" / "rules.md").read_text("utf-8")))


def _faults(root: Path, name: str) -> list[str]:
    """What is wrong in a shapes folder with the rule that a file of it belongs to."""
    stem = name.partition(".")[0]
    file = root / f"{stem}.ttl"
    found = [
        f"{path} is listed" for path in (f"{stem}.ttl",) if path in LISTED and not (root / path).is_file()
    ]
    if not file.is_file():
        return [*found, *(f"{other.name} has no rule" for other in root.glob(f"{stem}.*"))]
    try:
        rule = read_rule(file, root)
    except ConfigError as error:
        return [error.message]
    if bool(rule.expected_lines) != bool(rule.example):
        found.append("an example and the lines that it must give belong together")
    return found


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("deletion") / "shapes"
    shutil.copytree(shapes_dir(), root)
    return root


def test_no_file_of_a_rule_can_be_missing(copied: Path) -> None:
    of_rules = [name for name in FILES if "/" in name]
    assert len(of_rules) > 3 * len(RULES) - 1
    for name in of_rules:
        assert _faults(copied, name) == [], name
        (copied / name).rename(copied / "away")
        assert _faults(copied, name), f"nothing misses {name}"
        (copied / "away").rename(copied / name)


def test_each_rule_with_all_its_files_is_missed() -> None:
    """A rule that went with its examples is still listed in ``docs/rules.md``."""
    assert {rule.path for rule in RULES} == LISTED


def test_no_table_can_be_missing(tmp_path: Path) -> None:
    tables = {name for name in FILES if "/" not in name}
    readers = {"vocabulary.ttl": read_vocabulary, "sample.tsv": read_sample, "coverage.tsv": read_coverage}
    assert tables == set(readers)
    for reader in readers.values():
        with pytest.raises(ConfigError, match="missing"):
            reader(tmp_path)


def test_every_rule_has_an_example_that_only_it_reports() -> None:
    """The failing examples state what they must give, so each fails where its rule is gone."""
    for rule in RULES:
        if rule.kind is RuleKind.CODE:
            assert rule.expected_lines, rule.id
        else:
            assert "cg:ExpectedResult" in rule.failing, rule.id
