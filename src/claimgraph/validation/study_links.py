"""What footnotes of one source call the study page that they link."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.inference.quads import Node, QuadWriter, cg, first

_TEXT, _SOURCE = cg("text"), cg("source")
_STUDY = re.compile(r"\[\[(?:[^\]|#/]*/)+([^\W\d_][\w-]*?-(?:19|20)\d\d[\w-]*)(?=[\]|#])")


def study_link(text: str) -> str | None:
    """The name of the first page that a footnote links by folder and that has a year, as study pages do."""
    found = _STUDY.search(text)
    return None if found is None else found[1].casefold()


def write_study_links(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """``cg:studyLinkDiffers`` between footnotes of one source whose study pages have different names.

    The name that most of them have is right, so only the others have the fact; all, where none leads.
    """
    by_source: dict[str, dict[str, list[str]]] = {}
    for iri, node in sorted(citations.items()):
        name, sources = study_link(first(node, _TEXT) or ""), node.get(_SOURCE)
        if name is not None and sources:
            by_source.setdefault(sources[0], {}).setdefault(name, []).append(iri)
    for _, named in sorted(by_source.items()):
        ranks = sorted(named, key=lambda name: (-len(named[name]), name))
        if len(ranks) < 2:
            continue
        leads = len(named[ranks[0]]) > len(named[ranks[1]])
        for name in ranks[1:] if leads else ranks:
            other = ranks[0] if name != ranks[0] else ranks[1]
            for iri in named[name]:
                writer.add(iri, cg("studyLinkDiffers"), named[other][0])
