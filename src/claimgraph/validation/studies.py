"""Where a footnote and the page about its study disagree: n, design, year, first author, species.

Read from the graph's own lines: a study page's front matter is about the same source as the footnotes
that cite it. The facts stand on the footnote and name the field of the study page; that of the year
also on the field itself, where the file's name gives another year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from claimgraph.inference.authors import parse_author
from claimgraph.inference.quads import Node, NodeIndex, QuadWriter, cg, first, text_of, to_literal
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile, SourceFields
from claimgraph.validation.amounts import numbers_of
from claimgraph.validation.designs import design_kinds
from claimgraph.validation.names import are_one_author

_PAGE, _FIELD, _VALUE, _RAW, _ABOUT = (cg(name) for name in ("page", "field", "value", "rawValue", "about"))
_PATH, _PAGE_TYPE, _SOURCE, _TEXT = (cg(name) for name in ("path", "pageType", "source", "text"))
_YEAR, _FIRST_AUTHOR, _DESIGN, _ORGANISM = (
    cg(name) for name in ("year", "firstAuthor", "design", "organism")
)
_SAMPLE, _SAMPLE_VALUE, _SAMPLE_KIND, _APPROXIMATE = (
    cg(name) for name in ("sample", "sampleValue", "sampleKind", "approximate")
)
_HUMAN_CELLS, _KEY = cg("humanCells"), cg("key")
_PARTED = re.compile(
    r"analy[sz]ed|subgroup|subset|subsample|sub-?cohort|substudy|complete|initial|discovery|replication|training"
    r"|validation|per group|/group|\barms?\b|\bof \d|enrolled|random|baseline|controls?\b",
    re.IGNORECASE,
)
_KEY_YEAR = re.compile(r"[a-z]((?:19|20)\d\d)[a-z]?(?:$|[-_])")
"""The year in a footnote's key, which stands for it where the footnote gives none."""
_FILE_YEAR = re.compile(r"-((?:19|20)\d\d)-")
_SUBJECTS = frozenset({"subjects"})

Field = tuple[str, str, str]
"""A field value: its node, its value, its raw text."""


class _Study:
    """A study page: its own fields by name, nulls left out."""

    def __init__(self, page: str, path: str, names: SourceFields) -> None:
        self.page = page
        self.path = path
        self.names = names
        self.fields: dict[str, list[Field]] = {}

    def values(self, name: str | None) -> list[Field]:
        return self.fields.get(name, []) if name is not None else []


class _Compared:
    """One property of a study page against the footnotes of its source that give it."""

    def __init__(self) -> None:
        self.citations = 0
        self.differing: list[tuple[str, str]] = []


def write_study_facts(writer: QuadWriter, index: NodeIndex, profile: Profile, ontology: Ontology) -> None:
    """What footnotes say otherwise than the study pages of their sources."""
    studies = _studies(index, profile)
    samples = index.picked("sample", (_SAMPLE_VALUE, _SAMPLE_KIND, _APPROXIMATE))
    found: dict[tuple[str, str], _Compared] = {}
    wanted = (_SOURCE, _PAGE, _YEAR, _FIRST_AUTHOR, _DESIGN, _ORGANISM, _SAMPLE, _TEXT, _HUMAN_CELLS, _KEY)
    for iri, node in sorted(index.picked("citation", wanted).items()):
        study = studies.get(node[_SOURCE][0]) if _SOURCE in node else None
        if study is None:
            continue
        keyed = _KEY_YEAR.search(first(node, _KEY) or "")
        if _YEAR not in node and keyed is not None:
            node = {**node, _YEAR: [to_literal(keyed[1])]}
        for name, comparable, check in _CHECKS:
            if comparable not in node:
                continue
            fields = list(check(study, node, samples, ontology))
            compared = found.setdefault((name, study.page), _Compared())
            compared.citations += 1
            compared.differing += [(iri, field) for field in fields]
    for (name, _), compared in sorted(found.items()):
        # Where most footnotes agree against the page, it is the page that is wrong.
        alone = 2 * len(compared.differing) > compared.citations and len(compared.differing) > 1
        told = set()
        for iri, field in compared.differing:
            if not alone:
                writer.add(iri, cg(name), field)
            elif field not in told:
                told.add(field)  # one slip of the page is one finding, however many footnotes show it
                writer.add(field, cg(name), iri)


def write_file_years(writer: QuadWriter, index: NodeIndex, profile: Profile) -> None:
    """Study pages whose file is named for another year than their front matter gives."""
    for _, study in sorted(_studies(index, profile).items()):
        stated = _FILE_YEAR.search(study.path)
        for field, value, _ in study.values(study.names.year)[:1]:
            if stated is not None and value.isdigit() and abs(int(value) - int(stated[1])) > 1:
                writer.add(field, cg("studyYearDiffers"), study.page)


def _studies(index: NodeIndex, profile: Profile) -> dict[str, _Study]:
    """Study pages by their source."""
    by_page: dict[str, _Study] = {}
    by_source: dict[str, _Study] = {}
    for page, node in sorted(index.picked("page", (_PATH, _PAGE_TYPE, _ABOUT)).items()):
        known = profile.page_type(first(node, _PAGE_TYPE))
        if known is not None and known.source is not None and node.get(_ABOUT):
            study = _Study(page, first(node, _PATH) or "", known.source)
            by_page[page] = study
            by_source.setdefault(node[_ABOUT][0], study)
    if not by_page:
        return by_source
    for iri, node in sorted(index.picked("field", (_PAGE, _FIELD, _VALUE, _RAW)).items()):
        owner, name, value = by_page.get(node[_PAGE][0]), first(node, _FIELD), first(node, _VALUE)
        if owner is not None and name is not None and value is not None:
            owner.fields.setdefault(name, []).append((iri, value, first(node, _RAW) or value))
    return by_source


def _year(study: _Study, citation: Node, _samples: Mapping[str, Node], _ontology: Ontology) -> Iterator[str]:
    year = first(citation, _YEAR)
    for field, value, _ in study.values(study.names.year)[:1]:
        if year is not None and year.isdigit() and value.isdigit() and abs(int(year) - int(value)) > 1:
            yield field


def _author(
    study: _Study, citation: Node, _samples: Mapping[str, Node], _ontology: Ontology
) -> Iterator[str]:
    written = first(citation, _FIRST_AUTHOR)
    theirs = parse_author(written) if written else None
    authors = study.values(study.names.authors)
    mine = parse_author(authors[0][1]) if authors else None
    if theirs is None or mine is None or theirs.group or mine.group:
        return
    listed = " ".join(value for _, value, _ in authors)
    if not are_one_author(mine, theirs, listed, first(citation, _TEXT) or ""):
        yield authors[0][0]


def _sample(study: _Study, citation: Node, samples: Mapping[str, Node], _ontology: Ontology) -> Iterator[str]:
    fields = study.values(study.names.sample)
    said = [samples[iri] for iri in citation.get(_SAMPLE, ()) if iri in samples]
    totals = [node for node in said if (first(node, _SAMPLE_KIND) or "") in _SUBJECTS]
    # Several numbers, or a word of a part, are a footnote that counts otherwise than its study page.
    parted = len(said) != 1 or _PARTED.search(first(citation, _TEXT) or "")
    if len(fields) != 1 or not totals or parted or any(first(node, _APPROXIMATE) == "true" for node in said):
        return
    field, value, raw = fields[0]
    known = numbers_of(f"{value} {raw}")
    mine = {float(number) for node in said for number in map(text_of, node.get(_SAMPLE_VALUE, ()))}
    text = numbers_of(first(citation, _TEXT) or "")
    if len(known) == 1 and not known & (mine | text) and sum(mine) not in known:
        yield field


def _design(
    study: _Study, citation: Node, _samples: Mapping[str, Node], _ontology: Ontology
) -> Iterator[str]:
    fields = study.values(study.names.design)
    kinds = design_kinds()
    known = [kinds.design_named(value) for _, value, _ in fields]
    mine = [design for design in known if design is not None]
    theirs = [_local(token, "design-") for token in citation.get(_DESIGN, ())]
    organisms = [_local(token, "organism-") for token in citation.get(_ORGANISM, ())]
    stated = kinds.stated(theirs, organisms, first(citation, _TEXT) or "")
    if kinds.exclude(kinds.stated(mine, ()), stated):
        yield fields[0][0]


def _organism(
    study: _Study, citation: Node, _samples: Mapping[str, Node], ontology: Ontology
) -> Iterator[str]:
    fields = study.values(study.names.organism)
    mine = {concept.id for _, value, _ in fields if (concept := ontology.concept("organisms", value))}
    theirs = {_local(token, "organism-") for token in citation.get(_ORGANISM, ())}
    if len(mine) == len(fields) and mine and theirs and not mine & theirs and not citation.get(_HUMAN_CELLS):
        yield fields[0][0]


def _local(token: str, prefix: str) -> str:
    return text_of(token).rpartition("#")[2].removeprefix(prefix)


_Check = Callable[[_Study, Node, Mapping[str, Node], Ontology], Iterator[str]]
_CHECKS: tuple[tuple[str, str, _Check], ...] = (
    ("studySampleDiffers", _SAMPLE, _sample),
    ("studyDesignDiffers", _DESIGN, _design),
    ("studyYearDiffers", _YEAR, _year),
    ("studyAuthorDiffers", _FIRST_AUTHOR, _author),
    ("studyOrganismDiffers", _ORGANISM, _organism),
)
"""The fact, what a footnote must give to be compared, and how it is.

Facts stand on the footnote and name the field; where most footnotes differ from the page, the other
way round.
"""
