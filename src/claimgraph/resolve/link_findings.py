"""What is wrong with a vault's links and aliases, as diagnostics with the place and the other page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from claimgraph.diagnostics import Diagnostic, Related, Severity, Span
from claimgraph.document.values import Region
from claimgraph.model import LinkOutcome, LinkResolution, PageLink, PageValues
from claimgraph.profile import Profile
from claimgraph.resolve.links import LinkIndex, clean_target, relative_to, slug
from claimgraph.resolve.memory import Memory
from claimgraph.spelling import NearNames

_STUDY_KEY = re.compile(r"[a-z][a-z-]*?-(?:19|20)\d\d(?=-)")
# The hyphen is part of the name: pdk-1 is the worm's gene, PDK1 another one. (WormBase nomenclature: three or
# four letters, a hyphen and a number.)
_WORM_GENE = re.compile(r"[a-z]{3,4}-\d+")
_LONG = 9
_TOP = Span(0, 0, 1, 1)
# Inside a heading: the target of a labelled link, footnote references.
_MARKUP = re.compile(r"\[\[[^\[\]|]*\||\[\^[^\]]*\]")


def find_link_faults(
    pages: Sequence[PageValues],
    links: Mapping[str, tuple[LinkResolution, ...]],
    profile: Profile,
    memory: Memory | None = None,
    among: Iterable[PageValues] | None = None,
) -> dict[str, tuple[Diagnostic, ...]]:
    """LK-01 … LK-05, LK-10 and LK-18, by page in order of the links.

    ``among`` are those of the vault's pages that are looked at: all, unless it is given.

    Links of manuals are examples, and links in YAML comments no claims: of these only private targets
    are reported. With a ``memory`` only the pages that it does not know are looked at.
    """
    finder: _Finder | None = None
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for page in pages if among is None else among:
        known = memory.faults(page) if memory is not None else None
        if known is None:
            if finder is None:
                finder = _Finder(pages, profile)
            known = tuple(finder.faults(page, links[page.path]))
        found[page.path] = known
    return found


class _Finder:
    """Looks at the links of one page after the other."""

    def __init__(self, pages: Sequence[PageValues], profile: Profile) -> None:
        self._profile = profile
        self._private: dict[str, bool] = {}
        self._meant = _Meant(pages, profile)
        self._headings = _Headings(pages)

    def faults(self, page: PageValues, links: Sequence[LinkResolution]) -> Iterator[Diagnostic]:
        private = self._private
        example = self._profile.is_manual(page.path)
        for link, resolution in zip(page.links, links, strict=True):
            target = _from_top(link.target, page.path)
            if target not in private:
                private[target] = self._profile.is_private(target)
            if private[target]:
                if not example:
                    yield _private(page, link)
                continue
            if example or link.region is Region.COMMENT:
                continue
            if resolution.outcome is LinkOutcome.DANGLING:
                yield _dangling(page, link, self._profile, self._meant)
            elif resolution.outcome is LinkOutcome.AMBIGUOUS:
                yield _ambiguous(page, link, resolution)
            else:
                if resolution.how == "wrong-directory":
                    yield _astray(page, link, resolution)
                missing = _missing_anchor(link, resolution, self._headings)
                if missing is not None:
                    yield _section(page, link, resolution, missing)


class _Headings:
    """The headings of pages in the form in which they are compared."""

    def __init__(self, pages: Sequence[PageValues]) -> None:
        self._pages = {page.path: page for page in pages}
        self._keys: dict[str, frozenset[str]] = {}

    def get(self, path: str) -> frozenset[str] | None:
        """Those of one page, None where there is no such page."""
        found = self._keys.get(path)
        page = self._pages.get(path)
        if found is None and page is not None:
            found = self._keys[path] = frozenset(_heading_key(title) for title, _ in page.sections)
        return found


def _from_top(target: str, page: str) -> str:
    """A target as a path from the vault's top folder."""
    clean = clean_target(target)
    if not clean.startswith("."):
        return clean
    return relative_to(page.rpartition("/")[0], clean) or clean


def _finding(
    page: PageValues,
    link: PageLink,
    rule: str,
    severity: Severity,
    message: str,
    help_text: str,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    return Diagnostic(
        rule=rule,
        severity=severity,
        message=message,
        path=page.path,
        line=link.span.line,
        end_line=link.span.end_line,
        focus=link.field,
        value=link.raw,
        help=help_text,
        related=related,
        span=link.span,
    )


def _private(page: PageValues, link: PageLink) -> Diagnostic:
    return _finding(
        page,
        link,
        "LK-10",
        Severity.ERROR,
        f"{link.raw} leads into a private folder",
        "say it in prose: public pages must not link into folders that are not published",
    )


def _squeeze(name: str) -> str:
    return "".join(filter(str.isalnum, name))


class _Meant:
    """Which page a dangling link may mean: one whose name is a slip away, or a study of the same key."""

    def __init__(self, pages: Sequence[PageValues], profile: Profile) -> None:
        self._paths = {
            page.path.rpartition("/")[2].removesuffix(".md").casefold(): page.path for page in pages
        }
        self._near = NearNames(self._paths)
        self._plain = {_squeeze(name): path for name, path in reversed(self._paths.items())}
        self._studies: dict[str, str] = {}
        for page in pages:
            folder, _, name = page.path.rpartition("/")
            if folder in profile.study_folders and (key := _STUDY_KEY.match(name)):
                self._studies.setdefault(key.group(), page.path)

    def find(self, target: str, *, study: bool) -> str | None:
        name = target.rpartition("/")[2].casefold()
        if (found := self._plain.get(_squeeze(name))) is not None:
            return found
        # Short names and names with digits are symbols: one letter more is another gene.
        if len(name) >= _LONG and not any(map(str.isdigit, name)) and (near := self._near.find(name)):
            return self._paths[near]
        key = _STUDY_KEY.match(name) if study else None
        path = self._studies.get(key.group()) if key is not None else None
        if key is None or path is None:
            return None
        topic = set(name[key.end() :].split("-"))
        return path if topic & set(path.removesuffix(".md").split("-")[2:]) - {""} else None


def _dangling(page: PageValues, link: PageLink, profile: Profile, meant: _Meant) -> Diagnostic:
    """A warning where a page of a near name exists; else it is still to be written, which is no slip."""
    target = clean_target(link.target)
    folder = target.partition("/")[0]
    if link.field is not None:
        rule, message = "LK-02", f"{link.field} links to {target}, and there is no such page"
    elif link.region is Region.FOOTNOTE and folder in profile.study_folders and "/" in target:
        rule, message = "LK-03", f"the footnote names the study page {target}, and there is no such page"
    else:
        rule, message = "LK-01", f"there is no page named {target}"
    near = meant.find(target, study=folder in profile.study_folders)
    if near is not None:
        name = near.removesuffix(".md")
        return _finding(
            page,
            link,
            rule,
            Severity.INFO if _WORM_GENE.fullmatch(target) else Severity.WARNING,
            f"{message}; did you mean {name}?",
            f"if {name} is meant, mend the name",
            (Related("may be meant", near, 1, 1),),
        )
    return _finding(
        page,
        link,
        rule,
        Severity.INFO,
        message,
        "write the page, mend the name, or add the name to the aliases of the page that is meant",
    )


def _ambiguous(page: PageValues, link: PageLink, resolution: LinkResolution) -> Diagnostic:
    target = clean_target(link.target)
    choices = " or ".join(resolution.candidates)
    if "/" in target and not any(f"/{found}".endswith(f"/{target}.md") for found in resolution.candidates):
        message = f"no page stands at {target}, and more than one has its name: {choices}"
        remedy = "write the path of the one that is meant"
    else:
        message, remedy = f"{link.raw} could mean {choices}", "write the folder too: [[folder/name]]"
    return _finding(
        page,
        link,
        "LK-04",
        Severity.ERROR,
        message,
        remedy,
        tuple(Related("could be meant", candidate, 1, 1) for candidate in resolution.candidates),
    )


def _astray(page: PageValues, link: PageLink, resolution: LinkResolution) -> Diagnostic:
    assert resolution.resolved_to is not None
    return _finding(
        page,
        link,
        "LK-05",
        Severity.INFO,
        f"{link.raw} names a folder that the page is not in; it stands at {resolution.resolved_to}",
        f"write [[{resolution.resolved_to.removesuffix('.md')}]]",
        (Related("the page that was found", resolution.resolved_to, 1, 1),),
    )


def _section(page: PageValues, link: PageLink, resolution: LinkResolution, anchor: str) -> Diagnostic:
    """LK-18: the page is there, the section is not."""
    assert resolution.resolved_to is not None
    return _finding(
        page,
        link,
        "LK-18",
        Severity.INFO,
        f"{resolution.resolved_to} has no section {anchor!r}",
        "mend the part behind #, or take it out",
        (Related("the page that is linked", resolution.resolved_to, 1, 1),),
    )


def _missing_anchor(link: PageLink, resolution: LinkResolution, headings: _Headings) -> str | None:
    """The section that a link asks for and its page does not have. Block ids (``^id``) are not checked."""
    if not link.anchor or resolution.resolved_to is None:
        return None
    wanted = link.anchor.rpartition("#")[2].strip()
    known = headings.get(resolution.resolved_to)
    if not wanted or wanted.startswith("^") or known is None or _heading_key(wanted) in known:
        return None
    return wanted


def _heading_key(title: str) -> str:
    return slug(_MARKUP.sub(" ", title))


def find_alias_faults(
    pages: Sequence[PageValues], index: LinkIndex, profile: Profile
) -> Iterator[Diagnostic]:
    """LK-09: an alias that is another page's file name or alias, so that a link by it goes astray.

    A link by a file name goes to that file, and the alias is never reached; an alias of two pages is
    ambiguous. Either way one of the two things has silently lost its name.
    """
    places = {
        (page.path, slug(value.value)): value.span
        for page in pages
        for value in reversed(page.fields)
        if value.field in profile.alias_fields and value.value
    }
    written = {page.path: set(page.aliases) for page in pages}
    for page in pages:
        for key, alias in {slug(alias): alias for alias in reversed(page.aliases)}.items():
            span = places.get((page.path, key), page.title_span)
            owners = dict.fromkeys((*index.pages_named(alias), *index.pages_named(key)))
            owners.pop(page.path, None)
            sharers = index.pages_with_alias(key)
            if owners:
                others = [Related("is named so", path, 1, 1) for path in owners]
                yield _captured(page, alias, span, others, "is the name of another page")
            elif len(sharers) > 1 and sharers[0] == page.path:
                # One finding for all of them, at the first page.
                others = [
                    Related("has this alias too", path, found.line, found.end_line)
                    for path in sharers[1:]
                    if (found := places.get((path, key), _TOP))
                ]
                same = any(alias in written.get(path, ()) for path in sharers[1:])
                what = "is an alias" if same else "is, but for how it is spelt, an alias"
                yield _captured(page, alias, span, others, f"{what} of another page too")


def _captured(page: PageValues, alias: str, span: Span, others: Sequence[Related], what: str) -> Diagnostic:
    return Diagnostic(
        rule="LK-09",
        severity=Severity.WARNING,
        message=f"the alias {alias!r} {what}: {', '.join(other.path for other in others)}",
        path=page.path,
        line=span.line,
        end_line=span.end_line,
        focus="aliases",
        value=alias,
        help="leave the name to the page that it means most often, and take the alias out elsewhere",
        span=span,
        related=tuple(others),
    )
