"""The frozen values that pages are turned into, before resolution and RDF.

Page-local values come first (what ``extract/`` makes of one ``Document``, cacheable per page), then
the resolved ones (what ``resolve`` makes of all pages). Absent is ``None`` or empty and means
*unknown*, never *no*.
"""

from claimgraph.model.assessments import Answer, Assessment, Question
from claimgraph.model.citations import (
    Access,
    Citation,
    CitationFacts,
    Identifier,
    IdentifierMention,
    IdentifierRole,
    IdentifierScheme,
    SampleKind,
    SampleSize,
    Segment,
)
from claimgraph.model.claims import (
    AssertedBy,
    Certainty,
    Claim,
    EvidenceLine,
    FieldValue,
    Mention,
    Quantity,
    Stance,
)
from claimgraph.model.pages import (
    PageLink,
    PageValues,
    Verification,
)
from claimgraph.model.resolved import (
    LinkOutcome,
    LinkResolution,
    Source,
    VaultValues,
)
from claimgraph.model.statements import (
    CitationUse,
    EvidenceScope,
    Gap,
    GapClass,
    GapScope,
    Statement,
    StatementKind,
)
from claimgraph.model.studies import StudyCell, StudyRow

__all__ = [
    "Access",
    "Answer",
    "AssertedBy",
    "Assessment",
    "Certainty",
    "Citation",
    "CitationFacts",
    "CitationUse",
    "Claim",
    "EvidenceLine",
    "EvidenceScope",
    "FieldValue",
    "Gap",
    "GapClass",
    "GapScope",
    "Identifier",
    "IdentifierMention",
    "IdentifierRole",
    "IdentifierScheme",
    "LinkOutcome",
    "LinkResolution",
    "Mention",
    "PageLink",
    "PageValues",
    "Quantity",
    "Question",
    "SampleKind",
    "SampleSize",
    "Segment",
    "Source",
    "Stance",
    "Statement",
    "StatementKind",
    "StudyCell",
    "StudyRow",
    "VaultValues",
    "Verification",
]
