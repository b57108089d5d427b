"""Where exports go: clear errors, nothing half-written, nothing of the user's removed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from built_graphs import GraphText, hostile_graph

from claimgraph.errors import ClaimgraphError, InputError, UsageError
from claimgraph.export import FORMATS, ExportResult
from claimgraph.export import export_graph as export_dated

FOLDERS = [name for name, form in FORMATS.items() if form.target == "folder"]
FILES = [name for name, form in FORMATS.items() if form.target == "file"]


def export_graph(name: str, built: Path, target: Path) -> ExportResult:
    """A crate needs a date that these graphs do not give."""
    return export_dated(name, built, target, date="2026-01-31" if name == "crate" else None)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_graph(large=False).write(tmp_path_factory.mktemp("built"))


def test_every_format_is_tested_here() -> None:
    assert {*FOLDERS, *FILES} == set(FORMATS)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_where_a_folder_is_needed(name: str, built: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    with pytest.raises(InputError, match="several files") as caught:
        export_graph(name, built, target)
    assert caught.value.path == str(target)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("name", FILES)
def test_a_folder_where_a_file_is_needed(name: str, built: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder"):
        export_graph(name, built, tmp_path)
    assert not contents(tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_target_below_a_file(name: str, built: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError):
        export_graph(name, built, tmp_path / "file" / "below")
    assert contents(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_missing_build(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no built graph"):
        export_graph(name, tmp_path / "nowhere", tmp_path / "target")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("name", ["gexf", "neo4j"])
def test_a_graph_that_cannot_be_asked(name: str, tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("no quads\n")
    with pytest.raises(InputError, match="not a whole graph"):
        export_graph(name, tmp_path, tmp_path / "target")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["graph.nq"]


def test_an_unknown_format(built: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rdfxml"):
        export_graph("rdfxml", built, tmp_path / "target")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("gexf", "graph.nq"),
        ("gexf", "summary.json"),
        ("neo4j", "store"),
        ("turtle", "store/deep"),
        ("nquads", "store"),
    ],
)
def test_the_build_itself_is_no_target(name: str, target: str, tmp_path: Path) -> None:
    built = hostile_graph(large=False).write(tmp_path)
    before = contents(built)
    with pytest.raises(UsageError, match="the build itself"):
        export_graph(name, built, built / target)
    assert contents(built) == before


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_cannot_be_written(
    name: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Modes stop nobody who runs as root, so the system call fails instead.
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    monkeypatch.setattr(tempfile, "mkdtemp", denied)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        export_graph(name, built, tmp_path / "target")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_the_old_export(
    name: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = GraphText()
    small.page("old.md", "Old")
    target = tmp_path / "target"
    export_graph(name, small.write(tmp_path / "small"), target)
    before = contents(tmp_path)

    writes = 0
    real = os.fsync

    def full(handle: int) -> None:
        nonlocal writes
        writes += 1
        # The last file of the many, so that others were written before.
        if writes >= (5 if name in FOLDERS else 1):
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ClaimgraphError, match="No space left"):
        export_graph(name, built, target)
    assert contents(tmp_path) == before


def test_turtle_removes_pages_that_are_gone_and_their_folders(built: Path, tmp_path: Path) -> None:
    export_graph("turtle", built, tmp_path / "ttl")
    assert (tmp_path / "ttl" / "deep").is_dir()
    small = GraphText()
    small.page("new.md", "New")
    export_graph("turtle", small.write(tmp_path / "small"), tmp_path / "ttl")
    assert list(contents(tmp_path / "ttl")) == ["new.ttl"]
    assert not (tmp_path / "ttl" / "deep").exists()


@pytest.mark.parametrize("foreign", ["notes.txt", "own.ttl", "deep/own.ttl", "deep/image.png"])
def test_turtle_touches_no_folder_with_other_files(foreign: str, built: Path, tmp_path: Path) -> None:
    file = tmp_path / foreign
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("@prefix a: <http://a/> .")
    with pytest.raises(InputError, match="not one that this export wrote") as caught:
        export_graph("turtle", built, tmp_path)
    assert caught.value.path == str(file)
    assert list(contents(tmp_path)) == [foreign]


def test_turtle_follows_no_link_out_of_the_folder(built: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = tmp_path / "ttl"
    target.mkdir()
    (target / "deep").symlink_to(elsewhere)
    with pytest.raises(InputError, match="not one that this export wrote"):
        export_graph("turtle", built, target)
    assert not contents(elsewhere)


def test_a_page_may_take_the_place_of_a_folder(tmp_path: Path) -> None:
    first, second = GraphText(), GraphText()
    first.page("a.ttl/b.md", "In a folder that is called a.ttl")
    second.page("a.md", "A page that is called a")
    export_graph("turtle", first.write(tmp_path / "first"), tmp_path / "ttl")
    export_graph("turtle", second.write(tmp_path / "second"), tmp_path / "ttl")
    assert list(contents(tmp_path / "ttl")) == ["a.ttl"]


def test_neo4j_leaves_other_files_alone(built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text("RETURN 1")
    export_graph("neo4j", built, tmp_path)
    assert (tmp_path / "mine.cypher").read_text() == "RETURN 1"


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_left_beside_the_export(name: str, built: Path, tmp_path: Path) -> None:
    export_graph(name, built, tmp_path / "target")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"<z:z> <z:p> <http://e/", b"<z:z> <z:p> <z:o> <z:g"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_graph_is_refused(name: str, damage: bytes, built: Path, tmp_path: Path) -> None:
    """What another program cut short or overwrote: told as unreadable input, and nothing is written."""
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "graph.nq").write_bytes((built / "graph.nq").read_bytes() + damage)
    with pytest.raises(InputError) as caught:
        export_graph(name, damaged, tmp_path / "target")
    assert caught.value.path.endswith("graph.nq")
    assert not (tmp_path / "target").exists()
