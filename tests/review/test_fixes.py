"""--fix: each fixer mends its finding and nothing else, once and for all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wikis import DRUG, DRUG_PATH, MTOR, NOTE, write_wiki

from claimgraph.checking import CheckRequest, check, mend
from claimgraph.diagnostics import Diagnostic, Edit, Fix, Severity
from claimgraph.errors import InputError
from claimgraph.review.edits import (
    FixedPage,
    apply_edits,
    choose_fixes,
    to_diff,
    to_fixed_pages,
    write_fixed_pages,
)
from claimgraph.review.fixes import FIXERS
from claimgraph.review.fixes.context import is_one_slip, nearest
from claimgraph.vault import read_vault

PLAIN = DRUG.replace("It is a kin of [[other-drug]].\n\n", "")
OTHER = {"pathways/mtor.md": MTOR}


def _front(line: str) -> str:
    return PLAIN.replace("aliases: []\n", f"aliases: []\n{line}\n")


def _body(text: str) -> str:
    return PLAIN.replace("It calms mice [^smith2010].", text)


# Rule → the page before and after.
CASES = {
    "CL-06": (_body("It calms [^smith2010]. #gap/needs-replicaton"), "#gap/needs-replication"),
    "CL-23": (_body("It calms [^smith2010]. #gaps/needs-replication"), " #gap/needs-replication"),
    "EN-00": (_front("human-evidence-level: preclinical-onyl"), "human-evidence-level: preclinical-only\n"),
    "FM-01": (PLAIN.replace("aliases: []\n---\n", "aliases: []\n"), "aliases: []\n---\n"),
    "FM-03": (PLAIN.replace("type: compound", "type: compuond"), "type: compound\n"),
    "FM-07": (PLAIN.replace("aliases: []", "aliases: [1,1-dimethyl, NO]"), 'aliases: ["1,1-dimethyl", "NO"]'),
    "FM-08": (PLAIN.replace("aliases: []\n", "aliases: []\naliases: []\n"), "compound\naliases: []\n---"),
    "FN-01": (_body("It calms [^smith2010]. [^gap/needs-replication]"), " #gap/needs-replication"),
    "FN-03": (PLAIN + NOTE + "\n", NOTE + "\n"),
    "ID-01": (PLAIN.replace("compound", "protein\nuniprot: p12345"), "uniprot: P12345\n"),
    "ID-10": (_front("inchikey: InChIKey=xzwyzxlipxdots-uhfffaoysa-n"), ": XZWYZXLIPXDOTS-UHFFFAOYSA-N"),
    "ID-19": (_front("literature-checked-through: 2026/5/9"), "literature-checked-through: 2026-05-09"),
    "LK-05": (_body("It calms [[processes/mtor|mTOR]] [^smith2010]."), "[[pathways/mtor|mTOR]]"),
    "RD-01": (_body("It calms\u200b mi\u200bce [^smith2010]."), "It calms mice"),
    "RD-02": (
        _body("It calms [^smith2010, ^lee2011].") + NOTE.replace("smith2010", "lee2011") + "\n",
        "[^smith2010][^lee2011].",
    ),
    "RD-03": (PLAIN.replace(NOTE, "  " + NOTE), "\n" + NOTE),
    "RD-08": (_body("It calms [^smith2010 and lulls."), "It calms [^smith2010] and lulls."),
    "RD-06": (_body("It calms [^smith2010].\n\n| A | B |\n|---|---|\n| [[mtor|x]] | 2 |"), "[[mtor\\|x]]"),
}  # fmt: skip


def _request(root: Path, *rules: str) -> CheckRequest:
    return CheckRequest(root=root, select=rules)


@pytest.mark.parametrize("rule", CASES)
def test_a_fix_ends_its_finding_and_no_other_appears(rule: str, tmp_path: Path) -> None:
    before, wanted = CASES[rule]
    root = write_wiki(tmp_path, {DRUG_PATH: before, **OTHER})
    found = check(_request(root))
    fixable = [finding for finding in found.findings if finding.rule == rule and finding.fix]
    assert fixable, [(finding.rule, finding.message) for finding in found.findings]
    report, fixed = mend(_request(root, rule), write=True)
    after = (root / DRUG_PATH).read_bytes().decode("utf-8")
    assert [page.path for page in fixed] == [DRUG_PATH]
    assert wanted in after
    assert not [finding for finding in report.findings if finding.fix]
    again = check(_request(root))
    # A page whose type is known is checked as one of that type, and a source that is cited is looked at.
    if rule not in {"FM-03", "RD-08"}:
        rules = {finding.rule for finding in found.findings}
        assert {finding.rule for finding in again.findings} <= rules - {rule}
    assert mend(_request(root, rule), write=True)[1] == ()
    assert (root / DRUG_PATH).read_bytes().decode("utf-8") == after


def test_a_tag_written_as_a_footnote_becomes_a_tag(tmp_path: Path) -> None:
    before = _body("It calms [^smith2010] [^gap/needs-replication].")
    root = write_wiki(tmp_path, {DRUG_PATH: before, **OTHER})
    mend(_request(root, "FN-01"), write=True)
    after = (root / DRUG_PATH).read_text("utf-8")
    assert after == before.replace("[^gap/needs-replication]", "#gap/needs-replication")
    assert not check(_request(root, "CL-23", "FN-01")).findings


def test_every_fixer_has_a_case() -> None:
    # ID-00 and ID-16 share their fixer with ID-01 and ID-10; their cases stand below.
    assert set(FIXERS) - set(CASES) == {"ID-00", "ID-16"}


@pytest.mark.parametrize(
    "line",
    [
        "doi: https://doi.org/10.1000/182",
        "doi: DOI:10.1000/182",
    ],
)
def test_a_doi_in_another_writing_is_no_fault_or_is_mended(line: str, tmp_path: Path) -> None:
    root = write_wiki(tmp_path, {DRUG_PATH: _front(line), **OTHER})
    mend(_request(root, "ID-16"), write=True)
    assert not check(_request(root, "ID-16")).findings


UNSAFE = {
    "another number is another thing": _front("translation-gap: phase-9-rct-needed"),
    "no declared kind is near": _body("It calms [^smith2010]. #gap/of-my-own"),
    "two keys that differ": PLAIN.replace("aliases: []\n", "aliases: []\naliases: [x]\n"),
    "two notes that differ": PLAIN + NOTE.replace("n=12", "n=13") + "\n",
    "day or month first": _front("literature-checked-through: 05/09/2026"),
    "a key without a note": _body("It calms [^smith2010, ^nobody1999]."),
    "a bracket of a note that is not there": _body("It calms [^nobody1999 and lulls."),
    "a tag with words in brackets": _body("It calms [^smith2010] [^gap/no-mechanism - as said]."),
    "a pipe in code": _body("It calms [^smith2010].\n\n| A | B |\n|---|---|\n| `[[mtor|x]]` | 2 |"),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_what_leaves_a_choice_is_left(name: str, tmp_path: Path) -> None:
    root = write_wiki(tmp_path, {DRUG_PATH: UNSAFE[name], **OTHER})
    assert mend(_request(root), write=True)[1] == ()
    assert (root / DRUG_PATH).read_bytes().decode("utf-8") == UNSAFE[name]


def test_windows_lines_byte_order_mark_and_lost_bytes_survive(tmp_path: Path) -> None:
    root = write_wiki(tmp_path, OTHER)
    file = root / DRUG_PATH
    file.parent.mkdir(parents=True)
    text = "\ufeff" + CASES["RD-06"][0].replace("\n", "\r\n")
    file.write_bytes(text.encode("utf-8"))
    mend(_request(root), write=True)
    assert file.read_bytes().decode("utf-8") == text.replace("[[mtor|x]]", "[[mtor\\|x]]")
    broken = CASES["RD-06"][0].encode("utf-8") + b"\xff\n"
    file.write_bytes(broken)
    assert mend(_request(root), write=True)[1] == ()
    assert file.read_bytes() == broken


def test_a_page_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    root = write_wiki(tmp_path, {DRUG_PATH: CASES["RD-06"][0], **OTHER})
    vault = read_vault(root)
    (root / DRUG_PATH).write_bytes(b"other")
    page = FixedPage(DRUG_PATH, CASES["RD-06"][0], "mended", ())
    with pytest.raises(InputError, match="changed while"):
        write_fixed_pages(root, [page], vault.pages)
    assert (root / DRUG_PATH).read_bytes() == b"other"


def _finding(edits: tuple[Edit, ...], line: int = 1) -> Diagnostic:
    return Diagnostic(
        rule="XX-01", severity=Severity.INFO, message="m", path="a.md", line=line, end_line=line,
        fix=Fix("t", edits),
    )  # fmt: skip


@given(
    st.text(alphabet="ab\n", max_size=30),
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 4), st.text(alphabet="xy", max_size=3)), max_size=8
    ),
)
def test_chosen_fixes_never_overlap_and_touch_nothing_else(
    text: str, drawn: list[tuple[int, int, str]]
) -> None:
    findings = [
        _finding((Edit(start, min(len(text), start + size), new),), line)
        for line, (start, size, new) in enumerate(drawn, 1)
        if start <= len(text)
    ]
    chosen = choose_fixes(findings).get("a.md", ())
    edits = sorted(edit for finding in chosen for edit in (finding.fix.edits if finding.fix else ()))
    for one, two in pairwise(edits):
        assert one.end < two.start
    result = apply_edits(text, edits)
    kept = "".join(
        text[one.end : two.start]
        for one, two in zip([Edit(0, 0, ""), *edits], [*edits, Edit(len(text), len(text), "")], strict=True)
    )
    assert "".join(character for character in result if character not in "xy") == kept
    assert bool(findings) == bool(chosen)


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abc", [Edit(0, 2, ""), Edit(1, 3, "")])
    with pytest.raises(ValueError, match="outside"):
        apply_edits("abc", [Edit(2, 9, "")])


def test_the_diff_is_one_that_patch_programs_take(tmp_path: Path) -> None:
    pages = to_fixed_pages([_finding((Edit(4, 5, "X"),))], {"a.md": "one\ntwo\nno end"})
    (page,) = pages
    assert to_diff(page) == (
        "--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n one\n-two\n+Xwo\n no end\n\\ No newline at end of file\n"
    )


def test_slips() -> None:
    assert is_one_slip("needs-replicaton", "needs-replication")
    assert is_one_slip("abdc", "abcd")
    assert not is_one_slip("abc", "abc")
    assert not is_one_slip("abcd", "badc")
    assert nearest("Phase_3 rct", ["phase-3-rct", "phase-1-rct"]) == "phase-3-rct"
    assert nearest("phase-2-rct", ["phase-3-rct", "phase-1-rct"]) is None
    assert nearest("mise", ["mice"]) is None, "short words have too many neighbours"
