"""Identifiers in a footnote, each with what it is to the source that the footnote is about.

A DOI has no grammar of its own end: the end is where the brackets that opened *before* it close, where
markup or a blank comes, or where punctuation of the sentence begins. Old Wiley DOIs hold brackets,
angle brackets, semicolons and colons and are known by their ``CO;2-`` tail.

Roles: an identifier that stands as a field of its own names the source. One in running text is what the
words around it say it is; without such words, the first of its registry names the source and another
value is a mention.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec

from claimgraph.diagnostics import LineIndex
from claimgraph.extract.citation.segments import Brackets
from claimgraph.model import Identifier, IdentifierRole, IdentifierScheme

_DOI_START = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*(?:/|%2[fF])(?=\S)")
_DOI_BODY = re.compile(r"[^\s\"“”|`\\·•∙\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x1f…—]+")
_SICI_END = re.compile(r"CO;2-[0-9A-Z#]", re.IGNORECASE)
_SICI_START = re.compile(r"\(SICI\)", re.IGNORECASE)
_TRAILING = ".,;:!?'’*_-–&~^"
_URL_TAIL = re.compile(r"/(?:full|pdf|epdf|abstract|html|meta|fulltext|full-text|summary)$", re.IGNORECASE)
_FILE_TAIL = re.compile(r"\.(?:pdf|html?|full|xml)$", re.IGNORECASE)
_VERSION = re.compile(r"^(10\.(?:1101|64898)/\d[\d.]*\d)v\d+.*$", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKUP_LINK = re.compile(r"\]\(|\]\[")

_PMID = re.compile(
    r"(?i:(?<![a-z])pmids?(?:[ \t]*(?:[:=#\-–]|no\.?|is|id))*[ \t*\[\](]*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?"
    r"(?:[ \t]*(?:id|pmid|ref(?:s|erence)?s?)|/)?[ \t:=#]*)(?<!\d)([1-9]\d{0,7})(?![\d.]\d|\d|[,]\d{3}(?!\d))"
)
_PMID_MORE = re.compile(r"[ \t]*(?:,|/|;|&|and|\+)[ \t]*(?:and[ \t]+)?([1-9]\d{5,7})(?![\d.]\d|\d)")
_PMCID = re.compile(
    r"(?i:(?<![a-z0-9])pmc[ \t]?)([1-9]\d{3,8})(?!\d)"
    r"|(?i:(?<![a-z])pmcid[ \t]*[:=#]?[ \t]*)([1-9]\d{4,8})(?!\d)"
)
_PMCID_NAME = re.compile(r"(?i)\bpmc(?:id)?[\s:=#]+(?=$)|\bpmc(?:id)?[\s:=#]+")
_NCT = re.compile(r"(?i:(?<![a-z0-9])nct)[ \t:#-]{0,2}(\d{8})(?!\d)")

_PREPRINT_DOI = re.compile(
    r"10\.1101/\d|10\.(?:64898|21203|20944|31219|31234|31235|22541|36227|26434|2139)/|10\.48550/"
)

_SUPERSEDED = re.compile(
    r"(?i)(?:\bwrong(?:ly)?\b|\bincorrect(?:ly)?\b|\bprevious(?:ly)?\b[^.;]{0,40}\b(?:doi|pmid|cited|listed"
    r"|as)\b"
    r"|\b(?:doi|pmid|identifier)\s+previously\b|\b(?:brief(?:ing)?|seeder|user|prior draft|draft"
    r"|manuscript)\b[^.;·]{0,45}$"
    r"|\bcorrected\s+from\b|\bwas\s+(?:incorrectly\s+)?(?:cited|listed|given)\s+as\b|\bsupplied\b"
    r"|\bsubmitted\b"
    r"|\bmis-?match\b|\boriginal(?:ly)?\s+(?:\w+\s+){0,4}(?:cited|carried|listed|doi|pmid)\b|\bsupersed(?:ed"
    r"|es)\b"
    r"|\bnot\s+(?:doi:?\s*|pmid:?\s*)?$|\brather than\b|\binstead of\b|\balternate\b|\berroneous(?:ly)?\b"
    r"|\binvalid\b"
    r"|\bfalse(?:ly)?\b|\bin error\b|\bobsolete\b|\bmis-?(?:cited|attributed|assigned)\b)"
)
_SUPERSEDED_AFTER = re.compile(
    r"(?i)^[`*)\]\s,—–-]*(?:\(?(?:that|this|which|it)\s+(?:doi|pmid|one)?\s*)?(?:\((?=wrong|incorrect"
    r"|invalid|not found))?\s*"
    r"(?:is|was|are|were|in the \w+ brief was|in [\w ]{3,40} was)?\s*(?:all\s+|also\s+)?(?:an?\s+)?"
    r"(?:wrong|incorrect|invalid|erroneous|mis-?cited|unrelated|superseded|BUG-?\d+|mismatch"
    r"|resolves to (?:an?|the|another|different|unrelated)|returns? (?:http )?40\d|points to"
    r"|does not (?:exist|resolve|match)|belongs to (?:another|a different|an unrelated|the)|maps to"
    r"|which resolves to"
    r"|that doi resolves to|which is not|not found|= )"
)
_CORRECT = re.compile(
    r"(?i)(?:\bcorrect(?:ed)?\s+(?:\w+\s+){0,4}(?:is|to|doi|pmid|version)\b|\bcorrected\s+to\b|\bconfirmed\b"
    r"|\bcorrect (?:doi|pmid)\b|\bactual(?:ly)?\b|→|\bright (?:doi|pmid)\b|\bverified (?:via|against|through"
    r"|with|as)\b|\bnow\b)"
    r"[^.;·]{0,60}$"
)
_RETRACTION = re.compile(
    r"(?i)\bretraction\s*(?:notice|note|doi|pmid|statement|published|at|in|:|\()[^·]{0,120}$"
    r"|\bretraction\s*:?\s*$"
    r"|\bretracted\s+by\b[^.;·]{0,20}$|\bexpression of concern\b[^.;·]{0,40}$"
)
_CORRECTION = re.compile(
    r"(?i)\b(?:erratum|errata|corrigendum|corrigenda|author correction|publisher correction|correction notice"
    r"|addendum|correction\s*:?\s*(?:doi|pmid|in|at)?)\b[^.;·]{0,60}$"
)
_CORRECTED_DOI = re.compile(r"(?i)\b(?:doi|pmid|citation)(?:/\w+)?\s+correct(?:ion|ed)\b[^.]{0,80}$")
_PREPRINT = re.compile(
    r"(?i)\b(?:pre-?prints?|bio-?rxiv|med-?rxiv|arxiv|research square|ssrn|originally (?:posted|deposited)"
    r"|posted as)\b[^.;·]{0,50}$"
)
_MENTION = re.compile(
    r"(?i)(?:\bcompanion\b|\breplac\w+|\bcandidate\b|\binstead\b|\bsee(?: also)?\b|\bdistinct from\b"
    r"|\bunlike\b"
    r"|\bcited (?:in|by|as|from)\b|\bciting\b|\b(?:described|reported|identified|published|shown|established"
    r"|derived|based) (?:in|by|on)\b"
    r"|\bsimultaneously with\b|\bdisputed by\b|\bcontradicted by\b|\bconfirmed (?:in|by)\b|\bprior (?:work"
    r"|study|trial)\b"
    r"|\bsupersedes\b|\bupdate[ds]? (?:in|by|of)\b|\bsecondary analysis\b|\bzenodo\b|\bgithub\b|\bcode\b"
    r"|\bdata(?:set)?\b"
    r"|\bprimary source\b|\bare from\b|\bis from\b|\bcomes? from\b|\bfollow-up\b|\bfollow(?:ed|s)? by\b"
    r"|\bpreceding\b|\bsubsequent(?:ly)?\b"
    r"|\bletter (?:to|by)\b|\breply\b|\bcomment(?:ary)? (?:on|by|in)\b|\bwith [^\W\d_]+ et al\b|\brelated\b"
    r"|\bper\b (?=[^\W\d_]+ et al)"
    r"|\bparent (?:trial|study)\b|\buse\b|\breport(?:s|ed|ing)?\b|\bowed to\b|\bactive studies\b|\bother\b"
    r"|\banother\b|\bearlier\b|\blater\b"
    r"|\boriginal(?:ly)? (?:described|reported|paper|study)\b)[^·]{0,110}$"
)
# "Smith 2001 (doi", "Smith et al. 2001, Nature, doi": another paper, named by author and year
_NAMED = re.compile(
    r"(?:[^\W\d_][\w'’\-]+(?: et al\.?| & [^\W\d_][\w'’\-]+)?,?\s*\(?(?:19|20)\d\d[a-z]?\)?[^.;·()]{0,40}\("
    r"|et al\.?[^·;()]{0,50}\()[^()·]{0,30}$"
)
_SAME_WORK = re.compile(
    r"(?i)\b(?:simultaneously|also|co-?|jointly|concurrently) ?published (?:as|in)\b|\breprinted in\b"
)
_LONGEST_LIST = 3
_CONTEXT = 150


class Found(msgspec.Struct, frozen=True, gc=False):
    """An identifier before its role is known. ``start`` and ``end`` hold the identifier alone,
    ``label`` is where its prefix (``doi:``, ``PMID``) begins.
    """

    scheme: IdentifierScheme
    value: str
    start: int
    end: int
    label: int


_LABEL = re.compile(
    r"(?i)(?:[\[(<*_`\s]*(?:\b(?:digital object identifier"
    r"|doi)\b[\s:=*_`]*)?(?:https?://)?(?:(?:dx\.)?doi\.org/|[\w.\-]+\.[a-z]{2,}/[\w./\-]*?)?"
    r"(?:doi[\s:=]*)?)$"
)


def find_identifiers(text: str, start: int, end: int, lower: str) -> tuple[Found, ...]:
    """All identifiers in ``text[start:end]``, by place; ``lower`` is that stretch in small letters."""
    found: list[Found] = []
    at = start
    while (match := _DOI_START.search(text, at, end)) is not None:
        stop = _doi_end(text, match.start(), match.end(), end)
        at = max(stop, match.end())
        value = normalise_doi(text[match.start() : stop])
        if value is not None:
            lead = _LABEL.search(text[max(start, match.start() - 60) : match.start()])
            begin = match.start() - (len(lead.group()) if lead else 0)
            found.append(Found(IdentifierScheme.DOI, value, match.start(), stop, begin))
    for match in _PMID.finditer(text, start, end) if "pmid" in lower or "pubmed" in lower else ():
        if text[match.start() : match.start() + 6].lower() == "pubmed" and len(match.group(1)) < 7:
            continue
        found.append(
            Found(IdentifierScheme.PMID, match.group(1), match.start(1), match.end(1), match.start())
        )
        position = match.end(1)
        while (more := _PMID_MORE.match(text, position, end)) is not None:
            found.append(
                Found(IdentifierScheme.PMID, more.group(1), more.start(1), more.end(1), more.start(1))
            )
            position = more.end(1)
    for match in _PMCID.finditer(text, start, end) if "pmc" in lower else ():
        digits = match.group(1) or match.group(2)
        begin = match.start() if match.group(1) else match.start(2)
        named = _PMCID_NAME.search(text, max(start, match.start() - 12), match.start())
        label = named.start() if named is not None and named.end() == match.start() else match.start()
        found.append(Found(IdentifierScheme.PMCID, "PMC" + digits, begin, match.end(), label))
    for match in _NCT.finditer(text, start, end) if "nct" in lower else ():
        found.append(
            Found(IdentifierScheme.NCT, "NCT" + match.group(1), match.start(), match.end(), match.start())
        )
    found.sort(key=lambda item: (item.start, item.end))
    return tuple(found)


def normalise_doi(raw: str) -> str | None:
    """A DOI in small letters, percent-escapes resolved; None where nothing is left after the slash.

    DOIs compare without regard to case (DOI handbook, section on case sensitivity).
    """
    value = unquote(raw) if _ESCAPED.search(raw) else raw
    value = value.lower()
    version = _VERSION.match(value)
    if version is not None:
        value = version.group(1)
    prefix, _, suffix = value.partition("/")
    return f"{prefix}/{suffix}" if suffix.strip(_TRAILING) else None


def _doi_end(text: str, start: int, after_slash: int, limit: int) -> int:
    """Where the DOI that starts at ``start`` ends; see the module's text for the rule."""
    body = _DOI_BODY.match(text, after_slash, limit)
    if body is None:
        return after_slash
    end = body.end()
    run = text[after_slash:end]
    if _SICI_START.search(run):
        tail = _SICI_END.search(text, after_slash, end)
        if tail is not None:
            return tail.end()
    link = _MARKUP_LINK.search(run)
    if link is not None:
        end = after_slash + link.start()
    depth = {"(": 0, "[": 0, "<": 0, "{": 0}
    openers = {")": "(", "]": "[", ">": "<", "}": "{"}
    for at in range(after_slash, end):
        letter = text[at]
        if letter in depth:
            depth[letter] += 1
        elif letter in openers:
            opener = openers[letter]
            if depth[opener] == 0:
                end = at
                break
            depth[opener] -= 1
        elif letter in ";,?" or letter == "#" or (letter == "*" and text[at : at + 2] == "**"):
            end = at
            break
    # an opening bracket that never closes belongs to the sentence
    for opener in "([<{":
        if depth[opener] > 0:
            last = text.rfind(opener, after_slash, end)
            if last > after_slash and text[start:last].count(opener) == text[start:last].count(
                {"(": ")", "[": "]", "<": ">", "{": "}"}[opener]
            ):
                end = last
    while end > after_slash and text[end - 1] in _TRAILING:
        end -= 1
    for tail_of in (_URL_TAIL, _FILE_TAIL):
        tail = tail_of.search(text[after_slash:end])
        if tail is not None and tail.start() > 0:
            end = after_slash + tail.start()
    return end


def assign_roles(
    text: str,
    start: int,
    found: tuple[Found, ...],
    pieces: tuple[tuple[int, int], ...],
    brackets: Brackets,
    lines: LineIndex,
) -> tuple[Identifier, ...]:
    """Each identifier with its role, in order of place."""
    own = [_own_field(text, item, pieces) for item in found]
    roles: list[IdentifierRole | None] = []
    for index, item in enumerate(found):
        roles.append(_said_role(text, start, found, roles, index, own[index], pieces, brackets))
    _settle(found, roles, own)
    return tuple(
        Identifier(
            scheme=item.scheme,
            value=item.value,
            role=role or IdentifierRole.SUBJECT,
            raw=text[item.start : item.end],
            span=lines.span(item.start, item.end),
        )
        for item, role in zip(found, roles, strict=True)
    )


_OWN_LEAD = re.compile(r"^[\s*_`\[(<⚠️:|,/+&–—-]*(?:and|version of record)?[\s:]*$", re.IGNORECASE)


def _own_field(text: str, item: Found, pieces: tuple[tuple[int, int], ...]) -> bool:
    """Whether nothing but markup and other identifiers stands before it in its segment."""
    for piece_start, piece_end in pieces:
        if piece_start <= item.start < piece_end:
            return _OWN_LEAD.match(text[piece_start : max(piece_start, item.label)]) is not None
    return False


def _said_role(
    text: str,
    start: int,
    found: tuple[Found, ...],
    roles: list[IdentifierRole | None],
    index: int,
    own: bool,
    pieces: tuple[tuple[int, int], ...],
    brackets: Brackets,
) -> IdentifierRole | None:
    """The role that the words around an identifier give it, or None where they say nothing."""
    item = found[index]
    piece_start, piece_end = start, len(text)
    for left, right in pieces:
        if left <= item.start < right:
            piece_start, piece_end = left, right
            break
    pair = brackets.around(item.start)
    previous = index - 1
    while previous >= 0 and found[previous].start >= piece_start:
        before = found[previous]
        between = text[before.end : item.label]
        inside_same = pair is not None and before.start > pair[0]
        if (
            len(between) <= 40
            and (inside_same or not re.search(r"[.()—]\s", between))
            and (roles[previous] not in (None, IdentifierRole.SUBJECT) or not between.strip(" ,;·/()*&"))
        ):
            if before.scheme is not item.scheme and re.fullmatch(r"[\s,;·/*()\[\]:`]*(?:and)?\s*", between):
                return roles[previous]
            if inside_same and before.scheme is not item.scheme and roles[previous] is not None:
                return roles[previous]
        break
    before_text = text[max(piece_start, item.label - _CONTEXT) : item.label]
    after_text = text[item.end : min(piece_end, item.end + 90)]
    if own and not before_text.strip(" *_`[("):
        if _SUPERSEDED_AFTER.match(after_text):
            return IdentifierRole.SUPERSEDED
        return None
    return _role_from_words(before_text, after_text, item)


def _role_from_words(before: str, after: str, item: Found) -> IdentifierRole | None:
    clause = re.split(r"(?<=[a-z)\]\d])\.\s+(?=[A-Z*])|;\s+|\n", before)[-1]
    if _RETRACTION.search(clause):
        return IdentifierRole.RETRACTION_NOTICE
    if _SUPERSEDED_AFTER.match(after):
        return IdentifierRole.SUPERSEDED
    wrong = None
    for wrong in _SUPERSEDED.finditer(clause):  # the last one is the nearest
        pass
    right = _CORRECT.search(clause)
    if wrong is not None and (right is None or right.start() < wrong.start()):
        return IdentifierRole.SUPERSEDED
    if _CORRECTION.search(clause) and not _CORRECTED_DOI.search(clause):
        return IdentifierRole.CORRECTION
    if item.scheme is IdentifierScheme.DOI and _PREPRINT.search(clause):
        return IdentifierRole.PREPRINT
    if right is not None or _SAME_WORK.search(clause):
        return IdentifierRole.SUBJECT
    if _NAMED.search(before):
        return IdentifierRole.MENTIONED
    bare_end = not after.strip(" .*_)") and not before.rstrip().endswith(("(", "["))
    if _MENTION.search(clause) and not (bare_end and item.scheme is not IdentifierScheme.DOI):
        return IdentifierRole.MENTIONED
    return None


def _settle(found: tuple[Found, ...], roles: list[IdentifierRole | None], own: list[bool]) -> None:
    """Gives a role to those that the words leave open: fields of their own name the source, then the
    first of each registry; what names the source once names it wherever it is repeated.
    """
    for scheme in IdentifierScheme:
        members = [index for index, item in enumerate(found) if item.scheme is scheme]
        if not members:
            continue
        for index in members:
            if roles[index] is None and own[index]:
                roles[index] = IdentifierRole.SUBJECT
        subjects = {found[index].value for index in members if roles[index] is IdentifierRole.SUBJECT}
        listed = (
            scheme is IdentifierScheme.NCT
            and not subjects
            and len({found[i].value for i in members}) > _LONGEST_LIST
        )
        for index in members:
            if roles[index] is not None:
                continue
            value = found[index].value
            if listed:
                roles[index] = IdentifierRole.MENTIONED
            elif (
                not subjects
                or value in subjects
                or (scheme is IdentifierScheme.NCT and len(members) <= _LONGEST_LIST)
            ):
                roles[index] = IdentifierRole.SUBJECT
                subjects.add(value)
            else:
                roles[index] = IdentifierRole.MENTIONED
        for index in members:
            if found[index].value in subjects and roles[index] is IdentifierRole.MENTIONED:
                roles[index] = IdentifierRole.SUBJECT
    _name_source(found, roles)


def _name_source(found: tuple[Found, ...], roles: list[IdentifierRole | None]) -> None:
    """A DOI of a preprint server names the source where no other DOI does, and a lone mention does
    where nothing else is there to name it.
    """
    dois = [index for index, item in enumerate(found) if item.scheme is IdentifierScheme.DOI]
    record = [
        index
        for index in dois
        if roles[index] is IdentifierRole.SUBJECT and not _PREPRINT_DOI.match(found[index].value)
    ]
    if record:
        for index in dois:
            if roles[index] is IdentifierRole.SUBJECT and _PREPRINT_DOI.match(found[index].value):
                roles[index] = IdentifierRole.PREPRINT
    if any(role is IdentifierRole.SUBJECT for role in roles):
        return
    for index, role in enumerate(roles):
        if role in (IdentifierRole.PREPRINT, IdentifierRole.MENTIONED):
            if len({item.value for item in found if item.scheme is found[index].scheme}) > _LONGEST_LIST:
                return  # a list of studies, not one study
            for other, item in enumerate(found):
                if item.value == found[index].value:
                    roles[other] = IdentifierRole.SUBJECT
            return
