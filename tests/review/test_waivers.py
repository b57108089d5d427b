"""Waivers: on the page, beside it, in one file; and what is said about those that are wrong or old."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from wikis import DRUG, DRUG_PATH, MTOR, write_wiki

from claimgraph.checking import CheckRequest, check
from claimgraph.report.findings import FindingsReport
from claimgraph.review.waiver_comments import parse_comments
from claimgraph.review.waiver_files import parse_waivers
from claimgraph.rules import read_rules

KNOWN = [rule.id for rule in read_rules()]
LINK = "It is a kin of [[other-drug]]."
UNTIL = "until 2099-12-31: it is being written"
DAY = datetime.date(2026, 11, 22)


def _check(root: Path, *select: str, day: datetime.date | None = DAY) -> FindingsReport:
    return check(CheckRequest(root=root, select=select or ("LK-01", "WV"), day=day))


def _found(report: FindingsReport) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.path, finding.line) for finding in report.findings]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (DRUG.replace(LINK, f"<!-- claimgraph waive LK-01 {UNTIL} -->\n{LINK}"), 10),
        (DRUG.replace(LINK, f"<!-- claimgraph waive lk-01 {UNTIL} -->\n\n{LINK}"), 10),
        (DRUG.replace(LINK, f"{LINK} <!-- claimgraph waive LK-01 {UNTIL} -->"), 10),
        (DRUG.replace(LINK, f"<!--\nclaimgraph waive LK-01\n{UNTIL}\n-->\n{LINK}"), None),
        (DRUG + f"\n<!-- claimgraph waive-page LK-01 {UNTIL} -->\n", 14),
        (DRUG.replace("aliases: []", f"aliases: []  # claimgraph waive-page LK-01 {UNTIL}"), 3),
        (DRUG.replace("\n", "\r\n") + f"<!-- claimgraph waive-page LK-01 {UNTIL} -->\r\n", 13),
    ],
)
def test_a_comment_waives_its_line_or_its_page(page: str, line: int | None, tmp_path: Path) -> None:
    report = _check(write_wiki(tmp_path, {DRUG_PATH: page, "pathways/mtor.md": MTOR}))
    if line is None:  # a comment whose first line is empty is not one of ours
        assert [rule for rule, _, _ in _found(report)] == ["LK-01"]
        return
    assert _found(report) == []
    assert [(one.finding.rule, one.path, one.line) for one in report.waived] == [("LK-01", DRUG_PATH, line)]
    assert report.waived[0].reason == "it is being written"


def test_a_comment_waives_no_other_line_and_no_other_rule(tmp_path: Path) -> None:
    page = DRUG.replace(LINK, f"<!-- claimgraph waive LK-01 {UNTIL} -->\n{LINK}\n\nAnd of [[third-drug]].")
    report = _check(write_wiki(tmp_path, {DRUG_PATH: page}))
    assert _found(report) == [("LK-01", DRUG_PATH, 13)]
    page = DRUG.replace(LINK, f"<!-- claimgraph waive LK-04 {UNTIL} -->\n{LINK}")
    assert _found(_check(write_wiki(tmp_path, {DRUG_PATH: page}))) == [
        ("WV-03", DRUG_PATH, 10), ("LK-01", DRUG_PATH, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"```\n<!-- claimgraph waive LK-01 {UNTIL} -->\n```\n",
        f"`<!-- claimgraph waive LK-01 {UNTIL} -->`\n",
        "<!-- a comment about claimgraph -->\n",
        "claimgraph waive LK-01 is how it is written\n",
    ],
)
def test_examples_and_other_comments_are_no_waivers(text: str) -> None:
    assert parse_comments("a.md", text, KNOWN) == ((), ())


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("waive LK-01: no date", "not understood"),
        ("waive LK-01 until 2026-13-01: reason", "no date"),
        ("waive LK-01 until 2026-12-01", "not understood"),
        ("waive LK-01 until 2026-12-01:", "not understood"),
        ("waive until 2026-12-01: reason", "not understood"),
        ("waive LK-0I until 2026-12-01: reason", "no rule"),
        ("waive WV-01 until 2026-12-01: reason", "cannot be waived"),
        ("ignore LK-01", "not understood"),
    ],
)
def test_a_malformed_comment_is_a_finding_at_its_place(words: str, part: str) -> None:
    waivers, faults = parse_comments("a.md", f"one\n\ntext <!-- claimgraph {words} -->\n", KNOWN)
    assert waivers == ()
    assert [(fault.rule, fault.line, fault.severity) for fault in faults] == [("WV-01", 3, "error")]
    assert part in faults[0].message
    assert faults[0].help


def test_did_you_mean() -> None:
    _, faults = parse_comments("a.md", "<!-- claimgraph waive LK-0I until 2026-12-01: x -->", KNOWN)
    assert "LK-01" in (faults[0].help or "")


FILE = """# accepted faults
[[waiver]]
rule = "LK-01"
page = "molecules/**"
text = "kin of"
reason = '''
[[waiver]]
in a text is none'''
until = 2099-12-31

[[waiver]]
rule = ["LK-04", "LK-02"]
page = "molecules/compounds/drug.md"
reason = "matches nothing"
until = "2099-12-31"
"""


def test_one_file_for_the_wiki(tmp_path: Path) -> None:
    root = write_wiki(tmp_path)
    (root / "claimgraph-waivers.toml").write_text(FILE, encoding="utf-8")
    report = _check(root)
    assert _found(report) == [("WV-03", "claimgraph-waivers.toml", 11)]
    assert "LK-04, LK-02" in report.findings[0].message
    assert [(one.path, one.line) for one in report.waived] == [("claimgraph-waivers.toml", 2)]
    (root / "claimgraph.toml").write_text('waivers = "accepted/list.toml"\n', encoding="utf-8")
    assert [rule for rule, _, _ in _found(_check(root))] == ["LK-01"]


def test_a_file_beside_the_page(tmp_path: Path) -> None:
    root = write_wiki(tmp_path)
    beside = root / "molecules/compounds/drug.waivers.toml"
    beside.write_text('[[waiver]]\nrule="LK-01"\nreason="r"\nuntil=2099-12-31\nline=10\n', encoding="utf-8")
    assert _found(_check(root)) == []
    beside.write_text('[[waiver]]\nrule="LK-01"\nreason="r"\nuntil=2099-12-31\nline=9\n', encoding="utf-8")
    assert _found(_check(root)) == [
        ("LK-01", DRUG_PATH, 10), ("WV-03", "molecules/compounds/drug.waivers.toml", 1),
    ]  # fmt: skip
    beside.rename(beside.with_name("nothing.waivers.toml"))
    assert ("WV-01", "molecules/compounds/nothing.waivers.toml", 1) in _found(_check(root))


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("[[waiver]]\nrule = \n", 2, "not TOML"),
        ("[waiver]\nrule = 'LK-01'\n", 1, "not a list"),
        ("waivers = 1\n", 1, "unknown key"),
        ("\n[[waiver]]\npage='a.md'\nreason='r'\nuntil=2099-01-01\n", 2, "no rule"),
        ("[[waiver]]\nrule='LK-99'\npage='a.md'\nreason='r'\nuntil=2099-01-01\n", 1, "no rule"),
        ("[[waiver]]\nrule='LK-01'\nreason='r'\nuntil=2099-01-01\n", 1, "no page"),
        ("[[waiver]]\nrule='LK-01'\npage='a.md'\nreason=' '\nuntil=2099-01-01\n", 1, "no reason"),
        ("[[waiver]]\nrule='LK-01'\npage='a.md'\nreason='r'\n", 1, "no day"),
        ("[[waiver]]\nrule='LK-01'\npage='a.md'\nreason='r'\nuntil='soon'\n", 1, "no day"),
        ("[[waiver]]\nrule='LK-01'\npage='a.md'\nreason='r'\nuntil=2099-01-01\nline=0\n", 1, "line number"),
        ("[[waiver]]\nrule='LK-01'\npage='a.md'\nreason='r'\nuntil=2099-01-01\ncolumn=1\n", 1, "unknown key"),
    ],
)
def test_a_malformed_entry_is_a_finding_at_its_line(text: str, line: int, part: str) -> None:
    waivers, faults = parse_waivers("w.toml", text, KNOWN)
    assert waivers == ()
    assert [(fault.rule, fault.line) for fault in faults] == [("WV-01", line)]
    assert part in faults[0].message


def test_a_waiver_ends_after_its_last_day(tmp_path: Path) -> None:
    page = DRUG.replace(LINK, f"<!-- claimgraph waive LK-01 until 2026-11-22: r -->\n{LINK}")
    root = write_wiki(tmp_path, {DRUG_PATH: page})
    assert _found(_check(root, day=datetime.date(2026, 11, 22))) == []
    assert _found(_check(root, day=None)) == [], "without a day nothing expires"
    late = _check(root, day=datetime.date(2026, 11, 23))
    assert _found(late) == [("WV-02", DRUG_PATH, 10), ("LK-01", DRUG_PATH, 11)]
    assert "2026-11-22" in late.findings[0].message


def test_a_waiver_for_a_rule_that_does_not_run_is_not_stale(tmp_path: Path) -> None:
    page = DRUG + f"\n<!-- claimgraph waive-page LR-02 {UNTIL} -->\n"
    root = write_wiki(tmp_path, {DRUG_PATH: page})
    assert "WV-03" not in {rule for rule, _, _ in _found(_check(root))}
    report = check(CheckRequest(root=root, select=("WV",), today=DAY, day=DAY))
    assert [rule for rule, _, _ in _found(report)] == ["WV-03"]


def test_selection_does_not_make_waivers_stale(tmp_path: Path) -> None:
    page = DRUG.replace(LINK, f"{LINK} <!-- claimgraph waive LK-01 {UNTIL} -->")
    root = write_wiki(tmp_path, {DRUG_PATH: page})
    assert _found(_check(root, "WV")) == []
    (root / "claimgraph.toml").write_text('[rules]\nLK-01 = "off"\n', encoding="utf-8")
    assert _found(_check(root)) == []
