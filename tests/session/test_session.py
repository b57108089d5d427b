from __future__ import annotations

import builtins
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.sparql import prepareQuery

import claimgraph
from claimgraph.build import build_vault
from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.queries import find_query, run_query
from claimgraph.report.answers import answer_rows
from claimgraph.resources import sample_vault
from claimgraph.session import Answer, Session, open_session
from claimgraph.store import EmbeddedStore, Limits, Table, Term, to_text

CG = "https://w3id.org/claimgraph/ontology#"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    build_vault(sample_vault(), folder)
    return folder


@pytest.fixture(scope="module")
def wiki(built: Path) -> Session:
    return claimgraph.open(built)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_answer_is_what_the_command_line_gives(wiki: Session, built: Path) -> None:
    answer = wiki.ask("effects", compound="semax", object=None)
    table = run_query(EmbeddedStore.open(built / "store"), find_query("effects"), {"compound": "semax"})
    assert answer.table == table
    assert answer.rows == answer_rows(table) == list(answer)
    assert len(answer) == len(table) > 10
    assert answer[0] == answer.rows[0]
    assert answer
    assert not wiki.ask("retracted-in-use")


def test_unknown_questions_and_parameters_are_said(wiki: Session) -> None:
    with pytest.raises(UsageError):
        wiki.ask("efects")
    with pytest.raises(UsageError):
        wiki.ask("effects", compound="semaks")
    with pytest.raises(UsageError):
        wiki.ask("effects", drug="semax")


def test_a_number_may_be_given_as_one(wiki: Session) -> None:
    assert len(wiki.ask("unread-sources", at_least=1)) >= len(wiki.ask("unread-sources", at_least=2))


def test_a_data_frame_knows_what_is_not_known(wiki: Session) -> None:
    pandas = pytest.importorskip("pandas")
    answer = wiki.ask("independent-groups", entity="semax")
    frame = answer.df
    assert list(frame.columns) == list(answer.columns)
    assert len(frame) == len(answer)
    table = Table(("n", "t"), ((None, None), *answer_table_rows("5", "true")))
    frame = Answer(table).to_pandas()
    assert frame["n"].isna().tolist() == [True, False]
    assert str(frame["n"].dtype) == "Int64"
    assert frame["t"].iloc[0] is pandas.NA


def answer_table_rows(number: str, truth: str) -> tuple[tuple[Term, ...], ...]:
    from pyoxigraph import Literal, NamedNode

    xsd = "http://www.w3.org/2001/XMLSchema#"
    integer, boolean = NamedNode(xsd + "integer"), NamedNode(xsd + "boolean")
    return ((Literal(number, datatype=integer), Literal(truth, datatype=boolean)),)


def test_without_pandas_it_says_what_to_install(wiki: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError) as caught:
        wiki.ask("effects", compound="semax").to_pandas()
    assert "claimgraph[pandas]" in (caught.value.remedy or "")


def test_rdflib_takes_the_answer_as_its_own(wiki: Session) -> None:
    answer = wiki.ask("effects", compound="semax")
    result = answer.to_rdflib()
    assert [str(name) for name in result.vars or []] == list(answer.columns)
    assert len(result) == len(answer)
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in result]  # type: ignore[union-attr]
    assert cells == [list(row) for row in answer.table.texts()]
    assert json.loads(result.serialize(format="json") or b"{}")["head"]["vars"] == list(answer.columns)


def test_html_shows_text_as_text() -> None:
    from pyoxigraph import Literal, NamedNode

    rows = (
        (Literal("<script>alert(1)</script>"), NamedNode("http://e/a?b=1&c='2'")),
        (Literal('doi:10.1/x"><img src=x>'), NamedNode("javascript:alert(1)")),
        (Literal("\u202ereversed"), None),
    )
    html = Answer(Table(("a<b", "c"), rows), 'is "this" <b>safe</b>?')._repr_html_()
    for harm in ("<script", "<img", "<b>safe", 'href="javascript', "\u202e", "a<b"):
        assert harm not in html
    assert html.count("<tr>") == 4
    assert '<a href="http://e/a?b=1&amp;c=&#x27;2&#x27;">' in html


def test_long_answers_are_cut_where_they_are_shown_only(wiki: Session) -> None:
    answer = wiki.sparql("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100")
    assert isinstance(answer, Answer)
    assert answer._repr_html_().count("<tr>") == 61
    assert "first 60 of 100 rows" in repr(answer)
    assert len(answer.rows) == 100
    assert answer.to_csv().count("\n") >= 101


def test_sparql_gives_rows_truth_or_a_graph(wiki: Session) -> None:
    assert wiki.sparql("ASK { ?s ?p ?o }") is True
    graph = wiki.sparql(f"CONSTRUCT {{ ?s a <{CG}Page> }} WHERE {{ ?s a <{CG}Page> }}")
    assert isinstance(graph, Graph)
    assert len(graph) == wiki.sizes()["pages"]
    with pytest.raises(UsageError):
        wiki.sparql("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    with pytest.raises(UsageError):
        wiki.sparql("DROP ALL")
    assert wiki.sparql("ASK { ?s ?p ?o }") is True


def test_a_deadline_is_kept_and_the_session_goes_on(built: Path) -> None:
    with open_session(built, limits=Limits(seconds=1)) as wiki:
        with pytest.raises(EngineError, match="longer than 1 second"):
            wiki.sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert wiki.sparql("ASK { ?s ?p ?o }") is True


def test_one_page_as_a_graph(wiki: Session) -> None:
    graph = wiki.graph("semax")
    page = next(graph.subjects(predicate=URIRef(CG + "pageType")))
    assert str(page).endswith("/page/molecules/compounds/semax")
    assert len(graph) < 20_000


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_whole_graph_in_rdflib(wiki: Session, built: Path) -> None:
    dataset = wiki.graph()
    text = (built / "graph.nq").read_text(encoding="utf-8")
    assert sum(len(graph) for graph in dataset.graphs()) == text.count("\n")
    question = prepareQuery(f"SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE {{ ?p a <{CG}Page> }}")
    ((count,),) = dataset.query(question)
    assert int(count) == wiki.sizes()["pages"]


def test_the_network_carries_its_evidence(wiki: Session) -> None:
    network = wiki.network()
    names = {data["label"]: node for node, data in network.nodes(data=True)}
    edges = [data for _, _, data in network.out_edges(names["Semax"], data=True)]
    assert any(edge["dois"] for edge in edges)
    for edge in edges:
        assert all(":" in place for place in edge["places"])


# ----------------------------------------------------------------------------- opening


def test_a_file_is_loaded_once_into_the_cache(
    built: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.nq"
    path.write_text("<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n", encoding="utf-8")
    assert claimgraph.open(path).sparql("ASK { <http://e/a> ?p ?o }") is True
    assert "loading" in capsys.readouterr().err
    assert claimgraph.open(str(path)).sparql("ASK { <http://e/a> ?p ?o }") is True
    assert capsys.readouterr().err == ""
    path.write_text("<http://e/c> <http://e/p> <http://e/b> <http://e/g> .\n", encoding="utf-8")
    assert claimgraph.open(path).sparql("ASK { <http://e/a> ?p ?o }") is False
    assert len([name for name in (cache / "opened").iterdir() if not name.name.startswith(".")]) == 1


def test_a_file_that_is_no_graph_is_said_and_leaves_nothing(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.nq"
    path.write_text("this is no graph\n", encoding="utf-8")
    with pytest.raises((InputError, EngineError)):
        claimgraph.open(path)
    assert list((cache / "opened").iterdir()) == []


def test_a_wiki_is_compiled_and_again_when_it_changes(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wiki"
    folder.mkdir()
    page = folder / "thing.md"
    page.write_text("---\ntype: compound\n---\n# Thing\n\nA first sentence.\n", encoding="utf-8")
    assert claimgraph.open(folder).sizes()["pages"] == 1
    assert "compiling" in capsys.readouterr().err
    assert claimgraph.open(folder).sizes()["pages"] == 1
    assert capsys.readouterr().err == ""
    shutil.copy(page, folder / "other.md")
    assert claimgraph.open(folder).sizes()["pages"] == 2
    assert "compiling" in capsys.readouterr().err


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        claimgraph.open(tmp_path / "nothing")
    with pytest.raises(UsageError):
        claimgraph.open("http://user:secret@127.0.0.1:1/sparql")


def test_importing_the_package_loads_no_engine() -> None:
    code = (
        "import claimgraph, sys; sys.exit(any(m in sys.modules for m in ('pyoxigraph', 'rdflib', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_terms_keep_their_text(wiki: Session) -> None:
    answer = wiki.sparql(
        'SELECT ("007"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) ("a"@en AS ?y) { }'
    )
    assert isinstance(answer, Answer)
    assert [to_text(term) for term in answer.table.rows[0]] == ["7", "a"]
    ((_, text),) = answer.to_rdflib()  # type: ignore[misc]
    assert getattr(text, "language", None) == "en"
