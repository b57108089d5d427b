"""Entry point of the command and of ``python -m claimgraph``."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; an interrupt is answered in one line, also while modules are loading."""
    try:
        from claimgraph.cli.main import run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted; nothing half-written is left\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
