"""What extracted claims speak of, once all pages are known; and those that front matter states already.

A name without a link stands for a page where exactly one page has that file name or alias. An extracted
claim that says what the front matter of its page says is no second claim: its evidence goes to the one
that the curator declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from claimgraph.extract.relations import name_forms
from claimgraph.model import (
    AssertedBy,
    Certainty,
    Claim,
    EvidenceLine,
    LinkOutcome,
    LinkResolution,
    Mention,
    PageValues,
)
from claimgraph.resolve.links import LinkIndex, clean_target, slug

_BY_NAME = frozenset({"name", "name-case", "alias", "alias-slug"})
_AS_WRITTEN = frozenset({"name", "alias"})
_SHORT = 4


class ProseNames:
    """Finds the pages that names in sentences stand for; a name means the same on every page."""

    __slots__ = ("_classes", "_found", "_index", "_keys")

    def __init__(self, index: LinkIndex, classes: Mapping[str, str | None]) -> None:
        self._index = index
        self._classes = classes
        self._found: dict[str, str | None] = {}
        self._keys: dict[str, frozenset[str]] = {}

    def follow(
        self, index: LinkIndex, classes: Mapping[str, str | None], renamed: frozenset[str]
    ) -> set[str]:
        """Goes by other names from now on; returns the texts that stand for another page than before.

        Args:
            renamed: the slugs of all names that came, went or mean another thing. A name can only be found
                by one of its own slug.
        """
        self._index, self._classes = index, classes
        moved = set()
        for text, before in list(self._found.items()):
            keys = self._keys.get(text)
            if keys is None:
                keys = self._keys[text] = frozenset(_keys_of(text))
            if "" in keys or not keys.isdisjoint(renamed):
                del self._found[text]
                if self.page_of(text) != before:
                    moved.add(text)
        return moved

    def page_of(self, text: str) -> str | None:
        """The one page that is about what ``text`` names, or None."""
        if text not in self._found:
            self._found[text] = next(
                (page for form in name_forms(text) if (page := self._look_up(form)) is not None), None
            )
        return self._found[text]

    def _look_up(self, name: str) -> str | None:
        for form in (name,) if _is_short_word(name) else (name, slug(name)):
            if len(form) < 2 or "/" in form:
                continue
            found = self._index.resolve(form, "")
            if found.outcome is LinkOutcome.AMBIGUOUS:
                return None
            page = found.resolved_to
            allowed = _AS_WRITTEN if _is_short_word(name) else _BY_NAME
            if found.how in allowed and page is not None and self._classes.get(page) is not None:
                return page
        return None

    def mention(self, mention: Mention) -> Mention:
        """The mention with its page, where its name has one."""
        if mention.link >= 0 or mention.page is not None:
            return mention
        page = self.page_of(mention.text)
        return mention if page is None else Mention(mention.text, -1, page)


def _keys_of(text: str) -> Iterator[str]:
    """The slugs by which a text could be found; an empty one where that could be by any."""
    for form in name_forms(text):
        odd = "%" in form or form.lstrip().startswith(".")
        yield "" if odd else slug(clean_target(form))


def _is_short_word(name: str) -> bool:
    """Whether a name is a short word and no symbol: "age" is not AGE, but AMPK is ``ampk``."""
    return len(name) <= _SHORT and sum(part.isupper() or part.isdigit() for part in name) < 2


def settle_prose(page: PageValues, links: Sequence[LinkResolution], names: ProseNames) -> PageValues:
    """The page with the names in its extracted claims resolved, and none that front matter states too."""
    if not any(claim.asserted_by is AssertedBy.EXTRACTED for claim in page.claims):
        return page
    claims: list[Claim] = []
    declared: dict[tuple[str, str, str], int] = {}
    for claim in page.claims:
        if claim.asserted_by is not AssertedBy.EXTRACTED:
            declared.setdefault(_key(claim, links), len(claims))
            claims.append(claim)
            continue
        named = msgspec.structs.replace(
            claim, subject=names.mention(claim.subject), object=names.mention(claim.object)
        )
        key = _key(named, links)
        if key[0] == key[2]:
            continue
        at = declared.get(key)
        if at is None or named.negated or named.certainty is not Certainty.ASSERTED:
            claims.append(named)
        else:
            claims[at] = _backed(claims[at], named.evidence)
    return msgspec.structs.replace(page, claims=tuple(claims))


def _backed(claim: Claim, evidence: Sequence[EvidenceLine]) -> Claim:
    known = {line.key for line in claim.evidence}
    added = tuple(line for line in evidence if line.key not in known)
    if not added:
        return claim
    lines = (*claim.evidence, *added)
    return msgspec.structs.replace(claim, evidence=lines, evidence_scope=lines[0].scope)


def _key(claim: Claim, links: Sequence[LinkResolution]) -> tuple[str, str, str]:
    return _named(claim.subject, links), claim.predicate, _named(claim.object, links)


def _named(mention: Mention, links: Sequence[LinkResolution]) -> str:
    if mention.page is not None:
        return mention.page
    if 0 <= mention.link < len(links):
        resolved = links[mention.link].resolved_to
        if resolved is not None:
            return resolved
    return " " + slug(mention.text)
