"""What marks of verification rest on: scopes that say that nothing was read, pages of unread sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from claimgraph.inference.authors import latin_letters
from claimgraph.inference.quads import TRUE, Node, NodeIndex, QuadWriter, cg, first, to_boolean

_PAGE, _ACCESS, _REFERENCED = cg("page"), cg("access"), cg("referenced")
_VERIFIED, _SCOPE = cg("verified"), cg("verifiedScope")
_KEY, _TEXT, _CITES = cg("key"), cg("text"), cg("cites")
_GAP, _GAP_CLASS, _ACCESS_GAP = cg("gap"), cg("gapClass"), cg("AccessGap")
_NOT_READ = frozenset(cg(f"access-{how}") for how in ("abstract-only", "no-access", "pending"))
_FULLY_READ = cg("access-full-text-read")
_STEM = re.compile(r"[^\d_]*")
_STUDY = re.compile(r"\[\[(?:[^\]|]*/)?([A-Za-z][\w-]*-(?:19|20)\d\d)")
_CLAUSE = re.compile(r"[.;]\s|\s—\s|\s–\s|,\s(?=but\b|not\b|no\b)")
_UNREAD = re.compile(
    r"\bnot (?:\w+[- ]){0,3}?(?:checked|verified|compared|read|re-read|confirmed)\b[^.;]{0,40}"
    r"\b(?:pdfs?|full[- ]texts?|primary (?:sources?|papers?|pdfs?))\b"
    r"|\bno (?:local |primary |full |source )*(?:pdfs?|full[- ]texts?)\b(?: \w+){0,2}? "
    r"(?:available|accessed|read|re-?reads?)\b"
    r"|\b(?:abstracts?|metadata|titles?)(?:[- ]level)?(?: verification)? only\b"
    r"|\bonly (?:against |the |from )*(?:pubmed )?(?:abstracts?|titles?)\b"
    r"|\babstract-level (?:verification|only)\b"
    r"|\bpdfs? (?:is |are |was |were )?(?:permanently )?inaccessible\b"
    r"|\b(?:remain|are) abstract-(?:sourced|only)\b"
    r"|\bnone of the (?:\w+ )?(?:papers?|sources?|pdfs?|studies)\b[^.;]{0,30}"
    r"\b(?:opened|read|accessed|available|seen)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;]\s")
_SOME = re.compile(
    r"\b[A-Z][\w'’-]+(?: (?:et al\.?|& \w+|and [A-Z]\w+))?,? \(?(?:19|20)\d\d\b"
    r"|\b[Oo]thers?\b|\b(?:[Rr]est|[Rr]emain(?:ing|der)|[Tt]hose|[Tt]hese)"
    r" (?:of|two|three|four|\w*(?:papers|sources))\b"
)
_READ = re.compile(
    r"\bend[- ]to[- ]end\b|\bfully read\b|\bread (?:in full|fully)\b"
    r"|\b(?:read|verified|checked|confirmed|extracted|quantified|corrected|compared|reviewed)\b"
    r"[^.;]{0,90}?\b(?:pdfs?|full[- ]?texts?|pmc\w*|html|xml|\d+ pages|pages \d)"
    r"|\b(?:pdfs?|full[- ]texts?)\b[^.;,(]{0,40}\b(?:read|verified|checked|confirmed|pass)\b"
    r"|\((?:full |local |gold |oa )*pdf\b|\bfull-pdf\b"
    r"|\b(?:checked|verified|compared)\s(?:against|with)\s[^.;]{0,40}\bverified\s[^.;]{0,30}(?:\bpages?\b|\.md\b)",
    re.IGNORECASE,
)
_DENIED_BEFORE = re.compile(r"\b(?:not|no|never|cannot|could|nor)\b[^.;,()]{0,25}\Z", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|without|cannot|un(?:available|verifi\w+|confirmed|read|able)|fail\w*|inaccessible|pending|none"
    r"|lack\w*|absent|wrong|blocked)\b",
    re.IGNORECASE,
)


def says_read(scope: str) -> bool:
    """Whether a part of a scope says that a source was read; what is denied right there is none."""
    return any(
        not _DENIED_BEFORE.search(part[: found.start()]) and not _DENIED.search(found.group())
        for part in _CLAUSE.split(scope)
        for found in _READ.finditer(part)
    )


def says_nothing_read(scope: str) -> bool:
    """Whether a scope says that sources were not read, and nowhere that any was.

    What is said of works that are named, or of the others, says nothing of the rest.
    """
    told = (part for part in _SENTENCE.split(scope) if _UNREAD.search(part) is not None)
    return any(_SOME.search(part) is None for part in told) and not says_read(scope)


def write_verifications(
    writer: QuadWriter, verifications: Mapping[str, Node], citations: Mapping[str, Node]
) -> None:
    """``cg:saysUnread`` of marks whose scope says that nothing was read, ``cg:mostlyUnread`` of those of
    pages most of whose footnotes say so and none the opposite.
    """
    access: dict[str, list[str]] = {}
    for node in citations.values():
        if _PAGE in node and TRUE in node.get(_REFERENCED, ()):
            access.setdefault(node[_PAGE][0], []).append(next(iter(node.get(_ACCESS, ())), ""))
    for iri, node in verifications.items():
        if TRUE not in node.get(_VERIFIED, ()):
            continue
        scope = first(node, _SCOPE) or ""
        said = access.get(node[_PAGE][0], [])
        if says_nothing_read(scope):
            if _FULLY_READ not in said:
                writer.add(iri, cg("saysUnread"), to_boolean(True))
            continue
        unread = sum(one in _NOT_READ for one in said)
        if 1 < unread < len(said) < 2 * unread and _FULLY_READ not in said and not says_read(scope):
            writer.add(iri, cg("mostlyUnread"), to_boolean(True))


def write_unread(
    writer: QuadWriter, index: NodeIndex, verifications: Mapping[str, Node], statements: Mapping[str, Node]
) -> None:
    """Statements of verified pages of whose sources none was read, nor named in the scope as not read."""
    scopes: dict[str, tuple[str, str]] = {}
    for iri, node in sorted(verifications.items()):
        if TRUE in node.get(_VERIFIED, ()):
            scopes[node[_PAGE][0]] = (iri, latin_letters(first(node, _SCOPE) or ""))
    if not scopes:
        return
    access = index.picked("citation", (_ACCESS, _KEY, _TEXT))
    tagged = {
        iri
        for iri, node in index.picked("gap", (_GAP_CLASS,)).items()
        if _ACCESS_GAP in node.get(_GAP_CLASS, ())
    }
    for iri, node in statements.items():
        cited = [access.get(citation, {}) for citation in node.get(_CITES, ())]
        if not cited or node[_PAGE][0] not in scopes or not tagged.isdisjoint(node.get(_GAP, ())):
            continue
        verification, scope = scopes[node[_PAGE][0]]
        if all(not _NOT_READ.isdisjoint(note.get(_ACCESS, ())) for note in cited) and not any(
            name in scope for note in cited for name in _names_of(note)
        ):
            writer.add(verification, cg("restsOnUnread"), iri)


def _names_of(note: Node) -> Iterator[str]:
    """What a scope can call a footnote: what its key begins with, or the study page that it links."""
    for name in (first(note, _KEY) or "", *_STUDY.findall(first(note, _TEXT) or "")):
        stem = _STEM.match(name)
        if stem is not None:
            yield latin_letters(stem.group())
