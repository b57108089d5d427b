"""The table of checks, in order of their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from claimgraph.diagnostics import Diagnostic
from claimgraph.extract.checks.approval import check_approval
from claimgraph.extract.checks.arithmetic import check_intervals, check_parts
from claimgraph.extract.checks.banner import check_banner, check_unreadable
from claimgraph.extract.checks.daily_doses import check_daily_doses
from claimgraph.extract.checks.extrapolation import check_extrapolation
from claimgraph.extract.checks.field_forms import check_file_author, check_file_name, check_numbers
from claimgraph.extract.checks.footnote_form import check_field_order, check_instruments
from claimgraph.extract.checks.foreign import check_foreign_citations
from claimgraph.extract.checks.hallmark_lines import check_hallmark_lines
from claimgraph.extract.checks.identity import check_identity
from claimgraph.extract.checks.leaks import check_leaks
from claimgraph.extract.checks.page import CheckedPage
from claimgraph.extract.checks.proportions import check_changes, check_folds, check_shares, check_significance
from claimgraph.extract.checks.registries import check_registries
from claimgraph.extract.checks.sections import check_dose_section, check_prodrug
from claimgraph.extract.checks.sequences import check_sequences
from claimgraph.extract.checks.slips import check_slips
from claimgraph.extract.checks.unsourced import check_unsourced

Check = Callable[[CheckedPage], Iterator[Diagnostic]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("approval", check_approval),
    ("banner", check_banner),
    ("changes", check_changes),
    ("daily doses", check_daily_doses),
    ("dose section", check_dose_section),
    ("extrapolation", check_extrapolation),
    ("field order", check_field_order),
    ("file author", check_file_author),
    ("file name", check_file_name),
    ("folds", check_folds),
    ("foreign citations", check_foreign_citations),
    ("hallmark lines", check_hallmark_lines),
    ("identity", check_identity),
    ("instruments", check_instruments),
    ("intervals", check_intervals),
    ("leaks", check_leaks),
    ("numbers", check_numbers),
    ("parts of n", check_parts),
    ("prodrug", check_prodrug),
    ("registries", check_registries),
    ("sequences", check_sequences),
    ("shares", check_shares),
    ("significance", check_significance),
    ("slips", check_slips),
    ("unreadable source", check_unreadable),
    ("unsourced numbers", check_unsourced),
)


def check_page(page: CheckedPage) -> tuple[Diagnostic, ...]:
    """All findings of all checks, in the order of the table."""
    return tuple(finding for _name, check in CHECKS for finding in check(page))
