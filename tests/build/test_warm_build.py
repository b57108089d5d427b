"""A build that starts from the last one gives the bytes of a build that starts from nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from claimgraph import compilation
from claimgraph.build import build_vault, read_values
from claimgraph.graph import VaultWriter, lines_of
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


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40])
def test_a_damaged_record_is_none(wiki: Path, tmp_path: Path, patched: list[bool], damage: bytes) -> None:
    check(wiki, tmp_path)
    (record,) = (tmp_path / "cache").glob("*.graph")
    record.write_bytes(damage)
    check(wiki, tmp_path)
    assert patched == []


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
