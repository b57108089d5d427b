"""A small vault in which every kind of value occurs, built by hand: graph tests need no reader."""

from __future__ import annotations

from claimgraph.diagnostics import Diagnostic, Severity, Span
from claimgraph.document.values import Region
from claimgraph.model import (
    Access,
    AssertedBy,
    Certainty,
    Citation,
    CitationFacts,
    CitationUse,
    Claim,
    EvidenceLine,
    EvidenceScope,
    FieldValue,
    Gap,
    GapClass,
    GapScope,
    Identifier,
    IdentifierRole,
    IdentifierScheme,
    LinkOutcome,
    LinkResolution,
    Mention,
    PageLink,
    PageValues,
    Quantity,
    SampleKind,
    SampleSize,
    Source,
    Stance,
    Statement,
    StatementKind,
    VaultValues,
    Verification,
)


def at(line: int, end_line: int | None = None) -> Span:
    """A span on given lines; offsets do not reach the graph."""
    return Span(0, 1, line, end_line or line)


def page_values(path: str, **changes: object) -> PageValues:
    """An empty page, with what the test changes."""
    fields: dict[str, object] = {
        "path": path,
        "digest": "0" * 64,
        "page_type": None,
        "entity_class": None,
        "title": path,
        "title_span": at(1),
        "aliases": (),
        "fields": (),
        "links": (),
        "citations": (),
        "gaps": (),
        "statements": (),
        "claims": (),
        "verification": None,
        "sections": (),
        "diagnostics": (),
        "span": at(1, 9),
    }
    fields.update(changes)
    return PageValues(**fields)  # type: ignore[arg-type]


def drug_page() -> PageValues:
    """A compound page with one value of every kind."""
    facts = CitationFacts(
        identifiers=(
            Identifier(IdentifierScheme.DOI, "10.1000/a(1)", IdentifierRole.SUBJECT, "10.1000/A(1)", at(30)),
            Identifier(IdentifierScheme.PMID, "123", IdentifierRole.SUBJECT, "PMID 123", at(30)),
            Identifier(IdentifierScheme.PMCID, "PMC9", IdentifierRole.SUBJECT, "PMC9", at(30)),
            Identifier(IdentifierScheme.NCT, "NCT00000001", IdentifierRole.SUBJECT, "NCT00000001", at(30)),
            Identifier(IdentifierScheme.DOI, "10.1000/pre", IdentifierRole.PREPRINT, "10.1000/pre", at(30)),
        ),
        study_pages=("studies/smith-2015", "studies/nowhere"),
        authors=("Smith J", "Doe A"),
        authors_truncated=True,
        title="A trial of testolin",
        venue="J Test",
        year=2015,
        samples=(SampleSize(12, 15, SampleKind.PER_GROUP, True, "n≈12–15/group", at(30)),),
        designs=("randomized-controlled-trial", "a-new-design"),
        organisms=("mus-musculus", "blobus-novus"),
        human_cells=True,
        populations=("old mice",),
        p_values=("p<0.05",),
        effects=("1.4-fold",),
        access=Access.ABSTRACT,
        access_raw="abstract only",
        retracted=True,
        invalid=True,
        invalid_raw="could not be found",
        preprint=True,
    )
    return page_values(
        "compounds/testolin.md",
        page_type="compound",
        entity_class="Compound",
        title="Testolin",
        title_span=at(12),
        aliases=("TST-1", "Testolin", 'quoted "name"'),
        fields=(
            FieldValue("pubchem-cid", "identifier", "2244", "2244", None, -1, True, at(3)),
            FieldValue(
                "clinical-stage", "enum", "phase-2", "phase-2 (one trial)", "one trial", -1, True, at(4)
            ),
            FieldValue("hallmarks", "link", "x", "[[cellular-senescence]]", None, 0, True, at(5)),
            FieldValue("shelf", "text", None, "", None, -1, False, at(6)),
            FieldValue(
                "molecular-weight-da",
                "number",
                "8–9.50",
                "8–9.50 Da",
                None,
                -1,
                True,
                at(7),
                Quantity(8.0, 9.5, True, "Da", "8–9.50"),
            ),
        ),
        links=(
            PageLink(
                "cellular-senescence",
                None,
                None,
                Region.FRONT_MATTER,
                "hallmarks",
                "[[cellular-senescence]]",
                at(5),
            ),
            PageLink(
                "mtor",
                "the kinase",
                "Regulation",
                Region.BODY,
                None,
                "[[mtor#Regulation|the kinase]]",
                at(14),
            ),
            PageLink("p53", None, None, Region.BODY, None, "[[p53]]", at(15)),
            PageLink(
                "studies/smith-2015", None, None, Region.FOOTNOTE, None, "[[studies/smith-2015]]", at(30)
            ),
            PageLink("index", None, None, Region.BODY, None, "![[index]]", at(16), True),
            PageLink(
                "mtor",
                "the kinase",
                "Regulation",
                Region.BODY,
                None,
                "[[mtor#Regulation|the kinase]]",
                at(17),
            ),
        ),
        citations=(
            Citation("smith2015", 0, "Smith J, et al. doi:10.1000/A(1)", facts, at(30, 31), True),
            Citation("smith2015", 1, "again", CitationFacts(), at(33), False),
        ),
        gaps=(
            Gap("no-mechanism", GapClass.EVIDENCE, GapScope.STATEMENT, "0", None, at(14)),
            Gap("no-fulltext-access", GapClass.ACCESS, GapScope.CITATION, "smith2015", "closed", at(30)),
            Gap("needs-canonical-id", GapClass.CATALOGUE, GapScope.FIELD, "shelf", None, at(6)),
            Gap("stub", GapClass.CATALOGUE, GapScope.SECTION, "Safety", None, at(20)),
            Gap("needs-moonlight", GapClass.EVIDENCE, GapScope.PAGE, "compounds/testolin.md", None, at(13)),
            Gap("needs-fulltext", GapClass.ACCESS, GapScope.PAGE, "compounds/testolin.md", None, at(13)),
            Gap("unsourced", GapClass.EVIDENCE, GapScope.MENTION, "", None, at(21)),
        ),
        statements=(
            Statement(
                0,
                StatementKind.SENTENCE,
                "Testolin inhibits the kinase.[^smith2015]",
                "Mechanism",
                (
                    CitationUse("smith2015", EvidenceScope.INLINE, at(14), at(14)),
                    CitationUse("ghost", EvidenceScope.INLINE, at(14), at(14)),
                ),
                (0,),
                (1, 2, 4),
                at(14),
            ),
            Statement(
                1,
                StatementKind.ITEM,
                "It lowers [[p53]].",
                "Mechanism",
                (CitationUse("smith2015", EvidenceScope.LEAD_IN, at(13), at(13)),),
                (),
                (2,),
                at(15, 16),
            ),
            Statement(
                2,
                StatementKind.ROW,
                "| 5 mg | none |",
                "Doses",
                (),
                (6,),
                (),
                at(22),
                (("Dose", "5 mg"), ("Effect", "none"), ("Empty", "")),
            ),
        ),
        claims=(
            Claim(
                subject=Mention("Testolin", page="compounds/testolin.md"),
                predicate="inhibits",
                object=Mention("the kinase", link=1),
                direction="decrease",
                negated=False,
                certainty=Certainty.ASSERTED,
                asserted_by=AssertedBy.CLAIMS_TABLE,
                organism="rattus-norvegicus",
                tissue="liver",
                dose="5–10 mg/kg",
                dose_quantity=Quantity(5.0, 10.0, False, "mg/kg", "5–10 mg/kg"),
                route="oral",
                timing="6 h",
                population="old rats",
                comparator="vehicle",
                effect="by half",
                note="once",
                evidence=(
                    EvidenceLine("smith2015", Stance.SUPPORTS, EvidenceScope.ROW, at(14)),
                    EvidenceLine("ghost", Stance.DISPUTES, EvidenceScope.ROW, at(14)),
                ),
                evidence_scope=EvidenceScope.ROW,
                gaps=(0, 6),
                statement=0,
                text="inhibits the kinase",
                span=at(14),
            ),
            Claim(
                subject=Mention("GFRAL  mRNA"),
                predicate="associated_with",
                object=Mention("index", link=4),
                direction=None,
                negated=True,
                certainty=Certainty.SPECULATIVE,
                asserted_by=AssertedBy.EXTRACTED,
                evidence=(EvidenceLine("smith2015", Stance.INCONCLUSIVE, EvidenceScope.PARAGRAPH, at(15)),),
                span=at(15),
            ),
            Claim(
                subject=Mention("gfral mRNA"),
                predicate="increases_level",
                object=Mention("p53", link=2),
                direction="mixed",
                negated=False,
                certainty=Certainty.DISPUTED,
                asserted_by=AssertedBy.FRONT_MATTER,
                span=at(16),
            ),
        ),
        verification=Verification(True, "2026-02-30", "a curator", "abstracts only", at(8)),
        sections=(("Mechanism", at(13, 19)),),
        diagnostics=(
            Diagnostic(
                rule="FM-02",
                severity=Severity.ERROR,
                message="a stray line",
                path="compounds/testolin.md",
                line=9,
                end_line=10,
                value="stray",
                help="remove it",
            ),
        ),
    )


_RESOLVED, _DANGLING, _AMBIGUOUS = LinkOutcome.RESOLVED, LinkOutcome.DANGLING, LinkOutcome.AMBIGUOUS


def vault_values() -> VaultValues:
    """The compound, what it links to, a study page and an index."""
    source = Source(
        key="doi:10.1000/a(1)",
        doi=("10.1000/a(1)",),
        pmid=("123",),
        pmcid=("PMC9",),
        nct=("NCT00000001",),
        study_page="studies/smith-2015.md",
        title="A trial of testolin",
        year=2015,
        authors=("Smith J", "Doe A"),
        authors_truncated=True,
        designs=("randomized-controlled-trial", "a-new-design"),
        organisms=("mus-musculus",),
        access=Access.ABSTRACT,
        retracted=True,
        primary=True,
        citations=(("compounds/testolin.md", "smith2015", 0),),
    )
    other = Source(
        key="note:compounds/testolin.md#smith2015",
        doi=(),
        pmid=(),
        pmcid=(),
        nct=(),
        study_page=None,
        title=None,
        year=None,
        authors=(),
        authors_truncated=False,
        designs=(),
        organisms=(),
        access=Access.UNMARKED,
        retracted=False,
        primary=None,
        citations=(("compounds/testolin.md", "smith2015", 1),),
    )
    study = page_values("studies/smith-2015.md", page_type="study", entity_class="Study", title="Smith 2015")
    pathway = page_values("pathways/mtor.md", page_type="pathway", entity_class="Pathway", title="mTOR")
    hallmark = page_values("hallmarks/cellular-senescence.md", page_type="hallmark", entity_class="Hallmark")
    resolve = LinkResolution
    return VaultValues(
        pages=(drug_page(), hallmark, page_values("index.md"), pathway, study),
        links={
            "compounds/testolin.md": (
                resolve(_RESOLVED, "hallmarks/cellular-senescence.md", "name"),
                resolve(_RESOLVED, "pathways/mtor.md", "name"),
                resolve(_AMBIGUOUS, None, None, ("pathways/p53.md", "proteins/p53.md")),
                resolve(_RESOLVED, "studies/smith-2015.md", "path"),
                resolve(_RESOLVED, "index.md", "path"),
                resolve(_DANGLING, None, None),
            ),
            "hallmarks/cellular-senescence.md": (),
            "index.md": (),
            "pathways/mtor.md": (),
            "studies/smith-2015.md": (),
        },
        sources=(source, other),
        source_of={
            ("compounds/testolin.md", "smith2015", 0): source.key,
            ("compounds/testolin.md", "smith2015", 1): other.key,
        },
        diagnostics=(
            Diagnostic(
                rule="LK-02",
                severity=Severity.ERROR,
                message="p53 could be two pages",
                path="compounds/testolin.md",
                line=15,
                end_line=15,
                value="p53",
            ),
        ),
    )
