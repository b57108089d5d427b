"""Facts that rules need and SPARQL cannot compute: weights, compositions, DOIs that differ by a slip,
and what a sentence says against what its only footnote says.

They are read from the graph's own lines and written to a graph of their own, ``graph/-/checks``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

from claimgraph.graph import QuadNode
from claimgraph.inference.authors import Author, parse_author
from claimgraph.inference.quads import (
    Node,
    NodeIndex,
    QuadWriter,
    cg,
    first,
    text_of,
    to_boolean,
    to_literal,
)
from claimgraph.namespaces import CG, Minter
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile
from claimgraph.spelling import NearNames
from claimgraph.validation.ageing import tells_of_ageing
from claimgraph.validation.designs import design_kinds
from claimgraph.validation.doses import Dose, far_apart, parse_doses
from claimgraph.validation.key_names import write_key_names
from claimgraph.validation.names import are_one_author
from claimgraph.validation.preprints import write_preprints
from claimgraph.validation.profile_facts import field_rule_iri
from claimgraph.validation.retractions import write_retractions
from claimgraph.validation.scopes import write_unread, write_verifications
from claimgraph.validation.sentences import (
    ENTITY_NAMES,
    stated_of,
    write_contradictions,
    write_disagreements,
)
from claimgraph.validation.studies import write_file_years, write_study_facts
from claimgraph.validation.study_links import write_study_links
from claimgraph.validation.told_links import write_told
from claimgraph.validation.weights import write_weights

_PAGE, _FIELD, _VALUE, _KEY = (cg(name) for name in ("page", "field", "value", "key"))
_DOI, _TEXT = cg("doi"), cg("text")
_CITES, _INHERITS, _SAMPLE, _SAMPLE_VALUE, _DESIGN = (
    cg(name) for name in ("cites", "inheritsCitation", "sample", "sampleValue", "design")
)
_PATH, _PAGE_TYPE, _SOURCE = (cg(name) for name in ("path", "pageType", "source"))
_FIRST_AUTHOR, _YEAR = cg("firstAuthor"), cg("year")
_LINK, _RESOLVED, _TARGET, _LINK_LABEL = (cg(name) for name in ("link", "resolvedTo", "target", "label"))
_MENTIONS, _ORGANISM = cg("mentions"), cg("organism")
_SAID_OF_SOURCES = tuple(map(cg, ("humanCells", "retracted", "access", "referenced")))
_DOSED = ("compound", "metabolite")
_WANTED = {
    "page": (_PATH, _PAGE_TYPE),
    "field": (_PAGE, _FIELD, _VALUE, _LINK),
    "link": (_RESOLVED, _TARGET, _LINK_LABEL),
    "citation": (_TEXT, _SAMPLE, _DESIGN, _ORGANISM, _PAGE, _DOI, *_SAID_OF_SOURCES),
    "verification": (_PAGE, cg("verified"), cg("verifiedScope")),
    "statement": (_CITES, _INHERITS, _TEXT, _PAGE, _MENTIONS, cg("gap")),
    "sample": (_SAMPLE_VALUE,),
}

SECONDARY_DESIGNS = (
    "review", "systematic-review", "meta-analysis", "editorial", "guideline", "database", "theory",
)  # fmt: skip
"""Designs that retell or pool what others observed; a test holds them to the ontology."""
_UNPOOLED = frozenset(f"<{CG}design-{name}>" for name in SECONDARY_DESIGNS if name != "meta-analysis")
_CONFERENCE = re.compile(r"\b(?:conference|congress|poster|proceedings|annual meeting)\b", re.IGNORECASE)


def fact_nodes(index: NodeIndex, minter: Minter, profile: Profile, ontology: Ontology) -> list[QuadNode]:
    """The nodes of ``graph/-/checks``: the facts that follow from a vault's graph.

    The names of the chemical fields are those of our profile; a wiki without them has no such facts.
    """
    return [*page_fact_nodes(index, minter, profile), *citation_fact_nodes(index, minter, profile, ontology)]


def citation_fact_nodes(
    index: NodeIndex, minter: Minter, profile: Profile, ontology: Ontology
) -> list[QuadNode]:
    """Those of ``fact_nodes`` that compare the citations of all pages, and these with study pages.

    ``index`` holds pages, citations and samples, and the fields of the pages that are about a source.
    """
    writer = QuadWriter(minter.named_graph("checks"))
    write_key_facts(writer, index)
    write_source_facts(writer, index, profile, ontology)
    return writer.nodes


def write_key_facts(writer: QuadWriter, index: NodeIndex) -> None:
    """What follows from footnotes of one key on different pages, or on one."""
    _write_similar_identifiers(writer, index.picked("citation", (_KEY, _DOI, _TEXT)))


def write_source_facts(writer: QuadWriter, index: NodeIndex, profile: Profile, ontology: Ontology) -> None:
    """What follows from footnotes of one source, and from these and the study page about it."""
    wanted = (_KEY, _TEXT, _SOURCE, _FIRST_AUTHOR, _YEAR, _DESIGN, _ORGANISM)
    citations = index.picked("citation", wanted)
    _write_first_authors(writer, citations)
    write_key_names(writer, citations)
    write_study_links(writer, citations)
    _write_years(writer, citations)
    _write_designs(writer, citations)
    write_study_facts(writer, index, profile, ontology)


def page_fact_nodes(index: NodeIndex, minter: Minter, profile: Profile) -> list[QuadNode]:
    """Those of ``fact_nodes`` that follow from a page by itself: all that are not about a citation."""
    writer = QuadWriter(minter.named_graph("checks"))
    _write_page_facts(writer, index, minter, profile)
    return writer.nodes


def _write_page_facts(writer: QuadWriter, index: NodeIndex, minter: Minter, profile: Profile) -> None:
    fields = index.picked("field", _WANTED["field"])
    links = {node[_LINK][0] for node in fields.values() if _LINK in node}
    nodes = {
        "page": index.picked("page", _WANTED["page"]),
        "field": fields,
        "link": index.picked("link", _WANTED["link"], among=links),
        "citation": index.picked("citation", _WANTED["citation"]),
        "statement": index.picked("statement", _WANTED["statement"], having=(_CITES, _INHERITS)),
        "sample": index.picked("sample", _WANTED["sample"]),
    }
    _write_meanings(writer, minter, profile, nodes["page"], nodes["field"])
    write_weights(writer, nodes["field"])
    _write_ages(writer, nodes, _UNPOOLED)
    write_told(writer, minter, nodes)
    write_disagreements(writer, nodes["statement"], nodes["citation"], nodes["sample"])
    entities = index.picked("entity", ENTITY_NAMES)
    write_contradictions(writer, nodes["statement"], nodes["citation"], entities)
    _write_doses(writer, nodes)
    _write_near_names(writer, index, profile, nodes["page"])
    write_file_years(writer, index, profile)
    verifications = index.picked("verification", _WANTED["verification"])
    write_verifications(writer, verifications, nodes["citation"])
    write_unread(writer, index, verifications, nodes["statement"])
    write_retractions(writer, nodes["citation"])
    write_preprints(writer, nodes["page"], fields, nodes["citation"], profile)


def _write_meanings(
    writer: QuadWriter,
    minter: Minter,
    profile: Profile,
    pages: Mapping[str, Node],
    fields: Mapping[str, Node],
) -> None:
    """Which pages are not about the subject, and which rule of the profile each field value falls under."""
    types: dict[str, str | None] = {}
    for iri, node in sorted(pages.items()):
        path, name = first(node, _PATH), first(node, _PAGE_TYPE)
        types[iri] = name
        if path is not None and not profile.is_entity_page(path):
            writer.add(iri, cg("exempt"), to_boolean(True))
    rules: dict[tuple[str | None, str], str | None] = {}
    field_rule = cg("fieldRule")
    for iri, node in fields.items():
        key = (types.get(node[_PAGE][0]), node.get(_FIELD, [""])[0])
        if key not in rules:
            known, name = profile.page_type(key[0]), first(node, _FIELD)
            rules[key] = None
            if known is not None and name is not None and name in known.fields:
                rules[key] = field_rule_iri(minter, known.name, name)
        rule = rules[key]
        if rule is not None:
            writer.add(iri, field_rule, rule)


def _write_similar_identifiers(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """Two footnotes of one key whose DOIs differ by one or two characters: one of them is a slip."""
    by_key: dict[str, dict[str, list[str]]] = {}
    for iri, node in sorted(citations.items()):
        key, dois = first(node, _KEY), node.get(_DOI, [])
        if key is not None and len(dois) == 1:
            by_key.setdefault(key.casefold(), {}).setdefault(text_of(dois[0]).casefold(), []).append(iri)
    for _, named in sorted(by_key.items()):
        for (one, here), (other, there) in combinations(sorted(named.items()), 2):
            # Abstracts of one conference stand under consecutive DOIs, and rightly so.
            if is_slip(one, other) and not any(
                _CONFERENCE.search(first(citations[iri], _TEXT) or "") for iri in (*here, *there)
            ):
                for left in here:
                    for right in there:
                        writer.add(left, cg("resembles"), right)
                        writer.add(right, cg("resembles"), left)


def is_slip(one: str, other: str) -> bool:
    """Whether two different texts are at most two edits apart (insertions, deletions, substitutions)."""
    if one == other or abs(len(one) - len(other)) > 2:
        return False
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
        if min(row) > 2:
            return False
    return row[-1] <= 2


def _write_first_authors(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """Footnotes whose first author more of the other footnotes of the same source contradict than share.

    Names are compared as for author clusters: accents, transliterations and particles make no
    difference; nor does a name that the other footnote gives in another place. Groups are left out.
    """
    by_source: dict[str, list[tuple[str, Author, str]]] = {}
    for iri, node in sorted(citations.items()):
        written, sources = first(node, _FIRST_AUTHOR), node.get(_SOURCE)
        author = parse_author(written) if written else None
        if author is not None and not author.group and sources:
            by_source.setdefault(sources[0], []).append((iri, author, first(node, _TEXT) or ""))
    for _, cited in sorted(by_source.items()):
        if len({author.surname for _, author, _ in cited}) < 2:
            continue
        for iri, author, text in cited:
            others = [item for item in cited if item[0] != iri]
            differing = [
                other
                for other, theirs, their_text in others
                if not are_one_author(author, theirs, text, their_text)
            ]
            if len(differing) > len(others) - len(differing):
                for other in differing:
                    writer.add(iri, cg("firstAuthorDiffers"), other)


def _write_years(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """Footnotes whose year more of the other footnotes of the same source contradict than share.

    One year apart is no contradiction: papers appear online before they appear in print.
    """
    by_source: dict[str, list[tuple[str, int]]] = {}
    for iri, node in sorted(citations.items()):
        year, sources = first(node, _YEAR), node.get(_SOURCE)
        if year is not None and year.isdigit() and sources:
            by_source.setdefault(sources[0], []).append((iri, int(year)))
    for _, found in sorted(by_source.items()):
        for iri, year_here in found:
            differing = [other for other, there in found if abs(there - year_here) > 1]
            if len(differing) > len(found) - 1 - len(differing):
                for other in differing:
                    writer.add(iri, cg("yearDiffers"), other)


def _write_designs(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """Footnotes whose design more of the other footnotes of the same source exclude than allow."""
    by_source: dict[str, list[str]] = {}
    for iri, node in sorted(citations.items()):
        if _DESIGN in node and _SOURCE in node:
            by_source.setdefault(node[_SOURCE][0], []).append(iri)
    kinds = design_kinds()
    for _, found in sorted(by_source.items()):
        given = {iri: tuple(sorted(citations[iri][_DESIGN])) for iri in found}
        if len(set(given.values())) < 2:
            continue
        stated = {iri: stated_of(citations[iri]) for iri in found}
        for iri in found:
            differing = [other for other in found if kinds.exclude(stated[iri], stated[other])]
            if len(differing) > len(found) - 1 - len(differing):
                for other in differing:
                    writer.add(iri, cg("designDiffers"), other)


def _write_ages(
    writer: QuadWriter, nodes: Mapping[str, Mapping[str, Node]], secondary: frozenset[str]
) -> None:
    """Pages with a source, not known to be a review, that speaks of old subjects, lifespan or senescence.

    It does so in its footnote, or in a sentence that cites it.
    """
    spoken = {iri for iri, node in nodes["citation"].items() if tells_of_ageing(first(node, _TEXT) or "")}
    for node in nodes["statement"].values():
        cited = node.get(_CITES, ())
        if cited and not spoken.issuperset(cited) and tells_of_ageing(first(node, _TEXT) or ""):
            spoken.update(cited)
    pages = set()
    for iri in spoken:
        node = nodes["citation"].get(iri, {})
        designs = node.get(_DESIGN, ())
        if _PAGE in node and (not designs or not secondary.issuperset(designs)):
            pages.add(node[_PAGE][0])
    for page in sorted(pages):
        writer.add(page, cg("ageEvidence"), to_boolean(True))


def _write_near_names(
    writer: QuadWriter, index: NodeIndex, profile: Profile, pages: Mapping[str, Node]
) -> None:
    """For a type or kind of gap that nothing declares, the declared one that is a slip away."""
    for declared, nodes, predicate in (
        (frozenset(profile.types), pages, _PAGE_TYPE),
        (frozenset(profile.gap_kinds), index.picked("gap", (cg("tag"),)), cg("tag")),
    ):
        names = _near_names(declared)
        for iri, node in sorted(nodes.items()):
            written = first(node, predicate)
            near = names.find(written) if written is not None and written not in declared else None
            if near is not None:
                writer.add(iri, cg("nearestName"), to_literal(near))


@lru_cache(maxsize=8)
def _near_names(declared: frozenset[str]) -> NearNames:
    """The same few names are asked about for every page."""
    return NearNames(declared)


def _write_doses(writer: QuadWriter, nodes: Mapping[str, Mapping[str, Node]]) -> None:
    """Doses of one compound, species and route on its page that are more than tenfold apart."""
    doses: dict[tuple[str, str], list[Dose]] = {}
    for iri, statement in sorted(nodes["statement"].items()):
        page = statement[_PAGE][0]
        if first(nodes["page"].get(page, {}), _PAGE_TYPE) not in _DOSED or not statement.get(_CITES):
            continue
        cited = [nodes["citation"].get(citation, {}) for citation in statement[_CITES]]
        species = {organism for citation in cited for organism in citation.get(_ORGANISM, ())}
        if len(species) == 1:
            found = doses.setdefault((page, species.pop()), [])
            found.extend(parse_doses(iri, first(statement, _TEXT) or ""))
    for _, found in sorted(doses.items()):
        for high, low in far_apart(found):
            writer.add(high.statement, cg("doseFarFrom"), low.statement)
