from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.store import EmbeddedStore, EndpointStore, Limits, bound_query, check_read_only
from claimgraph.store.tables import canonical

LINES = [
    "<http://e/a> <http://e/p> <http://e/b> <http://e/g1> .\n",
    "<http://e/b> <http://e/p> <http://e/c> <http://e/g2> .",
    '<http://e/b> <http://e/name> "Bee" <http://e/g2> .\n',
]


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore.in_memory(LINES)


def test_default_graph_is_the_union_of_named_graphs(store: EmbeddedStore) -> None:
    table = store.select("SELECT ?x WHERE { <http://e/a> <http://e/p>/<http://e/p> ?x }")
    assert table.columns == ("x",)
    assert [row[0] for row in table.rows] == [NamedNode("http://e/c")]


def test_parameters_are_bound_everywhere_in_the_outermost_group(store: EmbeddedStore) -> None:
    # Oxigraph's own substitutions leave ?z free here.
    query = "SELECT ?z ?o WHERE { BIND(?s AS ?z) ?z <http://e/p> ?o }"
    assert list(store.select(query, {"s": NamedNode("http://e/b")}).texts()) == [("http://e/b", "http://e/c")]


def test_construct_binds_in_the_pattern_not_the_template(store: EmbeddedStore) -> None:
    query = "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s <http://e/p> ?o }"
    found = store.construct(query, {"s": NamedNode("http://e/a")})
    assert [str(triple.object) for triple in found] == ["<http://e/b>"]
    assert store.ask("ASK { ?s <http://e/name> ?n }", {"n": Literal("Bee")})
    assert not store.ask("ASK { ?s <http://e/name> ?n }", {"n": Literal("bee")})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "SELECT * WHERE { sErViCe SILENT <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "SELECT * WHERE { # harmless\rSERVICE <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "SELECT * WHERE { \\u0053ERVICE <http://127.0.0.1:1/x> { ?s ?p ?o } }",
        "SELECT * WHERE { { { OPTIONAL { SERVICE<http://127.0.0.1:1/x>{ ?s ?p ?o } } } } }",
        "SELECT * WHERE { FILTER EXISTS { SERVICE ?s { ?s ?p ?o } } }",
        "PREFIX service: <http://e/> SELECT * WHERE { SERVICE service:x { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:1/x> WHERE { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:1/x>",
        "INSERT DATA { <http://e/a> <http://e/p> <http://e/z> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP GRAPH <http://e/g1>",
        "SELECT * WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
        "SELECT * WHERE { " + "{" * 5000 + "}" * 5000 + " }",
        "SELECT * WHERE { FILTER(" + "!" * 5000 + "true) }",
        "SELECT * WHERE { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * WHERE { ?s ?p ",
        "",
    ],
)
def test_whatever_leaves_the_graph_or_is_no_query_is_refused(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(UsageError):
        store.select(query)
    assert len(store) == 3


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * WHERE { ?s <http://e/name> "SERVICE FROM LOAD { }" }',
        "PREFIX from: <http://e/> SELECT * WHERE { ?service from:load ?from }",
        "SELECT * WHERE { ?s <http://e/SERVICE#LOAD> ?o } # SERVICE <http://x> {}",
        'SELECT * WHERE { ?s ?p """a "quoted" \\"word SERVICE""" }',
        "SELECT (EXISTS { ?s ?p ?o } AS ?x) WHERE { FILTER(1 < 2 && 3 > 2) }",
    ],
)
def test_forbidden_words_are_harmless_where_they_are_not_keywords(query: str) -> None:
    assert check_read_only(query) == "select"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_text_parameter_never_breaks_out(text: str) -> None:
    store = EmbeddedStore.in_memory(LINES)
    query = "SELECT ?v ?s WHERE { OPTIONAL { ?s <http://e/name> ?v } }"
    table = store.select(query, {"v": Literal(text)})
    assert len(table) == 1
    assert table.column("v") == (Literal(text),)


def test_parameters_are_bound_again_at_marks(store: EmbeddedStore) -> None:
    branches = "{ #@bind\n ?s <http://e/p> ?x } UNION { #@bind \n ?x <http://e/p> ?s }"
    query = f"SELECT ?s ?x WHERE {{ {branches} }} ORDER BY ?x"
    bound = {"s": NamedNode("http://e/b")}
    assert bound_query(query, bound).count("VALUES (?s) { (<http://e/b>) }") == 3
    assert [text[1] for text in store.select(query, bound).texts()] == ["http://e/a", "http://e/c"]
    assert len(store.select(query)) == 4


def test_parameter_names_and_kinds_are_checked() -> None:
    with pytest.raises(UsageError, match="not a variable name"):
        bound_query("SELECT * WHERE { }", {"x) } #": Literal("a")})


def test_folder_store_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.nq", tmp_path / "bad.nq"
    good.write_text("".join(line.rstrip("\n") + "\n" for line in LINES), encoding="utf-8")
    bad.write_text("<http://e/a> nonsense .\n", encoding="utf-8")
    folder = tmp_path / "out" / "store"
    assert len(EmbeddedStore.create(folder, good)) == 3
    with pytest.raises(InputError):
        EmbeddedStore.create(folder, bad)
    again = EmbeddedStore.open(folder)
    assert len(again) == 3
    with pytest.raises(EngineError):
        again.add(LINES)
    assert len(EmbeddedStore.create(folder, good)) == 3
    assert sorted(path.name for path in folder.parent.iterdir()) == ["store"]


def test_open_says_how_to_build(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        EmbeddedStore.open(tmp_path)
    assert "claimgraph build" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("boolean", "1", "true"),
        ("boolean", "true", "true"),
        ("boolean", "maybe", "maybe"),
        ("integer", "+007", "7"),
        ("integer", "-0", "0"),
        ("integer", "many", "many"),
        ("decimal", "12.0", "12"),
        ("decimal", "-0.50", "-0.5"),
        ("decimal", ".5", "0.5"),
        ("decimal", "-0.0", "0"),
        ("decimal", "1e3", "1e3"),
        ("string", "12.0", "12.0"),
    ],
)
def test_a_value_has_one_form_whichever_the_store(kind: str, written: str, meant: str) -> None:
    datatype = NamedNode("http://www.w3.org/2001/XMLSchema#" + kind)
    found = canonical(Literal(written, datatype=datatype))
    assert found == Literal(meant, datatype=datatype)
    line = f'<http://e/a> <http://e/p> "{written}"^^<{datatype.value}> <http://e/g> .'
    assert EmbeddedStore.in_memory([line]).select("SELECT ?o { ?s ?p ?o }").rows == ((found,),)


# -------------------------------------------------------------- a loopback endpoint


class _Endpoint(BaseHTTPRequestHandler):
    store = EmbeddedStore.in_memory(LINES)

    def do_POST(self) -> None:
        from urllib.parse import parse_qs

        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0]
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            return
        import pyoxigraph

        answer = self.store.engine.query(query, use_default_graph_as_union=True)
        if isinstance(answer, pyoxigraph.QueryTriples):
            kind, data = "application/n-triples", answer.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES)
        else:
            kind = "application/sparql-results+json"
            data = answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        if self.path == "/html":
            kind = "text/html"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    # Oxigraph's answers must be dropped on the thread that got them; the collector runs on any. Those of
    # earlier tests that wait in cycles go now, and none is collected while the server's thread lives.
    gc.collect()
    gc.disable()
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    gc.enable()


def test_endpoint_gives_the_same_rows(endpoint: str, store: EmbeddedStore) -> None:
    remote = EndpointStore(endpoint + "/sparql", limits=Limits(seconds=10))
    query = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?s"
    assert remote.select(query) == store.select(query)
    bound = {"s": NamedNode("http://e/b")}
    assert remote.select(query, bound) == store.select(query, bound)
    assert remote.ask("ASK { ?s <http://e/name> ?n }", {"n": Literal("Bee")})
    built = remote.construct("CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s <http://e/p> ?o }", bound)
    assert len(built) == 1


def test_endpoint_refuses_redirects_other_types_and_large_answers(endpoint: str) -> None:
    query = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o }"
    with pytest.raises(EngineError, match="302"):
        EndpointStore(endpoint + "/moved").select(query)
    with pytest.raises(EngineError, match="text/html"):
        EndpointStore(endpoint + "/html").select(query)
    with pytest.raises(EngineError, match="larger"):
        EndpointStore(endpoint + "/sparql", limits=Limits(size=60)).select(query)
    with pytest.raises(UsageError):
        EndpointStore("file:///etc/passwd")
