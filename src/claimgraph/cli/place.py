"""Which graph a command reads: a folder that ``claimgraph build`` wrote, or a SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from claimgraph.build import open_graph
from claimgraph.cli.terminal import Progress
from claimgraph.errors import UsageError
from claimgraph.store import EndpointStore, GraphStore

_Command = TypeVar("_Command", bound=Callable[..., Any])


def place_options(command: _Command) -> _Command:
    """``--graph`` and ``--endpoint``; ``require_one_place`` says that exactly one of them is needed."""
    command = click.option(
        "--endpoint", metavar="URL", help="A SPARQL 1.1 endpoint to ask instead of a folder."
    )(command)
    return click.option(
        "--graph", type=click.Path(path_type=Path), help="Folder that `claimgraph build` wrote."
    )(command)


def require_one_place(command: str, graph: Path | None, endpoint: str | None) -> None:
    """Refuse both and neither.

    Raises:
        UsageError: not exactly one of the two is given.
    """
    if (graph is None) == (endpoint is None):
        raise UsageError(
            f"{command} needs --graph DIR or --endpoint URL" + (", not both" if graph else ""),
            remedy="leave one of them out"
            if graph
            else "build a graph first: claimgraph build VAULT --out out",
        )


def open_place(command: str, graph: Path | None, endpoint: str | None) -> GraphStore:
    """The store of the folder, made first if nobody has asked yet, or the endpoint.

    Raises:
        UsageError: not exactly one of the two is given, or the address is malformed.
        InputError: there is no finished build in the folder.
    """
    require_one_place(command, graph, endpoint)
    if endpoint is not None:
        return EndpointStore(endpoint)
    assert graph is not None
    progress = Progress()
    try:
        return open_graph(graph, progress)
    finally:
        progress.close()
