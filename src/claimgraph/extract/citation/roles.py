"""What each identifier of a footnote is to the source that the footnote is about.

An identifier that stands as a field of its own names the source. One in running text is what the words
around it say it is; without such words, the first of its registry names the source and another value is
a mention.
"""

from __future__ import annotations

import re

from claimgraph.extract.citation.identifiers import Found
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.servers import find_server_of, server_pattern
from claimgraph.model import Identifier, IdentifierRole, IdentifierScheme

_SUPERSEDED = re.compile(
    r"(?i)(?:\bwrong(?:ly)?\b|\bincorrect(?:ly)?\b|\bprevious(?:ly)?\b[^.;]{0,40}\b(?:doi|pmid|cited|listed"
    r"|as)\b"
    r"|\b(?:doi|pmid|identifier)\s+previously\b|\b(?:brief(?:ing)?|seeder|user|prior draft|draft"
    r"|manuscript)\b[^.;·]{0,45}$"
    r"|\bcorrected\s+from\b|\bwas\s+(?:incorrectly\s+)?(?:cited|listed|given)\s+as\b|\bsupplied\b"
    r"|\bsubmitted\b"
    r"|\bmis-?match\b(?!-?\s?repair)|\boriginal(?:ly)?\s+(?:\w+\s+){0,4}(?:cited|carried|listed|doi|pmid)\b"
    r"|\bnot\s+(?:doi:?\s*|pmid:?\s*)?$|\brather than\b|\binstead of\b|\balternate\b|\berroneous(?:ly)?\b"
    r"|\binvalid\b"
    r"|\bfalse(?:ly)?\b|\bin error\b|\bobsolete\b|\bmis-?(?:cited|attributed|assigned)\b)"
)
_SUPERSEDED_AFTER = re.compile(
    r"(?i)(?:\s?\([^()]{0,60}\)(?=\s+(?:is|was|are|were)\b))?[`*)\]\s,—–-]*"
    r"(?:\(?(?:that|this|which|it)\s+(?:doi|pmid|one)?\s*)?(?:\((?=wrong|incorrect|invalid|not found))?\s*"
    r"(?:(?:in|on) (?:the |an? )?[\w ]{3,40} )?(?:is|was|are|were)?\s*(?:all\s+|also\s+)?(?:an?\s+)?"
    r"(?:wrong|incorrect|invalid|erroneous|mis-?cited|unrelated|superseded|BUG-?\d+|mismatch"
    r"|resolves to (?:an?|the|another|different|unrelated)|returns? (?:http )?40\d|points to"
    r"|does not (?:exist|resolve|match)|belongs to (?:another|a different|an unrelated|the)|maps to"
    r"|which resolves to|that doi resolves to|which is not|not found|= )"
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
_PREPRINT = r"\b(?:pre-?prints?|NAME|originally (?:posted|deposited)|posted as)\b[^.;·]{0,50}$"
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
    r"(?:[A-ZÀ-Þ][\w'’\-]+(?: et al\.?| & [^\W\d_][\w'’\-]+)?,?\s*\(?(?:19|20)\d\d[a-z]?\)?[^.;·()]{0,40}\("
    r"|et al\.?[^·;()]{0,50}\()[^()·]{0,30}$"
)
_SAME_WORK = re.compile(
    r"(?i)\b(?:simultaneously|also|co-?|jointly|concurrently) ?published (?:as|in)\b|\breprinted in\b"
)
_LONGEST_LIST = 3
_CONTEXT = 150
_AFTER = 90
_LONGEST_LEAD = 40
_JOINT = 40
_BESIDE = 4
# "Roe J et al. · Journal 2031 …": the authors and the journal of a work
_WORK = re.compile(
    r"[A-ZÀ-Þ][\w'’-]+ [A-Z]{1,3}\b[^·\n]{0,80}\bet al\.?[\s*_]*·\s*[*_]*[A-Z][^·\n]{2,60}(?:19|20)\d\d"
)
_JOINED = re.compile(r"[\s,;·/*()\[\]:`]*(?:and)?\s*")
_SENTENCE = re.compile(r"(?<=[a-z)\]\d])\.\s+(?=[A-Z*])|;\s+|\n")
_OWN_LEAD = re.compile(r"[\s*_`\[(<⚠️:|,/+&–—-]*(?:and|version of record)?[\s:]*", re.IGNORECASE)


def assign_roles(note: Note) -> tuple[Identifier, ...]:
    """Each identifier with its role, in order of place."""
    found = note.found
    if not found:
        return ()
    if len(found) == 1:  # what stands alone names the source unless the note says that it is wrong
        role = _said_role(note, [], 0, own=_own_field(note, found[0]))
        if role in (None, IdentifierRole.MENTIONED, IdentifierRole.PREPRINT):
            role = IdentifierRole.SUBJECT
        return (_identifier(note, found[0], role),)
    own = [_own_field(note, item) for item in found]
    roles: list[IdentifierRole | None] = []
    for index in range(len(found)):
        roles.append(_said_role(note, roles, index, own=own[index]))
    for index, item in enumerate(found):
        if own[index] and roles[index] is None and _of_second_work(note, found[:index], item):
            roles[index] = IdentifierRole.MENTIONED
    _settle(found, roles, own)
    return tuple([_identifier(note, item, role) for item, role in zip(found, roles, strict=True)])


def _identifier(note: Note, item: Found, role: IdentifierRole | None) -> Identifier:
    return Identifier(
        scheme=item.scheme,
        value=item.value,
        role=role or IdentifierRole.SUBJECT,
        raw=note.text[item.start : item.end],
        span=note.lines.span(item.start, item.end),
    )


def _own_field(note: Note, item: Found) -> bool:
    """Whether nothing but markup and other identifiers stands before it in its segment."""
    start, _ = note.piece_at(item.start)
    return (
        item.label - start <= _LONGEST_LEAD and _OWN_LEAD.fullmatch(note.text, start, item.label) is not None
    )


def _of_second_work(note: Note, earlier: tuple[Found, ...], item: Found) -> bool:
    """Whether authors and a journal of their own stand between an identifier and an earlier one of its
    registry that has some too: "Roe J et al. · A 2031 · PMID 1 … Poe K et al. · B 2027 · PMID 2".
    """
    before = next((one for one in earlier if one.scheme is item.scheme and one.value != item.value), None)
    if before is None or _is_posted(item):
        return False
    return (
        _WORK.search(note.text, before.end, item.start) is not None
        and _WORK.search(note.text, note.start, before.start) is not None
    )


def _said_role(
    note: Note, roles: list[IdentifierRole | None], index: int, *, own: bool
) -> IdentifierRole | None:
    """The role that the words around an identifier give it, or None where they say nothing."""
    text, item = note.text, note.found[index]
    start, end = note.piece_at(item.start)
    since = start
    if index and note.found[index - 1].start >= start:
        before, inherited = note.found[index - 1], roles[index - 1]
        since = min(before.end, item.label)
        between = text[since : item.label]
        if len(between) <= _JOINT:
            pair = note.brackets.around(item.start)
            together = pair is not None and before.start > pair[0] and before.scheme is not item.scheme
            if _JOINED.fullmatch(between) and (
                before.scheme is not item.scheme or inherited is not IdentifierRole.SUBJECT
            ):
                return inherited
            if together and inherited not in (None, IdentifierRole.SUBJECT):
                return inherited
    # the word "DOI" of its own label counts as context: "the previous DOI (10.…) was wrong"
    said = text[max(since, item.label - _CONTEXT) : item.start]
    after = text[item.end : min(end, item.end + _AFTER)]
    lead = text[max(start, item.label - _CONTEXT) : item.label]
    if own and not lead.strip(" *_`[("):
        return IdentifierRole.SUPERSEDED if _SUPERSEDED_AFTER.match(after) else None
    if _SAME_WORK.search(_SENTENCE.split(lead)[-1]):
        return IdentifierRole.SUBJECT
    listed = note.kind_at(item.start) == "authors" and ";" not in lead and len(lead) < _CONTEXT
    return _role_from_words(said, after, item, bracketed=lead.rstrip().endswith(("(", "[")), listed=listed)


def _role_from_words(
    before: str, after: str, item: Found, *, bracketed: bool, listed: bool
) -> IdentifierRole | None:
    """Reads the cues before and after an identifier; ``listed`` tells that only the authors of the
    source stand before it.
    """
    clause = _SENTENCE.split(before)[-1]
    if _is_posted(item) and server_pattern(_PREPRINT).search(clause):
        return IdentifierRole.PREPRINT
    if _RETRACTION.search(clause):
        return IdentifierRole.RETRACTION_NOTICE
    if _SUPERSEDED_AFTER.match(after):
        return IdentifierRole.SUPERSEDED
    wrongs = list(_SUPERSEDED.finditer(clause))
    wrong = wrongs[-1] if wrongs else None
    right = _CORRECT.search(clause)
    if wrong is not None and (right is None or right.start() < wrong.start()):
        return IdentifierRole.SUPERSEDED
    if _CORRECTION.search(clause) and not _CORRECTED_DOI.search(clause):
        return IdentifierRole.CORRECTION
    if item.scheme is IdentifierScheme.DOI and server_pattern(_PREPRINT).search(clause):
        return IdentifierRole.PREPRINT
    if right is not None:
        return IdentifierRole.SUBJECT
    if listed:
        return None
    if _NAMED.search(before):
        return IdentifierRole.MENTIONED
    bare_end = not after.strip(" .*_)") and not bracketed
    if _MENTION.search(clause) and not (bare_end and item.scheme is not IdentifierScheme.DOI):
        return IdentifierRole.MENTIONED
    return None


def _is_posted(item: Found) -> bool:
    """Whether an identifier is the DOI of a preprint server."""
    return item.scheme is IdentifierScheme.DOI and find_server_of(item.value) is not None


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
        if roles[index] is IdentifierRole.SUBJECT and find_server_of(found[index].value) is None
    ]
    if record:
        for index in dois:
            if roles[index] is IdentifierRole.SUBJECT and _is_posted(found[index]):
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
            beside = found[index + 1] if index + 1 < len(found) else None
            if (
                beside is not None
                and beside.scheme is not found[index].scheme
                and beside.label - found[index].end <= _BESIDE
            ):
                roles[index + 1] = IdentifierRole.SUBJECT  # "(doi:…, PMID …)"
            return
