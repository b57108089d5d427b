"""Croissant 1.0 metadata of the Parquet tables, for machine-learning tools (mlcommons.org/croissant)."""

from __future__ import annotations

from typing import Any

import msgspec

from claimgraph.export.tables import TABLES

# The context that the specification gives, to be used as it is.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "text": "sc:Text",
    "texts": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
}


class About(msgspec.Struct, frozen=True):
    """What a package says of the wiki. Empty texts are unknown; ``date`` is when it was published."""

    title: str
    date: str
    description: str = ""
    licence: str = ""
    homepage: str = ""
    attribution: str = ""
    creators: tuple[str, ...] = ()


class Packed(msgspec.Struct, frozen=True):
    """A file of a package: its name there, media type, size in bytes and SHA-256."""

    name: str
    media_type: str
    size: int
    digest: str
    meaning: str


def to_croissant(about: About, files: tuple[Packed, ...]) -> dict[str, Any]:
    """Croissant metadata: each Parquet file a FileObject, each of our tables a RecordSet."""
    tables = [file for file in files if file.name.endswith(".parquet")]
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.title,
        "description": about.description or f"Claims of {about.title} with the studies behind them.",
        "datePublished": about.date,
        "version": ".".join(str(int(part)) for part in about.date.split("-")),
        "url": about.homepage or "https://w3id.org/claimgraph",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.name,
                "name": file.name,
                "description": file.meaning,
                "contentUrl": file.name,
                "contentSize": f"{file.size} B",
                "encodingFormat": file.media_type,
                "sha256": file.digest,
            }
            for file in tables
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": table.name,
                "name": table.name,
                "description": table.meaning,
                "key": {"@id": f"{table.name}/id"},
                "field": [_field(table.name, file.name, name, kind) for name, kind in table.schema],
            }
            for table in TABLES
            for file in tables
            if file.name.endswith(f"/{table.name}.parquet")
        ],
    }
    if about.licence:
        document["license"] = about.licence
    if about.attribution:
        document["citeAs"] = about.attribution
    if about.creators:
        document["creator"] = [{"@type": "sc:Person", "name": name} for name in about.creators]
    return document


def _field(table: str, file: str, name: str, kind: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": name,
        "dataType": _TYPES[kind],
        "source": {"fileObject": {"@id": file}, "extract": {"column": name}},
    }
    if kind == "texts":
        field["repeated"] = True
    return field
