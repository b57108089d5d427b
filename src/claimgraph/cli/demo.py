"""``claimgraph demo``: the sample vault, end to end."""

from __future__ import annotations

from pathlib import Path

import click

from claimgraph.build import build_vault, open_graph
from claimgraph.cli.build import summary_lines
from claimgraph.cli.terminal import SEVERITY_COLOURS, Progress, format_option
from claimgraph.export import export_graph
from claimgraph.queries import find_query, run_query
from claimgraph.report.answers import answer_rows
from claimgraph.report.findings import finding_row, to_text
from claimgraph.report.tables import to_json, to_table
from claimgraph.resources import sample_vault

QUESTION = "effects"
PARAMETERS = {"compound": "semax", "object": "bdnf"}
# The columns that fit a terminal; `claimgraph ask` prints all of them.
SHOWN = ("what", "relation", "species", "tissue", "dose", "source", "read", "where")


@click.command("demo", short_help="The sample vault end to end, with one question about Semax.")
@click.option(
    "--out",
    default="claimgraph-demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results.",
)
@format_option("text", "json")
def command(out: Path, output_format: str) -> None:
    """Build and check the sample vault, answer one question about Semax, say where the files are.

    \b
    Examples:
      claimgraph demo
      claimgraph demo --out /tmp/demo --format json
    """
    vault = sample_vault()
    progress = Progress()
    built = build_vault(vault, out, progress=progress)
    open_graph(out, progress)
    exported = export_graph("gexf", out, out / "wiki.gexf")
    progress.close()
    query = find_query(QUESTION)
    answer = run_query(open_graph(out), query, PARAMETERS)
    if output_format == "json":
        click.echo(
            to_json(
                {
                    "vault": str(vault),
                    "out": str(out),
                    "summary": built.summary,
                    "findings": [finding_row(finding) for finding in built.findings],
                    "query": query.id,
                    "rows": answer_rows(answer),
                }
            )
        )
        return

    def heading(text: str) -> None:
        click.echo("\n" + click.style(text, bold=True))

    click.echo(click.style("1. build", bold=True) + f"   claimgraph build {vault} --out {out}")
    for line in summary_lines(built.summary):
        click.echo(f"   {line}")
    heading(f"2. check   claimgraph check {vault}")
    for finding in sorted(built.findings, key=lambda finding: finding.severity.rank)[:3]:
        first, *rest = to_text([finding])
        click.echo("   " + click.style(first, fg=SEVERITY_COLOURS[finding.severity]))
        for line in rest:
            click.echo(f"   {line}")
    more = len(built.findings) - 3
    if more > 0:
        click.echo(f"   … and {more} more")
    parameters = " ".join(f"--param {name}={value}" for name, value in PARAMETERS.items())
    heading(f"3. ask     claimgraph ask {query.id} {parameters} --graph {out}")
    click.echo(f"   {query.summary}\n")
    table = to_table(SHOWN, ([record[name] for name in SHOWN] for record in answer.records()), max_cell=34)
    for line in table.splitlines():
        click.echo(f"   {line}")
    heading("4. files")
    for name, what in (
        ("graph.nq", "the graph, canonical N-Quads"),
        ("store/", "the same in an embedded store, for `claimgraph ask`"),
        ("findings.json", "the findings"),
        ("wiki.gexf", f"{exported.counts['nodes']} things and {exported.counts['edges']} edges, for Gephi"),
    ):
        click.echo(f"   {out / name}{'/' if name.endswith('/') else ''}  {what}")
    click.echo("\nnext: `claimgraph queries` lists the questions, `claimgraph rule` the rules,")
    click.echo("      `claimgraph check path/to/your/wiki` checks your own pages.")
