"""The contract of docs/cli.md, called as scripts and CI call it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

SUMMARY = {
    "pages", "pages_failed", "entities", "unlinked_entities", "claims", "statements", "citations", "sources",
    "gaps", "links", "quads", "findings",
}  # fmt: skip
SHOWN = {
    "citations": {"key", "doi", "pmid", "pmcid", "nct", "study_page", "designs", "n", "organisms", "access",
                  "retracted", "raw"},
    "links": {"target", "label", "anchor", "outcome", "resolved_to", "how"},
    "gaps": {"kind", "class", "about"},
    "statements": {"text", "citations"},
    "claims": {"subject", "predicate", "object", "direction", "negated", "certainty", "organism", "tissue",
               "dose", "route", "timing", "population", "comparator", "effect", "evidence", "evidence_scope",
               "gaps", "asserted_by", "subject_page", "object_page"},
    "sources": {"doi", "pmid", "authors", "access"},
}  # fmt: skip


@pytest.mark.parametrize(
    "command", ["demo", "build", "check", "show", "suggest", "ask", "queries", "rule", "export"]
)
def test_every_command_has_examples_and_json(call: Call, command: str) -> None:
    outcome = call(command, "--help")
    assert outcome.code == 0
    assert f"claimgraph {command}" in outcome.out
    assert "--format" in outcome.out
    assert "json" in outcome.out


def test_build_prints_one_object_and_writes_everything(call: Call, vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = call("build", vault, "--out", out, "--format", "json")
    assert outcome.code == 0, outcome.err
    summary = json.loads(outcome.out)
    assert set(summary) == SUMMARY
    assert set(summary["links"]) == {"resolved", "dangling", "ambiguous"}
    assert set(summary["findings"]) == {"error", "warning", "info"}
    assert summary["pages_failed"] == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "findings.json", "graph.nq", "summary.json",
    ]  # fmt: skip
    lines = (out / "graph.nq").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert len(lines) == summary["quads"]
    assert json.loads((out / "summary.json").read_text()) == summary
    checked = call("check", vault, "--format", "json")
    assert json.loads((out / "findings.json").read_text()) == json.loads(checked.out)


def test_check_sorts_counts_and_agrees_with_its_exit_code(call: Call, vault: Path) -> None:
    outcome = call("check", vault, "--format", "json")
    report = json.loads(outcome.out)
    assert outcome.code == (0 if report["conforms"] else 1)
    assert report["conforms"] is True
    places = [(finding["path"], finding["line"], finding["rule"]) for finding in report["findings"]]
    assert places == sorted(places)
    keys = {"rule", "severity", "message", "path", "line", "end_line", "focus", "value", "help"}
    for finding in report["findings"]:
        assert keys <= set(finding)
        page = (vault / finding["path"]).read_text(encoding="utf-8")
        assert 1 <= finding["line"] <= finding["end_line"] <= page.count("\n") + 1
    assert len(report["rules"]) >= 15
    found = {rule["id"]: rule["findings"] for rule in report["rules"]}
    for finding in report["findings"]:
        assert found[finding["rule"]] > 0


def test_fail_on_decides_the_exit_code(call: Call, vault: Path, tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("---\ntype: compound\n---\n# A\n\nIt works [^nobody].\n", encoding="utf-8")
    outcome = call("check", tmp_path, "--format", "json")
    report = json.loads(outcome.out)
    assert outcome.code == 1
    assert report["conforms"] is False
    assert ("a.md", 6) in {(f["path"], f["line"]) for f in report["findings"] if f["rule"] == "FN-01"}
    page.write_text("---\ntype: compound\ntype: compound\n---\n# A\n", encoding="utf-8")
    assert call("check", tmp_path).code == 1


@pytest.mark.parametrize("what", list(SHOWN))
def test_show_prints_one_object_a_line_at_its_place(call: Call, vault: Path, what: str) -> None:
    outcome = call("show", what, vault, "--format", "jsonl")
    assert outcome.code == 0, outcome.err
    rows = [json.loads(line) for line in outcome.out.splitlines()]
    assert rows
    for row in rows:
        assert SHOWN[what] | {"path", "line"} <= set(row)
        text = (vault / row["path"]).read_bytes().decode("utf-8")
        if "start" in row:
            assert text.count("\n", 0, row["start"]) + 1 == row["line"]
        if what == "statements":
            assert text[row["start"] : row["end"]] == row["text"]
        if what == "links":
            assert text[row["start"] : row["end"]] == row["raw"]


def test_show_one_page(call: Call, vault: Path) -> None:
    page = "molecules/compounds/semax.md"
    outcome = call("show", "claims", vault, "--page", page, "--format", "jsonl")
    rows = [json.loads(line) for line in outcome.out.splitlines()]
    assert {row["path"] for row in rows} == {page}
    raised = [
        row for row in rows if row["predicate"] == "increases_level" and row["evidence"] == ["dolotov2006"]
    ]
    assert raised
    assert raised[0]["organism"] == "rattus-norvegicus"
    assert "hippocampus" in raised[0]["tissue"]
    assert "50" in raised[0]["dose"]
    assert raised[0]["route"] == "intranasal"
    assert raised[0]["subject_page"] == page
    assert raised[0]["object_page"] == "molecules/proteins/bdnf.md"
    assert call("show", "claims", vault, "--page", "nowhere.md").code == 2


def test_ask_in_three_formats(call: Call, built: Path) -> None:
    words = ("ask", "effects", "--param", "compound=semax", "--graph", built)
    table = call(*words)
    assert table.code == 0, table.err
    assert "BDNF" in table.out
    rows = json.loads(call(*words, "--format", "json").out)["rows"]
    parsed = list(csv.DictReader(call(*words, "--format", "csv").out.splitlines()))
    assert len(rows) == len(parsed) > 0


def test_ask_refuses_with_a_remedy(call: Call, built: Path, tmp_path: Path) -> None:
    for words, code in (
        (("ask", "efects", "--graph", built), 2),
        (("ask", "effects", "--graph", built, "--param", "compound"), 2),
        (("ask", "effects", "--graph", built, "--param", "nonsense=1"), 2),
        (("ask", "effects", "--graph", built, "--param", "compound=no such thing"), 2),
        (("ask", "effects", "--graph", tmp_path, "--param", "compound=semax"), 3),
        (("export", "gexf", "--graph", tmp_path, "--out", tmp_path / "x"), 3),
        (("check", tmp_path / "nowhere"), 3),
        (("rule", "NO-1"), 2),
        (("queries", "nothing"), 2),
        (("show", "nothing", built), 2),
        (("nothing",), 2),
        (("check", built, "--today", "yesterday"), 2),
    ):
        outcome = call(*words)
        assert outcome.code == code, words
        assert outcome.err
        assert "Traceback" not in outcome.err + outcome.out


def test_rules_and_queries_explain_themselves(call: Call) -> None:
    rules = json.loads(call("rule", "--format", "json").out)
    assert len(rules) >= 15
    for rule in rules:
        assert all(rule[key] for key in ("id", "name", "severity", "what", "why", "how", "pass", "fail"))
        shown = call("rule", rule["id"])
        assert shown.code == 0
        assert rule["name"] in shown.out
    queries = json.loads(call("queries", "--format", "json").out)
    assert len(queries) >= 10
    for query in queries:
        shown = call("queries", query["id"])
        assert shown.code == 0
        assert query["summary"] in shown.out


def test_the_demo_tells_where_the_files_are(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    outcome = call("demo", "--out", out)
    assert outcome.code == 0, outcome.err
    assert "BDNF" in outcome.out
    for name in ("graph.nq", "store", "findings.json", "wiki.gexf"):
        assert (out / name).exists()
        assert str(out / name) in outcome.out


def test_the_installed_command_is_quiet_when_its_reader_goes_away(vault: Path) -> None:
    show = subprocess.Popen(
        [sys.executable, "-c", "from claimgraph.__main__ import main; main()", "show", "links", str(vault),
         "--format", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert show.stdout is not None
    assert show.stderr is not None
    show.stdout.readline()
    show.stdout.close()
    assert show.stderr.read() == b""
    show.stderr.close()
    assert show.wait(timeout=60) == 141
