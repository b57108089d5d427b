"""``claimgraph why``: the proof of an edge, down to sentences and studies."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from claimgraph.card.proof import read_explanation
from claimgraph.card.proof_text import to_proof_markdown, to_proof_text
from claimgraph.cli.place import open_place, place_options
from claimgraph.cli.terminal import format_option
from claimgraph.ontology import read_ontology
from claimgraph.report.tables import to_json


@click.command("why")
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@place_options
@format_option("text", "json", "markdown")
@click.option("--all", "everything", is_flag=True, help="Fold nothing: every claim of every edge.")
def command(
    subject: str,
    predicate: str,
    object_: str,
    graph: Path | None,
    endpoint: str | None,
    output_format: str,
    everything: bool,
) -> None:
    """Show why SUBJECT PREDICATE OBJECT holds.

    The proof goes from the edge over the OWL RL rules and their premises down to the claims, with file and
    line, the quoted sentence and the studies. PREDICATE is a relation's id or label, or `a` for a class.
    Where the edge does not follow, what is known of the two things is printed, and the exit code is 1.

    \b
    Examples:
      claimgraph why semax increases_level bdnf --graph out
      claimgraph why bdnf "related to" semax --graph out
      claimgraph why semax a Entity --graph out --format json
      claimgraph why semax affects bdnf --endpoint http://127.0.0.1:7878/query
    """
    found = read_explanation(open_place("why", graph, endpoint), read_ontology(), subject, predicate, object_)
    if output_format == "json":
        click.echo(to_json(found))
    elif output_format == "markdown":
        click.echo(to_proof_markdown(found, everything=everything), nl=False)
    else:
        columns = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
        click.echo(to_proof_text(found, columns=columns, everything=everything))
    if not found.follows:
        raise click.exceptions.Exit(1)
