"""``claimgraph explain``: the evidence card of one thing, or of two."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
import msgspec

from claimgraph.card import Failing, read_card, to_html, to_markdown, to_svg, to_text
from claimgraph.card.lines import Limits
from claimgraph.card.values import Place
from claimgraph.cli.place import open_place, place_options
from claimgraph.cli.terminal import colours_wanted
from claimgraph.errors import InputError
from claimgraph.files import write_atomic
from claimgraph.report.tables import to_json


def read_failing(graph: Path) -> tuple[Failing, ...]:
    """The findings that the build wrote beside the graph; none where it wrote no file.

    Raises:
        InputError: the file is not what a build writes.
    """
    path = graph / "findings.json"
    if not path.is_file():
        return ()
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Findings).failing()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the findings cannot be read: {error}", path=str(path)) from error


class _Finding(msgspec.Struct, frozen=True):
    rule: str
    severity: str
    message: str
    path: str
    line: int | None = None


class _Findings(msgspec.Struct, frozen=True):
    findings: list[_Finding]

    def failing(self) -> tuple[Failing, ...]:
        return tuple(
            Failing(item.rule, item.severity, item.message, Place(item.path, item.line or 0))
            for item in self.findings
        )


@click.command("explain", short_help="The evidence card of a thing, or of what joins two things.")
@click.argument("thing", metavar="X")
@click.argument("other", metavar="[Y]", required=False)
@place_options
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "markdown", "html", "json")),
    default="text",
    show_default=True,
    help="How to print the card. HTML is one file that loads nothing, with the picture in it.",
)
@click.option("--svg", is_flag=True, help="Only the picture, as SVG.")
@click.option("--all", "everything", is_flag=True, help="Fold nothing: every claim, gap and sentence.")
@click.option(
    "--width",
    type=click.IntRange(48, 140),
    help="Columns of the text card; that of the terminal by default, 100 elsewhere.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the card to this file instead."
)
def command(
    thing: str,
    other: str | None,
    graph: Path | None,
    endpoint: str | None,
    output_format: str,
    svg: bool,
    everything: bool,
    width: int | None,
    out: Path | None,
) -> None:
    """Show the evidence card of X, or of what stands between X and Y.

    X and Y are named as pages, titles or aliases, or for a source by DOI, PMID or footnote key. The card
    has the claims by target and direction with species, dose, size, access and groups of authors, what
    conflicts, what is held apart and why, what is not known, and the failing rules of the page; every line
    with its file and line and the study's link. An endpoint holds no findings: its cards name no rules.

    \b
    Examples:
      claimgraph explain semax --graph out
      claimgraph explain semax bdnf --graph out
      claimgraph explain semax --graph out --format html --out semax.html
      claimgraph explain semax --graph out --svg > semax.svg
      claimgraph explain semax --endpoint http://127.0.0.1:7878/query
    """
    store = open_place("explain", graph, endpoint)
    card = read_card(store, thing, other, read_failing(graph) if graph is not None else ())
    limits = Limits.none() if everything else Limits()
    if svg:
        text = to_svg(card)
    elif output_format == "json":
        text = to_json(card) + "\n"
    elif output_format == "markdown":
        text = to_markdown(card, limits=limits)
    elif output_format == "html":
        text = to_html(card, limits=limits)
    else:
        terminal = sys.stdout.isatty() and out is None
        columns = width or (shutil.get_terminal_size((100, 24)).columns if terminal else 100)
        colour = terminal and colours_wanted() is None
        text = to_text(card, columns=columns, colour=colour, limits=limits) + "\n"
    if out is not None:
        write_atomic(out, text)
    else:
        click.echo(text, nl=False)
