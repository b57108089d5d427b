"""--changed-since, on real git repositories."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from wikis import DRUG, DRUG_PATH, MTOR, commit, git, write_wiki

from claimgraph.checking import CheckRequest, check
from claimgraph.diagnostics import Diagnostic, Related, Severity
from claimgraph.errors import InputError, UsageError
from claimgraph.review.changes import Changes, parse_patch, read_changes, select_changed

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
ODD = ["with blank.md", "größe Ω.md", 'quote".md', "back\\slash.md", "tab\there.md", "-dash.md", "a:b.md"]
if os.name == "nt":
    ODD = ["with blank.md", "größe Ω.md", "-dash.md"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    write_wiki(tmp_path / "wiki")
    commit(tmp_path)
    return tmp_path / "wiki"


def test_changed_lines_of_a_subfolder(root: Path) -> None:
    (root.parent / "elsewhere.md").write_text("x", "utf-8")
    page = root / DRUG_PATH
    page.write_text(page.read_text("utf-8").replace("It calms", "New\nIt soothes") + "end\n", "utf-8")
    changes = read_changes(root, "HEAD")
    assert changes.lines == {DRUG_PATH: ((8, 9), (14, 14))}
    assert (changes.whole, changes.removed) == (frozenset(), frozenset())
    assert changes.touches(DRUG_PATH, 9, 12)
    assert not changes.touches(DRUG_PATH, 10, 13)


def test_lines_taken_out_touch_their_neighbours(root: Path) -> None:
    page = root / DRUG_PATH
    page.write_text(page.read_text("utf-8").replace("It is a kin of [[other-drug]].\n\n", ""), "utf-8")
    assert read_changes(root, "HEAD").lines == {DRUG_PATH: ((9, 10),)}


@pytest.mark.parametrize("name", ODD)
def test_odd_names_untracked_changed_and_renamed(root: Path, name: str) -> None:
    file = root / name
    file.write_text(DRUG, "utf-8")
    assert read_changes(root, "HEAD").whole == {name}
    commit(root)
    assert read_changes(root, "HEAD~1").whole == {name}
    assert read_changes(root, "HEAD").whole == frozenset()
    file.write_text(DRUG.replace("calms", "soothes"), "utf-8")
    assert read_changes(root, "HEAD").lines == {name: ((8, 8),)}
    git(root, "checkout", "--quiet", "--", ".")
    (root / "sub").mkdir()
    git(root, "mv", "--", name, f"sub/{name}")
    changes = read_changes(root, "HEAD")
    assert (changes.whole, changes.removed) == ({f"sub/{name}"}, {name})
    assert read_changes(root, "HEAD", staged=True) == changes


def test_content_that_looks_like_a_patch_is_content(root: Path) -> None:
    page = root / DRUG_PATH
    page.write_text(page.read_text("utf-8") + "++ b/other.md\n@@ -1 +1 @@\n-- a/x\n", "utf-8")
    assert read_changes(root, "HEAD").lines == {DRUG_PATH: ((13, 15),)}
    assert parse_patch(b"") == {}


def test_the_users_git_configuration_changes_nothing(root: Path) -> None:
    for name, value in (
        ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"),
        ("diff.external", "false"), ("core.quotePath", "true"), ("diff.renames", "copies"),
    ):  # fmt: skip
        git(root, "config", name, value)
    (root / "größe.md").write_text(DRUG, "utf-8")
    commit(root)
    (root / "größe.md").write_text(DRUG + "x\n", "utf-8")
    assert read_changes(root, "HEAD").lines == {"größe.md": ((13, 13),)}


def test_an_empty_and_a_removed_page_and_no_commit_yet(root: Path, tmp_path: Path) -> None:
    (root / "empty.md").write_bytes(b"")
    git(root, "add", "--all")
    (root / DRUG_PATH).unlink()
    changes = read_changes(root, "HEAD")
    assert (changes.whole, changes.removed) == ({"empty.md"}, {DRUG_PATH})
    assert read_changes(root, "HEAD", staged=True).removed == frozenset()
    new = tmp_path / "new"
    new.mkdir()
    git(new, "init", "--quiet")
    write_wiki(new)
    assert DRUG_PATH in read_changes(new, "HEAD").whole


@pytest.mark.parametrize(
    "revision",
    [
        "nothing",
        "",
        " ",
        "--output=stolen",
        "-h",
        "HEAD; touch stolen",
        "$(touch stolen)",
        "HEAD:x",
        "a\0b",
        "@{9}",
    ],
)
def test_a_bad_revision_is_refused_and_nothing_is_run(root: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="no revision"):
        read_changes(root, revision)
    assert not list(root.rglob("stolen"))
    assert not Path("stolen").exists()


def test_a_branch_that_is_named_like_an_option_or_a_file(root: Path) -> None:
    git(root, "update-ref", "refs/heads/-odd", "HEAD")
    git(root, "branch", "molecules")
    assert read_changes(root, "molecules").lines == {}
    assert read_changes(root, "-odd").lines == {}


def test_outside_git(tmp_path: Path) -> None:
    write_wiki(tmp_path)
    with pytest.raises(UsageError, match="no git repository"):
        read_changes(tmp_path, "HEAD")
    with pytest.raises(InputError, match="no such folder"):
        read_changes(tmp_path / "none", "HEAD")


def test_a_hooks_environment_does_not_lead_astray(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert read_changes(root, "HEAD").lines == {}


def test_findings_of_a_change(root: Path) -> None:
    def found(**more: bool) -> list[tuple[str, str, int]]:
        report = check(CheckRequest(root=root, select=("LK-01", "FN-01"), changed_since="HEAD", **more))
        assert report.commit == git(root, "rev-parse", "HEAD").strip()
        return [(finding.rule, finding.path, finding.line) for finding in report.findings]

    assert found() == []
    page = root / DRUG_PATH
    page.write_text(DRUG.replace("[^smith2010].\n", "[^smith2010] [^lee2011].\n"), "utf-8")
    assert found() == [("FN-01", DRUG_PATH, 8)]
    assert found(whole_pages=True) == [("FN-01", DRUG_PATH, 8), ("LK-01", DRUG_PATH, 10)]
    commit(root)
    (root / "pathways/mtor.md").rename(root / "pathways/tor.md")
    write_wiki(root, {"pathways/raptor.md": MTOR.replace("[[drug]]", "[[mtor]]")})
    commit(root)
    page.rename(root / "molecules/compounds/medicine.md")
    assert ("LK-01", "pathways/raptor.md", 7) not in found()
    assert {("LK-01", "pathways/tor.md", 7)} <= set(found()), "a link to a page that was renamed"


def test_related_places_and_whole_pages() -> None:
    changes = Changes("0" * 40, {"b.md": ((5, 6),)}, frozenset({"new.md"}), frozenset())

    def finding(path: str, line: int, *related: Related) -> Diagnostic:
        return Diagnostic(
            rule="XX-01", severity=Severity.INFO, message="m", path=path, line=line, end_line=line,
            related=related,
        )  # fmt: skip

    on_line, beside, whole, new = (
        finding("b.md", 5),
        finding("b.md", 9),
        finding("b.md", 1),
        finding("new.md", 3),
    )
    linked, unlinked = (
        finding("a.md", 3, Related("m", "b.md", 6, 6)),
        finding("a.md", 3, Related("m", "b.md", 8, 8)),
    )
    every = (on_line, beside, whole, new, linked, unlinked)
    assert select_changed(every, changes) == (on_line, new, linked)
    assert select_changed(every, changes, head=lambda _path: 5) == (on_line, whole, new, linked)
    assert select_changed(every, changes, whole_pages=True) == every
