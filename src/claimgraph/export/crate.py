"""An RO-Crate 1.1 of a build: the graph, its tables and findings, with licence and attribution of the wiki.

The same folder carries Croissant metadata of the tables and VoID counts of the graph. The date is the
one that the caller gives, else the newest day on which a page says that it was checked: a crate must
have a date, and that of today would make every export another one.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimgraph.description import PROGRAM
from claimgraph.errors import InputError, UsageError
from claimgraph.export.croissant import About, Packed, to_croissant
from claimgraph.export.result import ExportResult
from claimgraph.export.table_files import write_parquet
from claimgraph.export.tables import TABLES
from claimgraph.export.targets import read_chunks, write_folder
from claimgraph.export.void import VoidCounts
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import CG, DCTERMS, RDF

METADATA = "ro-crate-metadata.json"
CROISSANT = "croissant.json"
_DCAT_PAGE = "http://www.w3.org/ns/dcat#landingPage"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MEDIA = {
    ".nq": "application/n-quads",
    ".json": "application/json",
    ".ttl": "text/turtle",
    ".parquet": "application/x-parquet",  # the name that Croissant knows
}
_MEANINGS = {
    "graph.nq": "the whole graph as canonical N-Quads",
    "findings.json": "what the evidence rules found",
    "summary.json": "counts of the build",
    "void.ttl": "counts of the graph by class and property (VoID)",
    CROISSANT: "Croissant metadata of the tables",
    "tables/quads.parquet": "every quad as a row",
    **{f"tables/{table.name}.parquet": table.meaning for table in TABLES},
}


def write_crate(built: Path, target: Path, *, date: str | None = None) -> ExportResult:
    """Writes the folder of a crate.

    Raises:
        UsageError: ``date`` is no ISO date; none is given and the wiki names none; pyarrow is missing.
        InputError: ``target`` holds files of others, or cannot be written.
    """
    said = _Said(date)
    with tempfile.TemporaryDirectory(prefix=".claimgraph-") as name, VoidCounts() as counted:
        folder = Path(name)

        def watch(subject: str, facts: dict[str, list[str]]) -> None:
            counted.add(subject, facts)
            said.add(facts)

        tables = write_parquet(built, folder / "tables", watch)
        about = said.about()
        text, counts = counted.to_turtle()
        (folder / "void.ttl").write_text(text, encoding="utf-8", newline="\n")
        sources = {"void.ttl": folder / "void.ttl"}
        sources |= {f"tables/{file.name}": file for file in (folder / "tables").iterdir()}
        for result in ("graph.nq", "findings.json", "summary.json"):
            if (built / result).is_file():
                sources[result] = built / result
        packed = tuple(_packed(name, path) for name, path in sorted(sources.items()))
        croissant = folder / CROISSANT
        croissant.write_text(_json(to_croissant(about, packed)), encoding="utf-8", newline="\n")
        sources[CROISSANT] = croissant
        packed = (*packed, _packed(CROISSANT, croissant))
        metadata = _json(to_ro_crate(about, packed)).encode()

        def files() -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
            for path_name, path in sorted(sources.items()):
                yield path_name, read_chunks(path)
            yield METADATA, metadata

        known = {*_MEANINGS, METADATA}
        write_folder(target, files(), ours=lambda file: file.relative_to(target).as_posix() in known)
    lost = list(tables.not_held)
    if not about.licence:
        lost.append("the wiki's licence, which is unknown: set [wiki] licence in claimgraph.toml")
    if not about.creators:
        lost.append("the wiki's creators, which are unknown: set [wiki] creators in claimgraph.toml")
    return ExportResult("crate", str(target), {"files": len(packed) + 1, **counts}, tuple(lost))


class _Said:
    """What the graph says of its wiki, and the newest day on which a page was checked.

    Raises:
        UsageError: ``date`` is no ISO date.
    """

    def __init__(self, date: str | None) -> None:
        if date is not None and not _DATE.fullmatch(date):
            raise UsageError(f"{date!r} is no date", remedy="write it as YYYY-MM-DD")
        self._date = date
        self._newest = ""
        self._wiki: dict[str, list[str]] = {}

    def add(self, facts: dict[str, list[str]]) -> None:
        """Takes all facts of one subject."""
        for value in facts.get(CG + "verifiedDate", ()):
            if _DATE.fullmatch(text_of(value)):
                self._newest = max(self._newest, text_of(value))
        if f"<{CG}Wiki>" in facts.get(RDF + "type", ()):
            self._wiki = facts

    def _text(self, predicate: str) -> str:
        return text_of(self._wiki[predicate][0]) if predicate in self._wiki else ""

    def about(self) -> About:
        """All of it.

        Raises:
            UsageError: no date was given, and no page has one.
        """
        if not self._date and not self._newest:
            raise UsageError(
                "a crate needs a date, and no page says when it was checked", remedy="name one with --date"
            )
        return About(
            title=self._text(DCTERMS + "title") or "Evidence wiki",
            date=self._date or self._newest,
            description=self._text(DCTERMS + "description"),
            licence=self._text(DCTERMS + "license"),
            homepage=self._text(_DCAT_PAGE),
            attribution=self._text(DCTERMS + "rights"),
            creators=tuple(text_of(value) for value in self._wiki.get(DCTERMS + "creator", ())),
        )


def to_ro_crate(about: About, files: tuple[Packed, ...]) -> dict[str, Any]:
    """The metadata document (RO-Crate 1.1), with the run of claimgraph as a CreateAction."""
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{about.title}: evidence graph",
        "description": about.description
        or f"Claims of {about.title} with the studies behind them, compiled by claimgraph.",
        "datePublished": about.date,
        "hasPart": [{"@id": file.name} for file in files],
        "mentions": {"@id": "#compilation"},
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
    ]
    graph += [
        {
            "@id": file.name,
            "@type": "File",
            "name": file.name,
            "description": file.meaning,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.digest,
        }
        for file in files
    ]
    wiki: dict[str, Any] = {"@id": about.homepage or "#wiki", "@type": "CreativeWork", "name": about.title}
    graph.append(wiki)
    if about.licence:
        graph.append({"@id": about.licence, "@type": "CreativeWork", "name": about.licence})
        root["license"] = wiki["license"] = {"@id": about.licence}
    else:  # a crate must have one, and may say it in words
        root["license"] = "Unknown: the wiki states no licence that could be read."
    people = [
        {"@id": f"#creator-{number}", "@type": "Person", "name": name}
        for number, name in enumerate(about.creators, start=1)
    ]
    if people:
        graph += people
        links = [{"@id": person["@id"]} for person in people]
        wiki["author"] = root["author"] = links[0] if len(links) == 1 else links
    if about.attribution:
        wiki["creditText"] = root["creditText"] = about.attribution
    graph.append(
        {
            "@id": "#compilation",
            "@type": "CreateAction",
            "name": "compiled from the wiki by claimgraph",
            "instrument": {"@id": PROGRAM},
            "object": {"@id": wiki["@id"]},
            "result": [{"@id": file.name} for file in files],
        }
    )
    graph.append({"@id": PROGRAM, "@type": "SoftwareApplication", "name": "claimgraph", "url": PROGRAM})
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}


def _packed(name: str, path: Path) -> Packed:
    digest = hashlib.sha256()
    size = 0
    try:
        for chunk in read_chunks(path):
            digest.update(chunk)
            size += len(chunk)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    return Packed(name, _MEDIA[path.suffix], size, digest.hexdigest(), _MEANINGS[name])


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
