"""Where the ontology, shapes, queries and the sample vault live: in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from claimgraph.errors import EngineError

_PACKAGE = Path(__file__).resolve().parent


def data_root() -> Path:
    """The folder that holds ``ontology/``, ``shapes/``, ``queries/`` and ``vault/``.

    An installed wheel carries them in ``claimgraph/_data``; a checkout has them beside ``src``.

    Raises:
        EngineError: neither is there, so the installation is broken.
    """
    installed = _PACKAGE / "_data"
    if (installed / "ontology").is_dir():
        return installed
    checkout = _PACKAGE.parent.parent
    if (checkout / "ontology").is_dir() and (checkout / "shapes").is_dir():
        return checkout
    raise EngineError(
        "the ontology, shapes and queries that belong to claimgraph are missing",
        path=str(_PACKAGE),
        remedy="reinstall the package, or run it from a complete checkout",
    )


def ontology_dir() -> Path:
    """The folder of the ontology modules, mappings and vault profiles."""
    return data_root() / "ontology"


def shapes_dir() -> Path:
    """The folder of the rules, one shape a file."""
    return data_root() / "shapes"


def queries_dir() -> Path:
    """The folder of the saved queries, one a file."""
    return data_root() / "queries"


def sample_vault() -> Path:
    """The sample vault that ``claimgraph demo`` builds."""
    return data_root() / "vault"
