"""One claim with what it rests on, read from the store when it is needed."""

from __future__ import annotations

from functools import cached_property

from claimgraph.namespaces import CG
from claimgraph.network.records import Record, Records


class EvidenceRecord:
    """An evidence line: what one footnote says on a claim."""

    __slots__ = ("_records", "citation", "iri", "record", "source", "stance")

    def __init__(self, iri: str, records: Records) -> None:
        self._records = records
        self.iri = iri
        self.record = records.record(iri)
        self.citation = _first(self.record, "citation")
        self.source = _first(self.record, "source")
        self.stance = records.notation(_first(self.record, "stance") or "").casefold()

    @property
    def cited(self) -> Record:
        """What the footnote says; nothing where it is unknown."""
        return self._records.kept(self.citation) if self.citation else {}


class ClaimRecord:
    """A claim. ``subject``, ``predicate`` and ``object`` are None where they are unknown."""

    def __init__(self, iri: str, records: Records) -> None:
        self._records = records
        self.iri = iri
        self.record = records.record(iri)
        self.subject = _first(self.record, "subject")
        self.predicate = _first(self.record, "predicate")
        self.object = _first(self.record, "object")

    @property
    def is_whole(self) -> bool:
        """Whether all three ends are known, each one only."""
        return all(len(self.of(role)) == 1 for role in ("subject", "predicate", "object"))

    def of(self, name: str) -> tuple[str, ...]:
        """The values of one of our properties."""
        return self.record.get(CG + name, ())

    @cached_property
    def evidence(self) -> tuple[EvidenceRecord, ...]:
        """Its evidence lines, sorted by IRI."""
        return tuple(EvidenceRecord(line, self._records) for line in self.of("hasEvidenceLine"))

    @property
    def supporting(self) -> tuple[EvidenceRecord, ...]:
        """The evidence lines that support it."""
        return tuple(line for line in self.evidence if line.stance == "supports")

    @property
    def disputing(self) -> tuple[EvidenceRecord, ...]:
        """The evidence lines that dispute it."""
        return tuple(line for line in self.evidence if line.stance == "disputes")

    def cited(self, name: str) -> tuple[str, ...]:
        """The values of a property of the footnotes that support it, each once, sorted."""
        return tuple(sorted({value for line in self.supporting for value in line.cited.get(CG + name, ())}))


def _first(record: Record, name: str) -> str | None:
    values = record.get(CG + name, ())
    return values[0] if values else None
