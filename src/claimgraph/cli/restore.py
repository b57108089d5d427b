"""``claimgraph restore``: from a dump back to the canonical graph."""

from __future__ import annotations

from pathlib import Path

import click

from claimgraph.cli.terminal import format_option
from claimgraph.export.dumps import restore_dump
from claimgraph.report.tables import to_json


@click.command("restore", short_help="Turn an exported dump back into canonical N-Quads.")
@click.argument("dump", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write, canonical N-Quads; replaced if it is there.",
)
@format_option("text", "json")
def command(dump: Path, out: Path, output_format: str) -> None:
    """Turn DUMP (.nq, .trig, .jsonld or quads.parquet) back into canonical N-Quads, and print their hash.

    The same graph gives the same hash, whichever format it went through.

    \b
    Examples:
      claimgraph restore wiki.trig --out wiki.nq
      claimgraph restore tables/quads.parquet --out wiki.nq --format json
    """
    restored = restore_dump(dump, out)
    if output_format == "json":
        click.echo(to_json(restored))
        return
    click.echo(f"{restored.path}: {restored.quads} quads, sha256 {restored.digest}")
