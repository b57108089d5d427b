"""What the sentences of a page say against their footnotes: one fact a disagreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claimgraph.inference.quads import TRUE, Node, QuadWriter, cg, first, text_of, to_literal
from claimgraph.namespaces import RDFS, SKOS
from claimgraph.validation.agreement import Disagreement, find_disagreements, find_misnamed, find_people
from claimgraph.validation.contradictions import find_contradictions
from claimgraph.validation.designs import Stated, design_kinds
from claimgraph.validation.directions import find_contrary_directions
from claimgraph.validation.levels import contrary_level

_TEXT, _CITES, _INHERITS = cg("text"), cg("cites"), cg("inheritsCitation")
_GAP = cg("gap")
_PAGE, _LABEL, _ALIAS = cg("page"), f"<{RDFS}label>", f"<{SKOS}altLabel>"
_SAMPLE, _SAMPLE_VALUE = cg("sample"), cg("sampleValue")
_DESIGN, _ORGANISM, _HUMAN_CELLS = cg("design"), cg("organism"), cg("humanCells")


def write_disagreements(
    writer: QuadWriter,
    statements: Mapping[str, Node],
    citations: Mapping[str, Node],
    samples: Mapping[str, Node],
) -> None:
    """The facts of one page or of many; all mappings are by IRI."""
    alone: dict[str, list[tuple[str, str]]] = {}
    for iri, node in statements.items():
        cited = [citations[citation] for citation in node.get(_CITES, ()) if citation in citations]
        text = first(node, _TEXT)
        if not cited or len(cited) != len(node[_CITES]) or text is None:
            continue
        notes = [(first(citation, _TEXT) or "", _organisms(citation)) for citation in cited]
        people = find_people(text, notes) if _GAP not in node else None
        if people is not None:
            writer.add(iri, cg("peopleWithoutSource"), to_literal(people))
        if len(cited) > 1 or _INHERITS in node:
            for found in find_misnamed(text, [stated_of(citation) for citation in cited]):
                writer.add(iri, cg("disagreesOnDesign"), to_literal(found.said))
            continue
        citation = cited[0]
        alone.setdefault(node[_CITES][0], []).append((iri, text))
        sizes = [
            int(text_of(value))
            for sample in citation.get(_SAMPLE, [])
            for value in samples.get(sample, {}).get(_SAMPLE_VALUE, [])
        ]
        designs = [local_id(design) for design in citation.get(_DESIGN, [])]
        footnote, organisms = notes[0]
        for found in find_disagreements(text, footnote, tuple(sizes), tuple(designs), organisms):
            for predicate, value in _terms(found):
                writer.add(iri, predicate, value)
    for citation_iri, said in alone.items():
        footnote = first(citations[citation_iri], _TEXT) or ""
        told = set()
        for iri, word, other in find_contrary_directions(said, footnote):
            told.add(iri)
            writer.add(iri, cg("disagreesOnDirection"), to_literal(word))
            if other is not None:
                writer.add(iri, cg("contraryStatement"), other)
        for iri, text in said:
            level = contrary_level(text, footnote) if iri not in told else None
            if level is not None:
                writer.add(iri, cg("disagreesOnDirection"), to_literal(level))


ENTITY_NAMES = (_PAGE, _LABEL, _ALIAS)
"""What ``write_contradictions`` reads of an entity."""


def write_contradictions(
    writer: QuadWriter,
    statements: Mapping[str, Node],
    citations: Mapping[str, Node],
    entities: Mapping[str, Node],
) -> None:
    """Sentences that say of the subject of their page the opposite of what another says; the first each.

    Where none does, the only footnote of a sentence may.
    """
    names: dict[str, list[str]] = {}
    for entity in entities.values():
        for page in entity.get(_PAGE, ()):
            named = (*entity.get(_LABEL, ()), *entity.get(_ALIAS, ()))
            names.setdefault(page, []).extend(text_of(name) for name in named)
    said: dict[str, list[tuple[str, str]]] = {}
    notes: dict[str, tuple[str, str]] = {}
    for iri, node in statements.items():
        text, page = first(node, _TEXT), node[_PAGE][0]
        if text is not None and page in names and _CITES in node:
            said.setdefault(page, []).append((iri, text))
            cited = node[_CITES]
            if len(cited) == 1 and cited[0] in citations:
                notes[iri] = (cited[0], first(citations[cited[0]], _TEXT) or "")
    told = set()
    for page, sentences in said.items():
        for found in find_contradictions(sorted(sentences), names[page], notes):
            if found.statement in told:
                continue
            told.add(found.statement)
            writer.add(found.statement, cg("saidToHappen"), to_literal(found.said))
            writer.add(found.statement, cg("contradictedBy"), found.other)
            if found.differs:
                writer.add(found.statement, cg("conditionsDiffer"), to_literal(found.differs))


def _organisms(citation: Node) -> tuple[str, ...]:
    found = tuple(local_id(organism) for organism in citation.get(_ORGANISM, ()))
    return (*found, "homo-sapiens") if TRUE in citation.get(_HUMAN_CELLS, ()) else found


def _terms(found: Disagreement) -> Iterator[tuple[str, str]]:
    yield cg(f"disagreesOn{found.kind.capitalize()}"), to_literal(found.said)


def stated_of(citation: Node) -> Stated:
    """The designs of a footnote as they are compared."""
    designs = [local_id(token) for token in citation.get(_DESIGN, ())]
    organisms = [local_id(token) for token in citation.get(_ORGANISM, ())]
    return design_kinds().stated(designs, organisms, first(citation, _TEXT) or "")


def local_id(token: str) -> str:
    """The id of a concept of ours, from its token."""
    return text_of(token).rpartition("#")[2].removeprefix("design-").removeprefix("organism-")
