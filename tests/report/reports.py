"""A report whose texts try to break every format."""

from __future__ import annotations

import datetime

from claimgraph.diagnostics import Diagnostic, Edit, Fix, LineIndex, Related, Severity, Span
from claimgraph.report.findings import FindingsReport, FixedFinding, RuleRun, WaivedFinding
from claimgraph.report.places import SourceTexts
from claimgraph.rules import read_rules

ODD = "größe Ω/with blank, comma: 100% ]]>.md"
HOSTILE = (
    '</script><img src=x onerror=alert(1)><!-- ]]> & "quote" '
    "'single' ::error:: \x00\x07\x1b[31m \u202e \ufffe 🧬"
)
TEXTS = {
    "a.md": f"# Title\n\tThe 🧬🧬 effect is [[missing|gone]] here.\r\n{HOSTILE}\n\nlast",
    ODD: "one\ntwo [^key] two\n[^key]: a note of many words\n"
    + "long " * 200
    + "[[far]] "
    + "end " * 100
    + "\n",
    "empty.md": "",
}


def _span(path: str, words: str) -> Span:
    text = TEXTS[path]
    start = text.index(words)
    return LineIndex(text).span(start, start + len(words))


def finding(rule: str, severity: Severity, path: str, line: int, **more: object) -> Diagnostic:
    values: dict[str, object] = {"message": f"fault of {rule}", "end_line": line, **more}
    return Diagnostic(rule=rule, severity=severity, path=path, line=line, **values)  # type: ignore[arg-type]


FINDINGS = (
    finding("FM-05", Severity.INFO, "a.md", 1),
    finding(
        "LK-01", Severity.WARNING, "a.md", 2, value="[[missing|gone]]",
        span=_span("a.md", "[[missing|gone]]"),
        help="write the page", related=(Related("twin [x](y)", ODD, 2, 2), Related(HOSTILE, "a.md", 3, 3)),
        fix=Fix("take it out", (Edit(_span("a.md", "[[mis").start, _span("a.md", "one]]").end, ""),)),
    ),
    finding("FN-05", Severity.ERROR, "a.md", 3, message=HOSTILE, help=HOSTILE, value=HOSTILE),
    finding("RD-05", Severity.WARNING, "empty.md", 1),
    finding("FN-06", Severity.WARNING, ODD, 3, value="key"),
    finding("LK-01", Severity.WARNING, ODD, 4, value="[[far]]"),
    finding("CL-07", Severity.INFO, ODD, 2, end_line=3),
)  # fmt: skip


def report(**more: object) -> FindingsReport:
    waived = WaivedFinding(FINDINGS[0], HOSTILE, datetime.date(2027, 1, 1), "w.toml", 3)
    ran = ("FN-05", "FN-06", "ID-01")
    runs = tuple(RuleRun(rule, 1, sum(one.rule == rule for one in FINDINGS)) for rule in ran)
    values: dict[str, object] = {
        "findings": FINDINGS,
        "waived": (waived,),
        "runs": runs,
        "rules": read_rules(),
        "pages": 3,
        "texts": SourceTexts(TEXTS),
        "known": 2,
        "fixed": (FixedFinding("gone.md", "LK-01", "gone", 2),),
        "notes": ("a remark",),
        **more,
    }
    return FindingsReport(**values)  # type: ignore[arg-type]
