"""Reads ``queries/<group>/<id>.rq``: a strict header, typed parameters, declared columns.

The header is YAML in ``#+`` comments above the query, as grlc has it. A parameter is a variable of the
query with the same name.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal as OneOf

import msgspec
import yaml

from claimgraph.errors import ConfigError, UsageError
from claimgraph.resources import queries_dir

LIST_SEPARATOR = " | "
"""What queries join lists with (``GROUP_CONCAT``); engines join in any order, so it is sorted here."""

ParameterType = OneOf["entity", "text", "integer", "iri", "page", "source"]


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter. ``entity``, ``page`` and ``source`` are looked up in the graph by name.

    ``default`` is used where none is given; ``optional`` leaves the variable free instead.
    """

    name: str
    type: ParameterType
    example: str
    description: str
    default: str | None = None
    optional: bool = False


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of the answer. ``list`` cells hold several values joined by ``LIST_SEPARATOR``."""

    name: str
    meaning: str
    list: bool = False


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    summary: str
    description: str
    tags: list[str]
    columns: list[Column]
    needs: list[str]
    params: list[Parameter] = []


class SavedQuery(msgspec.Struct, frozen=True):
    """One saved question.

    ``needs`` names what the graph must hold for it to have an answer: ``claims``, ``facts``,
    ``derived``, ``fields`` … ``text`` is the file without its header.
    """

    id: str
    group: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    needs: tuple[str, ...]
    text: str
    path: str


def read_queries(root: Path | None = None) -> tuple[SavedQuery, ...]:
    """All saved queries below ``root`` (our own by default), sorted by group and id.

    Raises:
        ConfigError: a header is malformed, an id is not its file's name or is used twice.
    """
    return _read((root or queries_dir()).resolve())


@lru_cache(maxsize=8)
def _read(root: Path) -> tuple[SavedQuery, ...]:
    found: dict[str, SavedQuery] = {}
    for path in sorted(root.glob("*/*.rq")):
        query = parse_query(path.read_text(encoding="utf-8"), path)
        if query.id in found:
            raise ConfigError(f"two saved queries are called {query.id}", path=str(path))
        found[query.id] = query
    return tuple(sorted(found.values(), key=lambda query: (query.group, query.id)))


def parse_query(text: str, path: Path) -> SavedQuery:
    """A saved query from its file's text; the folder is its group.

    Raises:
        ConfigError: with the line, where the header is not as it should be.
    """
    header: list[str] = []
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+"):
            if body:
                raise ConfigError("a header line stands below the query", path=str(path), line=number)
            header.append(line[2:].removeprefix(" "))
        elif line.strip() or body:
            body.append(line)
    try:
        # The header is our own YAML; a plain loader with its booleans and dates would mend nothing here.
        raw = yaml.load("\n".join(header), Loader=yaml.CBaseLoader)
        parsed = msgspec.convert(raw, _Header, strict=False)
    except yaml.YAMLError as error:
        raise ConfigError(f"the header is not YAML: {error}", path=str(path)) from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"the header is malformed: {error}", path=str(path), line=1) from error
    query = SavedQuery(
        id=parsed.id,
        group=path.parent.name,
        summary=parsed.summary.strip(),
        description=" ".join(parsed.description.split()),
        tags=tuple(parsed.tags),
        params=tuple(parsed.params),
        columns=tuple(parsed.columns),
        needs=tuple(parsed.needs),
        text="\n".join(body) + "\n",
        path=str(path),
    )
    _check(query, path)
    return query


def _check(query: SavedQuery, path: Path) -> None:
    problems = []
    if query.id != path.stem or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", query.id):
        problems.append(f"the id {query.id!r} is not the file's name in kebab case")
    if not query.summary.endswith("?"):
        problems.append("the summary is no question")
    if "ORDER BY" not in query.text:
        problems.append("the query has no ORDER BY")
    for parameter in query.params:
        if not re.search(rf"\?{re.escape(parameter.name)}\b", query.text):
            problems.append(f"parameter {parameter.name} is not in the query")
        if parameter.optional and parameter.default is not None:
            problems.append(f"parameter {parameter.name} is optional and has a default")
    names = [column.name for column in query.columns]
    if len(set(names)) < len(names):
        problems.append("a column is declared twice")
    if problems:
        raise ConfigError("; ".join(problems), path=str(path), line=1)


def find_query(query_id: str, root: Path | None = None) -> SavedQuery:
    """The saved query with this id.

    Raises:
        UsageError: there is none; the remedy names close ones.
    """
    queries = {query.id: query for query in read_queries(root)}
    if query_id in queries:
        return queries[query_id]
    close = get_close_matches(query_id, queries, n=3, cutoff=0.4)
    remedy = f"did you mean {' or '.join(close)}?" if close else "claimgraph queries lists them all"
    raise UsageError(f"there is no saved query {query_id!r}", remedy=remedy)
