"""JUnit XML: a suite a rule, a case a finding; what is bad enough to fail is a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from claimgraph.diagnostics import Diagnostic
from claimgraph.report.findings import FindingsReport
from claimgraph.report.tables import plain

# What XML 1.0 has no place for, not even as a character reference.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: FindingsReport) -> Iterator[str]:
    """The lines of the file, in UTF-8. A rule without findings is a suite with one case that passes."""
    by_rule: dict[str, list[Diagnostic]] = {run.id: [] for run in report.runs}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    names = {rule.id: rule.name for rule in report.rules}
    tests = sum(max(1, len(found)) for found in by_rule.values())
    failures = sum(report.fails(finding) for finding in report.findings)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="claimgraph check" tests="{tests}" failures="{failures}" errors="0">'
    for rule, found in sorted(by_rule.items()):
        failed = sum(report.fails(finding) for finding in found)
        title = f"{rule} {names[rule]}" if rule in names else rule
        yield (
            f'  <testsuite name={_attribute(title)} tests="{max(1, len(found))}" '
            f'failures="{failed}" errors="0" skipped="0">'
        )
        if not found:
            yield f'    <testcase classname={_attribute(rule)} name="no finding"/>'
        for finding in found:
            yield from _case(finding, report)
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(finding: Diagnostic, report: FindingsReport) -> Iterator[str]:
    path = report.prefix + finding.path
    name = f"{path}:{finding.line}: {finding.message}"
    yield (
        f"    <testcase classname={_attribute(path)} name={_attribute(name)} "
        f'file={_attribute(path)} line="{finding.line}">'
    )
    lines = [f"{path}:{finding.line}: {finding.severity.value} {finding.rule}: {finding.message}"]
    excerpt = report.texts.line(finding.path, finding.line).strip()
    if excerpt:
        lines.append(excerpt if len(excerpt) <= 400 else excerpt[:399] + "…")
    lines += [f"see {report.prefix}{one.path}:{one.line}: {one.message}" for one in finding.related[:10]]
    if finding.help:
        lines.append(f"help: {finding.help}")
    body = _text("\n".join(plain(line) for line in lines))
    if report.fails(finding):
        kind = f"{finding.severity.value} {finding.rule}"
        yield f"      <failure type={_attribute(kind)} message={_attribute(finding.message)}>{body}</failure>"
    else:
        yield f"      <system-out>{body}</system-out>"
    yield "    </testcase>"


def _legal(text: str) -> str:
    return _ILLEGAL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _text(text: str) -> str:
    return escape(_legal(text))


def _attribute(text: str) -> str:
    return quoteattr(_legal(plain(text)))
