"""--select, --ignore and [rules]: which rules report, and how severely."""

from __future__ import annotations

from pathlib import Path

import pytest
from wikis import write_wiki

from claimgraph.checking import CheckRequest, check
from claimgraph.errors import ConfigError, UsageError
from claimgraph.review.selection import Selection, to_selection
from claimgraph.vault import RulesConfig, VaultConfig, read_config

KNOWN = ("FN-01", "FN-05", "FN-15", "LK-01", "R16-2")


@pytest.mark.parametrize(
    ("select", "ignore", "reported"),
    [
        ((), (), set(KNOWN)),
        (("FN",), (), {"FN-01", "FN-05", "FN-15"}),
        (("FN-0",), ("FN-05",), {"FN-01"}),
        (("FN-05",), ("FN",), {"FN-05"}),
        ((), ("FN", "LK-01"), {"R16-2"}),
        (("LK-01",), ("LK-01",), set()),
        (("fn-01", "r16"), (), {"FN-01", "R16-2"}),
    ],
)
def test_the_longest_prefix_decides(
    select: tuple[str, ...], ignore: tuple[str, ...], reported: set[str]
) -> None:
    selection = to_selection(VaultConfig(), KNOWN, select=select, ignore=ignore)
    assert {rule for rule in KNOWN if selection.reports(rule)} == reported


def test_the_command_line_replaces_select_and_adds_to_ignore() -> None:
    config = VaultConfig(rules=RulesConfig(select=("FN",), ignore=("FN-01",), severity={"FN": "info"}))
    selection = to_selection(config, KNOWN, select=("LK", "FN"), ignore=("FN-05",))
    assert selection == Selection(("LK", "FN"), ("FN-01", "FN-05"), {"FN": "info"})
    config = VaultConfig(rules=RulesConfig(select=("FN-01", "FN-05")))
    assert not to_selection(config, KNOWN, ignore=("FN",)).reports("FN-01")


@pytest.mark.parametrize("where", ["--select", "--ignore", "severity", "select", "ignore"])
def test_an_unknown_rule_is_refused_with_near_ones(where: str) -> None:
    config = VaultConfig()
    if where == "severity":
        config = VaultConfig(rules=RulesConfig(severity={"FN-O5": "info"}))
    elif where in {"select", "ignore"}:
        config = VaultConfig(rules=RulesConfig(**{where: ("FN-O5",)}))
    with pytest.raises(UsageError, match="FN-O5") as raised:
        to_selection(
            config,
            KNOWN,
            select=("FN-O5",) if where == "--select" else (),
            ignore=("FN-O5",) if where == "--ignore" else (),
        )
    assert "FN-05" in (raised.value.remedy or "")


def test_the_table_in_the_configuration(tmp_path: Path) -> None:
    root = write_wiki(tmp_path)
    (root / "claimgraph.toml").write_text(
        '[severity]\nLK-02 = "off"\n[rules]\nselect = ["LK", "FM-05"]\nignore = "FM"\nfail-on = "info"\n'
        'LK-01 = "info"\n[rules.severity]\nLK-04 = "warning"\n',
        encoding="utf-8",
    )
    config = read_config(root)
    assert config.rules == RulesConfig(
        ("LK", "FM-05"), ("FM",), "info", {"LK-01": "info", "LK-04": "warning"}
    )
    report = check(CheckRequest(root=root))
    assert {(finding.rule, finding.severity) for finding in report.findings} >= {("LK-01", "info")}
    assert {finding.rule[:2] for finding in report.findings} <= {"LK", "FM"}
    assert not report.conforms


@pytest.mark.parametrize(
    "text",
    ['[rules]\nFN-05 = "bad"\n', '[rules]\nfail-on = "never"\n', "[rules]\nselect = 3\n", "rules = 3\n"],
)
def test_a_malformed_table_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "claimgraph.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        read_config(tmp_path)
