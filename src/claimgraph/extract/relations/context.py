"""The conditions that a statement names: organism, tissue, dose, route, timing, people, comparator, size.

Only what stands in the statement itself is read; a condition that stands elsewhere stays unknown. The
organism alone may come from the one source cited, where its footnote names exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from claimgraph.extract.claim_cells import ORGANISM_SCHEME, ClaimVocabulary


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TISSUES = _words(
    "hippocampus hippocampal cortex cortical striatum striatal retina retinal brain cerebellum "
    "hypothalamus hypothalamic amygdala hindbrain midbrain spinal liver hepatic hepatocytes kidney "
    "kidneys renal heart cardiac myocardium myocardial muscle muscles lung lungs pulmonary pancreas "
    "pancreatic islets spleen thymus skin epidermis epidermal dermis dermal bone cartilage tendon adipose "
    "fat plasma serum blood circulation circulating csf urine saliva intestine intestinal gut colon "
    "colonic ileum stomach gastric neurons neuronal astrocytes microglia fibroblasts keratinocytes "
    "macrophages neutrophils endothelium endothelial aorta aortic arteries arterial ovary ovarian ovaries "
    "testis testes uterus endometrium prostate mammary thyroid adrenal pituitary eye lens cornea cochlea "
    "hair follicle follicles marrow lymphocytes monocytes platelets erythrocytes osteoblasts osteoclasts "
    "chondrocytes cardiomyocytes adipocytes melanocytes germline embryo embryos oocytes"
)
# "plasma membrane", "serum albumin", "brain-derived" name no place of the finding
_NO_TISSUE = _words("membrane membranes albumin amyloid protein proteins factor factors natriuretic disease")
_TISSUE_PREFIXES = _words(
    "frontal prefrontal skeletal smooth cerebral spinal bone adipose white brown visceral subcutaneous "
    "basal ischemic ischaemic dorsal ventral hair lymph peripheral left right adrenal aortic coronary "
    "synovial cerebrospinal vascular aged articular"
)
_TISSUE_TAILS = _words("tissue tissues cord fluid gland glands marrow cells cell cortex cartilage node nodes")
_UNIT = (
    r"(?:mg|µg|μg|ug|ng|g|IU|mmol|µmol|μmol|nmol|mL|ml)(?:/(?:kg|day|d|mL|ml|L|l|m2|m²|week|dose)){1,3}"
    r"(?:\s?(?:bw|body weight))?"
    r"|(?:mg|µg|μg|ug|g|IU)\b(?:\s(?:per|a|/)\s?(?:day|week|kg)|\s(?:daily|twice daily|once daily|weekly))?"
    r"|(?:mM|µM|μM|uM|nM|pM)\b|ppm\b|Gy\b|%\s\(?w/w\)?|%\s\(?w/v\)?"
)
_DOSE = re.compile(
    rf"(?<![\w.=,])[~≈≤≥<>]?\s?\d[\d.,]*(?:\s?(?:[-–—]|to|or|and|,)\s?\d[\d.,]*){{0,3}}\s?(?:{_UNIT})(?![A-Za-z/])"
)
_ROUTES = re.compile(
    r"(?i)\b(intranasal(?:ly)?|intraperitoneal(?:ly)?|i\.p\.|intravenous(?:ly)?|i\.v\.|subcutaneous(?:ly)?|s\.c\.|"
    r"intramuscular(?:ly)?|intrathecal(?:ly)?|intracerebroventricular(?:ly)?|transdermal(?:ly)?|topical(?:ly)?|"
    r"oral(?:ly)?|gavage|inhaled|inhalation|intravitreal(?:ly)?|intratracheal(?:ly)?|in (?:drinking )?water"
    r"|in chow)\b"
)
_TIMING = re.compile(
    r"(?i)\b(?:(?:for|after|over|within|at|during)\s+~?\d[\d.–-]*\s?(?:h|hours?|days?|weeks?|wk|months?|mo|years?|min(?:utes)?)\b"
    r"|\d[\d.–-]*[- ](?:hours?|days?|weeks?|months?|years?)\s(?:of treatment|later|after \w+))"
)
_COMPARED = frozenset({"vs", "versus", "relative", "compared"})
_COMPARATOR = re.compile(
    r"(?i)\b(?:vs\.?|versus|relative to|compared (?:to|with))\s+(?:the\s+)?"
    r"((?:(?!(?:and|in|at|after|with|by|or|but|for|on)\b)[\w'’/+-]+\s?){1,5})"
)
_FINITE = re.compile(r"(?i)\b(?:is|are|was|were|has|have|had|does|do)\b")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_DIGIT = re.compile(r"\d")
_EFFECT = re.compile(
    r"(?<![\w.])(?:(?:(?:HR|OR|RR|SMD|WMD)\s?[=≈~]?|[βdgr]\s?[=≈~])\s?[-−+]?\d[\d.]*(?:\s?\([^()]{0,40}\))?"
    r"|[~≈]?[-−+]?\d[\d.]*(?:\s?[-–]\s?\d[\d.]*)?\s?(?:%|-?fold\b|×))"
)
_POPULATION = re.compile(
    r"(?i)\b(?:(?:older|elderly|healthy|aged|young|middle-aged|obese|overweight|diabetic|postmenopausal|male|female|"
    r"community-dwelling|frail|hypertensive)\s(?:\w+\s)?(?:adults?|volunteers?|men|women|mice|rats|subjects|individuals|"
    r"patients|people|participants)|(?:patients|adults|individuals|people|subjects|participants|women|men|children)"
    r"\swith\s[\w-]+(?:\s[\w-]+)?|(?:[\w-]+\s)?patients)\b"
)
# "In repair-deficient mice": which animals they were, where the words say more than the species.
_STRAIN = re.compile(
    r"(?i)\bin\s((?:(?!(?:and|or|in|of|the|these|those|both|wild-type|wildtype|normal|multiple|several|most|all|many"
    r"|two|three)\b)[\w/+-]+\s){1,3}(?:mice|rats|flies|worms|zebrafish|dogs|monkeys|macaques|pigs|rabbits))\b"
)
_PEOPLE = _words(
    "patients participants volunteers women men adults humans human people children subjects centenarians"
)
_NEAR = 80
_OTHER_CLAUSE = re.compile(r";|\b(?:and|but|while|whereas)\s(?:the|that|a)\b")
_ROUTE_WORDS = _words(
    "intranasal intranasally intraperitoneal intraperitoneally i intravenous intravenously s subcutaneous "
    "subcutaneously intramuscular intramuscularly intrathecal intrathecally intracerebroventricular "
    "intracerebroventricularly transdermal transdermally topical topically oral orally gavage inhaled "
    "inhalation "
    "intravitreal intravitreally intratracheal intratracheally water chow"
)
_TIME_WORDS = _words("h hour hours day days week weeks wk month months mo year years min minutes")
_POPULATION_WORDS = _words(
    "adult adults volunteer volunteers men women mice rats subjects individuals patients people participants "
    "children flies worms zebrafish dogs monkeys macaques pigs rabbits"
)
_NOT_LIVING = frozenset({"no", "without"})
# Microbes in a sentence are as a rule what something acts on or comes from, and not whose study it was.
_NO_SUBJECTS = frozenset({"bacteria"})
_SPELLED = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_REFERENCE = re.compile(r"\[\^[^\]\n]*\]")
_AUTHOR = re.compile(
    r"\s+et al\b|\sand (?:colleagues|co-?workers)\b|,?\s\(?(?:19|20)\d\d\b"
    r"|\s(?:&|and)\s[A-Z]\w+(?:\set al\b|,?\s\(?(?:19|20)\d\d\b)"
)
_PLURALS = _words("mice men women people children oxen cattle sheep zebrafish killifish adults")
# "Mouse" is the subject in "mouse hippocampus" and "mouse model", and none in "mouse Parkin".
_BEARERS = _words(
    "model models study studies trial trials cohort cohorts data subject subjects population populations "
    "volunteers patients participants adults males females donors samples sample biopsies biopsy colony "
    "colonies strain strains line lines culture cultures knockout knockouts knock-in embryo embryos mutant "
    "mutants experiment experiments evidence replication genetics gwas lifespan lifespans longevity "
    "healthspan aging ageing homozygotes heterozygotes carriers explants organoids slices "
    "transplantation diet infants neonates twins centenarians"
)
_BEARING = ("cytes", "blasts", "neurons", "phages", "clasts", "cells", "islets")
_ENDS_PHRASE = _words(
    "in of by via through with from during after at to for on under within among between into and or but is "
    "are was were has have had that which while whereas also than as"
)
_RUN = 5


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a statement says of the conditions; None for what it does not say."""

    tissue: str | None = None
    dose: str | None = None
    route: str | None = None
    timing: str | None = None
    population: str | None = None
    comparator: str | None = None
    effect: str | None = None


@lru_cache(maxsize=8)
def organism_names(ontology: ClaimVocabulary) -> dict[str, str]:
    """Slug by the words of a name, lower case; the first concept with a name keeps it."""
    names: dict[str, str] = {}
    for concept in ontology.concepts(ORGANISM_SCHEME):
        for name in (concept.label, *concept.alt_labels):
            words = " ".join(_WORD.findall(name.lower()))
            if len(words) > 2:
                names.setdefault(words, concept.id)
    for word in _PEOPLE:
        names[word] = "homo-sapiens"
    return names


def read_organism(words: Sequence[str], names: dict[str, str]) -> str | None:
    """The one organism that the words of a statement name, or None for none and for several."""
    found: dict[str, None] = {}
    for at, word in enumerate(words):
        slug = names.get(word)
        if slug is None and at:
            slug = names.get(f"{words[at - 1]} {word}")
        if slug is not None and not (at and words[at - 1] in _NOT_LIVING):
            found[slug] = None
    return next(iter(found)) if len(found) == 1 else None


def subject_organisms(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The organisms whose study a sentence tells of, in order of mention.

    A name counts where it stands for the subjects ("in mice", "rat hippocampus", "a human trial"): not
    where it says where a thing comes from ("human Parkin"), not as an author ("Bird et al."), and not in
    capitals, which are a symbol.
    """
    # A footnote's key is a name of its authors; its place is kept.
    text = _REFERENCE.sub(lambda key: "." * len(key.group()), text) if "[^" in text else text
    tokens = list(_SPELLED.finditer(text))
    found: dict[str, None] = {}
    for at, token in enumerate(tokens):
        word = token.group()
        low = word.lower()
        slug, single = names.get(low), True
        if slug is None and at:
            slug, single = names.get(f"{tokens[at - 1].group().lower()} {low}"), False
        if slug is None or slug in _NO_SUBJECTS or (at and tokens[at - 1].group().lower() in _NOT_LIVING):
            continue
        if single and ((word.isupper() and len(word) > 1) or _is_author(text, token)):
            continue
        plural = low in _PLURALS or low.endswith("s")
        if single and not plural and not _bears(text, tokens, at):
            continue
        found[slug] = None
    return tuple(found)


def _is_author(text: str, token: re.Match[str]) -> bool:
    return token.group()[0].isupper() and _AUTHOR.match(text, token.end()) is not None


def _bears(text: str, tokens: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a name in the singular is followed by nothing, or by something that lived or was lived in."""
    for number in range(at + 1, min(len(tokens), at + 1 + _RUN)):
        between = text[tokens[number - 1].end() : tokens[number].start()]
        low = tokens[number].group().lower()
        between = between.strip(" *_-[")
        if between or low in _ENDS_PHRASE:
            # "Human 4E-BP1" is a molecule; "human, in culture" and "mouse and man" end the phrase.
            return number == at + 1 and not between[:1].isdigit()
        if low in _BEARERS or low in _TISSUES or low in _TISSUE_TAILS or low.endswith(_BEARING):
            return True
        if low in _PLURALS or low in _PEOPLE:
            return True
    return at + 1 == len(tokens)


def _tissue(words: Sequence[str]) -> str | None:
    found: dict[str, None] = {}
    for at, word in enumerate(words):
        if word not in _TISSUES or (at + 1 < len(words) and words[at + 1] in _NO_TISSUE):
            continue
        start, end = at, at + 1
        while start and words[start - 1] in _TISSUE_PREFIXES:
            start -= 1
        while end < len(words) and words[end] in _TISSUE_TAILS:
            end += 1
        found[" ".join(words[start:end])] = None
    names = [name for name in found if not any(name != other and name in other.split() for other in found)]
    return "; ".join(names[:4]) or None


def statement_words(text: str) -> list[str]:
    """The words of a statement, lower case, without marks and numbers."""
    return _WORD.findall(text.lower())


class ContextReader:
    """The conditions that one statement names, but for the organism; the size of effect by trigger."""

    __slots__ = ("_effects", "_shared", "_text")

    def __init__(self, text: str, words: Sequence[str]) -> None:
        """``text`` as it stands; ``words`` are its ``statement_words``."""
        known = frozenset(words)
        self._text = text
        numbers = _DIGIT.search(text) is not None
        doses = (
            list(dict.fromkeys(found.group().strip() for found in _DOSE.finditer(text))) if numbers else []
        )
        self._effects: list[tuple[int, str]] = []
        if numbers:
            self._effects = [
                (found.start(), found.group().strip())
                for found in _EFFECT.finditer(text)
                if not _DOSE.match(text, found.start())
            ]
        self._shared = Context(
            tissue=_tissue(words),
            dose=doses[0] if len(doses) == 1 else None,
            route=_find(_ROUTES, text) if known & _ROUTE_WORDS else None,
            timing=_find(_TIMING, text) if numbers and known & _TIME_WORDS else None,
            population=_population(text) if known & _POPULATION_WORDS else None,
            comparator=_comparator(text) if known & _COMPARED else None,
        )

    def at(self, trigger: int) -> Context:
        """The conditions of the claim whose trigger word starts there in the text."""
        near = [
            (abs(start - trigger), shown)
            for start, shown in self._effects
            if abs(start - trigger) < _NEAR
            and not _OTHER_CLAUSE.search(self._text, min(start, trigger), max(start, trigger))
        ]
        if not near:
            return self._shared
        return msgspec.structs.replace(self._shared, effect=min(near)[1])


def _population(text: str) -> str | None:
    strain = _STRAIN.search(text)
    return _find(_POPULATION, text) or (strain.group(1) if strain else None)


def _find(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group() if found else None


def _comparator(text: str) -> str | None:
    found = _COMPARATOR.search(text)
    if found is None or _FINITE.search(found.group(1)):
        return None
    return found.group(1).strip(" ,.*")
