"""Wikilinks → pages, by a fixed ladder; what dangles, is ambiguous or goes astray becomes a diagnostic.

The steps, in this order; the first that finds anything decides, and where it finds several pages the
link is ambiguous:

==================  ===============================================================================
``self``            no target, only an anchor: the page itself
``path``            the whole path from the vault's top folder, or relative (``./``, ``../``)
``suffix``          the end of a path (``compounds/x``)
``name``            the file name alone
``name-case``       path, end of path or name again, upper and lower case made equal
``alias``           an alias in a page's front matter, as written
``alias-slug``      an alias, compared by slug: case, blanks and punctuation made equal
``wrong-directory`` a path whose file stands in another folder
``file``            a file of the vault that is no page (a picture, a table)
==================  ===============================================================================

Names are compared in Unicode NFC. ``.md`` may be left out or written. Percent-encoded targets are read
as they stand first, decoded second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from claimgraph.model import LinkOutcome, LinkResolution, PageValues

_SLUG_BREAK = re.compile(r"[^\w]+|_+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_DANGLING = LinkResolution(LinkOutcome.DANGLING, None, None)


def slug(name: str) -> str:
    """The form in which aliases are compared: NFC, case folded, apostrophes out, all that is neither a
    letter nor a digit as one hyphen ("JAK/STAT" → ``jak-stat``). Letters of any script stay.
    """
    folded = unicodedata.normalize("NFC", name).casefold().translate(_APOSTROPHES)
    return _SLUG_BREAK.sub("-", folded).strip("-")


def _without_suffix(path: str) -> str:
    return path[:-3] if path[-3:].lower() == ".md" else path


def clean_target(target: str) -> str:
    """A target as a path or name: NFC, without blanks, backslash, leading ``/`` or ``.md`` around it."""
    text = unicodedata.normalize("NFC", target).strip()
    text = text.rstrip("\\").rstrip().replace("\\", "/")
    return _without_suffix(text.lstrip("/")).rstrip("/").strip()


def relative_to(folder: str, target: str) -> str | None:
    """The path that ``./x`` or ``../x`` names from a folder; None where it leaves the vault."""
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            if not parts:
                return None
            parts.pop()
        elif step not in {".", ""}:
            parts.append(step)
    return "/".join(parts)


class _Names:
    """Keys → the pages that they name, in page order."""

    __slots__ = ("_pages",)

    def __init__(self) -> None:
        self._pages: dict[str, tuple[str, ...]] = {}

    def add(self, key: str, page: str) -> None:
        if not key:
            return
        known = self._pages.get(key, ())
        if page not in known:
            self._pages[key] = (*known, page)

    def find(self, key: str) -> tuple[str, ...]:
        return self._pages.get(key, ())


class LinkIndex:
    """All names by which the pages of a vault can be linked. Look-ups are O(1)."""

    __slots__ = ("_alias", "_alias_slug", "_cache", "_files", "_folded", "_paths", "_suffixes")

    def __init__(self, pages: Iterable[tuple[str, Sequence[str]]], files: Iterable[str] = ()) -> None:
        """Index (path, aliases) of every page, and the paths of files that are no pages."""
        self._paths: dict[str, str] = {}
        self._suffixes = _Names()
        self._folded = _Names()
        self._alias = _Names()
        self._alias_slug = _Names()
        self._files = _Names()
        self._cache: dict[str, LinkResolution] = {}
        for path, aliases in sorted(pages, key=lambda page: page[0]):
            stem = _without_suffix(unicodedata.normalize("NFC", path))
            self._paths[stem] = path
            for ending in _endings(stem):
                self._suffixes.add(ending, path)
                self._folded.add(ending.casefold(), path)
            for alias in aliases:
                name = unicodedata.normalize("NFC", alias).strip()
                self._alias.add(name, path)
                self._alias_slug.add(slug(name), path)
        for path in sorted(files):
            for ending in _endings(unicodedata.normalize("NFC", path)):
                self._files.add(ending, path)

    def pages_named(self, name: str) -> tuple[str, ...]:
        """The pages whose file name is ``name``, upper and lower case made equal."""
        return self._folded.find(unicodedata.normalize("NFC", name).casefold())

    def pages_with_alias(self, key: str) -> tuple[str, ...]:
        """The pages with an alias of this slug."""
        return self._alias_slug.find(key)

    def resolve(self, target: str, page: str) -> LinkResolution:
        """What a link target means on a page; see the ladder above."""
        if not target.strip():
            return LinkResolution(LinkOutcome.RESOLVED, page, "self")
        if target.lstrip().startswith("."):
            here = relative_to(page.rpartition("/")[0], clean_target(target))
            return self._resolve(here) if here else _DANGLING
        known = self._cache.get(target)
        if known is None:
            known = self._cache[target] = self._resolve(clean_target(target))
        return known

    def _resolve(self, name: str) -> LinkResolution:
        found = self._climb(name)
        if found.outcome is LinkOutcome.DANGLING and _PERCENT.search(name):
            decoded = unicodedata.normalize("NFC", unquote(name))
            found = self._climb(_without_suffix(decoded.strip().lstrip("/")))
        return found

    def _climb(self, name: str) -> LinkResolution:
        if not name:
            return _DANGLING
        exact = self._paths.get(name)
        if exact is not None:
            return LinkResolution(LinkOutcome.RESOLVED, exact, "path")
        has_folder = "/" in name
        steps = (
            ("suffix" if has_folder else "name", self._suffixes, name),
            ("name-case", self._folded, name.casefold()),
            ("alias", self._alias, name),
            ("alias-slug", self._alias_slug, slug(name)),
        )
        for how, names, key in steps:
            pages = names.find(key)
            if pages:
                return _outcome(pages, how)
        if has_folder:
            last = name.rpartition("/")[2]
            pages = self._suffixes.find(last) or self._folded.find(last.casefold())
            if last and pages:
                return _outcome(pages, "wrong-directory")
        files = self._files.find(name)
        return _outcome(files, "file") if files else _DANGLING


def _endings(path: str) -> Iterable[str]:
    """``a/b/c`` → ``a/b/c``, ``b/c``, ``c``."""
    yield path
    at = path.find("/")
    while at >= 0:
        yield path[at + 1 :]
        at = path.find("/", at + 1)


def _outcome(pages: tuple[str, ...], how: str) -> LinkResolution:
    if len(pages) == 1:
        return LinkResolution(LinkOutcome.RESOLVED, pages[0], how)
    return LinkResolution(LinkOutcome.AMBIGUOUS, None, how, pages)


def resolve_links(pages: Sequence[PageValues], index: LinkIndex) -> dict[str, tuple[LinkResolution, ...]]:
    """The resolution of every link of every page, parallel to the page's ``links``."""
    resolve = index.resolve
    return {page.path: tuple([resolve(link.target, page.path) for link in page.links]) for page in pages}
