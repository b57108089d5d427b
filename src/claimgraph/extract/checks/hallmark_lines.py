"""HB-01: what the body calls its hallmark targets, in a line or a table, against the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity, Span
from claimgraph.document.values import BlockKind
from claimgraph.extract.checks.page import CheckedPage

_LABEL = re.compile(
    r"\W*(?:primary |secondary |main |key )?hallmarks?(?: targets?| targeted| addressed"
    r"| links?)?\*{0,2}\s*:",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\]\]\W{1,8}(?:the )?(?:primary|secondary|main|key) (?:aging[- ])?hallmark (?:target|link|addressed)",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"\bhallmarks? (?:targets?|table|effects?|connections?|links?|linkages?|mappings?|intersections?"
    r"|relationships?)\b|\beffects? on (?:the )?(?:ag(?:e)?ing )?hallmarks\b",
    re.IGNORECASE,
)
_FIRST_CELL = re.compile(r"[\s|*_]*\[\[")
_DENIED = re.compile(
    r"\b(?:no|not|none|without|indirect\w*|upstream|potential\w*|proposed|hypothes\w+|candidate"
    r"|speculative|could|may|might|weak\w*|unclear|contrast|probabl[ey]|possibl[ey]|unknown|untested)\b",
    re.IGNORECASE,
)


def check_hallmark_lines(page: CheckedPage) -> Iterator[Diagnostic]:
    """HB-01, for pages whose front matter names a hallmark at all (an empty list is a decision)."""
    known = page.profile.page_type(page.page_type)
    if known is None:
        return
    fields = [name for name, rule in known.fields.items() if rule.range == ("Hallmark",)]
    named = {_name(field.value or "") for name in fields for field in page.values(name)}
    if not named:
        return
    for span, text in (*_lines(page), *_rows(page)):
        links = page.layout.links_in(span)
        if not links or _DENIED.search(text):
            continue
        first = page.document.links[links[0]]
        if _name(first.target) not in named and _is_hallmark(page, first.target):
            yield page.finding(
                "HB-01",
                Severity.INFO,
                span,
                f"the text calls {first.target} a hallmark target; {' and '.join(fields)} does not list it",
                "add it to the front matter with its evidence, or mend the line",
                value=first.target,
            )


def _lines(page: CheckedPage) -> Iterator[tuple[Span, str]]:
    for span, text in page.prose():
        if "hallmar" not in text.lower():
            continue  # costs less to see than either pattern
        if _LABEL.match(text) or _AFTER.search(text):
            yield span, text


def _rows(page: CheckedPage) -> Iterator[tuple[Span, str]]:
    """Rows that a link opens, of tables of hallmarks below a heading that says what they are for."""
    document = page.document
    about = {
        number for number, section in enumerate(document.sections) if _TABLE.search(section.title) is not None
    }
    for block in document.blocks if about else ():
        if block.kind is BlockKind.ROW and block.section in about and block.parent >= 0:
            header = document.blocks[block.parent].span
            named = document.text[header.start : header.end].casefold()
            if "hallmark" not in named or "phenotype" in named:
                continue  # a row of another table there: of phenotypes, of studies
            text = document.text[block.span.start : block.span.end]
            if _FIRST_CELL.match(text) is not None:
                yield block.span, text


def _name(target: str) -> str:
    return (
        target.replace("[[", "")
        .replace("]]", "")
        .partition("|")[0]
        .rpartition("/")[2]
        .partition("#")[0]
        .casefold()
    )


def _is_hallmark(page: CheckedPage, target: str) -> bool:
    """Whether a link can be to a hallmark: by its folder where it names one."""
    folder = target.rpartition("/")[0]
    homes = page.profile.types_in(f"{folder}/x.md") if folder else ("hallmark",)
    return any(page.profile.entity_class(home) == "Hallmark" for home in homes)
