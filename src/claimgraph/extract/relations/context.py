"""The conditions that a statement names: organism, tissue, dose, route, timing, people, comparator, size.

Only what stands in the statement itself is read; a condition that stands elsewhere stays unknown. The
organism alone may come from the one source cited, where its footnote names exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from claimgraph.extract.claim_cells import ORGANISM_SCHEME, ClaimVocabulary
from claimgraph.extract.relations.tokens import Token, words_of


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
    rf"(?<![\w.])[~≈≤≥<>]?\s?\d[\d.,]*(?:\s?(?:[-–—]|to|or|and|,)\s?\d[\d.,]*){{0,3}}\s?(?:{_UNIT})(?![A-Za-z])"
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
_PEOPLE = _words(
    "patients participants volunteers women men adults humans human people children subjects centenarians"
)
_NOT_LIVING = frozenset({"no", "without"})


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a statement says of the conditions; None for what it does not say."""

    organism: str | None = None
    tissue: str | None = None
    dose: str | None = None
    route: str | None = None
    timing: str | None = None
    population: str | None = None
    comparator: str | None = None
    effect: str | None = None


@lru_cache(maxsize=8)
def organism_names(ontology: ClaimVocabulary) -> dict[str, str]:
    """Slug by lower-case name; the first concept with a name keeps it."""
    names: dict[str, str] = {}
    for concept in ontology.concepts(ORGANISM_SCHEME):
        for name in (concept.label, *concept.alt_labels):
            if len(name) > 2:
                names.setdefault(name.lower(), concept.id)
    for word in _PEOPLE:
        names[word] = "homo-sapiens"
    return names


def read_organism(tokens: Sequence[Token], names: dict[str, str]) -> str | None:
    """The one organism that the tokens name, or None for none and for several."""
    found: dict[str, None] = {}
    lows = [token.low for token in tokens]
    at = 0
    while at < len(lows):
        for width in (3, 2, 1):
            name = " ".join(lows[at : at + width])
            slug = names.get(name)
            if (
                slug is None
                and width == 2
                and len(lows[at]) == 1
                and at + 2 < len(lows)
                and lows[at + 1] == "."
            ):
                slug = names.get(f"{lows[at]}. {lows[at + 2]}")
            if slug is not None:
                if not (at and lows[at - 1] in _NOT_LIVING):
                    found[slug] = None
                at += width - 1
                break
        at += 1
    return next(iter(found)) if len(found) == 1 else None


def _tissue(tokens: Sequence[Token]) -> str | None:
    found: list[str] = []
    for at, token in enumerate(tokens):
        if token.low not in _TISSUES:
            continue
        start, end = at, at + 1
        while start and tokens[start - 1].low in _TISSUE_PREFIXES:
            start -= 1
        while end < len(tokens) and tokens[end].low in _TISSUE_TAILS:
            end += 1
        name = words_of(tokens[start:end])
        if name not in found:
            found.append(name)
    return "; ".join(found[:4]) or None


def _comparator(tokens: Sequence[Token]) -> str | None:
    for at, token in enumerate(tokens):
        if token.low not in _COMPARED:
            continue
        start = at + 1
        while start < len(tokens) and tokens[start].low in {"to", "with", ".", "the"}:
            start += 1
        end = start
        while (
            end < len(tokens)
            and end - start < 5
            and not tokens[end].mark
            and tokens[end].low not in {"and", "in", "at", "after", "with", "by", "or", "but", "for", "on"}
        ):
            end += 1
        return words_of(tokens[start:end]) or None
    return None


def read_context(
    text: str, tokens: Sequence[Token], trigger: int, names: dict[str, str], source_organism: str | None
) -> Context:
    """The conditions that a statement names.

    Args:
        text: the statement as it stands; ``trigger`` is where the trigger word starts in it. The size
            of effect is the number nearest to it.
        source_organism: the organism of the one source cited, used where the statement names none.
    """
    doses = list(dict.fromkeys(match.group().strip() for match in _DOSE.finditer(text)))
    effects = [match for match in _EFFECT.finditer(text) if not _DOSE.match(text, match.start())]
    nearest = min(effects, key=lambda match: abs(match.start() - trigger), default=None)
    route, timing, population = _ROUTES.search(text), _TIMING.search(text), _POPULATION.search(text)
    return Context(
        organism=read_organism(tokens, names) or source_organism,
        tissue=_tissue(tokens),
        dose=doses[0] if len(doses) == 1 else None,
        route=route.group() if route else None,
        timing=timing.group() if timing else None,
        population=population.group() if population else None,
        comparator=_comparator(tokens),
        effect=nearest.group().strip()
        if nearest is not None and abs(nearest.start() - trigger) < 80
        else None,
    )
