"""What stands around a design word: what makes it the design of the source, and what of something else."""

from __future__ import annotations

import re

from claimgraph.extract.citation.patterns import compile_words

NOT_ITS_OWN = re.compile(
    r"(?i)(?:\b(?:no|not|not an?|not yet|never|without|lacks?|lack of|lacking|needs?|needed|await\w*|pending"
    r"|absent|prior|previous|earlier"
    r"|other|another|vs\.?|versus|than|unlike|contradict\w*|supersed\w+|replicat\w+ in|peer|under"
    r"|institutional|irb|ethics|future|no [\w-]+|not [\w-]+"
    r"|confirmed (?:in|by)|reviewed in|consistent with|concordant with|compared (?:with|to)|including"
    r"|includes?|incl\.?|see|cites?|citing|cited (?:in|by)"
    r"|per|via|by|from|across|among|within|these|those|available|subsequent|later|failed|negative|positive"
    r"|larger?|separate|companion|most|many|few|several|all|any"
    r"|underpowered|parallel to|informed|motivated|prompted|for"
    r"|as (?:an? |the )?(?:\w+ )?)|\bnon)[\s(*_\"“/-]*$"
)
# "Substudy within the trial", "secondary analysis from two trials".
NESTED = re.compile(r"(?i)\b(?:with)?in\s(?:(?:the|an?|two|three)\s)?[\s(*_]*$|\bfrom\s(?:(?:the|an?)\s)?$")
COUNTED = re.compile(
    r"(?i)(?:(?<![\w-])(?<!phase )(?<!part )\d[\d,]*\+?(?:\s+(?:of|the|small|large|human|published"
    r"|eligible|included|independent"
    r"|placebo-controlled|trials? \w+|double-blind|animal|preclinical|clinical|prospective|retrospective"
    r"|observational|randomi[sz]ed|phase|european|adult|parallel|more|additional|epidemiologic\w*"
    r"|sham-controlled|cohort|long-term|short-term|available|human|mouse|rodent|interventional|relevant"
    r"|different|separate|large-scale|population-based|case-control|cross-sectional|longitudinal)){0,3})"
    r"[\s*_\"“/-]*$"
)
OF = re.compile(
    r"(?i)\b(?:of|in(?!\s(?:vitro|vivo|silico)\b)|on|with)\s+(?:the\s+|an?\s+|\d[\d,]*\s+)?(?:[\w/+-]+\s+){0,3}?[(*_]*$"
)
OWN_PART = re.compile(
    r"(?i)(?<!meta-)(?<!meta )\b(?:secondary|post-?\s?hoc|sub-?group|sub-?study|sub-?analysis|ancillary"
    r"|exploratory|pre-?specified|re-?analysis"
    r"|follow-?up|extension|arm|part|results?|outcomes?|mechanistic|biomarker|nested|readout|phase|design"
    r"|report|publication|one|1|first|second|description|protocol)\b[^·;]{0,60}$"
)
AFTER_NOT = re.compile(
    r"(?i)^[\s)*_\"”-]*(?:(?:data|evidence|confirmation|validation|replication|support|results?|studies"
    r"|trials?)\s+)?(?:(?:is|are|remains?|still)\s+)?"
    r"(?:needed|required|awaited|lacking|absent|warranted|not available|not performed|evidence"
    r"|ongoing elsewhere|literature|confirmation|ed\b)"
)
IN_PROSE_NOT = re.compile(
    r"(?i)^[\s*_-]*(?:data|effects?|results?|findings?|populations?|showed|found|confirm\w*|arms?"
    r"|participants?)\b"
)
VERB = compile_words(
    r"show(?:s|ed|ing)?|found|finds?|is|was|were|are|extend(?:s|ed)?|reduc(?:es?|ed)|increas(?:es?"
    r"|ed)|improv(?:es?|ed)|identif(?:y|ies|ied)"
    r"|demonstrat\w+|confirm(?:s|ed)|establish(?:es|ed)|report(?:s|ed)|has|have|had|does|did|prevent(?:s|ed)"
    r"|suggest\w*|requires?|causes?|caused|blocks?|drives?"
    r"|cites?|cited|used|uses|argues?|proposes?|proposed|provides?|covers|concludes?|discuss\w*|predict(?:s"
    r"|ed)?|associated|correlat\w+|remains?|derived|verified|available|downloaded"
)
LABEL = re.compile(
    r"(?i)^[\s*_]*(?:study[ -]design|design|study[ -]type|type|method(?:s|ology)?|evidence(?: type)?"
    r"|study)\s*[:=]\s*"
)
EDGE_BEFORE = re.compile(r"(?:^|[+/,(;&:–—-]|\band|\bor|\bwith|\bplus)[\s*_(]*$", re.IGNORECASE)
EDGE_AFTER = re.compile(
    r"(?i)^[\s*_]*(?:$|[a-z]{1,6}\d\w*\b|entry\b|record\b|cid\b|[+/,(;&:–—)·\[.*#=]|-(?=\s)|(?:and|or|of|in|with|on|plus|from|using|for|across|by|vs"
    r"|at|within|over|among|to)\b|studies|study\b"
    r"|trials?\b|analys[ie]s|cohort|design|paper|article|statement|model|experiments?|data|follow|meta|entry"
    r"|characteri[sz]ation|assays?|approach|sub-?study|\d|reconstitution|genetics|method)"
)
# "Randomised crossover feeding trial": what the word qualifies is a study, some adjectives on.
STUDY_NEXT = re.compile(
    r"(?i)^[ -](?:(?!(?:was|were|is|are|has|have|had|in|of|on|the|an?|to|from|by|with|without|that|than|and"
    r"|or|for|not|show\w*|found|treated)\b)[a-z][\w-]*[ -]){0,3}?(?:stud(?:y|ies)|trials?|analys[ie]s"
    r"|cohorts?|designs?|experiments?|investigation|comparison|follow-up)\b"
)
# "a κB consensus 5'-…", "SMR=2.86" (mortality), "genome-wide transcriptome": no designs
OTHER_SENSE = re.compile(
    r"(?i)consensus[ -](?:sequences?|motifs?|sites?|binding|elements?|regions?|dna|5)|SMR\s?[=:≈]?\s?\d"
    r"|genome-wide[ -](?:transcript|expression|methyl|microarray|rna|map|profil|level)"
)
TITLED_SYSTEMATIC = re.compile(r"(?i)\bsystematic review\b")
AMBIGUOUS = frozenset({"consensus", "smr", "genome"})  # how those words begin
