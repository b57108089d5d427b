"""Reading a vault: every page, one bad page never hides the rest, configuration errors have a place."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from claimgraph.errors import ConfigError, InputError
from claimgraph.vault import VaultConfig, read_config, read_vault, to_page


def write(root: Path, name: str, content: str | bytes) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_pages_are_sorted_and_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a/z.md",
        "a.md",
        ".obsidian/x.md",
        ".git/y.md",
        "a/.hidden.md",
        "note.txt",
        "UP.MD",
    ):
        write(tmp_path, name, "# x\n")
    vault = read_vault(tmp_path)
    assert [page.path for page in vault.pages] == ["UP.MD", "a.md", "a/z.md", "b.md"]
    assert vault.failed == ()


def test_text_is_kept_as_on_disk(tmp_path: Path) -> None:
    raw = "\ufeffA\r\nB\n\x00C".encode()
    write(tmp_path, "a.md", raw)
    (page,) = read_vault(tmp_path).pages
    assert page.text.encode() == raw


def test_bytes_that_are_not_utf8_are_reported_with_their_line() -> None:
    page = to_page("a.md", b"first\nsecond \xff\xfe\nthird\n")
    (diagnostic,) = page.diagnostics
    assert (diagnostic.rule, diagnostic.line, diagnostic.value) == ("RD-01", 2, "0xff")
    assert page.text.count("\n") == 3
    assert "third" in page.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_page_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "# a\n")
    write(tmp_path, "b.md", "# b\n")
    (tmp_path / "a.md").chmod(0)
    vault = read_vault(tmp_path)
    assert [page.path for page in vault.pages] == ["b.md"]
    assert [(d.rule, d.path) for d in vault.failed] == [("RD-00", "a.md")]


def test_a_dangling_symbolic_link_is_a_finding_and_a_circle_ends(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "# b\n")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    vault = read_vault(tmp_path)
    assert [page.path for page in vault.pages] == ["b.md"]
    assert [(d.rule, d.path) for d in vault.failed] == [("RD-00", "gone.md")]


def test_two_names_that_are_one_in_unicode_are_a_finding(tmp_path: Path) -> None:
    name = "café.md"
    write(tmp_path, unicodedata.normalize("NFC", name), "# one\n")
    write(tmp_path, unicodedata.normalize("NFD", name), "# two\n")
    vault = read_vault(tmp_path)
    assert len(vault.pages) == 1
    assert [(d.rule, d.path) for d in vault.failed] == [("RD-00", unicodedata.normalize("NFC", name))]


def test_no_folder_no_pages_not_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        read_vault(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no Markdown page"):
        read_vault(tmp_path)
    write(tmp_path, "a.md", "# a\n")
    with pytest.raises(InputError, match="not a folder"):
        read_vault(tmp_path / "a.md")


def test_ignored_pages(tmp_path: Path) -> None:
    for name in ("drafts/a.md", "drafts/deep/b.md", "c.md", "draftsman.md"):
        write(tmp_path, name, "# x\n")
    write(tmp_path, "claimgraph.toml", 'ignore = ["drafts/**"]\n')
    assert [page.path for page in read_vault(tmp_path).pages] == ["c.md", "draftsman.md"]


def test_no_configuration_means_defaults(tmp_path: Path) -> None:
    assert read_config(tmp_path) == VaultConfig()


@pytest.mark.parametrize(
    ("content", "fragment"),
    [
        ("base = ", "not valid TOML"),
        ("base = 3\n", "Expected `str`"),
        ("bass = 'x'\n", "unknown field"),
        ("base = 'no iri'\n", "not an IRI"),
        ("base = 'http://x/y'\n", "not an IRI that ends"),
        ("[severity]\nFN-05 = 'fatal'\n", "FN-05"),
        (b"base = '\xff'", "not valid TOML"),
    ],
)
def test_a_malformed_configuration_names_the_file(
    tmp_path: Path, content: str | bytes, fragment: str
) -> None:
    write(tmp_path, "claimgraph.toml", content)
    with pytest.raises(ConfigError, match=fragment) as caught:
        read_config(tmp_path)
    assert caught.value.path is not None
    assert caught.value.path.endswith("claimgraph.toml")
