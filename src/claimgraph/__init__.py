"""claimgraph: a compiler and type-checker for evidence wikis.

In Python::

    import claimgraph

    wiki = claimgraph.open("out")           # a build folder, a graph.nq, a wiki folder or an endpoint
    wiki.ask("effects", compound="semax").df
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.session import Session

__version__ = "0.1.0"


def open(
    path_or_url: str | Path,
    *,
    timeout: float = 60.0,
    max_rows: int = 200_000,
    max_memory: int = 2048,
) -> Session:
    """Opens a graph for questions.

    Args:
        path_or_url: a folder that ``claimgraph build`` wrote, an N-Quads file, a wiki folder (it is compiled
            into the cache folder, which is said on standard error), or the address of a SPARQL 1.1 endpoint.
        timeout: seconds that one answer may take.
        max_rows: rows that one answer may have.
        max_memory: MiB that the process may use that answers.

    Raises:
        claimgraph.errors.InputError: there is nothing of the kind.
        claimgraph.errors.UsageError: an endpoint's address is malformed.
    """
    # Here and not above: every other module imports this one, and most need none of this.
    from claimgraph.session import open_session
    from claimgraph.store import Limits

    limits = Limits(seconds=timeout, rows=max_rows, memory=max_memory * 1024**2)
    return open_session(path_or_url, limits=limits)
