"""Author lists: ``Dmitriev VG, de la Cruz RO-P, … & van Houten J et al.``, groups, and lists of surnames.

A name is kept as written. ``et al.``, a trailing ellipsis or a hole in the list mean that there are more.
"""

from __future__ import annotations

import re

import msgspec

from claimgraph.extract.citation.imprint import ONE_WORD_JOURNALS

_UPPER = "".join(
    letter for letter in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x1F00)]) if letter.isupper()
)
_LOWER_WORD = r"[^\W\d_]"
_PARTICLE = (
    r"(?:van der|van den|van de|van 't|van|von der|von den|von|de la|de las|de los|de le|del|della|dello|de"
    r"|den|der|di|da|dal|das|dos"
    r"|do|du|la|le|lo|el|al|bin|ibn|ben|ter|ten|te|zur|zum|zu|af|av|y|e|'t|St\.?|St)"
)
_SURNAME = (
    rf"(?:{_PARTICLE}[ \u00a0'’]+){{0,2}}(?:{_PARTICLE}-|[dDlLOoÓó]['’]|al-"
    rf"|el-)?[{_UPPER}]{_LOWER_WORD}*(?:['’\-‐‑–.]{{1,2}}{_LOWER_WORD}+)*"
    rf"(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?[{_UPPER}]{_LOWER_WORD}+(?:['’\-‐‑–]{_LOWER_WORD}+)*){{0,3}}"
)
_INITIALS = (
    rf"[{_UPPER}](?:[{_UPPER}]|[a-z](?![a-z]))?(?:\.?[\-‐‑ ]?[{_UPPER}][a-z]?(?![a-z])){{0,3}}\.?(?![\w])"
)
_SUFFIX = r"(?:,?[ \u00a0](?:Jr|Sr|II|III|IV|2nd|3rd)(?!\w)\.?)?"
_NOTE = r"(?:[*†‡§#¹²³]+(?!\*))?"
_PERSON = rf"(?:{_SURNAME})[ \u00a0](?:{_INITIALS}){_SUFFIX}{_NOTE}"
_PERSON_COMMA = rf"(?:{_SURNAME}),[ \u00a0](?:(?:[{_UPPER}]\.[\-‐‑ \u00a0]?){{1,4}}){_SUFFIX}"
_GROUP_WORD = (
    r"(?:Consortium|Group|Collaborat(?:ion|ors|ive|ory)|Investigators|Network|Team|Committee|Initiative"
    r"|Trialists|Society"
    r"|Foundation|Association|Study|Trial|Force|Organi[sz]ation|Agency|Panel|Council|Institute|Alliance"
    r"|Project|Registry|Academy|Commission)"
)
_GROUP = (
    rf"(?:the[ ])?[{_UPPER}][\w.\-+/]*(?:[ ](?:[\w.\-+/&]+|\([\w.+\- ]{{2,20}}\))){{0,9}}?"
    rf"[ ]{_GROUP_WORD}s?\b"
)
_MORE = (
    r"(?:\((?:last|senior|corresponding)\)[ ])?"
    r"(?:et\.?[ \u00a0]+al(?:ii)?\b\.?|et coll\b\.?"
    r"|(?:and|&) (?:others|colleagues|co-?workers|co-?authors|associates)"
    r"|и[ \u00a0]др\.?|и[ \u00a0]соавт\.?|u\.[ \u00a0]?a\.|y cols?\.?|等"
    r"|[+&] ?\d+ (?:others|more|authors))"
)
_HOLE = r"(?:…|\.{3}|\[…\]|\[\.{3}\])"

_PERSON_AT = re.compile(_PERSON)
_PERSON_COMMA_AT = re.compile(_PERSON_COMMA)
_GROUP_AT = re.compile(_GROUP)
_SURNAME_AT = re.compile(
    rf"(?:{_PARTICLE}[ \u00a0])?(?:[dDO]['’])?[{_UPPER}]{_LOWER_WORD}+(?:['’\-‐‑]{_LOWER_WORD}+)*"
)
# "Lev Bar-Or et al.": the second part of a surname, where only "et al." can follow
_SECOND_SURNAME_AT = re.compile(rf"[ ][{_UPPER}]{_LOWER_WORD}+(?:['’\-‐‑]{_LOWER_WORD}+)*(?=[ ]et\.?[ ]al\b)")
_MORE_AT = re.compile(rf"[,;]?[ \u00a0]*(?:[*_]{{0,2}}){_MORE}(?:[*_]{{0,2}})", re.IGNORECASE)
_JOIN = r"[ \u00a0]*(?:,[ \u00a0]*(?:and|&|\+)|,|;|&|\band\b|\+|/)[ \u00a0]*"
_JOIN_AT = re.compile(_JOIN)
# What may stand behind a name in a list: "et al.", an ellipsis (with the joints around it), a joint.
_NEXT_AT = re.compile(
    rf"(?P<more>[,;]?[ \u00a0]*[*_]{{0,2}}(?i:{_MORE})[*_]{{0,2}})"
    rf"|(?P<hole>(?:{_JOIN})?[ \u00a0]*{_HOLE}[ \u00a0]*[,;&]?[ \u00a0]*(?:and[ \u00a0]+|&[ \u00a0]*)?)"
    rf"|{_JOIN}"
)
# One name without initials within a list: "Rao MV, Veeranna, Nixon RA".
_MONONYM_AT = re.compile(rf"(?P<name>[{_UPPER}]{_LOWER_WORD}{{2,}})(?=,[ ](?:{_PERSON})\s*(?:,|·|$|&))")
_LABEL_AT = re.compile(r"[\s*_`]*(?:authors?|by)[ ]*:[*_ ]*", re.IGNORECASE)
_LEAD_WORDS = re.compile(
    r"[\s*_`]*(?:(?:classic|original|primary|key|full|canonical|foundational)\s+){0,2}(?:reference|source"
    r"|citation|ref|paper)[ ]*:[*_ ]*",
    re.IGNORECASE,
)
_LEAD_AT = re.compile(r"[\s*_]*")
_YEAR_AFTER = re.compile(r"[ ,]*\(?(?:19|20)\d\d")
_LATER = re.compile(
    rf"(?:corresponding(?: authors?)?|last author|senior authors?|co-author|co-senior|…"
    rf"|\.\.\.)[:\s,]*(?P<after>{_PERSON}(?:,[ ]{_PERSON})*)"
    rf"|(?P<lab>{_PERSON})(?:[ ]lab\b|[, ]+(?:corresponding|co-author|senior|last author))"
)
# "Roe J, Poe K et al., Moe L": the last author, behind those that are left out
_SENIOR_AT = re.compile(rf",[ \u00a0](?:and[ ]|&[ ]|…[ ]?)?(?P<name>{_PERSON})(?=\s*(?:[,;·(]|$))")
# "Jane Q. Roe": a given name written out; only in a list of such names.
_GIVEN_WORD = rf"[{_UPPER}](?!{_LOWER_WORD}*[{_UPPER}])[^\W\d_]+(?:-[{_UPPER}]?[^\W\d_]+)?"
_GIVEN = (
    rf"{_GIVEN_WORD}(?:[ \u00a0](?:[{_UPPER}]\.[ ]?){{1,2}})?(?:[ \u00a0]{_PARTICLE})?[ \u00a0]{_GIVEN_WORD}"
    rf"(?![\w-])"
)
_GIVEN_AT = re.compile(_GIVEN)
_GIVEN_FIRST_AT = re.compile(
    rf"{_GIVEN_WORD},[ ]{_GIVEN_WORD}(?:[ ][{_UPPER}]\.)*(?=,[ ](?:and[ ])?{_GIVEN})"
)
_GIVEN_END = re.compile(r"\s*(?:$|[.(\"“·]|,?\s\(?(?:19|20)\d\d|\s[—–]\s)")
_NO_PERSON = re.compile(
    r"(?i)\b(?:cell|aging|ageing|nature|science|medicine|research|journal|press|university|institute|review|trial"
    r"|study|cohort|health|disease|society|biology|medical|clinical|human|mouse|full|open|united|north|south|west"
    r"|east|new|world|national|european|american|source|figure|table|supplementary|extended|data|see|note)\b"
)
# What may follow a list of names; a small letter shows that the "name" was the start of a sentence.
_AFTER_LIST = re.compile(
    r"[\s*_,.;:]*(?:$|[(\[\"“–—·†‡&/<+*_\d]|[^\W\d_a-z]|\b(?:et al|and|in|doi|pmid|eds?|for|on behalf|with"
    r"|from|personal|unpublished)\b)|[\s*_,.;:]*\n"
)
_ACRONYM_AT = re.compile(rf"[{_UPPER}\d]{{2,}}[ \u00a0][{_UPPER}][\w-]*\Z")
_VOLUME_NEXT = re.compile(
    r"\s(?:19|20)\d\d\s?[;:]\s?\d|\s(?:19|20)\d\d\s\d{1,4}\s?[:(]|\s\d{1,4}\s?(?:\(\d[^()]{0,8}\))?\s?:\s?\w?\d"
)
# A list that is longer than one name and what may follow it has one of these near its beginning.
_LIST_MARK = re.compile(r"[,&…(\"“.*+/;]")
_LATER_HINTS = (" lab", "correspond", "senior", "author", "…", "...")
_LONGEST_LABEL = 60
_ONE_NAME = 70
_LEAST_NAMES = 2
_SMALL_START = re.compile(rf"(?:{_PARTICLE}[ \u00a0'’-]|the[ ]|[d'’])")
_CAPITAL_NEXT = re.compile(r"[ \u00a0]+[^\W\d_a-z]\w")
# Words that look like a name and initials and are none: journals and designs with capitals behind them.
_NO_NAME = re.compile(
    r"(?i:(?:mean|median|candidate|pmid|pmcid|doi|phase|type|figure|table|model|open|gold|green|bronze|hybrid|local|full|archive"
    r"|archived|cited|citation|see|not|no|n|vol|uniprot|pubchem|chembl|drugbank|genage|omim|ncbi|kegg"
    r"|reactome|swiss-prot|ensembl|genbank|rcsb|pdb|atcc)\b)"
    r"|(?:Nat|Proc Natl Acad Sci|Nature|Science|Cell|Lancet|Lancet Oncol|PLoS|PLOS|JAMA|NEJM|BMJ|Aging"
    r"|Ageing|Genes|EMBO|FEBS|Am|J|Int J|Eur J|Br J|Annu Rev)[ ]"
)


class Authors(msgspec.Struct, frozen=True):
    """A list of authors with the offset where it ends."""

    names: tuple[str, ...]
    truncated: bool
    end: int


def parse_authors(text: str, start: int, end: int) -> Authors | None:
    """The author list that ``text[start:end]`` begins with, or None where it begins with something else.

    A single surname counts only before ``et al.``; several surnames without initials only before
    ``et al.`` or a year.
    """
    labelled = False
    at = start
    if text.find(":", start, min(end, start + _LONGEST_LABEL)) >= 0:
        lead = _LABEL_AT.match(text, start, end)
        labelled = lead is not None
        at = _matched(_LEAD_WORDS, text, lead.end() if lead else start, end)
    at = _matched(_LEAD_AT, text, at, end)
    if (
        at >= end
        or not (text[at].isupper() or _SMALL_START.match(text, at, end))
        or _NO_NAME.match(text, at, end)
    ):
        return None
    if end - at > _ONE_NAME and not labelled and not _LIST_MARK.search(text, at, at + _ONE_NAME):
        return None
    found = _people(text, at, end) or _surnames(text, at, end) or _given_names(text, at, end)
    if found is None and labelled:
        names = tuple(name.strip(" .") for name in re.split(r"[,;]", text[at:end]) if name.strip(" ."))
        return Authors(names, False, end) if names else None
    if found is None:
        return None
    tail = text[found.end : min(end, found.end + 240)]
    small = tail.lower()
    later = (
        tuple(
            name
            for match in _LATER.finditer(tail)
            for name in _split_people(match.group("after") or match.group("lab"))
        )
        if any(hint in small for hint in _LATER_HINTS)
        else ()
    )
    names = tuple(dict.fromkeys((*found.names, *later)))
    return Authors(names, found.truncated, found.end)


def _matched(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start


def _split_people(text: str) -> tuple[str, ...]:
    return tuple(match.group().rstrip("*†‡§#") for match in _PERSON_AT.finditer(text))


def _people(text: str, at: int, end: int) -> Authors | None:
    """Names with initials, groups, ellipses; the list must have one name at least."""
    names: list[str] = []
    truncated = False
    position = last = at  # last: where the list ends if what follows is no name
    while position < end:
        match = (
            _PERSON_AT.match(text, position, end)
            or _PERSON_COMMA_AT.match(text, position, end)
            or (_MONONYM_AT.match(text, position, end) if names else None)
            or _GROUP_AT.match(text, position, end)
        )
        if match is None:
            break
        names.append(_clean(match["name"] if match.re is _MONONYM_AT else match.group()))
        position = last = match.end()
        after = _NEXT_AT.match(text, position, end)
        if after is None:
            break
        position = after.end()
        if after["more"] is not None:
            truncated = True
            last = position
            while (senior := _SENIOR_AT.match(text, last, end)) is not None:
                names.append(_clean(senior["name"]))
                last = senior.end()
            break
        if after["hole"] is not None:
            truncated = True
            last = position
    position = last
    if not names or (not truncated and not _AFTER_LIST.match(text, position, end)):
        return None
    if len(names) == 1 and not truncated and (_ACRONYM_AT.match(names[0]) or text[position:].startswith("+")):
        return None  # "UK CPRD", "MACE HR": acronyms
    if (
        len(names) == 1
        and not truncated
        and (_CAPITAL_NEXT.match(text, position, end) or _VOLUME_NEXT.match(text, position, end))
    ):
        return None  # "Ann N Y Acad Sci", "Some Surg J 2031;4:5": a journal
    return Authors(tuple(names), truncated, position)


def _given_names(text: str, at: int, end: int) -> Authors | None:
    """Names with given names written out: two or more that fill what they stand in, or one with "et al."."""
    names: list[str] = []
    position = at
    first = _GIVEN_FIRST_AT.match(text, at, end)
    if first is not None:
        names.append(first.group())
        position = text.index(" ", first.end()) + 1
        position += 4 if text.startswith("and ", position) else 0
    truncated = False
    while (match := _GIVEN_AT.match(text, position, end)) is not None:
        if _NO_PERSON.search(match.group()):
            return None
        names.append(match.group())
        position = match.end()
        after = _NEXT_AT.match(text, position, end)
        if after is None:
            break
        if after["more"] is not None:
            truncated, position = True, after.end()
            break
        if _GIVEN_AT.match(text, after.end(), end) is None:
            break
        position = after.end()
    if truncated and names:
        return Authors(tuple(names), True, position)
    if len(names) < _LEAST_NAMES or not _GIVEN_END.match(text, position, end):
        return None
    return Authors(tuple(names), False, position)


def _clean(name: str) -> str:
    """A name without marks of affiliation and without the full stop that ends the list."""
    name = name.rstrip("*†‡§#,;").strip()
    return (
        name[:-1]
        if name.endswith(".") and name.count(".") == 1 and not name.endswith(("Jr.", "Sr."))
        else name
    )


def _surnames(text: str, at: int, end: int) -> Authors | None:
    """Surnames without initials, accepted where ``et al.`` or a year shows that they are authors."""
    names: list[str] = []
    position = at
    while position < end and len(names) < 12:
        match = _SURNAME_AT.match(text, position, end)
        if match is None:
            break
        if len(match.group()) > 2 and match.group().isupper():
            return None  # SVS/AVF 2023: societies and journals, not surnames
        double = _SECOND_SURNAME_AT.match(text, match.end(), end) if not names else None
        position = match.end() if double is None else double.end()
        names.append(text[match.start() : position])
        more = _MORE_AT.match(text, position, end)
        if more is not None:
            return Authors(tuple(names), True, more.end())
        join = _JOIN_AT.match(text, position, end)
        if join is None:
            break
        position = join.end()
    if len(names) > 1 and _YEAR_AFTER.match(text, position, end):
        last = text.rindex(names[-1], at, position)
        if names[-1] in ONE_WORD_JOURNALS and text[at:last].rstrip().endswith(","):
            return Authors(tuple(names[:-1]), False, last)  # "Roe & Moe, Cell 2031"
        return Authors(tuple(names), False, position)
    return None
