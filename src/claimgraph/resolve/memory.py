"""What resolving made of each page the last time, and whether it still holds.

What becomes of a page's claims and links follows from the page's own bytes and from what all pages are
called; what becomes of a source from what the footnotes and study pages say of it. Where neither has
changed the result is recalled. A memory never decides what is found, only how long it takes.

This is for a process that starts anew: it goes by hashes, and knows a page or does not. ``resolver`` is for
one that stays: it holds the values themselves, and so can tell which of them a name or footnote touches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.model import Claim, PageValues, Source
from claimgraph.profile import Profile
from claimgraph.resolve.records import Entry

_BYTES = 32
_EMPTY = msgspec.Raw(msgspec.msgpack.encode(None))


class _Page(msgspec.Struct, frozen=True, array_like=True):
    """``claims`` and ``faults`` are encoded; nil for claims that resolving left as they were."""

    digest: str
    stated: bytes
    claims: msgspec.Raw
    faults: msgspec.Raw


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    salt: str
    names: bytes
    sourced: bytes
    sources: msgspec.Raw
    pages: dict[str, _Page]


_ENCODE = msgspec.msgpack.Encoder().encode
_STORED = msgspec.msgpack.Decoder(_Stored)
_CLAIMS = msgspec.msgpack.Decoder(tuple[Claim, ...] | None)
_FAULTS = msgspec.msgpack.Decoder(tuple[Diagnostic, ...])
_SOURCES = msgspec.msgpack.Decoder(tuple[tuple[str, Source], ...])


class Memory:
    """What the last resolving of a vault is remembered by.

    ``stored`` is what ``packed`` gave then. Bytes of another ``salt`` (other code, ontology or
    profile), and bytes that are damaged, count as none.
    """

    __slots__ = ("_changed", "_found", "_kept", "_names", "_salt", "_same_names", "_sourced", "_sources")

    def __init__(self, salt: str, stored: bytes = b"") -> None:
        self._salt = salt
        self._found = _Stored(salt, b"", b"", _EMPTY, {})
        body = memoryview(stored)[_BYTES:]
        if hashlib.sha256(body).digest() == stored[:_BYTES]:
            try:
                found = _STORED.decode(body)
            except msgspec.MsgspecError:
                found = self._found
            if found.salt == salt:
                self._found = found
        self._kept: dict[str, _Page] = {}
        self._names = self._sourced = b""
        self._sources = _EMPTY
        self._same_names = self._changed = False

    def name(self, pages: Iterable[PageValues], files: Iterable[str]) -> None:
        """Tells what things are called now: all that one page's links and names can depend on of others."""
        called = [
            (page.path, page.aliases, page.entity_class, [title for title, _ in page.sections])
            for page in pages
        ]
        self._names = hashlib.sha256(_ENCODE((called, sorted(files)))).digest()
        self._same_names = self._names == self._found.names
        self._changed |= not self._same_names

    def _page(self, page: PageValues) -> _Page | None:
        found = self._found.pages.get(page.path)
        return found if found is not None and found.digest == page.digest else None

    def claims(self, page: PageValues) -> tuple[Claim, ...] | None:
        """The resolved claims of a page, or None where they must be resolved again."""
        found = self._page(page) if self._same_names else None
        if found is None:
            return None
        claims = _CLAIMS.decode(found.claims)
        return page.claims if claims is None else claims

    def faults(self, page: PageValues) -> tuple[Diagnostic, ...] | None:
        """What is wrong with a page's links, or None where they must be looked at again."""
        found = self._page(page) if self._same_names else None
        return None if found is None else _FAULTS.decode(found.faults)

    def keep(
        self, page: PageValues, claims: tuple[Claim, ...], faults: Sequence[Diagnostic], profile: Profile
    ) -> None:
        """Remembers what resolving made of a page."""
        found = self._page(page)
        if found is not None and self._same_names:
            self._kept[page.path] = found
            return
        self._changed = True
        self._kept[page.path] = _Page(
            page.digest,
            found.stated if found is not None else _stated(page, profile),
            _EMPTY if claims == page.claims else msgspec.Raw(_ENCODE(claims)),
            msgspec.Raw(_ENCODE(faults)),
        )

    def sources(self, entries: Sequence[Entry]) -> tuple[tuple[str, Source], ...] | None:
        """The sources with what joins them, in their order, or None where they must be merged again.

        All pages must have been kept before.
        """
        records = [(entry.page.path, entry.key, *entry.record.parts) for entry in entries]
        stated = [(path, page.stated) for path, page in sorted(self._kept.items())]
        self._sourced = hashlib.sha256(_ENCODE((records, stated))).digest()
        if self._sourced != self._found.sourced:
            return None
        self._sources = self._found.sources
        return _SOURCES.decode(self._sources)

    def keep_sources(self, sources: Sequence[tuple[str, Source]]) -> None:
        """Remembers the sources that were merged."""
        self._changed = True
        self._sources = msgspec.Raw(_ENCODE(sources))

    def packed(self) -> bytes | None:
        """What to store for the next time; None where it is stored already."""
        if not self._changed and self._kept.keys() == self._found.pages.keys():
            return None
        body = _ENCODE(_Stored(self._salt, self._names, self._sourced, self._sources, self._kept))
        return hashlib.sha256(body).digest() + body


def _stated(page: PageValues, profile: Profile) -> bytes:
    """The hash of what a page says of sources, but for their identity, and for where it says it."""
    known = profile.page_type(page.page_type)
    is_study = known is not None and known.source is not None
    said: list[Any] = []
    for citation in page.citations:
        facts = msgspec.structs.asdict(citation.facts)
        del facts["segments"], facts["samples"]
        facts["identifiers"] = [(item.scheme, item.value, item.role) for item in citation.facts.identifiers]
        said.append((citation.key, citation.ordinal, facts))
    fields = [(value.field, value.value, value.quantity) for value in page.fields] if is_study else []
    return hashlib.sha256(_ENCODE((page.page_type, said, fields))).digest()
