"""The store is made for whoever asks first, from the graph beside it, and again when that changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from claimgraph.build import build_vault, check_vault, open_graph
from claimgraph.errors import InputError
from claimgraph.session import open_session
from claimgraph.store import EmbeddedStore, IsolatedStore

PAGE = "---\ntype: compound\n---\n# {title}\n\nIt lowers nothing.\n"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
CG = "https://w3id.org/claimgraph/ontology#"
TITLES = f"SELECT ?t WHERE {{ ?p a <{CG}Page> ; <http://purl.org/dc/terms/title> ?t }}"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    root.mkdir()
    (root / "drug.md").write_text(PAGE.format(title="Drug"))
    return root


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The store folders that were made."""
    seen: list[Path] = []
    real = EmbeddedStore.create.__func__  # type: ignore[attr-defined]

    def watch(cls: type[EmbeddedStore], directory: Path, graph: Path) -> Any:
        seen.append(directory)
        return real(cls, directory, graph)

    monkeypatch.setattr(EmbeddedStore, "create", classmethod(watch))
    return seen


def titles(out: Path) -> list[str]:
    return [text for (text,) in open_graph(out).select(TITLES).texts()]


def test_a_build_makes_none_and_the_first_question_does(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    out = tmp_path / "out"
    built = build_vault(wiki, out)
    assert made == []
    assert sorted(file.name for file in out.iterdir()) == ["findings.json", "graph.nq", "summary.json"]
    ((count,),) = open_graph(out).select(COUNT).texts()
    assert int(count) == built.summary.quads
    assert made == [out / "store"]
    titles(out)
    assert made == [out / "store"]
    assert sorted(file.name for file in out.iterdir()) == [
        "findings.json",
        "graph.nq",
        "store",
        "summary.json",
    ]


def test_a_new_build_is_asked_and_not_the_old_store(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    out = tmp_path / "out"
    build_vault(wiki, out)
    assert titles(out) == ["Drug"]
    (wiki / "drug.md").write_text(PAGE.format(title="Other"))
    build_vault(wiki, out)
    assert not (out / "store").exists()
    assert titles(out) == ["Other"]
    assert len(made) == 2


def test_a_graph_put_there_by_hand_is_asked(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    build_vault(wiki, one)
    (wiki / "drug.md").write_text(PAGE.format(title="Drag"))
    build_vault(wiki, two)
    assert (titles(one), titles(two)) == (["Drug"], ["Drag"])
    # Of the same size, as a page with another letter is.
    shutil.copyfile(two / "graph.nq", one / "graph.nq")
    assert titles(one) == ["Drag"]


def test_a_copy_of_a_build_needs_no_new_store(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    out, copy = tmp_path / "out", tmp_path / "copy"
    build_vault(wiki, out)
    titles(out)
    shutil.copytree(out, copy, copy_function=shutil.copyfile)
    os.utime(copy / "graph.nq", (1, 1))
    assert titles(copy) == ["Drug"]
    assert made == [out / "store"]


def test_a_damaged_note_of_the_graph_means_a_new_store(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    out = tmp_path / "out"
    build_vault(wiki, out)
    titles(out)
    (out / "store" / "LOADED").write_text("nonsense")
    assert titles(out) == ["Drug"]
    assert len(made) == 2


def test_a_folder_of_somebody_else_is_left_alone(wiki: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_vault(wiki, out)
    (out / "store").mkdir()
    (out / "store" / "mine.txt").write_text("keep me")
    with pytest.raises(InputError, match="did not write"):
        open_graph(out)
    assert (out / "store" / "mine.txt").read_text() == "keep me"


def test_other_ways_to_ask_make_it_too(wiki: Path, tmp_path: Path, made: list[Path]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    build_vault(wiki, one)
    build_vault(wiki, two)
    with IsolatedStore(one / "store") as store:
        assert [text for (text,) in store.select(TITLES).texts()] == ["Drug"]
    with open_session(two) as session:
        assert session.sizes()["pages"] == 1
    assert made == [one / "store", two / "store"]


def test_a_check_makes_none(wiki: Path, made: list[Path]) -> None:
    check_vault(wiki)
    assert made == []
    assert sorted(file.name for file in wiki.iterdir()) == ["drug.md"]
