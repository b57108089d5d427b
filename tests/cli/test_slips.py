"""Slips of the hand on the command line: a clear sentence, the right exit code, whatever the terminal is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claimgraph.cli.main import cli, run


@pytest.mark.parametrize(
    ("words", "code"), [(["--wrong"], 2), (["rule", "--wrong"], 2), (["check", "no-such-wiki"], 3)]
)
def test_an_error_keeps_its_code_where_nobody_reads_it(words: list[str], code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "claimgraph", *words], stderr=gone, stdout=gone, check=False
        )
    assert done.returncode == code


def test_a_character_that_the_output_lacks_is_escaped() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "claimgraph", "--help"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"0 conforms \xb7 1 findings" in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "claimgraph", "queries"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"\\u2500" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["chekc", "wiki"], 2, "Did you mean 'check'?"),
        (["ask", "effects"], 2, "ask needs --graph DIR or --endpoint URL\n"),
        (["ask", "effects", "--graph", "out", "--endpoint", "http://localhost/"], 2, "not both\n"),
        (["suggest", "."], 3, "a folder, not a page"),
    ],
)
def test_what_is_said(words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == code
    assert said in capsys.readouterr().err


def test_a_query_says_which_parameters_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["queries", "effects"]) == 0
    told = capsys.readouterr().out
    assert "object (entity, optional):" in told
    assert "compound (entity):" in told


def test_a_part_of_a_graph_is_unreadable_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "graph.nq").write_text("<https://example.org/a> <https://exa")
    assert run(["ask", "retracted-in-use", "--graph", str(tmp_path)]) == 3
    assert "not a whole graph" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["graph.nq"]


def test_the_list_of_commands_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.split("Commands:")[1].split("Exit codes")[0]
    assert "..." not in listed
    assert all(f"  {name} " in listed for name in cli.commands or ["demo", "restore"])


@pytest.mark.parametrize("written", ["FN-5", "fn5", "fn 5"])
def test_a_rule_without_its_zero_is_recognised(call: Callable[..., Any], written: str) -> None:
    outcome = call("rule", written)
    assert outcome.code == 2
    assert "did you mean FN-05" in outcome.err


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
def test_a_closed_stream_changes_no_exit_code(closed: str) -> None:
    number = ("stdin", "stdout", "stderr").index(closed)
    for words, code in (("rule FN-05", 0), ("rule NO-1", 2)):
        line = f"{sys.executable} -m claimgraph {words} {number}>&-"
        ended = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        assert ended.returncode == code, ended.stderr
        assert "internal" not in ended.stderr


def test_no_colour_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True, raising=False)
    for unwanted in ("", "1"):
        monkeypatch.setenv("NO_COLOR", unwanted)
        capsys.readouterr()
        assert run(["rule", "FN-05"]) == 0
        assert run(["rule", "NO-1"]) == 2
        captured = capsys.readouterr()
        for text in (captured.out, captured.err):
            assert ("\x1b" in text) == (not unwanted)
