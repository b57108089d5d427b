"""The stage table: the only place that knows in which order a wiki becomes a checked graph."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from claimgraph.cache import PageCache, package_digest, vault_file
from claimgraph.compilation import ProgressReport, Reading, collector_off, silent, to_graph, write_graph
from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.document import parse_document
from claimgraph.errors import ClaimgraphError, UsageError
from claimgraph.extract import extract_page
from claimgraph.files import write_atomic
from claimgraph.graph import file_state, write_record
from claimgraph.model import GapScope, LinkOutcome, PageValues
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.profile import Profile, read_profile
from claimgraph.report.findings import FindingsReport, RuleRun, WaivedFinding, check_report
from claimgraph.report.places import SourceTexts
from claimgraph.report.tables import to_json
from claimgraph.resolve import Memory, resolve_vault
from claimgraph.review.reviewing import DEFAULTS, ReviewOptions, review
from claimgraph.review.selection import Selection
from claimgraph.rules import Rule, read_rules
from claimgraph.store import EmbeddedStore, GraphStore
from claimgraph.validation import validate
from claimgraph.vault import PageFile, Vault, read_vault

# What a build leaves in its folder, in the order in which it is moved there: the counts last, so that a
# reader who finds summary.json finds all of it.
RESULTS = ("graph.nq", "findings.json", "summary.json")


class Summary(msgspec.Struct, frozen=True):
    """The counts of a build, as ``build --format json`` prints them."""

    pages: int
    pages_failed: int
    entities: int
    unlinked_entities: int
    claims: int
    statements: int
    citations: int
    sources: int
    gaps: int
    links: dict[str, int]
    quads: int
    findings: dict[str, int]


class Checked(msgspec.Struct, frozen=True):
    """Findings, sorted by path, line and rule; what is waived; which rules report."""

    findings: tuple[Diagnostic, ...]
    rules: tuple[RuleRun, ...]
    vault: Vault
    waived: tuple[WaivedFinding, ...]
    selection: Selection

    @property
    def texts(self) -> SourceTexts:
        """The texts that the findings stand in."""
        return SourceTexts({page.path: page.text for page in self.vault.pages}, self.vault.root)

    @property
    def fail_on(self) -> Severity:
        """What the vault's configuration fails on: errors, unless it says otherwise."""
        return Severity(self.vault.config.rules.fail_on or Severity.ERROR)


class Built(msgspec.Struct, frozen=True):
    """What a build left on disk, and its counts."""

    out: Path
    summary: Summary
    findings: tuple[Diagnostic, ...]


def _failed_page(page: PageFile, error: Exception) -> Diagnostic:
    return Diagnostic(
        rule="RD-99",
        severity=Severity.ERROR,
        message=f"claimgraph failed on this page: {type(error).__name__}: {error}",
        path=page.path,
        line=1,
        end_line=1,
        help="this is a fault of claimgraph, not of the page: report it; all other pages were read",
    )


def extract_values(page: PageFile, profile: Profile, ontology: Ontology) -> PageValues:
    """The values of one page, its reading diagnostics included."""
    document = parse_document(page.path, page.text)
    values = extract_page(document, profile, ontology, page.digest)
    if page.diagnostics:
        return msgspec.structs.replace(values, diagnostics=(*page.diagnostics, *values.diagnostics))
    return values


class Extraction(msgspec.Struct, frozen=True):
    """The pages of a vault as read one by one, with what they were read by; ``failed`` are pages on which
    our own code failed.
    """

    vault: Vault
    profile: Profile
    ontology: Ontology
    pages: tuple[PageValues, ...]
    failed: tuple[Diagnostic, ...]


def extract_page_values(page: PageFile, profile: Profile, ontology: Ontology) -> PageValues | Diagnostic:
    """The values of one page, or what to say where our own code fails on it (RD-99)."""
    try:
        return extract_values(page, profile, ontology)
    except ClaimgraphError:
        raise
    except Exception as error:  # one bad page never hides the rest
        return _failed_page(page, error)


@collector_off()
def extract_vault(root: Path, *, cache: Path | None = None, progress: ProgressReport = silent) -> Extraction:
    """Reads, parses and extracts all pages below ``root``; see ``read_values``."""
    vault = read_vault(root)
    profile = read_profile(vault.config.profile, root)
    ontology = read_ontology()
    pages: list[PageValues] = []
    failed: list[Diagnostic] = []
    total = len(vault.pages)
    store = None if cache is None else PageCache(cache, root, profile.digest)
    for done, page in enumerate(vault.pages):
        if done % 25 == 0:
            progress("reading", done, total)
        values = None if store is None else store.find(page.path, page.digest)
        if values is None:
            found = extract_page_values(page, profile, ontology)
            if isinstance(found, Diagnostic):
                failed.append(found)
                continue
            values = found
            if store is not None:
                store.keep(values)
        pages.append(values)
    if store is not None:
        store.write()
    return Extraction(vault, profile, ontology, tuple(pages), tuple(failed))


@collector_off()
def read_values(root: Path, *, cache: Path | None = None, progress: ProgressReport = silent) -> Reading:
    """Reads, parses, extracts and resolves all pages below ``root``.

    A page that makes our own code fail becomes a diagnostic (RD-99) and is counted as failed. With a
    ``cache`` folder, pages that have not changed since the last run are not parsed again.

    Raises:
        InputError: there is no such folder, or no page in it.
        ConfigError: ``claimgraph.toml`` or the profile is malformed.
    """
    found = extract_vault(root, cache=cache, progress=progress)
    vault, profile = found.vault, found.profile
    progress("resolving", len(vault.pages), len(vault.pages))
    memory = None if cache is None else _read_memory(cache, root, profile)
    values = resolve_vault(found.pages, profile, vault.files, memory)
    if cache is not None and memory is not None and (packed := memory.packed()) is not None:
        with suppress(ClaimgraphError):  # a full or read-only disk is no error
            write_atomic(vault_file(cache, root, ".resolved"), packed)
    return Reading(vault, profile, found.ontology, values, (*vault.failed, *found.failed))


def _read_memory(cache: Path, root: Path, profile: Profile) -> Memory:
    """What the last resolving of a vault is remembered by, an empty one where nothing is."""
    salt = f"{package_digest()} {profile.digest}"
    try:
        return Memory(salt, vault_file(cache, root, ".resolved").read_bytes())
    except OSError:
        return Memory(salt)


def reading_diagnostics(reading: Reading) -> Iterator[Diagnostic]:
    """What reading and resolving found."""
    yield from reading.failed
    yield from reading.values.diagnostics
    for page in reading.values.pages:
        yield from page.diagnostics


def to_findings(
    reading: Reading,
    store: GraphStore,
    *,
    engine: str = "setwise",
    today: datetime.date | None = None,
    options: ReviewOptions = DEFAULTS,
    progress: ProgressReport = silent,
) -> Checked:
    """Runs the rules over a store, joins their findings with those of reading, and reviews them."""
    progress("checking", 0, 0)
    rules = read_rules()
    report = validate(store, rules, engine=engine)
    found = (*reading_diagnostics(reading), *report.findings)
    reviewed = review(reading, rules, found, options, today=today)
    runs = _rule_runs(rules, report.focus_nodes, reviewed.findings)
    return Checked(reviewed.findings, runs, reading.vault, reviewed.waived, reviewed.selection)


def to_report(checked: Checked, fail_on: Severity | None = None) -> FindingsReport:
    """What the writers of reports need, from a check."""
    return FindingsReport(
        findings=checked.findings,
        waived=checked.waived,
        runs=checked.rules,
        rules=read_rules(),
        pages=len(checked.vault.pages),
        texts=checked.texts,
        fail_on=fail_on or checked.fail_on,
    )


def _rule_runs(
    rules: tuple[Rule, ...], focus_nodes: dict[str, int], findings: Sequence[Diagnostic]
) -> tuple[RuleRun, ...]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    runs = []
    for rule in rules:
        looked_at = focus_nodes.get(rule.id)
        note = "found no focus node in the whole vault" if looked_at == 0 else None
        runs.append(RuleRun(rule.id, looked_at, counts.get(rule.id, 0), note))
    return tuple(runs)


def to_summary(reading: Reading, quads: int, findings: tuple[Diagnostic, ...]) -> Summary:
    """The counts of a build."""
    pages = reading.values.pages
    links = {outcome.value: 0 for outcome in LinkOutcome}
    for resolutions in reading.values.links.values():
        for resolution in resolutions:
            links[resolution.outcome.value] += 1
    severities = {severity.value: 0 for severity in Severity}
    for finding in findings:
        severities[finding.severity.value] += 1
    unlinked = {
        " ".join(mention.text.split()).casefold()
        for page in pages
        for claim in page.claims
        for mention in (claim.subject, claim.object)
        if mention.page is None
        and (mention.link < 0 or reading.values.links[page.path][mention.link].resolved_to is None)
    }
    return Summary(
        pages=len(pages),
        pages_failed=len(reading.failed),
        entities=sum(page.entity_class is not None for page in pages),
        unlinked_entities=len(unlinked),
        claims=sum(len(page.claims) for page in pages),
        statements=sum(len(page.statements) for page in pages),
        citations=sum(len(page.citations) for page in pages),
        sources=len(reading.values.sources),
        gaps=sum(gap.scope is not GapScope.MENTION for page in pages for gap in page.gaps),
        links=links,
        quads=quads,
        findings=severities,
    )


def check_vault(
    root: Path,
    *,
    today: datetime.date | None = None,
    engine: str = "setwise",
    options: ReviewOptions = DEFAULTS,
    cache: Path | None = None,
    progress: ProgressReport = silent,
) -> Checked:
    """Findings of a vault, without leaving anything on disk."""
    reading = read_values(root, cache=cache, progress=progress)
    graph = to_graph(reading, today=today, progress=progress)
    progress("loading", 0, 0)
    store = EmbeddedStore.of_bytes(graph.chunks())
    del graph  # its memory is not needed any more
    return to_findings(reading, store, engine=engine, today=today, options=options, progress=progress)


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A folder beside the results that vanishes whatever happens, so that nothing is half-written."""
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".claimgraph-", dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(new: Path, old: Path, scratch: Path) -> None:
    """Moves ``new`` to ``old``. A folder cannot be replaced in one step, so the old one steps aside first."""
    if old.is_dir():
        old.rename(scratch / f"old-{old.name}")
    new.replace(old)


def _refuse_foreign(out: Path) -> None:
    """Raises UsageError rather than replace a folder that claimgraph did not write."""
    store = out / "store"
    if store.exists() and not (store / "CURRENT").is_file():
        raise UsageError(
            "holds a folder 'store' that is not a claimgraph store",
            path=str(out),
            remedy="name another folder with --out",
        )


def build_vault(
    root: Path,
    out: Path,
    *,
    today: datetime.date | None = None,
    options: ReviewOptions = DEFAULTS,
    cache: Path | None = None,
    progress: ProgressReport = silent,
) -> Built:
    """Compiles a vault into ``out``: ``graph.nq``, ``findings.json``, ``summary.json``.

    The store of an older graph is removed; ``open_graph`` makes the new one when it is asked for.
    Results are written beside the old ones and moved into place at the end: an interrupted or failed
    build leaves the old results whole.
    """
    _refuse_foreign(out)
    reading = read_values(root, cache=cache, progress=progress)
    with _staging(out) as staging:
        quads, record = write_graph(
            reading,
            staging / "graph.nq",
            today=today,
            previous=out / "graph.nq",
            cache=cache,
            progress=progress,
        )
        progress("loading", 0, 0)
        # Rules run on a copy in memory: loading it and running them takes a third of running them on disk.
        store = EmbeddedStore.load(staging / "graph.nq", trusted=True)
        checked = to_findings(reading, store, today=today, options=options, progress=progress)
        del store  # its memory is not needed any more
        summary = to_summary(reading, quads, checked.findings)
        report = check_report(to_report(checked))
        write_atomic(staging / "findings.json", to_json(report).encode() + b"\n")
        write_atomic(staging / "summary.json", to_json(summary).encode() + b"\n")
        old = out / "store"
        if old.exists():
            old.rename(staging / "old-store")
        for name in RESULTS:
            _replace(staging / name, out / name, staging)
        state = file_state(out / "graph.nq")
        if cache is not None and state is not None:
            kept = msgspec.structs.replace(record, file=state)
            write_record(vault_file(cache, root, ".graph"), kept)
    return Built(out, summary, checked.findings)


def open_graph(built: Path, progress: ProgressReport = silent) -> EmbeddedStore:
    """The store of a folder that ``build_vault`` wrote, for reading; made first if nobody has asked yet.

    Raises:
        InputError: there is no finished build in this folder.
    """
    return EmbeddedStore.open(built / "store", progress)
