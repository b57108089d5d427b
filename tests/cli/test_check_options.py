"""`claimgraph check` as a curator and a CI job use it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "review"))

from wikis import DRUG, DRUG_PATH, MTOR, commit, git, write_wiki

Call = Callable[..., Any]
ONLY = ("--select", "LK-01,FN-01", "--select", "RD-06,WV")
PIPE = DRUG.replace("[[other-drug]].", "[[other-drug]].\n\n| A | B |\n|---|---|\n| [[mtor|x]] | 2 |")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return write_wiki(tmp_path / "my wiki é")


def test_text_shows_the_line_and_its_marks(call: Call, wiki: Path) -> None:
    outcome = call("check", wiki, *ONLY)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[:4] == [
        DRUG_PATH,
        f"{DRUG_PATH}:10:16: info LK-01: there is no page named other-drug",
        "     10 | It is a kin of [[other-drug]].",
        "        |                ^^^^^^^^^^^^^^",
    ]
    assert "\x1b" not in outcome.out
    assert "\x1b[" in call("check", wiki, *ONLY, "--color", "always").out
    assert call("check", wiki, *ONLY, "--fail-on", "info").code == 1


def test_shorter_texts(call: Call, wiki: Path) -> None:
    short = call("check", wiki, *ONLY, "--no-source", "--no-help", "-q").out.splitlines()
    assert short == [f"{DRUG_PATH}:10:16: info LK-01: there is no page named other-drug"]
    statistics = call("check", wiki, *ONLY, "--statistics").out
    assert "1         LK-01  info" in statistics
    assert "other-drug" not in statistics


def test_every_format_to_a_file_and_to_standard_output(call: Call, wiki: Path, tmp_path: Path) -> None:
    names = ("text", "json", "sarif", "github", "junit", "html")
    reports = [word for name in names for word in ("--report", f"{name}={tmp_path / f'out/a b.{name}'}")]
    assert call("check", wiki, *ONLY, "-q", *reports).code == 0
    for name in names:
        printed = call("check", wiki, *ONLY, "-q", "--format", name)
        written = (tmp_path / f"out/a b.{name}").read_text("utf-8")
        assert printed.out == written, name
        assert "other-drug" in written
    one = call("check", wiki, *ONLY, "--format", "json", "--output", tmp_path / "one.json")
    assert one.out == ""
    assert "1 info" in one.err
    assert json.loads((tmp_path / "one.json").read_text("utf-8"))["findings"][0]["column"] == 16


def test_paths_from_the_top_of_the_repository(call: Call, wiki: Path) -> None:
    git(wiki.parent, "init", "--quiet")
    uri = json.loads(call("check", wiki, *ONLY, "--format", "sarif").out)["runs"][0]["results"][0][
        "locations"
    ][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"my%20wiki%20%C3%A9/{DRUG_PATH}"
    assert f"file=my wiki é/{DRUG_PATH}," in call("check", wiki, *ONLY, "--format", "github").out
    assert (
        f"file={DRUG_PATH}," in call("check", wiki, *ONLY, "--format", "github", "--path-prefix", "none").out
    )
    assert call("check", wiki, *ONLY, "-q", "--path-prefix", "a\\b").out.startswith(f"a/b/{DRUG_PATH}\n")


def test_a_baseline_from_beginning_to_end(call: Call, wiki: Path, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    assert call("check", wiki, *ONLY, "--write-baseline", file, "--fail-on", "info").code == 0
    old = call("check", wiki, *ONLY, "--baseline", file, "--fail-on", "info")
    assert old.code == 0
    assert "1 finding known from the baseline" in old.out
    page = wiki / DRUG_PATH
    page.write_text(page.read_text("utf-8") + "\n[[new]]\n", "utf-8")
    new = call(
        "check", wiki, *ONLY, "--baseline", file, "--fail-on", "info", "-q", "--no-source", "--no-help"
    )
    assert (new.code, new.out.count("\n")) == (1, 1)
    write_wiki(wiki, {DRUG_PATH: DRUG.replace("[[other-drug]]", "[[mtor]]")})
    gone = call("check", wiki, *ONLY, "--baseline", file)
    assert "1 finding of the baseline gone" in gone.out
    assert f"{DRUG_PATH}: LK-01: there is no page named other-drug" in gone.out


def test_waivers_and_the_day(call: Call, wiki: Path) -> None:
    (wiki / "claimgraph-waivers.toml").write_text(
        f'[[waiver]]\nrule = "LK-01"\npage = "{DRUG_PATH}"\nreason = "r"\nuntil = 2026-06-30\n', "utf-8"
    )
    valid = call("check", wiki, *ONLY, "--today", "2026-06-30", "--fail-on", "info")
    assert (valid.code, "1 finding waived" in valid.out) == (0, True)
    ended = call("check", wiki, *ONLY, "--today", "2026-07-01", "--fail-on", "info")
    assert ended.code == 1
    assert "claimgraph-waivers.toml:1:1: warning WV-02" in ended.out


def test_diff_then_fix_then_nothing(call: Call, wiki: Path) -> None:
    write_wiki(wiki, {DRUG_PATH: PIPE})
    diff = call("check", wiki, *ONLY, "--diff")
    assert diff.code == 1
    assert "-| [[mtor|x]] | 2 |\n+| [[mtor\\|x]] | 2 |\n" in diff.out
    assert (wiki / DRUG_PATH).read_text("utf-8") == PIPE
    (page,) = json.loads(call("check", wiki, *ONLY, "--diff", "--format", "json").out)
    assert (page["path"], page["diff"]) == (DRUG_PATH, diff.out)
    assert [one["rule"] for one in page["mended"]] == ["RD-06"]
    (count,) = [
        one
        for one in json.loads(call("check", wiki, *ONLY, "--statistics", "--format", "json").out)
        if one["rule"] == "RD-06"
    ]
    assert (count["findings"], count["fixable"]) == (1, 1)
    refused = call("check", wiki, *ONLY, "--diff", "--format", "sarif")
    assert (refused.code, "prints text or json" in refused.err) == (2, True)
    fixed = call("check", wiki, *ONLY, "--fix")
    assert fixed.code == 0
    assert "1 finding mended in 1 page" in fixed.err
    assert "RD-06" not in fixed.out
    after = (wiki / DRUG_PATH).read_bytes()
    assert after.decode() == PIPE.replace("[[mtor|x]]", "[[mtor\\|x]]")
    again = call("check", wiki, *ONLY, "--fix")
    assert (again.err, (wiki / DRUG_PATH).read_bytes()) == ("", after)
    assert call("check", wiki, *ONLY, "--diff").code == 0


def test_changed_since(call: Call, wiki: Path) -> None:
    git(wiki.parent, "init", "--quiet")
    commit(wiki.parent)
    words = ("check", wiki, *ONLY, "--no-source", "--no-help", "-q", "--fail-on", "info")
    assert call(*words, "--changed-since", "HEAD").out == ""
    write_wiki(wiki, {"neu/größe.md": MTOR.replace("[[drug]]", "[[absent]]")})
    changed = call(*words, "--changed-since", "HEAD")
    assert (changed.code, changed.out) == (
        1, "neu/größe.md:7:5: info LK-01: there is no page named absent\n",
    )  # fmt: skip
    assert call(*words, "--staged").out == "", "what is not staged is not looked at"
    git(wiki, "add", "--all")
    assert call(*words, "--staged").out == changed.out
    assert json.loads(call(*words, "--changed-since", "HEAD", "--format", "json").out)["changed_since"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--select", "LK-O1"), "did you mean LK-01"),
        (("--ignore", "XX"), "no rule"),
        (("--changed-since", "HEAD"), "no git repository"),
        (("--changed-pages",), "--changed-since"),
        (("--staged", "--changed-since", "x"), "contradict"),
        (("--fix", "--diff"), "contradict"),
        (("--baseline", "none.json"), "no such baseline"),
        (("--baseline", "b", "--no-baseline"), "contradict"),
        (("--fix", "--write-baseline", "x"), "does not go"),
        (("--report", "sarif"), "FORMAT=FILE"),
        (("--report", "yaml=x"), "FORMAT=FILE"),
        (("--format", "yaml"), "yaml"),
    ],
)
def test_wrong_use_is_told(call: Call, wiki: Path, words: tuple[str, ...], part: str) -> None:
    outcome = call("check", wiki, *words)
    assert outcome.code == 2
    assert part in outcome.err
    assert outcome.out == ""


def test_the_configuration_decides_what_fails(call: Call, wiki: Path) -> None:
    (wiki / "claimgraph.toml").write_text('[rules]\nselect = ["LK-01"]\nfail-on = "info"\n', "utf-8")
    assert call("check", wiki).code == 1
    assert call("check", wiki, "--fail-on", "error").code == 0
    assert call("check", wiki, "--ignore", "LK").code == 0
    (wiki / "claimgraph.toml").write_text('[rules]\nLK-O1 = "off"\n', "utf-8")
    outcome = call("check", wiki)
    assert (outcome.code, "did you mean LK-01" in outcome.err) == (2, True)
