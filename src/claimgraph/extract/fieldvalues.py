"""One front-matter value as written → field values: value, note, link, quantity.

Works on the page's own characters: every piece keeps the span that it was read from, so that
``text[span.start:span.end]`` is the value's ``raw``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from claimgraph.document.values import Link
from claimgraph.extract.quantity import parse_quantity, quantity_end
from claimgraph.profile import FieldRule, Profile

_GAP_TAG = re.compile(r"`?#(?:gap/[\w./-]*\w|stub\b|unsourced\b)`?(?:\s*[—–:-]\s+)?")
_BLOCK_MARK = re.compile(r"[|>][+\-\d]{0,2}[ \t]*\n")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])")
_NOTE_START = re.compile(r"\s*(?:[(\[;,:|]|—|–\s|\s-\s|\.\s|#)")
_ENUM_END = re.compile(
    r"\s*(?:$|[(\[;,:|#—–]|\.(?:\s|$)|\s(?:-\s|at|because|but|by|due|for|from|in|only|per|when|with|until|via)\b)"
)
_TRUE = frozenset({"true", "yes"})
_FALSE = frozenset({"false", "no"})
# A piece between two links that only joins them.
_JOINER = re.compile(r"[\s,;/+&|→>·•-]*(?:and|or|und)?[\s,;/+&|→>·•-]*")
_QUOTES = "\"'"
# How far a name and a bracketed remark are looked for; beyond, it is prose and stays whole.
_LONGEST_NAME = 300
_LONGEST_REMARK = 2000


def opens_with_gap(text: str) -> bool:
    """Whether a gap tag stands where the value should: what follows explains the gap."""
    return _GAP_TAG.match(text.lstrip(_QUOTES + " ")) is not None


def to_plain(text: str) -> str:
    """Blanks as single spaces, gap tags taken out: a tag beside a value is not part of it."""
    return " ".join((_GAP_TAG.sub(" ", text) if "#" in text else text).split())


def split_top(text: str, separators: str) -> list[tuple[int, int]]:
    """The parts of ``text`` between separators that stand outside brackets and quotes, as offsets."""
    parts: list[tuple[int, int]] = []
    depth = start = 0
    for position, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        elif character in separators and not depth:
            parts.append((start, position))
            start = position + 1
    parts.append((start, len(text)))
    return [_trimmed(text, start, end) for start, end in parts if text[start:end].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def unquoted(text: str) -> tuple[int, int]:
    """Where the inside of a raw scalar begins and ends: its own quotes, or the mark of a block, left out."""
    block = _BLOCK_MARK.match(text) if text[:1] in ("|", ">") else None
    if block is not None:
        return block.end(), len(text)
    if len(text) >= 2 and text[0] in _QUOTES and text[-1] == text[0]:
        return 1, len(text) - 1
    return 0, len(text)


def split_note(text: str) -> tuple[str, str | None]:
    """A name and the remark behind it: "insulin (fasting) — see body" → "insulin", "(fasting) — see body".

    Brackets inside a name ("poly(I:C)", "FA core (A/B) loading") stay in it: one counts only behind a
    blank and at the end, or before a dash or semicolon.
    """
    for position in range(1, min(len(text), _LONGEST_NAME)):
        found = _NOTE_START.match(text, position)
        if found is None:
            continue
        mark = found.group().strip()
        if mark in {",", ":", "."}:
            continue
        if mark in {"(", "["} and not (found.group()[0].isspace() and _closes_at_end(text, found.end() - 1)):
            continue
        head = text[:position].strip()
        if head:
            return head, _note(text[position:])
    return text, None


def _closes_at_end(text: str, opened: int) -> bool:
    """Whether the bracket at ``opened`` closes at the end of the text, or before a dash or semicolon."""
    depth = 0
    for position in range(opened, min(len(text), opened + _LONGEST_REMARK)):
        if text[position] in "([":
            depth += 1
        elif text[position] in ")]":
            depth -= 1
            if depth == 0:
                return re.match(r"\s*(?:$|[;—–(\[]|\s-\s)", text[position + 1 : position + 9]) is not None
    return True


def _note(text: str) -> str | None:
    stripped = text.strip().strip(",;:—–|.").strip()
    if stripped.startswith("- "):
        stripped = stripped[2:].strip()
    if stripped.startswith("(") and _matching(stripped) == len(stripped) - 1:
        stripped = stripped[1:-1].strip()
    return stripped or None


def _matching(text: str) -> int:
    depth = 0
    for position, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
            if depth == 0:
                return position
    return -1


def read_enum(text: str, rule: FieldRule) -> tuple[str, str | None]:
    """An enum's value and the prose behind it; of an undeclared value what stands before the prose."""
    folded = text.casefold()
    for value in sorted(rule.values, key=len, reverse=True):
        if folded.startswith(value.casefold()) and _ENUM_END.match(text, len(value)):
            return value, _note(text[len(value) :])
    for position in range(1, min(len(text), _LONGEST_NAME)):
        if _NOTE_START.match(text, position):
            return text[:position].strip(), _note(text[position:])
    return text, None


def names_value(text: str, rule: FieldRule) -> bool:
    """Whether ``text`` opens with a declared value of the enum."""
    return read_enum(text, rule)[0] in rule.values


def read_identifier(text: str, rule: FieldRule) -> tuple[str, str | None]:
    """An identifier and the prose behind it; all of the text where it opens with no identifier."""
    registry = rule.registry
    assert registry is not None  # the profile's reader sees to it
    whole = registry.normalise(text)
    if registry.accepts(whole):
        return whole, None
    found = re.match(r"\S+?(?=[;,|)]?(?:\s|$)|\()", text)
    if found is not None:
        head = registry.normalise(found.group())
        if registry.accepts(head):
            return head, _note(text[found.end() :])
    return split_note(text)


def read_date(text: str) -> tuple[str, str | None]:
    """An ISO date (year, month and day, as far as given) and the prose behind it."""
    found = _DATE.match(text)
    if found is None or not is_date(found.group()):
        return text, None
    return found.group(), _note(text[found.end() :])


def is_date(text: str) -> bool:
    """Whether ``2026``, ``2026-05`` or ``2026-05-09`` is in the calendar."""
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


def read_boolean(text: str) -> tuple[str, str | None]:
    """``true`` or ``false`` (``yes``, ``no``) and the prose behind it; other words as they stand."""
    for position in range(1, min(len(text), _LONGEST_NAME) + 1):
        if position == len(text) or _ENUM_END.match(text, position):
            head = text[:position].strip().casefold()
            if head in _TRUE:
                return "true", _note(text[position:])
            if head in _FALSE:
                return "false", _note(text[position:])
            break
    return split_note(text)


def read_number(text: str) -> tuple[str, str | None]:
    """The number that opens the text, as written, and the prose behind it; else all of the text."""
    end = quantity_end(text)
    if end == 0 or parse_quantity(text) is None:
        return text, None
    return text[:end].strip(), _note(text[end:])


class LinkedText:
    """A text with wikilinks in it: what stands before the first link and behind each.

    ``parts`` pairs the index of each link with the plain text between it and the next one (or the
    end), gap tags taken out.
    """

    __slots__ = ("before", "parts", "whole")

    def __init__(self, text: str, start: int, links: Sequence[tuple[int, Link]]) -> None:
        inner_start, inner_end = unquoted(text)
        at = inner_start
        before = ""
        self.parts: list[tuple[int, str]] = []
        words: list[str] = []
        for position, (index, link) in enumerate(links):
            between = text[at : link.span.start - start]
            words += [between, link.label or link.target]
            if position == 0:
                before = between
            at = link.span.end - start
            following = links[position + 1][1].span.start - start if position + 1 < len(links) else inner_end
            self.parts.append((index, to_plain(text[at:following])))
        words.append(text[at:inner_end])
        self.before = to_plain(before).strip(_QUOTES + ",;-•· ")
        self.whole = to_plain("".join(words)).strip(_QUOTES + " ")

    def named(self) -> tuple[str, str | None, bool]:
        """Of a text that begins with words: the name, the remark, whether the first link is in the name."""
        head, note = split_note(self.whole)
        return head, note, len(head) > len(self.before)

    def note(self, position: int) -> str | None:
        """The prose behind a link; None where nothing stands there but a comma or another joiner."""
        text = self.parts[position][1].strip(_QUOTES)
        if position + 1 < len(self.parts) and _JOINER.fullmatch(text):
            return None
        return _note(text)


def is_reversed(words: str, profile: Profile) -> bool:
    """Whether the first words beside a link turn its meaning round ("suppression", "loss of")."""
    head = re.split(r"[(;,—–→|]", words, maxsplit=1)[0]
    return any(word.casefold() in profile.reversing_words for word in re.findall(r"[\w-]+", head)[:4])


def is_hedged(words: str, profile: Profile) -> bool:
    """Whether a note holds its claim back ("putative", "predicted")."""
    return any(word.casefold() in profile.hedging_words for word in re.findall(r"[\w-]+", words))


def opens_with_value(text: str, rule: FieldRule) -> bool:
    """Whether a part opens with a value of the field: a declared one, an identifier or a range of those."""
    if rule.kind == "enum":
        return names_value(text, rule)
    if rule.registry is None:
        return True
    value = read_identifier(text, rule)[0]
    ends = value.replace("–", "-").split("-")
    return rule.registry.accepts(value) or all(rule.registry.accepts(end) for end in ends)
