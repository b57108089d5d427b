"""Front matter → field values, aliases, verification and the claims that typed link fields state.

The vault profile says what a field means; here is only how a value is written: links with prose beside
them, free text among links, enum values with remarks, numbers in text, lists broken by their commas.
What is not understood stays in ``raw``, and a diagnostic says where.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from claimgraph.diagnostics import Diagnostic, LineIndex, Severity, Span
from claimgraph.document.values import Document, Field, Link, Mapping, Node, Region, Scalar
from claimgraph.document.values import Sequence as Items
from claimgraph.extract.fieldvalues import (
    LinkedText,
    has_checksum,
    is_hedged,
    is_reversed,
    names_value,
    read_boolean,
    read_date,
    read_enum,
    read_identifier,
    read_number,
    split_note,
    split_top,
    to_plain,
    unquoted,
)
from claimgraph.extract.quantity import parse_quantity
from claimgraph.model import (
    AssertedBy,
    Certainty,
    Claim,
    EvidenceLine,
    EvidenceScope,
    FieldValue,
    Mention,
    Stance,
    Verification,
)
from claimgraph.profile import FieldRule, Profile

# Unquoted list items that other YAML readers turn into something else than text (YAML 1.1).
_NOT_TEXT = re.compile(
    r"(?P<boolean>y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)"
    r"|(?P<number>[-+]?(?:0|[1-9][0-9_]*|0o?[0-7]+|0x[0-9a-fA-F]+|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+))"
    r"|(?P<date>\d{4}-\d{2}-\d{2})"
)
_LOCANT = re.compile(r"\(?(?:\d+['′’]*[a-zA-Z]?|[NOSC]\d*['′’]*|[αβγδω])(?:[RSEZrs])?\)?")
_LOCANT_TAIL = re.compile(r"\(?(?:\d+['′’]*[a-zA-Z]?|[NOSC]\d*['′’]*|[αβγδω])(?:[RSEZrs])?\)?-\S")


class FieldExtraction(msgspec.Struct, frozen=True, kw_only=True):
    """What the front matter of one page states.

    Attributes:
        page_type: the declared type; ``entity_class`` the class that the profile gives it, or gives the
            page's folder where no type could be read; None for pages that are about no entity.
        fields: every value in order of the page. A null gives one value with ``value`` None, and so does
            an empty list (raw ``[]``): the key is there and says nothing.
        field_links: (index into ``Document.links``, field) of every link in a field's value.
        claims: one a value of each field that states a relation, if the page is about an entity.
    """

    page_type: str | None
    entity_class: str | None
    aliases: tuple[str, ...]
    fields: tuple[FieldValue, ...]
    field_links: tuple[tuple[int, str], ...]
    claims: tuple[Claim, ...]
    verification: Verification | None
    diagnostics: tuple[Diagnostic, ...]


def extract_fields(document: Document, profile: Profile) -> FieldExtraction:
    """Read a page's front matter by a profile. Never raises: what is not understood is a diagnostic."""
    return _Extractor(document, profile).run()


class _Extractor:
    """One page's work in progress."""

    def __init__(self, document: Document, profile: Profile) -> None:
        self.document = document
        self.profile = profile
        self.lines = LineIndex(document.text)
        self.links = [
            (index, link) for index, link in enumerate(document.links) if link.region is Region.FRONT_MATTER
        ]
        self.starts = [link.span.start for _, link in self.links]
        self.fields: list[FieldValue] = []
        self.claims: list[Claim] = []
        self.field_links: list[tuple[int, str]] = []
        self.diagnostics: list[Diagnostic] = []
        self.page_type: str | None = None
        self.entity_class: str | None = None
        self.subject = Mention("", page=document.path)

    def run(self) -> FieldExtraction:
        front = self.document.front_matter
        keys = front.fields if front is not None else ()
        self.page_type = self._declared_type(keys)
        self.entity_class = self._class()
        self.subject = Mention(self._title(), page=self.document.path)
        for field in keys:
            self._read_field(field)
        self._check_directory(keys)
        return FieldExtraction(
            page_type=self.page_type,
            entity_class=self.entity_class,
            aliases=self._aliases(),
            fields=tuple(self.fields),
            field_links=tuple(self.field_links),
            claims=tuple(self.claims),
            verification=self._verification(),
            diagnostics=tuple(self.diagnostics),
        )

    # --------------------------------------------------------------------------- the page

    def _declared_type(self, keys: tuple[Field, ...]) -> str | None:
        for field in keys:
            if field.key == self.profile.type_field and isinstance(field.node, Scalar):
                text = to_plain(field.node.text)
                if field.node.is_null or not text:
                    continue
                head = split_note(text)[0]
                return head if self.profile.page_type(head) is not None else text
        return None

    def _class(self) -> str | None:
        path = self.document.path
        if not self.profile.is_entity_page(path):
            return None
        if self.page_type is not None:
            return self.profile.entity_class(self.page_type)
        homes = self.profile.types_in(path)
        return self.profile.entity_class(homes[0]) if homes else None

    def _title(self) -> str:
        for section in self.document.sections:
            if section.level == 1 and section.title:
                return section.title
        return self.document.path.rpartition("/")[2].removesuffix(".md")

    def _check_directory(self, keys: tuple[Field, ...]) -> None:
        path = self.document.path
        known = self.profile.page_type(self.page_type)
        if known is None or not known.directories or not self.profile.is_entity_page(path):
            return
        homes = self.profile.types_in(path)
        if known.name in homes:
            return
        field = next(field for field in keys if field.key == self.profile.type_field)
        expected = " or ".join(f"{folder}/" if folder else "the top folder" for folder in known.directories)
        here = path.rpartition("/")[0]
        self._report(
            "FM-04", Severity.WARNING, field.node.span,
            f"a page of type {known.name} belongs into {expected}; this one is in {here or 'the top folder'}",
            "move the page" + (f", or give it the type of its folder: {', '.join(homes)}" if homes else ""),
            known.name,
        )

    # --------------------------------------------------------------------------- fields

    def _read_field(self, field: Field) -> None:
        rule = self.profile.field(self.page_type, field.key)
        if rule is None:
            rule = FieldRule(name=field.key, kind="text", documented=False)
        node = field.node
        if isinstance(node, Scalar):
            if rule.many and not node.is_null and not self._inside(node.span):
                self._read_scalar_list(field.key, rule, node)
            else:
                self._read_scalar(field.key, rule, node)
        elif isinstance(node, Items):
            self._read_items(field.key, rule, node)
        else:
            self._read_nested(field.key, rule, node.span, "a mapping stands where a value is expected")

    def _read_items(self, key: str, rule: FieldRule, node: Items) -> None:
        if not node.items:
            self._add(key, rule, None, None, node.span)
            return
        if self._is_bare_link(node.span):
            self._read_nested(key, rule, node.span, "a link without quotes is a nested list for other tools")
            return
        for merged, span in self._merged(node):
            if merged is not None:
                self._report(
                    "FM-07", Severity.ERROR, span,
                    f"{key}: one name is split at its commas; read as {merged!r}",
                    f'put it in quotes: "{merged}"', merged,
                )
                self._read_text(key, rule, merged, span)
                continue
            item = next(item for item in node.items if item.span == span)
            if not isinstance(item, Scalar):
                what = "a mapping" if isinstance(item, Mapping) else "a nested list"
                if self._is_bare_link(span):
                    what = "a link without quotes, which other tools read as a nested list,"
                elif isinstance(item, Mapping):
                    what = "text with a colon, which reads as a mapping,"
                self._read_nested(key, rule, span, f"{what} stands in the list")
                continue
            self._check_item(key, rule, item)
            self._read_scalar(key, rule, item)

    def _merged(self, node: Items) -> Iterator[tuple[str | None, Span]]:
        """The items of a list, those that are one name broken at its commas put together again."""
        text = self.document.text
        flow = text.startswith("[", node.span.start)
        items = node.items
        at = 0
        while at < len(items):
            end = self._broken_name(items, at) if flow else at
            if end > at:
                start, stop = items[at].span.start, items[end].span.end
                yield to_plain(text[start:stop]), self.lines.span(start, stop)
            else:
                yield None, items[at].span
            at = end + 1

    def _broken_name(self, items: tuple[Node, ...], first: int) -> int:
        """Index of the last item of the name that starts at ``first``: itself where it is whole."""
        text = self.document.text
        head = items[first]
        if not isinstance(head, Scalar) or head.quoted or head.is_null:
            return first
        if _LOCANT.fullmatch(head.text):
            for last in range(first + 1, len(items)):
                item, before = items[last], items[last - 1]
                if not isinstance(item, Scalar) or item.quoted:
                    return first
                if text[before.span.end : item.span.start] != ",":
                    return first
                if not _LOCANT.fullmatch(item.text):
                    return last if _LOCANT_TAIL.match(item.text) else first
            return first
        depth = _depth(head.text)
        if depth > 0:
            for last in range(first + 1, min(len(items), first + 6)):
                item = items[last]
                if not isinstance(item, Scalar) or item.quoted:
                    return first
                depth += _depth(item.text)
                if depth == 0:
                    return last
        return first

    def _check_item(self, key: str, rule: FieldRule, item: Scalar) -> None:
        if item.quoted or rule.kind == "identifier" or self._inside(item.span):
            return
        if item.is_null:
            what = "an empty item"
        else:
            found = _NOT_TEXT.fullmatch(item.text)
            if found is None:
                return
            what = f"{item.text}, which other tools read as a {found.lastgroup},"
        self._report(
            "FM-07", Severity.ERROR, item.span, f"{key}: {what} stands in a list of names",
            "take the empty item out" if item.is_null else f'put it in quotes: "{item.text}"', item.text,
        )

    def _read_scalar_list(self, key: str, rule: FieldRule, node: Scalar) -> None:
        """A list written as one text: ``aliases: a, b, c``."""
        raw = self.document.quote(node.span)
        inner, end = unquoted(raw)
        separators = ";" if ";" in raw else ","
        parts = split_top(raw[inner:end], separators)
        if len(parts) < 2 or rule.kind == "number" or (separators == "," and not _looks_listed(raw)):
            self._read_scalar(key, rule, node)
            return
        self._report(
            "FM-07", Severity.WARNING, node.span,
            f"{key} is a list, and {len(parts)} values stand in one text; read as separate values",
            f"write {key}: [first, second]", raw,
        )
        for start, stop in parts:
            offset = node.span.start + inner
            part = self.lines.span(offset + start, offset + stop)
            self._read_text(key, rule, to_plain(self.document.quote(part)), part)

    def _read_nested(self, key: str, rule: FieldRule, span: Span, what: str) -> None:
        raw = self.document.quote(span)
        self._report("FM-07", Severity.ERROR, span, f"{key}: {what}", _quote_help(raw), raw)
        if self._inside(span):
            self._read_linked(key, rule, raw, span)
        else:
            self._add(key, rule, to_plain(raw), None, span)

    def _read_scalar(self, key: str, rule: FieldRule, scalar: Scalar) -> None:
        if scalar.is_null:
            self._add(key, rule, None, None, scalar.span)
            return
        if self._inside(scalar.span):
            self._read_linked(key, rule, self.document.quote(scalar.span), scalar.span)
            return
        parts = self._value_parts(rule, scalar)
        if parts:
            for span in parts:
                self._read_text(key, rule, to_plain(self.document.quote(span)), span)
        else:
            self._read_text(key, rule, to_plain(scalar.text), scalar.span)

    def _value_parts(self, rule: FieldRule, scalar: Scalar) -> list[Span]:
        """Where the several values of one scalar stand ("in-vivo + in-vitro"); empty for a single value."""
        separators = rule.separators or ("|;," if rule.kind == "identifier" else "")
        if not separators:
            return []
        raw = self.document.quote(scalar.span)
        inner, end = unquoted(raw)
        if raw[inner:end] != scalar.text:
            return []
        parts = split_top(scalar.text, separators)
        if len(parts) < 2:
            return []
        for start, stop in parts:
            text = to_plain(scalar.text[start:stop])
            if rule.kind == "enum" and not names_value(text, rule):
                return []
            if rule.kind == "identifier" and not self._is_identifier(text, rule):
                return []
        offset = scalar.span.start + inner
        return [self.lines.span(offset + start, offset + stop) for start, stop in parts]

    @staticmethod
    def _is_identifier(text: str, rule: FieldRule) -> bool:
        return rule.registry is not None and rule.registry.accepts(read_identifier(text, rule)[0])

    def _read_text(self, key: str, rule: FieldRule, text: str, span: Span) -> None:
        """One value without links, as plain text, by the kind of its field."""
        value: str | None = text
        note: str | None = None
        if not text:
            note = to_plain(self.document.quote(span)) or None
            self._add(key, rule, None, note, span)
            return
        if rule.kind in {"link", "identifier", "number", "date"} and self._is_nothing(text):
            self._add(key, rule, None, split_note(text)[1], span)
            return
        if rule.kind == "enum":
            value, note = read_enum(text, rule)
        elif rule.kind == "identifier":
            value, note = read_identifier(text, rule)
            self._check_identifier(key, rule, value, span)
        elif rule.kind == "date":
            value, note = read_date(text)
        elif rule.kind == "boolean":
            value, note = read_boolean(text)
        elif rule.kind == "number":
            value, note = read_number(text)
        elif rule.kind == "link":
            value, note = split_note(text)
        self._add(key, rule, value, note, span, text=text)
        if rule.kind == "link" and value:
            self._claim(rule, Mention(value), note, span)
        if rule.directory and value:
            self._check_folder(key, value, span)

    def _is_nothing(self, text: str) -> bool:
        return split_note(text)[0].casefold() in self.profile.null_words

    def _read_linked(self, key: str, rule: FieldRule, raw: str, span: Span) -> None:
        """A value with wikilinks: one value a link, the prose behind each its note."""
        links = self._inside(span)
        self.field_links.extend((index, key) for index, _ in links)
        linked = LinkedText(raw, span.start, links)
        typed = rule.relation is not None or rule.kind == "link"
        if not typed:
            index = links[0][0] if len(links) == 1 else -1
            self._add(key, rule, linked.whole, None, span, link=index)
            return
        if linked.before:
            # "release from [[x]]": the words name something that is not x. The link stays on the value.
            index = links[0][0] if len(links) == 1 else -1
            self._add(key, rule, linked.whole, None, span, link=index)
            self._claim(rule, Mention(linked.whole), None, span)
            return
        for position, (index, link) in enumerate(links):
            note = linked.note(position)
            self._add(key, rule, link.target or link.anchor, note, link.span, link=index)
            self._claim_link(rule, link, index, note)

    def _claim_link(self, rule: FieldRule, link: Link, index: int, note: str | None) -> None:
        name = link.label or link.target or link.anchor or ""
        if note is not None and is_reversed(note, self.profile):
            if rule.reversed_relation is not None and not rule.inverse:
                self._claim(rule, Mention(name, index), note, link.span, relation=rule.reversed_relation)
            else:
                self._claim(rule, Mention(f"{name} {split_note(note)[0]}"), note, link.span)
            return
        self._claim(rule, Mention(name, index), note, link.span)

    # --------------------------------------------------------------------------- results

    def _add(
        self, key: str, rule: FieldRule, value: str | None, note: str | None, span: Span, *,
        link: int = -1, text: str | None = None,
    ) -> None:
        quantity = None
        if rule.kind == "number" and text is not None:
            quantity = parse_quantity(text)
            if quantity is not None and quantity.unit is None and rule.unit is not None:
                quantity = msgspec.structs.replace(quantity, unit=rule.unit)
        known = self.profile.page_type(self.page_type)
        declared = rule.documented and (known is None or known.documented)
        self.fields.append(
            FieldValue(
                key, rule.kind, value, self.document.quote(span), note, link, declared, span, quantity
            )
        )

    def _claim(
        self, rule: FieldRule, thing: Mention, note: str | None, span: Span, relation: str | None = None
    ) -> None:
        if rule.relation is None or self.entity_class is None:
            return
        direction = rule.direction
        if relation is not None:
            direction = "decrease" if direction == "increase" else direction
        subject, target = (thing, self.subject) if rule.inverse else (self.subject, thing)
        certainty = Certainty.ASSERTED
        if note is not None and is_hedged(note, self.profile):
            certainty = Certainty.SPECULATIVE
        evidence = tuple(
            EvidenceLine(reference.key, Stance.SUPPORTS, EvidenceScope.FIELD, reference.span)
            for reference in self.document.references
            if span.start <= reference.span.start < span.end
        )
        self.claims.append(
            Claim(
                subject=subject,
                predicate=relation or rule.relation,
                object=target,
                direction=direction,
                negated=False,
                certainty=certainty,
                asserted_by=AssertedBy.FRONT_MATTER,
                note=note,
                evidence=evidence,
                evidence_scope=EvidenceScope.FIELD if evidence else EvidenceScope.NONE,
                text=self.document.quote(span),
                span=span,
            )
        )

    def _aliases(self) -> tuple[str, ...]:
        names = self.profile.alias_fields
        return tuple(
            dict.fromkeys(found.value for found in self.fields if found.field in names and found.value)
        )

    def _verification(self) -> Verification | None:
        block = self.profile.verification
        if block is None:
            return None
        found: dict[str, FieldValue] = {}
        for value in self.fields:
            found.setdefault(value.field, value)
        stated = found.get(block.verified)
        if stated is None:
            return None
        rest = [
            found[name].value if name is not None and name in found else None
            for name in (block.date, block.by, block.scope)
        ]
        return Verification(
            {"true": True, "false": False}.get(stated.value or ""), rest[0], rest[1], rest[2], stated.span
        )

    # --------------------------------------------------------------------------- checks

    def _check_identifier(self, key: str, rule: FieldRule, value: str, span: Span) -> None:
        registry = rule.registry
        if registry is None or registry.check is None or not registry.accepts(value):
            return
        if not has_checksum(value, registry.check):
            self._report(
                "ID-11", Severity.ERROR, span, f"{key}: the check digit of {value} is wrong",
                "look the number up again: one of its digits is not right", value,
            )

    def _check_folder(self, key: str, value: str, span: Span) -> None:
        known = self.profile.page_type(self.page_type)
        folder = self.document.path.rpartition("/")[0]
        for directory in known.directories if known is not None else ():
            if folder == directory or folder.startswith(directory + "/"):
                below = folder[len(directory) :].strip("/").split("/")[0]
                if below != value:
                    self._report(
                        "IV-01", Severity.WARNING, span,
                        f"{key} is {value}, and the page stands in {folder}/",
                        f"move the page to {directory}/{value}/, or mend {key}", value,
                    )
                return

    def _inside(self, span: Span) -> list[tuple[int, Link]]:
        """The links that stand within ``span``."""
        found: list[tuple[int, Link]] = []
        at = bisect_left(self.starts, span.start)
        while at < len(self.starts) and self.starts[at] < span.end:
            found.append(self.links[at])
            at += 1
        return found

    def _is_bare_link(self, span: Span) -> bool:
        """Whether a YAML list is really one unquoted wikilink."""
        links = self._inside(span)
        return len(links) == 1 and links[0][1].span.start == span.start and links[0][1].span.end == span.end

    def _report(
        self, rule: str, severity: Severity, span: Span, message: str, help_text: str | None, value: str
    ) -> None:
        self.diagnostics.append(
            Diagnostic(
                rule=rule, severity=severity, message=message, path=self.document.path, line=span.line,
                end_line=span.end_line, value=value[:200], help=help_text,
            )
        )


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")


def _looks_listed(raw: str) -> bool:
    """Whether the commas of a text part values: they are followed by a blank, and the parts are short."""
    return ", " in raw and ". " not in raw and all(len(part) <= 60 for part in raw.split(","))


def _quote_help(raw: str) -> str:
    return f'put it in quotes: "{raw}"' if len(raw) <= 60 and '"' not in raw else "put the text in quotes"
