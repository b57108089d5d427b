"""Footnotes that say that their source rests on retracted data, or stands under an expression of concern.

A retraction reaches what was built on the paper. Only words that the footnote says of its own source
count: what another paper rests on, and what is denied, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.inference.quads import TRUE, Node, QuadWriter, cg, first, to_boolean

_TEXT, _RETRACTED = cg("text"), cg("retracted")
_BUILT, _CONCERN = cg("buildsOnRetracted"), cg("underConcern")

_RESTS = re.compile(
    r"\b(?:depend(?:s|ed|ent)?|rest(?:s|ed)?|bas(?:ed|es)|buil(?:t|ds)|rel(?:y|ies|ied)|hing(?:e|es|ed)|draw(?:s|n)?)\s"
    r"(?:\w+\s)?(?:up)?on\s(?:[^\s.;·]+\s){0,4}?\W{0,3}retracted\b"
    r"|\b(?:pool(?:s|ed)|include(?:s|d)?|reanaly[sz]e(?:s|d)|incorporates?)\s"
    r"(?:the\s|an?\s|data (?:of|from)\s)?(?:[^\s.;·]+\s){0,2}?\W{0,3}retracted\s"
    r"(?:\w+\s){0,4}?(?:data|stud|paper|trial|result|finding|work|article)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|n't|without|excluding|independent(?:ly)?|nor|unlike)\b[^.;·]{0,40}$", re.IGNORECASE
)
_CONCERNED = re.compile(
    r"(?:^|[·;:.(—⚠️*]\s*)(?:under |subject to |carries |has |with |received |editorial )*(?:an? |the )?\**"
    r"(?:editorial )?expression of concern\b"
    r"|\b(?:under|subject to|carries|has|received|issued|published|added)\s(?:an?|the)\s(?:editorial )?"
    r"expression of concern\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:before|until|no|not|without|lifted|withdrawn|resolved|another|other)\b[^.;·]{0,40}$", re.IGNORECASE
)
_LIFTED = re.compile(r"[^.;·]{0,30}\b(?:lifted|resolved|removed|withdrawn)\b", re.IGNORECASE)


def write_retractions(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """``cg:buildsOnRetracted`` and ``cg:underConcern`` of the footnotes of one page or of many."""
    for iri, node in citations.items():
        text = first(node, _TEXT) or ""
        if TRUE in node.get(_RETRACTED, ()):
            continue
        folded = text.lower()
        if "retracted" in folded and builds_on_retracted(text):
            writer.add(iri, _BUILT, to_boolean(True))
        if "of concern" in folded and is_under_concern(text):
            writer.add(iri, _CONCERN, to_boolean(True))


def builds_on_retracted(text: str) -> bool:
    """Whether a footnote says that its source depends on retracted data."""
    return any(not _DENIED.search(text[: found.start()]) for found in _RESTS.finditer(text))


def is_under_concern(text: str) -> bool:
    """Whether a footnote says that its own source stands under an expression of concern."""
    return any(
        not _PAST.search(text[: found.start()] + found.group()[: found.group().lower().find("expression")])
        and not _LIFTED.match(text, found.end())
        for found in _CONCERNED.finditer(text)
    )
