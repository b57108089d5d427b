"""SARIF 2.1.0 (OASIS standard), within what GitHub code scanning takes.

Columns count UTF-16 code units (``columnKind``), URIs are relative to the repository's top folder. GitHub
adds ``primaryLocationLineHash`` on upload; our own fingerprint stands beside it under another name.
Waived findings are left out: GitHub opens an alert for a suppressed result too.
"""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import quote

import msgspec

import claimgraph
from claimgraph.diagnostics import Diagnostic, Fix, Severity
from claimgraph.report.findings import FindingsReport
from claimgraph.report.fingerprints import FINGERPRINT, to_fingerprints
from claimgraph.report.places import Region, SourceTexts, utf16_column
from claimgraph.rules import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://w3id.org/claimgraph"
# docs.github.com, "SARIF support for code scanning": results a run, size of the compressed file,
# locations a result.
MOST_RESULTS = 25_000
MOST_BYTES = 10 * 1000 * 1000
MOST_LOCATIONS = 100

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def to_sarif_bytes(report: FindingsReport) -> bytes:
    """The file. Where GitHub would refuse its size, fewer of the least severe results stand in it."""
    most = MOST_RESULTS
    while True:
        raw = msgspec.json.format(msgspec.json.encode(to_sarif(report, most)), indent=1) + b"\n"
        size = len(gzip.compress(raw, compresslevel=6, mtime=0))
        if size <= MOST_BYTES or most <= 1:
            return raw
        most = max(1, min(most, len(report.findings)) * MOST_BYTES // (size + size // 10))


def to_sarif(report: FindingsReport, most: int = MOST_RESULTS) -> dict[str, Any]:
    """The log with one run. Of more findings than ``most`` the worst stay, and a notification says so."""
    numbered = list(enumerate(report.findings))
    cut = len(numbered) - most
    if cut > 0:
        worst = sorted(numbered, key=lambda item: (item[1].severity.rank, item[0]))[:most]
        numbered = sorted(worst, key=lambda item: item[0])
    fingerprints = to_fingerprints(report.findings, report.texts)
    rules = {rule.id: number for number, rule in enumerate(report.rules)}
    invocation: dict[str, Any] = {"executionSuccessful": True}
    notes = list(report.notes)
    if cut > 0:
        notes.insert(
            0,
            f"{cut} of {len(report.findings)} findings, the least severe ones, are left out: GitHub's limit.",
        )
    if notes:
        invocation["toolExecutionNotifications"] = [
            {"level": "warning" if cut > 0 and at == 0 else "note", "message": {"text": note}}
            for at, note in enumerate(notes)
        ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "claimgraph",
                        "version": claimgraph.__version__,
                        "semanticVersion": claimgraph.__version__,
                        "informationUri": HOME,
                        "rules": [_rule(rule) for rule in report.rules],
                    }
                },
                "automationDetails": {"id": "claimgraph/"},
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {
                    "%SRCROOT%": {"description": {"text": "The top folder of the repository."}}
                },
                "invocations": [invocation],
                "results": [
                    _result(finding, fingerprints[number], rules, report) for number, finding in numbered
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    examples = ""
    for title, text in (("Passes", rule.passing), ("Fails", rule.failing)):
        if text:
            fence = "`" * max(3, _longest_run(text) + 1)
            examples += f"\n\n**{title}**\n\n{fence}\n{text.rstrip()}\n{fence}"
    return {
        "id": rule.id,
        "name": _camel(rule.name),
        "shortDescription": {"text": f"{rule.name}."},
        "fullDescription": {"text": rule.what},
        "help": {
            "text": f"{rule.what}\nWhy: {rule.why}\nHow to mend it: {rule.how}",
            "markdown": f"{rule.what}\n\n**Why.** {rule.why}\n\n**How to mend it.** {rule.how}{examples}",
        },
        "helpUri": rule.shape,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["evidence", rule.subject],
            "problem.severity": _PROBLEMS[rule.severity],
            **_precision(rule),
        },
    }


def _precision(rule: Rule) -> dict[str, str]:
    """GitHub's word for how many findings are true, where a sample was read."""
    if not rule.sampled or rule.sampled_true is None:
        return {}
    share = rule.sampled_true / rule.sampled
    return {"precision": "very-high" if share >= 0.95 else "high" if share >= 0.85 else "medium"}


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def _camel(name: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in name).split()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _result(
    finding: Diagnostic, fingerprint: str, rules: dict[str, int], report: FindingsReport
) -> dict[str, Any]:
    texts = report.texts
    region = texts.locate(finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(report, finding.path, _region(finding, region, texts))],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.rule in rules:
        result["ruleIndex"] = rules[finding.rule]
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(report, place.path, _lines(place.line, place.end_line)),
                "message": {"text": place.message or "see also"},
            }
            for number, place in enumerate(finding.related[:MOST_LOCATIONS], 1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding, finding.fix, report)]
    return result


def _message(finding: Diagnostic) -> str:
    return f"{finding.message} {finding.help}" if finding.help else finding.message or finding.rule


def _lines(line: int, end_line: int) -> dict[str, int]:
    return {"startLine": max(1, line), "endLine": max(1, line, end_line)}


def _region(finding: Diagnostic, region: Region, texts: SourceTexts) -> dict[str, int]:
    if not region.exact:
        return _lines(finding.line, finding.end_line)
    return _columns(texts, finding.path, region.start, region.end)


def _columns(texts: SourceTexts, path: str, start: int, end: int) -> dict[str, int]:
    """A region with columns in UTF-16 code units; an insertion begins and ends in one place."""
    lines = texts.lines(path)
    first = lines.line(start)
    last = lines.line(end - 1) if end > start else first
    return {
        "startLine": first,
        "startColumn": utf16_column(texts.line(path, first), start - lines.line_start(first) + 1),
        "endLine": last,
        "endColumn": utf16_column(texts.line(path, last), end - lines.line_start(last) + 1),
    }


def _location(report: FindingsReport, path: str, region: dict[str, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(report, path), "region": region}}


def _artifact(report: FindingsReport, path: str) -> dict[str, str]:
    return {"uri": to_uri(report.prefix + path), "uriBaseId": "%SRCROOT%"}


def to_uri(path: str) -> str:
    """A relative path as a URI reference: what is not unreserved is percent-encoded."""
    return quote(path, safe="/-._~", errors="surrogatepass") or "."


def _fix(finding: Diagnostic, fix: Fix, report: FindingsReport) -> dict[str, Any]:
    replacements = []
    for edit in fix.edits:
        replacement: dict[str, Any] = {
            "deletedRegion": _columns(report.texts, finding.path, edit.start, edit.end)
        }
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        replacements.append(replacement)
    change = {"artifactLocation": _artifact(report, finding.path), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
