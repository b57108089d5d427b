"""Tables for pandas, DuckDB and R: what each holds, and its rows out of the canonical N-Quads.

Columns are data. A row is one node of a class; a value that a node has several times is a list. The
file is read twice from start to end; memory does not grow with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from claimgraph.errors import InputError
from claimgraph.export.targets import BUILD_AGAIN
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import CG, DCTERMS, RDF, RDFS, SKOS
from claimgraph.network.lookup import Lookup
from claimgraph.network.scratch import Scratch
from claimgraph.network.spool import SortedTexts

Row = list[object]


class Column(NamedTuple):
    """``kind``: text, integer, number, boolean or texts; ``of``: how the value is made of the property.

    ``iri`` and ``literal`` as they stand; ``name`` a concept's notation, as in the networks, and of what
    has none (classes, relations) the IRI's part behind ``#`` or the last ``/``;
    ``label`` the label of what the IRI names; ``sample`` kind and number of a sample size;
    ``claims`` the claims that an evidence line belongs to.
    """

    name: str
    property: str
    kind: str = "text"
    of: str = "literal"


class Table(NamedTuple):
    """A table: the class whose nodes are its rows, and its columns behind ``id``."""

    name: str
    of_class: str
    columns: tuple[Column, ...]
    meaning: str

    @property
    def schema(self) -> list[tuple[str, str]]:
        """(column, kind) of all columns."""
        return [("id", "text"), *((column.name, column.kind) for column in self.columns)]


def _own(name: str, kind: str = "text", of: str = "literal", column: str | None = None) -> Column:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return Column(column or snake, CG + name, kind, of)


_PLACE = (_own("path"), _own("line", "integer"))
_ENDS = (
    _own("subject", of="iri"),
    Column("subject_label", CG + "subject", of="label"),
    _own("predicate", of="name"),
    _own("object", of="iri"),
    Column("object_label", CG + "object", of="label"),
)
_WORK = (
    _own("doi"),
    _own("pmid"),
    _own("pmcid"),
    _own("nct", "texts"),
    _own("firstAuthor"),
    _own("author", "texts", column="authors"),
    _own("authorsTruncated", "boolean"),
    _own("year", "integer"),
    _own("design", "texts", "name", column="designs"),
    _own("organism", "texts", "name", column="organisms"),
    _own("access", of="name"),
    _own("retracted", "boolean"),
)

TABLES = (
    Table(
        "entities",
        "Entity",
        (
            Column("label", RDFS + "label"),
            Column("classes", RDF + "type", "texts", "name"),
            *_PLACE,
            Column("alt_labels", SKOS + "altLabel", "texts"),
            Column("exact_matches", SKOS + "exactMatch", "texts", "iri"),
        ),
        "what claims are about: things with a page (path is set) and named things without one",
    ),
    Table(
        "claims",
        "Claim",
        (
            *_PLACE,
            *_ENDS,
            _own("direction"),
            _own("negated", "boolean"),
            _own("certainty", of="name"),
            _own("assertedBy"),
            _own("claimOrganism", "texts", "name", column="organisms"),
            *(_own(name) for name in ("tissue", "dose")),
            _own("doseLow", "number"),
            _own("doseHigh", "number"),
            *(
                _own(name)
                for name in ("doseUnit", "route", "timing", "population", "comparator", "effectText", "note")
            ),
            _own("text"),
            _own("hasEvidenceLine", "texts", "iri", column="evidence"),
            _own("gap", "texts", "iri", column="gaps"),
            _own("supportCount", "integer"),
            _own("disputeCount", "integer"),
            _own("independentGroups", "integer"),
            _own("independentGroupsAtMost", "integer"),
            _own("bestAccess", of="name"),
            *(
                _own(name, "boolean")
                for name in ("hasHumanEvidence", "hasAnimalEvidence", "hasInVitroEvidence", "hasAgedEvidence")
            ),
            _own("primarySupport", "integer"),
        ),
        "claims with their context, and what was computed of their evidence; null is unknown",
    ),
    Table(
        "evidence",
        "EvidenceLine",
        (
            Column("claims", "", "texts", "claims"),
            _own("stance", of="name"),
            _own("scope"),
            _own("citation", of="iri"),
            _own("source", of="iri"),
            *_PLACE,
        ),
        "what ties a claim to a citation",
    ),
    Table(
        "citations",
        "Citation",
        (
            *_PLACE,
            _own("key"),
            _own("source", of="iri"),
            *_WORK,
            _own("venue"),
            _own("sample", "texts", "sample", column="samples"),
            _own("population", "texts", column="populations"),
            _own("pValue", "texts", column="p_values"),
            _own("text"),
        ),
        "what one footnote says of a source",
    ),
    Table(
        "sources",
        "Source",
        (
            Column("label", RDFS + "label"),
            Column("classes", RDF + "type", "texts", "name"),
            *_WORK,
            _own("studyPage", "texts", "iri", column="study_pages"),
            _own("primary", "boolean"),
            *(_own(name, "integer") for name in ("citationCount", "pageCount", "claimCount")),
        ),
        "papers, trials, reviews and databases, each once",
    ),
    Table(
        "gaps",
        "Gap",
        (
            *_PLACE,
            _own("gapKind", of="name"),
            _own("gapClass", of="name"),
            _own("gapScope"),
            _own("about", "texts", "iri"),
            _own("tag"),
            _own("note"),
        ),
        "what pages say they do not know",
    ),
    Table(
        "edges",
        "Edge",
        (
            *_ENDS,
            _own("sign", "integer"),
            _own("backing", of="name"),
            _own("edgeBasis", of="name"),
            _own("claimCount", "integer"),
            _own("sourceCount", "integer"),
            _own("bestAccess", of="name"),
            _own("fromClaim", "texts", "iri", column="from_claims"),
        ),
        "derived edges between entities, each with its claims",
    ),
)

_LABELS = (RDFS + "label", SKOS + "prefLabel", DCTERMS + "title")


class Losses(msgspec.Struct):
    """What did not fit a column: by table and column, how many values were left out."""

    counts: dict[str, int] = {}

    def add(self, column: str, number: int) -> None:
        """Counts ``number`` more for ``table.column``."""
        self.counts[column] = self.counts.get(column, 0) + number


def read_subjects(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Every subject of a canonical file with its facts: predicate IRI → values as terms.

    Raises:
        InputError: the file is damaged.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for subject, lines in groupby(file, key=lambda line: line.split(" ", 1)[0]):
                start = len(subject) + 1
                facts: dict[str, list[str]] = {}
                for line in lines:
                    predicate, rest = line[start:].split(" ", 1)
                    value = rest[: rest.rindex(" <")]
                    found = facts.setdefault(predicate[1:-1], [])
                    if not found or found[-1] != value:  # said in two graphs
                        found.append(value)
                # The last line of a file that was cut short is the last of its subject.
                if not line.endswith("> .\n"):
                    raise InputError("ends in the middle of a line", path=str(path), remedy=BUILD_AGAIN)
                yield subject[1:-1], facts
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=str(path), remedy=BUILD_AGAIN) from error
    except ValueError as error:
        raise InputError("a line is no quad of a named graph", path=str(path), remedy=BUILD_AGAIN) from error


def _or_else(text: str | None, other: str) -> str:
    return other if text is None else text


class _ClaimsOfLines:
    """Which claims an evidence line belongs to, for lines that are asked for in the order of the file."""

    def __init__(self, folder: Path) -> None:
        self._pairs = SortedTexts(folder, "claims")
        self._found: Iterator[tuple[str, list[str]]] | None = None
        self._next: tuple[str, list[str]] | None = None

    def add(self, line: str, claim: str) -> None:
        """Both as terms: with its brackets a term sorts as in the file."""
        self._pairs.add(f"{line}\t{claim}")

    def _read(self) -> Iterator[tuple[str, list[str]]]:
        pairs = (text.partition("\t")[::2] for text, _ in self._pairs)
        for line, group in groupby(pairs, key=itemgetter(0)):
            yield line, [claim[1:-1] for _, claim in group]

    def of(self, line: str) -> list[str]:
        """The claims of a line, as IRIs."""
        if self._found is None:
            self._found = self._read()
            self._next = next(self._found, None)
        while self._next is not None and self._next[0] < line:
            self._next = next(self._found, None)
        return self._next[1] if self._next is not None and self._next[0] == line else []


class TableRows(Scratch):
    """Reads a canonical file twice and gives the rows of all tables; a context manager.

    ``watch`` is told every subject with its facts in the first reading. What rows say of other nodes
    (labels, samples, the claims of a line) waits in temporary files.
    """

    def __init__(self, path: Path, watch: Callable[[str, dict[str, list[str]]], None] | None = None) -> None:
        self.path = path
        self.losses = Losses()
        super().__init__()
        self._labels = Lookup(self.folder / "labels", str)
        self._samples = Lookup(self.folder / "samples", str)
        self._notations = Lookup(self.folder / "notations", str)
        self._claims = _ClaimsOfLines(self.folder)
        try:
            for subject, facts in read_subjects(path):
                self._learn(subject, facts)
                if watch is not None:
                    watch(subject, facts)
        except BaseException:
            self.close()
            raise

    def _learn(self, subject: str, facts: dict[str, list[str]]) -> None:
        for predicate in _LABELS:
            if predicate in facts:
                self._labels.put(subject, text_of(facts[predicate][0]))
        if SKOS + "notation" in facts:
            self._notations.put(subject, text_of(facts[SKOS + "notation"][0]))
        if CG + "sampleKind" in facts:
            told = (facts[CG + name][0] for name in ("sampleKind", "rawValue") if CG + name in facts)
            self._samples.put(subject, " ".join(map(text_of, told)))
        for line in facts.get(CG + "hasEvidenceLine", ()):
            self._claims.add(line, f"<{subject}>")

    def close(self) -> None:
        """Removes the temporary files."""
        for lookup in (self._labels, self._samples, self._notations):
            lookup.close()
        super().close()

    def __iter__(self) -> Iterator[tuple[Table, Row]]:
        by_class = {f"<{CG}{table.of_class}>": table for table in TABLES}
        for subject, facts in read_subjects(self.path):
            for name in facts.get(RDF + "type", ()):
                table = by_class.get(name)
                # Classes and properties are described in the same file, by the ontology itself.
                if table is not None and not subject.startswith(CG):
                    yield (
                        table,
                        [subject, *(self._value(table, column, subject, facts) for column in table.columns)],
                    )

    def _value(self, table: Table, column: Column, subject: str, facts: dict[str, list[str]]) -> object:
        if column.of == "claims":
            return self._claims.of(f"<{subject}>")
        terms = facts.get(column.property, [])
        values = [self._said(term, column) for term in terms]
        kept = [value for value in dict.fromkeys(values) if value is not None]
        if len(kept) < len(set(terms)) and None in values:
            self.losses.add(f"{table.name}.{column.name}", values.count(None))
        if column.kind == "texts":
            return kept
        if len(kept) > 1:
            self.losses.add(f"{table.name}.{column.name}", len(kept) - 1)
        return kept[0] if kept else None

    def _said(self, term: str, column: Column) -> object:
        """A term as the column's value; None where the column cannot hold it."""
        if term.startswith("<"):
            iri = term[1:-1]
            if column.of == "name":
                return _or_else(self._notations.get(iri), re.split("[#/]", iri)[-1])
            if column.of == "label":
                return _or_else(self._labels.get(iri), iri)
            return _or_else(self._samples.get(iri), iri) if column.of == "sample" else iri
        text = text_of(term)
        try:
            if column.kind == "integer":
                return int(text)
            if column.kind == "number":
                return float(text)
        except ValueError:
            return None
        if column.kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(text)
        return text
