"""Front matter → field values, aliases, verification and the claims that typed link fields state.

The vault profile says what a field means; ``fieldreader`` reads how its value is written. What is not
understood stays in ``raw``, and a diagnostic says where.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document.values import Document, Field, Scalar
from claimgraph.extract.fieldreader import FieldReader
from claimgraph.extract.fieldvalues import split_note, to_plain
from claimgraph.model import Claim, FieldValue, Mention, Verification
from claimgraph.profile import Profile


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
    front = document.front_matter
    keys = front.fields if front is not None else ()
    page_type = _declared_type(keys, profile)
    entity_class = _entity_class(document.path, page_type, profile)
    subject = Mention(_title(document), page=document.path) if entity_class is not None else None
    reader = FieldReader(document, profile, page_type, subject)
    _check_directory(document.path, keys, page_type, profile, reader)
    for field in keys:
        reader.read(field)
    return FieldExtraction(
        page_type=page_type,
        entity_class=entity_class,
        aliases=_aliases(reader.fields, profile),
        fields=tuple(reader.fields),
        field_links=tuple(reader.field_links),
        claims=tuple(reader.claims),
        verification=_verification(reader.fields, profile),
        diagnostics=tuple(reader.diagnostics),
    )


def _declared_type(keys: Sequence[Field], profile: Profile) -> str | None:
    for field in keys:
        if field.key == profile.type_field and isinstance(field.node, Scalar) and not field.node.is_null:
            text = to_plain(field.node.text)
            head = split_note(text)[0]
            if text:
                return head if profile.page_type(head) is not None else text
    return None


def _entity_class(path: str, page_type: str | None, profile: Profile) -> str | None:
    if not profile.is_entity_page(path):
        return None
    if page_type is not None:
        return profile.entity_class(page_type)
    homes = profile.types_in(path)
    return profile.entity_class(homes[0]) if homes else None


def _title(document: Document) -> str:
    for section in document.sections:
        if section.level == 1 and section.title:
            return section.title
    return document.path.rpartition("/")[2].removesuffix(".md")


def _check_directory(
    path: str, keys: Sequence[Field], page_type: str | None, profile: Profile, reader: FieldReader
) -> None:
    known = profile.page_type(page_type)
    if known is None or not known.directories or not profile.is_entity_page(path):
        return
    homes = profile.types_in(path)
    if known.name in homes:
        return
    field = next(field for field in keys if field.key == profile.type_field)
    expected = " or ".join(f"{folder}/" if folder else "the top folder" for folder in known.directories)
    here = path.rpartition("/")[0]
    reader.report(
        "FM-04",
        Severity.WARNING,
        field.node.span,
        f"a page of type {known.name} belongs into {expected}; this one is in {here or 'the top folder'}",
        "move the page" + (f", or give it the type of its folder: {', '.join(homes)}" if homes else ""),
        known.name,
    )


def _aliases(fields: Sequence[FieldValue], profile: Profile) -> tuple[str, ...]:
    names = profile.alias_fields
    return tuple(dict.fromkeys(found.value for found in fields if found.field in names and found.value))


def _verification(fields: Sequence[FieldValue], profile: Profile) -> Verification | None:
    block = profile.verification
    if block is None:
        return None
    found: dict[str, FieldValue] = {}
    for value in fields:
        found.setdefault(value.field, value)
    stated = found.get(block.verified)
    if stated is None:
        return None
    date, by, scope = (
        found[name].value if name is not None and name in found else None
        for name in (block.date, block.by, block.scope)
    )
    return Verification({"true": True, "false": False}.get(stated.value or ""), date, by, scope, stated.span)
