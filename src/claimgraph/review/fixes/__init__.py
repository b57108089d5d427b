"""Safe mechanical remedies: an ordered table of fixers, one construct a file.

A fixer looks at one finding and gives a ``Fix``, or None where a person must decide. It may only do what
leaves no choice: after the edit the finding is gone and nothing that the page says has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from claimgraph.diagnostics import Diagnostic, Fix
from claimgraph.review.fixes import characters, fields, footnotes, gaps, links, quotes
from claimgraph.review.fixes.context import FixContext

Fixer = Callable[[Diagnostic, FixContext], Fix | None]

# Rule → fixers, tried in order.
FIXERS: Mapping[str, tuple[Fixer, ...]] = {
    "CL-06": (gaps.fix_kind,),
    "CL-23": (gaps.fix_marks,),
    "EN-00": (fields.fix_declared_value,),
    "FM-01": (fields.fix_missing_fence,),
    "FM-03": (fields.fix_type,),
    "FM-07": (quotes.fix_unquoted,),
    "FM-08": (fields.fix_repeated_key,),
    "FN-01": (gaps.fix_tag_as_footnote,),
    "FN-03": (footnotes.fix_repeated_definition,),
    "ID-00": (fields.fix_identifier,),
    "ID-01": (fields.fix_identifier,),
    "ID-10": (fields.fix_identifier,),
    "ID-16": (fields.fix_identifier,),
    "ID-19": (fields.fix_date,),
    "LK-05": (links.fix_folder,),
    "RD-01": (characters.fix_invisible,),
    "RD-02": (footnotes.fix_joined_references,),
    "RD-03": (footnotes.fix_indented_definition,),
    "RD-06": (links.fix_pipe,),
    "RD-08": (footnotes.fix_unclosed_reference,),
}


def attach_fixes(findings: Iterable[Diagnostic], context: FixContext) -> tuple[Diagnostic, ...]:
    """The findings, each with its fix where there is one."""
    attached = []
    for finding in findings:
        # A page with bytes that are no UTF-8 would lose them if it were written back.
        if finding.fix is None and finding.rule in FIXERS and context.is_editable(finding.path):
            for fixer in FIXERS[finding.rule]:
                fix = fixer(finding, context)
                if fix is not None:
                    finding = msgspec.structs.replace(finding, fix=fix)
                    break
        attached.append(finding)
    return tuple(attached)
