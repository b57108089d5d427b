"""Studies of a card: footnotes and sources of claims, of a page, of statements; groups of authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import msgspec
from pyoxigraph import NamedNode

from claimgraph.card.marks import ACCESS_ORDER, design_name, to_organism
from claimgraph.card.nodes import Node, read_nodes, read_rows
from claimgraph.card.strength import is_human
from claimgraph.card.values import AuthorGroup, Organism, Place, Study
from claimgraph.namespaces import SKOS, XSD
from claimgraph.store import GraphStore

_CONCEPTS = "?node skos:inScheme ?scheme ."
_CLUSTERS = "?entity cg:sourceCluster|cg:humanSourceCluster ?node ."
_CLUSTERS_OF_CLAIMS = " ?claim cg:sourceCluster ?node ."
_LINKS = "?entity cg:sourceCluster|cg:humanSourceCluster ?cluster . ?cluster prov:wasDerivedFrom ?node ."
_LINKS_OF_CLAIMS = " ?claim cg:sourceCluster ?cluster . ?cluster prov:wasDerivedFrom ?node ."

_PEOPLE = "Homo sapiens"
_CELLS = frozenset(("in-vitro", "ex-vivo", "in-silico", "structural"))


class Concepts:
    """Names of designs, species and kinds of access."""

    __slots__ = ("_nodes",)

    def __init__(self, store: GraphStore) -> None:
        self._nodes = read_nodes(store, _CONCEPTS)

    def notation(self, iri: str) -> str:
        """``in-vivo``; the end of the IRI where the scheme does not know it."""
        node = self._nodes.get(iri)
        return (node.text(SKOS + "notation") if node else None) or iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def label(self, iri: str) -> str:
        """``Rattus norvegicus``."""
        node = self._nodes.get(iri)
        return (node.text(SKOS + "prefLabel") if node else None) or self.notation(iri)

    def organisms(self, iris: Iterable[str]) -> tuple[Organism, ...]:
        """The species with these IRIs, sorted by name."""
        return tuple(sorted(to_organism(self.label(iri)) for iri in iris))


def place_of(node: Node) -> Place | None:
    """Where a node stands; None for one that no page states."""
    path = node.text("path")
    return Place(path, node.number("line") or 0) if path else None


def link_of(source: Node) -> str | None:
    """Where a source can be read: DOI first, then PubMed, PubMed Central, the trial's registry."""
    for name, prefix in (
        ("doi", "https://doi.org/"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/"),
        ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/"),
        ("nct", "https://clinicaltrials.gov/study/"),
    ):
        found = source.text(name)
        if found:
            return prefix + quote(found, safe="/:;()-._~")
    return None


def read_studies(
    store: GraphStore,
    concepts: Concepts,
    pattern: str,
    bindings: Mapping[str, NamedNode],
) -> dict[str, Study]:
    """The studies whose footnotes are ``?citation`` in a pattern, by the footnote's IRI.

    Author groups are not numbered yet.
    """
    citations = read_nodes(store, pattern + " BIND(?citation AS ?node)", bindings)
    sources = read_nodes(store, pattern + " ?citation cg:source ?node .", bindings)
    samples = read_nodes(store, pattern + " ?citation cg:sample ?node .", bindings)
    return {
        iri: to_study(citation, sources.get(citation.text("source") or ""), samples, concepts)
        for iri, citation in citations.items()
    }


def to_study(citation: Node, source: Node | None, samples: Mapping[str, Node], concepts: Concepts) -> Study:
    """A study from its footnote, with the source's own words where the footnote has none."""
    merged = source or citation

    def both(name: str) -> tuple[str, ...]:
        return citation.texts(name) or merged.texts(name)

    designs = [concepts.notation(iri) for iri in both("design")]
    organisms = concepts.organisms(both("organism"))
    access = [concepts.notation(iri) for iri in both("access")]
    primary = merged.flag("primary")
    return Study(
        iri=merged.iri,
        name=merged.text("shortName") or merged.label or citation.text("key") or merged.iri,
        cited_as=merged.text("citedAs") or citation.text("key") or "",
        link=link_of(merged) or link_of(citation),
        designs=tuple(map(design_name, designs)),
        organisms=organisms,
        samples=_samples(samples[iri] for iri in citation.texts("sample") if iri in samples),
        access=min(access, key=lambda item: ACCESS_ORDER.index(item) if item in ACCESS_ORDER else 99)
        if access
        else "unmarked",
        primary=primary,
        people=any(organism.name == _PEOPLE for organism in organisms)
        and not citation.flag("humanCells")
        and not (designs and set(designs) <= _CELLS),
        retracted=bool(merged.flag("retracted") or citation.flag("retracted")),
        group=0,
        place=place_of(citation),
    )


def _samples(nodes: Iterable[Node]) -> tuple[str, ...]:
    found = []
    for node in nodes:
        low, high = node.text("sampleValue"), node.text("sampleHigh")
        if low is None:
            continue
        number = low if high in (None, low) else f"{low}–{high}"
        about = "≈" if node.flag("approximate") else ""
        kind = node.text("sampleKind")
        found.append(
            (kind != "subjects", f"{about}{number}" + (f" {kind}" if kind and kind != "subjects" else ""))
        )
    return tuple(text for _, text in sorted(found))


class Clusters:
    """Groups of authors: which source is in which, numbered by size on this card."""

    __slots__ = ("_links", "_nodes", "_number")

    def __init__(self, nodes: Mapping[str, Node], links: Mapping[str, Node]) -> None:
        self._links = dict(links)
        # The clusters of a claim are parts of those of the whole page: the widest one is shown.
        ordered = sorted(nodes.values(), key=lambda node: (-len(node.texts("member")), node.iri))
        self._nodes: list[Node] = []
        covered: set[str] = set()
        for node in ordered:
            members = set(node.texts("member"))
            if not members <= covered:
                self._nodes.append(node)
                covered |= members
        self._number: dict[str, int] = {}

    @classmethod
    def read(
        cls,
        store: GraphStore,
        claims: str,
        every: Iterable[Mapping[str, NamedNode]],
        entities: Iterable[NamedNode],
    ) -> Clusters:
        """The clusters of the claims of a pattern, with each of some bindings, and of some entities.

        Those of an entity join the sources of all claims about it; a claim's only its own.
        """
        nodes: dict[str, Node] = {}
        links: dict[str, Node] = {}
        for bindings in every:
            nodes.update(read_nodes(store, claims + _CLUSTERS_OF_CLAIMS, bindings))
            links.update(read_nodes(store, claims + _LINKS_OF_CLAIMS, bindings))
        for entity in entities:
            nodes.update(read_nodes(store, _CLUSTERS, {"entity": entity}))
            links.update(read_nodes(store, _LINKS, {"entity": entity}))
        return cls(nodes, links)

    def number(self, studies: Iterable[Study]) -> tuple[Study, ...]:
        """The studies with the numbers of their groups; only groups with two of them are numbered."""
        known = {study.iri: study for study in studies}
        sizes = []
        for node in self._nodes:
            here = [iri for iri in node.texts("member") if iri in known]
            if len(here) > 1:
                sizes.append((-len(here), node.label or "", here))
        self._number = {}
        for at, (_, _, here) in enumerate(sorted(sizes), start=1):
            for iri in here:
                self._number.setdefault(iri, at)
        return tuple(self.numbered(study) for study in known.values())

    def numbered(self, study: Study) -> Study:
        """A study with the number of its group."""
        return msgspec.structs.replace(study, group=self._number.get(study.iri, 0))

    def groups(self, studies: Iterable[Study]) -> tuple[AuthorGroup, ...]:
        """The groups of numbered primary studies, those with most human studies first."""
        by_group: dict[str, list[Study]] = {}
        for study in studies:
            if study.primary is not False:
                key = f"{study.group:04d}" if study.group else study.iri
                by_group.setdefault(key, []).append(study)
        found = []
        for members in by_group.values():
            iris = {study.iri for study in members}
            nodes = [node for node in self._nodes if iris & set(node.texts("member"))]
            authors: dict[str, int] = {}
            for node in nodes:
                for link in node.texts("http://www.w3.org/ns/prov#wasDerivedFrom"):
                    linked = self._links.get(link)
                    if linked and len(iris & set(linked.texts("member"))) > 1:
                        for author in linked.texts("linkingAuthor"):
                            authors[author] = authors.get(author, 0) + 1
            ordered = tuple(sorted(members, key=lambda study: (not is_human(study), study.name, study.iri)))
            found.append(
                AuthorGroup(
                    number=members[0].group,
                    name=(nodes[0].label if nodes and len(members) > 1 else None) or ordered[0].name,
                    # Those who link most first; spellings that were taken for one name last.
                    authors=tuple(
                        sorted(authors, key=lambda author: (" = " in author, -authors[author], author))
                    ),
                    studies=ordered,
                    human=sum(is_human(study) for study in members),
                    truncated=any(node.flag("authorsTruncated") for node in nodes),
                )
            )
        return tuple(sorted(found, key=lambda group: (-len(group.studies), -group.human, group.name)))


def read_relations(store: GraphStore) -> dict[str, tuple[str, int | None]]:
    """Label and sign of every relation by IRI; None for a relation that is no effect."""
    rows = read_rows(
        store,
        "SELECT ?relation ?label ?sign WHERE { ?relation a owl:ObjectProperty ; rdfs:label ?label . "
        f"OPTIONAL {{ ?relation cg:sign ?sign . FILTER(DATATYPE(?sign) = <{XSD}integer>) }} }}",
    )
    return {relation: (label, int(sign) if sign else None) for relation, label, sign in rows}
