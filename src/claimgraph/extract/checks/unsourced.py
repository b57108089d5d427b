"""CL-02, CL-10: numbers of studies in text that names no source and carries no gap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document.values import Block, BlockKind
from claimgraph.extract.checks.page import CheckedPage

_EFFECT = re.compile(
    r"\b[pP]\s?[<=≤]\s?0?\.\d+|\b(?:HR|OR|RR|SMD|WMD)\s?[=:]?\s?\d+\.\d+|\bn\s?=\s?\d[\d,]*"
    r"|\b\d+(?:\.\d+)?[- ]fold (?:increase|decrease|reduction|higher|lower|induction|upregulation"
    r"|greater|elevat)"
    r"|\b(?:increas|decreas|reduc|extend|lower|improv|rais|elevat|declin|ris|fall|fell|drop|rose"
    r"|shorten|lengthen"
    r"|los|gain|cut|boost|shr)\w*\b[^.;"
    r"|]{0,40}?\bby\s(?:about |around |roughly |nearly |some |approximately |up to |~"
    r"|≈)?\d+(?:\.\d+)?(?:\s?%|[- ]fold)"
    r"|\b\d+(?:\.\d+)?\s?%\s(?:increase|decrease|reduction|higher|lower|extension|improvement|decline"
    r"|greater|loss)\b",
)
# One of them stands in every match, and to look for them costs a tenth of the pattern.
_CLUES = ("%", "=", "fold", "<", "≤", "HR", "OR", "RR", "MD")
_ELSEWHERE = re.compile(
    r"\]\(http|doi\.org|\bdoi:|\bPMID|\bPMC\d|\bNCT\d|\[\[|\[\^|#gap/|#stub|#unsourced|\bet al\b"
    r"|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:limitations?|gaps?|verif\w*|provenance|methods?|caveats?|design|proposed|experiment|protocol"
    r"|references|citation|open questions?|predictions?|worked|example|footnotes)\b",
    re.IGNORECASE,
)


_GOES_ON = re.compile(
    r"[\W_]*(?:this|these|that|those|they|it|its|both|all|the (?:same|study|trial|authors?|paper|effect"
    r"|result|finding"
    r"|reduction|increase|difference|group|cohort|analysis)\w*|key|results?|findings?|however"
    r"|in contrast|by contrast"
    r"|similarly|moreover|furthermore|additionally|also|notably|importantly|primary|secondary"
    r"|quantitative|effects?"
    r"|at \d|after \d|a second|another|again|together|in summary|overall|interpretation"
    r"|(?:experimental )?design|note|follow|for comparison|subgroup"
    r"|of (?:these|note)|such|here|thus|therefore|dose|model|n\s?=)\b|[^.]{0,80}:\W*$",
    re.IGNORECASE,
)
_SOURCED = re.compile(r"\[\^|#gap/|\bdoi\b|PMID")


def check_unsourced(page: CheckedPage) -> Iterator[Diagnostic]:
    """CL-02 on pages that originate claims, CL-10 on those that only gather them."""
    known = page.profile.page_type(page.page_type)
    if known is None or page.manual or known.source is not None or page.has_gap("stub"):
        return
    document = page.document
    rule = "CL-02" if page.atomic and known.entity_class not in ("Hypothesis", "Hallmark") else "CL-10"
    for number, block in enumerate(document.blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.quoted:
            continue
        text = document.quote(block.span)
        if "[[" in text or "[^" in text or "#gap/" in text:
            continue  # the commonest of what _ELSEWHERE looks for
        if not any(clue in text for clue in _CLUES):
            continue
        effect = _EFFECT.search(text)
        if effect is None or _ELSEWHERE.search(text) or _sourced_around(page, number, block):
            continue
        if any(_ASIDE.search(document.sections[at].title) for at in _sections(page, block.section)):
            continue
        start = block.span.start + effect.start()
        yield page.finding(
            rule,
            Severity.INFO,
            page.at(start, start + len(effect.group())),
            f"{effect.group()!r} stands in text without a footnote, a link or a gap tag",
            "add the footnote of the study that measured it, link its page, or tag it #gap/unsourced",
            value=effect.group(),
        )


def _sections(page: CheckedPage, section: int) -> Iterator[int]:
    while section > 0:
        yield section
        section = page.document.sections[section].parent


def _sourced_around(page: CheckedPage, number: int, block: Block) -> bool:
    """Whether the lead-in, the items below, the heading or the neighbours of a block name a source."""
    document = page.document
    near = [block.parent, *page.layout.descendants(number)]
    # A paragraph of its own goes on from the one before it only where it says so.
    if block.kind is not BlockKind.PARAGRAPH or _GOES_ON.match(document.quote(block.span)):
        near += [number - 1, number + 1]
    for at in near:
        if not 0 <= at < len(document.blocks) or document.blocks[at].section != block.section:
            continue
        if _SOURCED.search(document.quote(document.blocks[at].span)):
            return True
    return any(
        re.search(r"\[\^|\[\[|#gap/", document.quote(document.sections[at].heading))
        for at in _sections(page, block.section)
    )
