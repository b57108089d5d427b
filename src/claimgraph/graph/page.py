"""One page as quads, and the whole vault."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.graph.citations import add_citations
from claimgraph.graph.claims import add_claims, claim_content
from claimgraph.graph.context import PageContext, VaultContext
from claimgraph.graph.entities import add_fields, add_page, add_verification, field_content
from claimgraph.graph.findings import add_diagnostics
from claimgraph.graph.gaps import add_gaps, gap_content
from claimgraph.graph.links import add_links, link_content
from claimgraph.graph.nquads import QuadNode, to_nodes
from claimgraph.graph.sources import source_nodes
from claimgraph.graph.statements import add_statements, statement_content
from claimgraph.graph.studies import add_study_rows
from claimgraph.graph.terms import ALT_LABEL, LABEL, TYPE, cg, literal
from claimgraph.graph.vocabulary import ontology_nodes
from claimgraph.model import GapScope, LinkResolution, PageValues, VaultValues
from claimgraph.namespaces import Minter, normalise_text
from claimgraph.ontology import Ontology

if TYPE_CHECKING:
    from claimgraph.profile import Profile

_UNLINKED = cg("UnlinkedEntity")

Names = dict[str, Counter[str]]
"""Term of a thing without a page → how often each wording of its name was used."""


def page_nodes(
    values: PageValues,
    resolutions: Sequence[LinkResolution],
    vault: VaultContext,
    diagnostics: Iterable[Diagnostic] = (),
    names: Names | None = None,
) -> list[QuadNode]:
    """The nodes of one page, in no particular order.

    Args:
        resolutions: parallel to ``values.links``.
        diagnostics: what resolving found on this page; the page's own are in ``values``.
        names: collects the names of things without a page, for ``term_nodes``.
    """
    page = PageContext(values, resolutions, vault)
    _name_nodes(page)
    add_page(page)
    add_fields(page)
    add_verification(page)
    add_links(page)
    add_citations(page)
    add_gaps(page)
    add_statements(page)
    add_study_rows(page)
    add_claims(page)
    add_diagnostics(page, (*values.diagnostics, *diagnostics))
    if names is not None:
        for term, wordings in page.names.items():
            names.setdefault(term, Counter()).update(wordings)
    return to_nodes(page.nodes, page.minter.graph(page.path))


def _name_nodes(page: PageContext) -> None:
    """Terms for all nodes first, because they refer to each other."""
    values = page.values
    page.links = [page.node("link", *link_content(link)) for link in values.links]
    page.fields = [page.node("field", *field_content(field)) for field in values.fields]
    page.statements = [page.node("statement", *statement_content(found)) for found in values.statements]
    page.gaps = [
        None if gap.scope is GapScope.MENTION else page.node("gap", *gap_content(page, gap))
        for gap in values.gaps
    ]
    page.claims = [page.node("claim", *claim_content(claim)) for claim in values.claims]
    for citation in values.citations:
        term = f"<{page.minter.citation(page.path, citation.key, citation.ordinal)}>"
        page.citations[citation.key, citation.ordinal] = term
        # Where a key is defined twice, a reference leads to the first definition, as readers show it.
        page.first_citations.setdefault(citation.key, (citation.ordinal, term))


def term_nodes(names: Names, minter: Minter) -> list[QuadNode]:
    """Things without a page: class, one label (the commonest wording, then the first), the other wordings.

    They have a graph of their own, because a name is shared by pages.
    """
    nodes: dict[str, list[str]] = {}
    for term, wordings in names.items():
        counted: Counter[str] = Counter()
        for wording, count in wordings.items():
            counted[normalise_text(wording)] += count
        ordered = sorted(counted, key=lambda wording: (-counted[wording], wording))
        nodes[term] = [
            f"{TYPE} {_UNLINKED}",
            f"{LABEL} {literal(ordered[0])}",
            *(f"{ALT_LABEL} {literal(wording)}" for wording in ordered[1:]),
        ]
    return to_nodes(nodes, minter.named_graph("terms"))


class Circumstances(msgspec.Struct, frozen=True):
    """What the rest of a vault says of its pages: entity by page path, source by citation, study pages with
    key and kind of their source, what resolving found.
    """

    entities: dict[str, str]
    source_of: Mapping[tuple[str, str, int], str]
    studies: dict[str, tuple[str, bool | None]]
    resolving: dict[str, list[Diagnostic]]

    def changed_since(self, old: Circumstances) -> set[str] | None:
        """The pages of which something else is said; None for all."""
        if self.entities != old.entities:
            return None
        found: set[str] = set()
        if self.source_of != old.source_of:
            found |= {key[0] for key, _ in self.source_of.items() ^ old.source_of.items()}
        if self.studies != old.studies:
            found |= {path for path, _ in self.studies.items() ^ old.studies.items()}
        for path in self.resolving.keys() | old.resolving.keys():
            if self.resolving.get(path) != old.resolving.get(path):
                found.add(path)
        return found


class VaultWriter:
    """A whole vault as nodes: pages, things without a page, sources, the ontology.

    Each page has its graph; diagnostics about files that are no pages have none. Nodes are not
    sorted; ``Quads`` does that.
    """

    __slots__ = ("_pages", "_resolving", "_values", "_vault")

    def __init__(self, values: VaultValues, ontology: Ontology, minter: Minter, profile: Profile) -> None:
        self._values = values
        self._vault = VaultContext(values, ontology, minter, profile)
        self._pages = {page.path: page for page in values.pages}
        self._resolving: dict[str, list[Diagnostic]] = {}
        for found in values.diagnostics:
            self._resolving.setdefault(found.path, []).append(found)

    def page(self, path: str, names: Names) -> list[QuadNode]:
        """The nodes of one page; ``names`` collects the things without a page that it speaks of."""
        found = self._resolving.get(path, ())
        return page_nodes(self._pages[path], self._values.links[path], self._vault, found, names)

    def key(self, path: str) -> bytes:
        """The hash of all that the nodes of a page depend on, but for ontology, profile and base.

        That is its bytes, and what the rest of the vault says of them: where its links lead and what
        stands there, which sources its footnotes are, which pages its claims name.
        """
        page, vault = self._pages[path], self._vault
        resolutions = self._values.links[path]
        named = [
            mention.page for claim in page.claims for mention in (claim.subject, claim.object) if mention.page
        ]
        study = vault.studies.get(path)
        depends = (
            page.digest,
            resolutions,
            [vault.page_terms(to) for to in (found.resolved_to for found in resolutions) if to is not None],
            [vault.source_of.get((path, citation.key, citation.ordinal)) for citation in page.citations],
            [(mention, vault.page_terms(mention)) for mention in named],
            vault.page_terms(path),
            [vault.named_source(named.scheme, named.value) for named in page.identifiers],
            None if study is None else (study.key, study.primary),
            self._resolving.get(path, ()),
        )
        return hashlib.sha256(msgspec.msgpack.encode(depends)).digest()

    def shared(self) -> list[QuadNode]:
        """The nodes of what pages share but for things without a page: sources and the ontology."""
        return [*self.sources(), *ontology_nodes(self._vault.ontology, self._vault.minter)]

    def sources(self, keys: Iterable[str] | None = None) -> list[QuadNode]:
        """The nodes of the sources, or of those with some keys."""
        return source_nodes(self._vault, keys)

    @property
    def circumstances(self) -> Circumstances:
        """What the keys of pages depend on beyond the page and its links, to be compared with another's."""
        return Circumstances(
            self._vault.entities,
            self._vault.source_of,
            {path: (study.key, study.primary) for path, study in self._vault.studies.items()},
            self._resolving,
        )

    def shared_key(self) -> bytes:
        """The hash of all that ``sources`` depends on, but for ontology, profile and base."""
        sources = self._values.sources
        return hashlib.sha256(msgspec.msgpack.encode((sources, sorted(self._vault.entities)))).digest()


def to_vault_nodes(
    values: VaultValues, ontology: Ontology, minter: Minter, profile: Profile
) -> list[QuadNode]:
    """All nodes of a ``VaultWriter``."""
    writer = VaultWriter(values, ontology, minter, profile)
    names: Names = {}
    nodes: list[QuadNode] = []
    for page in values.pages:
        nodes += writer.page(page.path, names)
    return [*nodes, *term_nodes(names, minter), *writer.shared()]
