"""One front-matter field → its values, the links in them, the claims that it states, and what is wrong."""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from claimgraph.checkdigits import has_check_digit
from claimgraph.diagnostics import Diagnostic, Severity, Span, line_index
from claimgraph.document.values import Document, Field, Link, Mapping, Node, Region, Scalar
from claimgraph.document.values import Sequence as Items
from claimgraph.extract.fieldlists import looks_listed, misread_as, whole_items
from claimgraph.extract.fieldvalues import (
    LinkedText,
    is_hedged,
    is_reversed,
    opens_with_gap,
    opens_with_value,
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
)
from claimgraph.profile import FieldRule, Profile

_OPPOSITE = {"increase": "decrease", "decrease": "increase"}


class FieldReader:
    """Reads the fields of one page, in order; the results gather in its lists.

    Attributes:
        fields, claims, diagnostics: what was read so far.
        field_links: (index into ``Document.links``, field) of the links in values.
    """

    def __init__(
        self, document: Document, profile: Profile, page_type: str | None, subject: Mention | None
    ) -> None:
        """``subject`` is the thing that the page is about; None where it is about nothing: no claims then."""
        self._document = document
        self._profile = profile
        self._page_type = page_type
        self._subject = subject
        self._lines = line_index(document.text)
        known = profile.page_type(page_type)
        self._documented = known is None or known.documented
        self._links = [
            (index, link) for index, link in enumerate(document.links) if link.region is Region.FRONT_MATTER
        ]
        self._starts = [link.span.start for _, link in self._links]
        self.fields: list[FieldValue] = []
        self.claims: list[Claim] = []
        self.field_links: list[tuple[int, str]] = []
        self.diagnostics: list[Diagnostic] = []

    def read(self, field: Field) -> None:
        """Read one field by its rule; a field that the profile does not know is text."""
        rule = self._profile.field(self._page_type, field.key)
        if rule is None:
            rule = FieldRule(name=field.key, kind="text", documented=False)
        first = len(self.fields)
        node = field.node
        if isinstance(node, Items):
            self._read_items(rule, node)
        elif isinstance(node, Mapping):
            self._read_nested(rule, node.span, "a mapping stands where a value is expected")
        elif rule.many and not node.is_null and not self._inside(node.span):
            self._read_scalar_list(rule, node)
        else:
            self._read_scalar(rule, node)
        comment = " ".join(comment.text for comment in field.comments if comment.text)
        if comment and len(self.fields) > first:
            self.fields[first] = msgspec.structs.replace(self.fields[first], comment=comment)

    # ------------------------------------------------------------------------------ lists

    def _read_items(self, rule: FieldRule, node: Items) -> None:
        if not node.items:
            self._add(rule, None, None, node.span)
        elif self._is_bare_link(node.span):
            self._read_nested(rule, node.span, "a link without quotes is a nested list for other tools")
        else:
            for first, last in whole_items(node, self._document.text):
                if first is last:
                    self._read_item(rule, first)
                else:
                    self._read_broken(rule, self._lines.span(first.span.start, last.span.end))

    def _read_item(self, rule: FieldRule, item: Node) -> None:
        if isinstance(item, Scalar):
            self._check_item(rule, item)
            self._read_scalar(rule, item)
        elif self._is_bare_link(item.span):
            self._read_nested(rule, item.span, "a link without quotes is a nested list for other tools")
        elif isinstance(item, Mapping):
            self._read_nested(rule, item.span, "text with a colon in it reads as a mapping")
        else:
            self._read_nested(rule, item.span, "a nested list stands in the list")

    def _read_broken(self, rule: FieldRule, span: Span) -> None:
        whole = to_plain(self._document.quote(span))
        self.report(
            "FM-07",
            Severity.ERROR,
            span,
            f"{rule.name}: one name is split at its commas; read as {whole!r}",
            f'put it in quotes: "{whole}"',
            whole,
        )
        if self._inside(span):
            self._read_linked(rule, self._document.quote(span), span)
        else:
            self._read_text(rule, whole, span)

    def _check_item(self, rule: FieldRule, item: Scalar) -> None:
        if item.is_null:
            message, mend = "an empty item stands in the list", "take the empty item out"
        elif item.quoted or rule.kind == "identifier" or self._inside(item.span):
            return
        else:
            taken_for = misread_as(item)
            if taken_for is None:
                return
            message = f"other tools read {item.text} in this list as a {taken_for}"
            mend = f'put it in quotes: "{item.text}"'
        self.report("FM-07", Severity.ERROR, item.span, f"{rule.name}: {message}", mend, item.text)

    def _read_scalar_list(self, rule: FieldRule, scalar: Scalar) -> None:
        """A list written as one text: ``aliases: a, b, c``."""
        raw = self._document.quote(scalar.span)
        inner, end = unquoted(raw)
        separators = ";" if ";" in raw else ","
        parts = split_top(raw[inner:end], separators)
        if len(parts) < 2 or rule.kind == "number" or (separators == "," and not looks_listed(raw)):
            self._read_scalar(rule, scalar)
            return
        self.report(
            "FM-07",
            Severity.WARNING,
            scalar.span,
            f"{rule.name} is a list, and {len(parts)} values stand in one text; read as separate values",
            f"write {rule.name}: [first, second]",
            raw,
        )
        for span in self._spans(scalar.span.start + inner, parts):
            self._read_text(rule, to_plain(self._document.quote(span)), span)

    def _read_nested(self, rule: FieldRule, span: Span, what: str) -> None:
        raw = self._document.quote(span)
        mend = f'put it in quotes: "{raw}"' if len(raw) <= 60 and '"' not in raw else "put the text in quotes"
        self.report("FM-07", Severity.ERROR, span, f"{rule.name}: {what}", mend, raw)
        if self._inside(span):
            self._read_linked(rule, raw, span)
        else:
            self._add(rule, to_plain(raw), None, span)

    # ------------------------------------------------------------------------------ values

    def _read_scalar(self, rule: FieldRule, scalar: Scalar) -> None:
        if scalar.is_null:
            self._add(rule, None, None, scalar.span)
        elif self._inside(scalar.span):
            self._read_linked(rule, self._document.quote(scalar.span), scalar.span)
        elif parts := self._value_parts(rule, scalar):
            for span in parts:
                self._read_text(rule, to_plain(self._document.quote(span)), span)
        else:
            self._read_text(rule, to_plain(scalar.text), scalar.span)

    def _value_parts(self, rule: FieldRule, scalar: Scalar) -> list[Span]:
        """Where the several values of one scalar stand ("in-vivo + in-vitro"); empty for a single value.

        A bar always parts values; other separators only where every part is a value of the field.
        """
        choices = rule.separators and [rule.separators]
        if rule.kind == "identifier":
            choices = ["|", ";", ","]
        if not choices:
            return []
        raw = self._document.quote(scalar.span)
        inner, end = unquoted(raw)
        if raw[inner:end] != scalar.text:
            return []  # escapes or folded lines: offsets into the value are not offsets into the page
        for separators in choices:
            parts = split_top(scalar.text, separators)
            texts = [to_plain(scalar.text[start:stop]) for start, stop in parts]
            if len(parts) > 1 and (separators == "|" or all(opens_with_value(text, rule) for text in texts)):
                return self._spans(scalar.span.start + inner, parts)
        return []

    def _spans(self, offset: int, parts: list[tuple[int, int]]) -> list[Span]:
        return [self._lines.span(offset + start, offset + stop) for start, stop in parts]

    def _read_text(self, rule: FieldRule, text: str, span: Span) -> None:
        """One value without links, as plain text, by the kind of its field."""
        if not text or opens_with_gap(self._document.quote(span)):
            self._add(rule, None, text or None, span)
            return
        value: str | None = text
        note: str | None = None
        if rule.kind in {"link", "identifier", "number", "date"}:
            head, note = split_note(text)
            if head.casefold() in self._profile.null_words:
                self._add(rule, None, note, span)
                return
            value = head
        if rule.kind == "enum":
            value, note = read_enum(text, rule)
        elif rule.kind == "identifier":
            value, note = read_identifier(text, rule)
            self._check_identifier(rule, value, span)
        elif rule.kind == "date":
            value, note = read_date(text)
        elif rule.kind == "boolean":
            value, note = read_boolean(text)
        elif rule.kind == "number":
            value, note = read_number(text)
        elif rule.kind == "text":
            value, note = text, None
        self._add(rule, value, note, span, text=text)
        if rule.kind == "link" and value:
            self._claim(rule, Mention(value), note, span)
        if rule.directory and value:
            self._check_folder(rule, value, span)

    def _read_linked(self, rule: FieldRule, raw: str, span: Span) -> None:
        """A value with wikilinks: one value a link, the prose behind each its note."""
        links = self._inside(span)
        self.field_links.extend((index, rule.name) for index, _ in links)
        linked = LinkedText(raw, span.start, links)
        only = links[0][0] if len(links) == 1 else -1
        if rule.relation is None and rule.kind != "link":
            self._add(rule, linked.whole, None, span, link=only)
        elif linked.before:
            # "release from [[x]]": the words name something that is not x. The link stays on the value.
            name, note, in_name = linked.named()
            self._add(rule, name, note, span, link=only if in_name else -1, kind="link")
            self._claim(rule, Mention(name), note, span)
        else:
            for position, (index, link) in enumerate(links):
                note = linked.note(position)
                self._add(rule, link.target or link.anchor, note, link.span, link=index, kind="link")
                self._claim_link(rule, link, index, note)

    # ------------------------------------------------------------------------------ claims

    def _claim_link(self, rule: FieldRule, link: Link, index: int, note: str | None) -> None:
        name = link.label or link.target or link.anchor or ""
        if note is None or not is_reversed(note, self._profile):
            self._claim(rule, Mention(name, index), note, link.span)
        elif rule.reversed_relation is not None and not rule.inverse:
            opposite = msgspec.structs.replace(
                rule, relation=rule.reversed_relation, direction=_OPPOSITE.get(rule.direction or "")
            )
            self._claim(opposite, Mention(name, index), note, link.span)
        else:
            self._claim(rule, Mention(f"{name} {split_note(note)[0]}"), note, link.span)

    def _claim(self, rule: FieldRule, thing: Mention, note: str | None, span: Span) -> None:
        if rule.relation is None or self._subject is None:
            return
        subject, target = (thing, self._subject) if rule.inverse else (self._subject, thing)
        hedged = note is not None and is_hedged(note, self._profile)
        evidence = tuple(
            EvidenceLine(reference.key, Stance.SUPPORTS, EvidenceScope.FIELD, reference.span)
            for reference in self._document.references
            if span.start <= reference.span.start < span.end
        )
        self.claims.append(
            Claim(
                subject=subject,
                predicate=rule.relation,
                object=target,
                direction=rule.direction,
                negated=False,
                certainty=Certainty.SPECULATIVE if hedged else Certainty.ASSERTED,
                asserted_by=AssertedBy.FRONT_MATTER,
                note=note,
                evidence=evidence,
                evidence_scope=EvidenceScope.FIELD if evidence else EvidenceScope.NONE,
                text=self._document.quote(span),
                span=span,
            )
        )

    # ------------------------------------------------------------------------------ results

    def _add(
        self,
        rule: FieldRule,
        value: str | None,
        note: str | None,
        span: Span,
        *,
        link: int = -1,
        text: str | None = None,
        kind: str | None = None,
    ) -> None:
        quantity = parse_quantity(text) if rule.kind == "number" and text is not None else None
        if quantity is not None and quantity.unit is None and rule.unit is not None:
            quantity = msgspec.structs.replace(quantity, unit=rule.unit)
        self.fields.append(
            FieldValue(
                field=rule.name,
                kind=kind or rule.kind,
                value=value,
                raw=self._document.quote(span),
                note=note,
                link=link,
                declared=rule.documented and self._documented,
                span=span,
                quantity=quantity,
            )
        )

    def report(self, rule: str, severity: Severity, span: Span, message: str, mend: str, value: str) -> None:
        """Add a finding about ``span``."""
        self.diagnostics.append(
            Diagnostic(
                rule=rule,
                severity=severity,
                message=message,
                path=self._document.path,
                line=span.line,
                end_line=span.end_line,
                value=value[:200],
                help=mend,
                span=span,
            )
        )

    def _check_identifier(self, rule: FieldRule, value: str, span: Span) -> None:
        registry = rule.registry
        if registry is None or registry.check is None or not registry.accepts(value):
            return
        if not has_check_digit(value, registry.check):
            self.report(
                "ID-11",
                Severity.ERROR,
                span,
                f"{rule.name}: the check digit of {value} is wrong",
                "look the number up again: one of its digits is not right",
                value,
            )

    def _check_folder(self, rule: FieldRule, value: str, span: Span) -> None:
        known = self._profile.page_type(self._page_type)
        folder = self._document.path.rpartition("/")[0]
        for directory in known.directories if known is not None else ():
            if folder == directory or folder.startswith(directory + "/"):
                if folder[len(directory) :].strip("/").split("/")[0] != value:
                    self.report(
                        "IV-01",
                        Severity.WARNING,
                        span,
                        f"{rule.name} is {value}, and the page stands in {folder}/",
                        f"move the page to {directory}/{value}/, or mend {rule.name}",
                        value,
                    )
                return

    # ------------------------------------------------------------------------------ links

    def _inside(self, span: Span) -> list[tuple[int, Link]]:
        """The links that stand within ``span``."""
        found: list[tuple[int, Link]] = []
        at = bisect_left(self._starts, span.start)
        while at < len(self._starts) and self._starts[at] < span.end:
            found.append(self._links[at])
            at += 1
        return found

    def _is_bare_link(self, span: Span) -> bool:
        """Whether a YAML list is really one unquoted wikilink."""
        links = self._inside(span)
        return len(links) == 1 and links[0][1].span.start == span.start and links[0][1].span.end == span.end
