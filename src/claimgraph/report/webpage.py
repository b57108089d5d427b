"""One self-contained HTML report: no network, filters by rule, severity, page and text.

The findings stand in the page as JSON, and a script draws them a piece at a time, so that twelve thousand
of them open at once. A content policy allows that one script and that one style and nothing from
elsewhere; whatever a wiki says is text, never markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.report.excerpts import to_excerpt
from claimgraph.report.findings import FindingsReport, count_severities
from claimgraph.report.listing import to_summary
from claimgraph.report.tables import plain

_FOLDER = Path(__file__).resolve().parent / "assets"
_WIDTH = 160
_MOST_RELATED = 12


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def to_webpage(report: FindingsReport, title: str) -> str:
    """The page. ``title`` names the wiki."""
    script, style = _asset("report.js"), _asset("report.css")
    counts = count_severities(report.findings)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    values = {
        "POLICY": html.escape(policy),
        "TITLE": html.escape(plain(title)),
        "SUMMARY": "".join(f"<p>{html.escape(line)}</p>" for line in to_summary(report)),
        "STATE": "conforms" if report.conforms else "does not conform",
        "COUNTS": html.escape(", ".join(f"{count} {severity}" for severity, count in counts.items())),
        "STYLE": style,
        "SCRIPT": script,
        "DATA": _embedded(_data(report)),
    }
    # One pass over the template: a value that holds a placeholder's name is not filled in again.
    parts = _asset("report.html").split("@@")
    return "".join(part if number % 2 == 0 else values[part] for number, part in enumerate(parts))


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(value: Any) -> str:
    """JSON that cannot end its script element or begin a comment, whatever the texts say."""
    raw = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        raw = raw.replace(character, f"\\u{ord(character):04x}")
    return raw


def _data(report: FindingsReport) -> dict[str, Any]:
    """Rules and findings, each finding a row of fields in fixed order, to keep the page small."""
    found = {finding.rule for finding in report.findings}
    return {
        "rules": {
            rule.id: {"name": rule.name, "what": rule.what, "why": rule.why, "how": rule.how}
            for rule in report.rules
            if rule.id in found
        },
        "findings": [_row(finding, report) for finding in report.findings],
    }


def _row(finding: Diagnostic, report: FindingsReport) -> list[Any]:
    texts = report.texts
    region = texts.locate(finding)
    excerpt = to_excerpt(texts, finding.path, region, _WIDTH)
    source = None if excerpt is None else [excerpt.text, excerpt.marks]
    related = [
        [place.message, report.prefix + place.path, place.line] for place in finding.related[:_MOST_RELATED]
    ]
    return [
        finding.severity.value,
        finding.rule,
        report.prefix + finding.path,
        finding.line,
        region.column,
        finding.message,
        finding.help or "",
        source,
        related,
        finding.fix.title if finding.fix is not None else "",
    ]
