"""Streamed XML: escaped texts, and a count of what XML or its readers cannot hold."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from claimgraph.network.typed import SEPARATOR, Typed

# Gephi's XML reader refuses a file with a longer attribute.
LONGEST = 524_288

# XML 1.0 allows no other control characters, and no surrogates.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Readers turn these into blanks unless they are written by number. A carriage return is lost in text too.
_ATTRIBUTE = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_TEXT = {"\r": "&#13;"}


class XmlTexts:
    """Makes texts fit for XML.

    Attributes:
        changed: texts with characters that XML cannot hold; they are U+FFFD.
        cut: texts that were longer than ``LONGEST``.
        ambiguous: lists with a value that holds the separator.
    """

    __slots__ = ("ambiguous", "changed", "cut", "longest")

    def __init__(self, longest: int | None = LONGEST) -> None:
        self.changed = self.cut = self.ambiguous = 0
        self.longest = longest

    def clean(self, text: str) -> str:
        """A text without what cannot be held, not yet escaped."""
        clean = _NOT_XML.sub("\ufffd", text)
        self.changed += clean != text
        if self.longest is not None and len(clean) > self.longest:
            self.cut += 1
            clean = clean[: self.longest - 1] + "…"
        return clean

    def attribute(self, text: str) -> str:
        """A text as the value of an attribute, with its quotes."""
        return f'"{escape(self.clean(text), _ATTRIBUTE)}"'

    def text(self, text: str) -> str:
        """A text as the content of an element."""
        return escape(self.clean(text), _TEXT)

    def plain(self, value: Typed) -> str:
        """A typed value as one text."""
        if isinstance(value, tuple):
            self.ambiguous += any(SEPARATOR in item for item in value)
            return SEPARATOR.join(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        return repr(value) if isinstance(value, float) else str(value)

    def losses(self) -> tuple[str, ...]:
        """What was changed, as sentences."""
        found = []
        if self.changed:
            found.append(f"characters that XML cannot hold, in {self.changed} texts: they are U+FFFD")
        if self.cut:
            found.append(
                f"the ends of {self.cut} texts of more than {self.longest} characters, which Gephi refuses"
            )
        if self.ambiguous:
            found.append(f"where values end in {self.ambiguous} lists, because one holds {SEPARATOR!r}")
        return tuple(found)
