"""Where and when a source appeared, in shapes that may stand anywhere in a note.

``Cell 75:817-825 (1993)``, ``Nature 578:444–448, 2020``, ``review (Some Journal 2031;2:45)``, ``Roe et al.,
Ageing Letters 2031; finding``: a journal's name in title case, then a year, or volume and pages with a year.
A name of one word must be a journal that is known to have such a name, because "Roe 2031" is an author.
"""

from __future__ import annotations

import re

from claimgraph.extract.citation.servers import server_pattern

_SMALL = r"(?:of|the|in|and|for|on|to|&|de|der|und|et|für|la)"
_WORD = r"(?:npj\s)?[a-z]?[A-Z][\w.&'’-]*"
_NAME = rf"(?:The\s)?{_WORD}(?:\s(?:{_SMALL}\s){{0,2}}(?:{_WORD}|\([A-Z][\w. ]{{1,14}}\))){{0,8}}"
_YEAR = r"(?:18|19|20)\d\d"
_AFTER_YEAR = rf"(?:[a-z]?(?=\s*(?:$|[;.,)\]*_·])|\s?[;:(]\s?\d|\s\d)|/{_YEAR}(?=\s*(?:$|[;.,)])))"
# What a name may stand behind: a bracket, a comma, a semicolon, a sentence.
IMPRINT = re.compile(
    rf"(?P<name>{_NAME})[*_]{{0,2}},?\s[*_(]{{0,3}}(?:"
    rf"(?P<year>{_YEAR}){_AFTER_YEAR}"
    rf"|\d{{1,4}}(?:\s?\(\d[^()]{{0,8}}\))?\s?[:,]\s?[a-zA-Z]?\d+(?:[-–]\w+)?[,;]?\s?\(?(?P<later>{_YEAR})(?!\d))"
)
_PLACES = re.compile(r"(?:^|[;(,.]\s?|·\s)[*_]{0,2}(?=(?:npj\s)?[a-z]?[A-Z])")
_ONE_WORDS = """
Nature Science Cell Lancet JAMA NEJM PNAS BMJ eLife Neuron Immunity Aging Blood Circulation Gut
Brain Diabetes GeroScience Autophagy Structure Oncogene FASEB Development Genetics Bone Pain Sleep
Stroke Hypertension Gerontology Nutrients Molecules Biomolecules Antioxidants Cells Genes iScience
mBio Heredity Evolution Metabolism Endocrinology Neurology Pediatrics Chest Heart Thorax
Rejuvenation Toxins Viruses Vaccines Pharmaceutics Pharmaceuticals Cancers Medicine Biology
Nanoscale Biomaterials Hepatology Gastroenterology Epigenetics Epigenomics Menopause Ageing
Andrology Radiology Anesthesiology Dermatology Leukemia Haematologica Neuropharmacology
Psychopharmacology Psychoneuroendocrinology Nutrition Appetite Lipids Biochemistry Bioinformatics
Proteomics Glycobiology Virology Microbiome Microbiology
"""
ONE_WORD_JOURNALS = frozenset(_ONE_WORDS.split())
_NO_JOURNAL = re.compile(
    r"\b(?:et al|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Published|Updated|Accessed|PDF|DOI|PMID|Phase|Verified|Epub"
    r"|Online|Note|See|Table|Fig(?:ure)?|FDA|EMA|WHO|NHANES|NCT\d*|Founded|Candidate|Retracted|Version|Replaced"
    r"|Corrected|Trial|Study|Cohort|Workshop|Congress|Conference|Meeting|Consensus|Guidelines?|Consortium"
    r"|Database|Group|Biobank|Ontology|Atlas|Initiative|Project|Survey|Program(?:me)?)\b"
)
_PROSE_WORD = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")
_LIGHT = frozenset(("the", "and", "for", "der", "und", "für", "les", "des", "van", "von", "del"))
_TITLE_CASE = re.compile(rf"{_NAME}\.?$")
_PAIR = re.compile(r"[^\s&]+\s(?:[A-Z]\s)?(?:&|and)\s(?P<last>[^\s&]+)(?:\s[A-Z]{1,3})?")
_SUBJECT = re.compile(
    r"(?:ment|ia|logy|ing|ity|ine|ics|sis|tion|ences?|istry|ism|ease|apy|are|ealth|ure|gery|try|ety|ses)$"
)
_INITIALLED = re.compile(r"(?P<first>[^\s&]+)\s[A-Z]")
_SHORT = frozenset(
    ("Biochem", "EMBO", "FASEB", "ISME", "Nutr", "Virol", "Thromb", "Diabetes", "Eur", "Glycoconj")
)
_VOLUME_NEXT = re.compile(r"\s?;\s?\d")
_TAIL = 3


def find_imprint(text: str) -> tuple[str, int] | None:
    """The first journal with its year in a segment; None where there is none."""
    if "19" not in text and "20" not in text and "18" not in text:
        return None
    for place in _PLACES.finditer(text):
        found = IMPRINT.match(text, place.end())
        if found is None:
            continue
        name = found["name"].rstrip(" .,")
        numbered = found["later"] is not None or _VOLUME_NEXT.match(text, found.end("year")) is not None
        if not is_journal(name, numbered=numbered):
            continue
        return name, int(found["year"] or found["later"])
    return None


def is_journal(name: str, *, numbered: bool = False) -> bool:
    """Whether words in title case may be a journal's name; ``numbered`` where a volume follows them."""
    if _NO_JOURNAL.search(name):
        return False
    if name.isupper() and not numbered and name not in ONE_WORD_JOURNALS:
        return False  # an acronym
    if " " not in name:
        return name in ONE_WORD_JOURNALS or (numbered and len(name) > _TAIL)
    pair = _PAIR.fullmatch(name)
    if pair is not None and not _SUBJECT.search(pair["last"]):
        return False  # "Roe & Moe 2031" against "Arthritis & Rheumatology 2031"
    initialled = _INITIALLED.fullmatch(name)
    if initialled is not None:
        return numbered or initialled["first"] in _SHORT
    # "Roe JK" and "van Houten J" are people: initials end no journal but "Some Biol J"
    last = name.rsplit(" ", 1)[1]
    return not (last.isupper() and len(last) <= _TAIL and last not in ("J", "A", "B", "C", "D", "UK", "USA"))


def is_bare_journal(text: str) -> bool:
    """Whether a whole segment is a journal's name and nothing else: ``Br J Dermatol``, ``Cell``."""
    return len(text) <= 70 and _TITLE_CASE.fullmatch(text) is not None and is_journal(text.rstrip("."))


def find_server(text: str) -> str | None:
    """The preprint server that a segment begins with."""
    found = server_pattern(r"NAME\b").match(text.lstrip(" *_"))
    return found.group() if found is not None else None


def is_prose(name: str) -> bool:
    """Whether a "name" is running text: three words in small letters that no journal has."""
    return sum(word not in _LIGHT for word in _PROSE_WORD.findall(name)) >= _TAIL
