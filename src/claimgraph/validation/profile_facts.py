"""What the vault profile says, as facts in the graph, so that one rule serves every field and wiki.

``graph/-/profile`` holds a ``cg:PageTypeRule`` a page type and a ``cg:FieldRule`` a field of it;
``graph/-/build`` the date that recency is judged for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from urllib.parse import quote

from claimgraph.graph import QuadNode
from claimgraph.inference.quads import TYPE, QuadWriter, cg, to_boolean, to_integer, to_literal
from claimgraph.namespaces import XSD, Minter
from claimgraph.profile import FieldRule, PageType, Profile

_HALF_YEAR = 180
"""Days after which a late clinical stage is looked up again."""


def profile_nodes(profile: Profile, minter: Minter, *, today: datetime.date | None = None) -> list[QuadNode]:
    """The nodes of the profile, and of ``today`` where it is given."""
    writer = QuadWriter(minter.named_graph("profile"))
    for name in sorted(profile.types):
        _write_type(writer, minter, profile.types[name], profile.literature_field)
    top = f"<{minter.base}profile>"
    writer.add(top, TYPE, cg("GapVocabulary"))
    for kind in sorted(profile.gap_kinds):
        writer.add(top, cg("declaredTag"), to_literal(kind))
    nodes = writer.nodes
    if today is not None:
        build = QuadWriter(minter.named_graph("build"))
        node = f"<{minter.base}build>"
        build.add(node, TYPE, cg("Build"))
        build.add(node, cg("today"), f'"{today.isoformat()}"^^<{XSD}date>')
        since = today - datetime.timedelta(days=_HALF_YEAR)
        build.add(node, cg("halfYearAgo"), f'"{since.isoformat()}"^^<{XSD}date>')
        nodes += build.nodes
    return nodes


def _write_type(writer: QuadWriter, minter: Minter, known: PageType, literature_field: str | None) -> None:
    node = f"<{minter.base}profile/type/{quote(known.name, safe='-')}>"
    writer.add(node, TYPE, cg("PageTypeRule"))
    writer.add(node, cg("pageType"), to_literal(known.name))
    for name, value in (
        ("atomic", known.atomic),
        ("overlay", known.overlay),
        ("private", known.private),
        ("documented", known.documented),
        ("literatureRequired", known.literature_required),
    ):
        writer.add(node, cg(name), to_boolean(value))
    if literature_field is not None:
        writer.add(node, cg("literatureField"), to_literal(literature_field))
    if known.entity_class is not None:
        writer.add(node, cg("entityClass"), cg(known.entity_class))
    for directory in known.directories:
        writer.add(node, cg("folder"), to_literal(directory))
    for name in sorted(known.fields):
        _write_field(writer, minter, known.name, known.fields[name])
    if literature_field is not None and known.literature_months is not None:
        rule = field_rule_iri(minter, known.name, literature_field)
        writer.add(rule, cg("literatureMonths"), to_integer(known.literature_months))


def field_rule_iri(minter: Minter, page_type: str, field: str) -> str:
    """The token of the rule of one field of one page type."""
    return f"<{minter.base}profile/field/{quote(page_type, safe='-')}/{quote(field, safe='-')}>"


def _write_field(writer: QuadWriter, minter: Minter, page_type: str, rule: FieldRule) -> None:
    node = field_rule_iri(minter, page_type, rule.name)
    for predicate, value in _field_facts(page_type, rule):
        writer.add(node, predicate, value)


def _field_facts(page_type: str, rule: FieldRule) -> Iterator[tuple[str, str]]:
    yield TYPE, cg("FieldRule")
    yield cg("pageType"), to_literal(page_type)
    yield cg("field"), to_literal(rule.name)
    yield cg("fieldKind"), to_literal(rule.kind)
    yield cg("required"), to_boolean(rule.required)
    yield cg("many"), to_boolean(rule.many)
    yield cg("documented"), to_boolean(rule.documented)
    yield cg("secondary"), to_boolean(rule.secondary)
    yield cg("namesFolder"), to_boolean(rule.directory)
    if rule.registry is not None:
        yield cg("registry"), to_literal(rule.registry.name)
        yield cg("identifies"), to_boolean(not rule.secondary and rule.registry.match == "exact")
        yield cg("pattern"), to_literal(f"^(?:{rule.registry.pattern})$")
    if rule.values:
        yield cg("allowed"), to_literal(", ".join(rule.values))
    for value in rule.values:
        yield cg("allowedValue"), to_literal(value)
    for name in rule.range:
        yield cg("rangeClass"), cg(name)
    if rule.range:
        yield cg("rangeWords"), to_literal(" or ".join(rule.range))
