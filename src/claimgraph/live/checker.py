"""A vault that is checked again after every edit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from claimgraph.build import extract_page_values, extract_vault, reading_diagnostics
from claimgraph.compilation import ProgressReport, Reading, collector_off, silent
from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.errors import InputError
from claimgraph.live.graph import LiveGraph
from claimgraph.model import PageValues
from claimgraph.profile import read_profile
from claimgraph.resolve import VaultResolver
from claimgraph.review.reviewing import DEFAULTS, ReviewOptions, review
from claimgraph.rules import read_rules
from claimgraph.validation.incremental import LiveRules
from claimgraph.vault import Vault, read_vault, to_page


class Update(msgspec.Struct, frozen=True):
    """What an edit changed.

    Attributes:
        pages: the pages that came, went or changed, sorted.
        findings: all findings now, as a full check gives them.
        new, gone: findings on other pages that are new, or that were there before.
        rules: how many rules were looked at again; None where all was read anew.
    """

    pages: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    gone: tuple[Diagnostic, ...]
    rules: int | None

    @property
    def here(self) -> tuple[Diagnostic, ...]:
        """The findings on the pages that changed."""
        return tuple(finding for finding in self.findings if finding.path in self.pages)


class Checker:
    """Keeps a vault, its graph and its findings in memory.

    ``findings`` always equals those of a full check of the pages as they were read last.
    """

    def __init__(
        self,
        root: Path,
        *,
        today: datetime.date | None = None,
        options: ReviewOptions = DEFAULTS,
        cache: Path | None = None,
        progress: ProgressReport = silent,
    ) -> None:
        """Reads and checks the whole vault.

        Raises:
            InputError: there is no such folder, or no page in it.
            ConfigError: ``claimgraph.toml`` or the profile is malformed.
        """
        self.root = root
        self._today = today
        self._options = options
        self._cache = cache
        self._all_rules = read_rules()
        self._start(progress)

    @property
    def fail_on(self) -> Severity:
        """What the vault's configuration fails on: errors, unless it says otherwise."""
        return Severity(self._vault.config.rules.fail_on or Severity.ERROR)

    @collector_off()
    def _start(self, progress: ProgressReport = silent) -> None:
        extraction = extract_vault(self.root, cache=self._cache, progress=progress)
        self._vault = extraction.vault
        self._profile, self._ontology = extraction.profile, extraction.ontology
        self._values: dict[str, PageValues] = {page.path: page for page in extraction.pages}
        self._failed = {fault.path: fault for fault in extraction.failed}
        self._resolver = VaultResolver(self._profile)
        reading = self._resolve()
        progress("inferring", 0, 0)
        self._graph = LiveGraph(reading, self._today)
        progress("checking", 0, 0)
        self._rules = LiveRules(self._graph.store, self._all_rules)
        self.findings = self._review(reading)

    def update(self, *paths: str | Path) -> Update:
        """Reads some pages again (paths from the vault's top folder), or whatever has changed if none is
        named; new and deleted pages too.

        Raises:
            InputError: a path leads out of the vault, or no page is left.
        """
        before = self.findings
        named = [self._inside(path) for path in paths]
        known = {page.path for page in self._vault.pages}
        ahead = named and all(path in known and (self.root / path).is_file() for path in named)
        vault = self._reread(named) if ahead else read_vault(self.root)
        if not ahead and self._is_read_otherwise(vault):
            self._start()
            return _to_update(tuple(page.path for page in vault.pages), before, self.findings, None)
        changed = self._take(vault)
        looked = self._change()
        return _to_update(changed, before, self.findings, looked)

    def _is_read_otherwise(self, vault: Vault) -> bool:
        """Whether the configuration or the profile has changed, so that every page means something else."""
        if vault.config != self._vault.config:
            return True
        return read_profile(vault.config.profile, self.root).digest != self._profile.digest

    def _inside(self, path: str | Path) -> str:
        given = Path(path)
        if given.is_absolute():
            try:
                given = given.resolve().relative_to(self.root.resolve())
            except ValueError as error:
                raise InputError("is no page of this vault", path=str(path)) from error
        return given.as_posix()

    def _reread(self, paths: Iterable[str]) -> Vault:
        """The vault with a few of its pages read again."""
        fresh = {path: to_page(path, (self.root / path).read_bytes()) for path in paths}
        pages = tuple(fresh.get(page.path, page) for page in self._vault.pages)
        return msgspec.structs.replace(self._vault, pages=pages)

    def _take(self, vault: Vault) -> tuple[str, ...]:
        """Reads the pages of a vault that differ from those that are held; returns which."""
        old = {page.path: page.digest for page in self._vault.pages}
        new = {page.path: page for page in vault.pages}
        changed = sorted(
            path for path in old.keys() | new.keys() if path not in new or old.get(path) != new[path].digest
        )
        for path in changed:
            self._values.pop(path, None)
            self._failed.pop(path, None)
            if path in new:
                found = extract_page_values(new[path], self._profile, self._ontology)
                if isinstance(found, Diagnostic):
                    self._failed[path] = found
                else:
                    self._values[path] = found
        self._vault = vault
        return tuple(changed)

    @collector_off()
    def _change(self) -> int:
        reading = self._resolve()
        looked = self._rules.change(*self._graph.replace(reading))
        self.findings = self._review(reading)
        return len(looked)

    def _resolve(self) -> Reading:
        values = self._resolver.resolve(tuple(self._values.values()), self._vault.files)
        failed = (*self._vault.failed, *(self._failed[path] for path in sorted(self._failed)))
        return Reading(self._vault, self._profile, self._ontology, values, failed)

    def _review(self, reading: Reading) -> tuple[Diagnostic, ...]:
        found = (*reading_diagnostics(reading), *self._rules.findings)
        return review(reading, self._all_rules, found, self._options, today=self._today).findings


def _to_update(
    changed: tuple[str, ...], before: Sequence[Diagnostic], after: tuple[Diagnostic, ...], rules: int | None
) -> Update:
    touched = frozenset(changed)
    # Most findings are the very same values as before; to compare only the others saves looking at all.
    was, now = {id(finding) for finding in before}, {id(finding) for finding in after}
    left = [finding for finding in before if id(finding) not in now]
    come = [finding for finding in after if id(finding) not in was]
    old, new = set(left), set(come)
    return Update(
        changed,
        after,
        tuple(finding for finding in come if finding.path not in touched and finding not in old),
        tuple(finding for finding in left if finding.path not in touched and finding not in new),
        rules,
    )
