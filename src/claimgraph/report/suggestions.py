"""Extracted claims as a claims table that a curator can paste: the format of ``docs/claims-tables.md``.

What is printed parses: names that are links keep their link, a claim without a footnote says so with a
gap tag and is not asserted, because nobody has checked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimgraph.extract.claim_cells import own_direction
from claimgraph.model import AssertedBy, Certainty, Claim, LinkResolution, Mention, PageValues
from claimgraph.ontology import Ontology

_CONTEXT = ("organism", "tissue", "dose", "route", "timing", "population", "comparator", "effect")
_OPTIONAL = ("direction", *_CONTEXT, "certainty")
UNSOURCED = "unsourced"


def suggested_claims(page: PageValues) -> list[Claim]:
    """The extracted claims of a page in order, one of those that say the same with the same evidence."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in page.claims:
        if claim.asserted_by is AssertedBy.EXTRACTED:
            keys = tuple(line.key for line in claim.evidence)
            said = (claim.subject, claim.predicate, claim.object, claim.negated, claim.certainty, keys)
            found.setdefault(said, claim)
    return list(found.values())


def suggestion_cells(
    page: PageValues, claim: Claim, links: Sequence[LinkResolution], ontology: Ontology
) -> dict[str, str]:
    """The cells of one claim by lower-case column name; empty ones are left out."""
    relation = ontology.relations[claim.predicate]
    defined = {citation.key for citation in page.citations}
    notes = [f"[^{line.key}]" for line in claim.evidence if line.key in defined]
    kinds = list(dict.fromkeys(page.gaps[gap].kind for gap in claim.gaps))
    certainty = claim.certainty
    if not notes:
        if not kinds:
            kinds = [UNSOURCED]
        if certainty is Certainty.ASSERTED:
            certainty = Certainty.SPECULATIVE
    cells = {
        "subject": _name(page, claim.subject, links),
        "predicate": ("not " if claim.negated else "") + relation.label,
        "object": _name(page, claim.object, links),
        "evidence": " ".join([*notes, *(f"#gap/{kind}" for kind in kinds)]),
    }
    if claim.direction is not None and claim.direction != own_direction(relation, negated=claim.negated):
        cells["direction"] = claim.direction
    for column in _CONTEXT:
        text = getattr(claim, column)
        if text:
            cells[column] = _plain(text)
    if certainty is not Certainty.ASSERTED:
        cells["certainty"] = certainty.value
    return cells


def to_claims_table(rows: Iterable[dict[str, str]]) -> str:
    """A Markdown table of the cells, with the columns that any row needs."""
    kept = list(rows)
    columns = [
        *("subject", "predicate", "object"),
        *(column for column in _OPTIONAL if any(column in row for row in kept)),
        "evidence",
    ]
    lines = [
        "| " + " | ".join(column.capitalize() for column in columns) + " |",
        "|" + "---|" * len(columns),
        *("| " + " | ".join(row.get(column, "") for column in columns) + " |" for row in kept),
    ]
    return "\n".join(lines)


def _name(page: PageValues, mention: Mention, links: Sequence[LinkResolution]) -> str:
    text = _plain(mention.text)
    if mention.page == page.path:
        own = {page.title.casefold(), *(alias.casefold() for alias in page.aliases)}
        if mention.text.casefold() in own and "|" not in mention.text:
            return text
        return _link(page.path.removesuffix(".md"), text)
    if mention.page is not None:
        return _link(mention.page.removesuffix(".md"), text)
    if 0 <= mention.link < len(page.links):
        link = page.links[mention.link]
        target = link.target
        if mention.link < len(links) and links[mention.link].resolved_to is not None:
            target = str(links[mention.link].resolved_to).removesuffix(".md")
        return _link(target, text)
    return text


def _link(target: str, label: str) -> str:
    words = " ".join(label.replace("\\|", " ").replace("|", " ").replace("[", "(").replace("]", ")").split())
    return f"[[{target}]]" if not words or words == target else f"[[{target}\\|{words}]]"


def _plain(text: str) -> str:
    """Text that is no link, no column and no second line in a table cell."""
    flat = " ".join(text.replace("[[", "").replace("]]", "").split())
    return flat.replace("\\|", "|").replace("|", "\\|").strip("*_` ") or "?"
