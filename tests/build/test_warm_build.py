"""A build that starts from the last one gives the bytes of a build that starts from nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from claimgraph import compilation, succession
from claimgraph.build import build_vault, read_values
from claimgraph.cache import vault_file
from claimgraph.graph import VaultWriter, file_state, lines_of, write_record
from claimgraph.inference import NodeIndex
from claimgraph.namespaces import Minter
from claimgraph.resources import sample_vault
from claimgraph.validation import fact_nodes, page_fact_nodes

OUTPUTS = ("graph.nq", "findings.json", "summary.json")
DRUG = """---
type: compound
aliases: [{alias}]
---
# {title}

It lowers [[{target}]] and its count is 3 [^k]. {words}

See [[{link}]] and [[elsewhere]].

{tail}[^k]: Doe J, Roe R. 2001. {doi} · in-vitro · n=3
[^l]: Doe J. 2004. doi:10.5555/shared · in-vivo · mouse · n=8
"""
VALUES = {
    "alias": "drug one",
    "title": "Drug",
    "target": "kinase",
    "link": "other",
    "doi": "doi:10.5555/first",
    "words": "It is said [^l].",
    "tail": "",
}


def page(**changes: str) -> str:
    return DRUG.format(**{**VALUES, **changes})


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    root = tmp_path / "wiki"
    write(root, "drug.md", page())
    write(root, "other.md", page(title="Other", alias="second", link="drug one", doi="doi:10.5555/other"))
    write(root, "kinase.md", "---\ntype: protein\naliases: [KIN]\n---\n# Kinase\n\nIt is #stub.\n")
    write(root, "notes/plain.md", "---\ntype: protein\n---\n# Plain\n\nNo claim here, see [[drug]].\n")
    return root


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each build from a record could use it."""
    seen: list[bool] = []
    real = compilation._patch_graph

    def watch(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        seen.append(found is not None)
        return found

    monkeypatch.setattr(compilation, "_patch_graph", watch)
    return seen


def check(root: Path, tmp_path: Path) -> None:
    """The next build with the cache against one without it."""
    warm = build_vault(root, tmp_path / "warm", cache=tmp_path / "cache")
    cold = build_vault(root, tmp_path / "cold")
    assert warm.summary == cold.summary
    for name in OUTPUTS:
        assert (tmp_path / "warm" / name).read_bytes() == (tmp_path / "cold" / name).read_bytes(), name


def edit_words(root: Path) -> None:
    write(root, "drug.md", page(words="It is not said [^l]. → µ \U0001f9ec"))


def edit_line_of_a_page_without_claims(root: Path) -> None:
    write(root, "notes/plain.md", "---\ntype: protein\n---\n\n\n# Plain\n\nNothing: [[drug]], [[nowhere]].\n")


def edit_nothing(root: Path) -> None:
    write(root, "drug.md", page())


def break_a_link(root: Path) -> None:
    write(root, "drug.md", page(link="lost"))


def new_tag(root: Path) -> None:
    write(root, "drug.md", page(words="It is said [^l]. #gap/no-mechanism #gap/of-a-new-kind"))


def new_field(root: Path) -> None:
    write(
        root, "notes/plain.md", "---\ntype: protein\nodd-field: 3\n---\n# Plain\n\nNo claim, see [[drug]].\n"
    )


def new_page(root: Path) -> None:
    write(root, "elsewhere.md", page(title="Elsewhere", alias="far"))


def rename_page(root: Path) -> None:
    (root / "kinase.md").rename(root / "kin.md")


def swap_pages(root: Path) -> None:
    (root / "other.md").rename(root / "x.md")
    (root / "drug.md").rename(root / "other.md")
    (root / "x.md").rename(root / "drug.md")


def change_alias(root: Path) -> None:
    write(root, "drug.md", page(alias="elsewhere"))


def change_title(root: Path) -> None:
    write(root, "kinase.md", "---\ntype: protein\naliases: [KIN]\n---\n# Kinase two\n\nIt is #stub.\n")


def change_type(root: Path) -> None:
    write(root, "kinase.md", "---\ntype: compound\naliases: [KIN]\n---\n# Kinase\n\nIt is #stub.\n")


def join_a_source(root: Path) -> None:
    write(root, "other.md", page(title="Other", alias="second", link="drug one", doi="doi:10.5555/first"))


def other_year(root: Path) -> None:
    write(root, "drug.md", page().replace("2004", "1987"))


def move_claims_down(root: Path) -> None:
    write(root, "drug.md", page(title="Drug\n\nA new paragraph, which says nothing."))


def delete_page(root: Path) -> None:
    (root / "other.md").unlink()


LOCAL = (edit_words, edit_line_of_a_page_without_claims, edit_nothing, break_a_link, new_tag, new_field)
FAR = (
    new_page,
    rename_page,
    swap_pages,
    change_alias,
    change_title,
    change_type,
    join_a_source,
    other_year,
    move_claims_down,
    delete_page,
)


@pytest.mark.parametrize("edit", [*LOCAL, *FAR], ids=lambda edit: edit.__name__)
def test_a_warm_build_gives_the_bytes_of_a_cold_one(
    wiki: Path, tmp_path: Path, patched: list[bool], edit: Callable[[Path], None]
) -> None:
    check(wiki, tmp_path)
    assert patched == []
    edit(wiki)
    check(wiki, tmp_path)
    assert patched == [True]
    write(wiki, "notes/plain.md", "---\ntype: protein\n---\n# Plain\n\nOnce more.\n")
    check(wiki, tmp_path)
    assert patched[-1] is True


def test_a_graph_that_was_touched_is_not_built_upon(wiki: Path, tmp_path: Path, patched: list[bool]) -> None:
    check(wiki, tmp_path)
    graph = tmp_path / "warm" / "graph.nq"
    graph.write_bytes(graph.read_bytes().replace(b"Drug", b"Drag"))
    check(wiki, tmp_path)
    assert patched == []


@pytest.mark.parametrize("kind", ["graph", "ledger", "premises"])
@pytest.mark.parametrize("damage", ["nothing", "zeros", "one bit", "cut"])
def test_a_damaged_record_is_none(
    wiki: Path, tmp_path: Path, patched: list[bool], kind: str, damage: str
) -> None:
    check(wiki, tmp_path)
    (record,) = (tmp_path / "cache").glob(f"*.{kind}")
    stored = bytearray(record.read_bytes())
    if damage == "one bit":
        # Within what is kept of the page that changes.
        stored[stored.find(b"drug", len(stored) // 2)] ^= 1
    record.write_bytes({"nothing": b"", "zeros": b"\x00" * 40, "cut": stored[:-9]}.get(damage, bytes(stored)))
    join_a_source(wiki)
    check(wiki, tmp_path)
    assert True not in patched or (kind, damage) in {("premises", "one bit"), ("graph", "one bit")}


@pytest.mark.parametrize("kind", ["graph", "ledger", "premises", "resolved"])
def test_a_record_of_an_older_build_is_none(wiki: Path, tmp_path: Path, kind: str) -> None:
    check(wiki, tmp_path)
    (record,) = (tmp_path / "cache").glob(f"*.{kind}")
    older = record.read_bytes()
    join_a_source(wiki)
    check(wiki, tmp_path)
    move_claims_down(wiki)
    record.write_bytes(older)
    check(wiki, tmp_path)


def test_a_record_of_another_wiki_is_none(wiki: Path, tmp_path: Path, patched: list[bool]) -> None:
    other = tmp_path / "other wiki"
    write(other, "drug.md", page(target="enzyme"))
    build_vault(other, tmp_path / "elsewhere", cache=tmp_path / "foreign")
    check(wiki, tmp_path)
    for kind in ("ledger", "premises"):
        (record,) = (tmp_path / "cache").glob(f"*.{kind}")
        (foreign,) = (tmp_path / "foreign").glob(f"*.{kind}")
        record.write_bytes(foreign.read_bytes())
    join_a_source(wiki)
    check(wiki, tmp_path)
    assert patched == [False]


def test_premises_are_written_anew_when_many_are_newer(
    wiki: Path, tmp_path: Path, patched: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(succession, "_FRESH", 1)
    check(wiki, tmp_path)
    for edit in (join_a_source, move_claims_down, other_year, delete_page, new_page, edit_words):
        edit(wiki)
        check(wiki, tmp_path)
    assert patched == [True] * 6


def test_what_is_checked_on_a_page_needs_no_other_page() -> None:
    reading = read_values(sample_vault())
    minter = Minter(reading.vault.config.base)
    writer = VaultWriter(reading.values, reading.ontology, minter, reading.profile)
    pages = [writer.page(page.path, {}) for page in reading.values.pages]
    index = NodeIndex([node for page in pages for node in page], minter)
    whole = fact_nodes(index, minter, reading.profile, reading.ontology)
    apart = [
        line
        for page in pages
        for line in lines_of(page_fact_nodes(NodeIndex(page, minter), minter, reading.profile))
    ]
    assert apart
    about_citations = f"<{minter.base}citation/"
    assert sorted(apart) == sorted(line for line in lines_of(whole) if not line.startswith(about_citations))
    assert not any(line.startswith(about_citations) for line in apart)


@pytest.mark.parametrize("seed", [1, 2])
def test_edits_one_after_the_other_in_any_order(wiki: Path, tmp_path: Path, seed: int) -> None:
    edits = [*LOCAL, *FAR]
    random.Random(seed).shuffle(edits)
    for edit in edits[:4]:
        # An earlier edit may have taken away the page that this one renames or deletes.
        with suppress(FileNotFoundError):
            edit(wiki)
        check(wiki, tmp_path)


def edit_at_random(root: Path, generator: random.Random) -> None:
    """One edit of one page, of any kind."""
    pages = sorted(root.rglob("*.md"))
    file, other = generator.choice(pages), generator.choice(pages)
    text = file.read_text(encoding="utf-8")
    digits = generator.randrange(3)
    note = f"[^z]\n\n[^z]: Ito K et al. 2020 · doi:10.5555/a.{digits} · rct · n=30\n"
    changes = (
        text.replace("\n# ", "\n\n\n# ", 1),
        re.sub(r"(?m)^(\[\^[^\]]+\]:.*?)n=(\d)", r"\1n=9\2", text, count=1),
        f"{text}\nIt increases [[{other.stem}]] in mice.{note}",
        text.replace("\n---\n", f'\ntargets: ["[[{other.stem}]]"]\n---\n', 1),
        re.sub(r"(?m)^\[\^[^\]]+\]:.*$", "", text, count=1),
        re.sub(r"10\.\d+/\S+", "10.5555/a.1", text, count=1),
        re.sub(r"\[\[[^\]]+\]\]", "something unlinked", text, count=1),
        re.sub(r"(?m)^type: \w+$", "type: protein", text, count=1),
        re.sub(r"(?m)^## .*$", f"## Another heading {digits}", text, count=1),
    )
    file.write_text(generator.choice(changes), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_edits_of_the_sample_vault_each_in_a_new_process(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "wiki"
    shutil.copytree(sample_vault(), root)
    generator = random.Random(seed)
    environment = {**os.environ, "CLAIMGRAPH_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "claimgraph", "build", str(root), "--out"]
    for edits in (0, 1, 1, 2):
        for _ in range(edits):
            edit_at_random(root, generator)
        subprocess.run([*command, str(tmp_path / "warm")], env=environment, check=True, capture_output=True)
    subprocess.run([*command, str(tmp_path / "cold"), "--no-cache"], check=True, capture_output=True)
    for name in OUTPUTS:
        assert (tmp_path / "warm" / name).read_bytes() == (tmp_path / "cold" / name).read_bytes(), name


@pytest.mark.shared
def test_random_edits_of_a_large_vault(shared_vault: Path, tmp_path: Path, patched: list[bool]) -> None:
    root = tmp_path / "wiki"
    shutil.copytree(shared_vault, root, copy_function=shutil.copyfile)
    graph, cache = tmp_path / "graph.nq", tmp_path / "cache"
    generator = random.Random(11)

    def build(previous: Path | None) -> None:
        made = tmp_path / "made.nq"
        _, record = compilation.write_graph(
            read_values(root, cache=cache), made, previous=previous, cache=cache
        )
        made.rename(graph)
        state = file_state(graph)
        assert state is not None
        write_record(vault_file(cache, root, ".graph"), msgspec.structs.replace(record, file=state))

    build(None)
    for _ in range(6):
        edit_at_random(root, generator)
        build(graph)
    assert patched == [True] * 6
    cold = tmp_path / "cold.nq"
    compilation.write_graph(read_values(root, cache=cache), cold)
    assert graph.read_bytes() == cold.read_bytes()


@pytest.mark.slow
def test_pages_of_the_sample_vault_edited_one_by_one(tmp_path: Path, patched: list[bool]) -> None:
    root = tmp_path / "wiki"
    shutil.copytree(sample_vault(), root)
    pages = sorted(root.rglob("*.md"))
    check(root, tmp_path)
    for file in pages[::9]:
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text + "\nOne sentence more, see [[nowhere-at-all]]. #gap/no-mechanism\n", encoding="utf-8"
        )
        check(root, tmp_path)
    assert any(patched)


def test_a_field_that_footnotes_contradict_keeps_that_when_its_page_changes(tmp_path: Path) -> None:
    """What comparing pages says of a study page's field does not go with the page's own checks."""
    root = tmp_path / "wiki"
    study = "---\ntype: study\ndoi: 10.5555/first\nyear: 2011\n---\n# Ito\n\nText.\n"
    write(root, "studies/ito-2019-count.md", study)
    note = "It rose [^i].\n\n[^i]: Ito K et al. 2019. doi:10.5555/first · in-vivo · n=12\n"
    for name in ("one", "two", "three"):
        write(root, f"{name}.md", f"---\ntype: compound\n---\n# {name}\n\n{note}")
    build_vault(root, tmp_path / "warm", cache=tmp_path / "cache")
    write(root, "studies/ito-2019-count.md", study + "\nMore text.\n")
    build_vault(root, tmp_path / "warm", cache=tmp_path / "cache")
    build_vault(root, tmp_path / "cold")
    warm = (tmp_path / "warm" / "graph.nq").read_bytes()
    assert b"studyYearDiffers> <https://w3id.org/claimgraph/id/citation/" in warm
    assert warm == (tmp_path / "cold" / "graph.nq").read_bytes()
