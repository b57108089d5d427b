"""The vault profile: what front matter means, as data in ``ontology/profiles/<name>.yaml``.

``read_profile`` reads one from disk, ``parse_profile`` from text; ``Profile`` answers what a page type,
a field or a gap kind is. Another wiki needs another file and no code.
"""

from claimgraph.profile.reading import parse_profile, read_profile
from claimgraph.profile.values import FIELD_KINDS, FieldRule, PageType, Profile, Registry, SourceFields

__all__ = [
    "FIELD_KINDS",
    "FieldRule",
    "PageType",
    "Profile",
    "Registry",
    "SourceFields",
    "parse_profile",
    "read_profile",
]
