"""``ask`` with a query of the user's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

CG = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> "
HEAVY = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(12)) + " }"


def test_rows_as_table_csv_and_json(call: Callable[..., tuple[int, str, str]], built: Path) -> None:
    query = CG + "SELECT (COUNT(DISTINCT ?p) AS ?pages) { ?p a cg:Page }"
    code, out, _ = call("ask", "--sparql", query, "--graph", built, "--format", "json")
    assert code == 0
    answer = json.loads(out)
    assert answer["columns"] == ["pages"]
    assert answer["rows"][0]["pages"] > 10
    assert call("ask", "--sparql", query, "--graph", built, "--format", "csv")[1].startswith("pages\n")
    assert "1 row" in call("ask", "--sparql", query, "--graph", built)[1]


def test_a_truth_and_triples_are_rows_too(call: Callable[..., tuple[int, str, str]], built: Path) -> None:
    out = call("ask", "--sparql", "ASK { ?s ?p ?o }", "--graph", built, "--format", "csv")[1]
    assert out == "answer\ntrue\n"
    query = CG + "CONSTRUCT { ?p a cg:Page } WHERE { ?p a cg:Page }"
    rows = json.loads(call("ask", "--sparql", query, "--graph", built, "--format", "json")[1])["rows"]
    assert rows == sorted(rows, key=lambda row: row["subject"])
    assert list(rows[0]) == ["subject", "predicate", "object"]


def test_from_a_file(call: Callable[..., tuple[int, str, str]], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# mine\nSELECT ?x { VALUES ?x { 1 2 } } ORDER BY ?x\n", encoding="utf-8")
    code, out, _ = call("ask", "--file", path, "--graph", built, "--format", "csv")
    assert (code, out) == (0, "x\n1\n2\n")
    assert call("ask", "--file", tmp_path / "none.rq", "--graph", built)[0] == 3
    path.write_bytes(b"\xff\xfe")
    assert call("ask", "--file", path, "--graph", built)[0] == 3


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--sparql", "SELECT * { SERVICE <http://127.0.0.1:1/> { } }"], 2, "SERVICE is not allowed"),
        (["--sparql", "SELECT * {\n ?s ?p }"], 2, "not SPARQL 1.1"),
        (["--sparql", "DROP ALL"], 2, "read-only"),
        (["--sparql", "SELECT * { ?s ?p ?o }", "--max-rows", "5"], 2, "more than 5 rows"),
        (["--sparql", HEAVY, "--timeout", "0.5"], 4, "took longer than 0.5 seconds"),
        (["effects", "--sparql", "ASK {}"], 2, "one of QUERY_ID, --sparql or --file"),
        (["--sparql", "ASK {}", "--param", "x=y"], 2, "saved questions"),
        (["--sparql", "SELECT * { ?s ?p '\udcff' }"], 2, "not UTF-8"),
        (["effects", "-p", "compound=\udcff"], 2, "not UTF-8"),
        ([], 2, "one of QUERY_ID"),
    ],
)
def test_what_is_wrong_is_said(
    call: Callable[..., tuple[int, str, str]], built: Path, words: list[str], code: int, says: str
) -> None:
    found, out, err = call("ask", *words, "--graph", built)
    assert (found, out) == (code, "")
    assert says in err
    assert "help" in err or "not SPARQL" in err


def test_a_saved_question_keeps_a_deadline(call: Callable[..., tuple[int, str, str]], built: Path) -> None:
    plain = call("ask", "effects", "-p", "compound=semax", "--graph", built, "--format", "csv")
    timed = call(
        "ask", "effects", "-p", "compound=semax", "--graph", built, "--format", "csv", "--timeout", "60"
    )
    assert plain == timed


def test_it_needs_one_place_to_ask(call: Callable[..., tuple[int, str, str]], built: Path) -> None:
    assert call("ask", "effects")[0] == 2
    assert call("ask", "effects", "--graph", built, "--endpoint", "http://127.0.0.1:1/")[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not POSIX there")
def test_an_interrupt_ends_both_processes(built: Path) -> None:
    words = ["-m", "claimgraph", "ask", "--sparql", HEAVY, "--graph", str(built)]
    process = subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    children: list[str] = []
    listing = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(300):
        if listing.exists() and (children := listing.read_text().split()):
            break
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == b""
    assert b"interrupted" in err
    assert b"Traceback" not in err
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(int(child), 0)
