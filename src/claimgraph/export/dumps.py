"""From our own dumps back to canonical N-Quads: what was written can be had again, byte for byte.

Reads N-Quads, TriG, JSON-LD and the Parquet table of quads. Terms keep the letters they were written
with; blank nodes are refused, because claimgraph writes none and a canonical form with them is another
matter. Nothing is fetched: a JSON-LD context must be in the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import msgspec
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from claimgraph.errors import InputError, UsageError
from claimgraph.export.parquet import QUAD_COLUMNS, read_batches
from claimgraph.export.targets import write_file
from claimgraph.graph.terms import escaped
from claimgraph.namespaces import RDF, XSD
from claimgraph.network.spool import SortedTexts

_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
}
SUFFIXES = (*_FORMATS, ".parquet")

# Lines sorted in memory at a time: about 60 MB.
_RUN = 250_000


class Restored(msgspec.Struct, frozen=True):
    """What came back: ``digest`` is the SHA-256 of the canonical file, ``quads`` its lines."""

    path: str
    quads: int
    digest: str


def read_dump(path: Path) -> Iterator[str]:
    """The quads of a dump as canonical N-Quads lines, without line feeds, in the order of the file.

    Raises:
        UsageError: the name's ending is none of ``SUFFIXES``.
        InputError: the file cannot be read, is malformed, or holds a blank node or a quad without a graph.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from _parquet_lines(path)
        return
    if suffix not in _FORMATS:
        raise UsageError(
            f"cannot tell the format from the ending {suffix or 'of a name without one'!r}",
            path=str(path),
            remedy=f"endings that are known: {', '.join(SUFFIXES)}",
        )
    try:
        if suffix == ".jsonld":
            # Ours can be streamed. Of another's, that cannot, some quads then come twice: a set bears it.
            with suppress(SyntaxError):
                for quad in parse(path=path, format=RdfFormat.STREAMING_JSON_LD):
                    yield _line(quad, path)
                return
        for quad in parse(path=path, format=_FORMATS[suffix]):
            yield _line(quad, path)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=str(path)) from error
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"malformed {suffix[1:]}: {error}", path=str(path), line=line) from error


def _line(quad: Quad, path: Path) -> str:
    subject, graph, value = quad.subject, quad.graph_name, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
        raise InputError(f"a blank node, which claimgraph never writes: {quad}", path=str(path))
    if not isinstance(graph, NamedNode):
        raise InputError(f"a quad outside all named graphs: {quad}", path=str(path))
    if isinstance(value, NamedNode):
        term = f"<{value.value}>"
    else:
        term = literal_term(value.value, value.datatype.value, value.language or "")
    return f"<{subject.value}> <{quad.predicate.value}> {term} <{graph.value}> ."


def literal_term(text: str, datatype: str, language: str) -> str:
    """A literal as canonical N-Quads writes it."""
    quoted = f'"{escaped(text)}"'
    if language:
        return f"{quoted}@{language}"
    return quoted if datatype in ("", XSD + "string") else f"{quoted}^^<{datatype}>"


def _parquet_lines(path: Path) -> Iterator[str]:
    for batch in read_batches(path, QUAD_COLUMNS):
        rows = zip(*(batch[name] for name in QUAD_COLUMNS), strict=True)
        for subject, predicate, value, datatype, language, graph in rows:
            if datatype is None:
                term = f"<{value}>"
            else:
                term = literal_term(value, "" if datatype == RDF + "langString" else datatype, language or "")
            yield f"<{subject}> <{predicate}> {term} <{graph}> ."


def restore_dump(path: Path, target: Path) -> Restored:
    """Reads a dump and writes it as canonical N-Quads, whole or not at all, in bounded memory.

    Raises:
        UsageError, InputError: as ``read_dump``; ``target`` cannot be written.
    """
    digest = hashlib.sha256()
    quads = 0

    def chunks(lines: SortedTexts) -> Iterator[bytes]:
        nonlocal quads
        for batch in _batches((line for line, _ in lines), 4096):
            chunk = ("\n".join(batch) + "\n").encode()
            quads += len(batch)
            digest.update(chunk)
            yield chunk

    with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
        lines = SortedTexts(Path(folder), "lines", run=_RUN)
        for line in read_dump(path):
            lines.add(line)
        write_file(target, chunks(lines))
    return Restored(str(target), quads, digest.hexdigest())


def _batches(lines: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(lines, size)):
        yield batch
