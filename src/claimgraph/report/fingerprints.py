"""Fingerprints: the same finding keeps its own when lines move, and no two findings share one.

A fingerprint is made of the rule, the page, the words that the finding stands on (the underlined ones,
or the text of its line, blanks collapsed) and the offending value; never of the line number or of the
message, whose counts change with other pages. Equal ones are numbered in the order of the page.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from claimgraph.diagnostics import Diagnostic
from claimgraph.report.places import SourceTexts

# Its name changes if fingerprints are ever made in another way.
FINGERPRINT = "claimgraphFinding/v1"


def content_key(finding: Diagnostic, texts: SourceTexts) -> str:
    """What a finding is about, without its page: 32 hex digits, the same after a page was renamed."""
    region = texts.locate(finding)
    words = texts.text(finding.path)[region.start : region.end]
    value = finding.value or ""
    if "://" in value:  # an IRI holds the page's path; the words stand for it
        value = ""
    parts = (finding.rule, " ".join(words.split()), value)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def to_fingerprints(findings: Sequence[Diagnostic], texts: SourceTexts) -> tuple[str, ...]:
    """One fingerprint a finding, in their order: ``<32 hex digits>:<number>``, the number from 1."""
    seen: Counter[str] = Counter()
    fingerprints = []
    for finding in findings:
        key = content_key(finding, texts)
        whole = f"{finding.path}\0{key}".encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(whole).hexdigest()[:32]
        seen[digest] += 1
        fingerprints.append(f"{digest}:{seen[digest]}")
    return tuple(fingerprints)
