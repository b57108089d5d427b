"""Identifiers that are not what they say: a DOI without its slash, a PMID too long.

The footnote grammar reads only well-formed identifiers; what it leaves out silently would look like a
footnote that names no source. Forms: DOI handbook 2.2 (``10.`` registrant ``/`` suffix), PubMed (one
to eight digits), PMC (``PMC`` and digits), ClinicalTrials.gov (``NCT`` and eight digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimgraph.diagnostics import Diagnostic, LineIndex, Severity
from claimgraph.extract.layout import Layout
from claimgraph.model import Citation, IdentifierMention

# The first letters as one set, what stands before them looked back at: so ``re`` runs from one to the next.
_CLAIMED = re.compile(
    r"[dDpPnN](?<!\w.)(?:(?<=[dD])(?i:oi)(?:\s*[:=]\s*(?=\d)|\s+(?=1\d\.)|(?i:\.org)/(?=\d))(?P<doi>[^\s·|\]]+)"
    r"|(?<=[pP])(?i:MID)\s*[:=]?\s*(?P<pmid>\d+)"
    r"|(?<=[nN])(?P<nct>(?i:CT))[\s-]?\d+\b)"
)
# A body without any of these introduces no identifier.
_HINT = re.compile(r"(?i)doi[\s:=.]|pmid|nct[\s\d-]")
_FORMS = {
    "doi": ("DOI", "a DOI is 10., a number, a slash and a suffix"),
    "pmid": ("PMID", "a PMID has at most eight digits"),
    "nct": ("trial number", "a trial number is NCT and eight digits"),
}


def check_identifiers(path: str, citation: Citation, body: int, lines: LineIndex) -> Iterator[Diagnostic]:
    """FN-35: what a footnote introduces as an identifier and was not read as one.

    Args:
        body: where ``citation.raw`` begins in the page.
    """
    read = [(found.span.start, found.span.end) for found in citation.facts.identifiers]
    for kind, start, end in _unread(citation.raw, body, read):
        value = citation.raw[start - body : end - body]
        yield _slip(path, lines, kind, start, value, citation.key, "so it names no source")


def check_mentions(layout: Layout, mentions: Sequence[IdentifierMention]) -> Iterator[Diagnostic]:
    """FN-35 for sentences, list items and cells; fields have rules of their own."""
    document = layout.document
    body = document.text[document.body_start :]
    if not _HINT.search(body):
        return
    read = [(found.span.start, found.span.end) for found in mentions]
    for kind, start, end in _unread(body, document.body_start, read):
        if layout.sentence_at(start) >= 0:
            value = document.text[start:end]
            yield _slip(document.path, layout.lines, kind, start, value, None, "so it leads nowhere")


def _unread(text: str, offset: int, read: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """What is introduced as an identifier and stands in no range of ``read``: kind, start and end."""
    for match in _CLAIMED.finditer(text):
        kind = str(match.lastgroup)
        left, right = match.span(0 if kind == "nct" else kind)
        start, end = offset + left, offset + right
        if not any(first < end and start < last for first, last in read):
            yield kind, start, start + len(text[left:right].rstrip(".,;)"))


def _slip(
    path: str, lines: LineIndex, kind: str, start: int, value: str, focus: str | None, lost: str
) -> Diagnostic:
    name, form = _FORMS[kind]
    span = lines.span(start, start + len(value))
    return Diagnostic(
        rule="FN-35",
        severity=Severity.WARNING,
        message=f"{value!r} is not a {name}, {lost}",
        path=path,
        line=span.line,
        end_line=span.end_line,
        focus=focus,
        value=value,
        help=f"look it up and mend it: {form}",
        span=span,
    )
