"""What stands around the name of a species: what makes it the subject, and what of something else."""

from __future__ import annotations

import re

from claimgraph.extract.citation.patterns import compile_words

NOT_SUBJECT_BEFORE = re.compile(
    r"(?i)(?:\b(?:no|not|not in|non|never|without|lacks?|lacking|unlike|needs?|awaits?|anti|humani[sz]ed"
    r"|recombinant|purified|synthetic|vs\.? known|absent in|absent from"
    r"|outside|beyond|except|excluding|not (?:yet )?(?:tested|replicated|confirmed|shown|validated"
    r"|studied) in|translat\w+ to|extrapolat\w+ (?:to|from)|relevance (?:to|for|in)"
    r"|implications? for|equivalent to|compared (?:to|with)|relative to|orthologous to|homologous to"
    r"|similar to|conserved in|conserved (?:to|from)|analogous to|unknown in|unproven in"
    r"|unclear in|expressing|expressed in|expression in|transfected with|fed|antibod\w+|encoding"
    r"|distinct from|contrast to|pathogenic|heat-killed|probiotic|commensal)"
    r"|#[\w/-]*)[\s*_\"(-]*$"
)
NOT_SUBJECT_AFTER = re.compile(
    r"(?i)^[\s*_-]*(?:equivalent\b|dose equivalent|relevance|replication|translation|validation|confirmation"
    r"|homolog\w*|ortholog\w*|counterpart\w*|extrapolation|trials? (?:needed|required|pending|lacking)"
    r"|data (?:lacking|needed|absent|unavailable|gap)|evidence (?:lacking|needed|absent|gap|limited)"
    r"|(?:studies|data|trials?|evidence) (?:are|is|remain\w*) (?:needed|lacking|limited|absent)|transgene\b"
    r"|ige\b|igg\d?\b|monoclonal|antibod\w+|promoter|cdna"
    r"|two[- -]hybrid|extracts? broth|extract agar|serum albumin|insulin\b|expression system"
    r"|expression vector|recombinant|BL21|overexpression of recombinant|lysate system|genome\b|paralog\w*"
    r"|milk\b|colou?r\b)"
)
MOLECULE_AFTER = re.compile(
    r"(?i)^[\s*_-]*(?:(?!genetic)[\w/α-ωΑ-Ω-]+[\s]+){0,2}?(?:proteins?|enzymes?|recombinant|receptors?"
    r"|orthologu?es?|homologu?es?|transferrin|albumin|hemoglobin|haemoglobin|cdnas?|alleles?|isoforms?"
    r"|sequences?|domains?|subunits?|precursors?|peptides?|channel|transporter|polymerase|kinase"
    r"|telomerase RNA|mtdna|genes?"
    r"|promoter|mitochondrial dna|(?!(?:dise|c|datab|b|ph|incre|decre|rele)ases?\b)\w+ases?)\b"
    r"|^\s+(?-i:[A-Z][a-z]{2})-?\d"
)
HEAD_CUT = re.compile(r"[;,()+&·]|\b(?:and|or|vs\.?|versus|plus|in|from|with|of)\b|\s[—–]\s", re.IGNORECASE)
CLAUSE_END = re.compile(r"[;,()+·]")
VITRO_BEFORE = re.compile(r"(?i)\bin[- ]vitro\s*$")
GENETICS = re.compile(r"(?i)[\s*_-]*(?:genetic|observational|population)")
STUDIES_NEXT = re.compile(
    r"(?i)(?:(?:\s(?:and|or|\+|&)\s|/)(?:human|mouse|rodent|rat|animal|primate)s?)?\s(?:studies|models?)\b"
)
IN_TITLE = re.compile(r"(?i)[\"“][^\"”]*\bin\s$")
COUNT_BEFORE = re.compile(r"(?i)\bin [~>≥]?\s?\d[\d,]+\s$")
CELLS_NEXT = re.compile(r"(?i)\s(?:[\w-]+\s){0,2}(?:cells?|fibroblasts|mutants?|cultures?)\b")
SPECIES_NEXT = re.compile(r"(?i)\s(?:[\w-]+\s)?species\b")
GROUP_COUNT = re.compile(r"\d+\s$")
# "Horse chestnut", "rabbit reticulocyte lysate", "cod liver oil": products with the name of a species.
PRODUCT_AFTER = re.compile(
    r"(?i)[\s-]+(?:chestnuts?|reticulocytes?|collagens?(?!-)|gelatine?|liver oil|oils?|bile"
    r"|antiser(?:a|um)|casein|whey"
    r"|thrombin|claw|rue|rose|beans?|fat diet)\b"
)
CHINESE_HAMSTER = re.compile(r"\b(?:CHO|V79|V-C8|VC8|CCL39|Chinese)\b")
CELL_SOURCE = re.compile(r"(?i)\b(?:PDX|xenografts?|cell lines?)\b")
SYMBOL = re.compile(r"\s+[\w-]*[A-Z\d]{2,}")  # a gene or protein symbol: human SLC40A1
MOLE_RAT = re.compile(
    r"(?i)mole[- ]?rat|heterocephalus|h\. ?glaber|fibroblast|longev|lifespan|colony|queen|nmrhas|nmr-has"
    r"|breeder"
)
SPECTROSCOPY = re.compile(
    r"(?i)spectroscop|structure|solution|metabolom|lipoprotein|chemical shift|crystal|1h|³¹p|31p|13c|proton"
    r"|mri|tesla|mhz|ligand|peptide"
)
# "NMR brain tissue", "NMR vs rat", "NMR + mouse": the animal, whatever the method; "guinea pig, NMR"
NMR_ANIMAL = re.compile(
    r"(?i)s?\s(?:genomes?|cells?|tissues?|brains?|ribosomes?|fibroblasts?|skin|hearts?|neurons?|livers?|muscles?"
    r"|opcs|mortality|colon(?:y|ies)|females?|males?|queens?|mice|microbiome|c?gas)\b"
    r"|s?(?:,|\s?(?:vs\.?|versus|and|\+|/))\s?(?:the\s)?(?:mouse|mice|rats?|humans?|guinea|tuco|bats?|bowhead"
    r"|rodent|mole|cell lines)\b"
)
NMR_AFTER_ANIMAL = re.compile(
    r"(?i)\b(?:mouse|mice|rats?|guinea pigs?|rodents?)\s?(?:vs\.?|versus|\+|/|,)\s?$"
)
# "n=10 human biopsies", "in aged rats (n=6)": subjects that are counted
SIZE_BEFORE = re.compile(r"[nN]\s?=\s?[~≈]?\d[\d,]*\s$")
SIZE_AFTER = re.compile(r"\s?\([nN]\s?=\s?\d")
OTHER_STUDY = re.compile(
    r"(?i)\b(?:consistent with|concordant|et al|(?:19|20)\d\d|previous|prior|earlier|unlike|contrast\w*"
    r"|whereas|as in|reported|known|companion|see|cf|other|later|translat\w+|extrapolat\w+|relevan\w+"
    r"|orthologs?|homologs?|also found|replicat\w+|needs?|no|not|absent|lack\w*|future"
    r"|confirm\w* in)\b[^.;·]{0,80}$"
)
ROUGH_STOP = re.compile(
    r"(?i)^[\s*_⚠️]*(?:note|nb|caution|caveat|limitation|correction|archive|local|not |no |see |cf|doi"
    r"|companion|supersed|replac|cross-ref|extrapolat)"
)
IN_LINK = re.compile(r"(?i)\b(?:on|in|see|from|via|per|at|with|cf)\.?\s+\[\[[^\]]*$")
# Said of animals and plants, not of people. Wild-type is a genotype.
ANIMAL_WORDS = compile_words(
    r"wild(?![-\s]?type)(?! card)|captive|free-(?:ranging|living)|zoo|zoos|livestock|domesticated|herds?"
    r"|flocks?|broods?|birds?|insects?|amphibians?|reptiles?|larvae|seedlings?|cultivars?|nestlings?|hatchlings?|cattle"
    r"|animals?|marsupials?|crustaceans?|mollus[ck]s?|pups|breeding colony"
)
LATIN = re.compile(r"(?<!\*)\*[A-Z](?:[a-z]{2,}|\.) [a-z]{3,}\*(?!\*)")
# How the words of NOT_SUBJECT_BEFORE end: a cheap test before it.
LAST_WORDS = (
    "no",
    "not",
    "non",
    "in",
    "never",
    "without",
    "lacks",
    "lacking",
    "unlike",
    "needs",
    "awaits",
    "anti",
    "ized",
    "ised",
    "recombinant",
    "purified",
    "synthetic",
    "known",
    "from",
    "outside",
    "beyond",
    "except",
    "excluding",
    "to",
    "for",
    "with",
    "expressing",
    "fed",
    "encoding",
    "pathogenic",
    "killed",
    "probiotic",
    "commensal",
    "lack",
)
