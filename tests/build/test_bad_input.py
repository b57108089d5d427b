"""Broken pages become findings with a line, nothing else is lost, nothing is half-written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimgraph import build as building
from claimgraph import compilation
from claimgraph.build import build_vault, check_vault, read_values
from claimgraph.errors import UsageError

GOOD = """---
type: compound
aliases: [probanol]
targets: ["[[target-a]]"]
---
# Probe

Probe binds [[target-a]] [^one2020].

[^one2020]: doi:10.5555/probe.1 · One A, Two B · *J Made Up* 2020 · in-vitro · n=3 · model: test tube
"""

BROKEN = {
    "empty.md": "",
    "blank.md": "\n\n",
    "unclosed.md": "---\ntype: compound\naliases: [x]\n\n# Unclosed\n\nIt binds [[target-a]] [^k].\n\n"
    "[^k]: doi:10.5555/u.1 · review\n",
    "spill.md": '---\ntype: compound\nnext-experiment: "a trial" and then some more: text\n'
    "aliases: [spilled]\n---\n# Spill\n\nText about [[target-a]].\n",
    "nested.md": "---\ntype: compound\naliases: [[a, b], c]\ntargets:\n  - x: y\n---\n# Nested\n",
    "commas.md": "---\ntype: compound\naliases: one, two, three\n---\n# Commas\n",
    "bomb.md": "---\ntype: compound\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n# Bomb\n",
    "nul.md": "---\ntype: compound\n---\n# N\x00l\n\nText \u202e reversed.\n",
    "crlf.md": "---\r\ntype: compound\r\n---\r\n# Crlf\r\n\r\n[[target-a]] [^k].\r\n\r\n[^k]: PMID:1\r\n",
    "brackets.md": "# B\n\n" + "[" * 20_000 + "\n",
    "deep.md": "# D\n\n" + ">" * 3_000 + " quoted\n",
    "fences.md": "---\n---\n---\n",
    "only.md": "---\ntype: compound\n---",
}


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    root.mkdir()
    (root / "good.md").write_text(GOOD, encoding="utf-8")
    (root / "target-a.md").write_text("---\ntype: protein\n---\n# Target A\n", encoding="utf-8")
    for name, text in BROKEN.items():
        (root / name).write_bytes(text.encode("utf-8"))
    (root / "latin1.md").write_bytes(b"---\ntype: compound\n---\n# Caf\xe9\n")
    return root


def test_every_page_is_read_and_the_good_one_is_whole(wiki: Path) -> None:
    reading = read_values(wiki)
    assert reading.failed == ()
    pages = {page.path: page for page in reading.values.pages}
    assert set(pages) == {"good.md", "target-a.md", "latin1.md", *BROKEN}
    good = pages["good.md"]
    assert [citation.facts.identifiers[0].value for citation in good.citations] == ["10.5555/probe.1"]
    assert any(claim.object.text == "target-a" for claim in good.claims)


def test_what_follows_the_break_is_not_lost(wiki: Path) -> None:
    pages = {page.path: page for page in read_values(wiki).values.pages}
    assert [c.key for c in pages["unclosed.md"].citations] == ["k"]
    assert pages["unclosed.md"].page_type == "compound"
    assert "spilled" in pages["spill.md"].aliases
    assert any(link.target == "target-a" for link in pages["spill.md"].links)
    assert pages["commas.md"].aliases == ("one", "two", "three")
    assert [c.key for c in pages["crlf.md"].citations] == ["k"]


@pytest.mark.parametrize(
    "name", ["empty.md", "unclosed.md", "spill.md", "nested.md", "bomb.md", "nul.md", "latin1.md"]
)
def test_a_broken_page_has_a_finding_with_a_line(wiki: Path, name: str) -> None:
    findings = [finding for finding in check_vault(wiki).findings if finding.path == name]
    assert findings
    lines = (wiki / name).read_bytes().count(b"\n") + 1
    assert all(1 <= finding.line <= finding.end_line <= lines for finding in findings)
    assert any(finding.rule[:2] in {"FM", "RD"} for finding in findings)


def test_a_page_that_breaks_our_own_code_hides_no_other(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = building.parse_document

    def fragile(path: str, text: str) -> object:
        if path == "good.md":
            raise ZeroDivisionError("made to fail")
        return real(path, text)

    monkeypatch.setattr(building, "parse_document", fragile)
    reading = read_values(wiki)
    assert [(finding.rule, finding.path) for finding in reading.failed] == [("RD-99", "good.md")]
    assert "target-a.md" in {page.path for page in reading.values.pages}


def test_a_failed_build_leaves_the_old_results(
    wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build_vault(wiki, out)
    before = {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()}

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compilation, "write_nquads", full_disk)
    (wiki / "good.md").write_text(GOOD + "\nMore.\n", encoding="utf-8")
    with pytest.raises(OSError, match="No space"):
        build_vault(wiki, out)
    assert {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()} == before
    assert sorted(file.name for file in out.iterdir()) == sorted(before)


def test_a_foreign_store_folder_is_never_replaced(wiki: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "store").mkdir(parents=True)
    (out / "store" / "mine.txt").write_text("keep me")
    with pytest.raises(UsageError, match="not a claimgraph store"):
        build_vault(wiki, out)
    assert (out / "store" / "mine.txt").read_text() == "keep me"


def test_severities_of_the_configuration(wiki: Path) -> None:
    before = {f.rule for f in check_vault(wiki).findings}
    assert "FM-02" in before
    (wiki / "claimgraph.toml").write_text('[severity]\nFM-02 = "off"\nFN-02 = "error"\n', encoding="utf-8")
    after = check_vault(wiki).findings
    assert "FM-02" not in {f.rule for f in after}
    (wiki / "claimgraph.toml").write_text('[severity]\nXX-99 = "off"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="XX-99"):
        check_vault(wiki)


def test_findings_on_disk_are_those_of_check(wiki: Path, tmp_path: Path) -> None:
    build_vault(wiki, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert [(f["rule"], f["path"], f["line"]) for f in written["findings"]] == [
        (f.rule, f.path, f.line) for f in check_vault(wiki).findings
    ]
