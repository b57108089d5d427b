"""What a store's own process and its parent say to each other: JSON, each time its length first."""

from __future__ import annotations

from typing import IO, TypeAlias

import msgspec
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.errors import EngineError
from claimgraph.namespaces import XSD
from claimgraph.store.tables import Term

_LENGTH = 8
_STRING = XSD + "string"

Cell: TypeAlias = tuple[str, ...] | None
"""A term: ``("i", IRI)``, ``("b", label)``, ``("l", text, datatype)``, ``("l", text, "", language)``."""


class Question(msgspec.Struct, frozen=True):
    """``task``: ``warm`` loads the parser of untrusted text, ``check`` only checks, ``run`` answers.

    ``seconds`` is of processor time: the limit that holds also where the parent is gone.
    """

    task: str
    query: str = ""
    bindings: dict[str, tuple[str, ...]] = {}
    forms: tuple[str, ...] = ()
    trusted: bool = False
    rows: int = 0
    size: int = 0
    seconds: int = 0


class Reply(msgspec.Struct, frozen=True):
    """``kind``: ``rows``, ``triples``, ``truth``, ``form``; ``refused`` and ``unreadable`` are the user's
    to mend, ``failed`` is the engine's. A triple is a row of three cells.
    """

    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    truth: bool = False
    message: str = ""
    line: int | None = None
    path: str | None = None
    remedy: str | None = None


def to_cell(term: Term | None) -> Cell:
    """A term as it travels."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return ("i", term.value)
    if isinstance(term, BlankNode):
        return ("b", term.value)
    if isinstance(term, Triple):
        raise EngineError("the answer holds a quoted triple, which RDF 1.1 does not have")
    if term.language:
        return ("l", term.value, "", term.language)
    datatype = term.datatype.value
    return ("l", term.value) if datatype == _STRING else ("l", term.value, datatype)


def to_term(cell: Cell) -> Term | None:
    """The term that travelled."""
    if cell is None:
        return None
    if cell[0] == "i":
        return NamedNode(cell[1])
    if cell[0] == "b":
        return BlankNode(cell[1])
    if len(cell) == 4:
        return Literal(cell[1], language=cell[3])
    return Literal(cell[1], datatype=NamedNode(cell[2])) if len(cell) == 3 else Literal(cell[1])


def write_frame(stream: IO[bytes], value: msgspec.Struct) -> None:
    """Sends one value."""
    data = msgspec.json.encode(value)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def read_frame(stream: IO[bytes], limit: int) -> bytes | None:
    """The bytes of the next value; ``None`` where the other side has gone, or sends more than ``limit``."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if length > limit:
        return None
    data = stream.read(length)
    return data if len(data) == length else None
