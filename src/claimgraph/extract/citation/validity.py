"""Whether the source is said to be retracted, and whether the footnote declares itself unusable.

The retraction of *another* paper, "not retracted" and a past error that the footnote itself has
corrected do not count.
"""

from __future__ import annotations

import re

from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.servers import server_names, server_pattern

_PREFIX = re.compile(r"^[\s*_⚠️❌\[(]*(?:RETRACTED|WITHDRAWN|Retracted(?: (?:article|paper|study))?)\b")
_OWN_RETRACTION = re.compile(
    r"(?i)^[\s*_⚠️(\[]*(?:(?:this|the|cited|source)\s+(?:paper|article|study|source|publication"
    r"|work)?\s*)?(?:(?:was|is|has been|been|now|since|later|subsequently|formally|fully)\s+)*retracted"
    r"(?:\s*$|\s*[*_:;,.)(—–-]|\s+(?:in|on|by|due|because|for|after|article|paper|\d{4}|january|february"
    r"|march|april|may|june|july|august|september|october|november|december)\b)"
)
_OWN_RETRACTION_INSIDE = re.compile(
    r"(?i)\b(?:this|the)\s+(?:paper|article|study|source|publication)\s+(?:was|is|has been"
    r"|has since been)\s+(?:later\s+|subsequently\s+|formally\s+)?(?:retracted|withdrawn)\b"
    r"|\*\*retracted\b(?! \d{4} [A-Z][a-z]+ | (?:19|20)\d\d (?:paper|data|study|article))"
)
_INVALID = re.compile(
    r"(?i)\b(?:citation|footnote|reference)\s+(?:is\s+|has\s+been\s+|appears\s+)?(?:invalid|fabricated"
    r"|hallucinated|unverifiable|erroneous|broken|in error|does not exist|could not be (?:verified"
    r"|identified|located|found))\b"
    r"|\b(?:invalid|fabricated|hallucinated|unverifiable|spurious|bogus)\s+(?:citation|footnote|reference)\b"
    r"|\bdoi\s*(?:is\s+|:\s*)?(?:unverified|invalid|wrong|not verified|unconfirmed|does not exist"
    r"|mis-?match(?:ed)?|fabricated|error)\b(?!\s*[—–-]?\s*corrected)"
    r"|\b(?:could|can)\s?not be (?:verified|confirmed) to exist\b|\bthis doi does not exist\b|\b(?:paper"
    r"|source|article|study|publication) (?:does not|doesn['’]t) (?:appear to )?exist\b(?! as)"
    r"|\bdo(?:es)?\s+not\s+(?:cite|use|rely on)\s+this\s+(?:citation|footnote|reference|doi|source)\b"
    r"|\bno such (?:paper|article|publication)\b"
    r"|\b(?:doi|identifier|pmid)\b[^.;·]{0,80}\bresolves?\b[^.;·]{0,40}\bto\s+(?:\"|“|an?\s+"
    r"|a\s+completely\s+|another\s+|a\s+different\s+)?(?:completely\s+)?(?:unrelated|different|another"
    r"|wrong)\b"
    r"|\b(?:correct|right|actual)\s+doi\b[^.;·]{0,80}\b(?:not (?:been )?(?:confirmed|identified|found"
    r"|verified|resolved)|could not be|unknown|pending|unresolved)\b"
    r"|\breplace with correct doi\b|\b(?:citation|doi"
    r"|source)\s+(?:is\s+)?flagged for (?:manual\s+)?(?:verification|replacement|removal)\b|#gap/(?:wrong"
    r"|invalid)-(?:doi|citation|reference)\b"
    r"|\bcitation (?:error|mismatch|integrity)\b|\bexact (?:citation|doi)(?:/\w+)? (?:to verify"
    r"|not confirmed|unknown|unconfirmed|unverified)\b"
)
_INVALID_START = re.compile(
    r"[cfrihusbdtpnae#](?<!\w.)(?:(?<=c)(?:itation|an|ould|orrect)|(?<=f)(?:ootnote|abricated)|(?<=r)(?:eference"
    r"|ight|eplace)|(?<=i)(?:nvalid|dentifier)|(?<=h)allucinated|(?<=u)nverifiable|(?<=s)(?:purious|ource|tudy)"
    r"|(?<=b)ogus|(?<=d)o|(?<=t)his doi|(?<=p)(?:aper|ublication|mid)|(?<=n)o such|(?<=a)(?:rticle|ctual)"
    r"|(?<=e)xact|(?<=#)gap)"
)
# Words of the pattern above: a cheap test before it.
_INVALID_HINTS = (
    "invalid",
    "fabricat",
    "hallucinat",
    "unverifiable",
    "erroneous",
    "broken",
    "exist",
    "could not be",
    "can not be",
    "cannot be",
    "wrong",
    "unver",
    "not verified",
    "unconfirmed",
    "mismatch",
    "mis-match",
    "resolve",
    "flagged for",
    "correct doi",
    "exact ",
    "not cite this",
    "not use this",
    "not rely on this",
    " error",
    "citation integrity",
    "no such",
    "spurious",
    "bogus",
    "actual doi",
    "right doi",
)
_REPAIRED = re.compile(
    r"(?i)\b(?:corrected (?:to|doi|from|here|on|\d{4})|correct doi (?:is|confirmed)|has been corrected"
    r"|now corrected|doi correct(?:ed|ion)|fixed|corrected\b|verified correct|confirmed (?:via|against"
    r"|correct))"
)
_OTHER_WORK = re.compile(
    r"(?i)(?:\b(?:previous(?:ly)?|prior|original(?:ly)?|seeder|seeding|brief(?:ing)?|draft|earlier|old"
    r"|user-supplied|alternate|secondary sources?|formerly|had|was cited|that)\b)"
)
_PREPRINT = re.compile(
    r"(?i)(?<!originally )(?<![\w-])pre-?print\b(?![\w-]*\])(?![^.;·]{0,40}\b(?:doi|of this|version)\b)"
    r"|\bposted (?:on|to) (?:bio|med)rxiv\b"
)
_SERVER = r"[\s*_]*NAME\b"
_NOT_PREPRINT = re.compile(
    r"(?i)\b(?:originally|previously|first|formerly|no longer|peer-reviewed version|now published"
    r"|published version|version of record|from)\b[^.;·]{0,60}$"
)


def read_retracted(note: Note) -> bool:
    """Whether the source itself is said to be retracted."""
    if not note.mentions("retract", "withdrawn"):
        return False
    for index in range(len(note.pieces)):
        piece = note.piece(index)
        if _PREFIX.match(piece) and not re.match(r"(?i)[\s*_]*retracted \d{4} \w+ (?:data|paper)", piece):
            return True
        if index and _OWN_RETRACTION.match(piece):
            return True
        inside = _OWN_RETRACTION_INSIDE.search(piece)
        if inside is not None and not re.search(r"(?i)\b(?:not|never|non)[\s-]*$", piece[: inside.start()]):
            return True
        for clause in re.split(r";\s+|\s[—–]\s|\.\s+", piece)[1:]:
            if _OWN_RETRACTION.match(clause):
                return True
    return False


def find_invalidity(note: Note) -> str | None:
    """The words by which the footnote declares itself wrong or unverifiable, or None.

    An error that the same footnote reports as corrected, or one of an earlier version, is none.
    """
    text = note.text
    if not note.mentions(*_INVALID_HINTS):
        return None
    at = note.find(_INVALID_START, note.start, note.end)
    while at >= 0:
        match = _INVALID.match(text, at, note.end)
        at = note.find(_INVALID_START, at + 1, note.end)
        if match is None:
            continue
        before = text[max(note.start, match.start() - 90) : match.start()]
        around = text[max(note.start, match.start() - 160) : min(note.end, match.end() + 200)]
        if _REPAIRED.search(around) or _OTHER_WORK.search(re.split(r"[.;·]\s", before)[-1] + match.group()):
            continue
        return match.group().strip()
    return None


def read_preprint(note: Note) -> bool:
    """Whether the source is said to be a preprint, not a paper that once was one."""
    if not note.mentions("preprint", "pre-print", "peer", *server_names()):
        return False
    for index in range(len(note.pieces)):
        piece = note.piece(index)
        if server_pattern(_SERVER).match(piece) and not re.search(r"(?i)\bpublished\b", piece):
            return True
        for match in _PREPRINT.finditer(piece):
            if not _NOT_PREPRINT.search(piece[: match.start()]):
                return True
    return False
