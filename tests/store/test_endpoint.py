"""Endpoints that answer, misbehave, want a password, or are to be loaded; each on the loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from claimgraph.cli.main import run
from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.store import EndpointStore, Limits, Loader, Plan, find_services, read_parts
from claimgraph.store.requests import RefusedError, check_url

SERVER = Path(__file__).with_name("loopback_server.py")
ROWS = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?s ?o"
SECRET = "correct horse"


class Running(NamedTuple):
    base: str
    folder: Path

    def requests(self, path: str | None = None) -> list[dict[str, Any]]:
        text = (self.folder / "requests.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if path is None or row["path"] == path]


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"CLAIMGRAPH_ENDPOINT_{name}", raising=False)
    running: list[subprocess.Popen[str]] = []

    def begin(**faults: Any) -> Running:
        folder = tmp_path / f"server{len(running)}"
        folder.mkdir()
        words = [sys.executable, str(SERVER), str(folder), json.dumps(faults)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        running.append(process)
        assert process.stdout is not None
        return Running(f"http://127.0.0.1:{process.stdout.readline().strip()}", folder)

    yield begin
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def quads(**graphs: str) -> str:
    lines = [
        f"<http://e/{s}> <http://e/p> <http://e/{o}> <http://e/graph/{graph}> .\n"
        for graph, pairs in graphs.items()
        for s, o in pairs.split()
    ]
    lines.append('<http://e/x> <http://e/name> "a . \\"b\\" <c>"@en <http://e/graph/-/sources> .\n')
    return "".join(sorted(lines))


def load(server: Running, folder: Path, text: str, **options: Any) -> Plan:
    folder.mkdir(exist_ok=True)
    path = folder / "graph.nq"
    path.write_text(text, encoding="utf-8")
    with read_parts(path) as parts:
        loader = Loader(find_services(f"{server.base}/query"), parts, limits=Limits(seconds=20))
        return loader.plan() if options.get("dry") else loader.run()


def rows(server: Running) -> list[tuple[str, ...]]:
    return list(EndpointStore(f"{server.base}/query").select(ROWS, trusted=True).texts())


# ------------------------------------------------------------------------------- loading


def test_loading_is_idempotent_and_follows_the_file(start: Start, tmp_path: Path) -> None:
    server = start()
    first = load(server, tmp_path / "out", quads(a="ab cd", b="ef"))
    assert [len(first.added), len(first.replaced), len(first.deleted), len(first.unchanged)] == [3, 0, 0, 0]
    assert len(rows(server)) == 3
    puts = len(server.requests("store"))
    again = load(server, tmp_path / "out", quads(a="ab cd", b="ef"))
    assert again == Plan((), (), (), first.added)
    assert len(server.requests("store")) == puts
    third = load(server, tmp_path / "out", quads(a="ab cx", c="gh"))
    assert third.added == ("http://e/graph/c",)
    assert third.replaced == ("http://e/graph/a",)
    assert third.deleted == ("http://e/graph/b",)
    assert rows(server) == [
        ("http://e/a", "http://e/b"),
        ("http://e/c", "http://e/x"),
        ("http://e/g", "http://e/h"),
    ]


def test_a_dry_run_changes_nothing(start: Start, tmp_path: Path) -> None:
    server = start()
    plan = load(server, tmp_path / "out", quads(a="ab"), dry=True)
    assert len(plan.added) == 2
    assert server.requests("store") == server.requests("update") == []


def test_what_was_interrupted_goes_on(start: Start, tmp_path: Path) -> None:
    server = start(die_at={"update": 2})
    text = quads(a="ab", b="cd", c="ef")
    with pytest.raises(EngineError, match="cannot be reached"):
        load(server, tmp_path / "out", text)
    sent = len(server.requests("store"))
    plan = load(server, tmp_path / "out", text)
    assert len(plan.unchanged) == 1
    # The graph that lay in staging is not sent again: of four, two had been sent.
    assert len(server.requests("store")) == sent + 2
    assert len(rows(server)) == 3
    assert load(server, tmp_path / "out", text).added == ()


def test_graphs_of_others_stay(start: Start, tmp_path: Path) -> None:
    server = start()
    load(server, tmp_path / "out", quads(a="ab"))
    load_other = "INSERT DATA { GRAPH <http://other/g> { <http://e/o> <http://e/p> <http://e/q> } }"
    post(server, "update", load_other)
    load(server, tmp_path / "out", quads(b="cd"))
    assert ("http://e/o", "http://e/q") in rows(server)
    assert len(rows(server)) == 2


def post(server: Running, kind: str, text: str) -> None:
    from urllib.parse import urlencode
    from urllib.request import urlopen

    with urlopen(f"{server.base}/{kind}", data=urlencode({kind: text}).encode(), timeout=10):
        pass


def test_a_graph_changed_by_hand_is_mended(start: Start, tmp_path: Path) -> None:
    server = start()
    load(server, tmp_path / "out", quads(a="ab cd"))
    post(
        server,
        "update",
        "DELETE DATA { GRAPH <http://e/graph/a> { <http://e/a> <http://e/p> <http://e/b> } }",
    )
    assert load(server, tmp_path / "out", quads(a="ab cd")).replaced == ("http://e/graph/a",)
    assert len(rows(server)) == 2


def test_without_the_graph_store_protocol_updates_do(start: Start, tmp_path: Path) -> None:
    server = start(status={"store": 405})
    load(server, tmp_path / "out", quads(a="ab cd", b="ef"))
    assert len(rows(server)) == 3
    assert len(server.requests("store")) == 1


def test_a_server_that_loses_triples_is_not_believed(start: Start, tmp_path: Path) -> None:
    server = start(lossy=True)
    with pytest.raises(EngineError, match="was sent"):
        load(server, tmp_path / "out", quads(a="ab cd"))
    assert rows(server) == [] or all("staging" not in row[0] for row in rows(server))
    assert not any(name for name in loaded_names(server))


def loaded_names(server: Running) -> list[str]:
    store = EndpointStore(f"{server.base}/query", union=False)
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    found = [row[0] for row in store.select(query, trusted=True).texts()]
    return [name for name in found if not name.startswith("urn:claimgraph:staging:")]


@pytest.mark.parametrize(
    "line",
    [
        "<http://e/a> <http://e/p> <http://e/b> .",
        "_:a <http://e/p> <http://e/b> <http://e/g> .",
        "nonsense",
        "",
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "graph.nq"
    path.write_text(quads(a="ab") + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught, read_parts(path):
        pass
    assert caught.value.line == 3


def test_a_part_is_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text(quads(a="ab cd").rstrip("\n"), encoding="utf-8")
    with read_parts(path) as parts:
        found = {part.graph: b"".join(parts.lines(part.graph)).decode() for part in parts.parts}
        digests = {part.digest for part in parts.parts}
    assert found["http://e/graph/-/sources"] == '<http://e/x> <http://e/name> "a . \\"b\\" <c>"@en .\n'
    assert found["http://e/graph/a"].count("\n") == 2
    assert len(digests) == 2


# ---------------------------------------------------------------------------- misbehaviour


def test_a_busy_server_is_asked_again_but_an_update_is_sent_once(start: Start, tmp_path: Path) -> None:
    server = start(busy=2)
    assert rows(server) == []
    assert len(server.requests("query")) >= 3
    with pytest.raises(RefusedError) as caught:
        load(server, tmp_path / "out", quads(a="ab"))
    assert caught.value.status == 503
    assert len(server.requests("update")) == 1


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ({"redirect": "http://127.0.0.1:1/elsewhere"}, "was not named"),
        ({"redirect": "file:///etc/passwd"}, "was not named"),
        ({"type": "text/html"}, "text/html"),
        ({"type": "text/plain"}, "text/plain"),
        ({"status": {"query": 500}}, "answered 500"),
        ({"apart": True}, "default graph does not show"),
        ({"cut": True}, "answer ended after"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(start: Start, faults: dict[str, Any], says: str) -> None:
    server = start(**faults)
    if "apart" in faults:
        post(
            server, "update", "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> <http://e/b> } }"
        )
    with pytest.raises(EngineError, match=says):
        rows(server)


def test_an_endless_answer_meets_the_deadline(start: Start) -> None:
    server = start(drip=True)
    with pytest.raises(EngineError, match="did not answer within 1 second"):
        EndpointStore(f"{server.base}/query", limits=Limits(seconds=1)).select(ROWS)


def test_a_redirect_is_not_followed(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        server = start(redirect=f"http://127.0.0.1:{listener.getsockname()[1]}/x")
        with pytest.raises(EngineError):
            rows(server)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(EngineError, match="cannot be reached"):
        EndpointStore(f"http://127.0.0.1:{port}/query", limits=Limits(seconds=2)).select(ROWS)


def test_untrusted_text_is_refused_before_anything_is_sent(start: Start) -> None:
    server = start()
    store = EndpointStore(f"{server.base}/query")
    for text in (
        "SELECT * { SERVICE <http://127.0.0.1:1/> { } }",
        "ASKFROM<http://127.0.0.1:1/>{ }",
        "DROP ALL",
    ):
        with pytest.raises(UsageError):
            store.select(text)
    assert not (server.folder / "requests.jsonl").exists()


# ----------------------------------------------------------------------------- credentials


@pytest.mark.parametrize(
    "asked", ['Basic realm="x"', 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5']
)
def test_user_and_password_go_where_they_are_asked_for(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    server = start(login=asked)
    with pytest.raises(RefusedError) as caught:
        rows(server)
    assert "CLAIMGRAPH_ENDPOINT_USER" in (caught.value.remedy or "")
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_USER", "ada")
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_PASSWORD", SECRET)
    assert load(server, tmp_path / "out", quads(a="ab")).added
    assert rows(server) == [("http://e/a", "http://e/b")]
    given = [row["authorization"] for row in server.requests() if row["authorization"]]
    assert all(value.startswith(asked.split()[0]) for value in given)
    # A long body is never sent to be thrown away: the address was asked first.
    assert all(row["authorization"] for row in server.requests("store") if row["method"] == "PUT")
    if asked.startswith("Digest"):
        assert all('username="ada"' in value and SECRET not in value for value in given)


def test_a_wrong_password_is_tried_once(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(login='Nothing realm="x"')
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_USER", "ada")
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_PASSWORD", SECRET)
    with pytest.raises(RefusedError, match="401"):
        rows(server)
    assert len(server.requests()) <= 3


@pytest.mark.parametrize("name", ["TOKEN", "PASSWORD"])
def test_no_secret_stands_in_an_error_or_a_traceback(
    start: Start, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # This server repeats every header that it was sent.
    server = start(status={"query": 400, "": 400})
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_USER", "ada")
    monkeypatch.setenv(f"CLAIMGRAPH_ENDPOINT_{name}", SECRET)
    with pytest.raises(EngineError) as caught:
        rows(server)
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value.__dict__)
    assert SECRET not in shown
    assert caught.value.__cause__ is None
    if name == "TOKEN":
        assert server.requests()[0]["authorization"] == f"Bearer {SECRET}"


def test_secrets_do_not_travel_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMGRAPH_ENDPOINT_TOKEN", SECRET)
    with pytest.raises(UsageError, match="in the clear"):
        EndpointStore("http://sparql.invalid/query").select(ROWS, trusted=True)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://e/x",
        "http://",
        "http:///x",
        "http://u:p@e/x",
        "http://e:x/",
        "http://e/ x",
        "x",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_url(url)
    assert "u:p" not in caught.value.message


@pytest.mark.parametrize(
    ("query", "update", "store"),
    [
        ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),
        ("http://h:3030/wiki/query", "http://h:3030/wiki/update", "http://h:3030/wiki/data"),
        ("http://h:3030/wiki/sparql", "http://h:3030/wiki/update", "http://h:3030/wiki/data"),
        ("http://h:8890/sparql", "http://h:8890/sparql", "http://h:8890/sparql-graph-crud"),
        ("http://h:8890/sparql-auth", "http://h:8890/sparql-auth", "http://h:8890/sparql-graph-crud-auth"),
        (
            "http://h/repositories/w",
            "http://h/repositories/w/statements",
            "http://h/repositories/w/rdf-graphs/service",
        ),
    ],
)
def test_the_other_addresses_are_told_from_the_first(query: str, update: str, store: str) -> None:
    services = find_services(query)
    assert (services.query, services.update, services.store) == (query, update, store)


def test_an_unknown_server_needs_its_addresses_named() -> None:
    with pytest.raises(UsageError) as caught:
        find_services("http://h/ask-me")
    assert "--update-url" in (caught.value.remedy or "")
    assert find_services("http://h/ask-me", "http://h/change").store is None


# ---------------------------------------------------------------------------- command line


def test_load_and_ask_on_the_command_line(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = start()
    out = tmp_path / "out"
    out.mkdir()
    (out / "graph.nq").write_text(quads(a="ab", b="cd"), encoding="utf-8")
    words = ["load", "--endpoint", f"{server.base}/query", "--graph", str(out)]
    assert run([*words, "--dry-run"]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert run([*words, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["graphs"]["added"]) == 3
    assert run(words) == 0
    assert "unchanged  3" in capsys.readouterr().out
    asked = ["ask", "--endpoint", f"{server.base}/query", "--format", "csv", "--sparql"]
    assert run([*asked, ROWS]) == 0
    assert capsys.readouterr().out == "s,o\nhttp://e/a,http://e/b\nhttp://e/c,http://e/d\n"
    assert run([*asked, "SELECT * { SERVICE <http://127.0.0.1:1/> { } }"]) == 2
    assert run(["load", "--endpoint", f"{server.base}/query", "--graph", str(tmp_path / "none")]) == 3
    assert run(["load", "--endpoint", "http://u:p@127.0.0.1/query", "--graph", str(out)]) == 2
    assert "u:p" not in capsys.readouterr().err


def test_explain_and_why_answer_from_a_server_as_from_a_folder(
    tmp_path: Path, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same card and proof, but for the findings, which a server does not hold."""
    wiki, out = tmp_path / "wiki", tmp_path / "out"
    wiki.mkdir()
    (wiki / "lemonine.md").write_text(
        "---\ntype: compound\n---\n# Lemonine\n\nLemonine increases [[protein-q]] in mice.[^a]\n\n"
        "[^a]: Ito K et al. 2019 · doi:10.5555/q1 · in-vivo · Mus musculus · n=12\n",
        encoding="utf-8",
    )
    (wiki / "protein-q.md").write_text("---\ntype: protein\n---\n# Protein Q\n\nText.\n", encoding="utf-8")
    assert run(["build", str(wiki), "--out", str(out)]) == 0
    endpoint = f"{start().base}/query"
    assert run(["load", "--graph", str(out), "--endpoint", endpoint]) == 0
    (out / "findings.json").unlink()
    for words in (["explain", "lemonine"], ["why", "lemonine", "affects", "protein-q"]):
        told = []
        for place in (["--graph", str(out)], ["--endpoint", endpoint]):
            capsys.readouterr()
            assert run([*words, *place]) == 0
            told.append(capsys.readouterr().out)
        assert "doi.org/10.5555/q1" in told[0]
        assert told[0] == told[1]
    assert run(["why", "lemonine", "affects", "protein-q"]) == 2
    assert "needs --graph DIR or --endpoint URL" in capsys.readouterr().err
