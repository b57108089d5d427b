"""What the writers of one page share: its IRIs, its lines so far, and what is known of the vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from claimgraph.diagnostics import Span
from claimgraph.errors import EngineError
from claimgraph.graph import terms
from claimgraph.graph.terms import INTEGER_END as _INTEGER
from claimgraph.graph.terms import cg, literal
from claimgraph.model import IdentifierScheme, LinkResolution, Mention, PageValues, Source, VaultValues
from claimgraph.namespaces import Minter, content_id
from claimgraph.ontology import Ontology

if TYPE_CHECKING:
    from claimgraph.profile import Profile

_PAGE = cg("page")
_PATH = cg("path")
_LINE = cg("line")
_END_LINE = cg("endLine")


class VaultContext:
    """What a page's writer needs to know of the rest of the vault.

    Attributes:
        entities: page path → IRI of the thing that the page is about. A study page is about the study
            that its identifiers name, so its entity is that source; of other pages it is minted from
            the path. Pages that are about no entity are not in it.
        sources: source key → source.
        studies: path of a study page → the source that it is about.
    """

    __slots__ = (
        "_concepts",
        "_named",
        "_nodes",
        "entities",
        "minter",
        "ontology",
        "profile",
        "source_of",
        "sources",
        "studies",
    )

    def __init__(self, values: VaultValues, ontology: Ontology, minter: Minter, profile: Profile) -> None:
        self.ontology = ontology
        self.minter = minter
        self.profile = profile
        self.sources: dict[str, Source] = {source.key: source for source in values.sources}
        self.source_of: Mapping[tuple[str, str, int], str] = values.source_of
        self.studies = {
            source.study_page: source for source in values.sources if source.study_page is not None
        }
        self.entities = entity_iris(values, minter)
        self._named: dict[tuple[IdentifierScheme, str], str] | None = None
        self._concepts: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._nodes: dict[str, tuple[str, str | None]] = {}

    def named_source(self, scheme: IdentifierScheme, value: str) -> str | None:
        """The key of the source that an identifier names; None where no footnote or study page has it,
        or several sources do, as several papers tell of one trial.
        """
        if self._named is None:
            owners: dict[tuple[IdentifierScheme, str], set[str]] = {}
            for source in self.sources.values():
                for named, values in (
                    (IdentifierScheme.DOI, source.doi),
                    (IdentifierScheme.PMID, source.pmid),
                    (IdentifierScheme.PMCID, source.pmcid),
                    (IdentifierScheme.NCT, source.nct),
                ):
                    for one in values:
                        owners.setdefault((named, one), set()).add(source.key)
            self._named = {token: min(keys) for token, keys in owners.items() if len(keys) == 1}
        return self._named.get((scheme, value))

    def concept(self, scheme: str, value: str) -> tuple[str, tuple[str, ...]]:
        """The concept of a scheme for a value, as a term, and the facts that declare it if it is not
        in the ontology.

        A value that the ontology does not know gets a concept among the data, with the value as its
        notation, so that nothing is lost and nothing poses as a term of ours. Where a concept of the
        ontology has the value as a hidden label, it is the broader one.
        """
        known = self._concepts.get((scheme, value))
        if known is None:
            known = self._concepts[scheme, value] = self._find_concept(scheme, value)
        return known

    def _find_concept(self, scheme: str, value: str) -> tuple[str, tuple[str, ...]]:
        concept = self.ontology.concept(scheme, value)
        if concept is not None:
            return f"<{concept.iri}>", ()
        term = f"<{self.minter.concept(scheme, value)}>"
        broader = tuple(
            f"{terms.BROADER} <{wider.iri}>"
            for wider in self.ontology.concepts(scheme)
            if value in wider.hidden_labels
        )
        return term, (
            f"{terms.TYPE} {terms.CONCEPT}",
            f"{terms.IN_SCHEME} {cg(scheme)}",
            f"{terms.NOTATION} {literal(value)}",
            f"{terms.PREF_LABEL} {literal(value)}",
            *broader,
        )

    def page_terms(self, path: str) -> tuple[str, str | None]:
        """The page as a term, and its entity or None."""
        found = self._nodes.get(path)
        if found is None:
            entity = self.entities.get(path)
            found = self._nodes[path] = (f"<{self.minter.page(path)}>", f"<{entity}>" if entity else None)
        return found


def entity_iris(values: VaultValues, minter: Minter) -> dict[str, str]:
    """Page path → IRI of its entity, for all pages that are about one."""
    studies = {source.study_page: source.key for source in values.sources if source.study_page is not None}
    found: dict[str, str] = {}
    for page in values.pages:
        if page.entity_class is None:
            continue
        key = studies.get(page.path)
        found[page.path] = minter.source(key) if key is not None else minter.entity(page.path)
    return found


class PageContext:
    """One page being written.

    ``nodes`` are the facts so far, by subject; a fact is a predicate and a value, both terms, with a
    blank between.
    """

    __slots__ = (
        "_base",
        "_counts",
        "_declared",
        "_place",
        "citations",
        "claims",
        "entity",
        "fields",
        "first_citations",
        "gaps",
        "links",
        "minter",
        "names",
        "nodes",
        "page",
        "path",
        "resolutions",
        "statements",
        "values",
        "vault",
    )

    def __init__(
        self, values: PageValues, resolutions: Sequence[LinkResolution], vault: VaultContext
    ) -> None:
        self.values = values
        self.resolutions = resolutions
        self.vault = vault
        self.minter = vault.minter
        self._base = vault.minter.base
        self.path = values.path
        self.nodes: dict[str, list[str]] = {}
        self.page, self.entity = vault.page_terms(values.path)
        self._place = (f"{_PAGE} {self.page}", f"{_PATH} {literal(values.path)}")
        self._counts: dict[str, int] = {}
        self._declared: set[str] = set()
        # Names of things without a page, by term, each with the wordings that this page has for it.
        self.names: dict[str, list[str]] = {}
        # Terms of the page's nodes, filled before anything is written, because they refer to each other.
        self.links: list[str] = []
        self.citations: dict[tuple[str, int], str] = {}
        self.first_citations: dict[str, tuple[int, str]] = {}
        self.fields: list[str] = []
        self.statements: list[str] = []
        self.gaps: list[str | None] = []
        self.claims: list[str] = []

    def node(self, kind: str, *content: str) -> str:
        """A new node of this page, named by its content; equal content is numbered in page order."""
        identifier = content_id(self.path, *content)
        node = f"<{self._base}{kind}/{identifier}>"
        counts = self._counts
        if node not in counts:
            counts[node] = 1
            return node
        identifier = content_id(identifier, str(counts[node]))
        counts[node] += 1
        return f"<{self._base}{kind}/{identifier}>"

    def add(self, subject: str, predicate: str, value: str) -> None:
        """One fact; all three are terms."""
        self.facts(subject).append(f"{predicate} {value}")

    def add_all(self, subject: str, predicate: str, values: Iterable[str]) -> None:
        """One fact a value."""
        self.facts(subject).extend([f"{predicate} {value}" for value in values])

    def add_text(self, subject: str, predicate: str, text: str | None) -> None:
        """A string, where there is one."""
        if text is not None:
            self.facts(subject).append(f"{predicate} {literal(text)}")

    def facts(self, subject: str) -> list[str]:
        """The facts of a subject so far, to be added to."""
        found = self.nodes.get(subject)
        if found is None:
            found = self.nodes[subject] = []
        return found

    def add_place(self, subject: str, class_fact: str, span: Span) -> list[str]:
        """The class of a node (as a fact) and where it stands; the last line only where it is not the
        first too. Returns the node's facts, to be added to.
        """
        facts = self.nodes.get(subject)
        if facts is None:
            facts = self.nodes[subject] = []
        facts += (class_fact, *self._place, f'{_LINE} "{span.line}{_INTEGER}')
        if span.end_line != span.line:
            facts.append(f'{_END_LINE} "{span.end_line}{_INTEGER}')
        return facts

    def concept(self, scheme: str, value: str) -> str:
        """The concept for a value as a term, declared in this page's graph if it is not in the ontology."""
        term, declaration = self.vault.concept(scheme, value)
        if declaration and term not in self._declared:
            self._declared.add(term)
            for predicate_and_value in declaration:
                self.facts(term).append(predicate_and_value)
        return term

    def relation(self, identifier: str) -> str:
        """The property of a relation id.

        Raises:
            EngineError: the ontology has no such relation, so whoever made the claim is at fault.
        """
        found = self.vault.ontology.relations.get(identifier)
        if found is None:
            raise EngineError(
                f"a claim states the relation {identifier!r}, which is not declared", path=self.path
            )
        return f"<{found.iri}>"

    def citation(self, key: str) -> str | None:
        """The citation that a reference with this key leads to, or None where the key is not defined."""
        found = self.first_citations.get(key)
        return None if found is None else found[1]

    def source(self, key: str) -> str | None:
        """The source behind a key, or None."""
        found = self.first_citations.get(key)
        if found is None:
            return None
        source = self.vault.source_of.get((self.path, key, found[0]))
        return None if source is None else f"<{self.minter.source(source)}>"

    def unlinked(self, name: str, wording: str | None = None) -> str:
        """The term for a thing without a page, by its name.

        ``wording`` is what the page calls it, where that differs; labels are written with those of all
        other pages.
        """
        term = f"<{self.minter.unlinked(name)}>"
        self.names.setdefault(term, []).append(wording or name)
        return term

    def linked(self, link: int) -> str | None:
        """The entity that a link of this page leads to, or None."""
        if not 0 <= link < len(self.resolutions):
            return None
        path = self.resolutions[link].resolved_to
        return None if path is None else self.vault.page_terms(path)[1]

    def mention(self, mention: Mention) -> str:
        """The entity that a claim speaks of: by its page, by its link, else the name as it stands.

        A link that leads nowhere, or to a page that is about no entity (an index, a manual), names a
        thing without a page: the last part of its target, so that all pages that link it mean one thing.
        """
        if mention.page is not None:
            own = self.vault.page_terms(mention.page)[1]
            if own is not None:
                return own
        found = self.linked(mention.link)
        if found is not None:
            return found
        if not 0 <= mention.link < len(self.values.links):
            return self.unlinked(mention.text)
        target = self.values.links[mention.link].target
        name = target.rstrip("/").rpartition("/")[2].removesuffix(".md") or target
        return self.unlinked(name, None if mention.text == target else mention.text)
