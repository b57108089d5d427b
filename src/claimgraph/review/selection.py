"""Which rules report, and how severely: ``--select``, ``--ignore`` and ``[rules]`` of the configuration."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.errors import UsageError
from claimgraph.vault import CONFIG_NAME, VaultConfig

OFF = "off"
_LETTERS_LIKE_DIGITS = str.maketrans("OIL", "011")


class Selection(msgspec.Struct, frozen=True):
    """Rule ids or prefixes of them, in capitals. The longest one that fits a rule decides about it.

    ``never`` is left out whatever is selected: what the command line ignores where only the configuration
    selects.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = {}
    never: tuple[str, ...] = ()

    def reports(self, rule: str) -> bool:
        """Whether findings of a rule are reported at all."""
        if rule.startswith(self.never):
            return False
        chosen = _longest(rule, self.select)
        left_out = _longest(rule, self.ignore)
        if self.select and chosen == 0:
            return False
        if left_out and left_out >= chosen:
            return False
        return self._severity(rule) != OFF

    def _severity(self, rule: str) -> str | None:
        fitting = [prefix for prefix in self.severity if rule.startswith(prefix)]
        return self.severity[max(fitting, key=len)] if fitting else None

    def adjust(self, finding: Diagnostic) -> Diagnostic | None:
        """The finding with the severity that the configuration gives it; None where it is not reported."""
        if not self.reports(finding.rule):
            return None
        return _with_severity(finding, self._severity(finding.rule))

    def adjust_all(self, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Those findings that are reported, each as ``adjust`` gives it; a rule is decided about once."""
        decided: dict[str, tuple[bool, str | None]] = {}
        adjusted = []
        for finding in findings:
            rule = finding.rule
            if rule not in decided:
                decided[rule] = (self.reports(rule), self._severity(rule))
            reported, severity = decided[rule]
            if reported:
                adjusted.append(_with_severity(finding, severity))
        return adjusted


def _with_severity(finding: Diagnostic, severity: str | None) -> Diagnostic:
    if severity is None or severity == finding.severity.value:
        return finding
    return msgspec.structs.replace(finding, severity=Severity(severity))


def _longest(rule: str, prefixes: Iterable[str]) -> int:
    return max((len(prefix) for prefix in prefixes if rule.startswith(prefix)), default=0)


def suggest(name: str, known: Sequence[str]) -> str | None:
    """``did you mean …?``, where anything known is near."""
    family, dash, number = name.upper().rpartition("-")
    typed = family + dash + number.translate(_LETTERS_LIKE_DIGITS)
    near = [typed] if typed in known else difflib.get_close_matches(typed, known, n=3, cutoff=0.6)
    return f"did you mean {', '.join(near)}?" if near else None


def check_prefixes(
    prefixes: Iterable[str], known: Sequence[str], where: str, path: str | None = None
) -> None:
    """Refuse what is neither a rule nor the beginning of one: a misspelt id would silently do nothing.

    Raises:
        UsageError: with the rules that were perhaps meant.
    """
    for prefix in prefixes:
        if not prefix or not any(rule.startswith(prefix.upper()) for rule in known):
            raise UsageError(
                f"{where} names {prefix!r}, which is no rule and begins none",
                path=path,
                remedy=suggest(prefix, known) or "`claimgraph rule` lists them",
            )


def to_selection(
    config: VaultConfig,
    known: Sequence[str],
    *,
    root: str = "",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Selection:
    """The configuration with what the command line adds: ``select`` replaces, ``ignore`` is added.

    Raises:
        UsageError: an id that no rule has.
    """
    file = f"{root}/{CONFIG_NAME}" if root else CONFIG_NAME
    table = config.rules
    check_prefixes(config.severity, known, "[severity]", file)
    check_prefixes(table.severity, known, "[rules]", file)
    check_prefixes(table.select, known, "select in [rules]", file)
    check_prefixes(table.ignore, known, "ignore in [rules]", file)
    check_prefixes(select, known, "--select")
    check_prefixes(ignore, known, "--ignore")
    return Selection(
        select=_upper(select or table.select),
        ignore=_upper((*table.ignore, *ignore)),
        never=() if select else _upper(ignore),
        severity=_upper_keys({**config.severity, **table.severity}),
    )


def _upper(prefixes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(prefix.upper() for prefix in prefixes))


def _upper_keys(table: Mapping[str, str]) -> dict[str, str]:
    return {prefix.upper(): severity for prefix, severity in table.items()}
