"""Sentences of biomedical prose.

Candidates are ``.``, ``?``, ``!`` before a blank, and line breaks that readers see. Abbreviations,
initials, enumerators and open parentheses are no ends. Footnote references and tags behind the stop
belong to the sentence before it, together with the words that explain a tag; but where that sentence
itself is the explanation of a tag that it opens with, the next tag opens another. A short bold label
(``**Dose.** …``) stays with the sentence that it labels. Rows are one sentence; headings too.
"""

from __future__ import annotations

import re

from claimgraph.document.abbreviations import (
    BEFORE_NAMES,
    DOTTED_CLOSERS,
    FINITE_VERBS,
    NEVER_FINAL,
    NUMBERED,
    OFTEN_FINAL,
    STARTERS,
)
from claimgraph.document.draft import CODE_FILL, TAG_CODE_FILL, Draft
from claimgraph.document.sections import heading_text
from claimgraph.document.values import BlockKind, Sentence

# Led by one set of characters, so that ``re`` runs from one of them to the next.
_END = re.compile(rf"""[.!?\n](?:(?<=\n)|[.!?]*["'”’»)\]*_~]*(?=[\s#{CODE_FILL}{TAG_CODE_FILL}]|\[\^|$))""")
_LABEL = r"[ \t>]*(?:[*_]{2}[^*\n]{1,60}(?::[*_]{2}|[*_]{2}:)|\d{1,2}[.)] |\#[\w/\-]+[ \t]*[—–:])"
_LABEL_LINE = re.compile(_LABEL)
_TAIL = re.compile(
    rf"(?:(?:[^\S\n]|\n(?!{_LABEL}))*"
    rf"(?:\[\^[^\]\n]*\]|[(*_~]*\#[\w/\-]+[)*_~.]*|[(*_]*{TAG_CODE_FILL}+[)*_.]*))+"
)
# Tags with the words that explain them: "#gap/a #gap/b — not tried".
_TAG_LINE = re.compile(rf"[\s>(*_\-+]*(?:(?:\#[\w/\-]++|{TAG_CODE_FILL}++)[)*_]*[ \t]*)++[—–:-](?![\w-])")
_NEXT = re.compile(r"[\s>]*([*_~\"'“‘(\[]*)(\S)([^\s]*)")
_WORD = re.compile(r"[\w.’'-]+\Z")
_ENUMERATOR = re.compile(r"[\s*_(\[>]*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4})\Z")
_QUOTE_MARKS = re.compile(r"(?:[ \t]*>)+\s*")
_CALLOUT = re.compile(r"\[!\w[\w-]*\]")
_LABEL_LENGTH = 60
_LABEL_WORDS = 6
_PARENTHESIS_REACH = 400
_CONTINUES = frozenset("—–-,;:=<>≤≥≈→/%&+|")
_INITIAL = re.compile(r"(?:^|[\s(*_\[/“\"'–—-])[A-Z]\Z")


def split_sentences(draft: Draft) -> None:
    """Fill ``sentences``, block by block, in order of the page."""
    masked = _notes_as_references(draft)
    span = draft.lines.span
    sentences = draft.sentences
    for leaf in draft.leaves:
        kind = leaf.kind
        if kind is BlockKind.ROW:
            sentences.append(Sentence(span(leaf.start, leaf.end), leaf.index))
        elif kind is BlockKind.PARAGRAPH or kind is BlockKind.ITEM:
            begin = leaf.start
            if leaf.quoted and _CALLOUT.match(masked, begin, leaf.end) is not None:
                line = masked.find("\n", begin, leaf.end)  # the title of a callout ends with its line
                begin = leaf.end if line < 0 else line
                for start, end in cut(masked, leaf.start, begin):
                    sentences.append(Sentence(span(start, end), leaf.index))
            for start, end in cut(masked, begin, leaf.end, leaf.quoted):
                sentences.append(Sentence(span(start, end), leaf.index))
        elif kind is BlockKind.HEADING:
            start, end = heading_text(draft.text, leaf)
            if start < end:
                sentences.append(Sentence(span(start, end), leaf.index))


def _notes_as_references(draft: Draft) -> str:
    """The masked page with every inline note ``^[…]`` in the form of a reference: stops in it end nothing."""
    masked = draft.masked
    if "^[" not in masked:
        return masked
    parts, done = [], 0
    for note in sorted(
        (definition.span for definition in draft.definitions if definition.inline),
        key=lambda place: place.start,
    ):
        if note.start >= done:
            parts += [masked[done : note.start], "[^", "x" * (note.end - note.start - 3), "]"]
            done = note.end
    return "".join([*parts, masked[done:]])


def cut(text: str, start: int, end: int, quoted: bool = False) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as offsets, without blanks (or marks of a quote) around them."""
    found: list[tuple[int, int]] = []
    begin = start
    counted = start
    depth = 0
    explains: bool | None = None  # whether the sentence opens with a tag that it explains; None: unasked
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if match.start() < begin:
            continue
        if match[0] == "\n":
            if not _visible_break(text, begin, match.start(), end):
                continue
            depth = 0
            counted = stop
        else:
            if stop == end:
                break
            tail = _TAIL.match(text, stop, end)
            closer = stop
            if tail is not None and explains is None:
                explains = _TAG_LINE.match(text, begin, end) is not None
            if tail is not None and explains and _TAG_LINE.match(text, stop, end) is not None:
                tail = None
            if tail is not None:
                stop = tail.end()
            following = _NEXT.match(text, stop, end)
            if following is None:
                break
            depth = max(0, depth + text.count("(", counted, closer) - text.count(")", counted, closer))
            counted = closer
            if following.start(2) == stop:
                continue  # no blank in between
            if not _ends(text, begin, match, tail is not None, following):
                continue
            if depth and text.find(")", closer, min(end, closer + _PARENTHESIS_REACH)) >= 0:
                continue
            depth = 0
            counted = stop
        _add(found, text, begin, stop, quoted)
        begin = stop
        explains = None
    _add(found, text, begin, end, quoted)
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int, quoted: bool) -> None:
    piece = text[start:end]
    at = end - len(piece.lstrip())
    if quoted and "\n" in text[max(0, start - 1) : at]:  # the marks of a quote are no words
        marks = _QUOTE_MARKS.match(text, at, end)
        at = marks.end() if marks is not None else at
    stop = start + len(piece.rstrip())
    if at < stop:
        found.append((at, stop))


def _visible_break(text: str, begin: int, newline: int, end: int) -> bool:
    """A hard line break, or a line that starts with a bold label, a number or a tag that it explains."""
    line = text[max(begin, newline - 3) : newline].rstrip("\r")
    if line.endswith(("  ", "\\")):
        return True
    return _LABEL_LINE.match(text, newline + 1, end) is not None


def _ends(text: str, begin: int, match: re.Match[str], tail: bool, following: re.Match[str]) -> bool:
    """Whether the sentence ends here: what stands before the stop, and what comes after it."""
    opener, first, rest = following.groups()
    if first in _CONTINUES or (tail and opener.startswith("(")):
        return False
    word = first + rest
    if first.islower() and not _may_start(opener, word):
        return False
    stop = match[0]
    if stop[0] == "." and (len(stop) == 1 or stop[1] not in ".?!"):
        before = text[max(begin, match.start() - 28) : match.start()]
        found = _WORD.search(before)
        token = found[0] if found is not None else ""
        if not _final(token, before, word, opener, tail):
            return False
        if len(before) < 8 and _ENUMERATOR.fullmatch(text, begin, match.start()):
            return False
    return not (len(stop) > 1 and not tail and _is_label(text, begin, match))


def _may_start(opener: str, word: str) -> bool:
    """A sentence may start in lower case with a gene, a cell or a link: ``p53``, ``mTOR``, ``[[ampk]]``."""
    if "[" in opener:
        return True
    head = word.split("-", 1)[0].rstrip(".,;:)*_")
    return any(character.isdigit() or character.isupper() for character in head[1:]) or (
        "*" in opener and "(" not in opener
    )


def _final(token: str, before: str, word: str, opener: str, tail: bool) -> bool:
    """Whether a stop behind ``token`` may end a sentence."""
    folded = token.lower()
    if folded in NEVER_FINAL and not (len(token) > 1 and token.isupper()):  # MR and MS are no titles
        return False
    if folded in NUMBERED and word[0].isdigit():
        return False
    starter = word.rstrip(".,;:!?)*_\"'”").lower() in STARTERS
    if folded == "al":
        return tail or starter or opener[:1] in ("*", "[")
    if folded in OFTEN_FINAL:
        return tail or starter or not word[0].isalnum()
    if "." in token and folded.replace(".", "").isalpha() and max(map(len, folded.split("."))) <= 2:
        if tail or starter:
            return True
        return folded in DOTTED_CLOSERS and word[:1].isupper() and word[1:2].islower()
    if len(token) == 1 and _INITIAL.search(before) is not None:
        if tail or starter:
            return True
        head = before[:-1].rstrip("* _").rpartition(" ")[2]
        return bool(head) and (head.islower() or head[-1].isdigit()) and head not in BEFORE_NAMES
    return True


def _is_label(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether everything up to here is one short bold or italic run."""
    end = match.end()
    while begin < end and text[begin] in "> \t\r\n":
        begin += 1
    if end - begin > _LABEL_LENGTH or match[0][-1] not in "*_":
        return False
    label = text[begin:end]
    mark = label[0]
    if mark not in "*_" or label[-1] != mark:
        return False
    inner = label.strip("*_")
    words = inner.lower().split()
    return mark not in inner and len(words) <= _LABEL_WORDS and FINITE_VERBS.isdisjoint(words)
