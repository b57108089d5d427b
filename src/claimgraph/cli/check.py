"""``claimgraph check``: findings with file and line."""

from __future__ import annotations

import datetime
import shutil
import sys
from pathlib import Path

import click
import msgspec

from claimgraph.checking import CheckRequest, check, make_baseline, mend
from claimgraph.cli.terminal import (
    SEVERITY_COLOURS,
    VAULT,
    Progress,
    cache_option,
    colours_wanted,
    format_option,
    today_option,
)
from claimgraph.cli.watch import WatchOptions, watch
from claimgraph.diagnostics import Severity
from claimgraph.errors import UsageError
from claimgraph.files import write_atomic
from claimgraph.live import Checker
from claimgraph.report.findings import FindingsReport
from claimgraph.report.formats import FORMATS, REPOSITORY_FORMATS, to_bytes
from claimgraph.report.listing import (
    ListingOptions,
    Style,
    count_rules,
    no_style,
    to_listing,
    to_statistics,
    to_summary,
)
from claimgraph.report.tables import to_json
from claimgraph.review.baseline import write_baseline as write_baseline_file
from claimgraph.review.edits import FixedPage, to_diff
from claimgraph.review.repository import path_prefix
from claimgraph.review.reviewing import ReviewOptions

_SEVERITIES = [severity.value for severity in Severity]
_FILE = click.Path(path_type=Path, dir_okay=False)


def _split(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Ids from repeated options and from lists with commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _reports(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    found = []
    for value in values:
        name, mark, file = value.partition("=")
        if name not in FORMATS or not mark or not file:
            raise click.BadParameter(f"{value!r} is not FORMAT=FILE with one of {', '.join(FORMATS)}")
        found.append((name, Path(file)))
    return tuple(found)


@click.command("check", short_help="Findings of a wiki, each with its line and how to mend it.")
@click.argument("vault", type=VAULT)
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    help="Exit with 1 if a finding is at least this bad. [default: error, or fail-on in claimgraph.toml]",
)
@click.option(
    "--select", multiple=True, callback=_split, metavar="RULES", help="Only these rules or families."
)
@click.option(
    "--ignore", multiple=True, callback=_split, metavar="RULES", help="All but these rules or families."
)
@click.option("--baseline", type=_FILE, help="Findings that this file holds are known: only new ones count.")
@click.option("--no-baseline", is_flag=True, help="Do not use the baseline that claimgraph.toml names.")
@click.option(
    "--write-baseline", type=_FILE, help="Write all that is found now to this file, and exit with 0."
)
@click.option(
    "--changed-since",
    metavar="REV",
    help="Only findings that changes since this git revision can have caused: those on changed lines and new "
    "pages, with a related place there, or that name a page which is gone.",
)
@click.option(
    "--changed-pages", is_flag=True, help="With --changed-since: all findings of the changed pages."
)
@click.option(
    "--staged", is_flag=True, help="As --changed-since HEAD, for what is staged: for a commit hook."
)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend mechanically, then report the rest.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, write nothing; 1 if it would.")
@click.option(
    "--min-severity",
    type=click.Choice(_SEVERITIES),
    default=Severity.INFO.value,
    show_default=True,
    help="Print only findings that are at least this bad (text only; other formats hold all).",
)
@click.option("--no-help", "without_help", is_flag=True, help="Leave out the line that says how to mend it.")
@click.option(
    "--no-source", "without_source", is_flag=True, help="One line a finding, without the page's text."
)
@click.option("--statistics", is_flag=True, help="Print how many findings each rule has, not the findings.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only, no counts and remarks.")
@click.option("--output", type=_FILE, help="Write the report to this file.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    callback=_reports,
    metavar="FORMAT=FILE",
    help="Write a report in this format as well (sarif=out.sarif); can be given again.",
)
@click.option(
    "--path-prefix",
    metavar="PREFIX",
    help="What stands before the paths of pages. SARIF and GitHub formats put the vault's folder there, so "
    "that paths start at the repository's top; 'none' leaves it out.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours; 'auto' on a terminal and where NO_COLOR is not set.",
)
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help="Stay, and check again after every edit: on a terminal whenever a file changes, else for every line "
    "of standard input (the page's path, or an empty line for whatever has changed).",
)
@click.option(
    "--engine",
    type=click.Choice(["setwise", "pyshacl"]),
    default="setwise",
    show_default=True,
    help="Which SHACL engine runs the shapes; both give the same findings.",
)
@today_option
@cache_option
@format_option(*FORMATS)
@click.pass_context
def command(
    context: click.Context,
    vault: Path,
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
    no_baseline: bool,
    write_baseline: Path | None,
    changed_since: str | None,
    changed_pages: bool,
    staged: bool,
    fix: bool,
    diff: bool,
    min_severity: str,
    without_help: bool,
    without_source: bool,
    statistics: bool,
    quiet: bool,
    output: Path | None,
    reports: tuple[tuple[str, Path], ...],
    path_prefix: str | None,
    color: str,
    watching: bool,
    engine: str,
    today: datetime.date | None,
    cache: Path | None,
    output_format: str,
) -> None:
    """Check VAULT against the evidence rules and say which line and how to mend it.

    \b
    Examples:
      claimgraph check vault
      claimgraph check vault --fail-on warning --today now
      claimgraph check vault --select FN,LK-01 --no-source
      claimgraph check vault --write-baseline known.json   # start on an old wiki …
      claimgraph check vault --baseline known.json         # … and fail on new findings only
      claimgraph check vault --changed-since origin/main
      claimgraph check vault --diff                        # then --fix
      claimgraph check vault --watch                       # findings after every edit
      claimgraph check vault --format json | jq '.findings[] | select(.severity == "error")'
      claimgraph check vault --report sarif=out.sarif --report html=report.html

    `claimgraph rule RULE_ID` explains a rule. Waivers and all formats: docs/check.md.
    """
    if staged:
        if changed_since is not None:
            raise UsageError("--staged and --changed-since contradict each other", remedy="give one of them")
        changed_since = "HEAD"
    _refuse_nonsense(changed_pages, changed_since, baseline, no_baseline, fix, diff, write_baseline)
    if (statistics or diff) and output_format not in ("text", "json"):
        what = "--statistics" if statistics else "--diff"
        raise UsageError(f"{what} prints text or json", remedy="leave --format out, or say json")
    if watching:
        if changed_since is not None or baseline is not None or write_baseline is not None or fix or diff:
            raise UsageError("--watch shows all findings as they are", remedy="leave the other options out")
        if output_format not in ("text", "json") or output is not None or reports or engine != "setwise":
            raise UsageError("--watch prints text or json", remedy="use check without --watch for reports")
        options_of = ReviewOptions(select, ignore, today or datetime.date.today())
        progress = Progress(quiet=quiet)
        checker = Checker(vault, today=today, options=options_of, cache=cache, progress=progress)
        least = None if fail_on is None else Severity(fail_on)
        shown_from = Severity(min_severity)
        watched = WatchOptions(least or checker.fail_on, shown_from, output_format, quiet)
        context.exit(watch(checker, watched, progress))
    request = CheckRequest(
        root=vault,
        today=today,
        # Whether a waiver has expired depends on the day; only here the clock may be asked.
        day=today or datetime.date.today(),
        engine=engine,
        select=select,
        ignore=ignore,
        fail_on=None if fail_on is None else Severity(fail_on),
        baseline=baseline,
        use_configured=not no_baseline,
        changed_since=changed_since,
        whole_pages=changed_pages,
        staged=staged,
        cache=cache,
    )
    progress = Progress(quiet=quiet)
    if write_baseline is not None:
        made = make_baseline(request, progress=progress)
        progress.close()
        write_baseline_file(write_baseline, made)
        count = sum(entry.count for entry in made.findings)
        click.echo(f"{write_baseline}: a baseline of {count} findings", err=True)
        return
    fixed: tuple[FixedPage, ...] = ()
    if fix or diff:
        report, fixed = mend(request, write=fix, progress=progress)
    else:
        report = check(request, progress=progress)
    progress.close()
    if diff:
        _print_diff(fixed, output_format)
        if not quiet:
            _say_fixed(fixed, "would be mended")
        context.exit(1 if fixed else 0)
    if fixed and not quiet:
        _say_fixed(fixed, "mended")
    options = ListingOptions(
        least=Severity(min_severity),
        with_help=not without_help,
        with_source=not without_source,
        with_summary=not quiet,
        width=_width(),
    )
    for name, file in reports:
        _write(report, name, file, vault, path_prefix, options)
    if output is not None:
        _write(report, output_format, output, vault, path_prefix, options)
        if not quiet:
            for line in to_summary(report):
                click.echo(line, err=True)
    else:
        shown = _prefixed(report, output_format, vault, path_prefix)
        _print(shown, output_format, vault, options, color, statistics=statistics, quiet=quiet)
    context.exit(0 if report.conforms else 1)


def _refuse_nonsense(
    changed_pages: bool,
    changed_since: str | None,
    baseline: Path | None,
    no_baseline: bool,
    fix: bool,
    diff: bool,
    write_baseline: Path | None,
) -> None:
    """Options that contradict each other are a slip: say so rather than pick one."""
    if changed_pages and changed_since is None:
        raise UsageError("--changed-pages needs --changed-since REV", remedy="name a revision")
    if baseline is not None and no_baseline:
        raise UsageError("--baseline and --no-baseline contradict each other", remedy="give one of them")
    if fix and diff:
        raise UsageError("--fix and --diff contradict each other", remedy="--diff first, then --fix")
    if write_baseline is not None and (fix or diff):
        raise UsageError("--write-baseline does not go with --fix or --diff", remedy="run --fix first")


def _print_diff(fixed: tuple[FixedPage, ...], name: str) -> None:
    if name == "text":
        click.echo("".join(map(to_diff, fixed)), nl=False)
        return
    pages = [
        {
            "path": page.path,
            "diff": to_diff(page),
            "mended": [{"rule": one.rule, "line": one.line, "message": one.message} for one in page.mended],
        }
        for page in fixed
    ]
    click.echo(to_json(pages))


def _say_fixed(fixed: tuple[FixedPage, ...], what: str) -> None:
    count = sum(len(page.mended) for page in fixed)
    findings, pages = "finding" if count == 1 else "findings", "page" if len(fixed) == 1 else "pages"
    click.echo(f"{count} {findings} {what} in {len(fixed)} {pages}", err=True)


def _prefixed(report: FindingsReport, name: str, vault: Path, prefix: str | None) -> FindingsReport:
    """The report with what stands before its paths in this format."""
    if prefix is None:
        chosen = path_prefix(vault) if name in REPOSITORY_FORMATS else ""
    else:
        chosen = "" if prefix == "none" else prefix.replace("\\", "/").rstrip("/") + "/"
    return msgspec.structs.replace(report, prefix=chosen)


def _write(
    report: FindingsReport, name: str, file: Path, vault: Path, prefix: str | None, options: ListingOptions
) -> None:
    shown = _prefixed(report, name, vault, prefix)
    write_atomic(file, to_bytes(shown, name, title=_title(vault), options=options))


def _title(vault: Path) -> str:
    return vault.resolve().name or "wiki"


def _print(
    report: FindingsReport,
    name: str,
    vault: Path,
    options: ListingOptions,
    color: str,
    *,
    statistics: bool,
    quiet: bool,
) -> None:
    coloured = {"always": True, "never": False}.get(color, colours_wanted())
    if statistics and name == "json":
        click.echo(to_json(count_rules(report)))
    elif statistics:
        for line in to_statistics(report):
            click.echo(line, color=coloured)
        if not quiet:
            click.echo()
            for line in to_summary(report):
                click.echo(line, color=coloured)
    elif name == "text":
        style: Style = no_style if coloured is False else _styled
        for line in to_listing(report, options, style):
            click.echo(line, color=coloured)
    else:
        click.echo(to_bytes(report, name, title=_title(vault), options=options), nl=False)


_ROLES = {severity.value: {"fg": colour, "bold": True} for severity, colour in SEVERITY_COLOURS.items()} | {
    "page": {"bold": True, "underline": True},
    "gutter": {"fg": "blue"},
    "help": {"fg": "green"},
    "dim": {"dim": True},
}


def _styled(text: str, role: str) -> str:
    return click.style(text, **_ROLES.get(role, {}))  # type: ignore[arg-type]


def _width() -> int:
    """Columns of the terminal; a fixed number where the output is no terminal, so that it never varies."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 110
