"""Identifiers in footnotes that are not what they say: a DOI without its slash, a PMID too long.

The footnote grammar reads only well-formed identifiers; what it leaves out silently would look like a
footnote that names no source. Forms: DOI handbook 2.2 (``10.`` registrant ``/`` suffix), PubMed (one
to eight digits), PMC (``PMC`` and digits), ClinicalTrials.gov (``NCT`` and eight digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, LineIndex, Severity
from claimgraph.model import Citation

# The first letters as one set, what stands before them looked back at: so ``re`` runs from one to the next.
_CLAIMED = re.compile(
    r"[dDpPnN](?<!\w.)(?:(?<=[dD])(?i:oi)(?:\s*[:=]\s*(?=\d)|\s+(?=1\d\.)|(?i:\.org)/(?=\d))(?P<doi>[^\s·|\]]+)"
    r"|(?<=[pP])(?i:MID)\s*[:=]?\s*(?P<pmid>\d+)"
    r"|(?<=[nN])(?P<nct>(?i:CT))[\s-]?\d+\b)"
)
_FORMS = {
    "doi": ("DOI", "a DOI is 10., a number, a slash and a suffix"),
    "pmid": ("PMID", "a PMID has at most eight digits"),
    "nct": ("trial number", "a trial number is NCT and eight digits"),
}


def check_identifiers(path: str, citation: Citation, body: int, lines: LineIndex) -> Iterator[Diagnostic]:
    """FN-35: what is introduced as an identifier and was not read as one.

    Args:
        body: where ``citation.raw`` begins in the page.
    """
    read = [(found.span.start, found.span.end) for found in citation.facts.identifiers]
    for match in _CLAIMED.finditer(citation.raw):
        kind = str(match.lastgroup)
        left, right = match.span(0 if kind == "nct" else kind)
        start, end = body + left, body + right
        if any(first < end and start < last for first, last in read):
            continue
        value = citation.raw[left:right].rstrip(".,;)")
        name, form = _FORMS[kind]
        span = lines.span(start, start + len(value))
        yield Diagnostic(
            rule="FN-35",
            severity=Severity.WARNING,
            message=f"{value!r} is not a {name}, so it names no source",
            path=path,
            line=span.line,
            end_line=span.end_line,
            focus=citation.key,
            value=value,
            help=f"look it up and mend it: {form}",
            span=span,
        )
