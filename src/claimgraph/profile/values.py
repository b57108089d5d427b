"""The frozen values of a vault profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

import msgspec

from claimgraph.namespaces import CG

FIELD_KINDS = ("link", "enum", "identifier", "text", "number", "date", "boolean")
GAP_CLASSES = ("evidence", "access", "catalogue")
MATCHES = ("exact", "close", "related", "none")

_ANYWHERE = "**/"


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """A registry of identifiers.

    Attributes:
        name: what fields call it in the profile.
        prefix: the registry's prefix in the Bioregistry (``pubchem.compound``).
        pattern: regular expression of a whole bare identifier.
        iri: template with ``{id}`` of the IRI that the identifier stands for.
        match: how close that is to the thing the page is about: ``exact``, ``close``, ``related``, ``none``.
        strip: prefixes that may stand before a bare identifier (``CL:``), compared without case.
        fold: whether case makes no difference and lower case is canonical (DOI).
        check: name of a checksum that the pattern cannot express (``cas``), or None.
    """

    name: str
    prefix: str
    pattern: str
    iri: str
    match: str = "exact"
    strip: tuple[str, ...] = ()
    fold: bool = False
    check: str | None = None

    def normalise(self, text: str) -> str:
        """A bare identifier: prefix off, case folded where the registry folds it. Not validated."""
        bare = text.strip()
        for prefix in self.strip:
            if bare.casefold().startswith(prefix.casefold()):
                bare = bare[len(prefix) :].strip()
        return bare.lower() if self.fold else bare

    def accepts(self, identifier: str) -> bool:
        """Whether a bare identifier has the registry's form (its checksum is not looked at)."""
        return _compiled(self.pattern).fullmatch(identifier) is not None

    def iri_of(self, identifier: str) -> str:
        """The IRI of a bare identifier."""
        return self.iri.replace("{id}", quote(identifier, safe="-._~/()"))


class FieldRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one front-matter field means on pages of one type.

    Attributes:
        kind: one of ``FIELD_KINDS``.
        many: whether the field is a list.
        relation: id of the ontology's relation that the field states about the page's entity, or None.
        direction: direction of a claim made from the field, from the relation's sign, or None.
        inverse: the field states the edge backwards: the value is the subject.
        reversed_relation: relation that stands for the field where the words beside a link turn it round
            ("[[x]] suppression"), or None: then nothing is claimed about the linked page.
        range: local names of the classes that a linked page should be about; empty: any.
        values: of an enum, the declared values; ``values_note`` tells where they come from.
        separators: characters that part several values in one scalar (``in-vivo + in-vitro``).
        registry: of an identifier, its registry.
        secondary: an identifier of a part, variant or component, not of the thing itself.
        names_pages: a link field whose values may be bare page names (``mus-musculus``).
        unit: of a number, the unit that the field itself implies.
        directory: the value is the sub-folder that the page lives in.
        documented: whether the wiki's manual declares it; others are read, and reported as undeclared.
    """

    name: str
    kind: str
    many: bool = False
    relation: str | None = None
    direction: str | None = None
    inverse: bool = False
    reversed_relation: str | None = None
    range: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    values_note: str | None = None
    separators: str = ""
    registry: Registry | None = None
    secondary: bool = False
    names_pages: bool = False
    unit: str | None = None
    directory: bool = False
    required: bool = False
    documented: bool = True

    def match_iri(self, identifier: str) -> str | None:
        """The IRI of a valid identifier of the page's own thing, None where it is no match for it."""
        registry = self.registry
        if registry is None or self.secondary or registry.match == "none":
            return None
        return registry.iri_of(identifier) if registry.accepts(identifier) else None


class SourceFields(msgspec.Struct, frozen=True, kw_only=True):
    """Which fields of a page type describe the source that the page is about; None where no field does."""

    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    nct: str | None = None
    title: str | None = None
    year: str | None = None
    authors: str | None = None
    design: str | None = None
    publication: str | None = None
    journal: str | None = None
    organism: str | None = None
    sample: str | None = None
    retracted: str | None = None


class PageType(msgspec.Struct, frozen=True, kw_only=True):
    """One page type.

    Attributes:
        entity_class: local name of the ontology class of what its pages are about, None for none.
        directories: folders that its pages live in (sub-folders included); "" is the vault's top folder.
        atomic: originates claims, so the verification discipline applies.
        overlay: gathers links of other pages and originates no claim.
        private: does not belong into a public vault.
        documented: whether the manual has a type block for it.
        fields: its own fields and the shared ones, in order of the profile.
        literature_months: how long a literature check holds, None where none is asked for.
        literature_required: whether its pages must state one.
        source: of a type whose pages are about a source, which fields describe it.
    """

    name: str
    entity_class: str | None
    directories: tuple[str, ...]
    atomic: bool
    overlay: bool
    private: bool
    documented: bool
    fields: Mapping[str, FieldRule]
    literature_months: int | None
    literature_required: bool
    source: SourceFields | None

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the fields that its pages must have, as keys."""
        return tuple(name for name, rule in self.fields.items() if rule.required)


class GapRule(msgspec.Struct, frozen=True):
    """A default for gap kinds that the vocabulary does not list: class of kinds with ``pattern`` in them."""

    pattern: str
    gap_class: str


class VerificationFields(msgspec.Struct, frozen=True):
    """Names of the fields of the verification block."""

    verified: str
    date: str | None
    by: str | None
    scope: str | None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A vault profile; see the YAML file itself for what each part is for.

    Attributes:
        digest: SHA-256 of the file, for cache keys.
        shared: fields that pages of any type may carry.
        non_entity, manuals: glob patterns of page paths; ``**/`` stands for any folder or none.
        private: folders that public pages must not link into.
        study_folders: a link into one of these, in a footnote, names the footnote's source.
        reversing_words: words beside a link that turn its meaning round (``suppression``).
        hedging_words: words in a note that make its claim a speculative one.
        null_words: texts that stand for "nothing known" in link, identifier, number and date fields.
        gap_kinds: declared kind → class. ``bare_gaps`` are tags that need no ``gap/`` before them.
    """

    name: str
    title: str
    digest: str
    type_field: str
    alias_fields: tuple[str, ...]
    types: Mapping[str, PageType]
    shared: Mapping[str, FieldRule]
    registries: Mapping[str, Registry]
    verification: VerificationFields | None
    literature_field: str | None
    non_entity: tuple[str, ...]
    manuals: tuple[str, ...]
    private: tuple[str, ...]
    study_folders: tuple[str, ...]
    reversing_words: frozenset[str]
    hedging_words: frozenset[str]
    null_words: frozenset[str]
    gap_kinds: Mapping[str, str]
    gap_rules: tuple[GapRule, ...]
    gap_default: str
    bare_gaps: tuple[str, ...]
    study_columns: Mapping[str, str]

    def page_type(self, name: str | None) -> PageType | None:
        """The page type of this name, or None."""
        return self.types.get(name) if name is not None else None

    def field(self, page_type: str | None, field_name: str) -> FieldRule | None:
        """What a field means on pages of a type; the shared meaning where the type is unknown."""
        known = self.page_type(page_type)
        return (known.fields if known else self.shared).get(field_name)

    def entity_class(self, page_type: str | None) -> str | None:
        """Local name of the class (``Compound``) of what pages of this type are about, or None."""
        known = self.page_type(page_type)
        return known.entity_class if known else None

    def class_iri(self, page_type: str | None) -> str | None:
        """``entity_class`` as an IRI."""
        local = self.entity_class(page_type)
        return CG + local if local else None

    def is_entity_page(self, path: str) -> bool:
        """Whether a page of this path can be about an entity: not a manual, index or read-me."""
        return not _matches(path, self.non_entity)

    def is_manual(self, path: str) -> bool:
        """Whether a page of this path explains conventions, so that its links are examples."""
        return _matches(path, self.manuals)

    def is_private(self, target: str) -> bool:
        """Whether a link target or page path lies in a private folder."""
        folded = target.casefold()
        folders = (folder.casefold() for folder in self.private)
        return any(folded == folder or folded.startswith(folder + "/") for folder in folders)

    def types_in(self, path: str) -> tuple[str, ...]:
        """Names of the page types whose folder this path lies in, those of the deepest folder first.

        Types of shallower folders follow; a top folder ("") counts only for pages that stand in it.
        """
        folder = path.rpartition("/")[0]
        found = [
            (-len(directory), position, name)
            for position, (name, known) in enumerate(self.types.items())
            for directory in known.directories
            if folder == directory or (directory and folder.startswith(directory + "/"))
        ]
        return tuple(dict.fromkeys(name for _, _, name in sorted(found)))

    def gap_class(self, kind: str) -> str:
        """``evidence``, ``access`` or ``catalogue``. Unknown kinds: the first default rule that fits."""
        declared = self.gap_kinds.get(kind)
        if declared is not None:
            return declared
        folded = kind.casefold()
        known = self.gap_kinds.get(folded)
        if known is not None:
            return known
        for rule in self.gap_rules:
            if _compiled(rule.pattern).search(folded):
                return rule.gap_class
        return self.gap_default

    def is_declared_gap(self, kind: str) -> bool:
        """Whether the profile lists this kind."""
        return kind in self.gap_kinds


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=512)
def _glob(pattern: str) -> re.Pattern[str]:
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith(_ANYWHERE, at):
            parts.append("(?:.*/)?")
            at += len(_ANYWHERE)
        elif pattern.startswith("**", at):
            parts.append(".*")
            at += 2
        elif pattern[at] == "*":
            parts.append("[^/]*")
            at += 1
        elif pattern[at] == "?":
            parts.append("[^/]")
            at += 1
        else:
            parts.append(re.escape(pattern[at]))
            at += 1
    return re.compile("".join(parts))


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(_glob(pattern).fullmatch(path) is not None for pattern in patterns)
