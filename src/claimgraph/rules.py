"""Reads ``shapes/``: one rule a file, with its words, its examples and the results these must give.

A rule file is ``shapes/<subject>/<ID>_<fault>.ttl`` and holds exactly one ``cg:Rule``. A rule that the
graph can decide is a SHACL node shape (core, or ``sh:sparql`` for joins) with ``.pass.ttl`` and
``.fail.ttl`` beside it; a rule about raw text is described by a ``cg:CodeRule`` that names the module
which reports it, with ``.pass.md`` and ``.fail.md`` beside it. A shape may have an ``.example.md`` too:
pages on which a curator sees the fault.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox

from claimgraph.diagnostics import Severity
from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG, DCTERMS, RDF, SH
from claimgraph.resources import shapes_dir

RULE_BASE = "https://w3id.org/claimgraph/shapes/"
VOCABULARY_FILE = "vocabulary.ttl"
SAMPLE_FILE, COVERAGE_FILE = "sample.tsv", "coverage.tsv"

_FILE_NAME = re.compile(r"(?P<id>[A-Z][A-Z0-9]*-[A-Z0-9]+)_(?P<fault>[a-z0-9]+(?:-[a-z0-9]+)*)\.ttl\Z")
_SEVERITIES = {
    SH + "Violation": Severity.ERROR,
    SH + "Warning": Severity.WARNING,
    SH + "Info": Severity.INFO,
}
_TYPE = ox.NamedNode(RDF + "type")


class RuleKind(StrEnum):
    """How a rule is decided: SHACL core, a SPARQL constraint, or code that reads raw text."""

    CORE = "core"
    SPARQL = "sparql"
    CODE = "code"


class Expected(msgspec.Struct, frozen=True, order=True):
    """One result that a failing example must give. ``path`` is empty where the result has none.

    ``value``, ``message`` and ``related`` are empty where the example does not say what they are.
    """

    focus: str
    path: str
    component: str
    severity: str
    value: str = ""
    message: str = ""
    related: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule with everything that ``claimgraph rule ID`` shows.

    Attributes:
        id: ``FN-05``; ``name`` a few words; ``subject`` the folder (``footnotes``).
        what: what is checked; ``why`` the reason; ``how`` how to mend a finding; ``message`` the
            words of a finding, with ``{?variable}`` where the place fills them in.
        path: the rule's file relative to the shapes folder, ``/`` separators.
        shape: IRI of the node shape, or of the description of a code rule.
        text: the file as it stands.
        implemented_by: of a code rule, the module that reports it.
        passing, failing: the example texts (Turtle, or Markdown for code rules).
        example: pages with the fault as a curator would see it; of a code rule the failing ones, of a
            shape those of ``.example.md`` where there are any, else empty.
        expected_lines: the lines of the first page of ``example`` that the rule must report.
        sampled, sampled_true: how many findings on a real wiki were read against their pages, and
            how many of these were true; None where none was read.
        triples: the parsed file.
    """

    id: str
    name: str
    subject: str
    severity: Severity
    kind: RuleKind
    what: str
    why: str
    how: str
    message: str
    path: str
    shape: str
    text: str
    implemented_by: str | None
    passing: str
    failing: str
    example: str
    expected_lines: tuple[int, ...]
    sampled: int | None
    sampled_true: int | None
    triples: tuple[Any, ...]


def _literal(triples: list[ox.Triple], subject: Any, predicate: str) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.subject == subject
        and triple.predicate.value == predicate
        and isinstance(triple.object, ox.NamedNode | ox.Literal)
    ]


def parse_turtle(text: str, path: str) -> list[ox.Triple]:
    """The triples of a Turtle text.

    Raises:
        ConfigError: it is not Turtle, with file and line.
    """
    try:
        return [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise ConfigError(
            f"not valid Turtle: {error.msg}", path=path, line=error.lineno, remedy="mend the syntax"
        ) from error


def _one(triples: list[ox.Triple], subject: Any, predicate: str, path: str, what: str) -> str:
    found = _literal(triples, subject, predicate)
    if len(found) != 1 or not found[0].strip():
        raise ConfigError(
            f"a rule has exactly one {what}, this one has {len(found)}",
            path=path,
            remedy=f"give it one {what}; see docs/rules.md for the form",
        )
    return " ".join(found[0].split())


def _beside(file: Path, part: str, suffix: str) -> str:
    example = file.with_name(f"{file.stem}.{part}{suffix}")
    if not example.is_file():
        raise ConfigError(
            f"the rule has no {part} example",
            path=str(example),
            remedy="every rule carries a passing and a failing example beside it",
        )
    return example.read_text(encoding="utf-8")


def _optional_integer(triples: list[ox.Triple], subject: Any, predicate: str) -> int | None:
    found = _literal(triples, subject, predicate)
    return int(found[0]) if found else None


def read_rule(file: Path, root: Path) -> Rule:
    """One rule file with its examples.

    Raises:
        ConfigError: it is malformed, unnamed, or not exactly one rule.
    """
    path = file.relative_to(root).as_posix()
    named = _FILE_NAME.match(file.name)
    if named is None:
        raise ConfigError(
            "a rule file is named <ID>_<fault>.ttl", path=path, remedy="rename it, e.g. FN-05_no-source.ttl"
        )
    text = file.read_text(encoding="utf-8")
    triples = parse_turtle(text, path)
    subjects = [
        (triple.subject, triple.object.value)
        for triple in triples
        if triple.predicate == _TYPE
        and isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.object.value in (CG + "Rule", CG + "CodeRule")
    ]
    if len(subjects) != 1:
        raise ConfigError(
            f"a rule file holds exactly one cg:Rule or cg:CodeRule, this one holds {len(subjects)}",
            path=path,
            remedy="one rule, one file",
        )
    subject, rule_class = subjects[0]
    identifier = _one(triples, subject, DCTERMS + "identifier", path, "dcterms:identifier")
    if identifier != named["id"]:
        raise ConfigError(
            f"the file is named for {named['id']} but holds {identifier}",
            path=path,
            remedy="rename one of them",
        )
    is_code = rule_class == CG + "CodeRule"
    severity_iri = _one(triples, subject, SH + "severity", path, "sh:severity")
    if severity_iri not in _SEVERITIES:
        raise ConfigError(
            f"unknown severity {severity_iri}", path=path, remedy="use sh:Violation, sh:Warning or sh:Info"
        )
    messages = sorted(
        " ".join(triple.object.value.split())
        for triple in triples
        if triple.predicate.value == SH + "message" and isinstance(triple.object, ox.Literal)
    )
    if not messages:
        raise ConfigError("the rule has no sh:message", path=path, remedy="say what is wrong at the place")
    kind = RuleKind.CODE if is_code else RuleKind.CORE
    if not is_code and any(triple.predicate.value == SH + "sparql" for triple in triples):
        kind = RuleKind.SPARQL
    suffix = ".md" if is_code else ".ttl"
    failing = _beside(file, "fail", suffix)
    pages = file.with_name(f"{file.stem}.example.md")
    example = pages.read_text(encoding="utf-8") if pages.is_file() else failing if is_code else ""
    return Rule(
        id=identifier,
        name=_one(triples, subject, SH + "name", path, "sh:name"),
        subject=file.parent.relative_to(root).as_posix(),
        severity=_SEVERITIES[severity_iri],
        kind=kind,
        what=_one(triples, subject, SH + "description", path, "sh:description"),
        why=_one(triples, subject, CG + "rationale", path, "cg:rationale"),
        how=_one(triples, subject, CG + "help", path, "cg:help"),
        message=" / ".join(dict.fromkeys(messages)),
        path=path,
        shape=subject.value,
        text=text,
        implemented_by=_one(triples, subject, CG + "implementedBy", path, "the implementing module")
        if is_code
        else None,
        passing=_beside(file, "pass", suffix),
        failing=failing,
        example=example,
        expected_lines=tuple(sorted(int(line) for line in _literal(triples, subject, CG + "expectedLine"))),
        sampled=_optional_integer(triples, subject, CG + "sampled"),
        sampled_true=_optional_integer(triples, subject, CG + "sampledTrue"),
        triples=tuple(triples),
    )


@cache
def _read(root: Path) -> tuple[Rule, ...]:
    if not root.is_dir():
        raise ConfigError("the shapes folder is missing", path=str(root), remedy="check the path")
    files = sorted(
        file for file in root.glob("*/*.ttl") if not file.name.endswith((".pass.ttl", ".fail.ttl"))
    )
    if not files:
        raise ConfigError("the shapes folder holds no rule", path=str(root), remedy="check the path")
    known = {*files, root / VOCABULARY_FILE}
    for stray in sorted(root.rglob("*.ttl")):
        if stray not in known and not stray.name.endswith((".pass.ttl", ".fail.ttl")):
            raise ConfigError(
                "a shapes file that is not in a folder of its subject is not read",
                path=stray.relative_to(root).as_posix(),
                remedy="move it to <subject>/<ID>_<fault>.ttl",
            )
    rules = [read_rule(file, root) for file in files]
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise ConfigError(
                f"rule {rule.id} is defined twice, also in {seen[rule.id]}", path=rule.path, remedy="keep one"
            )
        seen[rule.id] = rule.path
    return tuple(sorted(rules, key=lambda rule: rule.id))


def read_rules(root: Path | None = None) -> tuple[Rule, ...]:
    """Every rule below ``root`` (the package's own shapes by default), sorted by id.

    Raises:
        ConfigError: a file is malformed, an example is missing, or an id is used twice.
    """
    return _read(root if root is not None else shapes_dir())


def read_vocabulary(root: Path | None = None) -> tuple[ox.Triple, ...]:
    """The triples of ``vocabulary.ttl``: prefixes for queries, and the terms that rules add."""
    file = (root if root is not None else shapes_dir()) / VOCABULARY_FILE
    if not file.is_file():
        raise ConfigError("the rule vocabulary is missing", path=str(file), remedy="restore it")
    return tuple(parse_turtle(file.read_text(encoding="utf-8"), VOCABULARY_FILE))


class Reading(msgspec.Struct, frozen=True, order=True):
    """One finding on a real wiki that somebody read against its page: ``true`` whether it was right.

    ``severity`` is the finding's own, which can be milder than its rule's.
    """

    rule: str
    path: str
    line: int
    severity: Severity
    true: bool


class Coverage(msgspec.Struct, frozen=True):
    """How a row of a manual's list of rules is met: ``rule``, ``reading`` (no finding) or ``none``."""

    row: str
    how: str
    by: str


def _tab_rows(name: str, root: Path | None, width: int) -> list[list[str]]:
    file = (root if root is not None else shapes_dir()) / name
    if not file.is_file():
        raise ConfigError("a table of the rules is missing", path=str(file), remedy="restore it")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    if any(len(row) != width for row in rows):
        raise ConfigError(f"a row has not {width} columns", path=str(file), remedy="part them by tabs")
    return rows


def read_sample(root: Path | None = None) -> tuple[Reading, ...]:
    """The findings that were read against their pages, sorted.

    Raises:
        ConfigError: the table is missing or malformed.
    """
    rows = _tab_rows(SAMPLE_FILE, root, 5)
    return tuple(
        sorted(
            Reading(rule, path, int(line), Severity(severity), verdict == "true")
            for rule, path, line, severity, verdict in rows
        )
    )


def read_coverage(root: Path | None = None) -> tuple[Coverage, ...]:
    """How each row of the manual's list is met, in its order.

    Raises:
        ConfigError: the table is missing or malformed.
    """
    return tuple(Coverage(*row) for row in _tab_rows(COVERAGE_FILE, root, 3))


def parse_expected(failing: str, path: str) -> tuple[tuple[Expected, ...], tuple[ox.Triple, ...]]:
    """What a failing Turtle example states that it must give, and its data without these statements.

    Expectations are ``cg:ExpectedResult`` nodes with ``sh:focusNode``, ``sh:resultPath`` (optional),
    ``sh:sourceConstraintComponent`` and ``sh:resultSeverity``, and where the example says more,
    ``sh:value``, ``sh:resultMessage`` and any number of ``cg:relatedPlace``.
    """
    triples = parse_turtle(failing, path)
    nodes = {
        triple.subject
        for triple in triples
        if triple.predicate == _TYPE and triple.object == ox.NamedNode(CG + "ExpectedResult")
    }
    expected = []
    for node in nodes:

        def value(predicate: str, node: Any = node) -> str:
            found = _literal(triples, node, predicate)
            return found[0] if found else ""

        expected.append(
            Expected(
                value(SH + "focusNode"),
                value(SH + "resultPath"),
                value(SH + "sourceConstraintComponent"),
                value(SH + "resultSeverity"),
                value(SH + "value"),
                value(SH + "resultMessage"),
                tuple(sorted(_literal(triples, node, CG + "relatedPlace"))),
            )
        )
    return tuple(sorted(expected)), tuple(triple for triple in triples if triple.subject not in nodes)
