"""The page, the thing that it is about, its front-matter values and its verification, as quads."""

from __future__ import annotations

from claimgraph.diagnostics import Span
from claimgraph.graph.context import PageContext
from claimgraph.graph.terms import (
    ALT_LABEL,
    CLOSE_MATCH,
    EXACT_MATCH,
    LABEL,
    RELATED_MATCH,
    TITLE,
    TRUE,
    TYPE,
    boolean,
    cg,
    date,
    decimal,
    iri,
    is_absolute,
    literal,
)
from claimgraph.model import FieldValue, PageValues, Quantity

_IS_PAGE = f"{TYPE} {cg('Page')}"
_ABOUT = cg("about")
_PAGE_TYPE = cg("pageType")
_DIGEST = cg("digest")

_IS_FIELD_VALUE = f"{TYPE} {cg('FieldValue')}"
_FIELD = cg("field")
_FIELD_KIND = cg("fieldKind")
_VALUE = cg("value")
_RAW_VALUE = cg("rawValue")
_NOTE = cg("note")
_COMMENT = cg("comment")
_DECLARED = {said: f"{cg('declared')} {boolean(said)}" for said in (True, False)}
_LINK = cg("link")
_LOW = cg("low")
_HIGH = cg("high")
_UNIT = cg("unit")
_APPROXIMATE = cg("approximate")

_IS_VERIFICATION = f"{TYPE} {cg('Verification')}"
_VERIFIED = cg("verified")
_VERIFIED_DATE = cg("verifiedDate")
_VERIFIED_BY = cg("verifiedBy")
_VERIFIED_SCOPE = cg("verifiedScope")

_MATCH = {"exact": EXACT_MATCH, "close": CLOSE_MATCH, "related": RELATED_MATCH}


def field_content(field: FieldValue) -> tuple[str, ...]:
    """What names a field value's node."""
    return (field.field, field.raw)


def add_page(page: PageContext) -> None:
    """The page as a document, and its entity with label, aliases and identifiers."""
    values = page.values
    node = page.page
    # A page stands on line 1: its span would change with every edit below.
    page.add_place(node, _IS_PAGE, Span(0, 0, 1, 1))
    page.add_text(node, _PAGE_TYPE, values.page_type)
    page.add(node, TITLE, literal(values.title))
    page.add(node, _DIGEST, literal(values.digest))
    if page.entity is not None:
        page.add(node, _ABOUT, page.entity)
        _add_entity(page, page.entity, values)


def _add_entity(page: PageContext, entity: str, values: PageValues) -> None:
    page.add_place(entity, f"{TYPE} {cg(_entity_class(page, values))}", values.title_span)
    # A source has one label, of author and year, among the sources; its page adds the title.
    page.add(entity, TITLE if values.path in page.vault.studies else LABEL, literal(values.title))
    aliases = dict.fromkeys(alias for alias in values.aliases if alias != values.title)
    page.add_all(entity, ALT_LABEL, [literal(alias) for alias in aliases])
    matches: dict[tuple[str, str], None] = {}
    for field in values.fields:
        if field.kind != "identifier" or field.value is None:
            continue
        rule = page.vault.profile.field(values.page_type, field.field)
        if rule is None or rule.registry is None:
            continue
        target = rule.match_iri(field.value)
        if target is not None and is_absolute(target):
            matches[_MATCH[rule.registry.match], iri(target)] = None
    for predicate, target in matches:
        page.add(entity, predicate, target)


def _entity_class(page: PageContext, values: PageValues) -> str:
    declared = values.entity_class or "Entity"
    if declared != "Study":
        return declared
    # A study is a primary source; a page about a review is about another kind of source.
    source = page.vault.studies.get(values.path)
    return "Source" if source is not None and source.primary is False else declared


def add_fields(page: PageContext) -> None:
    """Every front-matter value as a node."""
    for field, node in zip(page.values.fields, page.fields, strict=True):
        facts = page.add_place(node, _IS_FIELD_VALUE, field.span)
        facts += (
            f"{_FIELD} {literal(field.field)}",
            f"{_FIELD_KIND} {literal(field.kind)}",
            f"{_RAW_VALUE} {literal(field.raw)}",
            _DECLARED[field.declared],
        )
        if field.value is not None:
            facts.append(f"{_VALUE} {literal(field.value)}")
        if field.note is not None:
            facts.append(f"{_NOTE} {literal(field.note)}")
        if field.comment is not None:
            facts.append(f"{_COMMENT} {literal(field.comment)}")
        if 0 <= field.link < len(page.links):
            facts.append(f"{_LINK} {page.links[field.link]}")
        if field.quantity is not None:
            _add_quantity(page, node, field.quantity)


def _add_quantity(page: PageContext, node: str, quantity: Quantity) -> None:
    for predicate, number in ((_LOW, quantity.low), (_HIGH, quantity.high)):
        term = decimal(number) if number is not None else None
        if term is not None:
            page.add(node, predicate, term)
    page.add_text(node, _UNIT, quantity.unit)
    if quantity.approximate:
        page.add(node, _APPROXIMATE, TRUE)


def add_verification(page: PageContext) -> None:
    """What the page says of its own checking."""
    verification = page.values.verification
    if verification is None:
        return
    node = f"<{page.minter.verification(page.path)}>"
    page.add_place(node, _IS_VERIFICATION, verification.span)
    if verification.verified is not None:
        page.add(node, _VERIFIED, boolean(verification.verified))
    if verification.date is not None:
        page.add(node, _VERIFIED_DATE, date(verification.date))
    page.add_text(node, _VERIFIED_BY, verification.by)
    page.add_text(node, _VERIFIED_SCOPE, verification.scope)
