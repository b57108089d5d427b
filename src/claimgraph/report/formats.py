"""The formats of a report of findings, by name: the one place that knows all of them."""

from __future__ import annotations

from claimgraph.errors import UsageError
from claimgraph.report.annotations import to_annotations
from claimgraph.report.findings import FindingsReport, check_report
from claimgraph.report.junit import to_junit
from claimgraph.report.listing import WHOLE, ListingOptions, to_listing
from claimgraph.report.sarif import to_sarif_bytes
from claimgraph.report.tables import to_json
from claimgraph.report.webpage import to_webpage

FORMATS = ("text", "json", "sarif", "github", "junit", "html")
# Formats that other programs resolve from the top of a repository, not from the vault.
REPOSITORY_FORMATS = frozenset(("sarif", "github"))


def to_bytes(report: FindingsReport, name: str, *, title: str, options: ListingOptions = WHOLE) -> bytes:
    """A report in the format of this name, in UTF-8, ending in a newline.

    Raises:
        UsageError: there is no such format.
    """
    if name == "sarif":
        return to_sarif_bytes(report)
    if name == "text":
        text = "\n".join(to_listing(report, options))
    elif name == "json":
        text = to_json(check_report(report))
    elif name == "github":
        text = "\n".join(to_annotations(report))
    elif name == "junit":
        text = "\n".join(to_junit(report))
    elif name == "html":
        text = to_webpage(report, title)
    else:
        raise UsageError(f"there is no format {name!r}", remedy=f"use one of {', '.join(FORMATS)}")
    return (text.rstrip("\n") + "\n").encode("utf-8", "replace")
