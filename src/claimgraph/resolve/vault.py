"""All pages of a vault at once: links, sources, and names that stand for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from claimgraph.model import AssertedBy, Claim, LinkOutcome, Mention, PageValues, VaultValues
from claimgraph.profile import FieldRule, Profile
from claimgraph.resolve.link_findings import find_alias_faults, find_link_faults
from claimgraph.resolve.links import LinkIndex, resolve_links, slug
from claimgraph.resolve.memory import Memory
from claimgraph.resolve.prose import ProseNames, settle_prose
from claimgraph.resolve.sources import resolve_sources


def resolve_vault(
    pages: Sequence[PageValues],
    profile: Profile,
    files: Iterable[str] = (),
    memory: Memory | None = None,
) -> VaultValues:
    """Resolve the links and sources of all pages.

    ``files`` are paths of files in the vault that are no pages, which links may name too. Pages come
    back sorted by path; their claims name the page of a bare slug (``mus-musculus``) where the profile
    says that a field holds page names. Diagnostics are those of resolution only, sorted. A ``memory``
    of the last resolving saves time and takes in this one.
    """
    files = tuple(files)
    ordered = tuple(sorted(pages, key=lambda page: page.path))
    index = LinkIndex(((page.path, page.aliases) for page in ordered), files)
    if memory is not None:
        memory.name(ordered, files)
    links = resolve_links(ordered, index)
    faults = find_link_faults(ordered, links, profile, memory)
    classes = {page.path: page.entity_class for page in ordered}
    names = ProseNames(index, classes)
    settled: list[PageValues] = []
    for page in ordered:
        claims = memory.claims(page) if memory is not None else None
        if claims is None:
            named = with_named_pages(page, index, profile, classes)
            claims = settle_prose(named, links[page.path], names).claims
        if memory is not None:
            memory.keep(page, claims, faults[page.path], profile)
        settled.append(page if claims is page.claims else msgspec.structs.replace(page, claims=claims))
    sources = resolve_sources(ordered, index, profile, memory)
    diagnostics = [
        *(fault for page in ordered for fault in faults[page.path]),
        *find_alias_faults(ordered, index, profile),
        *sources.diagnostics,
    ]
    return VaultValues(
        pages=tuple(settled),
        links=links,
        sources=sources.sources,
        source_of=sources.source_of,
        diagnostics=tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)),
    )


def with_named_pages(
    page: PageValues, index: LinkIndex, profile: Profile, classes: dict[str, str | None]
) -> PageValues:
    """The page with the bare page names in its claims resolved."""
    fields = {
        value.span.start: rule
        for value in page.fields
        if value.link < 0
        and (rule := profile.field(page.page_type, value.field)) is not None
        and rule.names_pages
    }
    if not fields:
        return page
    claims: list[Claim] = []
    for claim in page.claims:
        rule = fields.get(claim.span.start) if claim.asserted_by is AssertedBy.FRONT_MATTER else None
        if rule is None:
            claims.append(claim)
            continue
        side = "subject" if rule.inverse else "object"
        mention: Mention = getattr(claim, side)
        named = _named(mention, page.path, rule, index, classes)
        claims.append(claim if named is None else msgspec.structs.replace(claim, **{side: named}))
    return msgspec.structs.replace(page, claims=tuple(claims))


def _named(
    mention: Mention, page: str, rule: FieldRule, index: LinkIndex, classes: dict[str, str | None]
) -> Mention | None:
    if mention.link >= 0 or mention.page is not None:
        return None
    found = index.resolve(mention.text, page)
    if found.outcome is LinkOutcome.DANGLING:
        found = index.resolve(slug(mention.text), page)
    if found.outcome is not LinkOutcome.RESOLVED or found.resolved_to not in classes:
        return None
    if rule.range and classes[found.resolved_to] not in rule.range:
        return None
    return Mention(mention.text, -1, found.resolved_to)
