"""``study_tables`` of a profile: which headings of a table of studies mean what."""

from __future__ import annotations

from collections.abc import Mapping

from claimgraph.profile.nodes import Reader

ROLES = frozenset(
    {
        "study",
        "source",
        "design",
        "size",
        "per-group",
        "organism",
        "population",
        "dose",
        "route",
        "timing",
        "outcome",
        "year",
    }
)


def read_study_columns(reader: Reader) -> Mapping[str, str]:
    """Heading in small letters → role.

    Raises:
        ConfigError: a role that is none, or a heading that stands for two.
    """
    found: dict[str, str] = {}
    for role, headings in reader.entries(ROLES).items():
        for heading in headings.words():
            folded = heading.casefold()
            if folded in found:
                raise headings.error(f"the heading {heading!r} stands for {found[folded]!r} too")
            found[folded] = role
    return found
