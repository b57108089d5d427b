"""The house rules that a machine can hold: module sizes, links of the documents, what the README promises."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import claimgraph

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "src").rglob("*.py"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_a_module_stays_readable_in_one_sitting(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_modules_are_named_after_what_lives_there(module: Path) -> None:
    assert module.stem not in {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", document.read_text(encoding="utf-8"))  # links in code are examples
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), target


def test_the_version_is_said_once_and_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == claimgraph.__version__


def test_the_two_lines_of_the_readme_are_one_line_each() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for marker in ("<!-- demo line -->", "<!-- test line -->"):
        (block,) = re.findall(re.escape(marker) + r"\n```sh\n(.*?)```", text, re.DOTALL)
        assert block.startswith("python3 -m venv .venv && ")
        assert block.count("\n") == 1


def test_every_layer_of_the_contract_exists_and_every_module_has_a_layer() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = table["tool"]["importlinter"]["contracts"]
    named = {name.strip() for row in contract["layers"] for name in row.split("|")}
    package = ROOT / "src" / "claimgraph"
    there = {
        f"claimgraph.{path.stem}"
        for path in package.iterdir()
        if (path.suffix == ".py" and path.stem not in {"__init__", "__main__"})
        or (path / "__init__.py").is_file()
    }
    assert named == there
