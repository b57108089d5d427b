"""Baselines: what was there passes, what is new fails, what is gone is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from wikis import DRUG, DRUG_PATH, MTOR, write_wiki

from claimgraph.checking import CheckRequest, check, make_baseline
from claimgraph.errors import InputError, UsageError
from claimgraph.report.findings import FindingsReport
from claimgraph.report.fingerprints import to_fingerprints
from claimgraph.review.baseline import read_baseline, write_baseline

RULES = ("LK-01", "FN")


def _baseline(root: Path) -> Path:
    file = root.parent / "known.json"
    write_baseline(file, make_baseline(CheckRequest(root=root, select=RULES)))
    return file


def _check(root: Path, file: Path) -> FindingsReport:
    return check(CheckRequest(root=root, select=RULES, baseline=file))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    page = DRUG.replace("[[other-drug]].", "[[other-drug]] and [[other-drug]].\n\nSo is [[other-drug]].")
    return write_wiki(tmp_path / "wiki", {DRUG_PATH: page, "pathways/mtor.md": MTOR})


def test_old_findings_pass_also_when_lines_move(root: Path) -> None:
    file = _baseline(root)
    before = check(CheckRequest(root=root, select=RULES))
    assert len(before.findings) == 2
    page = root / DRUG_PATH
    page.write_text(page.read_text("utf-8").replace("# Drug\n", "# Drug\n\nNew.\n\nNew lines.\n"), "utf-8")
    report = _check(root, file)
    assert (report.findings, report.known, report.fixed, report.conforms) == ((), 2, (), True)
    after = check(CheckRequest(root=root, select=RULES))
    assert to_fingerprints(before.findings, before.texts) == to_fingerprints(after.findings, after.texts)


def test_a_new_finding_fails_also_if_it_is_like_an_old_one(root: Path) -> None:
    file = _baseline(root)
    page = root / DRUG_PATH
    page.write_text(page.read_text("utf-8") + "\nAnd [[other-drug]] once more, and [[new-drug]].\n", "utf-8")
    report = _check(root, file)
    assert sorted(str(one.value) for one in report.findings) == ["[[new-drug]]", "[[other-drug]]"]
    assert report.known == 2


def test_what_is_gone_is_said_and_only_for_rules_that_report(root: Path) -> None:
    file = _baseline(root)
    (root / DRUG_PATH).write_text(DRUG, "utf-8")
    report = _check(root, file)
    assert report.known == 1
    assert [(one.rule, one.path, one.count) for one in report.fixed] == [("LK-01", DRUG_PATH, 1)]
    assert check(CheckRequest(root=root, select=("FN",), baseline=file)).fixed == ()


def test_a_renamed_page_keeps_its_entries(root: Path) -> None:
    file = _baseline(root)
    (root / DRUG_PATH).rename(root / "molecules/compounds/new name é.md")
    report = _check(root, file)
    assert [finding for finding in report.findings if finding.value == "[[other-drug]]"] == []
    assert report.known == 2
    assert report.fixed == ()


def test_the_file_is_the_same_twice_and_has_no_lines(root: Path) -> None:
    file = _baseline(root)
    first = file.read_bytes()
    assert _baseline(root).read_bytes() == first
    assert b'"line"' not in first
    assert sum(entry.count for entry in read_baseline(file).findings) == 2


def test_the_configuration_names_a_baseline(root: Path) -> None:
    _baseline(root).rename(root / "known.json")
    (root / "claimgraph.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert check(CheckRequest(root=root, select=RULES)).known == 2
    assert check(CheckRequest(root=root, select=RULES, use_configured=False)).known is None


def test_unreadable_baselines_are_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such baseline"):
        _check(root, tmp_path / "none.json")
    for text in ("", "[]", '{"version": 1}', '{"version": 9, "fingerprint": "x", "findings": []}'):
        (tmp_path / "bad.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            _check(root, tmp_path / "bad.json")
