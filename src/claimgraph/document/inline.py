"""Links, footnote references and tags, in the body and in the front matter.

One scan over the page with code and HTML comments masked. A wikilink is ``[[`` to the next ``]]`` on the
same line with no bracket in its target; a label may hold balanced single brackets. Systematic chemical
names (``4-[[4-(…)anilino]-…``) fail that, and the rest of them are told by their locants.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from urllib.parse import unquote

from claimgraph.diagnostics import Severity
from claimgraph.document.draft import Draft
from claimgraph.document.footnotes import fold_key
from claimgraph.document.tables import code_spans
from claimgraph.document.values import FootnoteDefinition, FootnoteReference, FrontMatter, Link, Region, Tag

_TAG_NAME = r"\w[\w/\-\u0300-\u036f]*"
_CONSTRUCT = re.compile(
    r"\\[!-/:-@\[-`{-~]"
    r"|\[\[(?P<target>[^\[\]\n|\x1a\x1b]+)(?P<label>\|(?:[^\[\]\n]+|\[[^\[\]\n]*\])*+)?\]\]"
    r"|\[\^(?P<reference>(?:[^\[\]\n\x1a\x1b]+|\[\[[^\[\]\n]*\]\])++)\]"
    r"|\^\[(?P<note>(?:[^\[\]]+|\[\[?[^\[\]]*\]\]?)++)\]"
    rf"|\#(?P<tag>{_TAG_NAME})"
)
_TAG = re.compile(rf"\#({_TAG_NAME})")
_LOCANT = re.compile(r"(?:^|[\s,(\[{-])\d+['′]?(?:,\d+['′]?)*-\Z")
_CHEMICAL = re.compile(r"\(\d*[RSEZ]?[,)\d]|\d+[-(]|\(")
_KEY_PART = re.compile(r"\s*[,;]\s*\^\s*([^\s,;\[\]]+)")
_FIRST_KEY = re.compile(r"[^\s,;\[\]#]+")
_PAGE_TARGET = re.compile(
    r"\s*(?:<(?P<bracketed>[^<>\n:]+)>|(?P<bare>[^\s<>:]+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*"
)
_HEX_COLOUR = re.compile(r"(?=[0-9A-Fa-f]*\d)(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_NOT_BEFORE_TAG = frozenset("/&#=\\@%")

_MULTIPLE_HELP = (
    "Write one bracket a footnote: [^a] [^b]. Markdown readers take the whole bracket for one unknown key."
)
_PROSE_HELP = "Keep only the key in the bracket, [^key], and put the remark after it."


def read_inline(draft: Draft) -> None:
    """Find the inline constructs; sets ``links``, ``references``, ``tags`` and inline definitions."""
    scan = _Scan(draft)
    if draft.front_matter is not None:
        scan.front_matter(draft.front_matter)
    scan.body()
    draft.links.sort(key=lambda link: link.span.start)
    draft.tags.sort(key=lambda tag: tag.span.start)


class _Scan:
    """State of the scan: the page, its block starts and the keys that it defines."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.text = draft.text
        self.span = draft.lines.span
        self.marks = {definition.span.start for definition in draft.definitions}
        self.keys = {fold_key(definition.key) for definition in draft.definitions}
        self.notes = 0

    # -- the two halves of a page

    def front_matter(self, front: FrontMatter) -> None:
        """Values and comments: code spans are masked line by line."""
        text = self.text
        start, end = front.span.start, front.span.end
        comments = [comment.span for field in front.fields for comment in field.comments]
        comments += [comment.span for comment in front.comments]
        comments.sort(key=lambda span: span.start)
        begins = [span.start for span in comments]
        number_signs = set(begins)

        def region(at: int) -> Region:
            index = bisect_right(begins, at) - 1
            return Region.COMMENT if index >= 0 and at < comments[index].end else Region.FRONT_MATTER

        masked = text
        spans: list[tuple[int, int]] = []
        if text.find("`", start, end) >= 0:
            offset = start
            while offset < end:
                newline = text.find("\n", offset, end)
                stop = end if newline < 0 else newline
                spans += code_spans(text, offset, stop)
                offset = stop + 1
            parts, done = [], 0
            for begin, stop in spans:
                parts += [text[done:begin], "\x1a" * (stop - begin)]
                done = stop
            masked = "".join([*parts, text[done:end]])
        for match in _CONSTRUCT.finditer(masked, start, end):
            place = region(match.start())
            if (
                match["tag"] is not None
                and place is Region.COMMENT
                and match.start() in number_signs
                and not _is_mark(match["tag"])
            ):
                continue  # the number sign of the comment itself, written without a blank
            self.construct(match, place, -1)
        for begin, stop in spans:
            self.code_tags(begin, stop, region(begin), -1)

    def body(self) -> None:
        """Everything below the front matter, block by block."""
        draft = self.draft
        blocks = draft.blocks
        regions = [draft.region(index) for index in range(len(blocks))]
        starts = [block.span.start for block in blocks]
        last = len(blocks) - 1
        index = 0

        def locate(at: int) -> int:
            nonlocal index
            while index < last and starts[index + 1] <= at:
                index += 1
            return index if index <= last and starts[index] <= at < blocks[index].span.end else -1

        for match in _CONSTRUCT.finditer(draft.masked, draft.body_start):
            if match.lastgroup is None:
                continue
            block = locate(match.start())
            self.construct(match, regions[block] if block >= 0 else Region.BODY, block)
        index = 0
        for begin, stop in draft.inline_links:
            block = locate(begin)
            self.page_link(begin, stop, regions[block] if block >= 0 else Region.BODY, block)
        index = 0
        for begin, stop, code in draft.hidden:
            if code and begin >= draft.body_start and self.text.find("#", begin, stop) >= 0:
                block = locate(begin)
                self.code_tags(begin, stop, regions[block] if block >= 0 else Region.BODY, block)

    # -- constructs

    def construct(self, match: re.Match[str], region: Region, block: int, offset: int = 0) -> None:
        kind = match.lastgroup
        if kind == "tag":
            self.tag(match.start() + offset, match["tag"], region, block)
        elif kind == "target" or kind == "label":
            self.link(match, region, block, offset)
        elif kind == "reference":
            self.reference(match, region, block, offset)
        elif kind == "note":
            self.note(match, region, block)

    def link(self, match: re.Match[str], region: Region, block: int, offset: int) -> None:
        text = self.text
        start, end = match.start() + offset, match.end() + offset
        target: str = match["target"]
        label: str | None = match["label"]
        if label is not None:  # its code was masked for the scan
            label = text[match.start("label") + offset : match.end("label") + offset]
        if label is None and _is_chemical(text, start, target):
            return
        escaped = label is not None and target.endswith("\\")
        if escaped:
            target = target[:-1]
        name, mark, anchor = target.partition("#")
        name = name.strip()
        if not name and not anchor.strip():
            return
        embedded = start > 0 and text[start - 1] == "!" and (start < 2 or text[start - 2] != "\\")
        self.draft.links.append(
            Link(
                target=name,
                label=label[1:].strip() if label is not None else None,
                anchor=anchor.strip() if mark else None,
                embedded=embedded,
                escaped=escaped,
                region=region,
                block=block,
                span=self.span(start - embedded, end),
            )
        )

    def page_link(self, start: int, end: int, region: Region, block: int) -> None:
        """A Markdown link to a page, ``[text](../folder/page.md#part)``: relative to this page, as GitHub
        and Obsidian read it. Its target becomes a path from the top. Other links lead out of the wiki.
        """
        text = self.text
        middle = text.rfind("](", start, end)
        found = _PAGE_TARGET.fullmatch(text, middle + 2, end - 1) if middle > start else None
        if found is None:
            return
        target = unquote(found["bracketed"] or found["bare"])
        name, mark, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join("/" + posixpath.dirname(self.draft.path), name))
        if path[-3:].lower() != ".md":
            return
        self.draft.links.append(
            Link(
                target=path.lstrip("/")[:-3],
                label=text[start + 1 : middle].strip() or None,
                anchor=anchor.strip() if mark else None,
                embedded=False,
                escaped=False,
                region=region,
                block=block,
                span=self.span(start, end),
            )
        )

    def reference(self, match: re.Match[str], region: Region, block: int, offset: int) -> None:
        start = match.start() + offset
        if start in self.marks:
            return
        content: str = match["reference"]
        place = self.span(start, match.end() + offset)
        if not any(mark in content for mark in " \t,;[#"):
            self.draft.references.append(FootnoteReference(content, region, block, place))
            return
        stripped = content.strip()
        if fold_key(stripped) in self.keys:
            self.draft.references.append(FootnoteReference(stripped, region, block, place))
            return
        keys = _keys(stripped)
        if not keys:
            keys = [stripped]
        rest = stripped != keys[0]
        for key in keys:
            self.draft.references.append(FootnoteReference(key, region, block, place, len(keys) > 1))
        if region not in (Region.FRONT_MATTER, Region.COMMENT) and (rest or len(keys) > 1):
            if len(keys) > 1:
                message, remedy = f"{len(keys)} footnotes in one bracket", _MULTIPLE_HELP
            else:
                message, remedy = "text beside the key in a footnote reference", _PROSE_HELP
            self.draft.report(
                "RD-02",
                Severity.WARNING,
                place.start,
                place.end,
                f"malformed footnote reference: {message}",
                remedy=remedy,
                focus=keys[0],
                value=self.text[place.start : place.end],
            )
        inner = match.start("reference") + offset
        for nested in _CONSTRUCT.finditer(content):
            if nested.lastgroup in ("tag", "target", "label"):
                self.construct(nested, region, block, inner)

    def note(self, match: re.Match[str], region: Region, block: int) -> None:
        """An Obsidian inline note ``^[text]``: a definition and its own reference."""
        content: str = match["note"]
        draft = self.draft
        inside = block >= 0 and match.end() <= draft.blocks[block].span.end
        if inside and len(content.split()) > 1:
            self.notes += 1
            key = f"inline-{self.notes}"
            place = self.span(match.start(), match.end())
            body = self.span(match.start("note"), match.end("note"))
            draft.references.append(FootnoteReference(key, region, block, place))
            draft.definitions.append(FootnoteDefinition(key, body, place, block, 0, True))
        inner = match.start("note")
        for nested in _CONSTRUCT.finditer(content):
            if nested.lastgroup is not None and nested.lastgroup != "note":
                self.construct(nested, region, block, inner)

    def tag(self, start: int, name: str, region: Region, block: int) -> None:
        text = self.text
        if start > 0:
            before = text[start - 1]
            if before.isalnum() or before == "_" or before in _NOT_BEFORE_TAG:
                return
            if before == "(" and start > 1 and text[start - 2] == "]":
                return  # the anchor of a Markdown link
        cleaned = _clean(name)
        if cleaned is not None:
            place = self.span(start, start + 1 + len(cleaned))
            self.draft.tags.append(Tag(cleaned, False, region, block, place))

    def code_tags(self, start: int, end: int, region: Region, block: int) -> None:
        text = self.text
        for match in _TAG.finditer(text, start, end):
            before = text[match.start() - 1]
            if before.isalnum() or before == "_" or before in _NOT_BEFORE_TAG or before == "[":
                continue
            name = _clean(match[1])
            if name is not None:
                place = self.span(match.start(), match.start() + 1 + len(name))
                self.draft.tags.append(Tag(name, True, region, block, place))


def _clean(name: str) -> str | None:
    """A tag has at least one character that is no digit, and is no colour; what follows it is cut off."""
    name = name.rstrip("/-")
    if not name or name.replace("/", "").replace("-", "").isdigit() or _HEX_COLOUR.fullmatch(name):
        return None
    return name


def _is_mark(name: str) -> bool:
    return "/" in name or name in ("stub", "unsourced")


def _is_chemical(text: str, start: int, target: str) -> bool:
    """``2-[[(2S)-…`` or ``4-[[4-…``: a locant before the brackets and one, or a parenthesis, behind."""
    if not _CHEMICAL.match(target):
        return False
    return target.startswith("(") or _LOCANT.search(text, max(0, start - 12), start) is not None


def _keys(content: str) -> list[str]:
    """The keys in ``a, ^b — remark``. Without a second key or a mark that ends the first, blanks are
    part of the key.
    """
    first = _FIRST_KEY.match(content)
    if first is None:
        return []
    keys = [first[0].rstrip(":")]
    at = first.end()
    while (more := _KEY_PART.match(content, at)) is not None:
        keys.append(more[1])
        at = more.end()
    if (
        len(keys) == 1
        and not re.match(r"\s*(?:[,;—–:]|\[\[|#|- )", content[at:])
        and not first[0].endswith(":")
    ):
        return [content]
    return keys
