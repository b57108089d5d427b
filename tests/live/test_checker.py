"""After any edits, ``Checker`` holds the findings of a full check: same findings, same order."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from claimgraph.build import check_vault
from claimgraph.errors import InputError
from claimgraph.live import Checker

SAMPLE = Path(__file__).parents[2] / "vault"
_PARTS = ("compounds", "proteins", "pathways", "studies", "hallmarks", "processes", "hypotheses")
Edit = Callable[[random.Random, Path], None]


def _pages(vault: Path) -> list[Path]:
    return sorted(vault.rglob("*.md"))


def _rewrite(generator: random.Random, vault: Path, change: Callable[[random.Random, str], str]) -> None:
    page = generator.choice(_pages(vault))
    page.write_text(change(generator, page.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")


def _lines(generator: random.Random, text: str) -> str:
    """Some lines gone, doubled or moved."""
    lines = text.split("\n")
    at = generator.randrange(len(lines))
    how = generator.choice(("drop", "double", "move", "blank"))
    line = lines[at]
    if how in ("drop", "move"):
        del lines[at]
    if how in ("double", "move"):
        lines.insert(generator.randrange(len(lines) + 1), line)
    if how == "blank":
        lines.insert(at, "")
    return "\n".join(lines)


def _swap(*pairs: tuple[str, str]) -> Callable[[random.Random, str], str]:
    def change(generator: random.Random, text: str) -> str:
        fitting = [pair for pair in pairs if pair[0] in text]
        return text.replace(*generator.choice(fitting), generator.choice((1, -1))) if fitting else text

    return change


_WORDS = _swap(
    ("increases", "decreases"), ("mice", "people"), ("The ", "In 40 aged mice, the "), (".", " 50 mg/kg.")
)
_NOTES = _swap(
    ("n=", "n=9"),
    ("rct", "review"),
    ("doi:10.", "doi:10.9"),
    ("rct", "in-vitro"),
    ("[^", "[^x"),
    ("20", "19"),
    ("Homo sapiens", "Mus musculus"),
    ("pmid:", "pmid:1"),
    ("full-text", "no access"),
    (" · ", " · retracted · "),
)
_FIELDS = _swap(
    ("aliases:", "also:"),
    ("type: compound", "type: protein"),
    ("verified: true", "verified: false"),
    ("doi: ", "doi: 1"),
    ("year: 20", "year: 19"),
    ("hallmarks:", "targets:"),
    ("[[", "[[no-"),
    ("type: study", "type: studdy"),
    ("\n---\n", "\n"),
)
_TAGS = _swap(
    ("#gap/", "#gap/needs-"),
    (".\n", ". #gap/needs-human-replication\n"),
    ("#gap/unsourced", ""),
    ("| ", "| no "),
    ("# ", "# New "),
)


def _new_page(generator: random.Random, vault: Path) -> None:
    page = generator.choice(_pages(vault))
    name = f"{page.stem}-{generator.randrange(100)}.md"
    text = page.read_text(encoding="utf-8", errors="replace")
    (page.with_name(name)).write_text(text.replace("# ", "# Another ", 1), encoding="utf-8")


def _delete(generator: random.Random, vault: Path) -> None:
    generator.choice(_pages(vault)).unlink()


def _rename(generator: random.Random, vault: Path) -> None:
    page = generator.choice(_pages(vault))
    page.rename(page.with_name(f"{page.stem}x.md"))


def _cite(generator: random.Random, vault: Path) -> None:
    """A footnote of one page on another too, so that they share a source."""
    donors = [page for page in _pages(vault) if "\n[^" in page.read_text(encoding="utf-8", errors="replace")]
    if donors:
        text = generator.choice(donors).read_text(encoding="utf-8", errors="replace")
        notes = [line for line in text.split("\n") if line.startswith("[^") and "]:" in line]
        if notes:
            note = generator.choice(notes).replace("[^", "[^z", 1)
            key = note[: note.index("]") + 1]
            _rewrite(generator, vault, lambda _, old: f"{old}\nIt was seen again.{key}\n\n{note}\n")


def _binary(generator: random.Random, vault: Path) -> None:
    page = generator.choice(_pages(vault))
    page.write_bytes(page.read_bytes() + b"\xff\n")


def _picture(generator: random.Random, vault: Path) -> None:
    (vault / f"picture-{generator.randrange(3)}.png").write_bytes(b"p")


_EDITS: tuple[Edit, ...] = (
    *(
        lambda generator, vault, change=change: _rewrite(generator, vault, change)
        for change in (_lines, _lines, _WORDS, _NOTES, _NOTES, _FIELDS, _FIELDS, _TAGS)
    ),
    _new_page,
    _delete,
    _rename,
    _cite,
    _cite,
    _binary,
    _picture,
)


def _copy(target: Path, pages: int | None = None) -> Path:
    shutil.copytree(SAMPLE, target)
    if pages is not None:
        for page in _pages(target)[pages:]:
            page.unlink()
    return target


@pytest.mark.parametrize("seed", range(4))
def test_update_equals_full_check(tmp_path: Path, seed: int) -> None:
    generator = random.Random(seed)
    vault = _copy(tmp_path / "vault")
    checker = Checker(vault)
    for _ in range(4):
        before = {page: page.read_bytes() for page in _pages(vault)}
        for _ in range(generator.choice((1, 1, 1, 3))):
            generator.choice(_EDITS)(generator, vault)
        after = {page: page.read_bytes() for page in _pages(vault)}
        found = checker.update()
        expected = check_vault(vault).findings
        assert found.findings == expected == checker.findings
        changed = {page for page in before.keys() | after.keys() if before.get(page) != after.get(page)}
        assert set(found.pages) == {page.relative_to(vault).as_posix() for page in changed}


def test_one_page_named(tmp_path: Path) -> None:
    vault = _copy(tmp_path / "vault")
    checker = Checker(vault)
    page = _pages(vault)[3]
    page.write_text(
        page.read_text(encoding="utf-8", errors="replace") + "\nIt fell. [^nokey]\n", encoding="utf-8"
    )
    found = checker.update(page)
    name = page.relative_to(vault).as_posix()
    assert found.pages == (name,)
    assert any(finding.rule == "FN-01" for finding in found.here)
    assert found.findings == check_vault(vault).findings


def test_what_changes_on_other_pages_is_told(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("---\ntype: compound\n---\n# A\n\nSee [[b]].\n", encoding="utf-8")
    (vault / "b.md").write_text("---\ntype: compound\n---\n# B\n\nText.\n", encoding="utf-8")
    checker = Checker(vault)
    (vault / "b.md").unlink()
    found = checker.update()
    assert [(finding.path, finding.rule) for finding in found.new if finding.rule == "LK-01"] == [
        ("a.md", "LK-01")
    ]
    (vault / "b.md").write_text("---\ntype: compound\n---\n# B\n\nText.\n", encoding="utf-8")
    found = checker.update()
    assert [(finding.path, finding.rule) for finding in found.gone if finding.rule == "LK-01"] == [
        ("a.md", "LK-01")
    ]
    assert checker.update().pages == ()


def test_a_new_configuration_reads_all_anew(tmp_path: Path) -> None:
    vault = _copy(tmp_path / "vault")
    checker = Checker(vault)
    rule = checker.findings[0].rule
    file = vault / "claimgraph.toml"
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    assert "[severity]" not in text
    file.write_text(f'{text}\n[severity]\n{rule} = "off"\n', encoding="utf-8")
    found = checker.update()
    assert found.rules is None
    assert rule not in {finding.rule for finding in found.findings}
    assert found.findings == check_vault(vault).findings


def test_a_path_beyond_the_vault_is_refused(tmp_path: Path) -> None:
    vault = _copy(tmp_path / "vault", 3)
    with pytest.raises(InputError):
        Checker(vault).update(tmp_path / "elsewhere.md")
