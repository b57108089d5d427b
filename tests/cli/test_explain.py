"""``claimgraph explain`` as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Call = Callable[..., Any]


def test_the_card_is_printed(call: Call, built: Path) -> None:
    outcome = call("explain", "semax", "--graph", built)
    assert outcome.code == 0
    assert "WHAT THE STUDIES SAY" in outcome.out
    assert "WHO STANDS BEHIND IT" in outcome.out
    assert "https://doi.org/10.1016/j.brainres.2006.07.108" in outcome.out
    assert "\x1b" not in outcome.out
    assert max(map(len, outcome.out.split("\n"))) <= 100


def test_json_has_everything(call: Call, built: Path) -> None:
    card = json.loads(call("explain", "semax", "--graph", built, "--format", "json").out)
    assert card["name"] == "Semax"
    claims = [claim for group in card["backed"] for claim in group["claims"]]
    assert len(claims) == card["kinds"]["backed"]
    assert all(claim["where"]["path"] and claim["where"]["line"] for claim in claims)


def test_markdown_and_the_picture(call: Call, built: Path) -> None:
    markdown = call("explain", "semax", "bdnf", "--graph", built, "--format", "markdown").out
    assert markdown.startswith("# Semax ⇄ BDNF\n")
    picture = call("explain", "semax", "--graph", built, "--svg").out
    assert picture.startswith("<svg ")
    assert picture.endswith("</svg>\n")


def test_a_page_is_written_whole_and_prints_nothing(call: Call, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "card.html"
    outcome = call("explain", "semax", "--graph", built, "--format", "html", "--out", target)
    assert (outcome.code, outcome.out) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.endswith("</html>\n")
    assert "<script" not in text
    assert "http-equiv" in text


def test_a_width_is_kept(call: Call, built: Path) -> None:
    out = call("explain", "semax", "--graph", built, "--width", "60").out
    assert max(map(len, out.split("\n"))) <= 60


def test_wrong_use(call: Call, built: Path, tmp_path: Path) -> None:
    unknown = call("explain", "semx", "--graph", built)
    assert unknown.code == 2
    assert "semax" in unknown.err.casefold()
    assert call("explain", "semax", "--graph", tmp_path).code == 3


def test_broken_findings_are_an_unreadable_input(call: Call, built: Path, tmp_path: Path) -> None:
    (tmp_path / "store").symlink_to(built / "store", target_is_directory=True)
    (tmp_path / "findings.json").write_text("{", encoding="utf-8")
    outcome = call("explain", "semax", "--graph", tmp_path)
    assert outcome.code == 3
    assert "findings.json" in outcome.err
