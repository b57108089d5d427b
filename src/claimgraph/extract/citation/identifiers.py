"""Identifiers in a footnote: where they stand, and their normalised values.

A DOI has no grammar of its own end: the end is where the brackets that opened *before* it close, where
markup or a blank comes, or where punctuation of the sentence begins. Old Wiley DOIs hold brackets,
angle brackets, semicolons and colons and are known by their ``CO;2-`` tail.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec

from claimgraph.model import IdentifierScheme

_DOI_START = re.compile(r"10(?<![\d.]10)\.\d{4,9}(?:\.\d+)*(?:/|%2[fF])(?=\S)")
# A zero-width character that came along with a copy stands inside a DOI unseen; one behind it ends it.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_DOI_BODY = re.compile(rf"(?:[^\s\"“”|`\\·•∙{_UNSEEN}\u2028\u2029\x00-\x1f…—]|[{_UNSEEN}]+(?=[a-z0-9.]))+")
_UNSEEN_RUN = re.compile(rf"[{_UNSEEN}]+")
_PLAIN_DOI = re.compile(r"[\w./-]+", re.ASCII)
# the check character is often lost on the way: 3.0.CO;2 ends like 3.0.CO;2-P
_SICI_END = re.compile(r"CO;2(?:-[0-9A-Z#](?![0-9A-Z])|(?![0-9A-Z]))", re.IGNORECASE)
_TRAILING = ".,;:!?'’*_-–&~^"
_URL_TAIL = re.compile(
    r"/(?:full|pdf|epdf|abstract|html|meta|fulltext|full-text|summary|(?:mediaobjects|suppl_file|assets?)/.*)$",
    re.IGNORECASE,
)
_FILE_TAIL = re.compile(r"\.(?:pdf|html?|full|xml)$", re.IGNORECASE)
_VERSION = re.compile(r"^(10\.(?:1101|64898)/\d[\d.]*\d)v\d+.*$", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKUP_LINK = re.compile(r"\]\(|\]\[")
_PMID_NAME = re.compile(r"pmid(?<![a-z]pmid)|pubmed")
_PMID = re.compile(
    r"(?i:pmids?(?:[ \t]*(?:[:=#\-–]|no\.?|is|id))*[ \t*\[\](]*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?"
    r"(?:[ \t]*(?:id|pmid|ref(?:s|erence)?s?)|/)?[ \t:=#]*)(?<!\d)([1-9]\d{0,7})(?![\d.]\d|\d|[,]\d{3}(?!\d))"
)
_PMID_MORE = re.compile(r"[ \t]*(?:,|/|;|&|and|\+)[ \t]*(?:and[ \t]+)?([1-9]\d{5,7})(?![\d.]\d|\d)")
_PMCID = re.compile(
    r"(?i:(?<![a-z0-9])pmc[ \t]?)([1-9]\d{4,8})(?!\d)"
    r"|(?i:(?<![a-z])(?:pmcid[ \t]*[:=#]?|pmc[ \t]*[:=#])[ \t]*)([1-9]\d{4,8})(?!\d)"
)
_PMCID_NAME = re.compile(r"(?i)\bpmc(?:id)?[\s:=#]+(?=$)|\bpmc(?:id)?[\s:=#]+")
_NCT = re.compile(r"(?i:(?<![a-z0-9])nct)[ \t:#-]{0,2}(\d{8})(?!\d)")
# What may stand straight before a DOI as part of it: markup, "doi:", the address of a resolver.
_PREFIX = re.compile(
    r"(?i)[\[(<*_`\"']*(?:doi[:=]?)?[\[(<*_`]*(?:(?:https?:|www\.|dx\.|doi\.org)\S*)?(?:doi[:=]?)?"
)
_PREFIX_WORD = re.compile(r"(?i)[\[(<*_`]*\bdoi[\s:=*_`]{1,4}$")
_LONGEST_PREFIX = 60


class Found(msgspec.Struct, frozen=True, gc=False):
    """An identifier before its role is known. ``start`` and ``end`` hold the identifier alone,
    ``label`` is where its prefix (``doi:``, ``PMID``) begins.
    """

    scheme: IdentifierScheme
    value: str
    start: int
    end: int
    label: int


def find_identifiers(text: str, start: int, end: int, lower: str) -> tuple[Found, ...]:
    """All identifiers in ``text[start:end]``, by place; ``lower`` is that stretch in small letters."""
    found: list[Found] = []
    at = start
    while (match := _DOI_START.search(text, at, end)) is not None:
        stop = _doi_end(text, match.start(), match.end(), end)
        at = max(stop, match.end())
        value = normalise_doi(text[match.start() : stop])
        if value is not None:
            begin = _label_start(text, start, match.start())
            found.append(Found(IdentifierScheme.DOI, value, match.start(), stop, begin))
    pmids: list[Found] = []
    for name in _PMID_NAME.finditer(lower):
        match = _PMID.match(text, start + name.start(), end)
        if match is None or (pmids and pmids[-1].start >= match.start(1)):
            continue
        if text[match.start() : match.start() + 6].lower() == "pubmed" and len(match.group(1)) < 7:
            continue
        pmids.append(
            Found(IdentifierScheme.PMID, match.group(1), match.start(1), match.end(1), match.start())
        )
        position = match.end(1)
        while (more := _PMID_MORE.match(text, position, end)) is not None:
            pmids.append(
                Found(IdentifierScheme.PMID, more.group(1), more.start(1), more.end(1), more.start(1))
            )
            position = more.end(1)
    found += pmids
    for match in _matches_at(_PMCID, "pmc", text, start, end, lower):
        digits = match.group(1) or match.group(2)
        begin = match.start() if match.group(1) else match.start(2)
        named = _PMCID_NAME.search(text, max(start, match.start() - 12), match.start())
        label = named.start() if named is not None and named.end() == match.start() else match.start()
        found.append(Found(IdentifierScheme.PMCID, "PMC" + digits, begin, match.end(), label))
    found += [
        Found(IdentifierScheme.NCT, "NCT" + match.group(1), match.start(), match.end(), match.start())
        for match in _matches_at(_NCT, "nct", text, start, end, lower)
    ]
    if len(found) > 1:
        found.sort(key=lambda item: (item.start, item.end))
    return tuple(found)


def _matches_at(
    pattern: re.Pattern[str], word: str, text: str, start: int, end: int, lower: str
) -> list[re.Match[str]]:
    """The matches of a pattern that begins with ``word``, found by the word."""
    found: list[re.Match[str]] = []
    at = lower.find(word)
    while at >= 0:
        match = pattern.match(text, start + at, end)
        if match is not None:
            found.append(match)
        at = lower.find(word, at + 1 if match is None else match.end() - start)
    return found


def normalise_doi(raw: str) -> str | None:
    """A DOI in small letters, percent-escapes resolved; None where nothing is left after the slash.

    DOIs compare without regard to case (DOI handbook, section on case sensitivity).
    """
    value = unquote(raw) if _ESCAPED.search(raw) else raw
    if not value.isascii():
        value = _UNSEEN_RUN.sub("", value)
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
    if _PLAIN_DOI.fullmatch(run) is not None:
        return _without_tail(text, after_slash, end)
    sici = _SICI_END.search(text, after_slash, end)
    if sici is not None:
        return sici.end()
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
    return _without_tail(text, after_slash, end)


def _without_tail(text: str, after_slash: int, end: int) -> int:
    """``end`` before punctuation of the sentence and the tail of an address."""
    while end > after_slash and text[end - 1] in _TRAILING:
        end -= 1
    for tail_of in (_URL_TAIL, _FILE_TAIL):
        tail = tail_of.search(text[after_slash:end])
        if tail is not None and tail.start() > 0:
            end = after_slash + tail.start()
    return end


def _label_start(text: str, start: int, at: int) -> int:
    """Where the label of the DOI at ``at`` begins: its resolver address, its word "doi", its markup."""
    left = max(start, at - _LONGEST_PREFIX)
    token = at
    while token > left and not text[token - 1].isspace():
        token -= 1
    if not _PREFIX.fullmatch(text, token, at):
        return at
    word = _PREFIX_WORD.search(text[max(left, token - 16) : token])
    return token - len(word.group()) if word is not None else token
