"""Identifiers outside footnotes: DOI, PMID, PMCID and NCT in sentences, cells, comments and prose fields.

A footnote's identifiers belong to its citation, and a front-matter value that *is* an identifier says so
itself. All others are mentions, each with its place and with the statement or the field that it stands in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from claimgraph.document.values import Document
from claimgraph.extract.citation import Found, find_identifiers
from claimgraph.extract.citation.lexicon import lower_same_length
from claimgraph.extract.layout import Layout, field_places
from claimgraph.model import FieldValue, IdentifierMention, IdentifierScheme

# A line without any of these names no identifier.
_CLUES = ("PMID", "pmid", "Pmid", "PubMed", "pubmed", "PMC", "pmc", "NCT", "nct0")
_SHORTEST = 8
_DOI = re.compile(r"10\.\d{4,9}")


def find_mentions(layout: Layout, fields: Sequence[FieldValue]) -> tuple[IdentifierMention, ...]:
    """The identifiers of a page outside its footnotes, in order; their statements are not known yet."""
    document = layout.document
    fielded = _Fields(document, fields)
    found: list[IdentifierMention] = []
    for start, end in _outside_footnotes(document):
        for one in _in_lines(document.text, start, end):
            field = -1
            if one.start < document.body_start:
                field = fielded.at(one.start)
                if field >= 0 and _is_value(fields[field], one.scheme, one.value):
                    continue
            found.append(
                IdentifierMention(
                    scheme=one.scheme,
                    value=one.value,
                    raw=document.text[one.start : one.end],
                    span=layout.span(one.start, one.end),
                    field=field,
                )
            )
    return tuple(found)


def named_sentences(layout: Layout, mentions: Sequence[IdentifierMention]) -> frozenset[int]:
    """The sentences that name an identifier themselves."""
    return frozenset(
        at
        for mention in mentions
        if mention.field < 0 and (at := layout.sentence_at(mention.span.start)) >= 0
    )


def to_mentions(
    layout: Layout, mentions: Sequence[IdentifierMention], statement_of: Mapping[int, int]
) -> tuple[IdentifierMention, ...]:
    """``mentions`` with the statements that their sentences became."""
    placed = []
    for mention in mentions:
        if mention.field < 0:
            statement = statement_of.get(layout.sentence_at(mention.span.start), -1)
            mention = msgspec.structs.replace(mention, statement=statement)
        placed.append(mention)
    return tuple(placed)


def _outside_footnotes(document: Document) -> Iterator[tuple[int, int]]:
    """The stretches of a page between its footnotes: the front matter, then the body."""
    at = 0
    for definition in (*sorted(document.definitions, key=lambda one: one.span.start), None):
        end = len(document.text) if definition is None else definition.span.start
        if at < document.body_start < end:
            yield at, document.body_start
            at = document.body_start
        if end - at > _SHORTEST:  # between footnotes there is a line end as a rule
            yield at, end
        if definition is not None:
            at = max(at, definition.span.end)


def _in_lines(text: str, start: int, end: int) -> Iterator[Found]:
    """The identifiers of a stretch; only lines with a clue are read, because few have one."""
    clues = [match.start() for match in _DOI.finditer(text, start, end)]
    for clue in _CLUES:
        at = text.find(clue, start, end)
        while at >= 0:
            clues.append(at)
            at = text.find(clue, at + 1, end)
    done = start
    for at in sorted(clues):
        if at < done:
            continue
        left = max(start, text.rfind("\n", start, at) + 1)
        done = text.find("\n", at, end)
        done = end if done < 0 else done
        yield from find_identifiers(text, left, done, lower_same_length(text[left:done]))


def _is_value(field: FieldValue, scheme: IdentifierScheme, value: str) -> bool:
    """Whether the field is an identifier and says this one as its value."""
    if field.kind != "identifier" or field.value is None:
        return False
    said = field.value.casefold()
    return value.casefold() in said or (scheme is IdentifierScheme.PMCID and value[3:] == said)


class _Fields:
    """Which value of the front matter an offset stands in; of a comment the first value of its field."""

    def __init__(self, document: Document, fields: Sequence[FieldValue]) -> None:
        self.fields = fields
        self.order = sorted(range(len(fields)), key=lambda number: fields[number].span.start)
        self.values = [fields[number].span.start for number in self.order]
        self.starts, self.keys = field_places(document)
        self.first: dict[str, int] = {}
        for number, field in enumerate(fields):
            self.first.setdefault(field.field, number)

    def at(self, offset: int) -> int:
        """The index of the value, or -1 where the offset belongs to no field that was read."""
        at = bisect_right(self.values, offset) - 1
        if at >= 0 and offset < self.fields[self.order[at]].span.end:
            return self.order[at]
        at = bisect_right(self.starts, offset) - 1
        return self.first.get(self.keys[at], -1) if at >= 0 else -1
