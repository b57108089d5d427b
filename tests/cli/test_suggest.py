"""``claimgraph suggest`` as a curator uses it: what it prints can be pasted and parses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimgraph.cli.main import run

_PAGE = """---
type: compound
aliases: [EXA]
---
# Examplin

## Mechanism

Examplin inhibits [[mtor|mTORC1]] in rats at 50 µg/kg [^lind]. Examplin may activate AMPK [^lind].
Examplin did not extend lifespan in mice [^lind]. Examplin binds | FKBP12 [^lind].
Examplin was associated with lower mortality [^lind].

## Background

[[mtor|mTORC1]] suppresses autophagy.

[^lind]: Lind A et al. 2011 · n=12 · in-vivo (rat) · DOI 10.1000/lind
"""
_MTOR = "---\ntype: pathway\naliases: [mTORC1]\n---\n# mTOR\n\nIt is a kinase [^a].\n\n[^a]: A B 2001\n"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    for name, text in (("molecules/compounds/examplin.md", _PAGE), ("pathways/mtor.md", _MTOR)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def _suggest(wiki: Path, *more: str) -> list[str]:
    page = wiki / "molecules/compounds/examplin.md"
    return ["suggest", str(page), "--vault", str(wiki), "--no-cache", *more]


def test_a_table_in_the_documented_format(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_suggest(wiki)) == 0
    header, rule, *rows = capsys.readouterr().out.strip().split("\n")
    assert header.startswith("| Subject | Predicate | Object | ")
    assert header.endswith(" | Evidence |")
    assert set(rule) == {"|", "-"}
    assert "| Examplin | inhibits | [[pathways/mtor\\|mTORC1]] |" in rows[0]
    assert "50 µg/kg" in rows[0]
    assert rows[0].endswith(" [^lind] |")
    assert any("not extends lifespan of" in row for row in rows)
    assert any("| speculative | #gap/unsourced |" in row for row in rows)


def test_what_is_pasted_parses_without_findings_and_says_the_same(
    wiki: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_suggest(wiki, "--format", "json")) == 0
    before = json.loads(capsys.readouterr().out)
    page = wiki / "molecules/compounds/examplin.md"
    page.write_text(_PAGE + "\n## Claims\n\n" + before[0]["table"] + "\n", encoding="utf-8")
    assert run(["show", "claims", str(wiki), "--no-cache", "--format", "json"]) == 0
    after = [row for row in json.loads(capsys.readouterr().out) if row["asserted_by"] == "claims-table"]
    said = (
        "predicate",
        "negated",
        "direction",
        "organism",
        "dose",
        "evidence",
        "subject_page",
        "object_page",
    )
    assert [[row[key] for key in said] for row in after] == [
        [row[key] for key in said] for row in before[0]["claims"]
    ]
    run(["check", str(wiki), "--no-cache", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    rules = {item["rule"] for item in (found if isinstance(found, list) else found["findings"])}
    assert not rules & {"CL-20", "CL-21", "CL-22", "CL-46"}


def test_a_page_with_a_claims_table_gets_none(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = wiki / "molecules/compounds/examplin.md"
    header = "| Subject | Predicate | Object | Evidence |\n|---|---|---|---|\n"
    page.write_text(_PAGE + "\n" + header + "| EXA | inhibits | AMPK | [^lind] |\n", encoding="utf-8")
    assert run(_suggest(wiki)) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "it has a claims table" in printed.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["suggest"], 2),
        (["suggest", "nowhere.md"], 3),
        (["suggest", __file__, "--vault", "{wiki}"], 2),
    ],
)
def test_wrong_use(wiki: Path, words: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([word.replace("{wiki}", str(wiki)) for word in words]) == code
    assert "rror" in capsys.readouterr().err
