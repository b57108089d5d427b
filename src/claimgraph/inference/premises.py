"""What inference starts from: claims, evidence, citations and sources as the page graphs state them.

Read from the graph and not from the values, so that what is inferred can be checked against what is
written, and so that a graph from elsewhere can be reasoned over in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from claimgraph.graph import QuadNode
from claimgraph.inference.authors import Author, parse_author
from claimgraph.inference.quads import TRUE, TYPE, Node, NodeIndex, cg, first, text_of, to_quad_nodes
from claimgraph.model import Access
from claimgraph.namespaces import CG, RDFS, Minter
from claimgraph.ontology import Ontology

HUMAN = "homo-sapiens"
_SOURCE = cg("source")
_CONTEXT = ("claimOrganism", "tissue", "dose", "route", "timing", "population", "comparator")
_READ: dict[str, tuple[str, ...]] = {
    "claim": tuple(
        cg(name)
        for name in (
            "subject", "predicate", "object", "direction", "negated", "certainty", "assertedBy", "pattern",
            "hasEvidenceLine", "gap", "page", "path", "line", *_CONTEXT,
        )
    ),
    "evidence": (cg("citation"), _SOURCE, cg("stance")),
    "citation": tuple(
        cg(name)
        for name in (
            "page", "organism", "humanCells", "design", "population", "access", "retracted", "source",
        )
    ),
    "source": (
        TYPE,
        f"<{RDFS}label>",
        *(
            cg(name)
            for name in ("author", "primary", "authorsTruncated", "retracted", "doi", "pmid", "pmcid", "nct")
        ),
    ),
    "entity": (TYPE,),
    "term": (TYPE,),
    "page": (cg("about"),),
}  # fmt: skip
PremiseNode: TypeAlias = tuple[str, list[str]]
"""A subject with those of its facts that something beyond its page reads."""

KINDS = tuple(_READ)
"""The kinds of node that inference reads."""


# Checks across pages read these too, and more of them; where they stand they do not read.
_READ_WHOLE = ("citation", "page", "sample")
_UNREAD = (f"{cg('line')} ", f"{cg('endLine')} ", f"{cg('digest')} ")


def pick_premises(nodes: Iterable[QuadNode], minter: Minter, *, fields: bool) -> list[PremiseNode]:
    """What inference and the checks across pages read of a page: sorted by subject, no other facts.

    Args:
        fields: whether the field values are read too, which they are of pages about a source.
    """
    whole = tuple(f"<{minter.base}{kind}/" for kind in (*_READ_WHOLE, *(("field",) if fields else ())))
    wanted = {
        kind: tuple(f"{predicate} " for predicate in predicates)
        for kind, predicates in _READ.items()
        if kind not in _READ_WHOLE
    }
    starts = tuple(f"<{minter.base}{kind}/" for kind in wanted)
    cut = len(minter.base) + 1
    picked: list[PremiseNode] = []
    for subject, _, facts in nodes:
        if subject.startswith(whole):
            picked.append((subject, [fact for fact in facts if not fact.startswith(_UNREAD)]))
        elif subject.startswith(starts):
            read = wanted[subject[cut : subject.find("/", cut)]]
            picked.append((subject, [fact for fact in facts if fact.startswith(read)]))
    picked.sort()
    return picked


class CitationRecord(msgspec.Struct, frozen=True):
    """One footnote: ids of concepts, ``access`` None where the footnote says nothing of it."""

    iri: str
    page: str | None
    organisms: tuple[str, ...]
    human_cells: bool
    designs: tuple[str, ...]
    populations: tuple[str, ...]
    access: Access | None
    access_term: str | None
    retracted: bool


class SourceRecord(msgspec.Struct, frozen=True):
    """One source. ``truncated`` also where no author is named; ``primary`` None where unknown.

    ``name`` is how a reader finds it: ``doi:…``, ``pmid:…``, else its label, which has author and year.
    """

    iri: str
    name: str
    label: str
    authors: tuple[Author, ...]
    truncated: bool
    primary: bool | None
    retracted: bool


class LineRecord(msgspec.Struct, frozen=True):
    """One evidence line: the local name of its stance, its footnote and source where resolved."""

    iri: str
    stance: str
    citation: str | None
    source: str | None


class ClaimRecord(msgspec.Struct, frozen=True):
    """One claim. ``context`` pairs each condition (``dose`` …) with its values as text, sorted."""

    iri: str
    subject: str
    predicate: str
    object: str
    direction: str | None
    negated: bool
    certainty: str
    asserted_by: str
    pattern: str
    lines: tuple[LineRecord, ...]
    gaps: tuple[str, ...]
    context: tuple[tuple[str, tuple[str, ...]], ...]
    page: str | None
    path: str
    line: int


class Premises(msgspec.Struct, frozen=True):
    """Everything inference needs; keys are IRI tokens (``<…>``), in the order of the lines.

    ``types`` maps an entity to its classes; ``cited`` an entity to the footnotes of its page.
    """

    claims: tuple[ClaimRecord, ...]
    citations: dict[str, CitationRecord]
    sources: dict[str, SourceRecord]
    source_of: dict[str, str]
    types: dict[str, tuple[str, ...]]
    cited: dict[str, tuple[str, ...]]


def read_premises(lines: Iterable[str], ontology: Ontology, minter: Minter) -> Premises:
    """The premises in the lines of a built graph."""
    return to_premises(NodeIndex(to_quad_nodes(lines), minter), ontology)


def to_premises(index: NodeIndex, ontology: Ontology) -> Premises:
    """The premises in the nodes of a graph."""
    nodes = {kind: index.picked(kind, predicates) for kind, predicates in _READ.items()}
    ids = _Ids(ontology)
    citations = {token: ids.citation(token, node) for token, node in sorted(nodes["citation"].items())}
    sources = {token: _source(token, node) for token, node in sorted(nodes["source"].items())}
    source_of = {
        token: node[_SOURCE][0] for token, node in sorted(nodes["citation"].items()) if _SOURCE in node
    }
    evidence = {token: _line(token, node, source_of) for token, node in sorted(nodes["evidence"].items())}
    claims = tuple(
        claim
        for token, node in sorted(nodes["claim"].items())
        if (claim := _claim(token, node, evidence, ids)) is not None
    )
    types = {
        token: _classes(node.get(TYPE, ()))
        for kind in ("entity", "source", "term")
        for token, node in sorted(nodes[kind].items())
        if TYPE in node
    }
    by_page: dict[str, list[str]] = {}
    for token, node in sorted(nodes["citation"].items()):
        for page in node.get(cg("page"), ()):
            by_page.setdefault(page, []).append(token)
    cited = {
        about: tuple(by_page[page])
        for page, node in sorted(nodes["page"].items())
        if page in by_page
        for about in node.get(cg("about"), ())
    }
    return Premises(claims, citations, sources, source_of, types, cited)


def classes_of(facts: Iterable[str]) -> tuple[str, ...]:
    """The classes that some facts give their subject, as ``Premises.types`` has them."""
    start = f"{TYPE} "
    return _classes(fact[len(start) :] for fact in facts if fact.startswith(start))


def _classes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(value for value in values if value.startswith("<")))


class _Ids:
    """From concept IRIs to the ids of the ontology; a concept that is not in it goes by its IRI's end."""

    __slots__ = ("_access", "_known", "_ontology")

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._known: dict[str, str] = {}
        self._access = {access.value: access for access in Access}

    def name(self, token: str) -> str:
        found = self._known.get(token)
        if found is None:
            concept = self._ontology.concept_at(text_of(token))
            found = (
                concept.id if concept else text_of(token).rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
            )
            self._known[token] = found
        return found

    def names(self, node: Node, predicate: str) -> tuple[str, ...]:
        return tuple(sorted({self.name(value) for value in node.get(predicate, ())}))

    def citation(self, token: str, node: Node) -> CitationRecord:
        access = node.get(cg("access"), [])
        found = self._access.get(self.name(access[0])) if access else None
        return CitationRecord(
            iri=token,
            page=node.get(cg("page"), [None])[0],
            organisms=self.names(node, cg("organism")),
            human_cells=TRUE in node.get(cg("humanCells"), ()),
            designs=self.names(node, cg("design")),
            populations=tuple(sorted(text_of(value) for value in node.get(cg("population"), ()))),
            access=found,
            access_term=access[0] if access else None,
            retracted=TRUE in node.get(cg("retracted"), ()),
        )


def _source(token: str, node: Node) -> SourceRecord:
    written = sorted(text_of(value) for value in node.get(cg("author"), ()))
    authors = tuple(author for name in written if (author := parse_author(name)) is not None)
    primary = first(node, cg("primary"))
    return SourceRecord(
        iri=token,
        name=_source_name(token, node),
        label=min((text_of(value) for value in node.get(f"<{RDFS}label>", ())), default=text_of(token)),
        authors=authors,
        truncated=not authors or TRUE in node.get(cg("authorsTruncated"), ()),
        primary=None if primary is None else primary == "true",
        retracted=TRUE in node.get(cg("retracted"), ()),
    )


def _source_name(token: str, node: Node) -> str:
    for scheme in ("doi", "pmid", "pmcid", "nct"):
        found = sorted(text_of(value) for value in node.get(cg(scheme), ()))
        if found:
            return f"{scheme}:{found[0]}"
    return first(node, f"<{RDFS}label>") or text_of(token)


def _line(token: str, node: Node, source_of: dict[str, str]) -> LineRecord:
    citation = node.get(cg("citation"), [None])[0]
    source = node.get(_SOURCE, [None])[0]
    return LineRecord(
        iri=token,
        stance=(first(node, cg("stance")) or "").removeprefix(CG),
        citation=citation,
        source=source or (source_of.get(citation) if citation else None),
    )


def _claim(token: str, node: Node, evidence: dict[str, LineRecord], ids: _Ids) -> ClaimRecord | None:
    subject, predicate, value = (node.get(cg(name)) for name in ("subject", "predicate", "object"))
    if not subject or not predicate or not value:
        return None
    line = first(node, cg("line"))
    asserted_by = node.get(cg("assertedBy"), [])
    return ClaimRecord(
        iri=token,
        subject=subject[0],
        predicate=predicate[0],
        object=value[0],
        direction=first(node, cg("direction")),
        negated=TRUE in node.get(cg("negated"), ()),
        certainty=(first(node, cg("certainty")) or "").removeprefix(CG),
        asserted_by=_plain(asserted_by[0]) if asserted_by else "",
        pattern=first(node, cg("pattern")) or "",
        lines=tuple(
            evidence[item] for item in sorted(node.get(cg("hasEvidenceLine"), ())) if item in evidence
        ),
        gaps=tuple(sorted(node.get(cg("gap"), ()))),
        context=tuple(
            (name.removeprefix("claim").casefold(), values)
            for name in _CONTEXT
            if (values := _context(node, name, ids))
        ),
        page=node.get(cg("page"), [None])[0],
        path=first(node, cg("path")) or "",
        line=int(line) if line and line.isdigit() else 0,
    )


def _context(node: Node, name: str, ids: _Ids) -> tuple[str, ...]:
    return tuple(sorted({ids.name(v) if v.startswith("<") else text_of(v) for v in node.get(cg(name), ())}))


def _plain(token: str) -> str:
    """``FrontMatter`` and ``"front-matter"`` alike as ``front-matter``."""
    text = text_of(token).removeprefix(CG)
    if "-" in text or text.islower():
        return text
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in text).lstrip("-")
