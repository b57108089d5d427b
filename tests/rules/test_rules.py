"""Reading of ``shapes/``: what each file must say, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from examples import RULES

from claimgraph.diagnostics import Severity
from claimgraph.errors import ConfigError
from claimgraph.resources import shapes_dir
from claimgraph.rules import (
    COVERAGE_FILE,
    SAMPLE_FILE,
    Rule,
    RuleKind,
    read_coverage,
    read_rule,
    read_rules,
    read_sample,
)

GOOD = """@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rule: <https://w3id.org/claimgraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
rule:XX-01 a cg:Rule, sh:NodeShape ;
    dcterms:identifier "XX-01" ; sh:name "n" ; sh:description "d" ; cg:rationale "r" ; cg:help "h" ;
    sh:severity sh:Info ; sh:targetClass cg:Page ; sh:property rule:XX-01-a .
rule:XX-01-a a sh:PropertyShape ; sh:path cg:path ; sh:minCount 1 ; sh:severity sh:Info ; sh:message "m" .
"""


def _write(root: Path, text: str = GOOD, name: str = "XX-01_fault.ttl") -> Path:
    folder = root / "subject"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    for part in ("pass", "fail"):
        file.with_name(f"{file.stem}.{part}.ttl").write_text("# empty\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_words_are_whole_sentences(rule: Rule) -> None:
    for words in (rule.what, rule.why, rule.how):
        assert words.endswith((".", "…", "?"))
        assert len(words) > 15
    assert not rule.name.endswith(".")
    assert rule.message


def test_rules_are_many_and_of_all_kinds() -> None:
    assert {rule.kind for rule in RULES} == set(RuleKind)
    assert len(RULES) >= 45
    assert [rule.id for rule in RULES] == sorted({rule.id for rule in RULES})


def test_no_file_is_left_over() -> None:
    """Each file belongs to a rule, so that a misspelt name is not silently no rule."""
    root = shapes_dir()
    known = {"vocabulary.ttl", SAMPLE_FILE, COVERAGE_FILE}
    for rule in RULES:
        suffix = ".md" if rule.kind is RuleKind.CODE else ".ttl"
        stem = rule.path.removesuffix(".ttl")
        known |= {rule.path, f"{stem}.pass{suffix}", f"{stem}.fail{suffix}"}
        if rule.example and rule.kind is not RuleKind.CODE:
            known.add(f"{stem}.example.md")
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == known


def test_code_reports_no_rule_that_is_not_described() -> None:
    """A rule id in the sources of reading is a rule that ``claimgraph rule`` can explain."""
    source = Path(__file__).resolve().parents[2] / "src" / "claimgraph"
    found = set()
    for folder in ("document", "extract", "resolve"):
        for file in sorted((source / folder).rglob("*.py")):
            found |= set(re.findall(r"\"((?:FM|FN|LK|CL|ID|IV|RD|EN|HY)-\d\d)\"", file.read_text("utf-8")))
    assert found - {rule.id for rule in RULES} == set()


def test_good_file_is_read(tmp_path: Path) -> None:
    rule = read_rule(_write(tmp_path), tmp_path)
    assert (rule.id, rule.subject, rule.kind) == ("XX-01", "subject", RuleKind.CORE)
    assert read_rules(tmp_path) == (rule,)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("a cg:Rule, sh:NodeShape", "a sh:NodeShape"), "exactly one cg:Rule"),
        (('dcterms:identifier "XX-01"', 'dcterms:identifier "XX-02"'), "named for"),
        (('sh:name "n" ;', ""), "exactly one sh:name"),
        (('cg:help "h" ;', 'cg:help "h", "i" ;'), "has 2"),
        (("sh:severity sh:Info ; sh:targetClass", "sh:severity sh:Bad ; sh:targetClass"), "unknown severity"),
        ((' ; sh:message "m"', ""), "no sh:message"),
        (("rule:XX-01 a", "rule:XX-01 b"), "not valid Turtle"),
    ],
)
def test_malformed_file_is_refused(tmp_path: Path, change: tuple[str, str], part: str) -> None:
    assert change[0] in GOOD
    file = _write(tmp_path, GOOD.replace(*change))
    with pytest.raises(ConfigError, match=re.escape(part)) as raised:
        read_rule(file, tmp_path)
    assert raised.value.path == "subject/XX-01_fault.ttl"


def test_wrong_name_missing_example_empty_folder_and_twin_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no rule"):
        read_rules(tmp_path)
    with pytest.raises(ConfigError, match="missing"):
        read_rules(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="named <ID>_<fault>"):
        read_rule(_write(tmp_path, name="xx1.ttl"), tmp_path)
    file = _write(tmp_path)
    file.with_name("XX-01_fault.fail.ttl").unlink()
    with pytest.raises(ConfigError, match="no fail example"):
        read_rule(file, tmp_path)
    other = tmp_path / "two"
    _write(other)
    _write(other, name="XX-01_again.ttl")
    with pytest.raises(ConfigError, match="defined twice"):
        read_rules(other)


def test_empty_shapes_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds 0"):
        read_rule(_write(tmp_path, "# nothing\n"), tmp_path)


def test_every_row_of_the_manual_is_met_or_says_why_not() -> None:
    coverage = read_coverage()
    ids = {rule.id for rule in RULES}
    assert len({row.row for row in coverage}) == len(coverage) > 100
    for row in coverage:
        assert row.how in ("rule", "reading", "none")
        assert row.by in ids if row.how == "rule" else len(row.by) > 20


BARS = {Severity.ERROR: 0.95, Severity.WARNING: 0.85}


@pytest.mark.parametrize("severity", BARS, ids=lambda severity: severity.value)
def test_findings_that_were_read_are_above_the_bar(severity: Severity) -> None:
    read = [reading for reading in read_sample() if reading.severity is severity]
    assert len(read) >= 50
    assert sum(reading.true for reading in read) >= BARS[severity] * len(read)
    for rule in sorted({reading.rule for reading in read}):
        own = [reading.true for reading in read if reading.rule == rule]
        assert len(own) < 5 or sum(own) >= BARS[severity] * len(own), rule


@pytest.mark.parametrize("row", ["FN-01\ta.md\t3\ttrue", "FN-01\ta.md\t3\terror\ttrue\tmore"])
def test_malformed_sample_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(ConfigError, match="table of the rules is missing"):
        read_sample(tmp_path)
    (tmp_path / SAMPLE_FILE).write_text(f"# comment\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="columns"):
        read_sample(tmp_path)
