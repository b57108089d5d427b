"""One page's values: the ordered table of extractors, and ``extract_page``, which runs it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from claimgraph.diagnostics import Diagnostic, Span
from claimgraph.document.values import Document, FootnoteDefinition, Region
from claimgraph.extract.assessments import extract_assessments
from claimgraph.extract.checks import CheckedPage, check_page
from claimgraph.extract.citation import parse_citation
from claimgraph.extract.claims_table import extract_claims_table, is_claims_table
from claimgraph.extract.fields import FieldExtraction, extract_fields
from claimgraph.extract.gaps import PlacedGap, place_gaps, to_gaps
from claimgraph.extract.identifier_mentions import find_mentions, named_sentences, to_mentions
from claimgraph.extract.identifier_slips import check_identifiers, check_mentions
from claimgraph.extract.layout import Layout
from claimgraph.extract.link_notes import note_of
from claimgraph.extract.relations import extract_prose_claims
from claimgraph.extract.retraction import find_retraction
from claimgraph.extract.statements import extract_statements
from claimgraph.extract.study_tables import extract_study_rows
from claimgraph.model import (
    Assessment,
    Citation,
    Claim,
    Gap,
    IdentifierMention,
    PageLink,
    PageValues,
    Statement,
    StudyRow,
)
from claimgraph.ontology import Ontology
from claimgraph.profile import Profile


class PageWork:
    """A page while the extractors fill it in; each reads what those before it have left."""

    def __init__(self, document: Document, profile: Profile, ontology: Ontology) -> None:
        self.document = document
        self.profile = profile
        self.ontology = ontology
        self.layout = Layout(document)
        self.title, self.title_span = _title(document)
        self.fields: FieldExtraction
        self.links: tuple[PageLink, ...] = ()
        self.citations: tuple[Citation, ...] = ()
        self.placed: tuple[PlacedGap, ...] = ()
        self.statements: tuple[Statement, ...] = ()
        self.statement_of: dict[int, int] = {}
        self.gaps: tuple[Gap, ...] = ()
        self.identifiers: tuple[IdentifierMention, ...] = ()
        self.claims: tuple[Claim, ...] = ()
        self.assessments: tuple[Assessment, ...] = ()
        self.study_rows: tuple[StudyRow, ...] = ()
        self.retraction: Span | None = None
        self.diagnostics: tuple[Diagnostic, ...] = document.diagnostics


def _fields(work: PageWork) -> None:
    work.fields = extract_fields(work.document, work.profile)
    work.claims += work.fields.claims
    work.diagnostics += work.fields.diagnostics


def _links(work: PageWork) -> None:
    """The links one by one, so that an index into ``Document.links`` is one into ``PageValues.links``."""
    field_of = dict(work.fields.field_links)
    work.links = tuple(
        PageLink(
            target=link.target,
            label=link.label,
            anchor=link.anchor,
            region=link.region,
            field=field_of.get(number),
            raw=work.document.quote(link.span),
            span=link.span,
            embedded=link.embedded,
            note=note_of(work.document, link),
        )
        for number, link in enumerate(work.document.links)
    )


def _citations(work: PageWork) -> None:
    document = work.document
    referenced = {reference.key for reference in document.references}
    times = Counter(definition.key for definition in document.definitions)
    seen: Counter[str] = Counter()
    links = [link for link in document.links if link.region is Region.FOOTNOTE]
    starts = [link.span.start for link in links]
    citations = []
    for definition in document.definitions:
        body = definition.body
        seen[definition.key] += 1
        within = links[bisect_left(starts, body.start) : bisect_left(starts, body.end)]
        citation = Citation(
            key=definition.key,
            ordinal=seen[definition.key] if times[definition.key] > 1 else 0,
            raw=document.quote(body),
            facts=parse_citation(document.text, body.start, body.end, work.layout.lines, within),
            span=definition.span,
            referenced=_is_referenced(definition, referenced),
        )
        citations.append(citation)
        work.diagnostics += tuple(check_identifiers(document.path, citation, body.start, work.layout.lines))
    work.citations = tuple(citations)


def _is_referenced(definition: FootnoteDefinition, referenced: set[str]) -> bool:
    return definition.inline or definition.key in referenced


def _gaps(work: PageWork) -> None:
    work.placed = place_gaps(work.layout, work.profile)


def _statements(work: PageWork) -> None:
    mentions = find_mentions(work.layout, work.fields.fields)
    named = named_sentences(work.layout, mentions)
    if not work.profile.is_manual(work.document.path):
        work.diagnostics += tuple(check_mentions(work.layout, mentions))
    work.statements, work.statement_of = extract_statements(work.layout, work.placed, named)
    work.identifiers = to_mentions(work.layout, mentions, work.statement_of)
    work.gaps = to_gaps(work.placed, work.statement_of, work.profile)


def _claims_tables(work: PageWork) -> None:
    names = (work.title, *work.fields.aliases) if work.fields.entity_class is not None else ()
    claims, diagnostics = extract_claims_table(
        work.layout, work.placed, work.statement_of, names, work.ontology
    )
    work.claims += claims
    work.diagnostics += diagnostics


def _assessments(work: PageWork) -> None:
    work.assessments = extract_assessments(work.layout, work.statement_of, work.ontology)


def _study_tables(work: PageWork) -> None:
    work.study_rows = extract_study_rows(work.layout, work.statement_of, work.profile)


def _retraction(work: PageWork) -> None:
    work.retraction = find_retraction(work.document, work.title, work.title_span)


def _prose(work: PageWork) -> None:
    """Claims in words, on pages without a claims table: what a curator declared, nobody guesses again."""
    if any(is_claims_table(table) for table in work.document.tables):
        return
    work.claims += extract_prose_claims(
        work.layout,
        work.statements,
        work.gaps,
        work.citations,
        (work.title, *work.fields.aliases),
        work.fields.entity_class,
        work.ontology,
    )


def _checks(work: PageWork) -> None:
    known = work.profile.page_type(work.fields.page_type)
    work.diagnostics += check_page(
        CheckedPage(
            document=work.document,
            layout=work.layout,
            profile=work.profile,
            page_type=work.fields.page_type,
            atomic=known is not None and known.atomic and work.profile.is_entity_page(work.document.path),
            manual=work.profile.is_manual(work.document.path),
            fields=work.fields.fields,
            citations=work.citations,
            gaps=work.placed,
        )
    )


# The order matters: links need fields, statements gaps, claims tables statements, checks everything.
EXTRACTORS: tuple[tuple[str, Callable[[PageWork], None]], ...] = (
    ("fields", _fields),
    ("links", _links),
    ("citations", _citations),
    ("gaps", _gaps),
    ("statements", _statements),
    ("claims tables", _claims_tables),
    ("assessments", _assessments),
    ("study tables", _study_tables),
    ("retraction", _retraction),
    ("prose", _prose),
    ("checks", _checks),
)


def extract_page(document: Document, profile: Profile, ontology: Ontology, digest: str) -> PageValues:
    """Everything that one page states.

    Args:
        document: the parsed page.
        profile: what front matter, gap tags and paths mean in this vault.
        ontology: names of relations and concepts.
        digest: SHA-256 of the page's bytes, hexadecimal.
    """
    work = PageWork(document, profile, ontology)
    for _name, run in EXTRACTORS:
        run(work)
    return PageValues(
        path=document.path,
        digest=digest,
        page_type=work.fields.page_type,
        entity_class=work.fields.entity_class,
        title=work.title,
        title_span=work.title_span,
        aliases=work.fields.aliases,
        fields=work.fields.fields,
        links=work.links,
        citations=work.citations,
        gaps=work.gaps,
        statements=work.statements,
        claims=work.claims,
        verification=work.fields.verification,
        sections=tuple((section.title, section.span) for section in document.sections[1:]),
        diagnostics=work.diagnostics,
        span=work.layout.span(0, len(document.text)),
        assessments=work.assessments,
        identifiers=work.identifiers,
        study_rows=work.study_rows,
        retraction=work.retraction,
    )


def _title(document: Document) -> tuple[str, Span]:
    """The first H1 with its place, else the file name, placed at the start of the body."""
    for section in document.sections:
        if section.level == 1:
            return section.title, section.heading
    name = document.path.rpartition("/")[2]
    start = min(document.body_start, len(document.text))
    line = document.text.count("\n", 0, start) + 1
    return name.removesuffix(".md"), Span(start, start, line, line)
