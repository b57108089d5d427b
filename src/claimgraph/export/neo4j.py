"""CSV for ``neo4j-admin database import full``: every kind of node and link in a file of its own.

Headers carry types and one id space (``iri:ID``). A value that is not there is an empty field without
quotes, so that the property is absent, not an empty text. Arrays are split by ``\\x1f``, which no text
in the files holds, so the import needs ``--array-delimiter=U+001F`` and ``--multiline-fields=true``, as
``import.sh`` beside the files says. Format:
https://neo4j.com/docs/operations-manual/5/tutorial/neo4j-admin-import/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from claimgraph.export.cypher import (
    EDGE_FIELDS,
    EVIDENCE_FIELDS,
    GROUPS,
    NODE_FIELDS,
    group_of,
    link_type,
    node_labels,
    node_values,
    to_script,
)
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_folder
from claimgraph.network import Field, Link, Network, Node
from claimgraph.network.typed import TypedValues

ARRAY = "\x1f"

# Neo4j reads a field into one buffer, of 4 MiB unless told otherwise.
_BUFFER = 4 << 20

_TYPES = {"string": "", "integer": ":int", "double": ":double", "boolean": ":boolean"}

_NODE_FILES = {
    "Entity": "entities.csv",
    "Claim": "claims.csv",
    "EvidenceLine": "evidence_lines.csv",
    "Citation": "citations.csv",
    "Source": "sources.csv",
}
_LINK_FILES = ("edges.csv", "evidence.csv", "parts.csv")

_IMPORT = """\
#!/bin/sh
# Imports these files into an empty Neo4j 5 database. Run it where neo4j-admin is on the PATH:
#   sh import.sh [DATABASE]
set -eu
cd "$(dirname "$0")"
neo4j-admin database import full "${{1:-neo4j}}" --overwrite-destination \\
  {options} \\
  {nodes} \\
  {links}
"""


class _Writer:
    """Writes rows, and counts what the columns could not hold as it was."""

    def __init__(self) -> None:
        self.typed = TypedValues()
        self.delimiters = 0
        self.longest = 0

    def text(self, text: str) -> str:
        """A field with its quotes."""
        quoted = text.replace('"', '""')
        self.longest = max(self.longest, len(quoted))
        return f'"{quoted}"'

    def array(self, values: tuple[str, ...]) -> str:
        """A field of several values."""
        clean = tuple(value.replace(ARRAY, "\ufffd") for value in values)
        self.delimiters += sum(old != new for old, new in zip(values, clean, strict=True))
        return self.text(ARRAY.join(clean)) if clean else ""

    def field(self, field: Field, values: tuple[str, ...]) -> str:
        """One field by its type; absent where there is no value."""
        value = self.typed.value(field, values)
        if value is None:
            return ""
        if isinstance(value, tuple):
            return self.array(value)
        if isinstance(value, str):
            return self.text(value)
        return str(value).lower() if isinstance(value, bool) else repr(value)

    def fields(self, fields: Iterable[Field], values: dict[str, tuple[str, ...]]) -> list[str]:
        """The fields of a row."""
        return [self.field(field, values.get(field.name, ())) for field in fields]

    def losses(self) -> Iterator[str]:
        """What was changed, as sentences."""
        if self.delimiters:
            yield f"the character U+001F, which splits arrays, in {self.delimiters} texts: U+FFFD"
        yield from self.typed.losses()


def _header(*columns: str | Field) -> bytes:
    names = [
        column
        if isinstance(column, str)
        else column.name + (":string[]" if column.many else _TYPES[column.kind])
        for column in columns
    ]
    return (",".join(names) + "\n").encode()


def _nodes(writer: _Writer, network: Network, group: str, counts: Counter[str]) -> Iterator[bytes]:
    fields = NODE_FIELDS[group]
    yield _header("iri:ID", *fields, ":LABEL")
    for node in network.nodes:
        if group_of(node) == group:
            counts[_count_name(group)] += 1
            yield _node_row(writer, node, fields)


def _count_name(group: str) -> str:
    return _NODE_FILES[group].removesuffix(".csv")


def _node_row(writer: _Writer, node: Node, fields: tuple[Field, ...]) -> bytes:
    cells = [
        writer.text(node.iri),
        *writer.fields(fields, node_values(node)),
        writer.array(node_labels(node)),
    ]
    return (",".join(cells) + "\n").encode()


def _file_of(link: Link) -> str:
    if link.derived:
        return "edges.csv"
    return "evidence.csv" if link.relation == "evidence" else "parts.csv"


def _links(writer: _Writer, network: Network, file: str, counts: Counter[str]) -> Iterator[bytes]:
    fields = {"edges.csv": EDGE_FIELDS, "evidence.csv": EVIDENCE_FIELDS}.get(file, ())
    yield _header(":START_ID", ":END_ID", ":TYPE", "iri", *fields)
    for link in network.links:
        if _file_of(link) == file:
            counts[file.removesuffix(".csv")] += 1
            ends = (link.source, link.target, link_type(link), link.iri)
            cells = [*map(writer.text, ends), *writer.fields(fields, link.values)]
            yield (",".join(cells) + "\n").encode()


def _files(
    writer: _Writer, network: Network, counts: Counter[str]
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    for group in GROUPS:
        yield _NODE_FILES[group], _nodes(writer, network, group, counts)
    for file in _LINK_FILES:
        yield file, _links(writer, network, file, counts)
    script = _IMPORT.format(
        options=" ".join(import_options(writer.longest)),
        nodes=" ".join(f"--nodes={_NODE_FILES[group]}" for group in GROUPS),
        links=" ".join(f"--relationships={file}" for file in _LINK_FILES),
    )
    yield "import.sh", script.encode()
    yield "examples.cypher", to_script().encode()


def import_options(longest: int) -> list[str]:
    """The options that the import needs, when the longest field has ``longest`` characters."""
    options = ["--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string", "--bad-tolerance=0"]
    if longest > _BUFFER // 2:
        options.append(f"--read-buffer-size={4 * longest}")
    return options


def write_neo4j(network: Network, target: Path) -> ExportResult:
    """Writes the CSV files, ``import.sh`` and ``examples.cypher`` into the folder ``target``.

    Other files in the folder are left alone.

    Raises:
        InputError: ``target`` is a file, or cannot be written.
    """
    writer = _Writer()
    counts: Counter[str] = Counter({_count_name(group): 0 for group in GROUPS})
    counts.update({file.removesuffix(".csv"): 0 for file in _LINK_FILES})
    write_folder(target, _files(writer, network, counts))
    return ExportResult("neo4j", str(target), dict(counts), (*map(str, network.omissions), *writer.losses()))
