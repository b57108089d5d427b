"""A live load into Neo4j over Bolt: idempotent, in batches, and what is gone from the graph goes.

Every node and relationship of ours carries ``claimgraph_load``, the digest of what was loaded, and every
node the label ``Claimgraph``, by which it is found again by its ``iri``. Loading the same graph twice
changes nothing; after another one, what still carries an old digest is deleted. Other nodes of the
database are not touched. All values travel as parameters; labels and types are names of letters, digits
and underscores (see claimgraph.export.cypher.to_name).
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec

from claimgraph.errors import EngineError, InputError, UsageError
from claimgraph.export.cypher import (
    CONSTRAINTS,
    NODE_FIELDS,
    group_of,
    link_fields,
    link_type,
    node_labels,
    node_values,
)
from claimgraph.export.result import ExportResult
from claimgraph.network import Field, Link, Network, Node
from claimgraph.network.typed import TypedValues

LABEL = "Claimgraph"
MARK = "claimgraph_load"

BATCH = 1_000

_ATTEMPTS = 4

_CONSTRAINT = f"CREATE CONSTRAINT claimgraph_iri IF NOT EXISTS FOR (n:{LABEL}) REQUIRE n.iri IS UNIQUE"

Progress = Callable[[str, int, int], None]
"""Told a word, how many are done, and of how many."""


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


_Row = dict[str, Any]
_Run = Callable[[str, list[_Row]], None]


class _Rows:
    """Makes the rows of a load, with one digest for all of them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.typed = TypedValues()
        self.mark = self._digest()

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for node in self.network.nodes:
            digest.update(msgspec.msgpack.encode(node, order="sorted"))
        for link in self.network.links:
            digest.update(msgspec.msgpack.encode(link, order="sorted"))
        return digest.hexdigest()[:16]

    def _values(self, fields: Iterable[Field], values: dict[str, tuple[str, ...]]) -> _Row:
        found = self.typed.values(fields, values)
        return {field.name: list(value) if isinstance(value, tuple) else value for field, value in found}

    def node(self, node: Node) -> _Row:
        values = self._values(NODE_FIELDS[group_of(node)], node_values(node))
        return {"iri": node.iri, "values": {**values, "iri": node.iri, MARK: self.mark}}

    def link(self, link: Link) -> _Row:
        values = self._values(link_fields(link), link.values)
        return {
            "iri": link.iri,
            "source": link.source,
            "target": link.target,
            "values": {**values, "iri": link.iri, MARK: self.mark},
        }


def _batches(items: Iterable[Any], key: Callable[[Any], Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Runs of items with one key, grouped within a window: their order does not matter to a load."""
    window: list[Any] = []
    for item in items:
        window.append(item)
        if len(window) == 10 * BATCH:
            yield from _grouped(window, key)
            window = []
    yield from _grouped(window, key)


def _grouped(window: list[Any], key: Callable[[Any], Any]) -> Iterator[tuple[Any, list[Any]]]:
    for name, group in groupby(sorted(window, key=key), key=key):
        found = list(group)
        for start in range(0, len(found), BATCH):
            yield name, found[start : start + BATCH]


def _load_nodes(rows: _Rows, known: frozenset[str], run: _Run) -> None:
    for labels, nodes in _batches(rows.network.nodes, node_labels):
        stale = sorted(known - set(labels) - {LABEL})
        remove = f" REMOVE n:{':'.join(stale)}" if stale else ""
        statement = (
            f"UNWIND $rows AS row MERGE (n:{LABEL} {{iri: row.iri}}) "
            f"SET n = row.values{remove} SET n:{':'.join(labels)}"
        )
        run(statement, [rows.node(node) for node in nodes])


def _load_links(rows: _Rows, run: _Run) -> None:
    for name, links in _batches(rows.network.links, link_type):
        statement = (
            f"UNWIND $rows AS row MATCH (a:{LABEL} {{iri: row.source}}) "
            f"MATCH (b:{LABEL} {{iri: row.target}}) "
            f"MERGE (a)-[r:{name} {{iri: row.iri}}]->(b) SET r = row.values"
        )
        run(statement, [rows.link(link) for link in links])


_STALE_LINKS = (
    f"MATCH (:{LABEL})-[r]->(:{LABEL}) WHERE r.{MARK} IS NOT NULL AND r.{MARK} <> $mark "
    f"WITH r LIMIT {10 * BATCH} DELETE r RETURN count(*) AS n"
)
_STALE_NODES = (
    f"MATCH (n:{LABEL}) WHERE n.{MARK} <> $mark WITH n LIMIT {10 * BATCH} "
    "DETACH DELETE n RETURN count(*) AS n"
)


def credentials() -> tuple[str, str]:
    """User and password from ``NEO4J_USERNAME`` and ``NEO4J_PASSWORD``; never from the command line.

    Raises:
        UsageError: there is no password.
    """
    password = os.environ.get("NEO4J_PASSWORD")
    if password is None:
        raise UsageError(
            "no password for Neo4j",
            remedy="set NEO4J_PASSWORD (and NEO4J_USERNAME, if it is not neo4j) in the environment",
        )
    return os.environ.get("NEO4J_USERNAME", "neo4j"), password


def load_neo4j(
    network: Network,
    url: str,
    *,
    database: str | None = None,
    progress: Progress = _silent,
) -> ExportResult:
    """Loads a network into the Neo4j database at ``url`` (``bolt://`` or ``neo4j://``).

    Transient failures are tried again; a load that was broken off can be started again.

    Raises:
        UsageError: the driver is not installed, or there is no password.
        InputError: nothing answers at ``url``, or it does not let us in.
        EngineError: the database refuses a statement.
    """
    try:
        import neo4j
        from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError
    except ImportError as error:
        raise UsageError("--bolt needs the Neo4j driver", remedy="pip install 'claimgraph[neo4j]'") from error
    auth = credentials()
    rows = _Rows(network)
    try:
        with neo4j.GraphDatabase.driver(url, auth=auth, user_agent="claimgraph") as driver:
            _connect(driver)
            with driver.session(database=database) as session:
                deleted = _load(session, rows, progress)
    except (AuthError, ConfigurationError, ValueError) as error:
        raise InputError(f"Neo4j does not let us in: {error}", path=url) from error
    except DriverError as error:
        raise InputError(
            f"nothing answers as Neo4j: {error}",
            path=url,
            remedy="check that the database runs at this address",
        ) from error
    except Neo4jError as error:
        raise EngineError(f"Neo4j refuses the load: {error.message}", path=url) from error
    counts = {"nodes": len(network.nodes), "relationships": len(network.links), "deleted": deleted}
    return ExportResult("neo4j", url, counts, (*map(str, network.omissions), *rows.typed.losses()))


def _connect(driver: Any) -> None:
    """Waits a little for a database that is starting."""
    from neo4j.exceptions import ServiceUnavailable

    for attempt in range(_ATTEMPTS):
        try:
            driver.verify_connectivity()
        except ServiceUnavailable:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.5 * 2**attempt)
        else:
            return


def _load(session: Any, rows: _Rows, progress: Progress) -> int:
    for statement in (_CONSTRAINT, *CONSTRAINTS):
        session.run(statement).consume()
    # A unique index of each group is there for the user; ours finds nodes whatever their group was.
    session.run("CALL db.awaitIndexes(60)").consume()
    labels = session.run(f"MATCH (n:{LABEL}) UNWIND labels(n) AS l RETURN collect(DISTINCT l) AS found")
    known = frozenset(name for name in labels.single()["found"] if name.replace("_", "").isalnum())
    done = 0

    def run(statement: str, batch: list[_Row]) -> None:
        nonlocal done
        # The driver tries a transaction again where the failure is transient.
        session.execute_write(lambda work: work.run(statement, rows=batch).consume())
        done += len(batch)
        progress("load", done, len(rows.network.nodes) + len(rows.network.links))

    _load_nodes(rows, known, run)
    _load_links(rows, run)
    deleted = 0
    for statement in (_STALE_LINKS, _STALE_NODES):
        while found := session.execute_write(
            lambda work, text=statement: work.run(text, mark=rows.mark).single()["n"]
        ):
            deleted += found
    return deleted
