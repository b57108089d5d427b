"""Queries that try to leave the graph, change it, or bring the process down.

For each: a clear refusal or a right answer, no connection to the socket that listens here, and this process
and the store go on. Untrusted queries run as the command line runs them, in a process of their own.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from claimgraph.errors import ClaimgraphError, EngineError, UsageError
from claimgraph.store import EmbeddedStore, IsolatedStore, Limits, answer_any, bound_query, check_read_only

LINES = [
    "<http://e/a> <http://e/p> <http://e/b> <http://e/g1> .",
    "<http://e/b> <http://e/p> <http://e/c> <http://e/g2> .",
    '<http://e/b> <http://e/name> "SERVICE" <http://e/g2> .',
    '<http://e/b> <http://e/name> "Biene"@de <http://e/g2> .',
    '<http://e/a> <http://e/n> "5"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g1> .',
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("attacked")
    (root / "graph.nq").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    EmbeddedStore.create(root / "store", root / "graph.nq")
    return root / "store"


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[IsolatedStore]:
    with IsolatedStore(folder, Limits(seconds=20, memory=1024**3)) as isolated:
        yield isolated


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def url(listener: socket.socket) -> Iterator[str]:
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    with pytest.raises(BlockingIOError):
        listener.accept()


# URL is replaced by an address at which something listens.
REFUSED = {
    "service": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "service in capitals and not": "SELECT * { sErViCe <URL> { ?s ?p ?o } }",
    "service silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "service without spaces": "SELECT*{SERVICE<URL>{?s ?p ?o}}",
    "service of a variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "service of a bound variable": 'SELECT * { BIND(IRI("URL") AS ?u) SERVICE ?u { ?s ?p ?o } }',
    "service of an empty prefix, glued": "PREFIX : <URL/> SELECT * { SERVICE:y { ?s ?p ?o } }",
    "service glued to a prefix": "PREFIX e: <URL/> SELECT * { SERVICEe:y { ?s ?p ?o } }",
    "service silent glued": "PREFIX : <URL/> SELECT * { SERVICESILENT:y { ?s ?p ?o } }",
    "service glued to a variable": "SELECT * { VALUES ?u { <URL> } SERVICE?u{ ?s ?p ?o } }",
    "service after a comment": "SELECT * { # all quiet\nSERVICE <URL> { ?s ?p ?o } }",
    "service after a carriage return in a comment": "SELECT * { # quiet\rSERVICE <URL> { ?s ?p ?o } }",
    "comment inside service": "SELECT * { SERVICE # quiet\n <URL> { ?s ?p ?o } }",
    "service after an IRI with a hash": "SELECT * { <http://e/#> ?p ?o . SERVICE <URL> { ?s ?q ?r } }",
    "service with an escaped letter": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "service with a long escape": "SELECT * { SERVIC\\U00000045 <URL> { ?s ?p ?o } }",
    "service all in escapes": "SELECT * { "
    + "".join(f"\\u{ord(c):04x}" for c in "SERVICE")
    + " <URL> { ?s ?p ?o } }",
    "escaped quote ends nothing": 'SELECT * { ?s ?p "\\\\" SERVICE <URL> { ?a ?b ?c } #" }',
    "service with a long s": "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }",
    "service in wide letters": "SELECT * { ＳＥＲＶＩＣＥ <URL> { ?s ?p ?o } }",
    "service with a joiner": "SELECT * { SER\u200dVICE <URL> { ?s ?p ?o } }",
    "service after a no-break space": "SELECT * {\u00a0SERVICE\u00a0<URL> { ?s ?p ?o } }",
    "service in exists": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "service in not exists": "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "service in a sub-select": "SELECT * { { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } }",
    "service in optional": "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "service in minus": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "service in graph": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "service in union": "SELECT * { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "service in bind": "SELECT * { BIND(EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) }",
    "service in order by": "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> { ?s ?q ?r } })",
    "service in having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <URL> { ?s ?q ?r } })",
    "service in a projection": "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?x) { }",
    "service in construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "service in describe": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "service in ask": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "service deep down": "SELECT * { "
    + "{ OPTIONAL " * 20
    + "{ SERVICE <URL> { ?s ?p ?o } }"
    + "}" * 20
    + " }",
    "service under a prefix so called": "PREFIX service: <URL/> SELECT * { SERVICE service:y { ?s ?p ?o } }",
    "service with BASE": "BASE <URL/> SELECT * { SERVICE <y> { ?s ?p ?o } }",
    "service of a file": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    "service after a string that looks open": "SELECT * { ?s ?p '\"' . SERVICE <URL> { ?a ?b ?c } # '\n }",
    "service after long quotes": "SELECT * { ?s ?p '''a''b\\'''' . SERVICE <URL> { ?a ?b ?c } }",
    "from": "SELECT * FROM <URL> { ?s ?p ?o }",
    "from in small letters": "select * from <URL> where { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "from a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "from, glued to an empty prefix": "PREFIX : <URL/> SELECT * FROM:y { ?s ?p ?o }",
    "from glued to ask": "ASKFROM<URL>{ ?s ?p ?o }",
    "from named, glued": "PREFIX : <URL/> SELECT * FROMNAMED:y { ?s ?p ?o }",
    "from in ask": "ASK FROM <URL> { ?s ?p ?o }",
    "from in construct": "CONSTRUCT { ?s ?p ?o } FROM <URL> WHERE { ?s ?p ?o }",
    "from in describe": "DESCRIBE <http://e/a> FROM <URL>",
    "from with an escape": "SELECT * \\u0046ROM <URL> { ?s ?p ?o }",
    "from after a comment by escape": "SELECT * # \\u000A FROM <URL>\n FROM <URL> { ?s ?p ?o }",
    "load": "LOAD <URL>",
    "load silent into": "LOAD SILENT <URL> INTO GRAPH <http://e/g1>",
    "load with an escape": "L\\u004FAD <URL>",
    "load after a query": "SELECT * { ?s ?p ?o } ; LOAD <URL>",
    "load with a prefix before it": "PREFIX e: <http://e/> LOAD <URL>",
    "insert data": "INSERT DATA { <http://e/a> <http://e/p> <http://e/z> }",
    "insert where": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "delete data": "DELETE DATA { <http://e/a> <http://e/p> <http://e/b> }",
    "modify with": "WITH <http://e/g1> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "clear": "CLEAR ALL",
    "clear silent default": "CLEAR SILENT DEFAULT",
    "drop": "DROP GRAPH <http://e/g1>",
    "create": "CREATE GRAPH <http://e/g3>",
    "copy": "COPY <http://e/g1> TO <http://e/g3>",
    "move": "MOVE <http://e/g1> TO <http://e/g3>",
    "add": "ADD <http://e/g1> TO DEFAULT",
    "insert with an escape": "\\u0049NSERT DATA { <http://e/a> <http://e/p> 1 }",
    "insert in small letters": "insert data { <http://e/a> <http://e/p> 1 }",
    "two queries": "SELECT * { ?s ?p ?o } SELECT * { ?s ?p ?o }",
    "using": "DELETE { ?s ?p ?o } USING <URL> WHERE { ?s ?p ?o }",
    "lateral": "SELECT * { ?s ?p ?o LATERAL { SERVICE <URL> { ?s ?q ?r } } }",
    "an undeclared prefix": "SELECT * { ?s nope:p ?o }",
    "an IRI with an escaped bracket": "SELECT * { <http://e/\\u003E> ?p ?o }",
    "an IRI with an escaped space": "SELECT * { <http://e/\\u0020b> ?p ?o }",
    "half a character": 'SELECT * { ?s ?p "\\uD800" }',
    "no such character": 'SELECT * { ?s ?p "\\UFFFFFFFF" }',
    "bytes that are no text": "SELECT * { ?s ?p '\udcff' }",
    "a bell": "SELECT * { ?s ?p ?o \x07 }",
    "a zero byte": "SELECT * { ?s ?p ?o }\x00",
    "braces beyond measure": "SELECT * { " + "{" * 3000 + "}" * 3000 + " }",
    "brackets beyond measure": "SELECT * { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }",
    "lists beyond measure": "SELECT * { ?s ?p " + "(" * 3000 + ")" * 3000 + " }",
    "nots beyond measure": "SELECT * { FILTER(" + "!" * 3000 + "true) }",
    "signs beyond measure": "SELECT * { FILTER(" + "- " * 3000 + "1 < 2) }",
    "paths beyond measure": "SELECT * { ?s " + "^" * 3000 + "<http://e/p> ?o }",
    "brackets never closed": "SELECT * { " + "{" * 3000,
    "a text beyond measure": "SELECT * { ?s ?p ?o }" + " " * 300_000,
    "a string never closed": 'SELECT * { ?s ?p "SERVICE }',
    "nothing": "",
    "only a comment": "# SELECT * { ?s ?p ?o }",
    "only a prologue": "PREFIX e: <http://e/>",
    "a prefix without IRI": "PREFIX e: SELECT * { ?s ?p ?o }",
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_nobody_is_called(store: IsolatedStore, url: str, name: str) -> None:
    query = REFUSED[name].replace("URL", url)
    with pytest.raises(ClaimgraphError) as caught:
        answer_any(store, query)
    assert isinstance(caught.value, UsageError | EngineError)
    assert caught.value.message
    assert len(store.select("SELECT * { ?s ?p ?o }")) == len(LINES)


# What must be answered although it looks dangerous, with the number of rows.
ANSWERED = {
    "words in strings": ('SELECT * { ?s <http://e/name> "SERVICE" }', 1),
    "a query in a string": ('SELECT * { BIND("SERVICE <URL> { } FROM LOAD" AS ?x) }', 1),
    "words in long strings": ("SELECT * { BIND('''x' SERVICE <URL> \" {''' AS ?x) }", 1),
    "words in comments": ("SELECT * { ?s <http://e/p> ?o } # SERVICE <URL> { ?a ?b ?c }", 2),
    "a comment with an escaped line end": ("SELECT * { ?s <http://e/p> ?o # \\u000A SERVICE <URL> {}\n}", 2),
    "words in IRIs": ("SELECT * { ?s <http://e/p> ?o MINUS { ?s <http://e/SERVICE/FROM> ?o } }", 2),
    "words as variables": ("SELECT ?service ?from ?load { ?service <http://e/p> ?from, ?load }", 2),
    "words as prefixes": ("PREFIX service: <http://e/> SELECT * { ?s service:p ?from }", 2),
    "words as local names": ("PREFIX e: <http://e/> SELECT * { ?s e:p|e:FROM|e:insert ?o }", 2),
    "words as blank nodes": ("SELECT * { _:service <http://e/p> _:from }", 2),
    "a language tag": ('SELECT * { ?s ?p "Biene"@de }', 1),
    "an escape in a string": ('SELECT * { ?s <http://e/name> "\\u0053ERVICE" }', 1),
    "an escaped quote in a string": ('SELECT * { BIND("\\u0022 } SERVICE <URL> { ?a ?b ?c } #" AS ?x) }', 1),
    "a quote by escape is a quote": ('SELECT * { ?s ?p "\\u0022 } SERVICE <URL> { ?a ?b ?c } #" }', 0),
    "an escape in an IRI": ("SELECT * { <http://e/\\u0061> <http://e/p> ?o }", 1),
    "comparisons that look like IRIs": ("SELECT * { ?s <http://e/n> ?n FILTER(?n<6&&?n>4) }", 1),
    "a graph": ("SELECT * { GRAPH <http://e/g1> { ?s ?p ?o } }", 2),
    "a trailing dot after a name": ("PREFIX e: <http://e/> SELECT * { e:a e:p e:b. e:b e:p ?o. }", 1),
    "escaped local name": ("PREFIX e: <http://e/> SELECT * { ?s e:\\p ?o }".replace("\\p", "p"), 2),
    "tidy nesting": ("SELECT * { " + "{ " * 15 + "?s <http://e/p> ?o" + " }" * 15 + " }", 2),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_it_is_answered_and_nobody_is_called(store: IsolatedStore, url: str, name: str) -> None:
    query, rows = ANSWERED[name]
    found = answer_any(store, query.replace("URL", url))
    assert not isinstance(found, bool)
    assert len(found) == rows


def test_an_escaped_quote_is_part_of_the_string(store: IsolatedStore) -> None:
    table = store.select('SELECT ("\\u0022\\\\u0022\\n" AS ?x) { }')
    assert table.rows == ((Literal('"\\u0022\n'),),)


# ------------------------------------------------------------------------------ exhaustion

DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))

EXHAUSTING = {
    "time": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(30)) + " }",
    "memory": f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("{"a" * 60}" AS ?x0) {DOUBLED} }}',
    "rows": "SELECT * { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(9)) + " }",
    "stack": "SELECT * { " + " UNION ".join(["{}"] * 15000) + " }",
    "a long chain of or": "SELECT * { FILTER(" + " || ".join(["true"] * 8000) + ") }",
    "a regular expression": 'SELECT * { FILTER(REGEX("' + "a" * 5000 + '", "(a*)*(a*)*(a*)*b")) }',
}


@pytest.mark.parametrize("name", EXHAUSTING)
def test_what_exhausts_is_stopped_and_the_next_question_is_answered(folder: Path, name: str) -> None:
    limits = Limits(seconds=3, memory=512 * 1024**2, rows=50_000)
    started = time.monotonic()
    with IsolatedStore(folder, limits) as store:
        if name == "a regular expression":  # engines without backtracking answer it
            assert len(store.select(EXHAUSTING[name])) == 0
        else:
            with pytest.raises(ClaimgraphError) as caught:
                store.select(EXHAUSTING[name])
            assert caught.value.remedy
        assert time.monotonic() - started < 60
        assert len(store.select("SELECT * { ?s ?p ?o }")) == len(LINES)


def test_the_process_is_gone_with_its_store(folder: Path) -> None:
    store = IsolatedStore(folder)
    store.ask("ASK { ?s ?p ?o }")
    assert store._process is not None
    process = store._process.process
    assert process.poll() is None
    del store
    assert process.wait(timeout=10) is not None


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_the_process_has_no_network_where_the_system_allows_that(listener: socket.socket) -> None:
    code = (
        "import socket, sys\n"
        "from claimgraph.store.worker import leave_network\n"
        "if not leave_network(): sys.exit(7)\n"
        f"s = socket.socket(); s.settimeout(5); s.connect(('127.0.0.1', {listener.getsockname()[1]}))\n"
    )
    root = Path(__file__).resolve().parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    if done.returncode == 7:
        pytest.skip("this system gives no network namespaces")
    assert b"OSError" in done.stderr
    with pytest.raises(BlockingIOError):
        listener.accept()


# ------------------------------------------------------------------------------ parameters

ENDINGS = ["'", '"', "\\", "\\u0022", "\\U00000022", "u0022", "}", "{", ")", "#", "\n", "\r", "\t", "\x00"]
WORDS = ["<", ">", "SERVICE <http://127.0.0.1:1/>", "?x", "@de", "^^", "é", "𝛼", "a", " ", ";", "DROP ALL"]
PIECES = st.lists(st.sampled_from(ENDINGS + WORDS), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_a_text_stays_one_text_whichever_way_escapes_are_read(text: str) -> None:
    query = "SELECT ?v { OPTIONAL { ?s <http://e/none> ?v } }"
    bound = bound_query(query, {"v": Literal(text)})
    assert EmbeddedStore.in_memory(LINES).select(bound, trusted=True).rows == ((Literal(text),),)
    if "\x00" not in text:
        check_read_only(bound)  # rdflib decodes escapes before it reads words


@pytest.mark.parametrize(
    "term",
    [
        Literal("a", language="en"),
        Literal("5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("5 } SERVICE", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        NamedNode("http://e/ä?q=(a;b)#'x"),
    ],
)
def test_a_term_comes_back_as_it_was(store: IsolatedStore, term: Literal | NamedNode) -> None:
    assert store.select("SELECT ?v { }", {"v": term}).rows == ((term,),)


@pytest.mark.parametrize("iri", ["http://e/> } #", "http://e/ x", "http://e/{", "http://e/\n", "x"])
def test_no_iri_parameter_can_hold_what_ends_it(iri: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        NamedNode(iri)


@pytest.mark.parametrize("tag", ["en } #", "en .", "", "e n", "en-", "1"])
def test_no_language_can_hold_what_ends_it(tag: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Literal("a", language=tag)
