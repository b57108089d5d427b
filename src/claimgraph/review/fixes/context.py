"""What fixers look at: the texts, the profile, and where a finding stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from claimgraph.diagnostics import Diagnostic, Edit, Fix
from claimgraph.profile import Profile
from claimgraph.report.places import SourceTexts


class FixContext(msgspec.Struct, frozen=True):
    """The vault's texts and profile; ``editable`` are the pages that can be written back unharmed."""

    texts: SourceTexts
    profile: Profile
    editable: Collection[str]

    def is_editable(self, path: str) -> bool:
        """Whether a page may be written back."""
        return path in self.editable

    def line_at(self, finding: Diagnostic) -> tuple[int, str]:
        """Where the finding's first line begins in its page, and its text without the end."""
        lines = self.texts.lines(finding.path)
        if not 1 <= finding.line <= lines.count:
            return 0, ""
        return lines.line_start(finding.line), self.texts.line(finding.path, finding.line)

    def page_type(self, path: str) -> str | None:
        """The type that a page's front matter gives, read from its first lines."""
        prefix = f"{self.profile.type_field}:"
        lines = self.texts.lines(path)
        for number in range(2, min(lines.count, 80) + 1):
            line = self.texts.line(path, number)
            if line.startswith("---"):
                return None
            if line.startswith(prefix):
                return line.removeprefix(prefix).partition("#")[0].strip().strip("\"'") or None
        return None


def one_edit(title: str, start: int, end: int, text: str) -> Fix:
    """A fix that is one replacement."""
    return Fix(title, (Edit(start, end, text),))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that this one can only be a slip of, or None.

    That is one that differs in case, blanks or underscores only; else one that differs by a single
    letter, not a digit, left out, added, changed or swapped with its neighbour, in words of five letters
    or more.
    """
    candidates = list(known)
    folded = _fold(word)
    same = [candidate for candidate in candidates if _fold(candidate) == folded]
    if same:
        return same[0] if len(same) == 1 else None
    if len(folded) < 5:
        return None
    # A digit is never a slip: phase-1 and phase-3 are one letter apart and say different things.
    slips = [
        candidate
        for candidate in candidates
        if is_one_slip(folded, _fold(candidate)) and _digits(folded) == _digits(_fold(candidate))
    ]
    return slips[0] if len(slips) == 1 else None


def _fold(word: str) -> str:
    return word.strip().casefold().replace("_", "-").replace(" ", "-")


def _digits(word: str) -> str:
    return "".join(character for character in word if character.isdigit())


def is_one_slip(first: str, second: str) -> bool:
    """Whether one letter left out, added, changed or swapped turns one word into the other."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    one, two = first[start:], second[start:]
    if len(one) == len(two):
        swapped = len(one) > 1 and one[0] == two[1] and one[1] == two[0] and one[2:] == two[2:]
        return one[1:] == two[1:] or swapped
    return one[1:] == two if len(one) > len(two) else one == two[1:]
