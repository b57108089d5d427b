"""What is near some entities: everything within a number of steps over claims that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimgraph.errors import UsageError
from claimgraph.namespaces import CG
from claimgraph.network.claims import ClaimRecord
from claimgraph.network.records import Records
from claimgraph.network.where import Filter
from claimgraph.queries import find_entity
from claimgraph.store import EmbeddedStore

DEEPEST = 6
"""More steps reach nearly everything from anywhere."""


class Neighbourhood:
    """``centres`` are the IRIs asked for, ``members`` those and all within ``depth`` steps of one of them.

    A step goes along a claim that fits, from either end to the other.

    Raises:
        UsageError: a name is unknown or ambiguous, or the depth is out of range.
    """

    __slots__ = ("centres", "members")

    def __init__(
        self, store: EmbeddedStore, records: Records, names: Iterable[str], depth: int, fits: Filter
    ) -> None:
        if not 0 <= depth <= DEEPEST:
            raise UsageError(f"--depth {depth} is out of range", remedy=f"give 0 to {DEEPEST}")
        self.centres = tuple(dict.fromkeys(find_entity(store, name, "--entity").value for name in names))
        found = set(self.centres)
        edge = set(self.centres)
        for _ in range(depth):
            edge = {end for iri in edge for end in _next(records, iri, fits)} - found
            found |= edge
        self.members: frozenset[str] = frozenset(found)


def _next(records: Records, iri: str, fits: Filter) -> Iterator[str]:
    for here, there in (("subject", "object"), ("object", "subject")):
        for node in records.subjects(CG + here, iri):
            if records.is_a(node, "Claim"):
                claim = ClaimRecord(node, records)
                if fits.fits(claim):
                    yield from claim.of(there)
